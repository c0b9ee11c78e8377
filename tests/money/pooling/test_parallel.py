"""Two at the same moment, committing for real, on both databases."""

from __future__ import annotations

from dataclasses import replace

from commonpurse.money.pooling.commands import change_funding_agreement, sign_funding_agreement
from commonpurse.money.pooling.rules import Stage
from tests.factories import NOW, standing_people
from tests.money.budgets.test_parallel import at_once
from tests.money.pooling.pooled import make_funding_agreement, make_pool


def test_the_last_two_yeses_at_one_moment_put_it_in_force(fresh_database: str) -> None:
    pool = make_pool(standing_people())
    agreement = make_funding_agreement(pool)
    version, signers = agreement.versions.get(), (pool.people.priya, pool.gwen)
    done = at_once(lambda number: sign_funding_agreement(by=signers[number % 2], version=version, now=NOW), 6)
    assert done == {"done": 6}
    seen = pool.seen(agreement)
    assert (seen.stage, version.signatures.count()) == (Stage.IN_FORCE, 2)


def test_of_several_who_write_it_anew_at_one_moment_one_is_kept(fresh_database: str) -> None:
    pool = make_pool(standing_people())
    agreement = make_funding_agreement(pool)
    version = agreement.versions.get()

    def write(number: int) -> None:
        terms = replace(pool.terms, notice_days=30 + number)
        change_funding_agreement(by=pool.people.priya, version=version, terms=terms, now=NOW)

    assert at_once(write, 4) == {"done": 1, "agreement_changed": 3}
    assert agreement.versions.count() == 2
