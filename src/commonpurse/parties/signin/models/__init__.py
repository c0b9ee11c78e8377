from __future__ import annotations

from commonpurse.parties.signin.models.cards import (
    Card,
    Recognition,
)
from commonpurse.parties.signin.models.set_up_codes import (
    FactorReset,
    SetUpCode,
)
from commonpurse.parties.signin.models.sign_ins import (
    SignIn,
)
from commonpurse.parties.signin.models.text_codes import (
    TextCode,
    TextWay,
)
from commonpurse.parties.signin.models.tries import (
    WrongTries,
)
from commonpurse.parties.signin.models.users import (
    User,
    Users,
)
from commonpurse.parties.signin.models.work_accounts import WorkAccount

__all__ = [
    "Card",
    "FactorReset",
    "Recognition",
    "SetUpCode",
    "SignIn",
    "TextCode",
    "TextWay",
    "User",
    "Users",
    "WorkAccount",
    "WrongTries",
]
