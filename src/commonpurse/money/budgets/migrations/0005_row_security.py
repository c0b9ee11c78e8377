"""Wall the rows of this app on PostgreSQL (kernel/row_security.py)."""

from django.db import migrations

from commonpurse.kernel.row_security import ReadForFigures, RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0004_whose_row_it_is"),
        ("consent", "0003_row_security"),
        ("ledger", "0001_tables"),
        ("partners", "0003_look"),
    ]

    operations = [
        RowSecurity("budgets_budget", "money_total", "payments", for_figures=True),
        RowSecurity("budgets_line", "money_total", "payments", for_figures=True),
        RowSecurity("budgets_holdingperiod", "money_total", "payments", for_figures=True),
        RowSecurity("budgets_allocation", "payments", for_figures=True),
        RowSecurity("budgets_hold", "payments", for_figures=True),
        RowSecurity("budgets_holdleg", "payments", for_figures=True),
        RowSecurity("budgets_correction", "payments", may_be_nobodys=True, for_figures=True),
        ReadForFigures(
            "budgets_fund", "budgets_fundaccount", "budgets_moneyin", "budgets_promise", "budgets_spendingrule"
        ),
        ReadForFigures(
            "ledger_account", "ledger_transfer", "ledger_transfer_progress", "ledger_period", "ledger_period_balance"
        ),
        ReadForFigures("partners_organisation", "partners_partnership", "partners_memberrole"),
    ]
