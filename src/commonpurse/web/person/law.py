from __future__ import annotations

from django.http import HttpResponse

from commonpurse.money.budgets.queries import checks_of, names_barred, person_money
from commonpurse.money.budgets.rules import ORDER_WORDS, CheckResult, OrderType
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.pages import show
from commonpurse.web.person.money import own_budget
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to see which of her money can be paid to her")
def law(request: PageRequest) -> HttpResponse:
    """Which of her money cannot come to her direct now, what else she can do, and what was asked about her.

    What a court ordered is hers: with somebody beside her it is not on the page, nor asked for.
    """
    is_alone = request.helper is None
    look_at(request, request.person.id, "money", *(["what was asked of courts"] if is_alone else []))
    person, today = request.person, request.today
    budget = own_budget(request)
    barred = names_barred(viewer=person, budget=budget, on=today) if budget is not None else []
    has = person_money(viewer=person, person=person, today=today) if barred else None
    lines = has.lines if has is not None else []
    checks = checks_of(viewer=person, person=person, today=today) if is_alone else []
    return show(
        request,
        "person/law.html",
        is_alone=is_alone,
        barred=barred,
        free=[line for line in lines if line.fund_name not in barred and not line.is_lapsed and line.available.minor],
        checks=[
            (
                check,
                check.result == CheckResult.CLEAR,
                ORDER_WORDS[OrderType(check.order_type)] if check.order_type else "",
                check.ends_on <= today,
            )
            for check in checks
        ],
    )
