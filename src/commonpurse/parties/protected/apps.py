from django.apps import AppConfig


class ProtectedConfig(AppConfig):
    name = "commonpurse.parties.protected"
    label = "protected"
