from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.commands import add_member, end_membership
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.support.agreements.commands import (
    ask_to_end_limit,
    end_unanswered_limits,
    keep_limit,
    lift_limit,
    renew_limit,
    tell_of_ended_limits,
)
from commonpurse.support.agreements.models import Limit, LimitEndAsk, LimitNamed
from commonpurse.support.agreements.queries import limits_running, who_decides
from commonpurse.support.agreements.rules import (
    ASKED_KINDS,
    LONGEST_LIMIT_DAYS,
    NEWS_LIMIT_ENDED,
    NEWS_LIMIT_KEPT,
    NEWS_LIMIT_LIFTED,
    NEWS_LIMIT_SET,
    AgreementRefused,
    DecidesHow,
    DecisionKind,
    PersonSays,
    StepDown,
    answer_days,
    check_step_down,
)
from tests.factories import NOW, TODAY, Standing, told
from tests.support.agreements.acts import make_limit, make_risk_record, sign_all
from tests.support.agreements.making import agree

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def who(people: Standing, on: date = TODAY) -> DecidesHow:
    return who_decides(person=people.ada, kind=DecisionKind.SPEND, on=on).how


def news_of(people: Standing, kind: str) -> int:
    return News.objects.filter(recipient_id=people.ada.id, kind=kind).count()


# Setting --------------------------------------------------------------------------------------------------------------


def test_a_limit_has_its_worry_author_end_and_what_she_says_and_she_is_told(people: Standing) -> None:
    limit = make_limit(people)
    assert (limit.author, limit.starts_on, limit.ends_on) == (people.wren, TODAY, TODAY + 30 * DAY)
    assert (limit.person_says, limit.persons_words) == ("go_along", "I want it over soon.")
    assert [named.who for named in limit.named.all()] == [people.wren]
    assert who(people) is DecidesHow.AGREE_TOO
    assert who(people, limit.ends_on) is DecidesHow.I_DO
    assert news_of(people, NEWS_LIMIT_SET) == 1


NOTHING_SAID = {
    "concern_needed": {"concern": "Money"},
    "reason_is_score": {"concern": "Her NDT is at 38 and more."},
    "reason_is_refusal": {"concern": "She does not want to share her plan with us."},
    "lifts_when_needed": {"lifts_when": "  "},
    "limit_end_too_far": {"ends_on": TODAY + timedelta(days=LONGEST_LIMIT_DAYS + 1)},
    "persons_words_needed": {"person_says": PersonSays.DISAGREE, "persons_words": ""},
    "risk_record_first": {"why_no_risk_record": ""},
    "named_needed": {"named": []},
    "limit_how_needed": {"how": DecidesHow.I_DO},
    "limit_never_on_stopping": {"kind": DecisionKind.STOP},
    "limit_never_shares_for_her": {"kind": DecisionKind.SHARING, "how": DecidesHow.OTHER_FOR_NOW},
    "no_bigger_sum": {"kind": DecisionKind.SPEND_MORE},
}


@pytest.mark.parametrize("code", NOTHING_SAID)
def test_a_limit_that_leaves_out_what_it_needs_is_refused_by_name(people: Standing, code: str) -> None:
    with pytest.raises(AgreementRefused) as refused:
        make_limit(people, **NOTHING_SAID[code])
    assert refused.value.code == code
    assert not Limit.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in DecisionKind if kind not in ASKED_KINDS])
def test_what_no_command_asks_for_stays_hers_whatever_is_typed_or_stands_in_a_row(
    people: Standing, kind: DecisionKind
) -> None:
    with pytest.raises(AgreementRefused) as refused:
        make_limit(people, kind=kind, how=DecidesHow.AFTER_TALKING)
    assert (refused.value.code, refused.value.field) == ("kind_is_not_asked", "kind")
    row(people, kind=kind.value).save(force_insert=True)
    assert who_decides(person=people.ada, kind=kind, on=TODAY).is_hers


def test_a_limit_on_bigger_sums_needs_a_line_in_the_agreement(people: Standing) -> None:
    agree(people, spend_up_to=None)
    with pytest.raises(AgreementRefused) as refused:
        make_limit(people, kind=DecisionKind.SPEND_MORE)
    assert refused.value.code == "no_bigger_sum"
    agree(people)
    assert make_limit(people, kind=DecisionKind.SPEND_MORE).kind == "spend_more"


