from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.parties.consent.rules import EXPLAINED_WORDS
from commonpurse.support.referrals import ndt, rules


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


class CaseloadDecision(models.Model):
    """What a meeting decided of a referral, with its reason; or that it was taken back.

    She takes it back without saying why. Added, never changed by a command.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=as_choices(rules.STATE_WORDS))
    reason = models.CharField(max_length=rules.LONGEST_WORDS)
    instead = models.CharField(max_length=rules.LONGEST_WORDS, blank=True)
    coordinator = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_by_person = models.BooleanField(default=False, help_text="she took it back herself")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["listed", "accepted", "declined", "revoked"]),
                name="caseload_decision_known",
                violation_error_message="It is accepted, declined, put on the list or taken back.",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(is_by_person=True),
                name="caseload_decision_has_reason",
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                condition=Q(is_by_person=False, decided_by__isnull=False)
                | Q(is_by_person=True, decided_by=None, outcome="revoked", person__isnull=False),
                name="caseload_decision_by_one",
                violation_error_message="A member decides. The person herself takes back alone.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="declined") | ~Q(instead=""),
                name="caseload_decision_says_what_instead",
                violation_error_message="A no says what is done instead.",
            ),
            models.CheckConstraint(
                condition=Q(coordinator=None) | Q(outcome="accepted"),
                name="caseload_decision_coordinator_of_accepted",
                violation_error_message="A coordinator is named for somebody who is accepted.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.id}"


class SameAnswer(models.Model):
    """What somebody answered to: is this referral the same person as that one? `other_key`: a Person or a Referral."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="same_answers")
    other_key = models.UUIDField()
    is_same = models.BooleanField()
    answered_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "other_key"],
                name="same_answer_once",
                violation_error_message="Somebody answered this already.",
            ),
        ]

    def __str__(self) -> str:
        return "the same" if self.is_same else "another"


class NameOpening(models.Model):
    """That who decides opened the name of a referral, and why they needed it. Added, never changed by a command.

    It goes with the referral where nothing came of it. Once she is a person here, she reads it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="openings")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=rules.LONGEST_WHY)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(why=""),
                name="name_opening_says_why",
                violation_error_message="Say why you need the name.",
            ),
        ]

    def __str__(self) -> str:
        return f"Opening {self.id}"


def _answer(question: rules.Question) -> models.CharField[str, str]:
    return models.CharField(max_length=10, blank=True, choices=as_choices(rules.ANSWERS[question]))


class EqualityAnswer(models.Model):
    """The person's own answers, for counting alone. Her own page shows them, and no other; they decide nothing.

    `kept_by`: who handed them on for her. Empty: she gave them herself.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="equality_answers")
    gender = _answer(rules.Question.GENDER)
    ethnic_group = _answer(rules.Question.ETHNIC_GROUP)
    disabled = _answer(rules.Question.DISABLED)
    kept_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                name="equality_answer_once",
                violation_error_message="The answers are there already.",
            ),
            models.CheckConstraint(
                condition=Q(kept_by__isnull=False) | Q(person__isnull=False),
                name="equality_answer_from_somebody",
                violation_error_message="She gives the answers herself, or somebody hands them on.",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{question.value}__in": ["", *rules.ANSWERS[question]]}),
                    name=f"equality_answer_{question.value}_known",
                    violation_error_message="Choose one of the answers, or none.",
                )
                for question in rules.Question
            ],
        ]

    def __str__(self) -> str:
        return f"Answers {self.id}"


class NdtPermission(models.Model):
    """That the partnership has leave for the wording of the NDT assessment: who gave it, when, in which document.

    Without one that counts no score is kept and no page offers any. Ended once, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    given_by = models.CharField(max_length=ndt.LONGEST_FROM)
    given_on = models.DateField()
    reference = models.CharField(max_length=ndt.LONGEST_REFERENCE)
    written_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(given_by="") & ~Q(reference=""),
                name="ndt_permission_says_who_and_where",
                violation_error_message="Say who gave leave, and in which document.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ndt_permission_ended_by_one",
                violation_error_message="What is ended says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"NDT permission {self.id}"


class NdtScores(models.Model):
    """The ten scores of a referral on one day. They decide nothing, stand in no list, and are taken off as a whole."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="ndt_scores")
    permission = models.ForeignKey("referrals.NdtPermission", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    engagement = models.PositiveSmallIntegerField()
    self_harm = models.PositiveSmallIntegerField()
    unmeant_harm = models.PositiveSmallIntegerField()
    risk_to_others = models.PositiveSmallIntegerField()
    risk_from_others = models.PositiveSmallIntegerField()
    stress = models.PositiveSmallIntegerField()
    social = models.PositiveSmallIntegerField()
    substances = models.PositiveSmallIntegerField()
    impulse = models.PositiveSmallIntegerField()
    housing = models.PositiveSmallIntegerField()
    recorded_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "on"],
                name="ndt_scores_once_a_day",
                violation_error_message="There are scores of that day already.",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{area.value}__lte": 4 for area in ndt.Area if area not in ndt.DOUBLE}),
                name="ndt_scores_by_one",
                violation_error_message="This area has a number from 0 to 4.",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{area.value}__in": list(ndt.BY_TWO) for area in ndt.DOUBLE}),
                name="ndt_scores_by_two",
                violation_error_message="This area has 0, 2, 4, 6 or 8.",
            ),
        ]

    def __str__(self) -> str:
        return f"NDT scores {self.id}"

    @property
    def scores(self) -> dict[ndt.Area, int]:
        return {area: getattr(self, area.value) for area in ndt.Area}

    @property
    def total(self) -> int:
        return ndt.total_of(self.scores)
