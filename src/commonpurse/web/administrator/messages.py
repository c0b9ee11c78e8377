from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.messages.commands import hold_message, requeue_message
from commonpurse.kernel.messages.delivery import the_post
from commonpurse.kernel.messages.queries import overdue_messages
from commonpurse.kernel.messages.rules import (
    MAY_BE_HELD,
    MAY_BE_REQUEUED,
    REASON_WORDS,
    STATE_WORDS,
    WAY_WORDS,
    MessageState,
    Way,
    from_kept,
    write_content,
)
from commonpurse.kernel.periods import business_date
from commonpurse.parties.people.queries import contacts_masked, get_from_outbox, outbox_visible_to, reads_in
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.lists import Choice, Column, Days, ListOf, in_order, show_list
from commonpurse.web.parts.messages import in_every_language, preview_of, previews
from commonpurse.web.parts.news import NEWS
from commonpurse.web.parts.pages import go, or_404, show
from commonpurse.web.parts.words import said, translated
from commonpurse.web.request import PageRequest, look_at

# The shape and tone of each state: see `parts.templatetags`.
LOOKS = {
    MessageState.WAITING: "waiting",
    MessageState.HANDING_OVER: "ready",
    MessageState.SENT: "done",
    MessageState.FAILED: "unknown",
    MessageState.GIVEN_UP: "returned",
    MessageState.PERHAPS_SENT: "unknown",
    MessageState.HELD: "held",
    MessageState.CALLED_OFF: "withdrawn",
}


@dataclass(frozen=True)
class Row:
    """A message of the outbox, with as much of its contact as a list may show."""

    message: Any
    contact: str

    @property
    def look(self) -> str:
        return LOOKS[MessageState(self.message.state)]


def dressed(request: PageRequest, messages: Sequence[Any]) -> list[Row]:
    masked = contacts_masked(viewer=request.viewer, contact_ids=[message.contact_id for message in messages])
    return [Row(message, masked.get(message.contact_id, gettext("not used any more"))) for message in messages]


MESSAGES = ListOf(
    name="administrator:messages",
    counted=lambda count: ngettext("{count} message", "{count} messages", count),
    columns=(
        Column("day", _("Made"), "day", sort=("queued_at",), cell=lambda row: business_date(row.message.queued_at)),
        Column("to", _("To"), cell=lambda row: row.contact),
        Column(
            "way",
            _("By"),
            "order",
            sort=(in_order("way", WAY_WORDS),),
            cell=lambda row: translated(WAY_WORDS[Way(row.message.way)]),
        ),
        Column(
            "state",
            _("State"),
            "order",
            sort=(in_order("state", STATE_WORDS),),
            cell=lambda row: translated(row.message.state_words),
        ),
        Column("next", _("Not before"), "day", sort=("next_try_at",), may_be_empty=True),
    ),
    sort="-day",
    row="administrator/message_row.html",
    filters=(
        Choice("state", _("State"), STATE_WORDS.items(), field="state"),
        Choice("way", _("By"), WAY_WORDS.items(), field="way"),
        Days("day", _("Made"), "queued_at", is_moment=True),
    ),
    views=(
        (_("All"), ""),
        (_("Waiting"), "state=waiting"),
        (_("Perhaps sent"), "state=perhaps_sent"),
        (_("Given up"), "state=given_up"),
    ),
    person=lambda message: None if message.is_at_work else message.recipient_id,
    looks_at=("masked_contact",),
    dress=dressed,
    empty=_("The outbox is empty. When there is news, and somebody wants to be told, a message comes here."),
)


@door(ADMINISTRATOR, why="to look after the messages that go out", methods="GET POST")
def messages(request: PageRequest) -> HttpResponse:
    """The outbox; whether anything leaves this machine, and whether anybody sends."""
    listed = MESSAGES.read(request, outbox_visible_to(request.viewer))
    if listed.response:
        return listed.response
    carried = the_post().ways
    return show_list(
        request,
        "administrator/messages.html",
        listed,
        kept=[translated(words) for way, words in WAY_WORDS.items() if way.value not in carried],
        backlog=overdue_messages(viewer=request.viewer, ways=carried, now=request.now),
    )


def whose(message: Any) -> list[UUID]:
    """Whose record a message is of: a member's is nobody's."""
    return [] if message.is_at_work else [message.recipient_id]


@door(ADMINISTRATOR, why="to look after one message")
def message(request: PageRequest, message_id: UUID) -> HttpResponse:
    """One message: what came of it, and how it reads."""
    found = or_404(get_from_outbox(viewer=request.viewer, message_id=message_id))
    look_at(request, whose(found), "masked_contact", "language", "format")
    state, way = MessageState(found.state), Way(found.way)
    content = from_kept(found.content) if found.content else None
    reads = reads_in(viewer=request.viewer, person_id=found.recipient_id)
    if content is None and reads is not None:
        content = write_content(way, *reads, settings.SITE_ADDRESS)
    (row,) = dressed(request, [found])
    return show(
        request,
        "administrator/message.html",
        row=row,
        way_words=WAY_WORDS[way],
        preview=preview_of(content, way) if content else None,
        others=previews(way, content.language) if content else [],
        events=[(event, LOOKS[MessageState(event.state)]) for event in found.events.all()],
        is_carried=found.way in the_post().ways,
        may_hold=state in MAY_BE_HELD,
        may_send=state in MAY_BE_REQUEUED,
        is_second_time=state == MessageState.PERHAPS_SENT,
    )


HELD, SENT = "hold", "send"


@door(ADMINISTRATOR, why="to hold a message back or let it go", methods="GET POST")
def move(request: PageRequest, message_id: UUID, act: str) -> HttpResponse:
    """Say what would happen, then do it."""
    if act not in (HELD, SENT):
        raise Http404
    found = or_404(get_from_outbox(viewer=request.viewer, message_id=message_id))
    look_at(request, whose(found), "masked_contact")
    refusal = ""
    if request.method == "POST":
        try:
            if act == HELD:
                hold_message(by=request.member, message=found, now=request.now)
                return go(request, gettext("The message is held back."), "administrator:message", found.id)
            requeue_message(by=request.member, message=found, now=request.now)
            return go(request, gettext("The message goes with the next round."), "administrator:message", found.id)
        except Refused as refused:
            refusal = said(refused)
    (row,) = dressed(request, [found])
    return show(
        request,
        "administrator/move_message.html",
        status=422 if refusal else 200,
        row=row,
        refusal=refusal,
        is_hold=act == HELD,
        is_second_time=found.state == MessageState.PERHAPS_SENT,
    )


@door(ADMINISTRATOR, why="to read what our messages say")
def texts(request: PageRequest) -> HttpResponse:
    """Every message that can ever go out, in each language and format, whatever the outbox holds."""
    return show(
        request,
        "administrator/message_texts.html",
        languages_read=in_every_language(),
        told=[str(words) for words, _page in NEWS.values()],
        reasons=[translated(words) for words in REASON_WORDS.values()],
    )
