"""The site as a test client sees it, with the standing people signed in."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.forms.renderers import get_default_renderer
from django.template import engines
from django.test import Client
from django.utils import timezone, translation

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.commands import begin_sign_in
from commonpurse.parties.signin.models import SignIn, User
from commonpurse.parties.signin.rules import Method
from commonpurse.web.finance import import_jobs
from commonpurse.web.parts.sessions import BACKEND
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


@pytest.fixture(autouse=True)
def look_anew() -> None:
    """The look is kept for a minute: not from one test to the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A page may have been asked for in another language: the thread goes on in English."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def imports_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads are kept: never the folder of who runs the tests."""
    folder = tmp_path / "imports"
    folder.mkdir()
    monkeypatch.setattr(import_jobs, "jobs_folder", lambda: folder)
    return folder


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


def let_in(client: Client, user: User, **more: Any) -> SignIn:
    """Sign this client in, as the site's own doors do: with a second factor just shown, unless `more` says else."""
    client.force_login(user, backend=BACKEND)
    return begin_sign_in(
        by=user.member or user.person,
        user=user,
        session_key=client.session.session_key,
        now=timezone.now(),
        **({"method": Method.PASSWORD, "has_second_factor": True} | more),
    )


@pytest.fixture
def sign_in() -> Callable[[Member | Person], Client]:
    """Give a client that is signed in as this member or person."""

    def make(whose: Member | Person, **options: Any) -> Client:
        client = Client(**options)
        let_in(client, user_of(whose))
        return client

    return make


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site's clock stand at NOW, where the factories' stories take place."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture(scope="session")
def scene_database(databases, django_db_setup, django_db_blocker, tmp_path_factory) -> tuple[str, Scene]:
    """The scene, made once and committed into a database of its own: each test then rolls back to it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_jobs, "jobs_folder", lambda: tmp_path_factory.mktemp("imports"))
        name = databases.copy()
        databases.point_at(name)
        made = make_scene(standing_people(), NOW)
        databases.point_at(databases.rolled_back)
    return name, made


@pytest.fixture
def scene(databases, scene_database, django_db_blocker, clock, imports_folder, request) -> Scene:
    name, made = scene_database
    with django_db_blocker.unblock():
        databases.point_at(name)
    request.getfixturevalue("db")
    for folder in (made.job_folder, made.csv_folder):
        shutil.copytree(folder, imports_folder / folder.name)
    return copy.deepcopy(made)
