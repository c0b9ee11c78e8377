"""Which organisations' own accounts open the door, from the file that COMMONPURSE_WORK_ACCOUNTS names.

A JSON list; each entry: `slug` (a short word for addresses), `name` (shown on the button), `issuer`, `client_id`,
`client_secret`, and, where the organisation itself asks for a second factor, both of: `acr` (a list of values, of which
the answer must have one) and `max_age` (seconds since its people last signed in there).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from commonpurse.parties.signin.rules import Provider

NEEDED = ("slug", "name", "issuer", "client_id", "client_secret")


def read_work_accounts(variables: Mapping[str, str], problems: list[str]) -> dict[str, Provider]:
    """Read the file; what is wrong goes into `problems`, and that organisation's button is not there."""
    path = variables.get("COMMONPURSE_WORK_ACCOUNTS", "")
    if not path:
        return {}
    try:
        entries = json.loads(Path(path).read_text())
        found = [provider_of(entry) for entry in entries]
    except (OSError, ValueError, TypeError, KeyError):  # what they say may show a secret
        problems.append(
            "COMMONPURSE_WORK_ACCOUNTS: the file cannot be read; it is a JSON list in which each entry has "
            f"{', '.join(NEEDED)}, and an issuer that begins with https://."
        )
        return {}
    return {provider.slug: provider for provider in found}


def provider_of(entry: Mapping[str, object]) -> Provider:
    given = {name: str(entry[name]) for name in NEEDED}
    if not re.fullmatch(r"[a-z0-9-]{1,40}", given["slug"]) or not given["issuer"].startswith("https://"):
        raise ValueError
    acr, max_age = entry.get("acr", []), entry.get("max_age")
    if not isinstance(acr, list) or not (max_age is None or isinstance(max_age, int)):
        raise TypeError
    if acr and max_age is None:
        raise ValueError  # a session there of last week would count here as two things shown just now
    return Provider(**given, acr=tuple(map(str, acr)), max_age=max_age)