def test_an_end_today_or_before_is_no_end(people: Standing) -> None:
    with pytest.raises(AgreementRefused):
        make_limit(people, ends_on=TODAY)
    assert make_limit(people, ends_on=TODAY + timedelta(days=LONGEST_LIMIT_DAYS)).ends_on > TODAY


def test_a_member_who_cannot_see_and_answer_what_they_would_be_asked_is_not_named(people: Standing) -> None:
    def let_femi(level: Level) -> None:
        given = told(Item.MONEY_DETAIL, level=level)
        give_permissions(by=people.ada, person=people.ada, to=SharedWith(member=people.femi), told=given, now=NOW)

    for _ in range(2):  # nothing is shared with Femi; then to see, and to do nothing
        with pytest.raises(AgreementRefused, match="Femi cannot see") as refused:
            make_limit(people, named=[people.wren, people.femi])
        assert refused.value.code == "named_cannot_see"
        let_femi(Level.SEE)
    let_femi(Level.ACT)
    assert make_limit(people, named=[people.wren, people.femi]).named.count() == 2


def test_nobody_is_named_twice_nor_who_has_left_nor_more_than_five(people: Standing) -> None:
    extra = [
        add_member(by=people.administrator, organisation=people.council, name=f"M{n}", roles=["manager"], now=NOW)
        for n in range(5)
    ]
    end_membership(by=people.administrator, member=extra[0], now=NOW)
    extra[0].refresh_from_db()
    codes = []
    for named in ([people.wren, people.wren], [extra[0]], [people.wren, *extra]):
        with pytest.raises(AgreementRefused) as refused:
            make_limit(people, named=named)
        codes.append(refused.value.code)
    assert codes == ["named_twice", "named_has_left", "named_too_many"]


def test_a_helper_can_be_named_once_she_shares_with_them(people: Standing) -> None:
    with pytest.raises(AgreementRefused, match="Sam cannot see"):
        make_limit(people, named=[people.stranger])
    give_permissions(
        by=people.ada,
        person=people.ada,
        to=SharedWith(helper=people.stranger),
        told=told(Item.MONEY_DETAIL, level=Level.SEE),
        now=NOW,
    )
    limit = make_limit(people, named=[people.stranger, people.wren])
    assert [named.who for named in limit.named.all()] == [people.stranger, people.wren]


def test_who_may_not_act_for_her_sets_and_lifts_nothing(people: Standing) -> None:
    limit = make_limit(people)
    for outsider in (people.femi, people.ngozi, people.callum, people.ada, system_member()):
        with pytest.raises(NotAllowed):
            make_limit(people, by=outsider)
        with pytest.raises(NotAllowed):
            lift_limit(by=outsider, limit=limit, reason="No.", now=NOW)
        with pytest.raises(NotAllowed):
            renew(limit, by=outsider)


def test_the_same_form_sent_twice_sets_one_limit_and_a_lighter_one_replaces_it_whole(people: Standing) -> None:
    first = make_limit(people)
    assert make_limit(people) == first
    softer = make_limit(people, how=DecidesHow.AFTER_TALKING, ends_on=TODAY + 5 * DAY, now=NOW + timedelta(hours=1))
    assert who(people) is DecidesHow.AFTER_TALKING
    assert who(people, softer.ends_on) is DecidesHow.I_DO, "the one before does not come back"
    first.refresh_from_db()
    assert (first.lift_reason, softer.renews) == ("A new one took its place.", first)


def test_a_limit_rests_on_a_risk_record_only_once_all_three_have_signed_it(people: Standing) -> None:
    record = make_risk_record(people)
    with pytest.raises(AgreementRefused) as refused:
        make_limit(people, risk_record=record, why_no_risk_record="")
    assert refused.value.code == "risk_record_not_in_force"
    assert make_limit(people, risk_record=sign_all(people, record), why_no_risk_record="").risk_record == record


# Renewing -------------------------------------------------------------------------------------------------------------


