from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.parties.partners.rules import LONGEST_WORK_ADDRESS, MOST_CODE_TRIES, NEWS_STEP_INVITE, WORK_CODE_LASTS


class WorkAddressQuerySet(models.QuerySet["WorkAddress"]):
    def proven(self) -> WorkAddressQuerySet:
        """Those to which something may go: proven, not taken off, of somebody who is here."""
        return self.filter(ended_at=None, proven_at__isnull=False, member__is_active=True)

    def end(self, now: datetime) -> int:
        """Take them off: that there was one stays, the address itself goes."""
        return self.filter(ended_at=None).update(ended_at=now, address="")


class WorkAddress(models.Model):
    """An e-mail address at which a member works. Nothing goes there before the code that went there was typed.

    The code itself is kept nowhere: it is reckoned anew. An address that is taken off is blanked, and so is each one of
    a member whose access ends. `days_from`: since when days of steps are sent there; `waits_from`: since when it is
    told there that something waits. Empty: it is not.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="work_addresses")
    address = models.CharField(max_length=LONGEST_WORK_ADDRESS, blank=True)
    made_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True, help_text="when the code was about to leave")
    tries = models.PositiveSmallIntegerField(default=0, help_text="how often a wrong code was typed")
    proven_at = models.DateTimeField(null=True, blank=True)
    days_from = models.DateTimeField(null=True, blank=True)
    waits_from = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WorkAddressQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ended_at=None, proven_at__isnull=False),
                name="work_address_proven_once",
                violation_error_message="A member has one address at a time.",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ended_at=None, proven_at=None),
                name="work_address_waiting_once",
                violation_error_message="One address at a time waits for its code.",
            ),
            models.CheckConstraint(
                condition=(Q(ended_at=None) & ~Q(address="")) | Q(ended_at__isnull=False, address=""),
                name="work_address_goes_with_its_end",
                violation_error_message="An address that is taken off is kept no longer.",
            ),
            models.CheckConstraint(
                condition=Q(tries__lte=MOST_CODE_TRIES),
                name="work_address_tries_end",
                violation_error_message="A code is tried five times at most.",
            ),
            models.CheckConstraint(
                condition=Q(days_from=None, waits_from=None) | Q(proven_at__isnull=False),
                name="work_address_proven_before_use",
                violation_error_message="An address is proven before anything goes there.",
            ),
        ]

    def __str__(self) -> str:
        return f"Work address {self.id}"

    def takes_code(self, now: datetime) -> bool:
        """Tell whether its code can still be typed."""
        return (
            self.ended_at is None
            and self.proven_at is None
            and self.tries < MOST_CODE_TRIES
            and now < self.made_at + WORK_CODE_LASTS
        )

    def wanted_since(self, news: str) -> datetime | None:
        """Since when news of this kind goes there; None: it does not."""
        return self.days_from if news == NEWS_STEP_INVITE else self.waits_from

    def wants_any(self, kinds: Iterable[str]) -> bool:
        """Tell whether news of one of these kinds goes there."""
        return any(self.wanted_since(kind) is not None for kind in kinds)
