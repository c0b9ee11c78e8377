"""Conditions that many tables share, and choices as a migration may keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q


def as_choices(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Turn a rule's words into Django's choices, as plain text: a migration must not import the rules."""
    return [(str(key), str(word)) for key, word in words.items()]


def values_of(words: Iterable[str]) -> list[str]:
    return [str(word) for word in words]


def one_actor(name: str) -> Q:
    """Exactly one of a member and a person acted."""
    member, person = f"{name}_member", f"{name}_person"
    return Q(**{member: None, f"{person}__isnull": False}) | Q(**{f"{member}__isnull": False, person: None})


def both_or_neither(moment: str, actor: str) -> Q:
    """Who and when are both set or both empty."""
    return Q(**{moment: None, actor: None}) | Q(**{f"{moment}__isnull": False, f"{actor}__isnull": False})
