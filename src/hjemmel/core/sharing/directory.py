"""What goes to directory enquiries: of each listing no more than was chosen, and in each file only what has changed.

Pure. A file names persons; what is kept of it does not: a row is known by its key, its values by a keyed mark, and the
recipient knows it by a reference that tells nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from ..datamap import DataMap, Trace
from ..declaration.inside import Entry, ListingTrace
from ..facts import About, Listing, ListingChosen
from ..permission.reasons import Reason
from ..permission.sharing import listed
from ..statutes import is_third_country
from ..terms import Basis
from ..terms import DisclosureGround as Ground
from .disclosure_reasons import (
    GETS_NO_LISTINGS,
    NEITHER_LAW_NOR_CONSENT,
    NO_AGREEMENT,
    NO_LAW,
    NO_TRANSFER,
    NOT_OF_THE_PURPOSE,
    ONLY_WITH_CONSENT,
    UNKNOWN_RECIPIENT,
)

TELLS: Mapping[Listing, int] = {Listing.SECRET: 0, Listing.PARTLY: 1, Listing.LISTED: 2}
"""How much each tells."""
REMOVED = "removed"
"""What a file says of a listing that is to be taken out."""
HEADINGS = ("reference", "listing")
"""Before the columns of the entry."""


class Left(Enum):
    """Why a listing is given to nobody."""

    NOT_CHOSEN = "not_chosen"
    SECRET = "secret"
    ENDED = "ended"
    EMPTY = "empty"
    """Nothing stands there that could be given."""
    RESTRICTED = "restricted"
    NO_GROUND = "no_ground"
    NOT_READ = "not_read"
    """The word or the day that stands there can't be understood, or nobody knows whether the data may be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A listing as directory enquiries may have it today."""

    row: About
    person: About
    """Whoever is listed."""
    level: Listing
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Had:
    """What the recipient was last given of a listing. `mark` stands for the values."""

    row: About
    person: About
    level: Listing
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """One row of a file: what stands in it besides the row's key, and what is kept of it."""

    row: About
    person: About
    reference: str
    level: Listing
    """SECRET: it is taken out."""
    mark: str
    tells_more: bool
    """Something is given that the recipient has not. What tells less needs nobody's yes."""
    values: Mapping[str, str] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A file for one recipient, without what stands in it."""

    recipient: str
    purpose: str
    ground: Ground
    categories: tuple[str, ...]
    digest: str
    is_whole: bool
    """Everything the recipient may have stands in it; what does not is to be taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFeed:
    """A file that was made. Its number counts the recipient's files, so that the recipient sees whether one is missing."""

    number: int
    feed: Feed
    listed: int
    removed: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentListing:
    """What directory enquiries were last given of a listing in a file from here. No name and no number."""

    about: About
    level: Listing
    at: datetime


# ---- who may be given it -----------------------------------------------------------------------------------


def entries_to(data_map: DataMap, recipient: str) -> tuple[tuple[Trace, Entry], ...]:
    """The collections whose listings the recipient is given."""
    return tuple((trace, entry) for trace, entry in _entries(data_map) if recipient in entry.to)


def recipients(data_map: DataMap) -> tuple[str, ...]:
    """Everybody who is given listings."""
    return tuple(dict.fromkeys(name for _, entry in _entries(data_map) for name in entry.to))


def has_listings(data_map: DataMap) -> bool:
    """Whether anybody here can choose how to be listed."""
    return any(isinstance(trace.meaning, ListingTrace) for trace in data_map.traces)


def _entries(data_map: DataMap) -> Iterator[tuple[Trace, Entry]]:
    for trace in data_map.traces:
        if isinstance(trace.meaning, ListingTrace) and trace.meaning.entry:
            yield trace, trace.meaning.entry


def ground_of(data_map: DataMap, purpose: str) -> Ground | None:
    """Why it is given: a law, or each person's own yes. No other basis of a purpose is enough."""
    found = set(data_map.purposes[purpose].basis.values())
    if found == {Basis.LEGAL_OBLIGATION}:
        return Ground.LAW
    return Ground.CONSENT if found == {Basis.CONSENT} else None


def against(data_map: DataMap, recipient: str, *, is_agreed: bool) -> tuple[Reason, ...]:
    """What stands against any file to this recipient."""
    declared = data_map.declaration.recipients.get(recipient)
    entries = entries_to(data_map, recipient)
    if declared is None:
        return (UNKNOWN_RECIPIENT,)
    if not entries:
        return (GETS_NO_LISTINGS,)
    found = [] if is_agreed else [NO_AGREEMENT]
    if is_third_country(declared.country) and declared.transfer is None:
        found.append(NO_TRANSFER)
    for purpose in dict.fromkeys(entry.purpose for _, entry in entries):
        ground = ground_of(data_map, purpose)
        if recipient not in data_map.declaration.purposes[purpose].recipients:
            found.append(NOT_OF_THE_PURPOSE)
        if ground is None:
            found.append(NEITHER_LAW_NOR_CONSENT)
        if ground is Ground.LAW and not data_map.purposes[purpose].declared.law:
            found.append(NO_LAW)
        if declared.only_with_consent and ground is not Ground.CONSENT:
            found.append(ONLY_WITH_CONSENT)
    return tuple(dict.fromkeys(found))


