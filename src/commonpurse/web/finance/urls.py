from __future__ import annotations

from django.urls import path

from commonpurse.web.finance import (
    corrections,
    files,
    funds,
    imports,
    mappings,
    matching,
    months,
    payments,
    reports,
    rules,
    statements,
    today,
)

app_name = "finance"
urlpatterns = [
    path("", today.today, name="today"),
    path("funds/", funds.funds, name="funds"),
    path("funds/add/", funds.add, name="add_fund"),
    path("funds/due-back/", funds.due_back, name="due_back"),
    path("funds/<uuid:fund_id>/", funds.fund, name="fund"),
    path("funds/<uuid:fund_id>/promise/", funds.promise, name="promise"),
    path("funds/<uuid:fund_id>/allocate/", funds.allocate, name="allocate"),
    path("funds/<uuid:fund_id>/rules/", rules.rules, name="rules"),
    path("funds/<uuid:fund_id>/rules/set/", rules.set_rules, name="set_rules"),
    path("funds/<uuid:fund_id>/given/", corrections.given, name="given"),
    path(
        "funds/<uuid:fund_id>/given/<uuid:allocation_id>/put-right/",
        corrections.put_given_right,
        name="put_given_right",
    ),
    path("funds/<uuid:fund_id>/received/", corrections.received, name="received"),
    path(
        "funds/<uuid:fund_id>/received/<uuid:money_in_id>/put-right/",
        corrections.put_received_right,
        name="put_received_right",
    ),
    path("to-put-right/", corrections.corrections, name="corrections"),
    path("to-put-right/<uuid:correction_id>/", corrections.correction, name="correction"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<uuid:payment_id>/", payments.payment, name="payment"),
    path("files/", files.files, name="files"),
    path("files/make/<uuid:account_id>/", files.make, name="make_file"),
    path("files/<uuid:file_id>/", files.bank_file, name="file"),
    path("files/<uuid:file_id>/content/", files.content, name="file_content"),
    path("files/report/", reports.reports, name="reports"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<uuid:statement_id>/", statements.statement, name="statement"),
    path("statements/import/", imports.upload, name="import"),
    path("statements/columns/", mappings.mappings, name="mappings"),
    path("statements/import/<str:name>/columns/", mappings.columns, name="columns"),
    path("statements/import/<str:name>/", imports.one_import, name="one_import"),
    path("months/", months.months, name="months"),
    path("months/close/", months.close, name="close"),
    path("to-match/", matching.unmatched, name="unmatched"),
    path("to-match/<uuid:line_id>/", matching.line, name="line"),
]
