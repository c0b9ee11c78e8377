"""What does a line explain? Pure: given lines and payments, say which belong together, by what, and how surely.

Certain kinds first, each taking its payments away from the next: "it fits one payment only" is asked of what is left.
A score is 1 to 100. From AUTOMATIC_FROM on a match is made without asking; what is below is a suggestion.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from commonpurse.money.reconciliation.rules.words import MatchKind, MatchRule

# Tried on the demo bank, which cuts, moves and drops references: no automatic match of 1,000 lines was wrong.
AUTOMATIC_FROM = 95
SCORES = {
    MatchRule.END_TO_END_ID: 100,
    MatchRule.BATCH_DETAILS: 100,
    MatchRule.BATCH_TOTAL: 99,
    MatchRule.REFERENCE_IN_TEXT: 98,
    MatchRule.CUT_REFERENCE: 97,
    MatchRule.NAME_AMOUNT_DATE: 95,
}
# Our references have 18 characters, of which the last 16 are random. Twelve of them are 50 bits: no accident.
SHORTEST_REFERENCE = 10
SHORTEST_CUT = 12
# Banks print 18 characters of a name (Bacs). Fewer than five tell nobody apart.
SHORTEST_NAME = 5
PRINTED_NAME = 18
# A payment is booked on its day or a few days after: three-day Bacs over a weekend with a bank holiday.
MOST_DAYS_LATE = 6
MOST_DAYS_BACK = 30
RETURN_WORDS = re.compile(r"\b(RETURN(ED)?|UNPAID|RETOURE|REJECT(ED)?|RUECKGABE|UNAPPLIED)\b", re.IGNORECASE)
# A shop that gives money back writes this. It is a hint for a person, no certain sign.
REFUND_WORDS = re.compile(r"\bREFUND(ED)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A payment of ours that went to the bank, as a statement may show it."""

    payment: UUID
    end_to_end_id: str
    amount_minor: int
    back_minor: int
    is_open: bool  # the bank has not shown it yet
    name: str
    account: str
    remittance: str
    requested_on: date
    message_id: str
    group_id: str

    @property
    def left_minor(self) -> int:
        """What of it could still come back."""
        return self.amount_minor - self.back_minor


@dataclass(frozen=True, slots=True)
class DetailFacts:
    """One payment inside a batch line. `amount_minor` has no sign."""

    amount_minor: int | None
    end_to_end_id: str
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What of a line speaks. `amount_minor` is below zero for money out; `text` is all that was written."""

    line: UUID
    on: date
    amount_minor: int
    end_to_end_id: str = ""
    text: str = ""
    name: str = ""
    account: str = ""
    is_return: bool = False
    return_reason: str = ""
    is_batch: bool = False
    batch_message_id: str = ""
    batch_group_id: str = ""
    details: tuple[DetailFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One payment of a match, and how much of the line is its."""

    payment: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a line is, by which rule, and how surely."""

    kind: MatchKind
    rule: MatchRule
    score: int
    parts: tuple[Part, ...]


def bare(text: str) -> str:
    """The letters and figures of a text in capitals: banks break references with spaces and line ends."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper()


