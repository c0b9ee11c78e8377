"""Who is written to: only who wants it, only on safe ways, and what she said last counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import Message, MessagePart, News
from commonpurse.kernel.messages.rules import Hours, MessageState, Way
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.commands import (
    WayNotOffered,
    add_contact_way,
    change_contact_way,
    change_person,
    choose_messages,
    gather_news,
)
from commonpurse.parties.people.models import ContactWay, MessageChoice
from commonpurse.parties.people.queries import contacts_masked, message_ways_of, reads_in
from commonpurse.parties.people.rules import address_of, mask_contact, may_write_to
from commonpurse.parties.protected.commands.messages import send_messages
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, standing_people
from tests.kernel.messages.posting import SITE, Kept, make_news
from tests.money.budgets.test_parallel import at_once

NUMBER, MAIL = "07700 900123", "ada@example.org"
TEN_MINUTES = timedelta(minutes=10)


@dataclass
class Scene:
    people: Standing
    kept: Kept
    text: ContactWay
    email: ContactWay

    def way(self, kind: str, value: str, *, is_safe: bool = True, how: str = "") -> ContactWay:
        return add_contact_way(
            by=self.people.wren,
            person=self.people.ada,
            kind=kind,
            value=value,
            is_safe_to_use=is_safe,
            how=how,
            now=LAST_MONTH,
        )

    def choose(self, *ways: ContactWay, hours: Hours = Hours.DAY, now: datetime = LAST_MONTH) -> None:
        wanted = {way.id: hours for way in ways}
        choose_messages(by=self.people.ada, person=self.people.ada, wanted=wanted, now=now)

    def happens(self, now: datetime = NOW - TEN_MINUTES, to: UUID | None = None) -> News:
        return make_news(to or self.people.ada.id, now)

    def round(self, now: datetime = NOW) -> dict[MessageState, int]:
        by = self.people.administrator
        return dict(send_messages(by=by, post=self.kept.post, site_address=SITE, now=now))

    def gather(self, now: datetime = NOW) -> int:
        return gather_news(by=self.people.administrator, now=now)

    @property
    def written_to(self) -> list[str]:
        return sorted(letter.address for letter in self.kept.letters)


def made_scene() -> Scene:
    people = standing_people()
    scene = Scene(people, Kept(), None, None)  # type: ignore[arg-type]
    scene.text, scene.email = scene.way("text", NUMBER), scene.way("email", MAIL)
    return scene


@pytest.fixture
def scene(db: None) -> Scene:
    return made_scene()


# Whether she wants it -------------------------------------------------------------------------------------------------


def test_who_said_nothing_is_not_written_to(scene):
    scene.happens()
    assert scene.round() == {}
    assert not Message.objects.exists()
    assert not News.objects.filter(delivered_at=None).exists()


def test_who_said_yes_gets_one_message_on_each_way_she_chose(scene):
    scene.choose(scene.text)
    scene.happens()
    assert scene.round() == {MessageState.SENT: 1}
    assert scene.written_to == ["07700900123"]
    scene.choose(scene.text, scene.email, now=NOW)
    scene.happens(NOW)
    scene.round(NOW + timedelta(hours=2))
    assert scene.written_to == ["07700900123", "07700900123", "ada@example.org"]


def test_the_same_news_is_told_once_however_many_rounds_run(scene):
    scene.choose(scene.text, scene.email)
    scene.happens()
    for hours in range(5):
        scene.round(NOW + timedelta(hours=hours))
    assert len(scene.kept.letters) == 2


def test_several_things_within_a_short_time_make_one_message(scene):
    scene.choose(scene.text)
    for minutes in (10, 7, 3, 0):
        scene.happens(NOW - timedelta(minutes=minutes))
    assert scene.round() == {MessageState.SENT: 1}
    assert MessagePart.objects.count() == 4


def test_what_happens_while_a_message_waits_joins_it(scene):
    night = NOW.replace(hour=20)
    scene.choose(scene.text)
    for minutes in (0, 30, 60):
        scene.happens(night + timedelta(minutes=minutes))
        scene.round(night + timedelta(minutes=minutes) + TEN_MINUTES)
    assert (Message.objects.count(), MessagePart.objects.count(), scene.kept.letters) == (1, 3, [])
    assert scene.round(NOW + timedelta(days=1)) == {MessageState.SENT: 1}


def test_soon_after_a_message_the_next_one_waits(scene):
    scene.choose(scene.text)
    scene.happens()
    scene.round()
    scene.happens(NOW)
    assert scene.round(NOW + timedelta(minutes=20)) == {}
    assert scene.round(NOW + timedelta(minutes=60)) == {MessageState.SENT: 1}


def test_what_happened_before_she_said_yes_is_not_told(scene):
    scene.happens(NOW - timedelta(hours=1))
    scene.choose(scene.text, now=NOW - timedelta(minutes=30))
    assert scene.round() == {}


def test_a_message_goes_in_the_hours_that_she_chose(scene):
    scene.choose(scene.text, hours=Hours.AFTERNOON)
    scene.happens()
    assert scene.round() == {}
    assert scene.round(NOW.replace(hour=11, minute=0)) == {MessageState.SENT: 1}  # noon in London


def test_hours_that_she_changes_meanwhile_count(scene):
    scene.choose(scene.text)
    scene.happens()
    scene.gather()
    scene.choose(scene.text, hours=Hours.AFTERNOON, now=NOW)
    assert scene.round() == {MessageState.WAITING: 1}
    assert scene.kept.letters == []


# What she said last counts --------------------------------------------------------------------------------------------


def test_an_opt_out_between_queueing_and_sending_wins(scene):
    scene.choose(scene.text, scene.email)
    scene.happens()
    assert scene.gather() == 2
    scene.choose(scene.email, now=NOW)
    assert scene.round() == {MessageState.SENT: 1, MessageState.CALLED_OFF: 1}
    assert scene.written_to == ["ada@example.org"]
    scene.choose(scene.text, scene.email, now=NOW)
    assert scene.round(NOW + timedelta(hours=3)) == {}


def test_a_way_that_is_not_safe_any_more_is_not_used_for_what_waits(scene):
    scene.choose(scene.text)
    scene.happens()
    scene.gather()
    change_contact_way(by=scene.people.wren, contact_way=scene.text, is_safe_to_use=False, how="", now=NOW)
    assert scene.round() == {MessageState.CALLED_OFF: 1}
    assert scene.written_to == []


def test_a_changed_contact_is_never_written_to_at_the_old_one(scene):
    """The number changes after the message was made: nothing goes to the old one, and nothing shows the new one."""
    scene.choose(scene.text)
    scene.happens()
    scene.gather()
    change_contact_way(by=scene.people.wren, contact_way=scene.text, is_safe_to_use=False, how="", now=NOW)
    new = scene.way("text", "07700 900999")
    scene.choose(new, now=NOW)
    scene.happens(NOW)
    scene.round(NOW + TEN_MINUTES)
    assert scene.written_to == ["07700900999"]
    assert not any("900" in letter.content.body for letter in scene.kept.letters)


def test_a_new_note_on_a_way_ends_her_yes_until_she_says_it_again(scene):
    scene.choose(scene.text)
    scene.happens()
    scene.gather()
    change_contact_way(
        by=scene.people.wren, contact_way=scene.text, is_safe_to_use=True, how="Say you are the library.", now=NOW
    )
    assert scene.round() == {MessageState.CALLED_OFF: 1}
    (shown, _) = sorted(ways_of(scene), key=lambda way: way.kind == "email")
    assert (shown.is_on, shown.asks_anew) == (False, True)
    scene.choose(scene.text, now=NOW)
    scene.happens(NOW)
    assert scene.round(NOW + TEN_MINUTES) == {MessageState.SENT: 1}


def test_while_it_fails_and_is_tried_again_her_no_still_counts(scene):
    from commonpurse.kernel.messages.delivery import CannotDeliver

    scene.choose(scene.text)
    scene.happens()
    scene.kept.failing = [CannotDeliver("no_connection")]
    assert scene.round() == {MessageState.FAILED: 1}
    scene.choose(now=NOW)
    assert scene.round(NOW + timedelta(hours=1)) == {MessageState.CALLED_OFF: 1}
    assert scene.written_to == []


def test_language_and_format_are_those_of_the_moment_at_which_it_goes(scene):
    scene.choose(scene.email)
    scene.happens()
    scene.gather()
    change_person(
        by=scene.people.ada,
        person=scene.people.ada,
        called_by="Ada",
        language="ar",
        page_format="large_print",
        needs_interpreter=False,
        now=NOW,
    )
    scene.round()
    (letter,) = scene.kept.letters
    assert (letter.content.language, letter.content.page_format) == ("ar", "large_print")
    assert letter.content.subject == "هناك خبر جديد"


# On which ways --------------------------------------------------------------------------------------------------------


def ways_of(scene: Scene, viewer: Any = None) -> list[Any]:
    return message_ways_of(viewer=viewer or scene.people.ada, person=scene.people.ada, today=TODAY)


def test_only_safe_texts_and_mails_are_offered(scene):
    scene.way("phone", "020 7946 0000")
    scene.way("letter", "1 Quay Street")
    scene.way("through", "My sister")
    scene.way("text", "07700 900555", is_safe=False)
    scene.way("text", "the one of my sister")
    assert {way.id for way in ways_of(scene)} == {scene.text.id, scene.email.id}
    assert not any(way.is_on for way in ways_of(scene))


def test_a_way_that_is_not_offered_cannot_be_chosen(scene):
    unsafe = scene.way("text", "07700 900555", is_safe=False)
    with pytest.raises(WayNotOffered):
        scene.choose(scene.text, unsafe)
    assert not MessageChoice.objects.exists()


@pytest.mark.parametrize("who", ["wren", "priya", "administrator", "femi", "stranger"])
def test_nobody_else_says_yes_for_her(scene, who):
    with pytest.raises(NotAllowed):
        choose_messages(
            by=getattr(scene.people, who), person=scene.people.ada, wanted={scene.text.id: Hours.DAY}, now=NOW
        )


def test_her_choice_is_kept_as_it_was_and_the_same_again_writes_nothing(scene):
    for _ in range(2):
        scene.choose(scene.text)
    assert MessageChoice.objects.count() == 1
    scene.choose(now=NOW)
    assert [choice.is_wanted for choice in MessageChoice.objects.all()] == [True, False]
    facts = [event.facts for event in AuditEvent.objects.filter(event_type="messages_chosen").order_by("id")]
    assert facts == [{"ways": ["text"]}, {"ways": []}]


def test_only_who_keeps_the_outbox_runs_the_jobs(scene):
    scene.choose(scene.text)
    scene.happens()
    for actor in (scene.people.wren, scene.people.ngozi, scene.people.ada):
        with pytest.raises(NotAllowed):
            gather_news(by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            send_messages(by=actor, post=scene.kept.post, site_address=SITE, now=NOW)
    assert gather_news(by=system_member(), now=NOW) == 1


def test_news_of_nobody_we_know_is_done_with(scene):
    stray = make_news(scene.people.wren.id, NOW - TEN_MINUTES)
    scene.round()
    assert News.objects.get(id=stray.id).delivered_at == NOW


def test_while_her_message_goes_out_new_news_waits_for_the_next_round(scene):
    scene.choose(scene.text)
    scene.happens()
    scene.gather()
    Message.objects.update(state="handing_over", content={"body": "x"}, claimed_at=NOW, next_try_at=None)
    late = scene.happens(NOW)
    assert scene.gather(NOW + TEN_MINUTES) == 0
    assert News.objects.get(id=late.id).delivered_at is None
    Message.objects.update(state="sent", sent_at=NOW)
    assert scene.gather(NOW + TEN_MINUTES) == 1


def test_two_gatherers_make_one_message(fresh_database: str) -> None:
    scene = made_scene()
    scene.choose(scene.text, scene.email)
    for _ in range(5):
        scene.happens()
    assert at_once(lambda number: scene.gather() and None, 6) == Counter({"done": 6})
    assert Message.objects.count() == 2
    assert MessagePart.objects.count() == 10


# What of a contact may be shown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "address", "masked"),
    [
        ("text", "07700 900123", "07700900123", "… 123"),
        ("text", "+44 (0)7700-900.123", "+447700900123", "… 123"),
        ("text", "07700/900123", "07700900123", "… 123"),
        ("text", "0770", None, "…"),
        ("text", "07700 900123 evenings", None, "…"),
        ("text", "٠٧٧٠٠٩٠٠١٢٣", None, "…"),
        ("email", "ada.lovelace@harbour-homes.org", "ada.lovelace@harbour-homes.org", "a…@….org"),
        ("email", "ada@example", None, "…"),
        ("email", "ada@example.org\nBcc: b@example.org", None, "…"),
        ("email", "Ada <ada@example.org>", None, "…"),
        ("letter", "1 Quay Street", None, "…"),
        ("phone", "07700 900123", None, "…"),
        ("through", "My sister", None, "…"),
    ],
)
def test_an_address_is_read_strictly_and_masked(kind, value, address, masked):
    assert address_of(kind, value) == address
    assert mask_contact(kind, value) == masked


@given(st.sampled_from(["text", "email"]), st.text(max_size=40))
def test_a_mask_never_gives_more_than_three_figures_or_the_name_of_a_mail_host(kind, value):
    masked = mask_contact(kind, value)
    assert masked == "…" or (kind == "text" and masked == f"… {address_of(kind, value)[-3:]}") or kind == "email"
    if kind == "email" and masked != "…":
        assert value.split("@")[1].rpartition(".")[0] not in masked.replace("…", "")


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_a_machine_writes_only_where_everything_is_right(is_safe, is_wanted, saw_the_note, is_readable):
    allowed = may_write_to(
        kind=Way.TEXT,
        value=NUMBER if is_readable else "my sister",
        is_safe_to_use=is_safe,
        is_wanted=is_wanted,
        how="Mornings",
        how_when_chosen="Mornings" if saw_the_note else "",
    )
    assert allowed is (is_safe and is_wanted and saw_the_note and is_readable)


def test_the_outbox_shows_masks_to_its_keepers_alone(scene):
    ids = [scene.text.id, scene.email.id]
    expected = {scene.text.id: "… 123", scene.email.id: "a…@….org"}
    assert contacts_masked(viewer=scene.people.administrator, contact_ids=ids) == expected
    assert contacts_masked(viewer=scene.people.femi, contact_ids=ids) == {}
    assert reads_in(viewer=scene.people.administrator, person_id=scene.people.ada.id) == ("en", "standard")
    assert reads_in(viewer=scene.people.femi, person_id=scene.people.ada.id) is None
    change_contact_way(by=scene.people.wren, contact_way=scene.text, is_safe_to_use=False, how="", now=NOW)
    assert scene.text.id not in contacts_masked(viewer=scene.people.administrator, contact_ids=ids)
    assert ways_of(scene, scene.people.femi) == []
