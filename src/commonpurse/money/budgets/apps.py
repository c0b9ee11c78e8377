from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "commonpurse.money.budgets"
    label = "budgets"
