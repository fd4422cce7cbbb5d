"""Makes the package that a person is given: a ZIP file with the letter, a page to read, and all data as JSON and CSV.

Written row by row: what is in hand does not grow with what a person has. Nothing is written to a disk in clear text."""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import IO

from hjemmel.core.answer import files
from hjemmel.core.answer.copies import CopyKind, file_name
from hjemmel.core.answer.letter import Case, Letter
from hjemmel.core.answer.letters import letter
from hjemmel.core.answer.outcome import Access, Choice, Given, Portability
from hjemmel.core.answer.page import SHOWN, Preview, page
from hjemmel.core.answer.reason import Reason, label
from hjemmel.core.answer.told import KeeperSays, Told, told
from hjemmel.core.datamap import Collection, DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.output.language import Tongue, capital
from hjemmel.core.rights.right import Right
from hjemmel.press.pdf import letter_pdf

from .their_rows import TheirRows, ToldRow
from .vault.stream import Sealing, new_key, opened

COMPRESSION = 3
"""Of zlib: half as big as none at all, at a fraction of the time of the best."""
READ_AT_ONCE = 1 << 20
_OWNER_ONLY = 0o600 << 16


Numbered = tuple[ToldRow, int]
"""A row with its reason, and the number of the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGiven:
    """A copy that a keeper sent, as it is put into the package. Its parts are opened as they are written."""

    system: str
    kind: CopyKind
    parts: Iterator[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What the answer says besides the rows."""

    given: tuple[Given, ...] = ()
    choices: tuple[Choice, ...] = ()
    by_hand: tuple[Text, ...] = ()
    """Systems and archives that a person looks through."""
    keepers: tuple[KeeperSays, ...] = ()
    """What those who keep systems that no program reads have answered."""
    copies: tuple[CopyGiven, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What went into a package."""

    told: Told
    letter: Letter = field(repr=False)
    files: tuple[str, ...]


def write_package(sink: IO[bytes], theirs: TheirRows, right: Right, case: Case, besides: Besides) -> Made:
    """Write the ZIP file. A system that stops answering on the way is named in the letter, with what it gave."""
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        return _Writing(archive, theirs, right, case, besides).write()


@dataclass(slots=True)
class _Counted:
    """The reasons of one collection by the number that rows name them by."""

    reasons: list[Reason] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)

    def numbered(self, batch: Sequence[ToldRow]) -> list[Numbered]:
        """The rows of which something is given, each with the number of its reason. All are counted."""
        times = Counter(id(reason) for _, reason in batch)
        for reason in {id(reason): reason for _, reason in batch}.values():
            if id(reason) not in self.numbers:
                self.numbers[id(reason)] = len(self.reasons)
                self.reasons.append(reason)
                self.rows.append(0)
            self.rows[self.numbers[id(reason)]] += times[id(reason)]
        return [(one, self.numbers[id(one[1])]) for one in batch if one[1].shown]


@dataclass(slots=True)
class _Writing:
    archive: zipfile.ZipFile
    theirs: TheirRows
    right: Right
    case: Case
    besides: Besides
    counts: dict[str, tuple[tuple[Reason, int], ...]] = field(default_factory=dict)
    previews: dict[str, Preview] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    @property
    def map(self) -> DataMap:
        return self.theirs.map

    @property
    def has_reasons(self) -> bool:
        return self.right is not Right.PORTABILITY

    def write(self) -> Made:
        for collection in self.theirs.collections():
            self._collection(collection)
        self._copies()
        unreached = sorted({*self.theirs.unreached, *self.theirs.broken})
        found = told(self.map, self.counts, unreached, self.besides.by_hand, self.besides.keepers)
        made = letter(self.map, self.case, self._outcome(found))
        previews = [self.previews[name] for name in self.map.collections if name in self.previews]
        contents = files.contents(
            self.map, self.case.lang, self.right.value, self.case.reference, found, self.case.day
        )
        self._put("contents.json", contents.encode())
        self._put("letter.pdf", letter_pdf(made))
        listed = (*self.names, "index.html")
        self._put("index.html", page(made, previews, self.names).encode("utf-8", "backslashreplace"))
        return Made(told=found, letter=made, files=listed)

    def _outcome(self, found: Told) -> Access | Portability:
        if self.right is Right.PORTABILITY:
            return Portability(told=found)
        return Access(told=found, given=self.besides.given, choices=self.besides.choices)

    def _copies(self) -> None:
        numbers: Counter[str] = Counter()
        for copy in self.besides.copies:
            numbers[copy.system] += 1
            self._put_parts(file_name(copy.system, numbers[copy.system], copy.kind), copy.parts)

    # ---- one collection

    def _collection(self, collection: Collection) -> None:
        """Its rows are read once. They go into the JSON file as they come, and sealed aside for the CSV file, for an
        archive takes one file at a time."""
        counted = _Counted()
        batches = filter(None, map(counted.numbered, self.theirs.batches(collection)))
        first = next(batches, None)
        if first is not None:
            self._files(collection, chain([first], batches), counted)
        self.counts[collection.name] = tuple(zip(counted.reasons, counted.rows, strict=True))

    def _files(self, collection: Collection, batches: Iterable[list[Numbered]], counted: _Counted) -> None:
        columns = self._columns(collection)
        shown: list[Sequence[str]] = []
        with tempfile.TemporaryFile() as aside:
            key = new_key()
            csv = Sealing(aside, key, collection.name)
            csv.write(files.csv_head(columns, with_reasons=self.has_reasons).encode())
            with self.archive.open(self._entry(files.json_name(collection.name)), "w") as into:
                into.write(files.json_head(self.map, collection, self.case.lang).encode())
                is_first = True
                for kept in batches:
                    rows, cells = self._rows(kept), self._cells(columns, kept)
                    into.write(_utf8(files.json_rows(rows, first=is_first)))
                    csv.write(_utf8(files.csv_rows(cells)))
                    shown += cells[: max(0, SHOWN - len(shown))]
                    is_first = is_first and not rows
                reasons = counted.reasons if self.has_reasons else ()
                into.write(_utf8(files.json_tail(self.map, self.case.lang, reasons)))
            csv.close()
            aside.seek(0)
            self._put_parts(
                files.csv_name(collection.name),
                opened(iter(lambda: aside.read(READ_AT_ONCE), b""), key, collection.name),
            )
        schema = files.schema(self.map, collection, self.case.lang, columns, with_reasons=self.has_reasons)
        self._put(files.schema_name(collection.name), schema.encode())
        total = sum(rows for reason, rows in zip(counted.reasons, counted.rows, strict=True) if reason.shown)
        self.previews[collection.name] = self._preview(collection, columns, shown, total)

    def _rows(self, kept: Iterable[Numbered]) -> list[object]:
        """The rows as JSON has them."""
        values = (
            (row if len(reason.shown) == len(row) else {name: row[name] for name in reason.shown}, number)
            for (row, reason), number in kept
        )
        if not self.has_reasons:
            return [row for row, _ in values]
        return [{"values": row, "why": number} for row, number in values]

    def _cells(self, columns: Sequence[str], kept: Iterable[Numbered]) -> list[Sequence[str]]:
        """The rows as CSV has them."""
        cells, has_reasons = files.cells, self.has_reasons
        found: list[Sequence[str]] = []
        for (row, reason), number in kept:
            if len(reason.shown) == len(columns):
                line = cells([row[column] for column in columns])
            else:
                line = cells([row[column] if column in reason.shown else None for column in columns])
            if has_reasons:
                line.append(str(number))
            found.append(line)
        return found

    def _columns(self, collection: Collection) -> tuple[str, ...]:
        return collection.columns if self.has_reasons else files.portable_columns(self.map, collection)

    def _preview(
        self, collection: Collection, columns: Sequence[str], shown: Sequence[Sequence[str]], total: int
    ) -> Preview:
        inner = collection.name.partition(".")[2]
        tongue = Tongue(self.case.lang)
        declared = self.map.declaration.systems[collection.system]
        return Preview(
            title=f"{capital(tongue.text(declared.collections[inner].title))}, {tongue.text(declared.title)}",
            columns=tuple(_heading(self.map, collection, tongue, column) for column in columns),
            rows=tuple(tuple(cells[: len(columns)]) for cells in shown),
            total=total,
            files=(files.csv_name(collection.name), files.json_name(collection.name)),
        )

    # ---- the archive

    def _entry(self, name: str) -> zipfile.ZipInfo:
        """Dated with the letter's day: the file tells nothing of the machine that made it."""
        self.names.append(name)
        day = self.case.day
        entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _OWNER_ONLY
        return entry

    def _put(self, name: str, content: bytes) -> None:
        self._put_parts(name, (content,))

    def _put_parts(self, name: str, parts: Iterable[bytes]) -> None:
        with self.archive.open(self._entry(name), "w") as into:
            for part in parts:
                into.write(part)


def _utf8(text: str) -> bytes:
    # Half a surrogate pair may stand in a system; an encoding error would carry the text in its report.
    return text.encode("utf-8", "backslashreplace")


def _heading(data_map: DataMap, collection: Collection, tongue: Tongue, column: str) -> str:
    group = collection.group_of(column)
    if group is None or not group.is_personal:
        return column
    return f"{capital(tongue.text(label(data_map, group)))} ({column})"
