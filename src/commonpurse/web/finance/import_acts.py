"""What a job does with its file: look at it, import it, ask for a difference, accept one. Each returns what to note."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.payments.queries import debtor_accounts_visible_to
from commonpurse.money.reconciliation.commands import accept_difference, ask_to_accept_difference, import_statement
from commonpurse.money.reconciliation.planning import count_known_lines
from commonpurse.money.reconciliation.queries import get_column_mapping, get_difference_request
from commonpurse.money.reconciliation.reading import look_at
from commonpurse.parties.partners.queries import get_member
from commonpurse.web.finance.import_jobs import Job, error_facts

OnProgress = Callable[[int, int], None]


class GoneMeanwhile(Refused):
    code = "gone_meanwhile"


def inputs_of(job: Job) -> dict[str, Any]:
    """Who acts, on which account, with which mapping: read anew, since a job may start minutes after its request."""
    member = get_member(UUID(job.facts["member"]))
    if member is None:
        raise GoneMeanwhile("Your sign-in was switched off meanwhile. Nothing was imported.")
    account = debtor_accounts_visible_to(member).filter(id=job.facts["account"]).first()
    if account is None:
        raise GoneMeanwhile("This account is not open to you any more. Nothing was imported.")
    mapping_id = job.facts.get("mapping")
    mapping = get_column_mapping(viewer=member, mapping_id=UUID(mapping_id)) if mapping_id else None
    return {"by": member, "debtor_account": account, "mapping": mapping}


def look(job: Job, tell: OnProgress) -> dict[str, Any]:
    """Read the file to its end and say what it holds and everything that is wrong. Nothing is kept."""
    given = inputs_of(job)
    account = given["debtor_account"]
    reading = look_at(account, job.file, given["mapping"], lambda done, everything: tell(2 * done, everything))

    def written(minor: int | None) -> str | None:
        return None if minor is None else str(Money(minor, account.currency))

    return {
        "state": "looked_at",
        "format": reading.examined.head.format,
        "statements": [
            {
                "name": one.head.id or one.head.number or "",
                "first_day": one.opens_on.isoformat() if one.opens_on else None,
                "last_day": one.closes_on.isoformat() if one.closes_on else None,
                "opening": written(one.opening_minor),
                "money_in": written(one.credits_minor),
                "money_out": written(one.debits_minor),
                "closing": written(one.closing_minor),
                "count": len(one.lines),
                "pending": one.pending_count,
            }
            for one in reading.examined.statements
        ],
        "account_name": account.name,
        "known_count": count_known_lines(reading),
        "sample": [
            {
                "day": day.isoformat() if (day := entry.booked_on or entry.value_on) else None,
                "text": entry.remittance or entry.counterparty_name or "",
                "money_in": f"{entry.amount:,f}" if entry.amount is not None and entry.is_credit else "",
                "money_out": f"{entry.amount:,f}" if entry.amount is not None and not entry.is_credit else "",
            }
            for entry in reading.examined.sample
        ],
        "heading_line": reading.examined.head.heading_line,
        "errors": [error_facts(error) for error in reading.examined.errors],
        "sums": [str(error) for error in reading.sum_errors()],
        "warnings": reading.examined.warnings,
    }


def take_in(job: Job, tell: OnProgress) -> dict[str, Any]:
    """Import the file, whole or not at all."""
    given = inputs_of(job)
    now = timezone.now()
    if job.facts.get("request"):
        request = get_difference_request(viewer=given["by"], request_id=UUID(job.facts["request"]))
        if request is None:
            raise GoneMeanwhile("Nobody asks for this file any more.")
        result = accept_difference(
            by=given["by"], request=request, file=job.file, mapping=given["mapping"], now=now, on_progress=tell
        )
    else:
        result = import_statement(**given, file=job.file, file_name=job.facts["file_name"], now=now, on_progress=tell)
    # The bytes have done their work. What they said is in the books; names and accounts need not lie here as well.
    job.file.unlink()
    counts = ("new_count", "known_count", "matched_count", "open_count", "pending_count")
    return {
        "state": "imported",
        "result": {name: getattr(result, name) for name in counts},
        "warnings": list(result.warnings),
        "errors": [],
        "sums": [],
        "sample": [],
    }


def ask_for_difference(job: Job, tell: OnProgress) -> dict[str, Any]:
    """Ask a second member to take the file although it does not add up."""
    request = ask_to_accept_difference(
        **inputs_of(job),
        file=job.file,
        file_name=job.facts["file_name"],
        reason=job.facts["reason"],
        now=timezone.now(),
    )
    job.file.unlink()
    return {"state": "asked", "request": str(request.id), "sample": []}


ACTS: dict[str, Callable[[Job, OnProgress], dict[str, Any]]] = {
    "look": look,
    "import": take_in,
    "ask": ask_for_difference,
}
