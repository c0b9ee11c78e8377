"""The services of the place, for anybody: one box to search in, one page each, and "Is this right?".

What somebody looks for can tell a lot about them: the words go by POST and stay in the session, and in no address. They
are forgotten after a while, and when a service is opened by another way: the next one may hold the same phone.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.directory.access import can_put_right
from commonpurse.parties.directory.commands import note_service
from commonpurse.parties.directory.queries import (
    Service,
    count_services,
    get_service,
    search_services,
    services_in_order,
)
from commonpurse.parties.directory.rules import LONGEST_NOTE, NOTE_WORDS, TOPICS
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import PUBLIC, ROLES_OF, WORKER, door
from commonpurse.web.parts.forms import PageForm, looked_for, posted
from commonpurse.web.parts.orders import reasons, to_order
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.services import reaches_words, shown_card, shown_service
from commonpurse.web.request import PageRequest

FIND = "find:services"  # in the session: what was looked for, and when
FORGOTTEN_AFTER = timedelta(minutes=30)
LONGEST_SEARCH = 100
CARDS_A_PAGE = 10  # a phone's page


class NoteForm(PageForm):
    kind = forms.ChoiceField(
        label=_("What is not right?"),
        choices=list(NOTE_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is not right.")},
    )
    words = forms.CharField(
        label=_("How is it really?"),
        help_text=_("A few words are enough. Please leave out names, yours too."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@door(PUBLIC, why="to find a service", methods="GET POST")
def services(request: PageRequest) -> HttpResponse:
    """Show what was found, the best first; before anybody searched, what one can look for."""
    if request.method == "POST":
        words = looked_for(request, "find", LONGEST_SEARCH)
        if words:
            request.session[FIND] = [words, int(request.now.timestamp())]
        else:
            forget(request)
        return redirect("public:services")
    words = just_looked_for(request)
    found = search_services(words)
    page = Paginator(found.ids, CARDS_A_PAGE).get_page(request.GET.get("page"))
    cards = [shown_card(one, request.today) for one in services_in_order(list(page.object_list))]
    return show(
        request,
        "public/services.html",
        find=words,
        found=found,
        page=page,
        cards=cards,
        topics=TOPICS,
        count=count_services() if not cards else 0,
        may_put_right=request.member is not None and can_put_right(request.member),
        reasons=reasons() if request.person is not None else [],
    )


@door(PUBLIC, why="to read about a service")
def service(request: PageRequest, service_id: UUID) -> HttpResponse:
    """One service. Who holds a budget can order it here, or say that she could not get it."""
    found = or_404(get_service(service_id))
    is_hers = request.person is not None
    find = what_led_here(request)
    return show(
        request,
        "public/service.html",
        service=found,
        shown=shown_service(found, request.today, with_names=is_hers or request.member is not None),
        may_put_right=request.member is not None and can_put_right(request.member),
        find=find if is_hers else "",
        reasons=reasons() if is_hers else [],
        to_order=to_order(found, the_partnership().currency, request.today) if is_hers else [],
        may_order_for=found.gone_at is None and works_with_people(request),
    )


def just_looked_for(request: PageRequest) -> str:
    """What was looked for in this browser a short while ago; what is older is forgotten."""
    kept = request.session.get(FIND)
    if not isinstance(kept, list):
        return ""
    words, at = kept
    if request.now.timestamp() - at < FORGOTTEN_AFTER.total_seconds():
        return str(words)
    forget(request)
    return ""


def forget(request: PageRequest) -> None:
    request.session.pop(FIND, None)


def what_led_here(request: PageRequest) -> str:
    """What was looked for, where the page before was what was found. By another way it is another matter: forgotten.

    From a page of the service itself, or of ordering it, one may go back to the list: it stays, and is not shown here.
    """
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    path, found = urlsplit(came_from).path if is_ours else "", reverse("public:services")
    if path == found:
        return just_looked_for(request)
    if not path.startswith((found, reverse("person:orders"))):
        forget(request)
    return ""


def works_with_people(request: PageRequest) -> bool:
    return request.member is not None and request.member.has_role(*ROLES_OF[WORKER])


@door(PUBLIC, why="to say what is not right about a service", methods="GET POST")
def note(request: PageRequest, service_id: UUID) -> HttpResponse:
    """Take from anybody what is not right. Nobody is asked who they are."""
    found = still_there(service_id)
    form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            note_service(service=found, **form.cleaned_data, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Thank you. Somebody will look at it."), "public:service", found.id)
    return show(request, "public/service_note.html", service=found, form=form, reaches=reaches_words(found))


def still_there(service_id: UUID) -> Service:
    found = or_404(get_service(service_id))
    if found.gone_at is not None:
        raise Http404
    return found
