from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from commonpurse.kernel.identity import new_id


def test_ids_are_uuid_version_7_of_the_standard_variant() -> None:
    made = [new_id() for _ in range(1000)]
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_a_later_id_is_greater_also_in_the_same_millisecond() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(set(made))


def test_an_id_carries_the_time_it_was_made() -> None:
    time.sleep(0.05)  # let the steps of a burst, which may run some milliseconds ahead, be overtaken
    before = time.time_ns() // 1_000_000
    made = new_id().int >> 80
    assert before <= made <= before + 1_000


def test_many_threads_never_make_the_same_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [one for batch in pool.map(lambda _: [new_id() for _ in range(2_000)], range(8)) for one in batch]
    assert len(set(made)) == 16_000
