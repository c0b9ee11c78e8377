from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.decisions import rules


class LockQuerySet(models.QuerySet["Lock"]):
    def on_at(self, now: datetime) -> LockQuerySet:
        """Those that count at that moment: not ended by themselves, and not off."""
        return self.filter(Q(until=None) | Q(until__gt=now)).filter(Q(off_at=None) | Q(off_at__gt=now))


class Lock(models.Model):
    """A rule that a person set for herself about her own money. Nobody else sets one or takes one off.

    It is no limit (`agreements.Limit`), and counts in no figure of limits.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=as_choices(rules.LOCK_WORDS))
    until = models.DateTimeField(null=True, blank=True, help_text="of a pause: when it ends by itself")
    over_minor = models.BigIntegerField(null=True, blank=True, help_text="of friend first: sums above this")
    friend_name = models.CharField(max_length=100, blank=True)
    friend_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    friend_helper = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    spend_kind = models.CharField(max_length=30, blank=True, choices=as_choices(SPEND_WORDS))
    words = models.CharField(max_length=300, blank=True, help_text="of a block: names or words, between commas")
    off_after_days = models.PositiveSmallIntegerField(help_text="how long it takes to come off once she says so")
    set_at = models.DateTimeField()
    set_with = models.ForeignKey(
        "partners.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who sat beside her when she set it",
    )
    asked_friend_at = models.DateTimeField(null=True, blank=True, help_text="when she last ticked that she asked")
    asked_friend_minor = models.BigIntegerField(null=True, blank=True, help_text="about which sum")
    off_asked_at = models.DateTimeField(null=True, blank=True, help_text="when she said that it shall come off")
    off_at = models.DateTimeField(null=True, blank=True, help_text="from when on it is off")

    objects = LockQuerySet.as_manager()

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=values_of(rules.LockKind)),
                name="lock_kind_known",
                violation_error_message="Choose from the list what kind of rule it is.",
            ),
            models.CheckConstraint(
                condition=Q(kind="pause", until__isnull=False, until__gt=F("set_at"))
                | (~Q(kind="pause") & Q(until=None)),
                name="lock_pause_ends",
                violation_error_message="A pause has an end, after its begin, and nothing else has one.",
            ),
            models.CheckConstraint(
                condition=Q(kind="friend_first", over_minor__isnull=False, over_minor__gte=0)
                | (~Q(kind="friend_first") & Q(over_minor=None)),
                name="lock_friend_first_over_a_sum",
                violation_error_message="Say from which sum on you want to ask first.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="friend_first")
                    & (
                        (~Q(friend_name="") & Q(friend_member=None, friend_helper=None))
                        | Q(friend_name="", friend_member__isnull=False, friend_helper=None)
                        | Q(friend_name="", friend_member=None, friend_helper__isnull=False)
                    )
                )
                | (~Q(kind="friend_first") & Q(friend_name="", friend_member=None, friend_helper=None)),
                name="lock_names_one_friend",
                violation_error_message="Name one friend to ask first.",
            ),
            models.CheckConstraint(
                condition=Q(friend_helper=None) | ~Q(friend_helper=F("person")),
                name="lock_friend_is_another",
                violation_error_message="Name somebody else to ask first.",
            ),
            models.CheckConstraint(
                condition=Q(kind="block", spend_kind__in=values_of(SpendKind), words="")
                | (Q(kind="block", spend_kind="") & ~Q(words=""))
                | (~Q(kind="block") & Q(spend_kind="", words="")),
                name="lock_blocks_something",
                violation_error_message="Say what you want to block.",
            ),
            models.CheckConstraint(
                condition=Q(off_after_days__in=rules.TAKE_OFF_DAYS),
                name="lock_delay_known",
                violation_error_message="Choose from the list how fast it comes off.",
            ),
            models.CheckConstraint(
                condition=Q(off_asked_at=None, off_at=None)
                | Q(off_asked_at__isnull=False, off_at__isnull=False, off_at__gte=F("off_asked_at")),
                name="lock_taking_off_whole",
                violation_error_message="Taking a rule off says when it was said and when it is off.",
            ),
            models.CheckConstraint(
                condition=Q(asked_friend_at=None, asked_friend_minor=None)
                | Q(kind="friend_first", asked_friend_at__isnull=False, asked_friend_minor__isnull=False),
                name="lock_friend_asked_whole",
                violation_error_message="That a friend was asked has its moment and its sum.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lock {self.id}"

    def is_on_at(self, now: datetime) -> bool:
        """As `LockQuerySet.on_at`, of one."""
        return (self.until is None or now < self.until) and (self.off_at is None or now < self.off_at)

    @property
    def is_coming_off(self) -> bool:
        return self.off_at is not None

    @property
    def friend(self) -> str:
        """Whom she asks first, by name."""
        if self.friend_member is not None:
            return self.friend_member.name
        return self.friend_helper.called_by if self.friend_helper is not None else self.friend_name

    def friend_was_asked(self, amount_minor: int, now: datetime) -> bool:
        """Whether she ticked lately that she asked about this sum, or a bigger one."""
        if self.asked_friend_at is None or self.asked_friend_minor is None:
            return False
        counts_until = self.asked_friend_at + timedelta(hours=rules.ASKED_COUNTS_HOURS)
        return amount_minor <= self.asked_friend_minor and now < counts_until