def renew(limit: Limit, **given: Any) -> Limit:
    now = given.get("now", NOW + timedelta(days=20))
    wanted: dict[str, Any] = {
        "by": limit.author,
        "limit": limit,
        "how": DecidesHow.AFTER_TALKING,
        "named": [limit.author],
        "concern": "He knocked again on Sunday evening.",
        "lifts_when": "Two weeks without a knock.",
        "ends_on": TODAY + timedelta(days=50),
        "person_says": PersonSays.AGREE,
        "persons_words": "I would rather have it until he moves out.",
        "why_no_risk_record": "He came in once.",
        "now": now,
    }
    return renew_limit(**(wanted | given))


def test_a_renewal_is_a_new_decision_with_what_she_says_now(people: Standing) -> None:
    limit = make_limit(people)
    again = renew(limit)
    limit.refresh_from_db()
    assert (again.renews, limit.person_says, again.person_says) == (limit, "go_along", "agree")
    assert again.starts_on == TODAY + 20 * DAY
    assert renew(limit) == again, "sent twice"
    assert Limit.objects.count() == 2
    assert who(people, TODAY + 40 * DAY) is DecidesHow.AFTER_TALKING


def test_the_managers_list_counts_the_age_from_the_first_of_a_row_of_renewals(people: Standing) -> None:
    first = make_limit(people)
    second = renew(first)
    third = renew(
        second,
        concern="He stood at the window.",
        persons_words="One more month, then no more.",
        ends_on=TODAY + 79 * DAY,
        now=NOW + 40 * DAY,
    )
    make_limit(people, kind=DecisionKind.NEW_PAYEE, now=NOW + 40 * DAY)
    found = limits_running(viewer=people.priya, today=TODAY + 40 * DAY)
    assert {(one.id == third.id, one.began_on, one.age_band) for one in found} == {
        (True, TODAY, "long"),
        (False, TODAY + 40 * DAY, "short"),
    }


EXTENDING = {
    "renewal_too_early": {"now": NOW + DAY},
    "renewal_needs_words": {"persons_words": " "},
    "renewal_copies_words": {"persons_words": "i want it  over soon."},
    "renewal_copies_concern": {"concern": "A neighbour asks for money at the door."},
    "limit_over": {"now": NOW + 30 * DAY},
}


@pytest.mark.parametrize("code", EXTENDING)
def test_a_limit_is_not_just_made_longer(people: Standing, code: str) -> None:
    limit = make_limit(people)
    with pytest.raises(AgreementRefused) as refused:
        renew(limit, **EXTENDING[code])
    assert refused.value.code == code
    assert Limit.objects.count() == 1


ANEW: dict[str, Any] = {"concern": "He came in on Sunday.", "persons_words": "Until he moves out, then no more."}
# How many days after the first was set, and what is said then.
SET_AGAIN = {
    "renewal_too_early": (1, ANEW | {"ends_on": TODAY + 90 * DAY}),
    "renewal_copies_words": (20, ANEW | {"persons_words": "I want it over soon. "}),
    "renewal_copies_concern": (59, ANEW | {"concern": "A neighbour asks  for money at the door."}),
    "renewal_needs_words": (59, ANEW | {"persons_words": ""}),
}


@pytest.mark.parametrize("code", SET_AGAIN)
def test_a_limit_is_not_made_longer_by_setting_it_as_if_it_were_the_first(people: Standing, code: str) -> None:
    make_limit(people)
    days, said = SET_AGAIN[code]
    with pytest.raises(AgreementRefused) as refused:
        make_limit(people, now=NOW + days * DAY, **said)
    assert refused.value.code == code
    assert Limit.objects.count() == 1


def test_a_stricter_one_is_never_a_replacement_however_soon_it_ends(people: Standing) -> None:
    make_limit(people, how=DecidesHow.AFTER_TALKING)
    with pytest.raises(AgreementRefused) as refused:
        make_limit(people, ends_on=TODAY + DAY)
    assert refused.value.code == "renewal_too_early"


