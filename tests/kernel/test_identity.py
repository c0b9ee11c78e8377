from __future__ import annotations

from commonpurse.kernel.identity import new_id


def test_ids_are_uuid_version_7_of_the_standard_variant() -> None:
    made = [new_id() for _ in range(1000)]
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert len(set(made)) == 1000


def test_ids_sort_by_the_millisecond_they_were_made_in() -> None:
    first = new_id()
    later = new_id()
    while later.int >> 80 == first.int >> 80:
        later = new_id()
    assert first < later
