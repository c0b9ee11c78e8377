from __future__ import annotations

from django.urls import path

from commonpurse.web.public import (
    calendar,
    complain,
    directory,
    drafts,
    front,
    learnings,
    looks,
    offline,
    power,
    reading,
    security,
    signin,
    ways_in,
    work_accounts,
)

app_name = "public"
urlpatterns = [
    path("", front.front, name="front"),
    path("reading/", reading.reading, name="reading"),
    path("look/<str:colour_name>.css", looks.colours, name="colours"),
    path("look/<str:version>.png", looks.logo, name="logo"),
    path("sign-in/", signin.sign_in, name="sign_in"),
    path("sign-in/code/", signin.second_step, name="second_step"),
    path("sign-in/passkey/", signin.passkey, name="passkey"),
    path("sign-in/passkey/ask/", signin.passkey_asked, name="passkey_asked"),
    path("sign-in/organisation/", work_accounts.work_back, name="work_back"),
    path("sign-in/organisation/<slug:slug>/", work_accounts.work, name="work"),
    path("set-up/", signin.set_up, name="set_up"),
    path("sign-in/demo/", signin.sign_in_to_demo, name="sign_in_to_demo"),
    path("sign-in/card/", ways_in.card, name="card"),
    path("sign-in/card/first/", ways_in.first_card, name="first_card"),
    path("sign-in/text/", ways_in.text, name="text"),
    path("sign-in/text/code/", ways_in.text_code, name="text_code"),
    path("challenges/", learnings.learnings, name="learnings"),
    path("who-decides/", power.power, name="power"),
    path("who-decides.csv", power.power_csv, name="power_csv"),
    path("complain/", complain.complain, name="complain"),
    path("services/", directory.services, name="services"),
    path("services/<uuid:service_id>/", directory.service, name="service"),
    path("services/<uuid:service_id>/right/", directory.note, name="service_note"),
    path("sign-out/", signin.sign_out, name="sign_out"),
    path("days/<str:secret>.ics", calendar.calendar, name="calendar"),
    path("offline/", offline.offline, name="offline"),
    path(".well-known/security.txt", security.security, name="security"),
    path("sw.js", offline.worker, name="worker"),
    path("drafts/forget/", drafts.forget, name="forget_draft"),
]
