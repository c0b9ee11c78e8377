"""Her receipts: a line or a photo of what a payment was for, if she likes; and what is written about one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.payments.commands import give_proof, write_about_proof
from commonpurse.money.payments.proof_tiers import Tier
from commonpurse.money.payments.proofs import shown_proof, wanted_proofs
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.attachments import attachment_of
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.receipts import KeepForm, WriteForm, kept_lines, talk_lines
from commonpurse.web.parts.stories import whom
from commonpurse.web.person.money import own_payments
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to see which receipts somebody would like")
def receipts(request: PageRequest) -> HttpResponse:
    """The payments of which a fund would like to know what they were for, the oldest first."""
    look_at(request, request.person.id, "payments", "receipts")
    wanted = wanted_proofs(viewer=request.person, now=request.now, today=request.today)
    rows = [(each.payment, whom(each.payment, request.person), each.state.talks) for each in wanted]
    return show(request, "person/receipts.html", rows=rows)


@door(PERSON, why="to keep a receipt of hers", methods="GET POST")
def receipt(request: PageRequest, payment_id: UUID) -> HttpResponse:
    """One payment's receipt: what is kept, a form for a line or a photo, and the talk about it."""
    look_at(request, request.person.id, "payments", "receipts")
    payment = or_404(own_payments(request).filter(id=payment_id).first())
    act = request.POST.get("act", "")
    keep = KeepForm(*((request.POST, request.FILES) if act == "keep" else ()))
    write = WriteForm(request.POST if act == "write" else None)
    form = write if act == "write" else keep
    if form.is_valid():
        given = form.cleaned_data
        try:
            if form is write:
                write_about_proof(
                    by=request.person,
                    payment=payment,
                    words=given["message"],
                    request_id=given["request_id"],
                    now=request.now,
                )
                return go(request, _("Your message is with them."), "person:receipt", payment.id)
            give_proof(by=request.person, payment=payment, now=request.now, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is kept. Thank you."), "person:receipt", payment.id)
    shown = or_404(shown_proof(viewer=request.person, payment=payment, now=request.now, today=request.today))
    state, kept, talk = shown.state, shown.proofs, shown.messages
    return show(
        request,
        "person/receipt.html",
        payment=payment,
        whom=whom(payment, request.person),
        kept=kept_lines(request.person, kept, lambda id: reverse("person:attachment", args=[id])),
        talk=talk_lines(request.person, talk),
        is_asked=state.is_missing,
        was_agreed=state.tier is Tier.BEFOREHAND and state.was_agreed,
        talks=state.talks or bool(talk),
        form=form,
        keep=keep,
        write=write,
    )


@door(PERSON, why="to look at a picture or paper of hers")
def attachment(request: PageRequest, attachment_id: UUID) -> HttpResponse:
    """One of her pictures or PDFs."""
    look_at(request, request.person.id, "picture")
    return attachment_of(request.viewer, request.person.id, attachment_id, request.now, request.today)
