from __future__ import annotations

from django.urls import path

from commonpurse.web.member import find

app_name = "member"
urlpatterns = [
    path("find/", find.find, name="find"),
]
