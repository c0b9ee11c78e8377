from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices, both_or_neither, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.words import Words
from commonpurse.parties.consent.rules import EXPLAINED_FORMAT_WORDS, EXPLAINED_WORDS
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person
from commonpurse.support.blockages import rules
from commonpurse.support.blockages.rules import Level, Outcome

# Nobody answered it yet, and it is still in her way.
OPEN = Q(outcome=None, gone_at=None)


class RuleInTheWay(models.Model):
    """A service, a rule or a practice that stood in somebody's way, in words that name nobody. Found by its words."""

    id = models.BigAutoField(primary_key=True)
    words = models.CharField(max_length=rules.LONGEST_RULE)
    folded = models.TextField(help_text="the words as they are looked for; the same twice is one rule")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                name="rule_in_the_way_once",
                violation_error_message="This rule is known already.",
            ),
            models.CheckConstraint(
                condition=~Q(folded=""),
                name="rule_in_the_way_says_what",
                violation_error_message="Write the rule in a few words.",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Blockage(models.Model):
    """Something that stands in a person's way, who was asked to move it, and the answer.

    Who is asked is an organisation, a member, or in words somebody else: then the member carries it to them, and where
    there is none the group has it at once. Raised once; then only filled in: when it climbed, and the answer. Whose
    turn it is follows from the days alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    asked_organisation = models.ForeignKey(
        "partners.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_words = models.CharField(
        max_length=rules.LONGEST_ASKED, blank=True, help_text="somebody else, to whom `asked_member` carries it"
    )
    answer_by = models.DateField()
    raised_at = models.DateTimeField()
    raised_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_group_at = models.DateTimeField(null=True, blank=True)
    to_board_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=as_choices(rules.OUTCOME_WORDS), null=True, blank=True)  # noqa: DJ001  filled in once
    reason = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in once
    rule = models.ForeignKey(
        "blockages.RuleInTheWay", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    gone_at = models.DateTimeField(null=True, blank=True, help_text="she says that it is not in her way any more")

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="blockage_says_what",
                violation_error_message="Say in a line what is in the way.",
            ),
            models.CheckConstraint(
                condition=Q(asked_organisation=None, asked_member__isnull=False)
                | Q(asked_organisation__isnull=False, asked_member=None, asked_words="")
                | (Q(asked_organisation=None, asked_member=None) & ~Q(asked_words="")),
                name="blockage_asks_one",
                violation_error_message="One organisation, one member, or somebody else in words is asked.",
            ),
            models.CheckConstraint(
                condition=one_actor("raised_by"),
                name="blockage_raised_by_one",
                violation_error_message="One person or one member raises it.",
            ),
            models.CheckConstraint(
                condition=Q(outcome=None, reason=None, rule=None, decided_at=None, decided_by=None)
                | Q(
                    outcome__isnull=False,
                    outcome__in=values_of(Outcome),
                    reason__isnull=False,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="blockage_answer_whole",
                violation_error_message="An answer has who, when and why.",
            ),
            models.CheckConstraint(
                condition=Q(outcome=None) | Q(outcome=Outcome.REFUSED.value) | Q(rule__isnull=False),
                name="blockage_names_rule",
                violation_error_message="What was bent or changed is a rule in a few words.",
            ),
            models.CheckConstraint(
                condition=Q(outcome=None) | Q(gone_at=None),
                name="blockage_gone_or_answered",
                violation_error_message="What was answered has ended by that.",
            ),
        ]

    def __str__(self) -> str:
        return f"Blockage {self.id}"

    @property
    def asked(self) -> Member | Organisation | None:
        """Who of the partnership is asked, or carries it to who is asked in words; None where the group does."""
        return self.asked_member or self.asked_organisation

    @property
    def raised_by(self) -> Member | Person:
        found = self.raised_by_member or self.raised_by_person
        assert found is not None, "by constraint blockage_raised_by_one"  # noqa: S101
        return found

    @property
    def is_open(self) -> bool:
        return self.outcome is None and self.gone_at is None

    @property
    def tells_of_others(self) -> bool:
        """Who carried it wrote down what somebody who is not here did. A rule changed for all is the board's."""
        is_carrier = bool(self.asked_words) and self.decided_by_id is not None
        return is_carrier and self.decided_by_id == self.asked_member_id and self.outcome != Outcome.CHANGED.value

    @property
    def outcome_words(self) -> Words:
        return rules.OUTCOME_WORDS[Outcome(str(self.outcome))]

    @property
    def answered_at_level(self) -> Level | None:
        """Whose turn it was on the day of the answer."""
        return self.level_on(business_date(self.decided_at)) if self.decided_at else None

    def level_on(self, today: date) -> Level:
        return rules.level_on(self.answer_by, today)

    def turn_ends_on(self, today: date) -> date | None:
        return rules.turn_ends_on(self.answer_by, today)


class BlockageShown(models.Model):
    """What she said to letting the group, or the board, read one blockage while it is theirs. Ended, never changed.

    Said by herself, or told to a member who wrote it down. It opens the line, and nothing of her plan.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    blockage = models.ForeignKey("blockages.Blockage", on_delete=models.PROTECT, related_name="shown")
    reader = models.CharField(max_length=15, choices=as_choices(rules.READER_WORDS))
    is_yes = models.BooleanField()
    explained = models.CharField(max_length=20, choices=as_choices(EXPLAINED_WORDS))
    explained_format = models.CharField(max_length=20, choices=as_choices(EXPLAINED_FORMAT_WORDS))
    wording = models.TextField(help_text="the words under which she said it, as they stood")
    told_to = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.UUIDField(null=True, blank=True, help_text="the Person or Member who took it back")

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["blockage", "reader"],
                condition=Q(ended_at=None),
                name="blockage_shown_once",
                violation_error_message="This has been answered already.",
            ),
            models.CheckConstraint(
                condition=Q(reader__in=values_of(rules.READERS)),
                name="blockage_shown_to_whom",
                violation_error_message="It is for the group or the board.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ended_at", "ended_by_id"),
                name="blockage_shown_ended_by_somebody",
                violation_error_message="What was taken back says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader} {self.id}"

    @property
    def is_by_herself(self) -> bool:
        return self.told_to_id is None


class RuleDecision(models.Model):
    """What was decided about a rule: it changes or stays, why, who sees to it by when. Names nobody it was about."""

    id = models.UUIDField(primary_key=True, default=new_id)
    rule = models.ForeignKey("blockages.RuleInTheWay", on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=as_choices(rules.VERDICT_WORDS))
    words = models.CharField(max_length=500)
    reason = models.CharField(max_length=500, blank=True, help_text="empty: it came out of one blockage")
    owner = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=values_of(rules.Verdict)),
                name="rule_decision_verdict_known",
                violation_error_message="The rule changes, or it stays.",
            ),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="rule_decision_says_what",
                violation_error_message="A decision says what will be so.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("done_at", "done_by"),
                name="rule_decision_done_whole",
                violation_error_message="What is done has who and when.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.id}"

    @property
    def verdict_words(self) -> Words:
        return rules.VERDICT_WORDS[rules.Verdict(self.verdict)]

    def is_late(self, today: date) -> bool:
        return self.done_at is None and self.due_on < today


class FlexAuthority(models.Model):
    """That a role of an organisation may give way in one kind of thing. None named: who may by the level alone.

    No person is in it. Ended, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=as_choices(rules.FLEX_WORDS))
    role = models.CharField(max_length=20, choices=as_choices(rules.FLEX_ROLE_WORDS))
    named_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["named_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "role"],
                condition=Q(ended_at=None),
                name="flex_authority_once",
                violation_error_message="This role is named for it already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=values_of(rules.FlexKind)) & Q(role__in=values_of(rules.FlexRole)),
                name="flex_authority_known",
                violation_error_message="Choose the kind and the role from the list.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ended_at", "ended_by"),
                name="flex_authority_ended_by",
                violation_error_message="Who ended it and when are both said.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.kind}"


