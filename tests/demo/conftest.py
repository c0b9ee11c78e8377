"""The whole story, told once for all tests that only look at its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings

from commonpurse.demo.database import hurry
from commonpurse.demo.story import tell
from commonpurse.demo.telling import Story

# A Thursday afternoon; each test that wants another moment tells the story itself.
NOW = datetime(2026, 11, 19, 15, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(databases: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Story]]:
    """Tell the story into a database of its own. The tests of the module only read it."""
    with django_db_blocker.unblock():
        name = databases.copy()
        databases.point_at(name)
        settings.ACCESS_LOG_DATABASE = "access_log"
        try:
            hurry()
            yield name, tell(now=NOW)
        finally:
            settings.ACCESS_LOG_DATABASE = "default"
            databases.point_at(databases.rolled_back)
            databases.drop(name)


@pytest.fixture
def story(told: tuple[str, Story], databases: Any) -> Story:
    """The story, in its own database again, wherever the test before was."""
    name, story = told
    databases.point_at(name)
    return story
