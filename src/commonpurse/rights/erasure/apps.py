from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "commonpurse.rights.erasure"
    label = "erasure"
