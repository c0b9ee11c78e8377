"""The site as a test client sees it, with the standing people signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.forms.renderers import get_default_renderer
from django.template import engines
from django.test import Client
from django.utils import timezone

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.models import User
from tests.factories import NOW, Standing, standing_people
from tests.web.scenes import Scene, make_scene


class UnknownVariable(str):
    """Stands for a variable that a template names and nobody gave: the test fails instead of showing a hole."""

    def __contains__(self, item: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"a template asks for an unknown variable: {name}")


@pytest.fixture(autouse=True)
def unknown_variables_fail() -> Iterator[None]:
    ours = [engines["django"].engine, get_default_renderer().engine.engine]
    for engine in ours:
        engine.string_if_invalid = UnknownVariable("?")
    yield
    for engine in ours:
        engine.string_if_invalid = ""


@pytest.fixture
def standing(db: None) -> Standing:
    return standing_people()


def user_of(whose: Member | Person) -> User:
    found = User.objects.filter(**{"member" if isinstance(whose, Member) else "person": whose}).first()
    if found is None:
        found = User(username=f"user-{whose.id}", **{"member" if isinstance(whose, Member) else "person": whose})
        found.set_unusable_password()
        found.save(force_insert=True)
    return found


@pytest.fixture
def sign_in() -> Callable[[Member | Person], Client]:
    """Give a client that is signed in as this member or person."""

    def make(whose: Member | Person, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(user_of(whose), backend="commonpurse.parties.signin.backends.NameAndPassword")
        return client

    return make


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site's clock stand at NOW, where the factories' stories take place."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def scene(standing: Standing, clock: None) -> Scene:
    return make_scene(standing, NOW)
