from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "commonpurse.money.reconciliation"
    label = "reconciliation"
