"""Ids that any machine can make alone and that sort by the time they were made."""

from __future__ import annotations

import os
import threading
import time
import uuid

RANDOM_BITS = 74  # what version 7 leaves beside 48 bits of time, 4 of version and 2 of variant
STEP_BITS = 62  # two processes that share a past (a fork) still part ways; some 4,000 ids fit into a millisecond

_lock = threading.Lock()
_last = (0, 0)  # the millisecond and the random part of the newest id of this process


def new_id() -> uuid.UUID:
    """Make a UUIDv7. Within one process a later call gives a greater id, also in the same millisecond.

    Without that, two rows of one act would stand in any order, and a list sorted by id would differ from run to run.
    Source: RFC 9562 sections 5.7 and 6.2, method 2 (May 2024). Python 3.11 has no `uuid.uuid7`.
    The clock is read here and nowhere else in the kernel: an id is a name, no decision rests on its time.
    """
    global _last
    with _lock:
        milliseconds, random = time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10), "big") >> (80 - RANDOM_BITS)
        if milliseconds <= _last[0]:
            milliseconds, random = _last[0], _last[1] + 1 + (random >> (RANDOM_BITS - STEP_BITS))
            if random >> RANDOM_BITS:
                milliseconds, random = milliseconds + 1, random & ((1 << STEP_BITS) - 1)
        _last = (milliseconds, random)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)
