from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, both_or_neither, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.parties.directory.rules import (
    LONGEST,
    LONGEST_DESCRIPTION,
    LONGEST_ID,
    LONGEST_LINE,
    LONGEST_NOTE,
    NOTE_WORDS,
    OUTCOME_WORDS,
    STATUS_WORDS,
    NoteKind,
    NoteOutcome,
    Status,
    days_in_order,
    is_stale,
)


class Feed(models.Model):
    """A source of services: a file that somebody gives us again and again, or an address from which we fetch it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=500, blank=True, help_text="https; empty for one that comes as a file")
    added_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    last_checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="feed_name_once",
                violation_error_message="A feed of this name is there already.",
            ),
            models.CheckConstraint(
                condition=Q(address="") | Q(address__startswith="https://"),
                name="feed_address_secure",
                violation_error_message="The address of a feed begins with https.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListedOrganisation(models.Model):
    """Who offers a service, as a feed names it. It may be an organisation of the partnership."""

    id = models.UUIDField(primary_key=True, default=new_id)
    feed = models.ForeignKey("directory.Feed", on_delete=models.PROTECT, related_name="organisations")
    outside_id = models.CharField(max_length=LONGEST_ID, help_text="as the feed writes it")
    organisation = models.ForeignKey(
        "partners.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=LONGEST_LINE)
    description = models.TextField(blank=True, max_length=LONGEST_DESCRIPTION)
    email = models.CharField(max_length=LONGEST_LINE, blank=True)
    website = models.CharField(max_length=LONGEST_LINE, blank=True)
    phone = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "outside_id"],
                name="listed_organisation_once",
                violation_error_message="The feed names this organisation already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A place where services are."""

    id = models.UUIDField(primary_key=True, default=new_id)
    feed = models.ForeignKey("directory.Feed", on_delete=models.PROTECT, related_name="locations")
    outside_id = models.CharField(max_length=LONGEST_ID, help_text="as the feed writes it; our own where we wrote it")
    name = models.CharField(max_length=LONGEST_LINE, blank=True)
    kind = models.CharField(max_length=10, default="physical")
    description = models.TextField(blank=True, max_length=LONGEST)
    address = models.CharField(max_length=2 * LONGEST_LINE + 2, blank=True)
    city = models.CharField(max_length=LONGEST_LINE, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    access = models.TextField(blank=True, help_text="for wheels, for ears, for eyes")
    transport = models.TextField(blank=True, max_length=LONGEST)
    latitude = models.FloatField(null=True, blank=True, help_text="degrees north")
    longitude = models.FloatField(null=True, blank=True, help_text="degrees east")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "outside_id"],
                name="location_once",
                violation_error_message="The feed names this place already.",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="location_on_earth",
                violation_error_message="There is no such place on earth.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def lines(self) -> list[str]:
        """The name and the address, as on an envelope."""
        return [line for line in (self.name, self.address, f"{self.city} {self.postcode}".strip()) if line]


class ServiceQuerySet(models.QuerySet["Service"]):
    def there(self) -> ServiceQuerySet:
        """Those that their feed lists still."""
        return self.filter(gone_at=None)

    def for_a_list(self) -> ServiceQuerySet:
        """With what a list shows of them: who offers it, where, when and for how much. No more is read."""
        return (
            self.select_related("organisation")
            .only("name", "description", "status", "fees", "assured_on", "organisation__name")
            .prefetch_related(
                models.Prefetch("at_locations", ServiceAtLocation.objects.select_related("location").order_by("id")),
                models.Prefetch("schedules", Schedule.objects.order_by("number")),
                models.Prefetch("cost_options", CostOption.objects.filter(gone_at=None).order_by("number")),
            )
        )

    def with_everything(self) -> ServiceQuerySet:
        """With all that a page of theirs shows, in a fixed number of statements."""
        return self.select_related("feed", "organisation__organisation", "assured_by__organisation").prefetch_related(
            models.Prefetch("at_locations", ServiceAtLocation.objects.select_related("location").order_by("id")),
            models.Prefetch("schedules", Schedule.objects.select_related("location").order_by("number")),
            models.Prefetch("cost_options", CostOption.objects.filter(gone_at=None).order_by("number")),
            models.Prefetch("eligibilities", Eligibility.objects.order_by("number")),
        )


