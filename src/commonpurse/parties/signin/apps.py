from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "commonpurse.parties.signin"
    label = "signin"
