from __future__ import annotations

from django.db import models
from django.db.models import F, Q

import commonpurse.kernel.search  # noqa: F401 - `found_in` of fields
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.reading import TEXT_SIZES
from commonpurse.parties.partners.rules import CLASHES, ORGANISATION_KINDS, ROLES


class Partnership(models.Model):
    """The one partnership of this installation."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=60, default="Europe/London")
    currency = models.CharField(max_length=3, choices=[("GBP", "Pound (GBP)"), ("EUR", "Euro (EUR)")])
    fiscal_year_starts_month = models.PositiveSmallIntegerField(default=4)
    fiscal_year_starts_day = models.PositiveSmallIntegerField(default=1)
    colour = models.CharField(max_length=7, blank=True, help_text="#rrggbb; empty for our own")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(colour="") | Q(colour__regex=r"^#[0-9a-f]{6}$"),
                name="partnership_colour_written",
                violation_error_message="Write the colour like #0b5d57.",
            ),
            models.CheckConstraint(
                condition=Q(id=1),
                name="partnership_only_one",
                violation_error_message="One installation serves one partnership.",
            ),
            models.CheckConstraint(
                condition=Q(currency__in=["GBP", "EUR"]),
                name="partnership_currency_known",
                violation_error_message="The currency is GBP or EUR.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Logo(models.Model):
    """The partnership's logo: a PNG that we wrote anew from what was given. It has a table of its own for its bytes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField(help_text="pixels")
    height = models.PositiveSmallIntegerField(help_text="pixels")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="logo_only_one",
                violation_error_message="A partnership has one logo.",
            ),
        ]

    def __str__(self) -> str:
        return f"Logo, {self.width} by {self.height}"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def found_by(self, text: str) -> OrganisationQuerySet:
        """Organisations whose name has these words."""
        return self.filter(name__found_in=text)


class Organisation(models.Model):
    """A council, charity, NHS or justice body, or funder of the partnership."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20,
        choices=list(ORGANISATION_KINDS.items()),
    )
    created_at = models.DateTimeField()
    left_on = models.DateField(null=True, blank=True, help_text="since when it is no partner; empty for who is")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="organisation_name_once",
                violation_error_message="An organisation of this name is there already.",
            )
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def found_by(self, text: str) -> MemberQuerySet:
        """Members whose name, or the name of whose organisation, has these words."""
        return self.filter(Q(name__found_in=text) | Q(organisation__name__found_in=text))


class Member(models.Model):
    """Somebody who works for an organisation of the partnership, or the System member that jobs act as."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(
        "partners.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47 tag; how the pages speak to the member")
    text_size = models.CharField(max_length=10, default="normal", choices=[(size, size) for size in TEXT_SIZES])
    created_at = models.DateTimeField()
    added_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who let them in; nobody let in the first one",
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text_size__in=TEXT_SIZES),
                name="member_text_size_known",
                violation_error_message="Choose one of the text sizes.",
            ),
            models.CheckConstraint(
                condition=Q(is_system=True, organisation=None) | Q(is_system=False, organisation__isnull=False),
                name="member_of_an_organisation",
                violation_error_message="A member works for an organisation; only the system does not.",
            ),
            models.CheckConstraint(
                condition=Q(added_by=None) | ~Q(added_by=F("id")),
                name="member_let_in_by_another",
                violation_error_message="Nobody lets themselves in.",
            ),
            models.UniqueConstraint(
                fields=["is_system"],
                condition=Q(is_system=True),
                name="member_one_system",
                violation_error_message="There is one system member.",
            ),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_name(self) -> str:
        return self.name

    @property
    def roles(self) -> frozenset[str]:
        """The roles this member holds, read once for each loaded Member (one request, one reading)."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.member_roles.values_list("role", flat=True)) if self.is_active else frozenset()
        return self._roles

    @property
    def named_to(self) -> frozenset[str]:
        """The groups to which this member was named, read once for each loaded Member."""
        if not hasattr(self, "_named_to"):
            self._named_to = frozenset(self.seats.filter(ended_at=None).values_list("group", flat=True))
        return self._named_to

    def take_as_read(self, *, roles: frozenset[str], named_to: frozenset[str]) -> None:
        """Take what was read for many members at once, so that it is not asked of each of them anew."""
        self._roles, self._named_to = roles if self.is_active else frozenset(), named_to

    def has_role(self, *roles: str) -> bool:
        """Tell whether the member, being active, holds at least one of `roles`."""
        return bool(self.roles & set(roles))


class MemberRole(models.Model):
    """One role of one member."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="member_roles")
    role = models.CharField(max_length=20, choices=[(role, role.capitalize()) for role in ROLES])
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "role"],
                name="member_role_once",
                violation_error_message="The member has this role already.",
            ),
            # At most one of the two roles: an index, so that two who give them at the same moment do not pass it.
            *(
                models.UniqueConstraint(
                    fields=["member"],
                    condition=Q(role__in=clash.roles),
                    name=clash.name,
                    violation_error_message=str(clash.why),
                )
                for clash in CLASHES
            ),
        ]

    def __str__(self) -> str:
        return self.role
