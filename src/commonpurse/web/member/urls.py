from __future__ import annotations

from django.urls import path

from commonpurse.web.member import confirm, factors, find, odd_looks, openings, panels, services, sessions, work_address

app_name = "member"
urlpatterns = [
    path("looks/", odd_looks.odd_looks, name="odd_looks"),
    path("emergencies/", openings.openings, name="openings"),
    path("emergencies/<uuid:opening_id>/", openings.opening, name="opening"),
    path("panels/", panels.panels, name="panels"),
    path("panels/<uuid:seat_id>/", panels.panel_case, name="panel_case"),
    path("services-to-check/", services.service_notes, name="service_notes"),
    path("services-to-check/<uuid:service_id>/", services.put_right, name="put_right"),
    path("find/", find.find, name="find"),
    path("account/", factors.factors, name="factors"),
    path("account/app/", factors.app, name="app"),
    path("account/passkey/", factors.passkey, name="passkey"),
    path("account/passkey/ask/", factors.passkey_asked, name="passkey_asked"),
    path("account/codes/", factors.codes, name="codes"),
    path("account/password/", factors.password, name="password"),
    path("account/link/<slug:slug>/", factors.link, name="link"),
    path("account/e-mail/", work_address.work_address, name="work_address"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("confirm/", confirm.confirm, name="confirm"),
    path("confirm/passkey/", confirm.passkey_asked, name="confirm_passkey_asked"),
]
