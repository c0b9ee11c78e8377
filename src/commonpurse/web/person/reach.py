"""How she reaches whom she works with: what their organisations say for people."""

from __future__ import annotations

from django.http import HttpResponse

from commonpurse.parties.partners.queries import Member, contacts_for_people
from commonpurse.support.plans.queries import team_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.pages import show
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to see her own plan")
def reach(request: PageRequest) -> HttpResponse:
    """Each organisation of her team, who of it is in her corner, and its contacts that are for people."""
    person, today = request.person, request.today
    look_at(request, person.id, "plan")
    team = [each for each in team_of(viewer=person, person=person, today=today) if isinstance(each, Member)]
    organisations = {each.organisation_id: each.organisation for each in team if each.organisation is not None}
    contacts = contacts_for_people([key for key in organisations if key is not None], today)
    groups = [
        (
            organisation,
            [each.name for each in team if each.organisation_id == key],
            [each for each in contacts if each.organisation_id == key],
        )
        for key, organisation in sorted(organisations.items(), key=lambda one: one[1].name)
    ]
    return show(request, "person/reach.html", groups=groups)
