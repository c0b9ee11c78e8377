"""E-mail by the mail backend that Django is set up with."""

from __future__ import annotations

import smtplib
from email.mime.text import MIMEText
from email.utils import parseaddr

from django.core.mail import EmailMultiAlternatives, get_connection

from commonpurse.kernel.calendars import as_ical
from commonpurse.kernel.messages.delivery.letters import CannotDeliver, Letter
from commonpurse.kernel.messages.rules import EnclosedDay, as_html

# Source: RFC 5321 section 4.2.1: 5yz is a permanent answer.
PERMANENT_FROM = 500


class MailCarrier:
    """Sends each letter on a connection of its own: a round holds few, and a broken one spoils no other."""

    def __init__(self, sender: str):
        self.sender = sender

    def hand_over(self, letter: Letter) -> None:
        connection = get_connection(fail_silently=False)
        mail = EmailMultiAlternatives(
            subject=letter.content.subject,
            body=letter.content.body,
            from_email=self.sender,
            to=[letter.address],
            connection=connection,
            headers={
                "Message-ID": self._id_of(letter),
                "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers to it
                "Content-Language": letter.content.language,
            },
        )
        html = as_html(letter.content)
        if html:
            mail.attach_alternative(html, "text/html")
        for each in letter.content.days:
            mail.attach(self._enclosed(each, letter))
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise CannotDeliver("no_connection") from error
        try:
            connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            is_permanent = all(code >= PERMANENT_FROM for code, _ in error.recipients.values())
            raise CannotDeliver("address_refused", permanent=is_permanent) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
            # It answered, and it did not take it. What is wrong is ours or the server's, and may be put right.
            raise CannotDeliver("service_refused") from error
        except ValueError as error:  # a line break in the address
            raise CannotDeliver("address_unreadable", permanent=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise CannotDeliver("no_answer", may_have_gone=True) from error
        finally:
            _close(connection)

    def _id_of(self, letter: Letter) -> str:
        """The same for a second try: a mailbox that has it already can tell. Another where a day has joined it."""
        edition = f".{letter.joined}" if letter.joined else ""
        return f"<{letter.message_id}{edition}@{self.sender.rpartition('@')[2].rstrip('>')}>"

    def _enclosed(self, each: EnclosedDay, letter: Letter) -> MIMEText:
        """A day as a file that a calendar takes in by itself. Only here does it meet the address of its reader."""
        text = as_ical(
            [each.day],
            words=letter.content.day_words,
            method=each.method,
            organizer=parseaddr(self.sender)[1],
            attendee=letter.address,
        )
        part = MIMEText(text, "calendar", "utf-8")
        part.set_param("method", each.method.value)  # RFC 6047, 2.4: else it is a file, and no invite
        part.add_header("Content-Disposition", "attachment", filename="day.ics")
        return part


def _close(connection: object) -> None:
    """Say goodbye. The letter is with the server by then, so a fault here changes nothing."""
    close = getattr(connection, "close", None)
    if close is not None:
        try:
            close()
        except (OSError, smtplib.SMTPException):
            return
