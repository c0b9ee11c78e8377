from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import FileRefused, NotAllowed, RowError
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.texts import check_fits
from commonpurse.kernel.words import Words
from commonpurse.parties.directory.access import can_import_services
from commonpurse.parties.directory.keeping import (
    BATCH,
    OWN,
    digest_of,
    fill_service,
    keep_locations,
    keep_organisations,
    keep_parts,
    keep_words,
)
from commonpurse.parties.directory.models import Feed, Service
from commonpurse.parties.directory.records import Finding, ReadFeed, ReadService
from commonpurse.parties.directory.rules import FeedRefused, check_removals, joined, ours_stands
from commonpurse.parties.partners.models import Member

# What of a service's row an import may change.
CHANGING = [
    *OWN,
    *("organisation", "needs", "areas", "feed_changed_at", "assured_by", "put_right_at"),
    *("changed_at", "last_checked_at", "digest", "gone_at"),
]


@dataclass(frozen=True)
class ImportResult:
    """What became of a feed's services. `kept_ours`: put right here since the feed was written, and left so."""

    feed: Feed
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    back: int = 0
    gone: int = 0
    kept_ours: int = 0
    warnings: list[Finding] = field(default_factory=list)


def set_feed_address(*, by: Member, name: str, address: str, now: datetime) -> Feed:
    """Say from which address a feed is fetched; empty: it comes as a file. Raises: FeedRefused, TextTooLong."""
    if not can_import_services(by):
        raise NotAllowed
    wanted = address.strip()
    if wanted and not wanted.startswith("https://"):
        raise FeedRefused("The address of a feed begins with https.", code="feed_address", field="address")
    check_fits(Feed, address=wanted)
    with transaction.atomic():
        feed = _feed(by, name, now)
        feed.address = wanted
        feed.save(update_fields=["address"])
        record_event("feed_address_set", by=by.id, subject_type="feed", subject_id=feed.id, now=now)
        return feed


def import_services(
    *, by: Member, feed_name: str, read: ReadFeed, now: datetime, most_may_go: bool = False
) -> ImportResult:
    """Take what a feed says: the whole of it, or nothing where one record is wrong.

    A service that the feed lists no more is kept and marked gone, and back when it is listed again; only a feed that
    was read whole takes anything away. What a member put right stays until the feed was assured on a later day.
    Raises: FileRefused with every error, FeedRefused (`most_gone`).
    """
    if not can_import_services(by):
        raise NotAllowed
    if read.errors:
        raise FileRefused(
            Words.counted(
                "One thing is wrong with it. Nothing was taken.",
                "{number} things are wrong with it. Nothing was taken.",
                len(read.errors),
            ),
            [RowError(one.row, joined((one.where, one.field)) or None, one.reason) for one in read.errors],
        )
    with transaction.atomic():
        feed = _feed(by, feed_name, now)
        known = {one.outside_id: one for one in Service.objects.select_for_update(no_key=True).filter(feed=feed)}
        lost = [one for one in known.values() if one.gone_at is None and one.outside_id not in read.services]
        gone = lost if read.is_whole else []
        check_removals(sum(one.gone_at is None for one in known.values()), len(gone), is_meant=most_may_go)
        result = _take(feed, known, gone, read, now)
        record_event(
            "services_imported",
            by=by.id,
            subject_type="feed",
            subject_id=feed.id,
            now=now,
            **{name: getattr(result, name) for name in ("added", "updated", "unchanged", "back", "gone", "kept_ours")},
        )
        return result


def _feed(by: Member, name: str, now: datetime) -> Feed:
    """The feed of this name, locked: two imports of one feed wait for each other."""
    clean = " ".join(name.split())
    if not clean:
        raise FeedRefused("Give the feed a name.", code="feed_name", field="feed")
    check_fits(Feed, name=clean)
    Feed.objects.bulk_create([Feed(name=clean, added_by=by, added_at=now)], ignore_conflicts=True)
    return Feed.objects.select_for_update(no_key=True).get(name=clean)


def _take(feed: Feed, known: dict[str, Service], gone: list[Service], read: ReadFeed, now: datetime) -> ImportResult:
    organisations = keep_organisations(feed, read.organisations.values())
    locations = keep_locations(feed, read.locations.values())
    new: list[tuple[Service, ReadService]] = []
    changed: list[tuple[Service, ReadService]] = []
    back: list[Service] = []
    ours: list[Service] = []
    unchanged = 0
    for outside_id, said in read.services.items():
        digest, row = digest_of(said, read), known.get(outside_id)
        if row is None:
            row = Service(id=new_id(), feed=feed, outside_id=outside_id, added_at=now)
            new.append((row, said))
        elif row.gone_at is None and row.digest == digest:
            unchanged += 1
            continue
        elif row.gone_at is not None:
            back.append(row)
        if (
            row.digest != digest
            and row.put_right_at
            and row.assured_on
            and ours_stands(row.assured_on, said.assured_on)
        ):
            ours.append(row)
        elif row.digest != digest:
            fill_service(row, said, organisations)
            row.changed_at = now
            if outside_id in known:
                changed.append((row, said))
        row.digest, row.last_checked_at, row.gone_at = digest, now, None
    for row in gone:
        row.gone_at = now
    Service.objects.bulk_create([row for row, _ in new], batch_size=BATCH)
    touched = {row.id: row for row in [*(row for row, _ in changed), *back, *ours, *gone]}
    Service.objects.bulk_create(
        touched.values(), batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=CHANGING
    )
    keep_parts([*new, *changed], locations, now)
    keep_words([*(row.id for row, _ in new), *touched])
    if read.services:
        _note_checked(feed, read, now)
    were_gone = {row.id for row in back}
    return ImportResult(
        feed=feed,
        added=len(new),
        updated=len(changed) - len(were_gone & {row.id for row, _ in changed}),
        unchanged=unchanged,
        back=len(back),
        gone=len(gone),
        kept_ours=len(ours) - len(were_gone & {row.id for row in ours}),
        warnings=read.warnings,
    )


def _note_checked(feed: Feed, read: ReadFeed, now: datetime) -> None:
    """Write down that the feed was read, and that these services stood in it."""
    feed.last_checked_at = now
    feed.save(update_fields=["last_checked_at"])
    there = Service.objects.filter(feed=feed, gone_at=None)
    if read.is_whole:
        there.update(last_checked_at=now)
        return
    ids = list(read.services)
    for start in range(0, len(ids), BATCH):
        there.filter(outside_id__in=ids[start : start + BATCH]).update(last_checked_at=now)
