"""Teams of a partner, who is in them, how to reach them, and what they can offer and decide. No person is in it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, both_or_neither, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.words import Words
from commonpurse.parties.partners.rules.teams import LONGEST_LINE, LONGEST_TEAM_NAME, OFFER_KIND_WORDS, OfferKind


class TeamQuerySet(models.QuerySet["Team"]):
    def open(self) -> TeamQuerySet:
        """Those that are there today."""
        return self.filter(closed_on=None)


class Team(models.Model):
    """A team of an organisation. Closed with a day, never deleted; its name and what it does may be put right."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=LONGEST_TEAM_NAME)
    does = models.CharField(max_length=LONGEST_LINE)
    opened_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_on = models.DateField(null=True, blank=True, help_text="the first day without")
    closed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(closed_on=None),
                name="team_name_once",
                violation_error_message="A team of this name is there already.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(does=""),
                name="team_says_what",
                violation_error_message="A team has a name and says what it does.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("closed_on", "closed_by"),
                name="team_closed_by",
                violation_error_message="Who closed it and when are both said.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def on(self, day: date) -> TeamMemberQuerySet:
        """Those who are in a team on that day, and have access."""
        begun = self.filter(starts_on__lte=day, member__is_active=True, team__closed_on=None)
        return begun.filter(Q(ends_on=None) | Q(ends_on__gt=day))


class TeamMember(models.Model):
    """That a member is in a team, from a day to a day. One may be in several."""

    id = models.UUIDField(primary_key=True, default=new_id)
    team = models.ForeignKey("partners.Team", on_delete=models.PROTECT, related_name="places")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="places")
    starts_on = models.DateField()
    put_in_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField(null=True, blank=True, help_text="the first day without")
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "member"],
                condition=Q(ends_on=None),
                name="team_member_once",
                violation_error_message="They are in this team already.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ends_on", "ended_by"),
                name="team_member_ended_by",
                violation_error_message="Who ended it and when are both said.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="team_member_in_order",
                violation_error_message="It ends after it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.team_id}"


class PartnerLineQuerySet(models.QuerySet):
    def now(self) -> PartnerLineQuerySet:
        """Those that stand."""
        return self.filter(ended_at=None)


class PartnerLine(models.Model):
    """A line that an organisation, or a team of it, wrote about itself. Ended, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("partners.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PartnerLineQuerySet.as_manager()

    class Meta:
        abstract = True


class WorkContact(PartnerLine):
    """How to reach an organisation or a team at work, and what for. Never anybody's private number."""

    name = models.CharField(max_length=LONGEST_LINE, help_text="of the desk, or of who answers")
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=LONGEST_LINE, blank=True)
    about = models.CharField(max_length=LONGEST_LINE, help_text="what one comes to them for")
    is_for_people = models.BooleanField(help_text="people with a budget may read it; else only who works for a partner")

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(about=""),
                name="work_contact_says_what",
                violation_error_message="A contact has a name and says what one comes for.",
            ),
            models.CheckConstraint(
                condition=~Q(phone="", email=""),
                name="work_contact_reaches",
                violation_error_message="Write a phone number or an e-mail address.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ended_at", "ended_by"),
                name="work_contact_ended_by",
                violation_error_message="Who ended it and when are both said.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerOffer(PartnerLine):
    """What an organisation or a team can give, how to ask, and until when; or what it may say yes to by itself.

    It gives nobody a right over money.
    """

    kind = models.CharField(max_length=10, choices=as_choices(OFFER_KIND_WORDS))
    words = models.CharField(max_length=LONGEST_LINE)
    how_to_ask = models.CharField(max_length=LONGEST_LINE, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="the first day without; empty: no end is known")

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=values_of(OfferKind)),
                name="partner_offer_kind_known",
                violation_error_message="Choose what it is from the list.",
            ),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="partner_offer_says_what",
                violation_error_message="Say what you can offer.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ended_at", "ended_by"),
                name="partner_offer_ended_by",
                violation_error_message="Who ended it and when are both said.",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def kind_words(self) -> Words:
        return OFFER_KIND_WORDS[OfferKind(self.kind)]

    @property
    def is_decision(self) -> bool:
        return self.kind == OfferKind.DECISION
