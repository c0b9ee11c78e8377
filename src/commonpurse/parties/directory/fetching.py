"""Fetch the pages of a feed from the address that somebody of ours has named, over HTTPS and from nowhere else.

An API of Open Referral UK gives its services in pages: `?page=1`, and how many there are. All are fetched, or none is
taken: a feed of which a part is missing would say of whole services that they are gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from commonpurse.parties.directory.rules import FeedRefused

LARGEST_PAGE_BYTES = 50_000_000
LARGEST_FEED_BYTES = 200_000_000
MOST_PAGES = 2_000
PATIENCE_SECONDS = 30

Open = Callable[[str], bytes]


class NoRedirect(HTTPRedirectHandler):
    """An answer that sends us elsewhere is no answer: the address was agreed by somebody who looked at it."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def open_address(address: str) -> bytes:
    """Ask one address. Raises: FeedRefused."""
    try:
        if urlsplit(address).scheme != "https":
            raise FeedRefused("The address of a feed begins with https.", code="feed_address")
        asked = Request(address, headers={"Accept": "application/json"})  # noqa: S310  HTTPS, see above
        with build_opener(NoRedirect).open(asked, timeout=PATIENCE_SECONDS) as answer:
            found: bytes = answer.read(LARGEST_PAGE_BYTES + 1)
    except HTTPError as error:
        raise FeedRefused(
            "The feed answered {status}. Ask whoever runs it.", code="feed_answer", status=error.code
        ) from error
    except (OSError, ValueError, HTTPException) as error:
        raise FeedRefused("The feed cannot be reached. Try again later.", code="feed_unreachable") from error
    if len(found) > LARGEST_PAGE_BYTES:
        raise FeedRefused("A page of the feed is too large.", code="feed_too_large")
    return found


def fetch_pages(address: str, open_page: Open = open_address) -> list[bytes]:
    """Fetch all pages of a feed, in order. Raises: FeedRefused."""
    pages = [open_page(address)]
    last = _number_of_pages(pages[0])
    if last > MOST_PAGES:
        raise FeedRefused("The feed has {pages} pages, and that is too many.", code="feed_too_large", pages=last)
    size = len(pages[0])
    for number in range(2, last + 1):
        pages.append(open_page(page_address(address, number)))
        size += len(pages[-1])
        if size > LARGEST_FEED_BYTES:
            raise FeedRefused("The feed is too large.", code="feed_too_large")
    return pages


def page_address(address: str, number: int) -> str:
    parts = urlsplit(address)
    asked = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "page"]
    return urlunsplit(parts._replace(query=urlencode([*asked, ("page", number)])))


def _number_of_pages(page: bytes) -> int:
    """How many pages the first one says there are. What is no page counts as one; the reader says what is wrong."""
    try:
        told = json.loads(page)
    except (ValueError, RecursionError):
        return 1
    if not isinstance(told, dict):
        return 1
    number = told.get("total_pages", told.get("totalPages", 1))
    return number if isinstance(number, int) and number > 0 else 1
