"""The partnership writes the words that agreements may begin with; what is shipped stands until it does."""

from __future__ import annotations

from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.support.agreements.commands import withdraw_agreement_template, write_agreement_template
from commonpurse.support.agreements.models import AgreementTemplate
from commonpurse.support.agreements.queries import newest_templates, starting_words
from commonpurse.support.agreements.rules import SHIPPED, AgreementRefused
from tests.factories import NOW, Standing
from tests.support.agreements.making import write

pytestmark = pytest.mark.django_db


def template(people: Standing, **changed: Any) -> AgreementTemplate:
    wanted: dict[str, Any] = {"by": people.priya, "name": "A home", "what_for": "A home by the sea.", "after": 0}
    return write_agreement_template(**(wanted | changed), now=NOW)


def test_what_is_shipped_is_offered_until_somebody_writes_their_own(people: Standing) -> None:
    assert [one.name for one in starting_words()] == [str(one.name) for one in SHIPPED]
    own = template(people)
    offered = starting_words()
    assert (offered[0].name, offered[0].version) == ("A home", 1)
    assert sum(one.name == "A home" for one in offered) == 1
    assert offered[0].template == own
    assert offered[-1].template is None


def test_each_change_is_a_new_version_and_the_same_again_is_none(people: Standing) -> None:
    first = template(people)
    assert template(people) == first
    second = template(people, what_for="A home on the hill.", after=1)
    assert (first.version, second.version) == (1, 2)
    assert newest_templates() == [second]
    first.refresh_from_db()
    assert first.what_for == "A home by the sea."


def test_two_who_change_it_at_once_do_not_replace_each_other_unseen(people: Standing) -> None:
    template(people)
    with pytest.raises(AgreementRefused, match="meanwhile") as refused:
        template(people, what_for="A flat.", after=0)
    assert refused.value.code == "written_meanwhile"
    assert AgreementTemplate.objects.count() == 1


def test_what_is_withdrawn_is_offered_no_more_and_can_be_written_anew(people: Standing) -> None:
    template(people)
    gone = withdraw_agreement_template(by=people.administrator, name="A home", after=1, now=NOW)
    assert withdraw_agreement_template(by=people.priya, name="A home", after=1, now=NOW) == gone
    assert "A home" not in [one.name for one in starting_words()]
    shipped = withdraw_agreement_template(by=people.priya, name=str(SHIPPED[0].name), after=0, now=NOW)
    assert (shipped.version, shipped.is_offered) == (1, False)
    assert [one.name for one in starting_words()] == [str(SHIPPED[2].name)]
    assert template(people, after=2).version == 3


def test_what_began_with_a_template_stays_as_it_is(people: Standing) -> None:
    made = write(people, what_for=template(people).what_for)
    template(people, what_for="A flat.", after=1)
    made.refresh_from_db()
    assert made.what_for == "A home by the sea."


@pytest.mark.parametrize("who", ["wren", "ngozi", "callum"])
def test_only_the_manager_and_the_administrator_write_them(people: Standing, who: str) -> None:
    with pytest.raises(NotAllowed):
        template(people, by=getattr(people, who))
    with pytest.raises(NotAllowed):
        withdraw_agreement_template(by=getattr(people, who), name="A home", after=0, now=NOW)


def test_a_template_has_a_name(people: Standing) -> None:
    with pytest.raises(AgreementRefused, match="name"):
        template(people, name=" ")
