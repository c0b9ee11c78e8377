"""`commonpurse blockages run`: what nobody answered moves on, once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from commonpurse.cli.blockages import blockages
from tests.factories import standing_people
from tests.support.blockages.making import make_blockage


@pytest.mark.django_db
def test_what_nobody_answered_moves_on_once() -> None:
    people = standing_people()
    now = timezone.now()
    old = make_blockage(people, now=now - timedelta(days=40), answer_by=(now - timedelta(days=3)).date())
    told = [CliRunner().invoke(blockages, ["run", "--as", "Priya", *json_]) for json_ in (["--json"], [])]
    assert json.loads(told[0].stdout) == {"to_group": 1, "to_board": 0}
    assert told[1].stdout == "Now with the operational group: 0. Now with the board: 0.\n"
    old.refresh_from_db()
    assert old.to_group_at is not None
