"""The e-mail address at which a member works: proven before anything goes there. Plain values only."""

from __future__ import annotations

from datetime import timedelta

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.messages.rules import Content, is_email_address, language_of

LONGEST_WORK_ADDRESS = 254  # Source: RFC 5321, 4.5.3.1.3, less the two brackets
WORK_CODE_FIGURES = 6
# A mail may take a while on its way; whoever has the figures must be signed in as the member besides.
WORK_CODE_LASTS = timedelta(minutes=30)
MOST_CODE_TRIES = 5
# A mail to a wrong address is a nuisance to whoever reads it: no more than so many in so long.
MOST_CODES_SENT = 5
CODES_SENT_WITHIN = timedelta(hours=1)

# A day for the calendar: a choice of its own. All other news of a member is that something waits.
NEWS_STEP_INVITE = "step_invite"

# Nothing of what the code is for, nor of who asked: the address may be somebody else's.
WORDS = {
    "en-gb": (
        "A code",
        "{code} is your code. It works for 30 minutes.\n\nType it on the page where you asked for it. Did you not ask? "
        "Then do nothing.\n\nA machine sends this. Please do not answer.\n",
    ),
    "cy": (
        "Cod",
        "{code} yw eich cod. Mae'n gweithio am 30 munud.\n\nTeipiwch ef ar y dudalen lle gofynnoch amdano. "
        "Oni ofynnoch amdano? Yna peidiwch â gwneud dim.\n\nPeiriant sy'n anfon hwn. Peidiwch ag ateb.\n",
    ),
    "ar": (
        "رمز",
        "{code} هو رمزك. يعمل لمدة 30 دقيقة.\n\nاكتبه في الصفحة التي طلبته فيها. ألم تطلبه؟ إذن لا تفعل شيئا.\n\n"
        "هذه رسالة آلية. من فضلك لا ترد عليها.\n",
    ),
}


class WorkAddressRefused(Refused):
    """An address that cannot be kept, or is not proven; the code says which."""

    code = "work_address_refused"


def check_work_address(text: str) -> str:
    """Return the address without blanks around it. Raises: WorkAddressRefused (`address_unreadable`)."""
    clean = text.strip()
    if not is_email_address(clean):
        raise WorkAddressRefused(
            "This is no e-mail address that we can write to. Look at it again.",
            code="address_unreadable",
            field="address",
        )
    return clean


def check_codes_sent(sent: int) -> None:
    """Raises: WorkAddressRefused (`too_many_codes`), after so many within the hour."""
    if sent >= MOST_CODES_SENT:
        raise WorkAddressRefused(
            "We have sent too many codes. Wait an hour, then try again.", code="too_many_codes", field="address"
        )


def write_work_code(code: str, tag: str) -> Content:
    """Write the e-mail that carries a code, for a reader of that language (BCP 47)."""
    language = language_of(tag)
    subject, body = WORDS[language]
    return Content(language, "standard", subject, body.format(code=code))
