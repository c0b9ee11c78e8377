"""What more than one test of the command line begins with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import OWNER_ROLE


@pytest.fixture
def no_partnership(databases, django_db_setup) -> Iterator[dict[str, str]]:
    """The variables that name a database with every table and no row."""
    name = databases.copy()
    owner = (
        {} if databases.vendor == "sqlite" else {"COMMONPURSE_OWNER_DATABASE": databases.url(name, as_role=OWNER_ROLE)}
    )
    yield {"COMMONPURSE_DATABASE": databases.url(name)} | owner
    databases.drop(name)
