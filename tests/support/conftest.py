from __future__ import annotations

import pytest

from tests.factories import Standing, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()
