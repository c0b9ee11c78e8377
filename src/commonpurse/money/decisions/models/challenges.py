from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, both_or_neither, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions import rules
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def open(self) -> ChallengeQuerySet:
        """Those that no panel has answered and nobody took back."""
        return self.filter(concluded_at=None, withdrawn_at=None)


class Challenge(models.Model):
    """That a no is to be heard by a panel. Filled in, never changed.

    `case_told`: what the panel reads, without a name. `words`: what the person says to it herself.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField("decisions.Decision", on_delete=models.PROTECT, related_name="challenge")
    words = models.CharField(max_length=1000, blank=True)
    case_told = models.CharField(max_length=2000)
    raised_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    hear_by = models.DateField(help_text="the last day on which the panel answers")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(  # noqa: DJ001  filled in once
        max_length=10, null=True, blank=True, choices=as_choices(rules.VERDICT_WORDS)
    )
    reason = models.CharField(max_length=1000, null=True, blank=True)  # noqa: DJ001  filled in once
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=one_actor("raised_by"),
                name="challenge_raised_by_one",
                violation_error_message="The person challenges, or one member for her.",
            ),
            models.CheckConstraint(
                condition=~Q(case_told=""),
                name="challenge_has_case",
                violation_error_message="Say what the panel reads.",
            ),
            models.CheckConstraint(
                condition=Q(verdict=None) | Q(verdict__in=values_of(rules.Verdict)),
                name="challenge_verdict_known",
                violation_error_message="The panel changes the no, or keeps it.",
            ),
            models.CheckConstraint(
                condition=Q(concluded_at=None, concluded_by=None, verdict=None, reason=None)
                | Q(concluded_at__isnull=False, concluded_by__isnull=False, verdict__isnull=False, reason__gt=""),
                name="challenge_conclusion_whole",
                violation_error_message="What the panel said has its reason, its moment and who wrote it down.",
            ),
            models.CheckConstraint(
                condition=Q(concluded_at=None) | Q(withdrawn_at=None),
                name="challenge_concluded_or_withdrawn",
                violation_error_message="A challenge is heard or taken back, not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"Challenge {self.id}"

    @property
    def raised_by(self) -> Member | Person:
        actor = self.raised_by_member or self.raised_by_person
        assert actor is not None, "by constraint challenge_raised_by_one"  # noqa: S101
        return actor

    @property
    def is_open(self) -> bool:
        return self.concluded_at is None and self.withdrawn_at is None


class PanelSeat(models.Model):
    """That somebody is on the panel of a challenge, and what they say: a member, or a person who holds a budget.

    Filled in, never changed. `person` is whose challenge it is; a peer finds their seat by asking for their own.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    challenge = models.ForeignKey("decisions.Challenge", on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    peer = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    verdict = models.CharField(  # noqa: DJ001  filled in once
        max_length=10, null=True, blank=True, choices=as_choices(rules.VERDICT_WORDS)
    )
    view = models.CharField(max_length=1000, null=True, blank=True)  # noqa: DJ001  filled in once
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, peer__isnull=False) | Q(member__isnull=False, peer=None),
                name="panel_seat_of_one",
                violation_error_message="A seat is a member's, or of somebody who holds a budget.",
            ),
            models.CheckConstraint(
                condition=Q(peer=None) | ~Q(peer=F("person")),
                name="panel_seat_not_her_own",
                violation_error_message="Nobody hears their own challenge.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("answered_at", "verdict") & both_or_neither("answered_at", "view"),
                name="panel_seat_answer_whole",
                violation_error_message="An answer says what, and when.",
            ),
            models.CheckConstraint(
                condition=Q(verdict=None) | Q(verdict__in=values_of(rules.Verdict)),
                name="panel_seat_verdict_known",
                violation_error_message="Choose from the list.",
            ),
            models.UniqueConstraint(
                fields=["challenge", "member"],
                name="panel_seat_member_once",
                violation_error_message="This member is on the panel already.",
            ),
            models.UniqueConstraint(
                fields=["challenge", "peer"],
                name="panel_seat_peer_once",
                violation_error_message="This person is on the panel already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Seat {self.id}"


class Learning(models.Model):
    """What a challenge taught, for everybody to read. It names nobody and leads back to nobody. Append-only.

    The month, not the day: with few challenges a day could tell whose it was.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    month = models.DateField(help_text="the first day of the month in which it was heard")
    verdict = models.CharField(max_length=10, choices=as_choices(rules.VERDICT_WORDS))
    learning = models.CharField(max_length=1000)

    class Meta:
        ordering = ["-month", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(learning=""),
                name="learning_says_something",
                violation_error_message="Say what was learned.",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=values_of(rules.Verdict)),
                name="learning_verdict_known",
                violation_error_message="The panel changed the no, or kept it.",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="learning_of_a_month",
                violation_error_message="A learning says its month, and not its day.",
            ),
        ]

    def __str__(self) -> str:
        return f"Learning of {self.month:%B %Y}"
