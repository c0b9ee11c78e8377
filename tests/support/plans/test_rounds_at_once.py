"""Rounds of messages at once, and the person at her page meanwhile, committing for real, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connections

from commonpurse.parties.partners.commands import choose_work_mail
from commonpurse.support.plans.commands import mend_invites, move_step
from commonpurse.support.plans.models import StepInvite
from commonpurse.support.plans.rules import State
from tests.factories import NOW, TODAY, standing_people
from tests.parties.partners.addresses import proven_address
from tests.support.plans.making import by_member, make_step


def test_rounds_at_once_tell_each_change_once_and_stop_her_in_nothing(fresh_database: str) -> None:
    people = standing_people()
    proven_address(people.wren, NOW)
    steps = [make_step(people, what=what, owner=by_member(people.wren)) for what in "abcdef"]
    choose_work_mail(by=people.wren, days=False, waits=False, now=NOW)
    for step in steps[1:]:
        move_step(by=people.ada, step=step, to=State.GIVEN_UP, now=NOW)
    moved = make_step(
        people, what="a", owner=by_member(people.wren), by_when=TODAY + timedelta(days=13), replaces=steps[0]
    )
    choose_work_mail(by=people.wren, days=True, waits=False, now=NOW)
    start = Barrier(5)

    def one(number: int) -> None:
        try:
            start.wait(timeout=60)
            if number:
                mend_invites(by=people.administrator, now=NOW)
            else:
                move_step(by=people.ada, step=moved, to=State.GIVEN_UP, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(one, range(5)))
    mend_invites(by=people.administrator, now=NOW)  # what all of them passed over, she being at it
    since = StepInvite.objects.filter(number__gt=0)
    taken_out = since.filter(method="CANCEL").values_list("first_step", flat=True)
    assert sorted(taken_out) == sorted(step.id for step in steps)
    assert since.exclude(method="CANCEL").count() <= 1