@pytest.mark.parametrize(("days", "goes_on"), [(20, True), (30, True), (59, True), (60, False)])
def test_what_is_set_while_one_runs_or_soon_after_is_another_of_the_same_chain(
    people: Standing, days: int, goes_on: bool
) -> None:
    first = make_limit(people)
    again = make_limit(people, now=NOW + days * DAY, **ANEW)
    assert again.renews == (first if goes_on else None)


def test_to_lift_one_and_set_the_same_again_is_to_agree_it_anew(people: Standing) -> None:
    first = lift_limit(by=people.wren, limit=make_limit(people), reason="A day off.", now=NOW)
    with pytest.raises(AgreementRefused) as refused:
        make_limit(people, now=NOW + DAY)
    assert refused.value.code == "renewal_copies_words"
    assert make_limit(people, now=NOW + DAY, **ANEW).renews == first


def test_another_kind_of_thing_begins_a_chain_of_its_own(people: Standing) -> None:
    make_limit(people)
    assert make_limit(people, kind=DecisionKind.NEW_PAYEE).renews is None


# Ending ---------------------------------------------------------------------------------------------------------------


def test_any_member_who_may_act_lifts_a_limit_at_once_and_she_is_told(people: Standing) -> None:
    limit = make_limit(people)
    with pytest.raises(AgreementRefused, match="Say why"):
        lift_limit(by=people.priya, limit=limit, reason=" ", now=NOW)
    lift_limit(by=people.priya, limit=limit, reason="He has moved out.", now=NOW)
    assert lift_limit(by=people.wren, limit=limit, reason="Again.", now=NOW).lift_reason == "He has moved out."
    assert who(people) is DecidesHow.I_DO
    assert news_of(people, NEWS_LIMIT_LIFTED) == 1


def test_what_ended_by_itself_is_not_lifted(people: Standing) -> None:
    limit = make_limit(people)
    with pytest.raises(AgreementRefused, match="ended by itself"):
        lift_limit(by=people.wren, limit=limit, reason="Late.", now=NOW + 30 * DAY)


def test_she_is_told_once_that_a_limit_ended_by_itself(people: Standing) -> None:
    limit = make_limit(people)
    lifted = make_limit(people, kind=DecisionKind.NEW_PAYEE)
    lift_limit(by=people.wren, limit=lifted, reason="He has moved out.", now=NOW)
    job = system_member()
    assert tell_of_ended_limits(by=job, now=NOW + 29 * DAY) == []
    assert tell_of_ended_limits(by=job, now=NOW + 30 * DAY) == [limit]
    assert tell_of_ended_limits(by=job, now=NOW + 31 * DAY) == []
    assert news_of(people, NEWS_LIMIT_ENDED) == 1
    with pytest.raises(NotAllowed):
        tell_of_ended_limits(by=people.wren, now=NOW + 30 * DAY)


def test_what_ended_months_ago_is_no_news(people: Standing) -> None:
    make_limit(people)
    assert tell_of_ended_limits(by=system_member(), now=NOW + 60 * DAY) == []


# Her ask to end it ----------------------------------------------------------------------------------------------------


def ask(people: Standing, limit: Limit) -> LimitEndAsk:
    return ask_to_end_limit(by=people.ada, limit=limit, persons_words="He has moved out.", now=NOW)


def test_she_asks_once_and_it_waits_for_its_author_then_for_the_manager(people: Standing) -> None:
    limit = make_limit(people)
    asked = ask(people, limit)
    assert ask(people, limit) == asked
    assert (asked.author_by, asked.manager_by) == (date(2026, 6, 8), date(2026, 6, 15))
    with pytest.raises(NotAllowed):
        keep_limit(by=people.priya, ask=asked, reason="Not yet.", now=NOW)
    kept = keep_limit(by=people.wren, ask=asked, reason="He was seen on Sunday.", now=NOW)
    assert (kept.is_ended, kept.reason) == (False, "He was seen on Sunday.")
    assert news_of(people, NEWS_LIMIT_KEPT) == 1
    with pytest.raises(AgreementRefused, match="answer already"):
        keep_limit(by=people.wren, ask=asked, reason="Again.", now=NOW)
    assert ask(people, limit) != asked, "she may ask again"


