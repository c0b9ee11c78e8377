"""Fetch the pages of a feed from the address that somebody of ours has named, over HTTPS and from nowhere else.

An API of Open Referral UK gives its services in pages: `?page=1`, and how many there are. In version 3 a page says of a
service no more than its name and who gives it; where it is, when it is open and what it costs is asked for one by one,
at `/services/ID` (Source: Open Referral UK 3.0, API specification). All are fetched, or none is taken: a feed of which
a part is missing would say of whole services that they are gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from commonpurse.parties.directory.rules import FeedRefused

LARGEST_PAGE_BYTES = 50_000_000
LARGEST_FEED_BYTES = 200_000_000
MOST_PAGES = 2_000
MOST_SERVICES = 20_000  # asked for one by one
AT_ONCE = 4  # so many questions at a time: quick for us, and little for a small council's machine
PATIENCE_SECONDS = 30
ABOUT_PAGES = frozenset({"page", "per_page", "perPage"})
# Under which of these a page has its services, and what a service has that is told whole.
LISTED_UNDER = ("contents", "content")
TOLD_WHOLE = frozenset(
    {
        *(
            "service_at_locations",
            "schedules",
            "regular_schedules",
            "holiday_schedules",
            "cost_options",
            "eligibilitys",
        ),
        *("service_areas", "contacts", "phones", "languages", "service_taxonomys", "attributes", "fundings", "funding"),
    }
)

Open = Callable[[str], bytes]
Told = Callable[[int, int], None]  # how many services have come, of how many


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
            "The feed answered {status}. Ask whoever runs it.",
            code="feed_has_none" if error.code in (404, 405) else "feed_answer",
            status=error.code,
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


def fetch_feed(address: str, open_page: Open = open_address, tell: Told = lambda come, of: None) -> list[bytes]:
    """Fetch all pages of a feed, in order, and each service whole where the pages only name them.

    `tell` hears how many services have come, of how many. A feed that does not give services one by one is taken as its
    pages have it; a service that is listed and not there any more is left out. Raises: FeedRefused.
    """
    pages = fetch_pages(address, open_page)
    told = [_told(page) for page in pages]
    named = list(dict.fromkeys(service["id"] for page in told for service in _only_named(page)))
    if not _gives_one_by_one(address, named, open_page):
        return pages
    if len(named) > MOST_SERVICES:
        raise FeedRefused(
            "The feed has {services} services, and that is too many.", code="feed_too_large", services=len(named)
        )
    whole = dict(zip(named, _fetch_services(address, named, open_page, tell), strict=True))
    return [_with_whole(page, raw, whole) for page, raw in zip(told, pages, strict=True)]


def service_address(address: str, service_id: str) -> str:
    """Where the feed whose list is at `address` tells one service whole."""
    parts = urlsplit(address)
    asked = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in ABOUT_PAGES]
    path = f"{parts.path.rstrip('/')}/{quote(service_id, safe='')}"
    return urlunsplit(parts._replace(path=path, query=urlencode(asked)))


def page_address(address: str, number: int) -> str:
    parts = urlsplit(address)
    asked = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "page"]
    return urlunsplit(parts._replace(query=urlencode([*asked, ("page", number)])))


def _number_of_pages(page: bytes) -> int:
    """How many pages the first one says there are. What is no page counts as one; the reader says what is wrong."""
    told = _told(page)
    number = told.get("total_pages", told.get("totalPages", 1))
    return number if isinstance(number, int) and number > 0 else 1


def _told(page: bytes) -> dict[str, Any]:
    """What a page says. What is no page says nothing here; the reader says what is wrong."""
    try:
        told = json.loads(page)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _list_of(page: dict[str, Any]) -> tuple[str, list[Any]]:
    key = next((key for key in LISTED_UNDER if isinstance(page.get(key), list)), "")
    return key, page[key] if key else []


def _only_named(page: dict[str, Any]) -> list[dict[str, Any]]:
    """The services of a page that tells none of its services whole."""
    services = [one for one in _list_of(page)[1] if isinstance(one, dict) and isinstance(one.get("id"), str)]
    return [] if any(not TOLD_WHOLE.isdisjoint(one) for one in services) else services


def _gives_one_by_one(address: str, named: list[str], open_page: Open) -> bool:
    """Whether one of a few of these services is told at its own address: any may be gone meanwhile."""
    few = dict.fromkeys(named[place * (len(named) - 1) // 4] for place in range(5)) if named else {}
    return any(_open_service(address, service_id, open_page) is not None for service_id in few)


def _open_service(address: str, service_id: str, open_page: Open) -> bytes | None:
    """What stands at the address of one service; None where the feed says that there is none. Raises: FeedRefused."""
    try:
        return open_page(service_address(address, service_id))
    except FeedRefused as refused:
        if refused.code == "feed_has_none":
            return None
        raise


def _fetch_services(address: str, named: list[str], open_page: Open, tell: Told) -> Iterator[dict[str, Any] | None]:
    """Each of these services whole, in this order; None for one that is gone. The first that fails ends it.

    Raises: FeedRefused.
    """
    size, pool = 0, ThreadPoolExecutor(AT_ONCE)
    try:
        answers = pool.map(lambda service_id: _open_service(address, service_id, open_page), named)
        for number, (service_id, answer) in enumerate(zip(named, answers, strict=True), start=1):
            tell(number, len(named))
            if answer is None:
                yield None
                continue
            size += len(answer)
            if size > LARGEST_FEED_BYTES:
                raise FeedRefused("The feed is too large.", code="feed_too_large")
            told = _told(answer)
            if told.get("id") != service_id:
                raise FeedRefused(
                    "Asked for the service {service}, the feed gave something else. Ask whoever runs it.",
                    code="feed_answer",
                    service=service_id,
                )
            yield told
    finally:
        pool.shutdown(cancel_futures=True)


def _with_whole(page: dict[str, Any], raw: bytes, whole: dict[str, dict[str, Any] | None]) -> bytes:
    """The page with each service whole that it only names, those that are gone left out; else as it came."""
    if not _only_named(page):
        return raw
    key, services = _list_of(page)
    told = [_whole_of(one, whole) for one in services]
    return json.dumps(page | {key: [one for one in told if one is not None]}).encode()


def _whole_of(service: Any, whole: dict[str, dict[str, Any] | None]) -> Any:
    return (
        whole.get(service["id"], service)
        if isinstance(service, dict) and isinstance(service.get("id"), str)
        else service
    )
