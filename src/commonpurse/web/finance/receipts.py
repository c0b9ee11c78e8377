"""From which sum on a fund would like a receipt. A new version counts for each new payment."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import get_fund
from commonpurse.money.payments.commands import set_proof_tiers
from commonpurse.money.payments.proof_tiers import DEFAULT_TIERS, Tiers
from commonpurse.money.payments.proofs import proof_rule_versions
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import AmountField, AmountForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.request import PageRequest


class ReceiptsForm(AmountForm):
    line_from = AmountField(
        label=_("A line or a photo, from"), help_text=_("Leave it empty to never ask."), required=False
    )
    agreed_from = AmountField(
        label=_("Agreed beforehand, from"),
        help_text=_("An ask that was answered yes is enough then; so is a line or a photo. Leave it empty for never."),
        required=False,
    )


def as_sums(tiers: Tiers, currency: str) -> tuple[Money | None, Money | None]:
    """The two sums of a rule as money; None for never."""
    minors = (tiers.line_from_minor, tiers.agreed_from_minor)
    line, agreed = (None if minor is None else Money(minor, currency) for minor in minors)
    return line, agreed


@door(FINANCE, why="to set when a fund asks for a receipt", methods="GET POST")
def receipts(request: PageRequest, fund_id: UUID) -> HttpResponse:
    """What counts, a form to change it, and each version before."""
    fund = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    versions = list(proof_rule_versions(viewer=request.member, fund=fund))
    counts = as_sums(versions[0].tiers if versions else DEFAULT_TIERS, fund.currency)
    initial = {
        name: "" if each is None else str(each).lstrip("£€").replace(",", "")
        for name, each in zip(("line_from", "agreed_from"), counts, strict=True)
    }
    form = ReceiptsForm(posted(request), currency=fund.currency, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_proof_tiers(by=request.member, fund=fund, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("This counts for each new payment from now on."), "finance:receipts", fund.id)
    return show(
        request,
        "finance/receipts.html",
        fund=fund,
        form=form,
        now=versions[0] if versions else None,
        before=[(rule, *as_sums(rule.tiers, fund.currency)) for rule in versions[1:]],
    )
