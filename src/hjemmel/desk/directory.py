"""The one door through which files for directory enquiries are made: what each subscriber has chosen, and what is to be taken out.

A file is written out of sight, put on record, and only then given its name: killed anywhere, the same command goes on from
there. What is on record has been given, or may have been. Files hold what has changed; `whole` makes one that holds all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from hjemmel.capabilities.agreements import store as agreements
from hjemmel.capabilities.disclosures import services, store
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import Listing
from hjemmel.core.moment import local_day
from hjemmel.core.output.csv_text import csv_lines
from hjemmel.core.permission.reasons import Reason
from hjemmel.core.sharing.agreement import is_agreed
from hjemmel.core.sharing.directory import (
    HEADINGS,
    Feed,
    FeedRow,
    GivenFeed,
    Left,
    Sealer,
    against,
    categories_of,
    cells,
    changes,
    columns_of,
    entries_to,
    ground_of,
    recipients,
)
from hjemmel.desk import clock
from hjemmel.desk.disclosures import has_right_to_approve
from hjemmel.desk.house import house
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.desk.who_got import words_for
from hjemmel.engine.directory import Reading, given_elsewhere
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.masterfile import OWNER_ONLY

NEWEST: Final = 20
LEFT: Mapping[Left, Text] = {
    Left.NOT_CHOSEN: Text(nb="har ikke valgt", en="have not chosen"),
    Left.SECRET: Text(nb="har valgt hemmelig nummer", en="have chosen a secret number"),
    Left.ENDED: Text(nb="har avsluttet abonnementet", en="have ended the subscription"),
    Left.EMPTY: Text(nb="har ikke noe nummer", en="have no number"),
    Left.RESTRICTED: Text(
        nb="har begrenset behandling, eller har sagt nei", en="are restricted, or have said no"
    ),
    Left.NO_GROUND: Text(nb="har vi ingen hjemmel til å gi", en="may be given on no ground"),
    Left.NOT_READ: Text(nb="kan vi ikke lese hva som gjelder for", en="can't be told what holds for"),
}
"""Why some are given to nobody. Each stands after a number of listings."""


class NotGiven(PermissionError):
    """Something stands against any file to the recipient. `why` says what."""

    def __init__(self, why: tuple[Reason, ...]) -> None:
        super().__init__("; ".join(one.en for one in why))
        self.why = why


class NeedsApprover(PermissionError):
    """A whole file is made by somebody with the right to approve, in their own name."""


class Busy(RuntimeError):
    """Somebody else makes a file in the same folder just now, or has made one since this was begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What a file holds, or would hold, in numbers."""

    listed: int
    removed: int
    waiting: int
    """Listings that tell more than before, and wait for somebody with the right to approve."""
    left: Mapping[Left, int]

    @property
    def is_empty(self) -> bool:
        return not (self.listed or self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of it: the file's number and name, or None where there was nothing to give."""

    sums: Sums
    given: GivenFeed | None
    file: Path | None = None
    put_in_place: GivenFeed | None = None
    """An earlier file that was on record and had not got its name: it has it now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A recipient of listings, for a reader."""

    key: str
    recipient: Text
    against: tuple[Reason, ...]
    categories: tuple[Text, ...]
    """What kinds of data a file holds."""
    given: tuple[GivenFeed, ...]


# ---- seeing ------------------------------------------------------------------------------------------------


def has_directory() -> bool:
    """Whether the company gives listings to anybody. Raises NothingPublished."""
    return bool(recipients(published().map))


def views() -> tuple[FeedView, ...]:
    """Everybody who is given listings. Raises NothingPublished."""
    data_map = published().map
    return tuple(
        FeedView(
            key=name,
            recipient=words_for(data_map, name),
            against=_against(data_map, name),
            categories=tuple(
                data_map.declaration.categories[one].title for one in categories_of(data_map, name)
            ),
            given=store.feeds(name, NEWEST),
        )
        for name in recipients(data_map)
    )


def look(recipient: str, actor: Actor) -> Sums:
    """What the next file would hold. Nothing is written. Raises NotGiven, Failure or a VaultFault."""
    company = _company(recipient, actor)
    writing = _Writing(company, recipient, actor, whole=False, approved=has_right_to_approve(actor))
    for _ in writing.lines():
        pass
    return writing.sums


# ---- making ------------------------------------------------------------------------------------------------


def put_in(folder: Path, recipient: str, actor: Actor, *, whole: bool = False) -> Made:
    """Write the recipient's next file into the folder, under a name with its number; nothing, where nothing has changed.

    Whoever may not approve takes out, and gives less; what is more waits. Raises NotGiven, NeedsApprover, Busy, OSError,
    Failure or a VaultFault."""
    company = _company(recipient, actor)
    with _alone_in(folder):
        part = folder / f".{recipient}.part"
        before = _finished(folder, recipient, part)
        writing = _writing(company, recipient, actor, whole)
        with _private(part) as file:
            digest = _written(file, writing.lines())
        if writing.sums.is_empty:
            part.unlink()
            return Made(sums=writing.sums, given=None, put_in_place=before)
        given = writing.give(digest)
        name = folder / name_of(given)
        os.replace(part, name)
        _settle(folder)
        return Made(sums=writing.sums, given=given, file=name, put_in_place=before)


