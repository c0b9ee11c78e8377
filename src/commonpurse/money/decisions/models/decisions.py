from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions import rules
from commonpurse.money.decisions.models.asks import Ask
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class Decision(models.Model):
    """One answer to an ask, with what was known when it was given. Append-only: a new one replaces it.

    What a worker releases as she told them has no ask: then `hold`, the money set aside for it, says what it was.

    The words are its author's; `known` and `steps` hold codes, ids, sums and moments alone, so that they name nobody.
    `known`: the limits that counted, what stood in the way of the money, and how much there was. `steps`: who had it
    on their desk, from when until when.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    ask = models.ForeignKey("decisions.Ask", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    hold = models.OneToOneField(
        "budgets.Hold", on_delete=models.PROTECT, null=True, blank=True, related_name="decision"
    )
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3 of its ask; the highest one counts")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    outcome = models.CharField(max_length=10, choices=as_choices(rules.OUTCOME_WORDS))
    ground = models.CharField(max_length=10, choices=as_choices(rules.GROUND_WORDS))
    decided_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField()
    agreement = models.ForeignKey(
        "agreements.Agreement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the one in force then; empty where there was none",
    )
    limit = models.ForeignKey(
        "agreements.Limit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the one it was decided under; empty where the person decided",
    )
    options = models.JSONField(default=list, blank=True, help_text="what else was thought of: a list of texts")
    persons_view = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    would_change = models.CharField(max_length=500, blank=True, help_text="of a no: what would make it a yes")
    amount_minor = models.BigIntegerField()
    steps = models.JSONField(default=list, blank=True, help_text="[{step, who, from, until}]")
    known = models.JSONField(default=dict, blank=True, help_text="what was known then: codes, ids and sums")

    class Meta:
        ordering = ["ask", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=values_of(rules.Outcome)),
                name="decision_outcome_known",
                violation_error_message="A decision is yes or no.",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=values_of(rules.Ground)),
                name="decision_ground_known",
                violation_error_message="Say by what right it was decided.",
            ),
            models.CheckConstraint(
                condition=one_actor("decided_by"),
                name="decision_has_one_author",
                violation_error_message="One person or one member decides.",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="decision_above_zero",
                violation_error_message="A decision is about an amount above zero.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="no") | (~Q(reason="") & ~Q(would_change="")),
                name="decision_no_says_why",
                violation_error_message="Say why not, and what would change it.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="yes") | ~Q(ground__in=["talked", "silence"]),
                name="decision_silence_is_no_no",
                violation_error_message="Silence is never a no, and neither is talking about it.",
            ),
            models.CheckConstraint(
                condition=Q(ask=None, hold__isnull=False) | Q(ask__isnull=False, hold=None),
                name="decision_of_one_thing",
                violation_error_message="A decision answers an ask, or is about money that was released without one.",
            ),
            models.CheckConstraint(
                condition=Q(number=1, replaces=None) | Q(number__gt=1, replaces__isnull=False),
                name="decision_replaces_the_one_before",
                violation_error_message="A second decision says which one it replaces.",
            ),
            models.UniqueConstraint(
                fields=["ask", "number"],
                name="decision_number_once",
                violation_error_message="Somebody decided this at the same moment. Look at it again.",
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.id}"

    @property
    def decided_by(self) -> Member | Person:
        actor = self.decided_by_member or self.decided_by_person
        assert actor is not None, "by constraint decision_has_one_author"  # noqa: S101
        return actor

    @property
    def asked(self) -> Ask:
        """The ask that it answers: each no has one, for only a release is decided without."""
        assert self.ask is not None, "asked of a release without an ask"  # noqa: S101
        return self.ask

    @property
    def is_yes(self) -> bool:
        return self.outcome == rules.Outcome.YES
