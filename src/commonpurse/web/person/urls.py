from __future__ import annotations

from django.urls import path

from commonpurse.web.person import asks, held, messages, money, own_phone, pay, payees, payments, protected, statement

app_name = "person"
urlpatterns = [
    path("", money.money, name="money"),
    path("sources/", money.sources, name="sources"),
    path("pay/", pay.kind, name="ask"),
    path("pay/<uuid:pay_id>/kind/", pay.change_kind, name="pay_kind"),
    path("pay/<uuid:pay_id>/what/", pay.what, name="pay_what"),
    path("pay/<uuid:pay_id>/who/", pay.who, name="pay_who"),
    path("pay/<uuid:pay_id>/who/add/<str:kind>/", pay.add_payee, name="pay_add"),
    path("pay/<uuid:pay_id>/", pay.check, name="pay_check"),
    path("asks/", asks.asks, name="asks"),
    path("asks/<uuid:ask_id>/", asks.one_ask, name="one_ask"),
    path("asks/<uuid:ask_id>/again/", pay.ask_again, name="ask_again"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<uuid:payment_id>/", payments.payment, name="payment"),
    path("payments/<uuid:payment_id>/stop/", payments.stop, name="stop_payment"),
    path("payments/<uuid:payment_id>/again/", payments.again, name="pay_again"),
    path("payments/<uuid:payment_id>/repeat/", pay.repeat, name="repeat"),
    path("payees/", payees.payees, name="payees"),
    path("payees/add/", payees.add, name="add_payee"),
    path("payees/add/<str:kind>/", payees.add_of_kind, name="add_payee_of"),
    path("payees/<uuid:payee_id>/change/", payees.change, name="change_payee"),
    path("own-phone/", own_phone.own_phone, name="own_phone"),
    path("messages/", messages.messages, name="messages"),
    path("protected/", protected.protected, name="protected"),
    path("protected/add/", protected.protect, name="protect"),
    path("protected/<uuid:detail_id>/", protected.one_protected, name="one_protected"),
    path("protected/<uuid:detail_id>/end/", protected.end, name="end_protected"),
    path("held/", held.held, name="held"),
    path("held/take/", held.take_held, name="take_held"),
    path("statement/", statement.statement, name="statement"),
    path("statement.csv", statement.statement_csv, name="statement_csv"),
    path("statement.pdf", statement.statement_pdf, name="statement_pdf"),
]
