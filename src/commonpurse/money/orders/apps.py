from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "commonpurse.money.orders"
    label = "orders"
