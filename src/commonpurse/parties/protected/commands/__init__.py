"""The verbs about what is protected. Sending messages is in `commands.messages`: it goes by the address service."""

from commonpurse.parties.protected.commands.details import (
    DetailEnded,
    end_protected_detail,
    protect_detail,
    reveal_detail,
)

__all__ = ["DetailEnded", "end_protected_detail", "protect_detail", "reveal_detail"]
