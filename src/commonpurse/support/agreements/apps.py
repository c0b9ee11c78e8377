from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "commonpurse.support.agreements"
    label = "agreements"
