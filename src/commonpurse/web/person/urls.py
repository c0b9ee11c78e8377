from __future__ import annotations

from django.urls import path

from commonpurse.web.person import asks, messages, money, own_phone, payees, statement

app_name = "person"
urlpatterns = [
    path("", money.money, name="money"),
    path("ask/", asks.ask_to_be_paid, name="ask"),
    path("asks/<uuid:ask_id>/", asks.one_ask, name="one_ask"),
    path("payees/", payees.payees, name="payees"),
    path("payees/add/", payees.add, name="add_payee"),
    path("payees/<uuid:payee_id>/change/", payees.change, name="change_payee"),
    path("own-phone/", own_phone.own_phone, name="own_phone"),
    path("messages/", messages.messages, name="messages"),
    path("statement/", statement.statement, name="statement"),
    path("statement.csv", statement.statement_csv, name="statement_csv"),
    path("statement.pdf", statement.statement_pdf, name="statement_pdf"),
]
