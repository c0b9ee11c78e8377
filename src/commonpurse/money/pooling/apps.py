from django.apps import AppConfig


class PoolingConfig(AppConfig):
    name = "commonpurse.money.pooling"
    label = "pooling"