def test_only_she_asks(people: Standing) -> None:
    limit = make_limit(people)
    for other in (people.wren, people.stranger):
        with pytest.raises(NotAllowed):
            ask_to_end_limit(by=other, limit=limit, now=NOW)


def test_the_manager_answers_once_the_authors_days_are_over_or_they_left(people: Standing) -> None:
    limit = make_limit(people)
    late = keep_limit(by=people.priya, ask=ask(people, limit), reason="One more week.", now=NOW + 8 * DAY)
    assert late.answered_by == people.priya
    asked = ask(people, limit)
    end_membership(by=people.administrator, member=people.wren, now=NOW)
    asked = LimitEndAsk.objects.get(id=asked.id)
    assert keep_limit(by=people.priya, ask=asked, reason="One more week.", now=NOW).is_ended is False


def test_to_lift_it_is_the_yes_to_her_ask(people: Standing) -> None:
    limit = make_limit(people)
    asked = ask(people, limit)
    lift_limit(by=people.wren, limit=limit, reason="You are right.", now=NOW)
    asked.refresh_from_db()
    assert (asked.is_ended, asked.answered_by, asked.reason) == (True, people.wren, "You are right.")


def test_nobody_answering_is_never_a_no(people: Standing) -> None:
    limit = make_limit(people)
    asked = ask(people, limit)
    job = system_member()
    assert end_unanswered_limits(by=job, now=NOW + 14 * DAY) == []
    assert end_unanswered_limits(by=job, now=NOW + 15 * DAY) == [limit]
    assert end_unanswered_limits(by=job, now=NOW + 15 * DAY) == []
    asked.refresh_from_db()
    assert asked.is_ended is True
    assert who(people, TODAY + 15 * DAY) is DecidesHow.I_DO
    with pytest.raises(NotAllowed):
        end_unanswered_limits(by=people.priya, now=NOW)


def test_no_new_limit_stops_the_clock_of_her_ask_to_end_the_one_that_runs(people: Standing) -> None:
    limit = make_limit(people)
    asked = ask(people, limit)
    with pytest.raises(AgreementRefused, match="Answer that first") as refused:
        make_limit(people, how=DecidesHow.AFTER_TALKING, ends_on=TODAY + DAY)
    assert refused.value.code == "end_ask_waits"
    with pytest.raises(AgreementRefused, match="Answer that first"):
        renew(limit, now=NOW + 16 * DAY)
    asked.refresh_from_db()
    assert asked.answered_at is None
    keep_limit(by=people.wren, ask=asked, reason="He was seen on Sunday.", now=NOW)
    assert renew(limit, now=NOW + 16 * DAY).renews == limit


def test_what_is_over_is_not_asked_to_end(people: Standing) -> None:
    limit = make_limit(people)
    with pytest.raises(AgreementRefused, match="decide alone again"):
        ask_to_end_limit(by=people.ada, limit=limit, now=NOW + 30 * DAY)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
@settings(max_examples=25)
def test_the_days_to_answer_come_after_each_other_whatever_the_season(day: date) -> None:
    author_by, manager_by = answer_days(day)
    assert day < author_by < manager_by < day + timedelta(days=24)


# Every row, and every door past the rules -----------------------------------------------------------------------------


@given(
    st.sampled_from(DecidesHow),
    st.text(" .aNDT8", max_size=30),
    st.text(" a", max_size=3),
    st.integers(-5, 200),
    st.sampled_from(PersonSays),
    st.text(" a", max_size=3),
    st.booleans(),
)
@settings(max_examples=60)
def test_whatever_is_typed_no_limit_counts_without_worry_end_and_what_lifts_it(
    how: DecidesHow, concern: str, lifts: str, days: int, says: PersonSays, words: str, has_record: bool
) -> None:
    said = StepDown(DecisionKind.SPEND, how, concern, lifts, TODAY + days * DAY, says, words, "", has_record)
    try:
        check_step_down(said, today=TODAY)
    except AgreementRefused:
        return
    assert how is not DecidesHow.I_DO
    assert len(concern.split()) >= 3
    assert lifts.strip()
    assert 0 < days <= LONGEST_LIMIT_DAYS
    assert has_record
    assert says is not PersonSays.DISAGREE or words.strip()


