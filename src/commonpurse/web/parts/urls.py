from __future__ import annotations

from django.urls import path

from commonpurse.web.parts import styleguide

app_name = "parts"
urlpatterns = [path("", styleguide.styleguide, name="styleguide")]
