from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements import rules


class LimitQuerySet(models.QuerySet["Limit"]):
    def counting_on(self, day: date) -> LimitQuerySet:
        """Those that run on that day and were not lifted. The newest of a kind replaces those before it."""
        return self.filter(starts_on__lte=day, ends_on__gt=day).filter(Q(lifted_on=None) | Q(lifted_on__gt=day))


class Limit(models.Model):
    """One step down: that for a kind of decision the person does not decide alone, why, and until when.

    It ends by itself. Renewing it is a new row, with what the person says to it then. Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(
        "agreements.Agreement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the one in force when it was set",
    )
    kind = models.CharField(max_length=20, choices=as_choices(rules.KIND_WORDS))
    how = models.CharField(max_length=20, choices=as_choices(rules.DECIDES_WORDS))
    concern = models.CharField(max_length=500, help_text="what somebody is worried about, by name")
    lifts_when = models.CharField(max_length=500, help_text="what would lift it")
    author = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the first day on which it is over")
    person_says = models.CharField(max_length=10, choices=as_choices(rules.SAYS_WORDS))
    persons_words = models.CharField(max_length=500, blank=True)
    risk_record = models.ForeignKey(
        "agreements.RiskRecord",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the risk record that was made before",
    )
    why_no_risk_record = models.CharField(
        max_length=500, blank=True, help_text="why a risk record is not enough; offered before any limit"
    )
    renews = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by")
    set_at = models.DateTimeField()
    lifted_on = models.DateField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lift_reason = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in once

    objects = LimitQuerySet.as_manager()

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=values_of(rules.DecisionKind)),
                name="limit_kind_known",
                violation_error_message="Choose from the list what kind of decision it is.",
            ),
            models.CheckConstraint(
                condition=Q(how__in=[how.value for how in rules.DecidesHow if how != rules.DecidesHow.I_DO]),
                name="limit_how_known",
                violation_error_message="Choose from the list who decides.",
            ),
            models.CheckConstraint(
                condition=Q(person_says__in=values_of(rules.PersonSays)),
                name="limit_person_says_known",
                violation_error_message="Write down what the person says to it.",
            ),
            models.CheckConstraint(
                condition=~Q(concern="") & ~Q(lifts_when=""),
                name="limit_has_concern",
                violation_error_message="Say what the worry is, and what would lift the limit.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on"))
                & Q(ends_on__lte=F("starts_on") + timedelta(days=rules.LONGEST_LIMIT_DAYS)),
                name="limit_ends_in_time",
                violation_error_message="A limit ends within 90 days. It can be agreed again then.",
            ),
            models.CheckConstraint(
                condition=Q(risk_record__isnull=False) | ~Q(why_no_risk_record=""),
                name="limit_after_risk_record",
                violation_error_message="Make a risk record first, or say why it is not enough.",
            ),
            models.CheckConstraint(
                condition=Q(lifted_on=None, lifted_at=None, lift_reason=None, lifted_by=None)
                | Q(
                    lifted_on__isnull=False, lifted_at__isnull=False, lift_reason__isnull=False, lifted_by__isnull=False
                ),
                name="limit_lifting_whole",
                violation_error_message="That a limit was lifted has its day, its author and its reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"Limit {self.id}"

    @property
    def as_rule(self) -> rules.LimitInForce:
        return rules.LimitInForce(
            self.id,
            rules.DecisionKind(self.kind),
            rules.DecidesHow(self.how),
            self.starts_on,
            self.ends_on,
            self.lifted_on,
        )


class LimitNamed(models.Model):
    """Who is asked under a limit, in order: a member, or a person who helps her. Fixed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    limit = models.ForeignKey("agreements.Limit", on_delete=models.PROTECT, related_name="named")
    place = models.PositiveSmallIntegerField(help_text="1 is asked first")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    helper = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["limit", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["limit", "place"],
                name="limit_named_place_once",
                violation_error_message="Two cannot be asked at the same place.",
            ),
            models.UniqueConstraint(
                fields=["limit", "member"],
                name="limit_named_member_once",
                violation_error_message="This member is named already.",
            ),
            models.UniqueConstraint(
                fields=["limit", "helper"],
                name="limit_named_helper_once",
                violation_error_message="This helper is named already.",
            ),
            models.CheckConstraint(
                condition=Q(member=None, helper__isnull=False) | Q(member__isnull=False, helper=None),
                name="limit_named_one",
                violation_error_message="Name one member or one helper.",
            ),
            models.CheckConstraint(
                condition=Q(place__gt=0),
                name="limit_named_place_from_one",
                violation_error_message="Places count from 1.",
            ),
            models.CheckConstraint(
                condition=Q(helper=None) | ~Q(helper=F("person")),
                name="limit_named_not_herself",
                violation_error_message="The person cannot be named as her own helper.",
            ),
        ]

    def __str__(self) -> str:
        return f"Named {self.place}"

    @property
    def who(self) -> Member | Person:
        named = self.member or self.helper
        assert named is not None, "by constraint limit_named_one"  # noqa: S101
        return named


class LimitEndAsk(models.Model):
    """That the person asks to end a limit, who answers until when, and the answer. Filled in, never changed.

    Her own words are hers to leave out. Answered by nobody in time, the limit ends.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    limit = models.ForeignKey("agreements.Limit", on_delete=models.PROTECT, related_name="end_asks")
    persons_words = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    author_by = models.DateField(help_text="the last day of who set the limit")
    manager_by = models.DateField(help_text="the last day of the manager; after it the limit ends")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_ended = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in once

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["limit"],
                condition=Q(answered_at=None),
                name="limit_end_ask_waits_once",
                violation_error_message="This is asked already, and waits for its answer.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, is_ended=None, reason=None)
                | (
                    Q(
                        answered_at__isnull=False,
                        answered_by__isnull=False,
                        is_ended__isnull=False,
                        reason__isnull=False,
                    )
                    & ~Q(reason="")
                ),
                name="limit_end_ask_answer_whole",
                violation_error_message="An answer has its moment, its author and its reason.",
            ),
            models.CheckConstraint(
                condition=Q(manager_by__gt=F("author_by")),
                name="limit_end_ask_manager_after_author",
                violation_error_message="The manager answers after the author.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ask to end {self.limit_id}"
