"""A name is found whatever the case of its letters, on both databases alike."""

from __future__ import annotations

import pytest

from commonpurse.parties.partners.models import Organisation
from tests.factories import Standing, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    standing = standing_people()
    Organisation.objects.filter(id=standing.charity.id).update(name="Siân Ŵyn (50%_off*)")
    return standing


@pytest.mark.parametrize("text", ["siân", "SIÂN", "ŵyn", "Ŵ", "(50%_off*)", "n Ŵ"])
def test_a_name_is_found_by_a_part_of_it(people: Standing, text: str) -> None:
    assert people.charity in Organisation.objects.found_by(text)


@pytest.mark.parametrize("text", ["sian", "S.ân", "50%off", "^Siân", "\\"])
def test_no_letter_stands_for_another(people: Standing, text: str) -> None:
    assert people.charity not in Organisation.objects.found_by(text)
