from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from commonpurse.kernel.audit.queries import has_happened_since
from commonpurse.kernel.calendars import DayToKeep, Method
from commonpurse.kernel.constraints import as_choices, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.plans import rules


class CheckIn(models.Model):
    """How her week was, said by her or written down by a member; without a face: that a member was in touch.

    Append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    face = models.CharField(max_length=10, blank=True, choices=as_choices(rules.FACE_WORDS))
    words = models.CharField(max_length=500, blank=True)
    said_at = models.DateTimeField()
    written_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["said_at", "id"]
        indexes = [models.Index(fields=["person", "said_at"], name="check_in_last")]
        constraints = [
            models.CheckConstraint(
                condition=Q(face__in=["", *values_of(rules.Face)]),
                name="check_in_face_known",
                violation_error_message="Choose one of the three faces.",
            ),
            models.CheckConstraint(
                condition=~Q(face="") | Q(written_by_person=None, words=""),
                name="check_in_says_how",
                violation_error_message="Choose a face for how it was.",
            ),
            models.CheckConstraint(
                condition=one_actor("written_by"),
                name="check_in_written_by_one",
                violation_error_message="One person or one member writes it down.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.face} {self.id}"

    @property
    def written_by(self) -> Member | Person:
        author = self.written_by_member or self.written_by_person
        assert author is not None, "by constraint check_in_written_by_one"  # noqa: S101
        return author


class WeekAsk(models.Model):
    """Whether she wants to be asked each week how it was, how, and on which day. The newest counts. Append-only.

    Without one she is not asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_how = models.CharField(max_length=10, choices=as_choices(rules.ASKED_HOW_WORDS))
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["chosen_at", "id"]
        indexes = [models.Index(fields=["person", "chosen_at"], name="week_ask_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_how__in=values_of(rules.AskedHow)),
                name="week_ask_how_known",
                violation_error_message="Choose from the list how you want to be asked.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lt=len(rules.WEEKDAYS)),
                name="week_ask_weekday_known",
                violation_error_message="Choose a day of the week.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_how} {self.id}"


class Coordinator(models.Model):
    """That a member coordinates what is done with a person: named, agreed to by her, and handed over to the next.

    It ends by a handover alone. A member who leaves coordinates on paper until somebody else does: the gap shows.
    Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    named_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    takes_over_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="handed_over_to"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_agreed = models.BooleanField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="the first day without; after the overlap")

    class Meta:
        ordering = ["named_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_agreed=True, ends_on=None),
                name="coordinator_one_at_a_time",
                violation_error_message="Somebody coordinates already. It is handed over to the next.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(answered_at=None),
                name="coordinator_one_waits",
                violation_error_message="Somebody is named already, and waits for an answer.",
            ),
            models.CheckConstraint(
                condition=one_actor("named_by"),
                name="coordinator_named_by_one",
                violation_error_message="One person or one member names who coordinates.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_agreed=None, starts_on=None, ends_on=None)
                | Q(answered_at__isnull=False, is_agreed__isnull=False, is_agreed=False, starts_on=None, ends_on=None)
                | Q(answered_at__isnull=False, is_agreed__isnull=False, is_agreed=True, starts_on__isnull=False),
                name="coordinator_answer_whole",
                violation_error_message="Who coordinates has her yes and a first day.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="coordinator_ends_after_start",
                violation_error_message="The first day without cannot come before the first day with.",
            ),
        ]

    def __str__(self) -> str:
        return f"Coordinator {self.id}"


class CalendarFeed(models.Model):
    """A secret address of a calendar with the days of her own steps. It is shut for good by her; then made anew.

    The address itself is not kept: it is shown once. Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    shut_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(shut_at=None),
                name="calendar_feed_one_open",
                violation_error_message="There is a calendar already. Shut it before you make another.",
            ),
            models.UniqueConstraint(
                fields=["secret_hash"],
                condition=~Q(secret_hash=""),
                name="calendar_feed_secret_once",
                violation_error_message="This address is taken. Make another.",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar {self.id}"


class MemberCalendarQuerySet(models.QuerySet["MemberCalendar"]):
    def open(self) -> MemberCalendarQuerySet:
        """What nobody has shut, neither by itself nor by ending the membership, be it given back since."""
        return self.filter(~has_happened_since("membership_ended", subject="member_id", since="made_at"), shut_at=None)


class MemberCalendar(models.Model):
    """A secret address of a calendar with the days of the steps that a member does. It is shut for good.

    The end of the membership shuts it too. The address itself is not kept: it is shown once. Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    shut_at = models.DateTimeField(null=True, blank=True)

    objects = MemberCalendarQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(shut_at=None),
                name="member_calendar_one_open",
                violation_error_message="There is a calendar already. Shut it before you make another.",
            ),
            models.UniqueConstraint(
                fields=["secret_hash"],
                name="member_calendar_secret_once",
                violation_error_message="This address is taken. Make another.",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar {self.id}"


class StepInviteQuerySet(models.QuerySet["StepInvite"]):
    def newest_known(self) -> StepInviteQuerySet:
        """Read with each, as `is_newest`, whether its reader was asked nothing since about the same thing."""
        of_person, of_member = Q(reader_person=OuterRef("reader_person")), Q(reader_member=OuterRef("reader_member"))
        same = StepInvite.objects.filter(of_person | of_member, first_step=OuterRef("first_step"))
        return self.annotate(is_newest=~Exists(same.filter(number__gt=OuterRef("number"))))

    def newest(self) -> StepInviteQuerySet:
        """Those since which their reader was asked nothing about the same thing."""
        return self.newest_known().filter(Q(is_newest=True))

    def read_by(self, reader_id: UUID) -> StepInviteQuerySet:
        """What one reader was asked: a person, or a member by their own work."""
        return self.filter(Q(reader_person=reader_id) | Q(reader_member=reader_id))


class StepInvite(models.Model):
    """That a reader is to keep the day of a step, or to take it out of the calendar. Each change is a row of its own.

    `first_step`: the step as it was first written, whatever replaced it: to a calendar it stays the same thing.
    `on` of a row that takes it out is the day that it takes out. Append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey("plans.Step", on_delete=models.PROTECT, related_name="+")
    first_step = models.ForeignKey("plans.Step", on_delete=models.PROTECT, related_name="invites")
    reader_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reader_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.PositiveSmallIntegerField(help_text="of this thing and this reader; rises with each change")
    method = models.CharField(max_length=10, choices=as_choices(rules.ASKED_WORDS))
    on = models.DateField()
    made_at = models.DateTimeField()
    made_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = StepInviteQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_step", "reader_person", "number"],
                name="step_invite_number_once",
                violation_error_message="This change was written down already.",
            ),
            models.UniqueConstraint(
                fields=["first_step", "reader_member", "number"],
                name="step_invite_number_once_for_member",
                violation_error_message="This change was written down already.",
            ),
            models.CheckConstraint(
                condition=one_actor("reader"),
                name="step_invite_read_by_one",
                violation_error_message="One person or one member is to keep a day.",
            ),
            models.CheckConstraint(
                condition=Q(method__in=[method.value for method in rules.ASKED_WORDS]),
                name="step_invite_method_known",
                violation_error_message="A day is to be kept, or to be taken out.",
            ),
            models.CheckConstraint(
                condition=one_actor("made_by"),
                name="step_invite_made_by_one",
                violation_error_message="One person or one member sends it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.number}"

    @property
    def reader(self) -> Member | Person:
        """Who is to keep it: the person, who helps her, or the member who does the step."""
        return self.reader_member or self.reader_person  # type: ignore[return-value]  # one of them, by constraint

    @property
    def reader_id(self) -> UUID:
        return self.reader_member_id or self.reader_person_id  # type: ignore[return-value]

    @property
    def is_kept(self) -> bool:
        return self.method == Method.REQUEST

    @property
    def as_day(self) -> DayToKeep:
        return DayToKeep(self.first_step_id, self.on, self.made_at, self.number)
