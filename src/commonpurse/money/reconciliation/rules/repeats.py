"""Is a line new, or was it here before? Banks send the same day twice, and two true twins on one day.

Within a day the lines are counted: as many as are known already are repeats, the others are new. Where both sides state
balances, only the known lines that come after the new file's beginning can be meant: so a day cut in two between two
twins keeps both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

# A day whose balance comes back to one sum a thousand times has as many readings. Honest days have one.
MOST_READINGS = 16


@dataclass(frozen=True, slots=True)
class KnownLine:
    """What of a line tells whether it is the same. `balance_after_minor` is None where the bank stated none.

    `source` is the format, and whether the bank gave the line a reference: between two sources keys say nothing.
    """

    key: str
    amount_minor: int
    balance_after_minor: int | None
    source: str


def source_of(form: str, has_reference: bool) -> str:
    """Name the kind of key that a line has."""
    return f"{form} by reference" if has_reference else f"{form} by text"


def find_repeats(known: Sequence[KnownLine], new: Sequence[KnownLine]) -> list[bool]:
    """Tell for each line of one day whether it is among the known lines of that day, both in the order read.

    The same key is the same line, as often as it is known. Lines of another source carry other texts and other
    references: of what is left, those of an equal amount are taken as the same. So are those of one source, if only
    then the balances come out: a bank that words a line anew sends no second money.
    """
    chained = _in_order_of_balances(known)
    alignments = _alignments(chained, new)
    for by_amount in (False, True):
        choices = [_aligned(chained, new, one, by_amount) for one in alignments]
        consistent = [repeats for repeats, adds_up in choices if adds_up]
        if consistent:
            return max(consistent, key=sum)  # of several readings the one that adds less
    return _aligned(chained, new, alignments[0], by_amount=False)[0]


@dataclass(frozen=True, slots=True)
class _Alignment:
    """How many known lines lie before the first new one, or new ones before the first known one."""

    known_before: int = 0
    new_before: int = 0


def _before(line: KnownLine) -> int | None:
    return None if line.balance_after_minor is None else line.balance_after_minor - line.amount_minor


def _in_order_of_balances(known: Sequence[KnownLine]) -> list[KnownLine]:
    """Put the pieces of a day that came in several files behind each other, as their balances say."""
    if any(line.balance_after_minor is None for line in known):
        return list(known)
    starts = {line.balance_after_minor for line in known}
    waiting = sorted(known, key=lambda line: _before(line) in starts)  # first what follows on no other
    ordered: list[KnownLine] = []
    by_start: defaultdict[int | None, list[int]] = defaultdict(list)
    for index in range(len(waiting) - 1, -1, -1):
        by_start[_before(waiting[index])].append(index)
    used = [False] * len(waiting)
    for first in range(len(waiting)):
        at: int | None = first
        while at is not None and not used[at]:
            used[at] = True
            ordered.append(waiting[at])
            follows = by_start[waiting[at].balance_after_minor]
            while follows and used[follows[-1]]:
                follows.pop()
            at = follows[-1] if follows else None
    return ordered


def _alignments(known: Sequence[KnownLine], new: Sequence[KnownLine]) -> list[_Alignment]:
    """Where the two may overlap: as much as the balances allow first. Without balances, all of it."""
    if not known or not new or _before(known[0]) is None or _before(new[0]) is None:
        return [_Alignment()]
    found = [_Alignment()] if _before(known[0]) == _before(new[0]) else []
    found += [
        _Alignment(known_before=n) for n, line in enumerate(known, 1) if line.balance_after_minor == _before(new[0])
    ]
    found += [
        _Alignment(new_before=n) for n, line in enumerate(new, 1) if line.balance_after_minor == _before(known[0])
    ]
    if len(found) > MOST_READINGS:
        found = found[: MOST_READINGS // 2] + found[-MOST_READINGS // 2 :]
    return found or [_Alignment()]


def _aligned(
    known: Sequence[KnownLine], new: Sequence[KnownLine], alignment: _Alignment, by_amount: bool
) -> tuple[list[bool], bool]:
    """Return which of the new lines are repeats if the two lie so, and whether the day then ends at one balance."""
    overlapping, rest = known[alignment.known_before :], new[alignment.new_before :]
    repeats = _repeats_after(overlapping, rest, by_amount)
    added = sum(line.amount_minor for line, is_repeat in zip(rest, repeats, strict=True) if not is_repeat)
    ends = (known[-1].balance_after_minor if known else None, new[-1].balance_after_minor if new else None)
    if None in ends or ends[0] is None:
        adds_up = True
    elif all(repeats):
        adds_up = ends[1] in {_before(known[0]), *(line.balance_after_minor for line in known)}
    else:
        adds_up = ends[0] + added == ends[1]
    return [False] * alignment.new_before + repeats, adds_up


def _repeats_after(known: Sequence[KnownLine], new: Sequence[KnownLine], by_amount: bool) -> list[bool]:
    """Count off by key, then what is left by amount: lines of other sources, with `by_amount` of any."""
    by_key = Counter(line.key for line in known)
    repeats = []
    for line in new:
        is_repeat = by_key[line.key] > 0
        by_key[line.key] -= is_repeat
        repeats.append(is_repeat)
    left: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for line in known:
        if by_key[line.key] > 0:
            by_key[line.key] -= 1
            left[line.amount_minor][line.source] += 1
    for index, line in enumerate(new):
        sources = left.get(line.amount_minor)
        other = (
            next((s for s, n in sources.items() if n and (by_amount or s != line.source)), None) if sources else None
        )
        if other is not None and not repeats[index]:
            left[line.amount_minor][other] -= 1
            repeats[index] = True
    return repeats
