"""No path leads from a score, or from what somebody keeps to herself, to a limit or to less money."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import ask_notice_again, decline_ask, hear_notice, make_ask
from commonpurse.money.decisions.models import Ask, Reconsideration, RepaymentNotice
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.commands import withdraw_permissions
from commonpurse.support.agreements.commands import ask_to_end_limit, keep_limit
from commonpurse.support.agreements.models import Limit, LimitEndAsk
from commonpurse.support.agreements.queries import who_decides_each
from commonpurse.support.agreements.rules import DecisionKind, check_counts_as_reason
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people
from tests.habits.reading import SOURCE
from tests.money.decisions.noticing import given as given_notice
from tests.money.decisions.noticing import write
from tests.support.agreements.acts import make_limit

# Where it is decided who decides, how much there is, and what may be paid.
DECIDING = ("support/agreements", "money/budgets", "money/decisions", "money/payments")
LABELS = ("agreements", "budgets", "decisions", "payments")
A_SCORE = re.compile(r"score|chaos|support\.outcomes|^outcomes\.|(^|[._])ndt([._]|$)", re.IGNORECASE)
# Of permissions these apps know the names of things and how far each goes, for their gates: who may look and act.
KNOWN_OF_PERMISSIONS = {"Item", "Level"}
# Says of an ask which step of the plan it is for, and decides nothing by it.
ONLY_POINTS_TO_A_STEP = {"money/decisions/commands/steps.py"}
# Lists leave out whom a wall keeps away: it narrows who sees, and no sum.
MAY_READ = {("money/payments/queries/ready.py", "Wall")}


def sources() -> Iterator[Path]:
    for folder in DECIDING:
        yield from sorted((SOURCE / folder).rglob("*.py"))


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Each module that a file imports, and each name out of it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((each.name, "") for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", each.name) for each in node.names)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_what_decides_imports_no_score(path: Path) -> None:
    ours = [module for module, _ in imports_of(path) if module.startswith("commonpurse")]
    assert [module for module in ours if A_SCORE.search(module)] == []
    if path.relative_to(SOURCE).as_posix() not in ONLY_POINTS_TO_A_STEP:
        assert [
            module for module in ours if re.match(r"commonpurse\.(insight|support\.(plans|outcomes))", module)
        ] == []


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_what_decides_reads_no_permission(path: Path) -> None:
    if "migrations" in path.parts:
        return
    file = path.relative_to(SOURCE).as_posix()
    names = {name for module, name in imports_of(path) if module.startswith("commonpurse.parties.consent")}
    assert {name for name in names - KNOWN_OF_PERMISSIONS if (file, name) not in MAY_READ} == set()


@pytest.mark.parametrize("label", LABELS)
def test_no_key_of_what_decides_points_at_a_score_or_a_permission(label: str) -> None:
    keys = [
        field
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    ]
    assert keys
    pointed = {str(key): key.related_model._meta.label_lower for key in keys}
    assert {key: to for key, to in pointed.items() if A_SCORE.search(to) or to.startswith("consent.")} == {}


def test_a_limit_has_no_column_for_a_score() -> None:
    """A number in a limit is a day or a place, and nothing else."""
    kinds = {field.get_internal_type() for field in Limit._meta.concrete_fields}
    assert kinds <= {"UUIDField", "CharField", "DateField", "DateTimeField", "ForeignKey", "OneToOneField"}


@pytest.mark.django_db
def test_who_decides_is_asked_of_no_table_of_permissions() -> None:
    people = standing_people()
    make_limit(people)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert not who_decides_each(person=people.ada, on=TODAY)[DecisionKind.SPEND].is_hers
    assert len(asked) > 0
    assert [query["sql"] for query in asked if "consent_" in query["sql"]] == []


# Texts -----------------------------------------------------------------------------------------------------------------

NO_REASONS = {
    "reason_is_score": (
        "Her NDT is 38 and more.",
        "He has a high risk rating with us.",
        "Until the score is below 20.",
    ),
    "reason_is_refusal": (
        "She refuses to share her plan with us.",
        "He did not give permission to see his notes.",
        "You share your bank papers with us.",
        "She gives us consent to talk with the doctor.",
        "You let us see your phone each week.",
    ),
}
REASONS = (
    "You share the rent with your sister from May on.",
    "He has paid his share of the bill, and the shared flat is quiet.",
    "You tell us which bike it is, and what it costs.",
    "A neighbour asks for money at the door.",
)


def an_ask(people: Standing, budget: Budget) -> Ask:
    return make_ask(
        by=people.ada,
        budget=budget,
        amount=pounds(20),
        what_for="A bike",
        spend_kind=SpendKind.TRAVEL,
        request_id=new_id(),
        now=NOW,
    )


# Each text in which somebody says why something is taken from her, or what would give it back: its door, by its column.
# Her own words are hers, and no reason of ours.
WRITTEN_BY_HER = {"persons_words", "persons_view"}
TEXTS: dict[str, Callable[[Standing, Any, str], object]] = {
    "Limit.concern": lambda people, _, text: make_limit(people, concern=text, kind=DecisionKind.NEW_PAYEE),
    "Limit.lifts_when": lambda people, _, text: make_limit(people, lifts_when=text, kind=DecisionKind.NEW_PAYEE),
    "Limit.why_no_risk_record": lambda people, _, text: make_limit(
        people, why_no_risk_record=text, kind=DecisionKind.NEW_PAYEE
    ),
    "LimitEndAsk.reason": lambda people, _, text: keep_limit(
        by=people.wren,
        ask=ask_to_end_limit(by=people.ada, limit=Limit.objects.get(), now=NOW),
        reason=text,
        now=NOW,
    ),
    "Decision.reason": lambda people, budget, text: decline_ask(
        by=people.wren, ask=an_ask(people, budget), reason=text, would_change="More time.", now=NOW
    ),
    "Decision.would_change": lambda people, budget, text: decline_ask(
        by=people.wren, ask=an_ask(people, budget), reason="It is too soon.", would_change=text, now=NOW
    ),
    "RepaymentNotice.reasons": lambda people, budget, text: write(people, budget, 5, reasons=text),
    "RepaymentNotice.evidence": lambda people, budget, text: write(people, budget, 5, evidence=text),
    "Reconsideration.outcome_reasons": lambda people, _, text: hear_notice(
        by=people.priya,
        notice=RepaymentNotice.objects.get(),
        outcome="upheld",
        reasons=text,
        now=NOW,
    ),
}
# Nothing is taken by these: to end a limit or a notice gives back, and the rest says whose words they are.
NO_REASON_TO_TAKE = {
    "Limit.lift_reason",
    "RepaymentNotice.withdrawn_why",
    "Reconsideration.words",
    "Reconsideration.evidence",
}


@pytest.mark.parametrize("column", TEXTS)
def test_no_text_that_takes_from_her_gives_a_score_or_what_she_keeps_to_herself_as_its_reason(
    db: None, column: str
) -> None:
    people = standing_people()
    budget = make_budget(people, (make_fund(people, received=500), 400))
    make_limit(people)
    if column.startswith("Reconsideration"):
        ask_notice_again(by=people.ada, notice=given_notice(people, budget, 5), now=NOW)
    for code, texts in NO_REASONS.items():
        for text in texts:
            with pytest.raises(Refused) as refused, transaction.atomic():
                TEXTS[column](people, budget, text)
            assert refused.value.code == code, text
            assert refused.value.field, text
    assert TEXTS[column](people, budget, REASONS[0]) is not None


@pytest.mark.parametrize("text", REASONS)
def test_what_could_happen_and_what_was_seen_count_as_reasons(text: str) -> None:
    check_counts_as_reason(text, field="reason")


def test_every_text_of_a_limit_a_no_and_a_notice_is_looked_through_or_named_as_harmless() -> None:
    columns = {
        f"{model.__name__}.{field.name}"
        for model in (Limit, LimitEndAsk, RepaymentNotice, Reconsideration)
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField | models.CharField)
        and not field.choices
        and (field.max_length or 1000) >= 200
        and field.name not in WRITTEN_BY_HER
    }
    assert columns - NO_REASON_TO_TAKE == {column for column in TEXTS if not column.startswith("Decision.")}


SHARED = [Item.MONEY_DETAIL, Item.MONEY_TOTAL, Item.PLAN, Item.CONTACT, Item.HEALTH, Item.OFFENCE, Item.NOTES]


@pytest.fixture
def people(db: None) -> Standing:
    standing = standing_people()
    make_budget(standing, (make_fund(standing, received=500), 400))
    make_limit(standing)
    return standing


@given(st.sets(st.sampled_from(SHARED)))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_she_takes_back_who_decides_and_what_she_can_use_stay_the_same(
    people: Standing, refused: set[Item]
) -> None:
    def stands() -> tuple[object, object]:
        money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
        answers = who_decides_each(person=people.ada, on=TODAY)
        assert money is not None
        return money.available - money.lapsed, {kind: (one.how, one.named) for kind, one in answers.items()}

    before = stands()
    given_now = Permission.objects.filter(person=people.ada, item__in=refused, withdrawn_at=None)
    withdraw_permissions(by=people.ada, permissions=list(given_now), now=NOW)
    assert not given_now.all().exists()
    assert stands() == before
