from __future__ import annotations

from django.urls import path

from commonpurse.web.funder import funds

app_name = "funder"
urlpatterns = [
    path("", funds.funds, name="funds"),
    path("funds/<uuid:fund_id>/", funds.fund, name="fund"),
    path("funds/<uuid:fund_id>/figures.csv", funds.fund_csv, name="fund_csv"),
]
