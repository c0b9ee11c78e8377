"""Ids that any machine can make alone and that sort by the time they were made."""

from __future__ import annotations

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """Make a UUIDv7: 48 bits of Unix milliseconds, then random bits.

    Source: RFC 9562 section 5.7 (May 2024). Python 3.11 has no `uuid.uuid7`.
    The clock is read here and nowhere else in the kernel: an id is a name, no decision rests on its time.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value)
