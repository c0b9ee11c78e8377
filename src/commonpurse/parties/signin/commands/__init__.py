from __future__ import annotations

from commonpurse.parties.signin.commands.sessions import (
    begin_sign_in,
    end_all_sign_ins,
    end_sign_in,
    note_second_factor,
    note_seen,
)
from commonpurse.parties.signin.commands.users import (
    PasswordWeak,
    ReadingUnknown,
    UsernameTaken,
    UserThere,
    bring_in_member,
    choose_reading,
    make_user,
)

__all__ = [
    "PasswordWeak",
    "ReadingUnknown",
    "UserThere",
    "UsernameTaken",
    "begin_sign_in",
    "bring_in_member",
    "choose_reading",
    "end_all_sign_ins",
    "end_sign_in",
    "make_user",
    "note_second_factor",
    "note_seen",
]