@dataclass
class _Pool:
    """The payments that are still free, by what they are looked up by."""

    candidates: Iterable[Candidate]
    by_id: dict[str, Candidate] = field(default_factory=dict)
    by_amount: dict[int, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_message: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    taken: set[UUID] = field(default_factory=set)
    amount_of: Callable[[Candidate], int] = lambda candidate: candidate.amount_minor

    def __post_init__(self) -> None:
        for candidate in self.candidates:
            self.by_id[candidate.end_to_end_id] = candidate
            self.by_amount[self.amount_of(candidate)].append(candidate)
            self.by_message[candidate.message_id].append(candidate)
            self.by_message[candidate.group_id].append(candidate)

    def free(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        return [candidate for candidate in candidates if candidate.payment not in self.taken]

    def of_amount(self, amount_minor: int) -> list[Candidate]:
        return self.free(self.by_amount.get(amount_minor, ()))

    def take(self, candidates: Iterable[Candidate]) -> None:
        self.taken.update(candidate.payment for candidate in candidates)


def match_all(lines: Sequence[LineFacts], candidates: Sequence[Candidate]) -> dict[UUID, Found]:
    """Match what can be matched without asking. Each payment is used once a way: once paid out, once back."""
    found: dict[UUID, Found] = {}
    out = [line for line in lines if line.amount_minor < 0]
    back = [line for line in lines if line.amount_minor > 0]
    paid = _Pool([candidate for candidate in candidates if candidate.is_open])
    _match_each(out, paid, MatchKind.PAYMENT, found)
    returned = _Pool(
        [candidate for candidate in candidates if candidate.left_minor > 0], amount_of=lambda one: one.left_minor
    )
    _match_each(back, returned, MatchKind.RETURNED, found)
    return found


def _match_each(lines: Sequence[LineFacts], pool: _Pool, kind: MatchKind, found: dict[UUID, Found]) -> None:
    rules: list[tuple[MatchRule, Callable[[LineFacts, _Pool], list[Candidate]]]] = [
        (MatchRule.END_TO_END_ID, _by_id),
        (MatchRule.BATCH_DETAILS, _by_details),
        (MatchRule.BATCH_TOTAL, _by_batch),
        (MatchRule.REFERENCE_IN_TEXT, _by_reference_in_text),
        (MatchRule.CUT_REFERENCE, _by_cut_reference),
    ]
    for rule, choose in rules:
        for line in lines:
            if line.line not in found and (chosen := choose(line, pool)):
                pool.take(chosen)
                found[line.line] = _found(kind, rule, chosen, pool)
    _match_by_likeness(lines, pool, kind, found)


def _found(kind: MatchKind, rule: MatchRule, chosen: Sequence[Candidate], pool: _Pool) -> Found:
    return Found(kind, rule, SCORES[rule], tuple(Part(one.payment, pool.amount_of(one)) for one in chosen))


def _by_id(line: LineFacts, pool: _Pool) -> list[Candidate]:
    """Our reference in its own field, and exactly the amount."""
    candidate = pool.by_id.get(line.end_to_end_id) if line.end_to_end_id else None
    if candidate is None or candidate.payment in pool.taken or pool.amount_of(candidate) != abs(line.amount_minor):
        return []
    return [candidate]


def _by_details(line: LineFacts, pool: _Pool) -> list[Candidate]:
    """Each payment of a batch is one of ours, no two the same, and together they are the line."""
    if len(line.details) < 2:
        return []
    chosen: list[Candidate] = []
    for detail in line.details:
        amount = detail.amount_minor
        one = pool.by_id.get(detail.end_to_end_id) if detail.end_to_end_id else None
        if one is None and amount is not None:
            fits = [each for each in pool.of_amount(amount) if each not in chosen]
            said = bare(f"{detail.end_to_end_id} {detail.text}")
            fits = [each for each in fits if _has_reference(said, each)] or _same_group(line, fits, detail)
            one = fits[0] if len(fits) == 1 else None
        if one is None or one in chosen or one.payment in pool.taken:
            return []
        if amount is not None and pool.amount_of(one) != amount:
            return []
        chosen.append(one)
    return chosen if sum(map(pool.amount_of, chosen)) == abs(line.amount_minor) else []


def _same_group(line: LineFacts, fits: Sequence[Candidate], detail: DetailFacts) -> list[Candidate]:
    """A detail without a reference: the payments of that very file that have its amount and name."""
    ids = {line.batch_message_id, line.batch_group_id} - {""}
    return [each for each in fits if ids & {each.message_id, each.group_id} and is_same_name(each.name, detail.name)]


def _by_batch(line: LineFacts, pool: _Pool) -> list[Candidate]:
    """One sum for a whole file or group of ours: all of it that the bank has not shown yet."""
    for named in (line.batch_group_id, line.batch_message_id):
        chosen = pool.free(pool.by_message.get(named, ())) if named else []
        if chosen and sum(map(pool.amount_of, chosen)) == abs(line.amount_minor):
            return chosen
    return []


def _has_reference(said: str, candidate: Candidate) -> bool:
    reference = bare(candidate.end_to_end_id)
    return len(reference) >= SHORTEST_REFERENCE and reference in said


def _said(line: LineFacts) -> str:
    return bare(f"{line.end_to_end_id} {line.text}")


def _by_reference_in_text(line: LineFacts, pool: _Pool) -> list[Candidate]:
    """Our whole reference somewhere in what was written, and exactly the amount."""
    fits = [one for one in pool.of_amount(abs(line.amount_minor)) if _has_reference(_said(line), one)]
    return fits if len(fits) == 1 else []


def _by_cut_reference(line: LineFacts, pool: _Pool) -> list[Candidate]:
    """The beginning of our reference, long enough to be no accident, and exactly the amount."""
    fits = [one for one in pool.of_amount(abs(line.amount_minor)) if _has_cut_reference(_said(line), one)]
    return fits if len(fits) == 1 else []


def _has_cut_reference(said: str, candidate: Candidate) -> bool:
    reference = bare(candidate.end_to_end_id)
    return len(reference) > SHORTEST_CUT and reference[:SHORTEST_CUT] in said


def _match_by_likeness(lines: Sequence[LineFacts], pool: _Pool, kind: MatchKind, found: dict[UUID, Found]) -> None:
    """Name, amount and date fit one free payment only, and no other line fits that payment.

    A line that carries any reference of ours, or says another one, is never matched this way.
    """
    fitting: dict[UUID, list[Candidate]] = {}
    wanted: Counter[UUID] = Counter()
    for line in lines:
        if line.line in found or line.is_batch or (kind is MatchKind.RETURNED and not is_marked_return(line)):
            continue
        fits = [one for one in pool.of_amount(abs(line.amount_minor)) if _fits(line, one, kind)]
        fitting[line.line] = fits
        wanted.update(one.payment for one in fits)
    for line in lines:
        fits = fitting.get(line.line, [])
        if len(fits) == 1 and wanted[fits[0].payment] == 1:
            found[line.line] = _found(kind, MatchRule.NAME_AMOUNT_DATE, fits, pool)
            pool.take(fits)


def _fits(line: LineFacts, candidate: Candidate, kind: MatchKind) -> bool:
    if line.end_to_end_id and line.end_to_end_id != candidate.end_to_end_id:
        return False
    days = (line.on - candidate.requested_on).days
    most = MOST_DAYS_LATE if kind is MatchKind.PAYMENT else MOST_DAYS_BACK
    return 0 <= days <= most and is_same_name(candidate.name, line.name)


def is_marked_return(line: LineFacts) -> bool:
    """Tell whether the bank says that this money came back."""
    return line.is_return or bool(line.return_reason) or RETURN_WORDS.search(line.text) is not None


def may_have_come_back(line: LineFacts) -> bool:
    """Tell whether it is worth looking for a payment that this money may be: a gift or a grant is none of ours."""
    has_hint = bool(line.end_to_end_id) or line.is_batch or is_marked_return(line)
    return line.amount_minor > 0 and (has_hint or REFUND_WORDS.search(line.text) is not None)


def is_same_name(ours: str, banks: str) -> bool:
    """Tell whether the bank's name is ours, as far as the bank prints it."""
    own, said = bare(ours), bare(banks)
    if len(said) < SHORTEST_NAME:
        return False
    return own == said or (len(banks.strip()) >= PRINTED_NAME - 1 and own.startswith(said))


def suggest_payments(line: LineFacts, candidates: Sequence[Candidate], limit: int = 5) -> list[Found]:
    """Rank the payments that this line may be, best first, each with its score below AUTOMATIC_FROM.

    The amount is worth 40, the reference 40, the name 20, the account 15, the day 10, the words 5.
    """
    kind = MatchKind.PAYMENT if line.amount_minor < 0 else MatchKind.RETURNED
    ranked = []
    for candidate in candidates:
        amount = candidate.amount_minor if kind is MatchKind.PAYMENT else candidate.left_minor
        score = _likeness(line, candidate, amount, kind)
        if score >= LEAST_SUGGESTED:
            ranked.append((score, candidate))
    ranked.sort(key=lambda one: (-one[0], one[1].requested_on, one[1].payment))
    return [
        Found(kind, MatchRule.LIKENESS, score, (Part(candidate.payment, abs(line.amount_minor)),))
        for score, candidate in ranked[:limit]
    ]


LEAST_SUGGESTED = 40


def _likeness(line: LineFacts, candidate: Candidate, amount_minor: int, kind: MatchKind) -> int:
    said = _said(line)
    days = abs((line.on - candidate.requested_on).days)
    score = 40 * (amount_minor == abs(line.amount_minor))
    score += 40 * (_has_reference(said, candidate) or _has_cut_reference(said, candidate))
    score += 20 * is_same_name(candidate.name, line.name)
    score += 15 * (bool(line.account) and bare(line.account).endswith(bare(candidate.account)))
    score += 10 * (days <= (MOST_DAYS_LATE if kind is MatchKind.PAYMENT else MOST_DAYS_BACK))
    score += 5 * (bool(candidate.remittance) and bare(candidate.remittance) in said)
    return min(score, AUTOMATIC_FROM - 1)
