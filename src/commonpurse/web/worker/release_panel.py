"""The panel beside a release: each question that decides whether it can go out, with its answer in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import HOLDING_WORDS, SPEND_WORDS, HoldingType, Share, Source
from commonpurse.money.payments.release_checks import Check, CheckOf, ReleaseChecks
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import day, moment, money, named

State = Literal["fine", "waits", "stops", "open"]

# The field of the form that an answer belongs to.
FIELDS = {
    CheckOf.AMOUNT: "amount",
    CheckOf.MONEY: "amount",
    CheckOf.ACCOUNT: "account",
    CheckOf.HANDS: "holding_reason",
    CheckOf.REFERENCE: "remittance",
    CheckOf.DECIDED: "amount",
    CheckOf.OWN_RULES: "account",
}


@dataclass(frozen=True)
class CheckLine:
    """One answer: how it stands, the question, the answer, and what there is to say of each fund."""

    state: State
    question: str
    words: str
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Panel:
    """What the panel shows. `go` names what the button releases; empty where it must not be pressed yet."""

    lines: Sequence[CheckLine]
    verdict: str
    go: str
    is_stopped: bool


def field_at_fault(check: Check) -> str:
    """The field where a refusal is said: the kind where a fund does not pay for it, however small the sum."""
    if check.refusal is not None and check.refusal.code == "rule_says_no":
        return "spend_kind"
    return FIELDS[check.of]


def panel_of(
    checks: ReleaseChecks, form: Any, *, account: Any, payee_name: str, said_at: Collection[str] = ()
) -> Panel:
    """Say all checks of a release that is filled in as far as `form` could be read.

    `said_at`: the fields that say a refusal themselves; here is then only where to look.
    """
    lines = [check_line(check, checks, form, account, said_at) for check in checks.checks]
    stops = sum(line.state == "stops" for line in lines)
    if checks.is_well:
        words = _("Yes. It can go out.")
        if checks.waits_until is not None:
            words = _("Yes. It can be released, and then waits for the account.")
        if checks.band is not None:
            words = _("Yes. It can be released. Then a second person checks the account.")
        amount = money(form.typed["amount"])
        return Panel(
            lines, words, _("Release {sum} to {name}").format(sum=amount, name=named(payee_name)), is_stopped=False
        )
    if stops:
        words = ngettext("Not yet. {count} thing stops it.", "Not yet. {count} things stop it.", stops)
        return Panel(lines, words.format(count=stops), "", is_stopped=True)
    return Panel(lines, _("Not yet. Something is not filled in."), "", is_stopped=False)


def check_line(
    check: Check, checks: ReleaseChecks, form: Any, account: Any, said_at: Collection[str] = ()
) -> CheckLine:
    question = {
        CheckOf.AMOUNT: _("Is it a sum that can be paid?"),
        CheckOf.MONEY: _("Is there money for this?"),
        CheckOf.ACCOUNT: _("Can the account be paid?"),
        CheckOf.HANDS: _("Is it clear who holds it?"),
        CheckOf.REFERENCE: _("Can the payee read the words?"),
        CheckOf.DECIDED: _("Has everybody agreed who must?"),
        CheckOf.OWN_RULES: _("Does a rule of their own stand against it?"),
    }[check.of]
    notes = share_notes(checks, form.currency) if check.of == CheckOf.MONEY else ()
    unreadable = form.unreadable(FIELDS[check.of]) if check.is_open else ""
    if check.refusal is not None and (field := field_at_fault(check)) in said_at:
        return CheckLine("stops", question, _("Look at “{field}”").format(field=form[field].label))
    if check.refusal is not None:
        return CheckLine("stops", question, said(check.refusal))  # it says of each fund why not
    if unreadable:
        return CheckLine("stops", question, unreadable)
    if check.is_open:
        return CheckLine("open", question, open_words(check.of, checks))
    is_waiting = check.of == CheckOf.ACCOUNT and (checks.waits_until is not None or checks.band is not None)
    state: State = "waits" if is_waiting else "fine"
    return CheckLine(state, question, fine_words(check.of, checks, form.typed, account), notes)


def open_words(of: CheckOf, checks: ReleaseChecks) -> str:
    """Say what is still to be filled in."""
    if of == CheckOf.MONEY:
        return _("{sum} can be used now. Say how much, and what for.").format(sum=money(checks.usable))
    return _("Choose who gets the money.") if of == CheckOf.ACCOUNT else _("Write how much.")


def fine_words(of: CheckOf, checks: ReleaseChecks, typed: dict[str, Any], account: Any) -> str:
    """Say why this is no obstacle."""
    if of == CheckOf.AMOUNT:
        return _("{sum} can be paid.").format(sum=money(typed["amount"]))
    if of == CheckOf.MONEY:
        if not checks.shares:
            return _("Yes. It was set aside when the answer was yes.")
        return _("Yes. {sum} is left after it.").format(sum=money(checks.left))
    if of == CheckOf.ACCOUNT:
        if checks.band is not None and checks.band.from_minor is not None and checks.waits_until is None:
            waits = _("Yes. From {sum} on a second person looks at it first, as the partnership has agreed.")
            return waits.format(sum=money(Money(checks.band.from_minor, typed["amount"].currency)))
        if checks.waits_until is None:
            return _("Yes. The account ending in {ending} can be paid now.").format(ending=account.ending)
        if checks.waits_for_second:
            return _("It waits until a second worker has called back, and the payment with it.")
        waits = _("It waits until {moment}, and the payment with it. A call-back by a second worker ends the wait.")
        return waits.format(moment=moment(checks.waits_until))
    if of == CheckOf.HANDS:
        chosen = typed.get("holding_type")
        if not chosen:
            return _("Yes. As the money is held now.")
        words = translated(HOLDING_WORDS[HoldingType(chosen)])
        return _("Yes. {holder}, with your reason.").format(holder=words)
    written = typed.get("remittance")
    return _("Yes: “{words}”").format(words=written) if written else _("Yes. It has none.")


def share_notes(checks: ReleaseChecks, currency: str) -> list[str]:
    """Say of each fund what it gives, and what keeps it from giving more."""
    return [share_note(share, currency) for share in checks.shares]


def share_note(share: Share, currency: str) -> str:
    said_of_it = []
    if share.gives_minor:
        given = money(Money(share.gives_minor, currency))
        said_of_it.append(_("{fund} gives {sum}.").format(fund=named(share.source.fund_name), sum=given))
    elif share.obstacle is None:
        said_of_it.append(_("{fund} is not needed.").format(fund=named(share.source.fund_name)))
    if share.obstacle is not None:
        said_of_it.append(translated(share.obstacle.sentence))
    return " ".join(said_of_it)


@dataclass(frozen=True)
class FundWords:
    """What one fund says before anything is typed: what it has, until when, and what it does not pay for."""

    name: str
    available: Money
    time: str
    rules: Sequence[str]


def fund_words(sources: Sequence[Source], currency: str, today: Any) -> list[FundWords]:
    return [
        FundWords(
            name=source.fund_name,
            available=Money(source.available_minor, currency),
            time=time_words(source, today),
            rules=rule_words(source, currency),
        )
        for source in sources
    ]


def time_words(source: Source, today: Any) -> str:
    if today < source.period.starts_on:
        return _("It can be used from {day} on.").format(day=day(source.period.starts_on))
    if source.lapses_on is None:
        return _("It has no end.")
    if source.lapses_on <= today:
        return _("Its time is over since {day}.").format(day=day(source.lapses_on))
    return _("It can be used before {day}.").format(day=day(source.lapses_on))


def rule_words(source: Source, currency: str) -> list[str]:
    """Say each rule of the fund: what it does not pay for, and what it pays up to a limit, each with the reason."""
    listed = []
    for kind, words in SPEND_WORDS.items():
        rule = source.rules.get(kind)
        if rule is None:
            continue
        if not rule.is_allowed:
            listed.append(_("{kind}: no. {reason}").format(kind=translated(words), reason=rule.reason))
        elif rule.limit_minor is not None:
            most = money(Money(rule.limit_minor, currency))
            listed.append(
                _("{kind}: up to {sum} at a time. {reason}").format(
                    kind=translated(words), sum=most, reason=rule.reason
                )
            )
    return listed
