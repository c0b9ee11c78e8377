from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id


class Users(BaseUserManager["User"]):
    """Finds a user by the name given at sign-in."""


class User(AbstractBaseUser):
    """A way in for exactly one member or one person."""

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.CharField(max_length=100, unique=True)
    member = models.OneToOneField(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="user"
    )
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="user")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, person__isnull=False) | Q(member__isnull=False, person=None),
                name="user_is_member_or_person",
                violation_error_message="A sign-in belongs to one member or to one person.",
            ),
        ]

    def __str__(self) -> str:
        return self.username
