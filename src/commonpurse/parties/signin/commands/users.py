from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.reading import TEXT_SIZES, page_language
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.rules import PAGE_FORMATS
from commonpurse.parties.signin.access import can_make_user
from commonpurse.parties.signin.models import User
from commonpurse.parties.signin.passwords import check_password


class UsernameTaken(Refused):
    code = "username_taken"


class UserThere(Refused):
    code = "user_there"


class ReadingUnknown(Refused):
    code = "reading_unknown"


def make_user(*, by: Member, username: str, password: str | None, whose: Member | Person, now: datetime) -> User:
    """Let one member or one person sign in. Without a password the name is kept, but nobody can come in by it.

    A person's password is hers alone to choose (`choose_own_password`): here there is none for her.
    Raises: UsernameTaken, UserThere, PasswordWeak, TextTooLong.
    """
    if not can_make_user(by, whose, business_date(now)):
        raise NotAllowed
    if isinstance(whose, Person) and password is not None:
        raise NotAllowed
    check_fits(User, username=username)
    user = User(username=username.strip())
    if isinstance(whose, Member):
        user.member = whose
    else:
        user.person = whose
    if password is not None:
        check_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        if not user.username or User.objects.filter(username=user.username).exists():
            raise UsernameTaken("This sign-in name is taken or empty. Choose another.", field="username")
        if User.objects.filter(member=user.member, person=user.person).exists():
            raise UserThere("There is a sign-in for this already.", field="username")
        user.save(force_insert=True)
        record_event("user_made", by=by.id, subject_type="user", subject_id=user.id, now=now)
        return user


def bring_in_member(
    *,
    by: Member,
    organisation: Organisation,
    name: str,
    roles: Iterable[str],
    username: str,
    password: str | None = None,
    now: datetime,
) -> Member:
    """Add a member together with their sign-in: both or neither. The same user name again adds nobody.

    Raises: RoleUnknown, RolesClash, UsernameTaken, PasswordWeak, TextTooLong.
    """
    with transaction.atomic():
        member = add_member(by=by, organisation=organisation, name=name, roles=roles, now=now)
        make_user(by=by, username=username, password=password, whose=member, now=now)
        return member


def choose_reading(
    *,
    by: Member | Person,
    language: str | None = None,
    text_size: str | None = None,
    page_format: str | None = None,
    now: datetime,
) -> None:
    """Keep how somebody wants our pages: language, text size and, for a person, the format. Each chooses for oneself.

    None leaves it as it is; a member has no format. Raises: ReadingUnknown.
    """
    asked = {"language": language, "text_size": text_size}
    if isinstance(by, Person):
        asked["page_format"] = page_format
    wanted = {name: value for name, value in asked.items() if value is not None}
    if page_language(wanted.get("language", "en")) is None or wanted.get("text_size", "normal") not in TEXT_SIZES:
        raise ReadingUnknown("Choose one of the languages and sizes on the page.", field="language")
    if wanted.get("page_format", "standard") not in PAGE_FORMATS:
        raise ReadingUnknown("Choose one of the formats on the page.", field="page_format")
    if not wanted:
        return
    with transaction.atomic():
        type(by)._default_manager.filter(id=by.id).update(**wanted)
        kind = "person" if isinstance(by, Person) else "member"
        record_event("reading_chosen", by=by.id, subject_type=kind, subject_id=by.id, now=now, **wanted)
