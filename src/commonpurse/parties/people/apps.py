from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commonpurse.parties.people"
    label = "people"
