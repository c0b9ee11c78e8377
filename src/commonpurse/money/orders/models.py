from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.orders import rules
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class Order(models.Model):
    """What a person ordered from the directory at a price she saw. Its ask has the sum, the answer and the money.

    What became of it is filled in once, as she says it; how it was she may say anew. Another price is another order.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="+")
    ask = models.OneToOneField("decisions.Ask", on_delete=models.PROTECT, related_name="order")
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    cost_option = models.ForeignKey("directory.CostOption", on_delete=models.PROTECT, related_name="+")
    wanted_on = models.DateField(help_text="the day for which it is ordered")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    placed_at = models.DateTimeField()
    placed_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    placed_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    request_id = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)
    pay_request = models.UUIDField(unique=True, default=new_id, help_text="the request under which it is paid, once")
    outcome = models.CharField(max_length=20, null=True, blank=True, choices=as_choices(rules.OUTCOME_WORDS))  # noqa: DJ001  filled in once
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome_how = models.CharField(max_length=rules.LONGEST_HOW, null=True, blank=True)  # noqa: DJ001  filled in once
    rating = models.CharField(max_length=10, blank=True, choices=as_choices(rules.RATING_WORDS))
    rated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-placed_at", "-id"]
        indexes = [models.Index(fields=["person", "service"], name="order_of_service")]
        constraints = [
            models.CheckConstraint(
                condition=one_actor("placed_by"),
                name="order_placed_by_one",
                violation_error_message="One person or one member orders.",
            ),
            models.CheckConstraint(
                condition=Q(placed_by_person=None) | Q(placed_by_person=F("person")),
                name="order_placed_by_no_helper",
                violation_error_message="Who helps a person orders nothing for them.",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome=None, outcome_at=None, outcome_by_member=None, outcome_by_person=None, outcome_how=None
                )
                | (
                    Q(outcome__isnull=False, outcome_at__isnull=False, outcome_how__isnull=False)
                    & Q(outcome__in=values_of(rules.Outcome))
                    & one_actor("outcome_by")
                ),
                name="order_outcome_whole",
                violation_error_message="What became of it has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=Q(rating="", rated_at=None)
                | Q(
                    rating__in=values_of(rules.Rating),
                    rated_at__isnull=False,
                    outcome__isnull=False,
                    outcome=rules.Outcome.HAPPENED.value,
                ),
                name="order_rated_when_it_happened",
                violation_error_message="Only what happened can be good or not.",
            ),
        ]

    def __str__(self) -> str:
        return f"Order {self.id}"

    @property
    def placed_by(self) -> Member | Person:
        actor = self.placed_by_member or self.placed_by_person
        assert actor is not None, "by constraint order_placed_by_one"  # noqa: S101
        return actor

    @property
    def outcome_by(self) -> Member | Person | None:
        return self.outcome_by_member or self.outcome_by_person


class UnmetWish(models.Model):
    """That a person wanted something and could not get it, and why. Hers to take back: then it is gone.

    What she searched for is there only where she let us keep it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=as_choices(rules.REASON_WORDS))
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=20, blank=True, help_text="the need under which it counts; empty: not known")
    searched = models.CharField(max_length=rules.LONGEST_SEARCHED, blank=True)
    told_at = models.DateTimeField()
    told_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-told_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=values_of(rules.Reason)),
                name="unmet_wish_reason_known",
                violation_error_message="Choose why you could not get it.",
            ),
        ]

    def __str__(self) -> str:
        return f"Wish {self.id}"
