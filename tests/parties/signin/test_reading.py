from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.commands import ReadingUnknown, choose_reading
from tests.factories import NOW, Standing, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def test_each_chooses_for_oneself_and_it_is_written_down(people: Standing) -> None:
    choose_reading(by=people.ada, language="cy", text_size="large", page_format="easy_read", now=NOW)
    choose_reading(by=people.wren, language="ar", text_size="largest", page_format="easy_read", now=NOW)
    assert Person.objects.filter(language="cy", text_size="large", page_format="easy_read").get() == people.ada
    assert Member.objects.filter(language="ar", text_size="largest").get() == people.wren
    assert AuditEvent.objects.filter(event_type="reading_chosen").count() == 2


@pytest.mark.parametrize(
    "wrong", [{"language": "xx"}, {"language": ""}, {"text_size": "huge"}, {"page_format": "shouted"}]
)
def test_what_we_cannot_show_is_refused(people: Standing, wrong: dict[str, str]) -> None:
    wanted = {"language": "en-gb", "text_size": "normal", "page_format": "standard"} | wrong
    with pytest.raises(ReadingUnknown):
        choose_reading(by=people.ada, now=NOW, **wanted)


@pytest.mark.parametrize(
    ("model", "constraint"), [(Member, "member_text_size_known"), (Person, "person_text_size_known")]
)
def test_the_database_knows_the_sizes(people: Standing, model: type, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(text_size="huge")
