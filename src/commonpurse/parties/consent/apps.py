from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "commonpurse.parties.consent"
    label = "consent"
