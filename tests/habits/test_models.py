"""Habits of the tables: where keys point, what constraints say, that each is tried."""

from __future__ import annotations

from itertools import chain

import pytest
from django.apps import apps
from django.db import models

from tests.habits.reading import APPS_FROM_BELOW, ROOT, words_of_tests

OURS = list(chain.from_iterable(apps.get_app_config(label).get_models() for label in APPS_FROM_BELOW))
KEYS = [
    field
    for model in OURS
    for field in model._meta.get_fields(include_hidden=False)
    if isinstance(field, models.ForeignKey) and field.related_model in OURS
]
CONSTRAINTS = [(model, constraint) for model in OURS for constraint in model._meta.constraints]
# The access row must not wait for the locks of the request it writes about (docs/adr/0005).
UPWARD_BY_NAME = {("consent", "people")}
UNPROTECTED_BY_NAME = {("accessrow", "person")}


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_foreign_key_points_down(key: models.ForeignKey) -> None:
    here, there = key.model._meta.app_label, key.related_model._meta.app_label
    assert (here, there) in UPWARD_BY_NAME or APPS_FROM_BELOW.index(there) <= APPS_FROM_BELOW.index(here)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_nothing_that_money_or_permission_touches_can_be_deleted_along(key: models.ForeignKey) -> None:
    named = (key.model._meta.model_name, key.name) in UNPROTECTED_BY_NAME
    assert named or key.remote_field.on_delete is models.PROTECT


@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS, ids=[c.name for _, c in CONSTRAINTS])
def test_a_constraint_says_what_is_wrong_in_words(model: type[models.Model], constraint: models.BaseConstraint) -> None:
    assert constraint.violation_error_message != constraint.default_violation_error_message
    assert constraint.violation_error_message.endswith(".")


@pytest.mark.parametrize("name", sorted(constraint.name for _, constraint in CONSTRAINTS))
def test_each_constraint_is_broken_once_by_a_test(name: str) -> None:
    assert name in words_of_tests(), f"no test names {name}"


def test_each_noun_stands_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "words.md").read_text()
    missing = [model.__name__ for model in OURS if f"`{model.__name__}`" not in glossary]
    assert missing == []
