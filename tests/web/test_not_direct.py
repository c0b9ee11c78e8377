"""Where a payment waits because the law keeps its money back: each door says so, and none says why."""

from __future__ import annotations

import re

from commonpurse.money.budgets.rules import LegalBasis, OrderType, SpendKind
from tests.factories import (
    NOW,
    TODAY,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    record_check,
    release,
    standing_people,
)


def test_who_waits_for_it_reads_that_it_waits_and_nobody_reads_of_a_check(db, clock, sign_in) -> None:
    people = standing_people()
    care = make_fund(people, "Care Fund", received=300, legal_basis=LegalBasis.CARE_ACT_DP, funder=people.council)
    budget = make_budget(people, (care, 100))
    record_check(people, care)
    make_debtor_account(people)
    payment = release(people, budget, make_payee(people), 10, spend_kind=SpendKind.FOOD)
    record_check(people, care, checked_on=TODAY, order=OrderType.ALCOHOL_TREATMENT, now=NOW)
    for who, address, sentence in (
        ("ada", "/money/", "This money cannot be paid out direct now. Ask your worker"),
        ("ada", f"/money/payments/{payment.id}/", "Waiting for another way to pay it since Monday 1 June."),
        ("wren", f"/worker/people/{people.ada.id}/payments/{payment.id}/", "The council or the NHS can hold it"),
        ("ngozi", "/finance/files/", "1 payment stays out of the next file."),
    ):
        answer = sign_in(getattr(people, who)).get(address)
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
        assert sentence in text, who
        assert not re.search(r"alcohol|court|clear check|exclu", text, re.IGNORECASE)
