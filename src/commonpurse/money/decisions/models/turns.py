from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions import rules
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person

HOW = [("talked", "They talked about it"), ("agreed", "They agreed")]


class Turn(models.Model):
    """One place in the order in which an ask is answered, with its clock. Planned when it begins to wait, and fixed.

    `round`: a new one where the ask begins to wait for something else, or the limit is another. Who cannot answer when
    it is their turn is skipped; that is found out when it is read. Only `told_at` and `over_at` are filled in.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    ask = models.ForeignKey("decisions.Ask", on_delete=models.PROTECT, related_name="turns")
    round = models.PositiveSmallIntegerField()
    waits_for = models.CharField(max_length=10, choices=as_choices(rules.WAITS_WORDS))
    limit = models.ForeignKey("agreements.Limit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.PositiveSmallIntegerField(help_text="1 is asked first")
    role = models.CharField(max_length=10, choices=as_choices(rules.TURN_WORDS))
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    helper = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    begins_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="empty: the board’s list, which has no end")
    told_at = models.DateTimeField(null=True, blank=True, help_text="when it was known to be their turn")
    over_at = models.DateTimeField(
        null=True, blank=True, help_text="when nobody was waited for any more but the person, for a rule of her own"
    )

    class Meta:
        ordering = ["ask", "round", "place"]
        constraints = [
            models.CheckConstraint(
                condition=Q(waits_for__in=values_of(rules.WaitsFor)),
                name="turn_waits_for_known",
                violation_error_message="An ask waits for a talk, a yes, or money.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(role="named") & (Q(member=None, helper__isnull=False) | Q(member__isnull=False, helper=None))
                )
                | Q(role__in=["worker", "manager", "board"], member=None, helper=None),
                name="turn_of_one",
                violation_error_message="A turn is that of one who is named, or of a role.",
            ),
            models.CheckConstraint(
                condition=Q(role="board", until=None)
                | (~Q(role="board") & Q(until__isnull=False, until__gt=F("begins_at"))),
                name="turn_has_its_clock",
                violation_error_message="Each turn has an end; only the board’s list has none.",
            ),
            models.CheckConstraint(
                condition=Q(waits_for="money", limit=None) | (~Q(waits_for="money") & Q(limit__isnull=False)),
                name="turn_under_its_limit",
                violation_error_message="A talk or a yes is waited for under a limit.",
            ),
            models.UniqueConstraint(
                fields=["ask", "round", "place"],
                name="turn_place_once",
                violation_error_message="Two cannot be asked at the same place.",
            ),
        ]

    def __str__(self) -> str:
        return f"Turn {self.round}.{self.place}"

    @property
    def who(self) -> Member | Person | None:
        return self.member or self.helper


class Assent(models.Model):
    """That one who is named in a limit agreed to an ask, or that the person talked to them about it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    ask = models.ForeignKey("decisions.Ask", on_delete=models.PROTECT, related_name="assents")
    limit = models.ForeignKey("agreements.Limit", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=HOW)
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    helper = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=["talked", "agreed"]),
                name="assent_how_known",
                violation_error_message="They talked about it, or they agreed.",
            ),
            models.CheckConstraint(
                condition=Q(member=None, helper__isnull=False) | Q(member__isnull=False, helper=None),
                name="assent_of_one",
                violation_error_message="Say who it was.",
            ),
            models.CheckConstraint(
                condition=one_actor("said_by"),
                name="assent_has_one_author",
                violation_error_message="One person or one member says so.",
            ),
            models.UniqueConstraint(
                fields=["ask", "limit"],
                name="assent_once",
                violation_error_message="Somebody has said so at the same moment. Look at it again.",
            ),
        ]

    def __str__(self) -> str:
        return f"Assent {self.id}"

    @property
    def who(self) -> Member | Person:
        named = self.member or self.helper
        assert named is not None, "by constraint assent_of_one"  # noqa: S101
        return named
