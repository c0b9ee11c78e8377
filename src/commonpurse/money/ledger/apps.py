from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "commonpurse.money.ledger"
    label = "ledger"
