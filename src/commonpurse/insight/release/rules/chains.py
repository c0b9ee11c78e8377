"""A payment that failed and was paid again, perhaps more than once, is one wait for the person."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)


def root_of(payment: Id, instead_of: Mapping[Id, Id]) -> Id:
    """The first payment of the chain that this one ends. `instead_of`: each reissued payment with the one before it."""
    while payment in instead_of:
        payment = instead_of[payment]
    return payment
