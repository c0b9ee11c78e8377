"""How long things are kept: the table says what is due, and the job removes it once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.signin.commands import take_try
from commonpurse.parties.signin.commands.tries import Tried
from commonpurse.parties.signin.models import WrongTries
from commonpurse.rights.retention.commands import run_retention
from commonpurse.rights.retention.queries import retention_table
from commonpurse.rights.retention.rules import RULES, Ending
from commonpurse.web.parts.models import SentForm
from tests.factories import NOW, Standing, standing_people

DAY = timedelta(days=1)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def forms(people: Standing) -> None:
    """One form on each side of the edge, and one on it."""
    for key, age in (("old", DAY + timedelta(seconds=1)), ("edge", DAY), ("young", timedelta(hours=1))):
        SentForm.objects.create(key=key, sent_at=NOW - age)


def test_each_rule_says_how_long_why_and_how_it_ends():
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.kept_words
        assert rule.why
        if rule.ending is not Ending.NOT_YET:
            assert rule.since in {field.name for field in apps.get_model(rule.label)._meta.concrete_fields}


def test_what_is_due_is_counted_and_the_next_day_is_named(people: Standing, forms: None):
    row = next(each for each in retention_table(viewer=people.priya, now=NOW) if each.rule.name == "sent_forms")
    assert (row.count, row.due, row.next_on) == (3, 1, NOW.date())


def test_the_job_removes_what_is_due_and_a_second_run_nothing(people: Standing, forms: None):
    assert run_retention(by=people.priya, now=NOW, is_trial=True)["sent_forms"] == 1
    assert SentForm.objects.count() == 3
    assert run_retention(by=people.priya, now=NOW)["sent_forms"] == 1
    assert set(SentForm.objects.values_list("key", flat=True)) == {"edge", "young"}
    assert set(run_retention(by=people.priya, now=NOW).values()) == {0}
    assert AuditEvent.objects.get(event_type="retention_run").facts["sent_forms"] == 1


def test_the_job_never_touches_money_permissions_or_logs(people: Standing):
    AccessRow.objects.create(
        person=people.ada,
        viewer_kind="member",
        viewer_id=people.wren.id,
        why="to see",
        fields=["name"],
        looked_at=NOW - timedelta(days=4000),
    )
    table = {each.rule.name: each for each in retention_table(viewer=people.priya, now=NOW)}
    assert table["access_log"].due == 1
    run_retention(by=people.priya, now=NOW)
    assert AccessRow.objects.count() == 1
    by_itself = {rule.label.partition(".")[0] for rule in RULES if rule.ending is Ending.BY_ITSELF}
    assert by_itself == {"directory", "parts", "referrals", "sessions", "signin"}
    of_services = {rule.label for rule in RULES if rule.label.startswith("directory.")}
    assert of_services == {"directory.ServiceNote"}
    short_lived = {rule.label for rule in RULES if rule.ending is Ending.BY_ITSELF and rule.label.startswith("signin.")}
    assert short_lived == {"signin.WrongTries"}


def test_what_a_sign_in_leaves_behind_has_its_time(people: Standing):
    take_try(tried=[Tried("ada.lovelace")], now=NOW)
    labels = {rule.label for rule in RULES}
    assert labels >= {"signin.TextCode", "signin.WrongTries", "signin.SetUpCode", "signin.FactorReset"}
    assert run_retention(by=people.priya, now=NOW + DAY)["wrong_tries"] == 0
    assert run_retention(by=people.priya, now=NOW + DAY + timedelta(seconds=1))["wrong_tries"] == 1
    assert not WrongTries.objects.exists()


def test_nobody_else_runs_it_or_sees_the_table(people: Standing):
    for member in (people.wren, people.ngozi, people.callum):
        with pytest.raises(NotAllowed):
            run_retention(by=member, now=NOW)
        with pytest.raises(NotAllowed):
            retention_table(viewer=member, now=NOW)