# ---- what may be given -------------------------------------------------------------------------------------


def level_of(
    meaning: ListingTrace, word: str, told: Sequence[ListingChosen], row: About, at: datetime
) -> tuple[Listing, frozenset[str]] | Left:
    """How much may be given and which columns, by the word on the row and what was told to Hjemmel: of the two, only what
    both allow. Without any choice: nothing."""
    assert meaning.entry is not None
    every, part = frozenset((*meaning.entry.own, *meaning.entry.person)), frozenset(meaning.entry.partly)
    said = [listed(told, row, every, at, part)] if told else []
    if word:
        known = meaning.choices.get(word, word)
        if known not in _WORDS:
            return Left.NOT_READ
        said.append({Listing.SECRET: frozenset[str](), Listing.PARTLY: part}.get(_WORDS[known], every))
    if not said:
        return Left.NOT_CHOSEN
    columns = frozenset.intersection(*said)
    if not columns:
        return Left.SECRET
    return (Listing.LISTED if columns == every else Listing.PARTLY), columns


_WORDS = {one.value: one for one in Listing}


# ---- what goes into a file ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sealer:
    """Makes references and marks. Nobody can tell from them whose they are, or try values out, without the key."""

    key: bytes
    recipient: str

    def reference(self, row: About) -> str:
        """The same for a listing in all files to the recipient, and another one with every other recipient."""
        return self._made("reference", 16, row.collection, *map(str, row.key))

    def mark(self, level: Listing, values: Mapping[str, str]) -> str:
        return self._made(
            "values", 32, level.value, *(part for pair in sorted(values.items()) for part in pair)
        )

    def _made(self, use: str, size: int, *parts: str) -> str:
        text = "\0".join(f"{len(part)}:{part}" for part in ("directory", use, self.recipient, *parts))
        return hashlib.blake2b(text.encode(), key=self.key, digest_size=size).hexdigest()


def changes(
    before: Mapping[About, Had], today: Iterable[Listed], sealer: Sealer, *, whole: bool
) -> Iterator[FeedRow]:
    """The rows of the next file: what is new or another than before, and at the end what is to be taken out.

    `whole`: everything that may be given, whatever the recipient has."""
    standing: set[About] = set()
    for one in today:
        standing.add(one.row)
        had, mark = before.get(one.row), sealer.mark(one.level, one.values)
        if had is not None and had.mark == mark and not whole:
            continue
        yield FeedRow(
            row=one.row,
            person=one.person,
            reference=sealer.reference(one.row),
            level=one.level,
            mark=mark,
            tells_more=had is None or TELLS[one.level] >= TELLS[had.level],
            values=one.values,
        )
    for row, had in before.items():
        if row not in standing and had.level is not Listing.SECRET:
            yield FeedRow(
                row=row,
                person=had.person,
                reference=sealer.reference(row),
                level=Listing.SECRET,
                mark=sealer.mark(Listing.SECRET, {}),
                tells_more=False,
            )


def columns_of(data_map: DataMap, recipient: str) -> tuple[str, ...]:
    """The columns of a file, in order, after its first two."""
    entries = (entry for _, entry in entries_to(data_map, recipient))
    return tuple(dict.fromkeys(column for entry in entries for column in (*entry.own, *entry.person)))


def categories_of(data_map: DataMap, recipient: str) -> tuple[str, ...]:
    """What kinds of data the recipient is given."""
    found: list[str] = []
    for trace, entry in entries_to(data_map, recipient):
        above = next(
            hop.parent for hop in data_map.collections[trace.collection].hops if hop.columns == (entry.of,)
        )
        for name, columns in ((trace.collection, entry.own), (above, entry.person)):
            found += [
                group.category
                for group in data_map.collections[name].groups
                if set(group.columns) & set(columns) and group.is_personal
            ]
    return tuple(dict.fromkeys(found))


def cells(row: FeedRow, columns: Sequence[str]) -> tuple[str, ...]:
    """A row as it stands in the file. What is taken out is named by its reference alone."""
    word = REMOVED if row.level is Listing.SECRET else row.level.value
    return (row.reference, word, *(row.values.get(column, "") for column in columns))
