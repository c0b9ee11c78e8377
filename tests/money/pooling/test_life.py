"""An agreement from its draft to its end: who writes, who says yes, what holds meanwhile, and who leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.texts import TextTooLong
from commonpurse.money.budgets.rules import FundKind
from commonpurse.money.pooling.commands import (
    change_funding_agreement,
    leave_funding_agreement,
    propose_funding_end,
    remark_on_funding,
    sign_funding_agreement,
    stay_in_funding_agreement,
    write_funding_agreement,
)
from commonpurse.money.pooling.models import FundingAgreement, FundingAgreementVersion, FundingRemark, FundingSignature
from commonpurse.money.pooling.queries import agreements_seen_by, changed_between, history_of, said_in
from commonpurse.money.pooling.rules import AgreementChanged, Drawdown, PoolingRefused, Share, Stage, Terms, Text
from commonpurse.parties.partners.commands import add_member, add_organisation, end_spokesperson, name_spokesperson
from tests.factories import LAST_MONTH, NOW, TODAY, make_fund, standing_people
from tests.money.pooling.pooled import NAME, Pool, all_sign, make_agreed, make_funding_agreement, make_pool

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def pool(db: None) -> Pool:
    return make_pool(standing_people())


def code_of(refused: pytest.ExceptionInfo[PoolingRefused]) -> str:
    return refused.value.code


def test_a_manager_writes_and_the_same_again_is_one_agreement(pool: Pool) -> None:
    agreement = make_funding_agreement(pool)
    assert make_funding_agreement(pool, now=NOW) == agreement
    seen = pool.seen(agreement)
    assert seen.newest.terms == pool.terms
    assert (seen.stage, seen.missing, seen.partners) == (Stage.DRAFT, [], frozenset())
    for by in (pool.people.ngozi, pool.gwen, pool.people.wren, pool.people.ada):
        with pytest.raises(NotAllowed):
            write_funding_agreement(by=by, name="Another", terms=pool.terms, now=NOW)
        with pytest.raises(NotAllowed):
            change_funding_agreement(by=by, version=seen.newest, terms=pool.terms, now=NOW)
        with pytest.raises(NotAllowed):
            propose_funding_end(by=by, version=seen.newest, ends_on=TODAY, why="Over", now=NOW)


def test_a_name_is_needed_and_taken_once(pool: Pool) -> None:
    make_funding_agreement(pool)
    for name, code in (("  ", "name_needed"), (NAME, "name_taken")):
        with pytest.raises(PoolingRefused) as refused:
            make_funding_agreement(pool, name=name, notice_days=30)
        assert code_of(refused) == code
    with pytest.raises(TextTooLong):
        make_funding_agreement(pool, name="Other", texts={Text.AIMS: "x" * 2001})


def test_who_was_only_in_an_older_draft_reads_nothing_and_who_left_reads_on(pool: Pool) -> None:
    people = pool.people
    second = add_organisation(by=people.administrator, name="Next Council", kind="council", now=LAST_MONTH)
    nora = add_member(by=people.administrator, organisation=second, name="Nora", roles=["funder"], now=LAST_MONTH)
    agreement = make_funding_agreement(pool, shares=(*pool.terms.shares, Share(second.id)))
    assert pool.seen(agreement, viewer=nora)
    without = change_funding_agreement(by=people.priya, version=agreement.versions.get(), terms=pool.terms, now=NOW)
    assert agreements_seen_by(viewer=nora, today=TODAY) == []
    all_sign(pool, without, now=NOW)
    assert agreements_seen_by(viewer=nora, today=TODAY) == []
    leaves_on = TODAY + timedelta(days=90)
    leave_funding_agreement(by=pool.gwen, agreement=agreement, leaves_on=leaves_on, reason="Cuts", now=NOW)
    assert pool.seen(agreement, leaves_on, viewer=pool.gwen)


def test_who_reads_what(pool: Pool) -> None:
    agreement = make_funding_agreement(pool)
    people = pool.people
    readers = [people.priya, people.ngozi, pool.gwen]
    assert [agreements_seen_by(viewer=each, today=TODAY)[0].agreement for each in readers] == [agreement] * 3
    for other in (people.callum, people.wren, people.femi, people.administrator, people.ada):
        assert agreements_seen_by(viewer=other, today=TODAY) == []


def test_who_was_named_to_sign_agrees_for_a_charity_that_has_neither_manager_nor_funder(pool: Pool) -> None:
    people = pool.people
    fund = make_fund(people, "Trust's gift")
    council, charity = Share(people.council.id), Share(people.charity.id)
    shares = (Share(people.funder_organisation.id, 5000, fund.id, Drawdown.ON_CLAIM), council, charity)
    agreement = make_funding_agreement(pool, fund_kind=FundKind.ALIGNED, shares=shares)
    version = agreement.versions.get()
    with pytest.raises(NotAllowed):
        sign_funding_agreement(by=people.wren, version=version, now=NOW)
    named = name_spokesperson(by=people.priya, member=people.wren, now=NOW)
    assert agreements_seen_by(viewer=people.wren, today=TODAY) == []  # the charter alone
    with pytest.raises(NotAllowed):  # money is for a manager to say
        name_spokesperson(by=people.administrator, member=people.wren, about_money=True, now=NOW)
    named = name_spokesperson(by=people.priya, member=people.wren, about_money=True, now=NOW)
    assert pool.seen(agreement, viewer=people.wren)
    assert agreements_seen_by(viewer=people.femi, today=TODAY) == []
    sign_funding_agreement(by=people.wren, version=version, now=NOW)
    assert [party.id for party, signed in pool.seen(agreement).answers if signed] == [people.charity.id]
    end_spokesperson(by=people.priya, spokesperson=named, now=NOW)
    assert agreements_seen_by(viewer=people.wren, today=TODAY) == []


def test_it_is_in_force_when_the_last_partner_has_agreed(pool: Pool) -> None:
    agreement = make_funding_agreement(pool)
    version = agreement.versions.get()
    first = sign_funding_agreement(by=pool.people.priya, version=version, now=LAST_MONTH)
    assert sign_funding_agreement(by=pool.people.priya, version=version, now=NOW) == first
    assert [(party.name, signed is not None) for party, signed in pool.seen(agreement).answers] == [
        ("Harbour Council", True),
        ("Harbour Health Trust", False),
    ]
    assert pool.seen(agreement).stage is Stage.DRAFT
    for by in (pool.people.callum, pool.people.ngozi, pool.people.wren):  # of no partner, or without the role
        with pytest.raises(NotAllowed):
            sign_funding_agreement(by=by, version=version, now=NOW)
    sign_funding_agreement(by=pool.gwen, version=version, now=NOW)
    seen = pool.seen(agreement)
    assert seen.stage is Stage.IN_FORCE
    assert seen.holds == version
    assert pool.seen(agreement, date(2026, 3, 31)).stage is Stage.AGREED
    assert pool.seen(agreement, date(2026, 10, 1)).is_review_due
    assert pool.seen(agreement, date(2027, 4, 1)).stage is Stage.ENDED
    assert AuditEvent.objects.filter(event_type="funding_agreed", subject_id=agreement.id).count() == 2


def test_what_is_not_complete_is_agreed_to_by_nobody(pool: Pool) -> None:
    agreement = make_funding_agreement(pool, texts={Text.AIMS: "Well"}, review_on=None)
    assert len(pool.seen(agreement).missing) == 12
    with pytest.raises(PoolingRefused) as refused:
        sign_funding_agreement(by=pool.gwen, version=agreement.versions.get(), now=NOW)
    assert code_of(refused) == "not_complete"
    assert "Day of the review" in str(refused.value)
    assert not FundingSignature.objects.exists()


def test_a_version_that_was_written_meanwhile_is_not_agreed_to(pool: Pool) -> None:
    agreement = make_funding_agreement(pool)
    read = agreement.versions.get()
    sign_funding_agreement(by=pool.people.priya, version=read, now=LAST_MONTH)
    newer = change_funding_agreement(
        by=pool.people.priya, version=read, terms=replace(pool.terms, notice_days=60), now=NOW
    )
    with pytest.raises(AgreementChanged):
        sign_funding_agreement(by=pool.gwen, version=read, now=NOW)
    with pytest.raises(AgreementChanged):
        change_funding_agreement(by=pool.people.priya, version=read, terms=pool.terms, now=NOW)
    same = change_funding_agreement(by=pool.people.priya, version=read, terms=newer.terms, now=LATER)
    assert (same, newer.number) == (newer, 2)
    assert [signed for _, signed in pool.seen(agreement).answers] == [None, None]  # a yes is to what was read
    assert [(each.label, each.before, each.now) for each in changed_between(read, newer, "GBP")] == [
        ("How long a notice is", "90 days", "60 days")
    ]


def test_a_partner_says_what_it_wants_otherwise(pool: Pool) -> None:
    agreement = make_funding_agreement(pool)
    version = agreement.versions.get()

    def say(words: str = "A year is short.", by: object = pool.gwen) -> FundingRemark:
        return remark_on_funding(by=by, version=version, words=words, now=NOW)  # type: ignore[arg-type]

    for by in (pool.people.callum, pool.people.ngozi, pool.people.wren):
        with pytest.raises(NotAllowed):
            say(by=by)
    with pytest.raises(PoolingRefused) as refused:
        say("  ")
    assert code_of(refused) == "nothing_said"
    assert say() == say(" A year is short. ")
    assert history_of(pool.seen(agreement))[0].note == "A year is short."
    all_sign(pool, version)
    with pytest.raises(PoolingRefused) as refused:
        say("Two are better.")
    assert code_of(refused) == "agreed_already"
    change_funding_agreement(
        by=pool.people.priya, version=version, terms=replace(pool.terms, notice_days=60), why="Shorter", now=NOW
    )
    with pytest.raises(AgreementChanged):
        say("Two are better.")


def test_what_was_agreed_holds_until_all_agree_to_its_change(pool: Pool) -> None:
    agreement = make_agreed(pool)
    (council, trust) = pool.terms.shares
    more = replace(pool.terms, shares=(replace(council, amount_minor=700_000), trust))
    with pytest.raises(PoolingRefused) as refused:
        change_funding_agreement(by=pool.people.priya, version=agreement.versions.get(), terms=more, now=NOW)
    assert code_of(refused) == "why_needed"
    second = change_funding_agreement(
        by=pool.people.priya, version=agreement.versions.get(), terms=more, why="Rents went up", now=NOW
    )
    sign_funding_agreement(by=pool.people.priya, version=second, now=NOW)
    seen = pool.seen(agreement)
    assert (seen.shown.number, seen.is_being_agreed) == (1, True)
    assert seen.holds is not None
    (changed,) = changed_between(seen.holds, seen.newest, "GBP")
    assert str(changed.now).startswith("£7,000.00 by Council's part. All on the first day. It may vary: By 5 in 100.")
    sign_funding_agreement(by=pool.gwen, version=second, now=LATER)
    seen = pool.seen(agreement)
    assert (seen.shown.number, seen.is_being_agreed) == (2, False)
    assert [str(each.words) for each in history_of(seen)][0:3] == [
        "Harbour Health Trust agreed to version 2.",
        "Version 2 was written.",
        "Harbour Council agreed to version 2.",
    ]
    assert [each.note for each in history_of(seen) if each.note] == ["Rents went up"]


def test_the_others_do_not_write_a_partner_out(pool: Pool) -> None:
    people = pool.people
    second = add_organisation(by=people.administrator, name="Next Council", kind="council", now=LAST_MONTH)
    nora = add_member(by=people.administrator, organisation=second, name="Nora", roles=["funder"], now=LAST_MONTH)
    agreement = make_funding_agreement(pool, shares=(*pool.terms.shares, Share(second.id)))
    version = agreement.versions.get()
    for by in (people.priya, pool.gwen, nora):
        sign_funding_agreement(by=by, version=version, now=LAST_MONTH)
    without = change_funding_agreement(by=people.priya, version=version, terms=pool.terms, why="Smaller", now=NOW)
    all_sign(pool, without, now=NOW)
    assert pool.seen(agreement).shown.number == 1
    sign_funding_agreement(by=nora, version=without, now=LATER)
    assert pool.seen(agreement).shown.number == 2
    with pytest.raises(NotAllowed):
        leave_funding_agreement(by=nora, agreement=agreement, leaves_on=date(2026, 12, 1), reason="Why", now=LATER)


def test_a_fund_is_in_one_running_agreement(pool: Pool) -> None:
    drafted = make_funding_agreement(pool, name="Drafted before")
    make_agreed(pool)
    with pytest.raises(PoolingRefused) as refused:
        make_funding_agreement(pool, name="A second")
    assert code_of(refused) == "fund_elsewhere"
    assert NAME in str(refused.value)
    with pytest.raises(PoolingRefused) as refused:
        sign_funding_agreement(by=pool.gwen, version=drafted.versions.get(), now=NOW)
    assert code_of(refused) == "fund_elsewhere"
    after = NOW + timedelta(days=400)  # the first has ended
    days = {"starts_on": date(2027, 3, 31), "ends_on": date(2028, 4, 1), "review_on": date(2027, 10, 1)}
    with pytest.raises(PoolingRefused) as refused:
        make_funding_agreement(pool, name="The next year", now=after, **days)
    assert code_of(refused) == "fund_before"
    days["starts_on"] = date(2027, 4, 1)
    assert make_agreed(pool, name="The next year", now=after, **days)


def test_an_agreement_of_a_charity_and_a_council_is_aligned(pool: Pool) -> None:
    people = pool.people
    fund = make_fund(people, "Trust's gift")
    shares = (
        Share(people.funder_organisation.id, 5000, fund.id, Drawdown.ON_CLAIM),
        Share(people.council.id),
        Share(people.charity.id),
    )
    agreement = make_funding_agreement(pool, fund_kind=FundKind.ALIGNED, shares=shares)
    fiona = add_member(by=people.administrator, organisation=people.charity, name="Fi", roles=["funder"], now=NOW)
    for by in (people.priya, people.callum, fiona):
        sign_funding_agreement(by=by, version=agreement.versions.get(), now=NOW)
    assert pool.seen(agreement).stage is Stage.IN_FORCE
    said = said_in(agreement.versions.get(), "GBP")
    assert str(said[f"share {people.charity.id}"].value).startswith("No money.")


def test_a_partner_leaves_with_notice_and_may_stay_after_all(pool: Pool) -> None:
    agreement = make_agreed(pool)
    leaves_on = TODAY + timedelta(days=90)

    def leave(day: date = leaves_on, reason: str = "No money left", by: object = pool.gwen) -> object:
        return leave_funding_agreement(by=by, agreement=agreement, leaves_on=day, reason=reason, now=NOW)  # type: ignore[arg-type]

    for by in (pool.people.callum, pool.people.ngozi, pool.people.wren):
        with pytest.raises(NotAllowed):
            leave(by=by)
        with pytest.raises(NotAllowed):
            stay_in_funding_agreement(by=by, agreement=agreement, now=NOW)
    for day, reason, code in (
        (leaves_on, " ", "why_needed"),
        (leaves_on - timedelta(days=1), "Why", "notice_short"),
        (date(2027, 4, 1), "Why", "ends_before"),
    ):
        with pytest.raises(PoolingRefused) as refused:
            leave(day, reason)
        assert code_of(refused) == code
    with pytest.raises(PoolingRefused) as refused:
        stay_in_funding_agreement(by=pool.gwen, agreement=agreement, now=NOW)
    assert code_of(refused) == "no_notice"
    notice = leave()
    assert leave() == notice
    with pytest.raises(PoolingRefused) as refused:
        leave(leaves_on + timedelta(days=1))
    assert code_of(refused) == "notice_given"
    seen = pool.seen(agreement)
    assert (seen.stage, seen.ends_early_on) == (Stage.IN_FORCE, leaves_on)  # the council alone is no pool
    assert pool.seen(agreement, leaves_on).stage is Stage.ENDED
    back = stay_in_funding_agreement(by=pool.gwen, agreement=agreement, now=LATER)
    assert stay_in_funding_agreement(by=pool.gwen, agreement=agreement, now=LATER) == back
    assert pool.seen(agreement, leaves_on).stage is Stage.IN_FORCE
    assert history_of(pool.seen(agreement))[0].words == "Harbour Health Trust took its notice back."


def test_nobody_stays_where_another_agreement_has_the_fund(pool: Pool) -> None:
    starts_on = TODAY + timedelta(days=100)
    agreement = make_agreed(pool, starts_on=starts_on, review_on=starts_on)
    leave_funding_agreement(
        by=pool.gwen, agreement=agreement, leaves_on=TODAY + timedelta(days=90), reason="Not now", now=NOW
    )
    assert pool.seen(agreement).stage is Stage.ENDED  # it never begins
    make_agreed(pool, name="Another", now=NOW)
    with pytest.raises(PoolingRefused) as refused:
        stay_in_funding_agreement(by=pool.gwen, agreement=agreement, now=LATER)
    assert code_of(refused) == "fund_elsewhere"
    assert pool.trust.id in pool.seen(agreement).leaving


def test_all_end_it_together_by_a_version_with_an_earlier_end(pool: Pool) -> None:
    draft = make_funding_agreement(pool, name="Drafted")
    with pytest.raises(PoolingRefused) as refused:
        propose_funding_end(by=pool.people.priya, version=draft.versions.get(), ends_on=TODAY, why="Over", now=NOW)
    assert code_of(refused) == "nothing_holds"
    agreement = make_agreed(pool)
    version = agreement.versions.get()

    def propose(ends_on: date) -> FundingAgreementVersion:
        return propose_funding_end(by=pool.people.priya, version=version, ends_on=ends_on, why="It is done", now=NOW)

    for day, code in ((TODAY, "end_too_early"), (date(2027, 4, 1), "end_not_earlier")):
        with pytest.raises(PoolingRefused) as refused:
            propose(day)
        assert code_of(refused) == code
    july = date(2026, 7, 1)
    ending = propose(july)
    assert propose(july) == ending
    assert pool.seen(agreement, july).stage is Stage.IN_FORCE  # nobody has agreed to it
    all_sign(pool, ending, now=NOW)
    assert pool.seen(agreement, july).stage is Stage.ENDED
    with pytest.raises(PoolingRefused) as refused:
        change_funding_agreement(
            by=pool.people.priya, version=ending, terms=pool.terms, why="On", now=NOW + timedelta(days=60)
        )
    assert code_of(refused) == "agreement_ended"


def test_an_agreement_that_runs_keeps_its_first_day(pool: Pool) -> None:
    agreement = make_agreed(pool)
    first = agreement.versions.get()
    later = replace(pool.terms, starts_on=date(2026, 5, 1))
    with pytest.raises(PoolingRefused) as refused:
        change_funding_agreement(by=pool.people.priya, version=first, terms=later, why="Spring", now=NOW)
    assert (code_of(refused), refused.value.field) == ("begins_later", "starts_on")
    earlier = replace(pool.terms, starts_on=date(2026, 3, 1))
    assert change_funding_agreement(by=pool.people.priya, version=first, terms=earlier, why="Spring", now=NOW)


def test_a_first_day_put_off_is_agreed_to_before_it_begins_and_not_after(pool: Pool) -> None:
    days = {"starts_on": TODAY + timedelta(days=10), "review_on": TODAY + timedelta(days=60)}
    agreement = make_agreed(pool, **days)
    later = replace(pool.terms, **{**days, "starts_on": TODAY + timedelta(days=20)})
    version = change_funding_agreement(
        by=pool.people.priya, version=agreement.versions.get(), terms=later, why="Not ready", now=NOW
    )
    assert sign_funding_agreement(by=pool.gwen, version=version, now=NOW)
    with pytest.raises(PoolingRefused) as refused:
        sign_funding_agreement(by=pool.people.priya, version=version, now=NOW + timedelta(days=11))
    assert code_of(refused) == "begins_later"


def test_all_can_end_it_before_the_part_of_one_begins(pool: Pool) -> None:
    council, trust = pool.terms.shares
    late = replace(trust, starts_on=date(2026, 9, 1), ends_on=date(2027, 1, 1))
    agreement = make_agreed(pool, shares=(council, late))
    ending = propose_funding_end(
        by=pool.people.priya, version=agreement.versions.get(), ends_on=date(2026, 9, 1), why="It is done", now=NOW
    )
    assert ending.terms.shares == (council, Share(pool.trust.id))
    all_sign(pool, ending, now=NOW)
    assert pool.seen(agreement, date(2026, 9, 1)).stage is Stage.ENDED


def test_nobody_agrees_to_what_is_over(pool: Pool) -> None:
    agreement = make_funding_agreement(pool)
    with pytest.raises(PoolingRefused) as refused:
        sign_funding_agreement(by=pool.gwen, version=agreement.versions.get(), now=NOW + timedelta(days=400))
    assert code_of(refused) == "period_over"


def test_there_can_be_no_agreement_of_nothing(pool: Pool) -> None:
    empty = write_funding_agreement(by=pool.people.priya, name="Empty", terms=Terms(FundKind.GRANT), now=NOW)
    assert pool.seen(empty).missing
    assert FundingAgreement.objects.get() == empty
