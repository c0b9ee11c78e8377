"""Each view declares its door: who may come in, why they look, and by which methods. Undeclared views are refused.

The door is the first gate only. What a member may see behind it is asked of each app's queries and `access`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest

from commonpurse.parties.partners.queries import Member
from commonpurse.parties.people.queries import Person

Viewer = Member | Person
View = TypeVar("View", bound=Callable[..., object])

PUBLIC = "public"
SIGNED_IN = "signed in"
MEMBER = "member"
PERSON = "person"
WORKER = "worker"
FINANCE = "finance"
FUNDER = "funder"
MANAGER = "manager"
ADMINISTRATOR = "administrator"

# The roles of a member that open a door.
ROLES_OF = {
    WORKER: ("worker", "coordinator", "manager"),
    FINANCE: ("finance", "manager"),
    FUNDER: ("funder",),
    MANAGER: ("manager",),
    ADMINISTRATOR: ("administrator", "manager"),
}


@dataclass(frozen=True)
class Door:
    """What a view asks of whoever comes. `why` is written into the access log when a person's record is shown.

    `step_up`: a member shows the second factor anew before what this view does: at each POST, or at any request where
    it takes no POST; or at those that the function names, where one page looks and acts.
    `before_second_factor`: open also to a member who has none yet, to set one up.
    `alone`: shut while somebody sits beside the person whose page it is.
    `is_api`: a program comes in here, so a no is a problem document and no page.
    """

    name: str
    why: str
    methods: tuple[str, ...]
    step_up: bool | Callable[[HttpRequest], bool] = False
    before_second_factor: bool = False
    alone: bool = False
    is_api: bool = False

    def asks_again(self, request: HttpRequest) -> bool:
        """Whether this request does what the second factor is asked for anew."""
        if callable(self.step_up):
            return self.step_up(request)
        return self.step_up and (request.method == "POST" or "POST" not in self.methods)

    def opens_for(self, viewer: Viewer | None) -> bool:
        if self.name == PUBLIC:
            return True
        if viewer is None:
            return False
        if self.name == SIGNED_IN:
            return True
        if self.name == PERSON:
            return isinstance(viewer, Person)
        if self.name == MEMBER:
            return isinstance(viewer, Member)
        return isinstance(viewer, Member) and viewer.has_role(*ROLES_OF[self.name])


def door(
    name: str,
    *,
    why: str,
    methods: str = "GET",
    step_up: bool | Callable[[HttpRequest], bool] = False,
    before_second_factor: bool = False,
    alone: bool = False,
    is_api: bool = False,
) -> Callable[[View], View]:
    """Declare who may use this view, why they look, and by which methods (`GET` includes HEAD)."""
    allowed = tuple(methods.split())
    if name not in (PUBLIC, SIGNED_IN, PERSON, MEMBER, *ROLES_OF):
        raise ValueError(f"there is no door {name}")

    def declare(view: View) -> View:
        taken = (*allowed, "HEAD") if "GET" in allowed else allowed
        view.door = Door(name, why, taken, step_up, before_second_factor, alone, is_api)  # type: ignore[attr-defined]
        return view

    return declare
