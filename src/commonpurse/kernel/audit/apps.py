from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "commonpurse.kernel.audit"
    label = "audit"
