"""That somebody is put forward."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.parties.consent.rules import EXPLAINED_WORDS
from commonpurse.support.referrals import rules


class Referral(models.Model):
    """That somebody is put forward, with what who asks will do themselves. It leads to a person once accepted.

    A service asks, or family for whom a member writes (`family`: who they are to her, without a name), or she herself
    (then no member referred her). Until then she is nobody of the platform, unless she is one already. The name is
    read by a command or a query that says who needs it, never along with a list for the meeting.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=rules.CODE_LENGTH, help_text="what the meeting calls it")
    name = models.CharField(max_length=rules.LONGEST_NAME)
    date_of_birth = models.DateField(null=True, blank=True)
    summary = models.CharField(max_length=rules.LONGEST_SUMMARY)
    strengths = models.CharField(max_length=rules.LONGEST_WORDS)
    hopes = models.CharField(max_length=rules.LONGEST_WORDS)
    what = models.CharField(max_length=rules.LONGEST_STEP, help_text="the offer: what who refers will do")
    by_when = models.DateField()
    ground = models.CharField(max_length=10, choices=as_choices(rules.GROUND_WORDS))
    explained = models.CharField(max_length=20, blank=True, choices=as_choices(EXPLAINED_WORDS))
    agreed_on = models.DateField(null=True, blank=True)
    wording = models.TextField(blank=True, help_text="the words to which the person agreed, as they stood")
    lawful_basis = models.ForeignKey(
        "consent.LawfulBasis", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    whose = models.CharField(max_length=10, choices=as_choices(rules.WHOSE_WORDS), default=rules.Whose.SERVICE.value)
    family = models.CharField(max_length=rules.LONGEST_FAMILY, blank=True, help_text="who of hers asks: her sister")
    referred_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    referred_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=as_choices(rules.STATE_WORDS), default=rules.State.WAITING.value)
    listed_at = models.DateTimeField(null=True, blank=True, help_text="on the waiting list since")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="when nothing came of it; from here it is kept")

    class Meta:
        ordering = ["referred_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="referral_code_once", violation_error_message="Another referral has this code."
            ),
            models.CheckConstraint(
                condition=Q(state__in=values_of(rules.State)),
                name="referral_state_known",
                violation_error_message="A referral waits, is on the list, accepted, declined or taken back.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(summary="") & ~Q(strengths="") & ~Q(hopes=""),
                name="referral_says_who_and_why",
                violation_error_message="Say who it is, why now, what they are good at and hope for.",
            ),
            models.CheckConstraint(
                condition=Q(whose="service", family="", referred_by__isnull=False)
                | (Q(whose="family", referred_by__isnull=False) & ~Q(family=""))
                | Q(whose="herself", family="", referred_by=None, person__isnull=False),
                name="referral_is_somebodys",
                violation_error_message="A service asks, or family through a member, or she herself.",
            ),
            models.CheckConstraint(
                condition=~Q(what=""),
                name="referral_comes_with_an_offer",
                violation_error_message="Say what you will do yourself. A referral comes with an offer.",
            ),
            models.CheckConstraint(
                condition=(Q(ground="agrees", agreed_on__isnull=False, lawful_basis=None) & ~Q(explained=""))
                | Q(ground="basis", agreed_on=None, explained="", wording="", lawful_basis__isnull=False),
                name="referral_stands_on_something",
                violation_error_message="Say how the person agreed, or on which lawful basis you refer.",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(person__isnull=False),
                name="referral_accepted_leads_to_a_person",
                violation_error_message="What is accepted leads to a person.",
            ),
            models.CheckConstraint(
                condition=~Q(state="listed") | Q(listed_at__isnull=False),
                name="referral_listed_since",
                violation_error_message="Who is on the waiting list is on it since a day.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["declined", "revoked"]) | Q(closed_at=None),
                name="referral_closed_when_nothing_came_of_it",
                violation_error_message="Only what was declined or taken back is closed.",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | Q(closed_at__isnull=False),
                name="referral_declined_is_closed",
                violation_error_message="What was declined is closed, with its moment.",
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.code}"
