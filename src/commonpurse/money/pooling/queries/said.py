"""What a version says, line by line, what is different in a later one, and what happened to an agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, prefetch_related_objects

from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.rules import FUND_KIND_WORDS, FundKind, as_sentence
from commonpurse.money.pooling.models import Contribution, FundingAgreementVersion, FundingRemark
from commonpurse.money.pooling.queries.agreements import AgreementSeen
from commonpurse.money.pooling.rules import DRAWDOWN_WORDS, LEFT_OVER_WORDS, TEXT_WORDS, Drawdown, LeftOver, Text

Value = str | date


@dataclass(frozen=True)
class Line:
    """One thing that a version says. `is_text`: in somebody's own words, which may be several paragraphs."""

    label: str
    value: Value
    is_text: bool = False


@dataclass(frozen=True)
class ChangedLine:
    """One thing that is different. `before` or `now` is None where it was not said."""

    label: str
    before: Value | None
    now: Value | None


def said_in(version: FundingAgreementVersion, currency: str) -> Mapping[str, Line]:
    """All that is said in a version, in its order, by what keeps a line the same through versions."""
    terms = version.terms
    lines = {"fund_kind": Line(Words("Kind"), FUND_KIND_WORDS[FundKind(version.fund_kind)])}
    for each in version.contributions.all():
        lines[f"share {each.organisation_id}"] = Line(each.organisation.name, _share_words(each, currency))
    if terms.starts_on is not None:
        lines["starts_on"] = Line(Words("First day"), terms.starts_on)
    if terms.ends_on is not None:
        lines["ends_on"] = Line(Words("Last day"), terms.ends_on - timedelta(days=1))
    if terms.review_on is not None:
        lines["review_on"] = Line(Words("Day of the review"), terms.review_on)
    for text in Text:
        if terms.text(text):
            lines[text.value] = Line(TEXT_WORDS[text], terms.text(text), is_text=True)
    if version.host is not None:
        lines["host"] = Line(Words("Host organisation"), version.host.name)
    if version.pool_manager is not None:
        lines["pool_manager"] = Line(Words("Pool manager"), version.pool_manager.name)
    if terms.notice_days is not None:
        days = Words.counted("{number} day", "{number} days", terms.notice_days)
        lines["notice_days"] = Line(Words("How long a notice is"), days)
    if terms.unspent_rule is not None:
        unspent = LEFT_OVER_WORDS[LeftOver(terms.unspent_rule)]
        lines["unspent_rule"] = Line(Words("What happens to money not spent"), unspent)
    return lines


def _share_words(each: Contribution, currency: str) -> Words:
    amount = Money(each.amount_minor, currency)
    if not amount:
        sentences = [Words("No money.")]
    elif each.fund is None:
        sentences = [Words("{amount}.", amount=amount), DRAWDOWN_WORDS[Drawdown(each.drawdown)]]
    else:
        sentences = [
            Words("{amount} by {fund}.", amount=amount, fund=each.fund.name),
            Words("{when}.", when=DRAWDOWN_WORDS[Drawdown(each.drawdown)]),
        ]
    if each.starts_on is not None:
        sentences.append(Words("From {day}.", day=each.starts_on))
    if each.ends_on is not None:
        sentences.append(Words("Up to {day}.", day=each.ends_on - timedelta(days=1)))
    if each.varies.strip():
        sentences.append(Words("It may vary: {how}", how=as_sentence(each.varies)))
    return Words.paragraph(*sentences)


def changed_between(before: FundingAgreementVersion, now: FundingAgreementVersion, currency: str) -> list[ChangedLine]:
    """What is different in the later of two versions, in its order, and then what it no longer says."""
    was, says = said_in(before, currency), said_in(now, currency)
    found = []
    for key, line in says.items():
        old = was.get(key)
        if old is None or old.value != line.value:
            found.append(ChangedLine(line.label, None if old is None else old.value, line.value))
    found += [ChangedLine(line.label, line.value, None) for key, line in was.items() if key not in says]
    return found


@dataclass(frozen=True)
class Happened:
    """One thing that happened to an agreement. `note`: what somebody wrote with it."""

    at: datetime
    words: Words
    who: str
    note: str = ""


def history_of(seen: AgreementSeen) -> list[Happened]:
    """All that happened, the newest first. Loads what was said of each version along, in one statement."""
    remarks = FundingRemark.objects.select_related("said_by__organisation")
    prefetch_related_objects(seen.versions, Prefetch("remarks", remarks))
    found = []
    for version in seen.versions:
        written = Words("Version {number} was written.", number=version.number)
        found.append(Happened(version.written_at, written, version.written_by.name, version.why))
        for signature in version.signatures.all():
            agreed = Words(
                "{name} agreed to version {number}.", name=signature.organisation.name, number=version.number
            )
            found.append(Happened(signature.signed_at, agreed, signature.signed_by.name))
        for remark in version.remarks.all():
            wants = Words(
                "{name} wants something otherwise in version {number}.",
                name=str(remark.said_by.organisation),
                number=version.number,
            )
            found.append(Happened(remark.said_at, wants, remark.said_by.name, remark.words))
    for notice in seen.agreement.notices.all():
        leaves = Words("{name} gave notice. It leaves on {day}.", name=notice.organisation.name, day=notice.leaves_on)
        found.append(Happened(notice.given_at, leaves, notice.given_by.name, notice.reason))
        if notice.withdrawn_at is not None and notice.withdrawn_by is not None:
            back = Words("{name} took its notice back.", name=notice.organisation.name)
            found.append(Happened(notice.withdrawn_at, back, notice.withdrawn_by.name))
    for told in seen.agreement.statements.all():
        words = Words("The statement of the quarter from {day} was given.", day=told.quarter_starts_on)
        found.append(Happened(told.given_at, words, told.given_by.name, told.note))
    return sorted(found, key=lambda each: each.at, reverse=True)
