from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "commonpurse.support.plans"
    label = "plans"
