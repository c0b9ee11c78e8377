from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

import commonpurse.kernel.search  # noqa: F401 - `found_in` of fields
from commonpurse.kernel.constraints import as_choices, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.rules import HOURS_WORDS, Hours
from commonpurse.kernel.reading import TEXT_SIZES
from commonpurse.parties.consent.rules import EXPLAINED_WORDS, LONGEST_DAYS, REPRESENTATIVE_WORDS, RepresentativeKind
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people import rules

FORMATS = [
    ("standard", "Standard"),
    ("large_print", "Large print"),
    ("easy_read", "Easy read"),
    ("audio", "Audio"),
]


class PersonQuerySet(models.QuerySet["Person"]):
    def found_by(self, text: str) -> PersonQuerySet:
        """People of whose names one has these words, and the one of exactly this reference."""
        named = PersonName.objects.filter(name__found_in=text).values("person")
        return self.filter(Q(called_by__found_in=text) | Q(reference__iexact=text) | Q(id__in=named))


class Person(models.Model):
    """Somebody who holds, or may hold, a personal budget."""

    id = models.UUIDField(primary_key=True, default=new_id)
    called_by = models.CharField(max_length=200, help_text="the name the person wants to be called by")
    date_of_birth = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47 tag")
    page_format = models.CharField(max_length=20, choices=FORMATS, default="standard")
    text_size = models.CharField(max_length=10, default="normal", choices=[(size, size) for size in TEXT_SIZES])
    needs_interpreter = models.BooleanField(default=False)
    reference = models.CharField(max_length=40, blank=True, help_text="the partnership's own number for the person")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="person_reference_once",
                violation_error_message="Another person has this reference already.",
            ),
            models.CheckConstraint(
                condition=Q(text_size__in=TEXT_SIZES),
                name="person_text_size_known",
                violation_error_message="Choose one of the text sizes.",
            ),
        ]
        ordering = ["called_by", "id"]

    def __str__(self) -> str:
        return self.called_by

    @property
    def actor_name(self) -> str:
        return self.called_by


class PersonName(models.Model):
    """Another name of the person: on papers, at the bank, before. Rows are added and ended, not changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    used_for = models.CharField(
        max_length=20,
        choices=[("papers", "On papers"), ("bank", "At the bank"), ("before", "Before"), ("other", "Other")],
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name", "used_for"],
                name="person_name_once",
                violation_error_message="This name is there already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContactWay(models.Model):
    """A way to reach the person, whether it is safe to use, and how to use it safely."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="contact_ways")
    kind = models.CharField(
        max_length=20,
        choices=[
            ("phone", "Phone call"),
            ("text", "Text message"),
            ("email", "E-mail"),
            ("letter", "Letter"),
            ("through", "Through somebody"),
        ],
    )
    value = models.CharField(max_length=300)
    is_safe_to_use = models.BooleanField()
    how = models.CharField(max_length=300, blank=True, help_text="for example: mornings only, say you are the library")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "value"],
                name="contact_way_once",
                violation_error_message="This way of contact is there already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class MessageChoice(models.Model):
    """What the person said of messages by one contact way: yes, in these hours, or no. The newest counts. Append-only.

    Without one she is not written to. `how` is the note of the way as she saw it: with another note she is asked anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    contact_way = models.ForeignKey("people.ContactWay", on_delete=models.PROTECT, related_name="message_choices")
    is_wanted = models.BooleanField()
    hours = models.CharField(max_length=10, choices=[(hours.value, words) for hours, words in HOURS_WORDS.items()])
    how = models.CharField(max_length=300, blank=True)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["chosen_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__in=[hours.value for hours in Hours]),
                name="message_choice_hours_known",
                violation_error_message="Choose the hours from the list.",
            )
        ]

    def __str__(self) -> str:
        return "yes" if self.is_wanted else "no"


class Support(models.Model):
    """That a member works with a person, from a day until a day. Workers see only people they work with."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="supports")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="supports")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                # Ended on its first day it never ran: a wrong name is out at once, not at midnight.
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="support_ends_not_before_start",
                violation_error_message="The first day without cannot come before the first day with.",
            ),
            models.UniqueConstraint(
                fields=["person", "member"],
                condition=Q(ends_on=None),
                name="support_open_once",
                violation_error_message="This member works with the person already.",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.starts_on}"


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def live_on(self, today: date) -> RepresentativeQuerySet:
        """Those that run on that day; a decision in somebody's best interests only once two have taken it."""
        decided = ~Q(kind=RepresentativeKind.AUTHORISED.value) | Q(agreed_at__isnull=False)
        return self.filter(decided, starts_on__lte=today, ends_on__gt=today, ended_at=None)


