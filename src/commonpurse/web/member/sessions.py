from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commonpurse.parties.signin.commands import end_all_sign_ins, end_sign_in
from commonpurse.parties.signin.queries import open_sessions_of
from commonpurse.parties.signin.rules import EndReason
from commonpurse.web.doors import SIGNED_IN, door
from commonpurse.web.parts.pages import go, or_404, show
from commonpurse.web.parts.sessions import leave
from commonpurse.web.request import PageRequest


@door(SIGNED_IN, why="to see where she herself is signed in", methods="GET POST", before_second_factor=True)
def sessions(request: PageRequest) -> HttpResponse:
    """Where one is signed in. Any of them can be ended from here, or all at once: then this one too."""
    found = open_sessions_of(viewer=request.viewer, user=request.user, here=request.sign_in, now=request.now)
    if request.method == "POST" and request.POST.get("end") == "all":
        end_all_sign_ins(by=request.viewer, user=request.user, now=request.now)
        leave(request)
        return redirect("public:front")
    if request.method == "POST":
        chosen = or_404(next((each for each in found if str(each.sign_in.id) == request.POST.get("end")), None))
        end_sign_in(by=request.viewer, sign_in=chosen.sign_in, why=EndReason.ELSEWHERE, now=request.now)
        return go(request, _("It is signed out there."), "member:sessions")
    return show(request, "member/sessions.html", sessions=found)
