from __future__ import annotations

from uuid import UUID

import pytest

from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused, check_same_request, hash_request

ONE = UUID("0197268c-0000-7000-8000-000000000001")


def test_the_same_arguments_give_the_same_hash_in_any_order() -> None:
    assert hash_request(a=ONE, b=Money(100, "GBP")) == hash_request(b=Money(100, "GBP"), a=ONE)


@pytest.mark.parametrize(
    "other",
    [{"a": "1"}, {"a": 1, "b": None}, {"a": True}, {"a": Money(1, "GBP")}, {"b": 1}, {}],
)
def test_other_arguments_give_another_hash(other: dict) -> None:
    assert hash_request(a=1) != hash_request(**other)


def test_an_id_used_for_something_else_is_refused() -> None:
    check_same_request(hash_request(a=1), hash_request(a=1))
    with pytest.raises(RequestReused):
        check_same_request(hash_request(a=1), hash_request(a=2))
