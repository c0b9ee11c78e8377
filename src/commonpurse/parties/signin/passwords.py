"""What a password may be. No limit but length and being hard to guess: no signs that must be in it, no end."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.models import Partnership
from commonpurse.parties.signin.models import User
from commonpurse.parties.signin.rules import is_near_our_words


class PasswordWeak(Refused):
    code = "password_weak"


def check_password(password: str, user: User) -> None:
    """Raises: PasswordWeak: too short, one of the 20,000 that are guessed first, or little more than our own words."""
    partnership = Partnership.objects.first()
    whose = user.member.name if user.member else user.person.called_by if user.person else ""
    ours = ["commonpurse common purse password", user.username, whose]
    if partnership is not None:
        ours += [partnership.name, partnership.place]
    if len(password) >= 12 and is_near_our_words(password, ours):
        raise PasswordWeak(
            "This is too easy to guess here: it is made of names of this place. Three or four other words are better.",
            field="password",
        )
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordWeak(" ".join(error.messages), field="password") from error
