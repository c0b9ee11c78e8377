"""One name for the state of our static files. It stands in their addresses, so a browser may keep them for long."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static" / "commonpurse"
LENGTH = 10  # figures of the hash; enough to tell two states apart


@cache
def assets_version() -> str:
    """Return a name that changes whenever one of our static files does."""
    content = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            content.update(path.name.encode() + b"\0" + path.read_bytes())
    return content.hexdigest()[:LENGTH]
