"""Say which step of the plan an ask is for. The ask points there; the step knows nothing of money."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.access import can_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import AskRefused
from commonpurse.money.decisions.settling import lock_ask
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.access import can_see_plan
from commonpurse.support.plans.models import Step


def point_ask_to_step(*, by: Member | Person, ask: Ask, step: Step, now: datetime) -> Ask:
    """Say once and for all which step an ask is for, whatever its answer is. The same step again changes nothing.

    Raises: AskRefused (`has_a_step`, `step_not_in_plan`).
    """
    today = business_date(now)
    if not can_ask(by, ask.budget, today) or not can_see_plan(by, ask.person, today) or step.person_id != ask.person_id:
        raise NotAllowed
    with transaction.atomic():
        current = lock_ask(ask)
        if current.plan_step_id == step.id:
            return current
        if current.plan_step_id is not None:
            raise AskRefused("This is for another step already.", code="has_a_step", field="ask")
        if not step.is_accepted:
            raise AskRefused("This step is only an idea. It is in the plan with a yes.", code="step_not_in_plan")
        current.plan_step = step
        current.save(update_fields=["plan_step"])
        record_event(
            "ask_pointed_to_step", by=by.id, subject_type="ask", subject_id=current.id, now=now, step=str(step.id)
        )
        return current
