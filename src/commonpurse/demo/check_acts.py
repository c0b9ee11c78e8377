"""What the health trust finds when the law makes it ask before its money goes out direct."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonpurse.demo import place
from commonpurse.demo.telling import Story
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import record_exclusion_check
from commonpurse.money.budgets.rules import CheckResult, LegalBasis, OrderType
from commonpurse.parties.people.models import Person

# Two people are under an order of a court: other money pays for what they wish, at once.
EXCLUDED = {"Curtis": OrderType.ALCOHOL_TREATMENT, "Stan": OrderType.DRUG_REHABILITATION}
A_YEAR = timedelta(days=365)


def write_down_checks(story: Story, people: list[tuple[place.InventedPerson, Person]], at: datetime) -> None:
    """Ask about the people who begin this week; the manager writes down what the trust found."""
    for _, person in people:
        order = EXCLUDED.get(person.called_by)
        record_exclusion_check(
            by=story.cast["Priya"],
            person=person,
            bases=[LegalBasis.NHS_DP],
            authority=story.cast.funds["health"].funder,
            result=CheckResult.EXCLUDED if order else CheckResult.CLEAR,
            order_type=order,
            checked_on=business_date(at),
            ends_on=business_date(at) + A_YEAR,
            now=at,
        )
