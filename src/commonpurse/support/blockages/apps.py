from django.apps import AppConfig


class BlockagesConfig(AppConfig):
    name = "commonpurse.support.blockages"
    label = "blockages"
