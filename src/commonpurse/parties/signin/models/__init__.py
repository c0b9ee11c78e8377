from __future__ import annotations

from commonpurse.parties.signin.models.cards import Card, Recognition
from commonpurse.parties.signin.models.sign_ins import SignIn
from commonpurse.parties.signin.models.text_codes import TextCode, TextWay
from commonpurse.parties.signin.models.users import User, Users

__all__ = ["Card", "Recognition", "SignIn", "TextCode", "TextWay", "User", "Users"]
