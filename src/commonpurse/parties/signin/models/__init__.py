from __future__ import annotations

from commonpurse.parties.signin.models.sign_ins import SignIn
from commonpurse.parties.signin.models.users import User, Users

__all__ = ["SignIn", "User", "Users"]
