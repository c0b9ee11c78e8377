"""What the installation says through environment variables, read once and checked in words.

| variable | meaning | default |
|---|---|---|
| COMMONPURSE_DATABASE | the database as a URL, as the app role | a SQLite file in the user's data folder |
| COMMONPURSE_OWNER_DATABASE | the same database as its owner; only `init` uses it | COMMONPURSE_DATABASE |
| COMMONPURSE_SECRET_KEY | signs sessions and forms, 50 characters or more | made on first run, kept in the folder |
| COMMONPURSE_HOSTS | host names the site answers to, by comma | localhost, 127.0.0.1, [::1] |
| COMMONPURSE_HTTPS | `1` behind HTTPS: secure cookies, HSTS | off |
| COMMONPURSE_DATA | the data folder | XDG_DATA_HOME/commonpurse |
| COMMONPURSE_KEYRING | the file of master keys, backed up apart from the database | `keyring` in the folder |
| COMMONPURSE_ADDRESS | where people sign in, for messages: `https://pages.example.org/` | http://localhost:8000/ |
| COMMONPURSE_MAIL | how e-mail leaves: `smtp://user:password@host`, `smtps://...`, or `folder:/path` | not at all |
| COMMONPURSE_MAIL_FROM | the sender of e-mail; choose a neutral one | none |
| COMMONPURSE_TEXTS | how text messages leave: `folder:/path`, or `command:/path/to/program` | not at all |
| COMMONPURSE_VIRUS_CHECK | what looks at each picture or PDF that people send: `command:/path/to/program` | nothing |
| COMMONPURSE_SOURCE | where people can get the source of this version; it stands at the foot of each page | none |
| COMMONPURSE_SECURITY | where to tell of a flaw: an e-mail address or a page; for security.txt | the first page |
| COMMONPURSE_WORK_ACCOUNTS | a JSON file: whose own accounts let members in (config/work_accounts.py) | nobody's |
| COMMONPURSE_DEMO | `1` for an invented place: the front page lets anyone on this machine sign in by a button | off |
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dj_database_url

from commonpurse.config.posting import MailSettings, TextSettings, read_address, read_mail, read_texts
from commonpurse.config.work_accounts import read_work_accounts
from commonpurse.kernel.messages.rules import is_link
from commonpurse.parties.signin.rules import Provider

SECRET_KEY_LENGTH = 50

SQLITE_OPTIONS: dict[str, Any] = {
    # Without IMMEDIATE two writers that read first fail with "database is locked" instead of waiting.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds
    # FULL: with NORMAL a power cut loses commits that were acknowledged. recursive_triggers: else INSERT OR REPLACE
    # slips past the triggers that refuse a delete.
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON;"
    ),
}


@dataclass(frozen=True)
class Environment:
    data_folder: Path
    database: dict[str, Any]
    owner_database: dict[str, Any]
    secret_key: str
    keyring: Path
    hosts: list[str]
    is_https: bool
    is_demo: bool
    site_address: str
    mail: MailSettings
    texts: TextSettings
    virus_check: str = ""
    work_accounts: dict[str, Provider] = field(default_factory=dict)
    source_address: str = ""
    security_contact: str = ""
    problems: list[str] = field(default_factory=list)


def database_settings(url: str) -> dict[str, Any]:
    """Turn a database URL into Django's settings. Raises ValueError with a sentence when it is no such URL."""
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except Exception as error:  # the library raises many kinds; none of their texts may show a password
        raise ValueError(
            "it is no database address; write sqlite:////path/file or postgresql://user@host/name"
        ) from error
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = dict(SQLITE_OPTIONS)
    elif settings["ENGINE"] == "django.db.backends.postgresql":
        settings["ENGINE"] = "commonpurse.kernel.postgresql"
    else:
        raise ValueError("only sqlite and postgresql are known")
    return settings


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read the variables. What is wrong is collected in `problems`, a sentence each, and a safe default stands in."""
    problems: list[str] = []
    data_home = variables.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    data_folder = Path(variables.get("COMMONPURSE_DATA") or Path(data_home) / "commonpurse")
    default_url = f"sqlite:///{data_folder / 'commonpurse.sqlite3'}"

    def database(name: str, fallback: str) -> dict[str, Any]:
        try:
            return database_settings(variables.get(name) or fallback)
        except ValueError as error:
            problems.append(f"{name}: {error}.")
            return database_settings(default_url)

    settings = database("COMMONPURSE_DATABASE", default_url)
    owner = database("COMMONPURSE_OWNER_DATABASE", variables.get("COMMONPURSE_DATABASE") or default_url)
    secret_key = variables.get("COMMONPURSE_SECRET_KEY") or kept_secret_key(data_folder, problems)
    if len(secret_key) < SECRET_KEY_LENGTH:
        problems.append(
            f"COMMONPURSE_SECRET_KEY: it has {len(secret_key)} characters; give it {SECRET_KEY_LENGTH} or more."
        )
    hosts = variables.get("COMMONPURSE_HOSTS") or "localhost,127.0.0.1,[::1]"
    for switch in ("COMMONPURSE_HTTPS", "COMMONPURSE_DEMO"):
        if variables.get(switch, "") not in ("", "0", "1"):
            problems.append(f"{switch}: write 1 for on or 0 for off.")
    if variables.get("COMMONPURSE_HTTPS") == variables.get("COMMONPURSE_DEMO") == "1":
        problems.append("COMMONPURSE_DEMO: a demo lets anyone in, so it does not go with COMMONPURSE_HTTPS.")
    mail = read_mail(variables, problems)
    texts = read_texts(variables, problems)
    address = read_address(variables, problems, is_needed=mail.leaves or texts.leaves)
    return Environment(
        data_folder=data_folder,
        database=settings,
        owner_database=owner,
        secret_key=secret_key,
        keyring=Path(variables.get("COMMONPURSE_KEYRING") or data_folder / "keyring"),
        hosts=[host.strip() for host in hosts.split(",") if host.strip()],
        is_https=variables.get("COMMONPURSE_HTTPS") == "1",
        is_demo=variables.get("COMMONPURSE_DEMO") == "1" and variables.get("COMMONPURSE_HTTPS") != "1",
        site_address=address,
        mail=mail,
        texts=texts,
        virus_check=read_virus_check(variables, problems),
        work_accounts=read_work_accounts(variables, problems),
        source_address=read_source(variables, problems),
        security_contact=read_security_contact(variables, problems),
        problems=problems,
    )


def read_virus_check(variables: Mapping[str, str], problems: list[str]) -> str:
    """Read the program that looks at files. What is no program stays: it cannot run, and so no file is taken."""
    wanted = variables.get("COMMONPURSE_VIRUS_CHECK", "")
    kind, _, program = wanted.partition(":")
    if not wanted or (kind == "command" and Path(program).is_absolute()):
        return program
    problems.append("COMMONPURSE_VIRUS_CHECK: write command:/path/to/program. Until then no picture or PDF is taken.")
    return wanted


def read_source(variables: Mapping[str, str], problems: list[str]) -> str:
    """Read where whoever uses the site can get its source. A link of the web only: it stands on every page."""
    wanted = variables.get("COMMONPURSE_SOURCE", "")
    if wanted and not is_link(wanted):
        problems.append("COMMONPURSE_SOURCE: write an address of plain letters, like https://code.example.org/ours.")
        return ""
    return wanted


MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def read_security_contact(variables: Mapping[str, str], problems: list[str]) -> str:
    """Read where to tell of a flaw. A new line in it would write lines of its own into security.txt."""
    wanted = variables.get("COMMONPURSE_SECURITY", "").removeprefix("mailto:")
    if MAIL_ADDRESS.fullmatch(wanted):
        return f"mailto:{wanted}"
    if wanted and not is_link(wanted):
        problems.append(
            "COMMONPURSE_SECURITY: write an e-mail address, or a page like https://pages.example.org/flaws."
        )
        return ""
    return wanted


def kept_secret_key(data_folder: Path, problems: list[str]) -> str:
    """Return the key of this installation from its data folder, made on first use and readable by its user alone."""
    path = data_folder / "secret-key"
    key = secrets.token_urlsafe(SECRET_KEY_LENGTH)
    try:
        data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written whole under its own name first: two processes starting at once must agree on one key.
        handle = os.open(path.with_suffix(f".{os.getpid()}"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(key)
        try:
            os.link(path.with_suffix(f".{os.getpid()}"), path)
        except FileExistsError:
            key = path.read_text().strip()
        finally:
            path.with_suffix(f".{os.getpid()}").unlink()
    except OSError as error:
        problems.append(
            f"COMMONPURSE_DATA: the folder cannot be written ({error.strerror}); nothing can be kept there."
        )
    return key
