from __future__ import annotations

from django.urls import path

from commonpurse.web.funder import funds, reports

app_name = "funder"
urlpatterns = [
    path("", funds.funds, name="funds"),
    path("funds/<uuid:fund_id>/", funds.fund, name="fund"),
    path("funds/<uuid:fund_id>/figures.csv", funds.fund_csv, name="fund_csv"),
    path("report/", reports.report, name="report"),
    path("report.csv", reports.report_csv, name="report_csv"),
    path("report.pdf", reports.report_pdf, name="report_pdf"),
]
