from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.identity import new_id
from commonpurse.parties.signin.rules import END_WORDS, METHOD_WORDS, Limits, limits_of


class SignInQuerySet(models.QuerySet["SignIn"]):
    def open(self) -> SignInQuerySet:
        """Those that nobody and nothing has ended yet; a limit may have passed that no request has met."""
        return self.filter(ended_at=None)


class SignIn(models.Model):
    """One session of one user: from coming in to going out. The session's own key is kept as a hash only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey("signin.User", on_delete=models.PROTECT, related_name="sign_ins")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    session_hash = models.CharField(max_length=64, help_text="SHA-256 of the key that the browser's cookie holds")
    method = models.CharField(max_length=20, choices=[(way.value, words) for way, words in METHOD_WORDS.items()])
    device = models.CharField(max_length=60, blank=True, help_text="kind of browser and device, never its address")
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    second_factor_at = models.DateTimeField(null=True, blank=True, help_text="when a second factor was last shown")
    is_shared_phone = models.BooleanField(default=False)
    assisted_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(
        max_length=20, blank=True, choices=[(why.value, words) for why, words in END_WORDS.items()]
    )

    objects: ClassVar[models.Manager[SignIn]] = SignInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session_hash"],
                name="sign_in_session_once",
                violation_error_message="This session belongs to another sign-in.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="sign_in_end_has_reason",
                violation_error_message="A session that ended says why, and one that lasts does not.",
            ),
            models.CheckConstraint(
                condition=(Q(method="assisted", assisted_by__isnull=False))
                | (~Q(method="assisted") & Q(assisted_by=None)),
                name="sign_in_assisted_names_worker",
                violation_error_message="A session with a worker's help names the worker, and no other does.",
            ),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=F("started_at")),
                name="sign_in_seen_after_start",
                violation_error_message="A session cannot be seen before it begins.",
            ),
        ]
        indexes = [models.Index(fields=["user", "ended_at"], name="sign_in_by_user")]
        ordering = ["-last_seen_at"]

    def __str__(self) -> str:
        return f"{self.method} {self.id}"

    @property
    def limits(self) -> Limits:
        return limits_of(
            is_member=self.person_id is None,
            is_shared_phone=self.is_shared_phone,
            is_assisted=self.assisted_by_id is not None,
        )
