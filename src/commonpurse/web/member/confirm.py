from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.signin.commands import note_second_factor
from commonpurse.parties.signin.rules import Method
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go_on, refuse, show
from commonpurse.web.parts.proving import CodeForm, passkey_options, prove_by_code, prove_by_passkey
from commonpurse.web.parts.step_up import GO_BACK
from commonpurse.web.request import PageRequest


def is_demo(request: PageRequest) -> bool:
    """Who came in by a button of the demo has no second factor to show: a button stands for it there too."""
    return settings.IS_DEMO and request.sign_in.method == Method.DEMO


@door(MEMBER, why="to show the second factor anew", methods="GET POST", before_second_factor=True)
def confirm(request: PageRequest) -> HttpResponse:
    """Ask once more who it is, then go back to the page, with what was typed filled in."""
    by_passkey = request.method == "POST" and "passkey_token" in request.POST
    by_button = request.method == "POST" and "demo" in request.POST
    form = CodeForm(None if by_passkey or by_button else posted(request))
    if by_passkey or by_button or (request.method == "POST" and form.is_valid()):
        try:
            if by_button and not is_demo(request):
                raise NotAllowed
            if by_passkey:
                prove_by_passkey(request, request.user)
            elif not by_button:
                prove_by_code(request, request.user, form.cleaned_data["code"])
        except Refused as refused:
            if by_passkey:
                return show(request, "member/confirm.html", status=422, form=form, refusal=refused.message, demo=False)
            refuse(form, refused)
        else:
            note_second_factor(by=request.viewer, sign_in=request.sign_in, now=request.now)
            address = request.session.pop(GO_BACK, "/")
            return go_on(request, _("Thank you. Now press the button once more."), address)
    return show(request, "member/confirm.html", form=form, refusal="", demo=is_demo(request))


@door(MEMBER, why="to show the second factor anew", methods="POST", before_second_factor=True)
def passkey_asked(request: PageRequest) -> HttpResponse:
    return JsonResponse(passkey_options(request, request.user))
