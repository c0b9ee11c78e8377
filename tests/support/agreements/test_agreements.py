"""An agreement is written together, signed by both, and never changed under anybody's hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import helped_by
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.texts import TextTooLong
from commonpurse.parties.attachments.models import Attachment
from commonpurse.parties.attachments.rules import AttachmentRefused
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.commands import SharedWith, add_person, give_permissions
from commonpurse.support.agreements.commands import (
    answer_change_wish,
    ask_for_change,
    drop_agreement,
    make_agreement,
    sign_agreement,
)
from commonpurse.support.agreements.models import Agreement, ChangeWish, Signature
from commonpurse.support.agreements.queries import (
    agreed_with,
    agreement_in_force,
    changes_of,
    get_agreement,
    get_open_wish,
    hash_of,
    late_wishes,
    wishes_of,
    wishes_waiting_for,
)
from commonpurse.support.agreements.rules import AgreementRefused, SignedHow
from tests.factories import NOW, TODAY, Standing, a_photo, told
from tests.support.agreements.making import agree, wording, write

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def news(people: Standing) -> list[str]:
    return list(
        News.objects.filter(recipient_id=people.ada.id).order_by("happened_at", "id").values_list("kind", flat=True)
    )


# Writing it -----------------------------------------------------------------------------------------------------------


def test_a_new_wording_waits_for_both_and_she_is_told_to_read_it(people: Standing) -> None:
    made = write(people)
    assert (made.number, made.in_force_at, made.made_by, made.replaces) == (None, None, people.wren, None)
    assert agreement_in_force(person=people.ada) is None
    assert news(people) == ["agreement_to_sign"]


def test_the_same_words_again_are_the_wording_that_stands(people: Standing) -> None:
    assert write(people) == write(people, what_for="  A home. A bed and a kettle. ")
    assert news(people) == ["agreement_to_sign"]


def test_a_newer_wording_puts_the_one_that_was_not_signed_aside(people: Standing) -> None:
    first = write(people)
    second = write(people, now=LATER, what_for="A home and a job.")
    first.refresh_from_db()
    assert (first.dropped_at, second.dropped_at) == (LATER, None)


def test_two_who_write_at_once_do_not_replace_each_other_unseen(people: Standing) -> None:
    write(people)
    with pytest.raises(AgreementRefused, match="newer wording") as refused:
        make_agreement(by=people.priya, person=people.ada, wording=wording(what_for="A job."), after=None, now=LATER)
    assert refused.value.code == "written_meanwhile"
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize("who", ["femi", "ngozi", "administrator", "callum", "ada", "stranger"])
def test_only_who_works_with_her_money_writes_it(people: Standing, who: str) -> None:
    with pytest.raises(NotAllowed):
        make_agreement(by=getattr(people, who), person=people.ada, wording=wording(), after=None, now=NOW)


def test_words_that_do_not_fit_are_refused_and_nothing_is_kept(people: Standing) -> None:
    with pytest.raises(TextTooLong):
        write(people, money_rules="x" * 2001)
    with pytest.raises(AgreementRefused, match="says all of it"):
        write(people, money_rules="")
    assert not Agreement.objects.exists()


def test_a_wording_that_is_put_aside_leaves_what_counts(people: Standing) -> None:
    counts = agree(people)
    other = write(people, now=LATER, what_for="A job.")
    assert drop_agreement(by=people.wren, agreement=other, now=LATER).dropped_at == LATER
    assert drop_agreement(by=people.wren, agreement=other, now=LATER + timedelta(hours=1)).dropped_at == LATER
    assert agreement_in_force(person=people.ada) == counts
    with pytest.raises(AgreementRefused, match="Both have signed"):
        drop_agreement(by=people.wren, agreement=counts, now=LATER)
    with pytest.raises(NotAllowed):
        drop_agreement(by=people.femi, agreement=other, now=LATER)


# Signing it -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("ada", "wren"), ("wren", "ada"), ("ada", "priya"), ("priya", "ada")])
def test_it_counts_the_moment_she_and_a_member_have_signed(people: Standing, order: tuple[str, str]) -> None:
    made = write(people)
    first, second = order
    sign_agreement(by=getattr(people, first), agreement=made, now=NOW)
    assert agreement_in_force(person=people.ada) is None
    sign_agreement(by=getattr(people, second), agreement=made, now=LATER)
    counts = agreement_in_force(person=people.ada)
    assert counts == made
    assert (counts.number, counts.in_force_at) == (1, LATER)
    assert news(people) == ["agreement_to_sign", "agreement_in_force"]


def test_two_members_are_not_both(people: Standing) -> None:
    made = write(people)
    sign_agreement(by=people.wren, agreement=made, now=NOW)
    sign_agreement(by=people.priya, agreement=made, now=NOW)
    assert agreement_in_force(person=people.ada) is None


def test_each_agreement_has_the_next_number_and_those_before_stay_as_they_were(people: Standing) -> None:
    first = agree(people)
    second = agree(people, now=LATER, money_rules="You pick the things. We pay the shop at once.")
    assert (first.number, second.number, second.replaces) == (1, 2, first)
    found = agreed_with(viewer=people.ada, person=people.ada, today=TODAY)
    assert (found.in_force, found.draft, list(found.before), found.newest) == (second, None, [first], second)
    assert [(str(one.before), str(one.now)) for one in changes_of(second)] == [
        ("We pay the shop.", "We pay the shop at once.")
    ]
    assert changes_of(first) == []


def test_what_was_changed_meanwhile_cannot_be_signed_and_nothing_is_lost(people: Standing) -> None:
    read = write(people)
    newer = write(people, now=LATER, what_for="A home and a job.")
    for who in (people.ada, people.wren):
        with pytest.raises(AgreementRefused, match="newer words") as refused:
            sign_agreement(by=who, agreement=read, now=LATER)
        assert refused.value.code == "written_meanwhile"
    assert not Signature.objects.exists()
    sign_agreement(by=people.ada, agreement=newer, now=LATER)


def test_a_signature_names_exactly_the_words_under_which_it_stands(people: Standing) -> None:
    made = agree(people)
    assert {one.content_hash for one in made.signatures.all()} == {hash_of(made)}


def test_signing_twice_is_once_and_nobody_signs_in_anothers_place(people: Standing) -> None:
    made = write(people)
    assert sign_agreement(by=people.wren, agreement=made, now=NOW) == sign_agreement(
        by=people.wren, agreement=made, now=LATER
    )
    assert Signature.objects.count() == 1
    give_permissions(
        by=people.ada, person=people.ada, to=SharedWith(member=people.femi), told=told(Item.MONEY_DETAIL), now=NOW
    )
    with pytest.raises(AgreementRefused, match="in your place") as refused:
        sign_agreement(by=people.femi, agreement=made, now=LATER)
    assert refused.value.code == "signed_already"


def test_a_member_never_signs_on_the_screen_as_the_person(people: Standing) -> None:
    made = write(people)
    with pytest.raises(AgreementRefused, match="Only the person") as refused:
        sign_agreement(by=people.wren, agreement=made, for_person=True, now=NOW)
    assert refused.value.code == "not_on_the_screen"
    with pytest.raises(AgreementRefused):
        sign_agreement(by=people.wren, agreement=made, how=SignedHow.SPOKEN, note="I agree.", now=NOW)
    with pytest.raises(AgreementRefused):
        sign_agreement(by=people.ada, agreement=made, how=SignedHow.SPOKEN, note="I agree.", now=NOW)
    assert not Signature.objects.exists()


def test_what_she_said_aloud_is_written_down_with_who_wrote_it(people: Standing) -> None:
    made = write(people)
    with pytest.raises(AgreementRefused, match="what was said"):
        sign_agreement(by=people.wren, agreement=made, how=SignedHow.SPOKEN, for_person=True, now=NOW)
    signed = sign_agreement(
        by=people.wren, agreement=made, how=SignedHow.SPOKEN, for_person=True, note="Yes, that is fair.", now=NOW
    )
    assert (signed.signed_by, signed.written_down_by, signed.note) == (people.ada, people.wren, "Yes, that is fair.")
    sign_agreement(by=people.wren, agreement=made, now=NOW)
    assert agreement_in_force(person=people.ada) == made


def test_a_paper_that_she_signed_is_kept_with_its_picture(people: Standing) -> None:
    made = write(people)
    paper: dict[str, Any] = {
        "by": people.wren,
        "agreement": made,
        "how": SignedHow.PAPER,
        "for_person": True,
        "now": NOW,
    }
    with pytest.raises(AgreementRefused, match="picture of the paper"):
        sign_agreement(**paper)
    with pytest.raises(AttachmentRefused):
        sign_agreement(**paper, picture=SimpleUploadedFile("paper.pdf", b"no paper"))
    assert not Signature.objects.exists()
    signed = sign_agreement(**paper, picture=a_photo())
    assert signed.picture is not None
    assert (signed.picture.person, signed.signed_by, signed.written_down_by) == (people.ada, people.ada, people.wren)
    assert sign_agreement(**paper, picture=a_photo()) == signed
    assert Attachment.objects.count() == 1


def test_with_somebody_beside_her_she_signs_herself_and_the_trail_says_who_helped(people: Standing) -> None:
    made = write(people)
    with helped_by(people.wren.id):
        signed = sign_agreement(by=people.ada, agreement=made, now=NOW)
    assert (signed.signed_by, signed.written_down_by) == (people.ada, None)
    event = AuditEvent.objects.get(event_type="agreement_signed")
    assert event.facts["helped_by"] == str(people.wren.id)


@pytest.mark.parametrize("who", ["femi", "ngozi", "stranger", "callum"])
def test_nobody_else_signs_or_sees_it(people: Standing, who: str) -> None:
    made = write(people)
    viewer = getattr(people, who)
    with pytest.raises(NotAllowed):
        sign_agreement(by=viewer, agreement=made, now=NOW)
    assert get_agreement(viewer=viewer, agreement_id=made.id, today=TODAY) is None
    assert agreed_with(viewer=viewer, person=people.ada, today=TODAY).newest is None


def test_who_may_only_look_sees_it_and_does_not_sign(people: Standing) -> None:
    made = agree(people)
    see = told(Item.MONEY_DETAIL, level=Level.SEE)
    give_permissions(by=people.ada, person=people.ada, to=SharedWith(member=people.femi), told=see, now=NOW)
    assert get_agreement(viewer=people.femi, agreement_id=made.id, today=TODAY) == made
    with pytest.raises(NotAllowed):
        sign_agreement(by=people.femi, agreement=made, now=NOW)


# Wanting it otherwise -------------------------------------------------------------------------------------------------


def test_she_says_what_should_be_different_and_a_new_wording_answers_it(people: Standing) -> None:
    """`make_agreement` does it by `answer_wishes_with`, in one transaction."""
    counts = agree(people)
    wish = ask_for_change(by=people.ada, person=people.ada, words="I want a line at £50.", now=NOW)
    assert ask_for_change(by=people.ada, person=people.ada, words=" I want a line at £50. ", now=LATER) == wish
    assert wish.agreement == counts
    assert list(wishes_waiting_for(people.wren, TODAY)) == [wish]
    assert list(wishes_waiting_for(people.femi, TODAY)) == []
    made = write(people, now=LATER, what_for="A home and a job.")
    wish.refresh_from_db()
    assert (wish.new_wording, wish.answered_by, wish.answered_at) == (made, people.wren, LATER)
    assert list(wishes_waiting_for(people.wren, TODAY)) == []
    assert list(wishes_of(viewer=people.ada, person=people.ada, today=TODAY)) == [wish]


def test_what_she_wants_can_be_answered_in_words_once(people: Standing) -> None:
    wish = ask_for_change(by=people.ada, person=people.ada, words="No more meetings.", now=NOW)
    assert get_open_wish(viewer=people.femi, wish_id=wish.id, today=TODAY) is None
    assert get_open_wish(viewer=people.wren, wish_id=wish.id, today=TODAY) == wish
    with pytest.raises(AgreementRefused, match="talked about"):
        answer_change_wish(by=people.wren, wish=wish, answer=" ", now=NOW)
    answered = answer_change_wish(by=people.wren, wish=wish, answer="We meet once a month now.", now=LATER)
    assert (answered.answer, answered.answered_by) == ("We meet once a month now.", people.wren)
    assert news(people) == ["agreement_change_answered"]
    with pytest.raises(AgreementRefused, match="answered this already"):
        answer_change_wish(by=people.wren, wish=wish, answer="No.", now=LATER)
    with pytest.raises(NotAllowed):
        answer_change_wish(by=people.femi, wish=wish, answer="No.", now=LATER)


def test_only_she_says_what_she_wants(people: Standing) -> None:
    for who in (people.wren, people.stranger):
        with pytest.raises(NotAllowed):
            ask_for_change(by=who, person=people.ada, words="A change.", now=NOW)
    with pytest.raises(AgreementRefused, match="want to be different"):
        ask_for_change(by=people.ada, person=people.ada, words=" ", now=NOW)
    assert not ChangeWish.objects.exists()


def test_a_person_whom_nobody_works_with_still_signs_with_the_manager(people: Standing) -> None:
    alone = add_person(by=people.priya, called_by="Jo", now=NOW)
    made = make_agreement(by=people.priya, person=alone, wording=wording(), after=None, now=NOW)
    sign_agreement(by=alone, agreement=made, now=NOW)
    sign_agreement(by=people.priya, agreement=made, now=NOW)
    assert agreement_in_force(person=alone) == made


def test_what_she_wants_different_and_nobody_answered_in_five_working_days_is_on_the_managers_list(
    people: Standing,
) -> None:
    wish = ask_for_change(by=people.ada, person=people.ada, words="No more meetings.", now=NOW)
    assert (wish.wished_at.date(), wish.answer_by) == (date(2026, 6, 1), date(2026, 6, 8))

    def on_the_list(viewer: Member, today: date) -> tuple[int, int]:
        found = late_wishes(viewer=viewer, today=today)
        return len(found.shown), found.unseen

    late = wish.answer_by + timedelta(days=1)
    assert on_the_list(people.priya, wish.answer_by) == (0, 0)
    assert on_the_list(people.priya, late) == (1, 0)
    assert on_the_list(people.administrator, late) == (0, 1), "who may not see whose it is sees that there is one"
    assert on_the_list(people.wren, late) == (0, 0)
    answer_change_wish(by=people.wren, wish=wish, answer="One a month.", now=NOW)
    assert on_the_list(people.priya, late) == (0, 0)