class FlexTeam(models.Model):
    """That an organisation named one of its teams for one kind of thing: of those who may by role, only who is in it.

    No person is in it. Ended, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=as_choices(rules.FLEX_WORDS))
    team = models.ForeignKey("partners.Team", on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["named_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(ended_at=None),
                name="flex_team_once",
                violation_error_message="A team is named for it already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=values_of(rules.FlexKind)),
                name="flex_team_kind_known",
                violation_error_message="Choose the kind from the list.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ended_at", "ended_by"),
                name="flex_team_ended_by",
                violation_error_message="Who ended it and when are both said.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.kind}"


class Flex(models.Model):
    """That a rule was bent once, how, by which organisation and in which month. It points to no person.

    Without an organisation it was somebody who is not of the partnership: it counts for no partner.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    rule = models.ForeignKey("blockages.RuleInTheWay", on_delete=models.PROTECT, related_name="flexes")
    kind = models.CharField(max_length=15, choices=as_choices(rules.FLEX_WORDS))
    done = models.CharField(max_length=300)
    organisation = models.ForeignKey(
        "partners.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    month = models.DateField(help_text="its first day: the day itself would lead to somebody")
    taken_up_by = models.ForeignKey(
        "blockages.RuleDecision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-month", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=values_of(rules.FlexKind)),
                name="flex_kind_known",
                violation_error_message="Choose which kind of giving way it was.",
            ),
            models.CheckConstraint(
                condition=~Q(done=""),
                name="flex_says_what",
                violation_error_message="Say what was done instead.",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="flex_by_month",
                violation_error_message="A flex is kept by its month alone.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def kind_words(self) -> Words:
        return rules.FLEX_WORDS[rules.FlexKind(self.kind)]
