from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "commonpurse.web.parts"
    label = "parts"
