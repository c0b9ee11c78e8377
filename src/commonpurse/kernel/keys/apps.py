from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "commonpurse.kernel.keys"
    label = "keys"
