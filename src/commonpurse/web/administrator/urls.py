from __future__ import annotations

from django.urls import path

from commonpurse.web.administrator import (
    accounts,
    bands,
    bases,
    concerns,
    guardian,
    look,
    member_sign_ins,
    members,
    messages,
    organisations,
    retention,
    templates_of_agreements,
)

app_name = "administrator"
urlpatterns = [
    path("", members.members, name="members"),
    path("members/add/", members.add, name="add_member"),
    path("members/<uuid:member_id>/", members.member, name="member"),
    path("members/<uuid:member_id>/access/", members.access, name="access"),
    path("members/<uuid:member_id>/sign-in/", members.sign_in, name="sign_in"),
    path("members/<uuid:member_id>/code/", member_sign_ins.code, name="new_code"),
    path("members/<uuid:member_id>/sessions/", member_sign_ins.sessions, name="member_sessions"),
    path("members/<uuid:member_id>/second-factor/", member_sign_ins.lost, name="lost_factor"),
    path("guardian/", guardian.guardian, name="guardian"),
    path("organisations/", organisations.listed, name="organisations"),
    path("organisations/add/", organisations.add, name="add_organisation"),
    path("bases/", bases.bases, name="bases"),
    path("bases/<uuid:organisation_id>/add/", bases.add, name="add_basis"),
    path("bases/<uuid:basis_id>/end/", bases.end, name="end_basis"),
    path("agreements/", templates_of_agreements.listed, name="templates"),
    path("agreements/write/", templates_of_agreements.write, name="write_template"),
    path("look/", look.look, name="look"),
    path("look/logo/", look.logo, name="look_logo"),
    path("messages/", messages.messages, name="messages"),
    path("messages/texts/", messages.texts, name="message_texts"),
    path("messages/<uuid:message_id>/", messages.message, name="message"),
    path("messages/<uuid:message_id>/<str:act>/", messages.move, name="move_message"),
    path("second-person/", bands.bands, name="bands"),
    path("second-person/<str:kind>/change/", bands.change, name="change_band"),
    path("second-person/changes/<uuid:change_id>/", bands.one_change, name="band_change"),
    path("kept/", retention.retention, name="retention"),
    path("complaints/", concerns.concerns, name="concerns"),
    path("complaints/<uuid:concern_id>/", concerns.concern, name="concern"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/add/", accounts.add, name="add_account"),
]