class Service(models.Model):
    """What somebody offers: what it is, how to get in, and when somebody last looked whether it is so."""

    id = models.UUIDField(primary_key=True, default=new_id)
    feed = models.ForeignKey("directory.Feed", on_delete=models.PROTECT, related_name="services")
    outside_id = models.CharField(max_length=LONGEST_ID, help_text="as the feed writes it")
    organisation = models.ForeignKey(
        "directory.ListedOrganisation", on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )
    name = models.CharField(max_length=LONGEST_LINE)
    other_name = models.CharField(max_length=LONGEST_LINE, blank=True)
    description = models.TextField(blank=True, max_length=LONGEST_DESCRIPTION)
    website = models.CharField(max_length=LONGEST_LINE, blank=True)
    email = models.CharField(max_length=LONGEST_LINE, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=20, choices=as_choices(STATUS_WORDS))
    how_to = models.TextField(blank=True, max_length=LONGEST, help_text="how to get in")
    fees = models.TextField(blank=True, max_length=LONGEST)
    wait = models.CharField(max_length=LONGEST_LINE, blank=True)
    alert = models.TextField(blank=True, max_length=LONGEST)
    languages = models.CharField(max_length=LONGEST_LINE, blank=True)
    needs = models.JSONField(default=list, blank=True, help_text="the words of taxonomies under which it stands")
    areas = models.JSONField(default=list, blank=True, help_text="for whom, by where they live")
    assured_on = models.DateField(null=True, blank=True, help_text="when somebody last looked whether it is so")
    assurer = models.CharField(max_length=LONGEST_LINE, blank=True, help_text="an office's e-mail, as the feed says")
    assured_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    put_right_at = models.DateTimeField(null=True, blank=True)
    feed_changed_at = models.CharField(max_length=40, blank=True, help_text="when it changed, as the feed says")
    digest = models.CharField(max_length=64, help_text="of what the feed said last")
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    last_checked_at = models.DateTimeField(help_text="when its feed was read last and had it")
    gone_at = models.DateTimeField(null=True, blank=True, help_text="since when its feed lists it no more")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "outside_id"],
                name="service_once",
                violation_error_message="The feed names this service already.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=values_of(Status)),
                name="service_status_known",
                violation_error_message="Choose one of the states of a service.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("put_right_at", "assured_by"),
                name="service_put_right_by",
                violation_error_message="Say who put it right, and when.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def status_words(self) -> Words:
        return STATUS_WORDS[Status(self.status)]

    @property
    def is_open(self) -> bool:
        return self.status == Status.ACTIVE

    def is_stale(self, today: date) -> bool:
        return is_stale(self.assured_on, today)


class ServiceAtLocation(models.Model):
    """That a service is at a place."""

    id = models.UUIDField(primary_key=True, default=new_id)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="at_locations")
    location = models.ForeignKey("directory.Location", on_delete=models.PROTECT, related_name="+")
    outside_id = models.CharField(max_length=LONGEST_ID, blank=True)
    description = models.TextField(blank=True, max_length=LONGEST)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "location"],
                name="service_at_location_once",
                violation_error_message="The service is at this place already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.location_id}"


class Schedule(models.Model):
    """When a service is open, at all of its places or at one. Half-open: `ends_on` is the day after the last."""

    id = models.UUIDField(primary_key=True, default=new_id)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="schedules")
    location = models.ForeignKey(
        "directory.Location", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outside_id = models.CharField(max_length=LONGEST_ID, blank=True)
    number = models.PositiveSmallIntegerField(help_text="its place in the list")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    days = models.CharField(max_length=100, blank=True, help_text="MO,TU: RFC 5545, BYDAY")
    month_days = models.CharField(max_length=100, blank=True, help_text="1,15: RFC 5545, BYMONTHDAY")
    every = models.CharField(max_length=10, blank=True, help_text="WEEKLY or MONTHLY")
    interval = models.PositiveSmallIntegerField(default=1)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    words = models.TextField(blank=True, max_length=LONGEST)
    notes = models.TextField(blank=True, max_length=LONGEST)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "number"],
                name="schedule_number_once",
                violation_error_message="Each time has its own place in the list.",
            )
        ]

    def __str__(self) -> str:
        return self.words or self.days

    @property
    def day_words(self) -> list[Words]:
        return list(days_in_order(self.days))


