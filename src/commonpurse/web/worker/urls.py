from __future__ import annotations

from django.urls import path

from commonpurse.web.worker import (
    asks,
    budgets,
    held,
    payees,
    payments,
    people,
    person,
    protected,
    reach,
    releases,
    sign_ins,
    supports,
    walls,
)

app_name = "worker"
urlpatterns = [
    path("", people.people, name="people"),
    path("people/add/", people.add, name="add_person"),
    path("people/<uuid:person_id>/", person.person, name="person"),
    path("people/<uuid:person_id>/story/", person.story, name="story"),
    path("people/<uuid:person_id>/about/", reach.about, name="about"),
    path("people/<uuid:person_id>/held/", held.hand_over, name="hand_over"),
    path("people/<uuid:person_id>/contact/add/", reach.add, name="add_contact"),
    path("people/<uuid:person_id>/contact/<uuid:way_id>/", reach.change, name="change_contact"),
    path("people/<uuid:person_id>/protected/add/", protected.protect, name="protect"),
    path("people/<uuid:person_id>/protected/<uuid:detail_id>/", protected.reveal, name="reveal"),
    path("people/<uuid:person_id>/protected/<uuid:detail_id>/end/", protected.end, name="end_protected"),
    path("people/<uuid:person_id>/support/add/", supports.start, name="start_support"),
    path("people/<uuid:person_id>/support/<uuid:support_id>/end/", supports.end, name="end_support"),
    path("people/<uuid:person_id>/kept-apart/", walls.walls, name="walls"),
    path("people/<uuid:person_id>/kept-apart/<uuid:wall_id>/end/", walls.end, name="end_wall"),
    path("people/<uuid:person_id>/sign-in/", sign_ins.sign_in, name="sign_in"),
    path("people/<uuid:person_id>/budget/", budgets.open_one, name="open_budget"),
    path("people/<uuid:person_id>/allocate/", budgets.allocate, name="allocate"),
    path("people/<uuid:person_id>/lines/<uuid:line_id>/", budgets.change_hands, name="change_hands"),
    path("people/<uuid:person_id>/ask/", asks.ask_for, name="ask_for"),
    path("people/<uuid:person_id>/release/", releases.release, name="release"),
    path("people/<uuid:person_id>/payments/<uuid:payment_id>/", payments.payment, name="payment"),
    path("people/<uuid:person_id>/payees/", payees.payees, name="payees"),
    path("people/<uuid:person_id>/payees/add/", payees.add, name="add_payee"),
    path("people/<uuid:person_id>/payees/<uuid:payee_id>/change/", payees.change, name="change_payee"),
    path("people/<uuid:person_id>/payees/<uuid:payee_id>/call-back/", payees.call_back, name="call_back"),
    path("asks/", asks.asks, name="asks"),
    path("asks/<uuid:ask_id>/", asks.ask, name="ask"),
]
