from __future__ import annotations

import pytest

from tests.insight.release.way import Way, make_way


@pytest.fixture
def way(db: None) -> Way:
    return make_way()