class Eligibility(models.Model):
    """Who a service is for."""

    id = models.UUIDField(primary_key=True, default=new_id)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="eligibilities")
    outside_id = models.CharField(max_length=LONGEST_ID, blank=True)
    number = models.PositiveSmallIntegerField(help_text="its place in the list")
    words = models.TextField(blank=True, max_length=LONGEST)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="years")
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="years")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "number"],
                name="eligibility_number_once",
                violation_error_message="Each of them has its own place in the list.",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(minimum_age__lte=F("maximum_age")),
                name="eligibility_ages_ordered",
                violation_error_message="The youngest cannot be older than the oldest.",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class CostOption(models.Model):
    """What a service costs, from a day on. A price that changed is kept, and marked gone: orders point to it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="cost_options")
    outside_id = models.CharField(max_length=LONGEST_ID, blank=True)
    number = models.PositiveSmallIntegerField(help_text="its place in the list")
    starts_on = models.DateField(null=True, blank=True, help_text="valid from")
    ends_on = models.DateField(null=True, blank=True, help_text="the day after the last")
    option = models.CharField(max_length=LONGEST_LINE, blank=True, help_text="for whom, or for what")
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    words = models.TextField(blank=True, max_length=LONGEST)
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "number"],
                condition=Q(gone_at=None),
                name="cost_option_number_once",
                violation_error_message="Each price has its own place in the list.",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor=None, currency="")
                | Q(amount_minor__isnull=False, amount_minor__gte=0, currency__regex=r"^[A-Z]{3}$"),
                name="cost_option_amount_whole",
                violation_error_message="A price is a sum with its currency, and not below nothing.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="cost_option_days_ordered",
                violation_error_message="A price ends after it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.option or self.words

    @property
    def amount(self) -> Money | None:
        return None if self.amount_minor is None else Money(self.amount_minor, self.currency)

    def is_valid_on(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day < self.ends_on)


class ServiceWords(models.Model):
    """What a service is found by, folded. It is there as long as the service can be found."""

    id = models.BigAutoField(primary_key=True)
    service = models.OneToOneField("directory.Service", on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    place = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.title


class ServiceNote(models.Model):
    """That somebody says what is not right about a service. Nobody is asked who they are."""

    id = models.UUIDField(primary_key=True, default=new_id)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=as_choices(NOTE_WORDS))
    words = models.CharField(max_length=LONGEST_NOTE, blank=True)
    told_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=as_choices(OUTCOME_WORDS), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    passed_on_at = models.DateTimeField(null=True, blank=True, help_text="to the office that assures it; it waits on")
    passed_on_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    passed_on_to = models.CharField(
        max_length=LONGEST_LINE, blank=True, help_text="that office's e-mail, as it was then"
    )

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=values_of(NoteKind)),
                name="service_note_kind_known",
                violation_error_message="Choose what is not right.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None, answered_by=None)
                | Q(outcome__in=values_of(NoteOutcome), answered_at__isnull=False, answered_by__isnull=False),
                name="service_note_answered_by",
                violation_error_message="Say who looked, when, and what came of it.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("passed_on_at", "passed_on_by"),
                name="service_note_passed_on_by",
                violation_error_message="Say who passed it on, and when.",
            ),
        ]
        indexes = [models.Index(fields=["answered_at", "told_at"], name="service_note_waiting")]

    def __str__(self) -> str:
        return str(self.kind_words)

    @property
    def kind_words(self) -> Words:
        return NOTE_WORDS[NoteKind(self.kind)]

    @property
    def outcome_words(self) -> Words:
        return OUTCOME_WORDS[NoteOutcome(self.outcome)]
