from __future__ import annotations

from django.urls import path

from commonpurse.web.manager import (
    benefits,
    board,
    challenges,
    changes,
    erasures,
    limits,
    power,
    times,
    waits,
    wanted,
)

app_name = "manager"
urlpatterns = [
    path("", times.times, name="times"),
    path("times.csv", times.times_csv, name="times_csv"),
    path("board/", board.board, name="board"),
    path("board/agenda/<str:level_name>/", changes.agenda, name="agenda"),
    path("board/agenda/<str:level_name>.pdf", changes.agenda_pdf, name="agenda_pdf"),
    path("board/in-the-way/<uuid:blockage_id>/", changes.blockage, name="blockage"),
    path("board/rules/<int:rule_id>/", changes.rule, name="rule"),
    path("board/changes/", changes.changes, name="changes"),
    path("board/changes/<int:year>/", changes.changes, name="changes_of_year"),
    path("board/changes/<int:year>.pdf", changes.changes_pdf, name="changes_pdf"),
    path("board/changes/<int:year>.csv", changes.changes_csv, name="changes_csv"),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/<uuid:challenge_id>/", challenges.challenge, name="challenge"),
    path("erasures/", erasures.erasures, name="erasures"),
    path("erasures/<uuid:request_id>/", erasures.erasure, name="erasure"),
    path("benefits/", benefits.benefits, name="benefits"),
    path("benefits/<str:name>/", benefits.benefit, name="benefit"),
    path("power/", power.power, name="power"),
    path("power.csv", power.power_csv, name="power_csv"),
    path("limits/", limits.limits, name="limits"),
    path("limits/risks/", limits.risks, name="risks"),
    path("wanted/", wanted.wanted, name="wanted"),
    path("waits/", waits.waits, name="waits"),
    path("waits.csv", waits.waits_csv, name="waits_csv"),
]
