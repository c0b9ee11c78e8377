from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.signin.commands import make_user
from commonpurse.parties.signin.queries import username_of_person
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.sign_ins import SignInFields
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404


@door(WORKER, why="to let the person in to her own pages", methods="GET POST")
def sign_in(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name", "sign-in")
    form = SignInFields(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            make_user(by=request.member, whose=who, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("{name} can sign in now.").format(name=named(who.called_by))
            return go(request, happened, "worker:about", who.id)
    username = username_of_person(viewer=request.viewer, person=who, today=request.today)
    return show(request, "worker/sign_in.html", person=who, form=form, username=username)
