from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.identity import new_id
from commonpurse.parties.consent import rules
from commonpurse.parties.partners.rules import ROLES


def _choices(words: Mapping[Any, str]) -> list[tuple[Any, str]]:
    return [(each.value, str(said)) for each, said in words.items()]


class AccessRow(models.Model):
    """One look at a person's things: by whom, for which organisation, why, which fields. Append-only.

    Written and committed on its own connection before anything is read, so the row stays when the request fails.
    `person` is an id without a database key for the same reason: the row must not wait for the request's locks.
    `roles` are those the viewer held then: with the permissions, which are never changed, they say under what it was
    shared.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    viewer_kind = models.CharField(max_length=10, choices=[("member", "Member"), ("person", "Person")])
    viewer_id = models.UUIDField()
    organisation_id = models.UUIDField(null=True, blank=True)
    roles = models.JSONField(null=True, blank=True)
    why = models.CharField(max_length=200)
    fields = models.JSONField()
    looked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "looked_at"], name="access_row_by_person")]

    def __str__(self) -> str:
        return f"{self.viewer_kind} {self.viewer_id} at {self.looked_at:%Y-%m-%d %H:%M}"


class LawfulBasis(models.Model):
    """Why the law lets one organisation hold and see something personal. Without a live one it is shown nothing.

    It is the organisation's own duty, never the person's permission: the two are two records. Ended, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="lawful_bases")
    purpose = models.CharField(max_length=300)
    art6 = models.CharField(
        max_length=2, choices=[(each.value, str(words)) for each, words in rules.ART6_WORDS.items()]
    )
    art9 = models.CharField(
        max_length=10, blank=True, choices=[(each.value, str(words)) for each, words in rules.ART9_WORDS.items()]
    )
    art10 = models.CharField(
        max_length=20, blank=True, choices=[(each.value, str(words)) for each, words in rules.ART10_WORDS.items()]
    )
    notice_version = models.CharField(max_length=60)
    review_on = models.DateField()
    set_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(art6__in=[each.value for each in rules.Art6]),
                name="lawful_basis_art6_known",
                violation_error_message="Choose one of the grounds of Article 6.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="lawful_basis_ended_by_somebody",
                violation_error_message="A basis that ended says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"Article 6(1)({self.art6})"


class PermissionQuerySet(models.QuerySet["Permission"]):
    def live_on(self, today: date) -> PermissionQuerySet:
        """Those that run on that day and were not taken back."""
        return self.filter(starts_on__lte=today, ends_on__gt=today, withdrawn_at=None)