class Representative(models.Model):
    """That another person acts for somebody, as far as this says, within a year. What is shown to them is permitted.

    `limit_minor`: the most that they pay on one day, in one payment or several; empty where there is no such limit.
    Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="representatives")
    helper = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="acts_for")
    kind = models.CharField(
        max_length=12, choices=[(kind.value, str(words)) for kind, words in REPRESENTATIVE_WORDS.items()]
    )
    may_pay = models.BooleanField()
    limit_minor = models.BigIntegerField(null=True, blank=True)
    agreed_how = models.CharField(
        max_length=20, choices=[(how.value, str(words)) for how, words in EXPLAINED_WORDS.items()]
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    given_at = models.DateTimeField()
    told_to = models.ForeignKey(
        "partners.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who wrote down what the person said; empty when she said it on her own page",
    )
    decided_by = models.ForeignKey(
        "partners.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who decided it in her best interests",
    )
    agreed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.UUIDField(null=True, blank=True, help_text="the Person or Member who ended it")
    is_silent = models.BooleanField(null=True, blank=True, help_text="it ended, and the helper was told nothing")

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RepresentativeKind]),
                name="representative_kind_known",
                violation_error_message="Choose from the list in which way they act.",
            ),
            models.CheckConstraint(
                condition=~Q(helper=F("person")),
                name="representative_not_herself",
                violation_error_message="Nobody acts for themselves.",
            ),
            models.CheckConstraint(
                condition=Q(limit_minor=None) | Q(limit_minor__gt=0, may_pay=True),
                name="representative_limit_of_who_pays",
                violation_error_message="A limit is more than nothing, and for who may pay.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="helper") | Q(may_pay=False) | Q(limit_minor__isnull=False),
                name="representative_helper_has_limit",
                violation_error_message="Say how much a helper may pay on one day.",
            ),
            models.CheckConstraint(
                # A year at most: then it is agreed anew, alone with a worker (safety.md, threat 5).
                condition=Q(ends_on__gt=F("starts_on")) & Q(ends_on__lte=F("starts_on") + timedelta(days=LONGEST_DAYS)),
                name="representative_within_a_year",
                violation_error_message="Choose an end within a year. It can be agreed again then.",
            ),
            models.CheckConstraint(
                condition=(Q(kind="authorised", decided_by__isnull=False, told_to=None))
                | (~Q(kind="authorised") & Q(decided_by=None, agreed_by=None)),
                name="representative_decided_by_somebody",
                violation_error_message="A decision in somebody's best interests names who took it, and no other does.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None)
                | (Q(agreed_at__isnull=False, agreed_by__isnull=False) & ~Q(agreed_by=F("decided_by"))),
                name="representative_agreed_by_another",
                violation_error_message="Somebody else agrees, and it says when.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by_id=None, is_silent=None)
                | Q(ended_at__isnull=False, ended_by_id__isnull=False, is_silent__isnull=False),
                name="representative_end_whole",
                violation_error_message="An end says when, by whom, and whether the helper was told.",
            ),
            models.UniqueConstraint(
                fields=["person", "helper"],
                condition=Q(ended_at=None),
                name="representative_once",
                violation_error_message="They act for this person already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_on}"


class Whereabouts(models.Model):
    """That a person is somewhere since a day, as she told or a member wrote down. The newest counts. Append-only.

    Nothing ends by it: her plan, who works with her and her money go along with her.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=as_choices(rules.PLACE_WORDS))
    since = models.DateField()
    back_on = models.DateField(null=True, blank=True, help_text="if it is known")
    told_at = models.DateTimeField()
    told_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["told_at", "id"]
        indexes = [models.Index(fields=["person", "told_at"], name="whereabouts_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=values_of(rules.Place)),
                name="whereabouts_place_known",
                violation_error_message="Choose from the list where it is.",
            ),
            models.CheckConstraint(
                condition=Q(back_on=None) | Q(back_on__gt=F("since"), kind__in=[place.value for place in rules.AWAY]),
                name="whereabouts_back_after_gone",
                violation_error_message="The day back comes after the day away.",
            ),
            models.CheckConstraint(
                condition=one_actor("told_by"),
                name="whereabouts_told_by_one",
                violation_error_message="One person or one member tells it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def told_by(self) -> Member | Person:
        teller = self.told_by_member or self.told_by_person
        assert teller is not None, "by constraint whereabouts_told_by_one"  # noqa: S101
        return teller


class WhileAway(models.Model):
    """What a person said ahead: what happens with her money while she is in such a place, and what else matters then.

    Hers alone to say. The newest for a place counts. Append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=as_choices(rules.PLACE_WORDS))
    money = models.CharField(max_length=10, choices=as_choices(rules.MEANWHILE_WORDS))
    words = models.CharField(max_length=500, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[place.value for place in rules.AWAY]),
                name="while_away_place_known",
                violation_error_message="Choose from the list where it is.",
            ),
            models.CheckConstraint(
                condition=Q(money__in=values_of(rules.Meanwhile)),
                name="while_away_money_known",
                violation_error_message="Choose from the list what happens with the money.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
