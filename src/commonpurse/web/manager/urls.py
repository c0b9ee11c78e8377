from __future__ import annotations

from django.urls import path

from commonpurse.web.manager import times, waits

app_name = "manager"
urlpatterns = [
    path("", times.times, name="times"),
    path("times.csv", times.times_csv, name="times_csv"),
    path("waits/", waits.waits, name="waits"),
    path("waits.csv", waits.waits_csv, name="waits_csv"),
]
