from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "commonpurse.parties.partners"
    label = "partners"