class Permission(models.Model):
    """One yes of a person: one item, how far, to one organisation, role, member or helper, from a day until a day.

    Given by herself, or told to a member who wrote it down. Never changed: taken back, and given anew.
    `helper` is another person who acts for her.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="permissions")
    organisation = models.ForeignKey(
        "partners.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=20, blank=True, choices=[(role, role.capitalize()) for role in ROLES])
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    helper = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    item = models.CharField(
        max_length=20, choices=[(item.value, str(rules.ITEM_WORDS[item])) for item in rules.ITEMS_TO_SHARE]
    )
    level = models.PositiveSmallIntegerField(choices=_choices(rules.LEVEL_WORDS))
    starts_on = models.DateField()
    ends_on = models.DateField()
    explained = models.CharField(max_length=20, choices=_choices(rules.EXPLAINED_WORDS))
    explained_format = models.CharField(max_length=20, choices=_choices(rules.EXPLAINED_FORMAT_WORDS))
    wording = models.TextField(help_text="the words under which she said yes, as they stood")
    told_to = models.ForeignKey(
        "partners.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who wrote it down; empty when she said it on her own page",
    )
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_id = models.UUIDField(null=True, blank=True, help_text="the Person or Member who took it back")

    objects = PermissionQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "id"]
        indexes = [models.Index(fields=["member", "item"], name="permission_by_member")]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, role="", member=None, helper=None)
                | (Q(organisation=None, member=None, helper=None) & ~Q(role=""))
                | Q(organisation=None, role="", member__isnull=False, helper=None)
                | Q(organisation=None, role="", member=None, helper__isnull=False),
                name="permission_to_one",
                violation_error_message="A permission is for one organisation, one role, one member or one helper.",
            ),
            models.CheckConstraint(
                condition=Q(item__in=[item.value for item in rules.ITEMS_TO_SHARE]),
                name="permission_item_known",
                violation_error_message="Choose what may be shared.",
            ),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in rules.Level]),
                name="permission_level_known",
                violation_error_message="Choose how far it goes.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="permission_ends_after_start",
                violation_error_message="A permission ends after the day it starts on.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by_id=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False),
                name="permission_withdrawn_by_somebody",
                violation_error_message="A permission that was taken back says when and by whom.",
            ),
            models.CheckConstraint(
                condition=Q(helper=None) | ~Q(helper=F("person")),
                name="permission_not_to_herself",
                violation_error_message="Nobody is their own helper.",
            ),
            *[
                models.UniqueConstraint(
                    fields=["person", to, "item"],
                    condition=Q(withdrawn_at=None) & given,
                    name=f"permission_once_to_{to}",
                    violation_error_message="This is shared with them already.",
                )
                for to, given in {
                    "organisation": Q(organisation__isnull=False),
                    "role": ~Q(role=""),
                    "member": Q(member__isnull=False),
                    "helper": Q(helper__isnull=False),
                }.items()
            ],
        ]

    def __str__(self) -> str:
        return f"{self.item} from {self.starts_on}"


class PermissionRequest(models.Model):
    """That a member asks a person to share one more thing with them, by name. She answers, or lets it be.

    Who asked is never told of a no: it looks like no answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="permission_requests")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    item = models.CharField(
        max_length=20, choices=[(item.value, str(rules.ITEM_WORDS[item])) for item in rules.ITEMS_TO_SHARE]
    )
    level = models.PositiveSmallIntegerField(choices=_choices(rules.LEVEL_WORDS))
    why = models.CharField(max_length=rules.LONGEST_WHY)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    is_yes = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__in=[item.value for item in rules.ITEMS_TO_SHARE]),
                name="permission_request_item_known",
                violation_error_message="Choose what to ask for.",
            ),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in rules.Level]),
                name="permission_request_level_known",
                violation_error_message="Choose how far it goes.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_yes=None) | Q(answered_at__isnull=False, is_yes__isnull=False),
                name="permission_request_answer_whole",
                violation_error_message="An answer is a yes or a no, and says when.",
            ),
            models.UniqueConstraint(
                fields=["person", "member", "item"],
                condition=Q(answered_at=None),
                name="permission_request_open_once",
                violation_error_message="This has been asked already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} since {self.asked_at:%Y-%m-%d}"


class Wall(models.Model):
    """That a member, or everybody of an organisation, must not find or see a person: a relative, an ex-partner ...

    It stands above every permission and every role. The member is never told. Ended, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="walls")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        "partners.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    bond = models.CharField(max_length=20, choices=_choices(rules.BOND_WORDS))
    raised_by_id = models.UUIDField(help_text="the Person or Member who asked for it")
    raised_at = models.DateTimeField()
    ended_by_id = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, organisation=None) | Q(member=None, organisation__isnull=False),
                name="wall_against_one",
                violation_error_message="A wall is against one member or one organisation.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by_id=None) | Q(ended_at__isnull=False, ended_by_id__isnull=False),
                name="wall_ended_by_somebody",
                violation_error_message="A wall that ended says when and by whom.",
            ),
            models.UniqueConstraint(
                fields=["person", "member"],
                condition=Q(ended_at=None, member__isnull=False),
                name="wall_once_for_member",
                violation_error_message="They are kept apart already.",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ended_at=None, organisation__isnull=False),
                name="wall_once_for_organisation",
                violation_error_message="They are kept apart already.",
            ),
        ]

    def __str__(self) -> str:
        return f"since {self.raised_at:%Y-%m-%d}"

    def keeps_away(self, member_id: UUID, organisation_id: UUID | None) -> bool:
        """Tell whether this member of this organisation is meant, while it stands."""
        return member_id == self.member_id or (organisation_id is not None and organisation_id == self.organisation_id)


class Guardian(models.Model):
    """The member who watches over openings in an emergency (a Caldicott guardian), named by two people.

    The newest that was agreed counts. Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="guardian_agreed_by_somebody",
                violation_error_message="Whoever agreed is named with the time.",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_by=None)
                | Q(declined_at__isnull=False, declined_by__isnull=False),
                name="guardian_declined_by_somebody",
                violation_error_message="Whoever said no is named with the time.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(declined_at=None),
                name="guardian_answered_once",
                violation_error_message="This was answered already.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")),
                name="guardian_agreed_by_another",
                violation_error_message="Somebody else agrees to it.",
            ),
        ]

    def __str__(self) -> str:
        return f"asked {self.asked_at:%Y-%m-%d}"


class BreakGlass(models.Model):
    """One opening of a person's record in an emergency: a typed reason, one person, one hour, a guardian who is told.

    It is reviewed, and shown to the person unless the guardian wrote down why not. Filled in, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="openings")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    guardian = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, related_name="+", help_text="who is told, and reviews it"
    )
    alarmed_at = models.DateTimeField(null=True, blank=True, help_text="when the guardian was told")
    review_by = models.DateTimeField(help_text="until when it must be reviewed")
    reviewed_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    was_right = models.BooleanField(null=True, blank=True)
    review_note = models.CharField(max_length=1000, blank=True)
    kept_from_person_why = models.CharField(
        max_length=1000, blank=True, help_text="why the person is not told; empty when she is"
    )

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at"))
                & Q(closes_at__lte=F("opened_at") + timedelta(minutes=rules.GLASS_OPEN_MINUTES)),
                name="break_glass_one_hour",
                violation_error_message="An opening lasts an hour at most.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="break_glass_has_reason",
                violation_error_message="Say why it cannot wait.",
            ),
            models.CheckConstraint(
                condition=~Q(guardian=F("member")) & (Q(reviewed_by=None) | ~Q(reviewed_by=F("member"))),
                name="break_glass_reviewed_by_another",
                violation_error_message="Somebody else reviews it.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, was_right=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, was_right__isnull=False),
                name="break_glass_review_whole",
                violation_error_message="A review says when, by whom, and whether it was right.",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.opened_at:%Y-%m-%d %H:%M}"

    def is_open_at(self, now: datetime) -> bool:
        return self.opened_at <= now < self.closes_at

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_at is not None
