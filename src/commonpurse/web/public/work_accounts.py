from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.signin.commands import link_work_account
from commonpurse.parties.signin.queries import user_of_work_account
from commonpurse.parties.signin.rules import Method, WorkAccountRefused
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.pages import go, tell
from commonpurse.web.parts.sessions import enter
from commonpurse.web.parts.words import said
from commonpurse.web.parts.work_accounts import begin, finish, provider_of
from commonpurse.web.public.signin import after_first_step, next_page
from commonpurse.web.request import PageRequest


@door(PUBLIC, why="to sign in with the account at work")
def work(request: PageRequest, slug: str) -> HttpResponse:
    """Go to the organisation's own sign-in. It is a link: a form would not be let go to another site."""
    provider = provider_of(slug)
    try:
        if provider is None:
            raise WorkAccountRefused
        return HttpResponseRedirect(begin(request, provider, there=next_page(request)))
    except Refused as refused:
        return not_through(request, refused)


@door(PUBLIC, why="to sign in with the account at work")
def work_back(request: PageRequest) -> HttpResponse:
    """Back from there: in, where the account is known; linked, where somebody is signed in and wanted that."""
    try:
        provider, subject, begun = finish(request)
        if request.member is not None and begun["link"]:
            link_work_account(
                by=request.member, user=request.user, issuer=provider.issuer, subject=subject, now=request.now
            )
            return go(request, _("From now on the account at work lets you in too."), "member:factors")
        user = user_of_work_account(provider.issuer, subject)
        if user is None:
            raise WorkAccountRefused
    except Refused as refused:
        return not_through(request, refused)
    if provider.acr:
        # The organisation itself asked for two things, and says so: we ask for nothing more.
        enter(request, user, method=Method.OWN_ACCOUNT, has_second_factor=True)
        return redirect(begun["next"])
    return after_first_step(request, user, method=Method.OWN_ACCOUNT, there=begun["next"])


def not_through(request: PageRequest, refused: Refused) -> HttpResponse:
    tell(request, said(refused), is_done=False)
    return redirect("member:factors" if request.member is not None else "public:sign_in")
