from __future__ import annotations

from commonpurse.parties.signin.commands.cards import (
    CardSpent,
    NewCard,
    RecognitionNeeded,
    choose_pin,
    end_card,
    make_card,
    recognise_person,
    use_card,
)
from commonpurse.parties.signin.commands.sessions import (
    begin_sign_in,
    end_all_sign_ins,
    end_sign_in,
    note_second_factor,
    note_seen,
)
from commonpurse.parties.signin.commands.text_codes import (
    NumberNotSafe,
    TooManyTexts,
    ask_for_codes,
    choose_text_codes,
    confirm_text_codes,
    end_text_codes,
    hand_over_text_codes,
    use_text_code,
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
    "CardSpent",
    "NewCard",
    "NumberNotSafe",
    "PasswordWeak",
    "ReadingUnknown",
    "RecognitionNeeded",
    "TooManyTexts",
    "UserThere",
    "UsernameTaken",
    "ask_for_codes",
    "begin_sign_in",
    "bring_in_member",
    "choose_pin",
    "choose_reading",
    "choose_text_codes",
    "confirm_text_codes",
    "end_all_sign_ins",
    "end_card",
    "end_sign_in",
    "end_text_codes",
    "hand_over_text_codes",
    "make_card",
    "make_user",
    "note_second_factor",
    "note_seen",
    "recognise_person",
    "use_card",
    "use_text_code",
]
