"""What the environment says of how messages leave. By default none does: they stay in the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from commonpurse.kernel.messages.rules import LONGEST_ADDRESS, is_link

LOCAL_ADDRESS = "http://localhost:8000/"
# Source: RFC 6409 (submission) and RFC 8314 section 3.3 (submission over TLS).
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailSettings:
    """How e-mail leaves. With neither host nor folder it does not."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    is_tls_from_the_start: bool = False
    folder: Path | None = None
    sender: str = ""

    @property
    def leaves(self) -> bool:
        return bool(self.host) or self.folder is not None


@dataclass(frozen=True)
class TextSettings:
    """How text messages leave. With neither folder nor program they do not."""

    folder: Path | None = None
    program: str = ""

    @property
    def leaves(self) -> bool:
        return self.folder is not None or bool(self.program)


def read_mail(variables: Mapping[str, str], problems: list[str]) -> MailSettings:
    """Read COMMONPURSE_MAIL and its sender; what is wrong goes into `problems`, and no mail leaves."""
    wanted, sender = variables.get("COMMONPURSE_MAIL", ""), variables.get("COMMONPURSE_MAIL_FROM", "")
    if not wanted:
        return MailSettings()
    kind, _, rest = wanted.partition(":")
    if kind == "folder" and rest:
        return MailSettings(folder=Path(rest), sender=sender or "news@localhost")
    try:
        parts = urlsplit(wanted)
        host, port = parts.hostname, parts.port or PORTS.get(kind, 0)
    except ValueError:  # a port that is none; its text may show a password
        host, port = None, 0
    if kind not in PORTS or not host:
        problems.append(
            "COMMONPURSE_MAIL: write smtp://user:password@host, smtps://user:password@host or folder:/path."
        )
        return MailSettings()
    if "@" not in sender or len(sender.split()) != 1:
        problems.append("COMMONPURSE_MAIL_FROM: mail needs a sender, like news@example.org.")
        return MailSettings()
    return MailSettings(
        host=host,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls_from_the_start=kind == "smtps",
        sender=sender,
    )


def read_texts(variables: Mapping[str, str], problems: list[str]) -> TextSettings:
    """Read COMMONPURSE_TEXTS; what is wrong goes into `problems`, and no text message leaves."""
    wanted = variables.get("COMMONPURSE_TEXTS", "")
    if not wanted:
        return TextSettings()
    kind, _, rest = wanted.partition(":")
    if kind == "folder" and rest:
        return TextSettings(folder=Path(rest))
    if kind == "command" and Path(rest).is_absolute():
        return TextSettings(program=rest)
    problems.append("COMMONPURSE_TEXTS: write folder:/path or command:/path/to/program.")
    return TextSettings()


def read_address(variables: Mapping[str, str], problems: list[str], *, is_needed: bool) -> str:
    """Read where people sign in. It is needed once messages leave, and must be short enough for a text message."""
    wanted = variables.get("COMMONPURSE_ADDRESS", "")
    if not wanted:
        if is_needed:
            problems.append(
                "COMMONPURSE_ADDRESS: messages leave, so say where people sign in, like https://pages.example.org/."
            )
        return LOCAL_ADDRESS
    if not is_link(wanted):
        problems.append("COMMONPURSE_ADDRESS: write an address of plain letters, like https://pages.example.org/.")
        return LOCAL_ADDRESS
    if len(wanted) > LONGEST_ADDRESS:
        problems.append(
            f"COMMONPURSE_ADDRESS: it has {len(wanted)} characters; a text message holds {LONGEST_ADDRESS} of them."
        )
        return LOCAL_ADDRESS
    return wanted