def row(people: Standing, **changed: Any) -> Limit:
    return Limit(
        **{
            "person": people.ada,
            "kind": "spend",
            "how": "agree_too",
            "concern": "A neighbour asks.",
            "lifts_when": "It stops.",
            "author": people.wren,
            "starts_on": TODAY,
            "ends_on": TODAY + 30 * DAY,
            "person_says": "agree",
            "why_no_risk_record": "It happened twice.",
            "set_at": NOW,
        }
        | changed
    )


BROKEN_LIMITS: dict[str, dict[str, Any]] = {
    "limit_kind_known": {"kind": "breathe"},
    "limit_how_known": {"how": "i_do"},
    "limit_person_says_known": {"person_says": ""},
    "limit_has_concern": {"concern": ""},
    "limit_ends_in_time": {"ends_on": TODAY + 91 * DAY},
    "limit_after_risk_record": {"why_no_risk_record": ""},
    "limit_lifting_whole": {"lifted_on": TODAY},
}


def breaks(name: str, write: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        write()


@pytest.mark.parametrize("name", BROKEN_LIMITS)
def test_the_database_refuses_a_limit_that_is_not_whole(people: Standing, name: str) -> None:
    breaks(name, lambda: row(people, **BROKEN_LIMITS[name]).save(force_insert=True))


def test_a_limit_without_an_author_cannot_be_kept(people: Standing) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row(people, author=None).save(force_insert=True)


def test_a_limit_runs_from_its_first_day_on(people: Standing) -> None:
    breaks("limit_ends_in_time", lambda: row(people, ends_on=TODAY).save(force_insert=True))


def test_the_database_refuses_who_is_named_wrongly(people: Standing) -> None:
    limit = make_limit(people)
    helper = {"person": people.ada, "limit": limit, "place": 3, "helper": people.stranger}
    LimitNamed.objects.create(**(helper | {"place": 2}))
    unique = connection.vendor == "postgresql"
    for name, changed in {
        "limit_named_place_once" if unique else "limit_id.*place": {"place": 1, "member": people.priya, "helper": None},
        "limit_named_member_once" if unique else "limit_id.*member_id": {"member": people.wren, "helper": None},
        "limit_named_helper_once" if unique else "limit_id.*helper_id": {},
        "limit_named_one": {"helper": None},
        "limit_named_place_from_one": {"place": 0, "member": people.priya, "helper": None},
        "limit_named_not_herself": {"helper": people.ada},
    }.items():
        breaks(name, lambda changed=changed: LimitNamed.objects.create(**(helper | changed)))


def test_the_database_refuses_an_ask_to_end_that_is_not_whole(people: Standing) -> None:
    asked = ask(people, make_limit(people))
    again = {"person": people.ada, "limit": asked.limit, "asked_at": NOW, "author_by": TODAY, "manager_by": TODAY + DAY}
    waits = "limit_end_ask_waits_once" if connection.vendor == "postgresql" else "limit_id"
    breaks(waits, lambda: LimitEndAsk.objects.create(**again))
    answered = again | {"answered_at": NOW, "answered_by": people.wren, "is_ended": False}
    breaks("limit_end_ask_answer_whole", lambda: LimitEndAsk.objects.create(**answered))
    breaks("limit_end_ask_answer_whole", lambda: LimitEndAsk.objects.create(**answered, reason=""))
    late = answered | {"reason": "x", "manager_by": TODAY}
    breaks("limit_end_ask_manager_after_author", lambda: LimitEndAsk.objects.create(**late))


def test_what_was_set_is_never_changed(people: Standing) -> None:
    limit = make_limit(people)
    asked = ask(people, limit)
    for table, change in (
        (Limit, {"ends_on": TODAY + 31 * DAY}),
        (LimitNamed, {"place": 2}),
        (LimitEndAsk, {"manager_by": TODAY + 90 * DAY}),
    ):
        breaks("append.only|permission denied", lambda table=table, change=change: table.objects.update(**change))
    lift_limit(by=people.wren, limit=limit, reason="Over.", now=NOW)
    breaks("append.only", lambda: LimitEndAsk.objects.filter(id=asked.id).update(is_ended=False))
