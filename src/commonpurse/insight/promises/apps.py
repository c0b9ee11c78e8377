from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "commonpurse.insight.promises"
    label = "promises"
