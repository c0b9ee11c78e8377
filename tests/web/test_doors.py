from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from commonpurse.web.doors import (
    ADMINISTRATOR,
    FINANCE,
    FUNDER,
    MANAGER,
    MEMBER,
    PERSON,
    PUBLIC,
    SIGNED_IN,
    WORKER,
    Door,
    door,
)
from tests.factories import Standing


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        found.extend(patterns(entry) if isinstance(entry, URLResolver) else [entry])
    return found


def test_every_address_declares_its_door():
    undeclared = [str(pattern.pattern) for pattern in patterns() if not hasattr(pattern.callback, "door")]
    assert patterns()
    assert undeclared == []


def test_no_address_takes_a_post_without_the_sessions_token():
    assert [str(pattern.pattern) for pattern in patterns() if getattr(pattern.callback, "csrf_exempt", False)] == []


def test_every_door_says_why_its_visitor_looks():
    for pattern in patterns():
        assert pattern.callback.door.why.startswith("to "), pattern


def test_a_door_that_is_not_there_cannot_be_declared():
    with pytest.raises(ValueError, match="no door"):
        door("everybody", why="to look")


def test_each_door_opens_for_its_own_roles(db, standing: Standing):
    opens = {
        name: {
            who
            for who in ("ada", "stranger", "wren", "ngozi", "callum", "priya", "administrator")
            if Door(name, "to test", ("GET",)).opens_for(getattr(standing, who))
        }
        for name in (MEMBER, PERSON, WORKER, FINANCE, FUNDER, MANAGER, ADMINISTRATOR)
    }
    assert opens == {
        MEMBER: {"wren", "ngozi", "callum", "priya", "administrator"},
        PERSON: {"ada", "stranger"},
        WORKER: {"wren", "priya"},
        FINANCE: {"ngozi", "priya"},
        FUNDER: {"callum"},
        MANAGER: {"priya"},
        ADMINISTRATOR: {"priya", "administrator"},
    }


def test_nobody_signed_in_passes_the_public_door_only():
    names = (PUBLIC, SIGNED_IN, MEMBER, PERSON, WORKER, FINANCE, FUNDER, MANAGER, ADMINISTRATOR)
    assert [name for name in names if Door(name, "to test", ("GET",)).opens_for(None)] == [PUBLIC]
