"""Each constraint of blockages is broken once, past every rule, on the database itself; and none is rewritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model

from commonpurse.support.blockages.models import Blockage, BlockageShown, Flex, RuleDecision, RuleInTheWay
from tests.factories import NOW, Standing
from tests.support.agreements.test_constraints import refused
from tests.support.blockages.making import BlockagesOfAda, blockages_of_ada

pytestmark = pytest.mark.django_db

BROKEN: list[tuple[str, Callable[[BlockagesOfAda], Model], dict[str, Any]]] = [
    ("blockage_says_what", lambda s: s.open, {"words": ""}),
    ("blockage_asks_one", lambda s: s.open, {"asked_member_id": None}),
    ("blockage_asks_one", lambda s: s.unread, {"asked_words": ""}),
    ("blockage_raised_by_one", lambda s: s.open, {"raised_by_person_id": None}),
    ("blockage_answer_whole", lambda s: s.bent, {"reason": None}),
    ("blockage_names_rule", lambda s: s.bent, {"rule_id": None}),
    ("blockage_gone_or_answered", lambda s: s.bent, {"gone_at": NOW}),
    ("blockage_shown_to_whom", lambda s: s.let, {"reader": "x"}),
    ("blockage_shown_ended_by_somebody", lambda s: s.let, {"ended_at": NOW}),
    ("flex_kind_known", lambda s: s.flex, {"kind": "x"}),
    ("flex_says_what", lambda s: s.flex, {"done": ""}),
    ("flex_by_month", lambda s: s.flex, {"month": NOW.date().replace(day=2)}),
    ("rule_decision_verdict_known", lambda s: s.decision, {"verdict": "x"}),
    ("rule_decision_says_what", lambda s: s.decision, {"words": ""}),
    ("rule_decision_done_whole", lambda s: s.decision, {"done_at": NOW}),
]


def test_each_broken_row_is_refused_and_none_is_rewritten(people: Standing) -> None:
    rows = blockages_of_ada(people, NOW)
    for name, row, changed in BROKEN:
        refused(name, row(rows), **changed)
    known = {"named_at": NOW, "named_by": people.wren, "words": "x"}
    for folded, broken in (("", "rule_in_the_way_says_what"), (rows.flex.rule.folded, "rule_in_the_way_once|UNIQUE")):
        with pytest.raises(IntegrityError, match=broken), transaction.atomic():
            RuleInTheWay.objects.create(folded=folded, **known)
    again = {"blockage": rows.let.blockage, "reader": "board", "is_yes": False, "given_at": NOW, "person": people.ada}
    with pytest.raises(IntegrityError, match=r"blockage_shown_once|UNIQUE"), transaction.atomic():
        BlockageShown.objects.create(explained="spoken", explained_format="standard", wording="x", **again)
    for row, column in (
        (rows.let, "wording"),
        (rows.bent, "reason"),
        (rows.flex, "done"),
        (rows.flex.rule, "words"),
        (rows.decision, "words"),
    ):
        of_table = type(row)._default_manager.filter(pk=row.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            of_table.update(**{column: "Other"})
        with pytest.raises(DatabaseError), transaction.atomic():
            of_table.delete()
    assert {type(row) for row in (rows.bent, rows.flex, rows.decision)} == {Blockage, Flex, RuleDecision}
