from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.plans import rules


class WrittenQuerySet(models.QuerySet[Any]):
    def counting(self) -> WrittenQuerySet:
        """What the person wrote, or took up."""
        return self.filter(is_accepted=True)

    def proposed(self) -> WrittenQuerySet:
        """What somebody proposes, and waits for her."""
        return self.filter(answered_at=None)


class Written(models.Model):
    """One thing written in a plan. What the person writes counts at once; what another writes waits for her yes.

    Filled in, never changed: other words are a new row.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    written_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(null=True, blank=True)
    answer = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in once
    is_taken_back = models.BooleanField(null=True, blank=True, help_text="by who proposed it, before she answered")

    objects = WrittenQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def written_by(self) -> Member | Person:
        author = self.written_by_member or self.written_by_person
        assert author is not None, "by constraint"  # noqa: S101
        return author

    @property
    def is_hers(self) -> bool:
        """Whether the person wrote it herself; else somebody proposes it."""
        return self.written_by_person_id == self.person_id

    @property
    def waits(self) -> bool:
        return self.answered_at is None


def written_constraints(table: str) -> list[models.BaseConstraint]:
    """What holds of each thing that is written in a plan."""
    return [
        models.CheckConstraint(
            condition=one_actor("written_by"),
            name=f"{table}_written_by_one",
            violation_error_message="One person or one member writes it.",
        ),
        models.CheckConstraint(
            condition=Q(written_by_person=None)
            | ~Q(written_by_person=F("person"))
            # A comparison with nothing is neither true nor false, and would pass: so both are asked.
            | Q(answered_at=F("written_at"), is_accepted=True, answer__isnull=False, answered_at__isnull=False),
            name=f"{table}_own_words_count",
            violation_error_message="What the person writes herself counts at once.",
        ),
        models.CheckConstraint(
            condition=Q(answered_at=None, is_accepted=None, answer=None)
            | Q(answered_at__isnull=False, is_accepted__isnull=False, answer__isnull=False),
            name=f"{table}_answer_whole",
            violation_error_message="An answer is a yes or a no, with its moment.",
        ),
        models.CheckConstraint(
            condition=Q(is_taken_back=None)
            | Q(is_taken_back=True, is_accepted=False, is_accepted__isnull=False)
            & (Q(written_by_person=None) | ~Q(written_by_person=F("person"))),
            name=f"{table}_taken_back_counts_not",
            violation_error_message="What was taken back by who proposed it does not count.",
        ),
    ]


class PlanWords(Written):
    """What the person says of herself under one heading. The newest that counts is what stands; empty takes it off."""

    part = models.CharField(max_length=10, choices=as_choices(rules.PART_WORDS))
    words = models.CharField(max_length=rules.LONGEST_PART, blank=True)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=values_of(rules.Part)),
                name="plan_words_part_known",
                violation_error_message="Choose one of the headings.",
            ),
            *written_constraints("plan_words"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.id}"


class Goal(Written):
    """Something she wants to reach, with a scale of her own if she likes: five places, the middle is what she hopes."""

    words = models.CharField(max_length=300)
    much_less = models.CharField(max_length=300, blank=True)
    less = models.CharField(max_length=300, blank=True)
    hoped = models.CharField(max_length=300, blank=True)
    more = models.CharField(max_length=300, blank=True)
    much_more = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=as_choices(rules.STATE_WORDS), default=rules.State.OPEN.value)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="goal_says_what", violation_error_message="Say what you want to reach."
            ),
            models.CheckConstraint(
                condition=Q(state__in=values_of(rules.State)),
                name="goal_state_known",
                violation_error_message="A goal is open, done, given up or changed.",
            ),
            models.CheckConstraint(
                condition=Q(much_less="", less="", more="", much_more="") | ~Q(hoped=""),
                name="goal_scale_has_middle",
                violation_error_message="A scale begins with what you hope for.",
            ),
            *written_constraints("goal"),
        ]

    def __str__(self) -> str:
        return f"Goal {self.id}"

    @property
    def has_scale(self) -> bool:
        return bool(self.hoped)

    @property
    def scale(self) -> dict[rules.Level, str]:
        return {level: getattr(self, level.value) for level in rules.Level if getattr(self, level.value)}


class Step(Written):
    """Something somebody does, by a day: the person, a member of any organisation, who helps her, or a friend.

    It knows no money: `costs` are words, and what is asked for or paid points here. Another wording, day or owner is a
    new step that replaces this one.
    """

    goal = models.ForeignKey("plans.Goal", on_delete=models.PROTECT, null=True, blank=True, related_name="steps")
    what = models.CharField(max_length=300)
    owner_kind = models.CharField(max_length=10, choices=as_choices(rules.OWNER_WORDS))
    owner_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_helper = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    friend_name = models.CharField(max_length=100, blank=True)
    by_when = models.DateField(null=True, blank=True)
    costs = models.CharField(max_length=100, blank=True, help_text="in words; most steps cost nothing")
    state = models.CharField(max_length=10, choices=as_choices(rules.STATE_WORDS), default=rules.State.OPEN.value)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what=""), name="step_says_what", violation_error_message="Say what is to be done."
            ),
            models.CheckConstraint(
                condition=Q(state__in=values_of(rules.State)),
                name="step_state_known",
                violation_error_message="A step is open, done, given up or changed.",
            ),
            models.CheckConstraint(
                condition=Q(owner_kind="me", owner_member=None, owner_helper=None, friend_name="")
                | Q(owner_kind="member", owner_member__isnull=False, owner_helper=None, friend_name="")
                | Q(owner_kind="helper", owner_member=None, owner_helper__isnull=False, friend_name="")
                | (Q(owner_kind="friend", owner_member=None, owner_helper=None) & ~Q(friend_name="")),
                name="step_has_one_owner",
                violation_error_message="Say who does it: one of them.",
            ),
            *written_constraints("step"),
        ]

    def __str__(self) -> str:
        return f"Step {self.id}"

    def is_late(self, today: date) -> bool:
        return rules.is_late(state=rules.State(self.state), by_when=self.by_when, today=today)


class GoalMark(models.Model):
    """Where she says that she is on the scale of her own goal, and when. No mark, no grade. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey("plans.Goal", on_delete=models.PROTECT, related_name="marks")
    level = models.CharField(max_length=10, choices=as_choices(rules.LEVEL_WORDS))
    words = models.CharField(max_length=500, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=values_of(rules.Level)),
                name="goal_mark_level_known",
                violation_error_message="Choose one of the five places.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.id}"


class PlanEvent(models.Model):
    """What happened to a step or a goal: done, given up, open again, thanked for. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey("plans.Goal", on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    step = models.ForeignKey("plans.Step", on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    kind = models.CharField(max_length=10, choices=as_choices(rules.EVENT_WORDS))
    words = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField()
    done_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["happened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=values_of(rules.EventKind)),
                name="plan_event_kind_known",
                violation_error_message="Say what happened.",
            ),
            models.CheckConstraint(
                condition=Q(goal=None, step__isnull=False) | Q(goal__isnull=False, step=None),
                name="plan_event_of_one_thing",
                violation_error_message="It happened to one step or to one goal.",
            ),
            models.CheckConstraint(
                condition=one_actor("done_by"),
                name="plan_event_by_one",
                violation_error_message="One person or one member did it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def done_by(self) -> Member | Person:
        actor = self.done_by_member or self.done_by_person
        assert actor is not None, "by constraint plan_event_by_one"  # noqa: S101
        return actor
