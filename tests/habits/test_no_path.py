"""No path leads from a score, or from what somebody keeps to herself, to a limit or to less money."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonpurse.money.budgets.queries import person_money
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.commands import withdraw_permissions
from commonpurse.support.agreements.models import Limit
from commonpurse.support.agreements.queries import who_decides_each
from commonpurse.support.agreements.rules import DecisionKind
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, standing_people
from tests.habits.reading import SOURCE
from tests.support.agreements.acts import make_limit

# Where it is decided who decides, how much there is, and what may be paid.
DECIDING = ("support/agreements", "money/budgets", "money/decisions", "money/payments")
LABELS = ("agreements", "budgets", "decisions", "payments")
A_SCORE = re.compile(r"score|chaos|support\.outcomes|^outcomes\.|(^|[._])ndt([._]|$)", re.IGNORECASE)
# Of permissions these apps know the names of things and how far each goes, for their gates: who may look and act.
KNOWN_OF_PERMISSIONS = {"Item", "Level"}
# Lists leave out whom a wall keeps away: it narrows who sees, and no sum.
MAY_READ = {("money/payments/queries.py", "Wall")}


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
    assert [module for module in ours if re.match(r"commonpurse\.(insight|support\.(plans|outcomes))", module)] == []


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
