"""The bytes that a transfer's two hashes are taken over. See docs/adr/0012-content-hash.md, and the golden vectors.

The form is text, so that anyone can make it again from a printed row: a first line that names the form, then one
field a line, in the order below. Nothing is an empty line; an id is 32 lower-case hexadecimal digits; a moment is
microseconds since 1970 (UTC); a day is ISO 8601; yes is 1, no is 0; a hash is hexadecimal. No field can hold a line
break (the constraints see to it). Changing a byte makes `ledger verify` report every row: a new form gets a new first
line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

REQUEST_FORM = "commonpurse-request-1"
TRANSFER_FORM = "commonpurse-transfer-1"

# What the caller asked for and the ledger took over as it was.
KEPT_FIELDS = (
    "id",
    "journal",
    "kind",
    "code",
    "debit_account",
    "credit_account",
    "currency",
    "hold",
    "reverses",
    "is_final",
    "expires_at",
    "forced",
    "authority",
)
# The amount is 0 in the request of a void or an expire, the day is empty where the caller left it to the ledger.
REQUEST_FIELDS = (*KEPT_FIELDS, "amount_minor", "business_date")
TRANSFER_FIELDS = (
    *KEPT_FIELDS,
    "amount_minor",
    "business_date",
    "freed_minor",
    "recorded_at",
    "recorded_by",
    "debit_version",
    "debit_balance_minor",
    "credit_version",
    "credit_balance_minor",
    "request_hash",
)


def micros(moment: datetime) -> int:
    """Return a moment as whole microseconds since 1970 in UTC."""
    return (moment - EPOCH) // MICROSECOND


def written(value: object) -> str:
    """Write one value in the canonical form."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case UUID():
            return value.hex
        case datetime():
            return str(micros(value))
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return value.hex()
        case _:
            return str(value)


def canonical_bytes(form: str, values: Sequence[object]) -> bytes:
    return "\n".join([form, *map(written, values)]).encode()


def request_hash(values: Sequence[object]) -> bytes:
    """Hash what the caller asked for; `values` in the order of REQUEST_FIELDS."""
    return sha256(canonical_bytes(REQUEST_FORM, values)).digest()


def content_hash(values: Sequence[object]) -> bytes:
    """Hash a whole transfer; `values` in the order of TRANSFER_FIELDS."""
    return sha256(canonical_bytes(TRANSFER_FORM, values)).digest()
