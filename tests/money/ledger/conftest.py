from __future__ import annotations

import pytest

from tests.money.ledger.books import Books


@pytest.fixture
def books(db: None) -> Books:
    """Open books in a database that rolls back after the test."""
    return Books().open()


@pytest.fixture
def kept_books(fresh_database: str) -> Books:
    """Open books in a database of the test's own, in which every posting commits."""
    return Books().open()
