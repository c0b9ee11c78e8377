from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "commonpurse.money.payments"
    label = "payments"
