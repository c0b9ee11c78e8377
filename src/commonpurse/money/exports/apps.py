from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "commonpurse.money.exports"
    label = "exports"
