from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "commonpurse.insight.readiness"
    label = "readiness"