def hand_out(recipient: str, actor: Actor, *, whole: bool = False) -> tuple[Made, BinaryIO]:
    """The same as an open file without a name, which is gone when it is closed: for whoever takes it along at once."""
    company = _company(recipient, actor)
    writing = _writing(company, recipient, actor, whole)
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        digest = _written(file, writing.lines())
        given = None if writing.sums.is_empty else writing.give(digest)
        file.seek(0)
        stack.pop_all()
        return Made(sums=writing.sums, given=given), file


def name_of(given: GivenFeed) -> str:
    """What its file is called: whose it is, which in the row, and whether it is whole."""
    return f"{given.feed.recipient}-{given.number:06}{'-whole' if given.feed.is_whole else ''}.csv"


# ---- inside ------------------------------------------------------------------------------------------------


def _company(recipient: str, actor: Actor) -> House:
    company = house(actor)
    if why := _against(company.map, recipient):
        raise NotGiven(why)
    return company


def _against(data_map: DataMap, recipient: str) -> tuple[Reason, ...]:
    declared = data_map.declaration.recipients.get(recipient)
    kept = next((one for one in agreements.kept() if one.recipient == recipient), None)
    today = local_day(clock.now(), data_map.zone)
    agreed = declared is not None and is_agreed(declared.agreement, kept, today)
    return against(data_map, recipient, is_agreed=agreed)


def _writing(company: House, recipient: str, actor: Actor, whole: bool) -> _Writing:
    approved = has_right_to_approve(actor)
    if whole and not approved:
        raise NeedsApprover
    return _Writing(company, recipient, actor, whole=whole, approved=approved)


class _Writing:
    """One file on its way: its lines, and what is kept of them. The first file to a recipient is whole."""

    def __init__(self, company: House, recipient: str, actor: Actor, *, whole: bool, approved: bool) -> None:
        self.company, self.recipient, self.actor, self.approved = company, recipient, actor, approved
        self.number = len(store.feeds(recipient)) + 1
        self.whole = whole or (self.number == 1 and approved)
        self.columns = columns_of(company.map, recipient)
        self.reading = Reading(company, recipient)
        self.rows: list[FeedRow] = []
        self.waiting = 0

    def lines(self) -> Iterator[str]:
        """The file, line by line."""
        yield from csv_lines(self._cells())

    def _cells(self) -> Iterator[Sequence[str]]:
        yield (*HEADINGS, *self.columns)
        for row in self._changes():
            if (row.tells_more or self.number == 1) and not self.approved:
                self.waiting += 1
                continue
            yield cells(row, self.columns)
            self.rows.append(_kept(row))

    def _changes(self) -> Iterator[FeedRow]:
        had = {one.row: one for one in store.had(self.recipient)}
        # What a table of the company's own tells was sent, before files were made here.
        before = {one.row: one for one in given_elsewhere(self.company, self.recipient)} | had
        sealer = Sealer(marker(self.actor).key, self.recipient)
        return changes(before, self.reading.listed(), sealer, whole=self.whole)

    @property
    def sums(self) -> Sums:
        removed = sum(row.level is Listing.SECRET for row in self.rows)
        return Sums(
            listed=len(self.rows) - removed,
            removed=removed,
            waiting=self.waiting,
            left=dict(self.reading.left),
        )

    def give(self, digest: str) -> GivenFeed:
        """Put it on record. Raises Busy if somebody else has made a file since."""
        data_map, now = self.company.map, clock.now()
        purpose = entries_to(data_map, self.recipient)[0][1].purpose
        ground = ground_of(data_map, purpose)
        assert ground is not None
        feed = Feed(
            recipient=self.recipient,
            purpose=purpose,
            ground=ground,
            categories=categories_of(data_map, self.recipient),
            digest=digest,
            is_whole=self.whole,
        )
        try:
            services.give_feed(feed, self.number, self.rows, self.actor, now)
        except services.Overtaken:
            raise Busy from None
        return store.feeds(self.recipient, 1)[0]


def _kept(row: FeedRow) -> FeedRow:
    """The row without what stands in it."""
    return FeedRow(
        row=row.row,
        person=row.person,
        reference=row.reference,
        level=row.level,
        mark=row.mark,
        tells_more=row.tells_more,
    )


def _finished(folder: Path, recipient: str, part: Path) -> GivenFeed | None:
    """A file that was put on record as the process died, before it got its name: it gets it now. Any other rest goes."""
    if not part.exists():
        return None
    newest = store.feeds(recipient, 1)
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if newest and newest[0].feed.digest == digest and not (folder / name_of(newest[0])).exists():
        os.replace(part, folder / name_of(newest[0]))
        _settle(folder)
        return newest[0]
    part.unlink()
    return None


def _written(file: BinaryIO, lines: Iterable[str]) -> str:
    """The digest of what was written, and is on disk."""
    digest = hashlib.sha256()
    for line in lines:
        data = line.encode()
        digest.update(data)
        file.write(data)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest()


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that only this account reads."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "wb") as file:
        yield file


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Nobody else makes a file in the folder meanwhile; the lock goes with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".hjemmel-feed.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield


def _settle(folder: Path) -> None:
    """The name is on disk, too."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
