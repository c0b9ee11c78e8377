from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "commonpurse.money.decisions"
    label = "decisions"
