from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "commonpurse.rights.concerns"
    label = "concerns"
