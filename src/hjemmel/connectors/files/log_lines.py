"""A web server's log as rows that can be written back: common and combined format, or JSON in each line; gzip or not.

Lines that do not change keep their bytes."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO, Final

from hjemmel.core.declaration.layouts import FileLayout
from hjemmel.core.selection import Scalar

from ..sheets import Fault
from ..values import as_text
from .csv_table import Decide, Spoiled

_PLACE: Final = ("file", "line")
"""What a line is found by: the name of the file, and its number in it."""
_COMMON: Final = ("address", "user", "at", "request", "status", "size")
_COMBINED: Final = (*_COMMON, "referer", "agent")
_TEXT: Final = r'"(?P<{}>(?:[^"\\]|\\.)*)"'
_LINE: Final = re.compile(
    r"(?P<address>\S+) \S+ (?P<user>.+?) \[(?P<at>[^\]]+)\] "
    + _TEXT.format("request")
    + r" (?P<status>\d{3}|-) (?P<size>\d+|-)"
    + rf"(?: {_TEXT.format('referer')} {_TEXT.format('agent')})?"
)
_AT: Final = re.compile(r"(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})")
_NUMBERS: Final = frozenset({"status", "size"})
_NOTHING: Final = "-"
_LONGEST: Final = 1 << 20
"""Bytes of one line: more is no log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogForm:
    """How the log is written, found out once."""

    name: str
    columns: tuple[str, ...]
    keys: Mapping[str, str]
    """Of JSON: column and what it is called there."""
    is_json: bool
    is_packed: bool
    is_live: bool
    size: int
    """Bytes of a live file when it was looked at: what comes later is not read."""


def columns_of(layout: FileLayout) -> tuple[str, ...]:
    """Those that every such log has."""
    if layout.log == "json":
        return (*_PLACE, *(name for name in layout.columns if name not in _PLACE))
    return (*_PLACE, *(_COMBINED if layout.log == "combined" else _COMMON))


def form_of(file: BinaryIO, path: Path, name: str, layout: FileLayout) -> LogForm:
    """How this file is written. A key of JSON that nobody declared is a column too, so that it is seen."""
    file.seek(0, 2)
    size = file.tell()
    is_json = layout.log == "json"
    columns = columns_of(layout)
    keys = {
        column: layout.columns[column].heading or column for column in columns if column in layout.columns
    }
    form = LogForm(
        name=name,
        columns=columns,
        keys=keys,
        is_json=is_json,
        is_packed=path.suffix == ".gz",
        is_live=layout.live is not None and name == layout.live,
        size=size,
    )
    if not is_json:
        return form
    more = [key for key in _keys_of_first(file, form) if key not in keys.values()]
    return LogForm(
        name=name,
        columns=(*columns, *more),
        keys={**keys, **{key: key for key in more}},
        is_json=True,
        is_packed=form.is_packed,
        is_live=form.is_live,
        size=size,
    )


def records(file: BinaryIO, form: LogForm) -> Iterator[Sequence[object]]:
    """The lines, streamed. Raises Spoiled."""
    for number, raw in _lines(file, form):
        if raw.strip():
            yield _cells(number, raw, form)


def rewrite(old: BinaryIO, new: BinaryIO, form: LogForm, decide: Decide) -> int:
    """The same file with the lines changed that `decide` changes; how many there were. Raises Spoiled."""
    touched = 0
    with _written(new, form) as out:
        for number, raw in _lines(old, form):
            change = decide(_cells(number, raw, form)) if raw.strip() else {}
            if change is None or change:
                touched += 1
            if change is not None:
                out.write(_changed(raw, change, form) if change else raw)
    return touched


def odd(value: Scalar) -> str | None:
    """Why a value can't stand in a line."""
    text = as_text(value) or _NOTHING
    if any(sign.isspace() or sign in '"\\[]' or not sign.isprintable() for sign in text):
        return "a line of a log can't hold the value"
    return None


def _lines(file: BinaryIO, form: LogForm) -> Iterator[tuple[int, bytes]]:
    file.seek(0)
    number = read = 0
    try:
        with _opened(file, form) as lines:
            while raw := lines.readline(_LONGEST):
                number, read = number + 1, read + len(raw)
                if form.is_live and (read > form.size or not raw.endswith(b"\n")):
                    return
                if len(raw) == _LONGEST and not raw.endswith(b"\n"):
                    raise Spoiled(number, Fault.TOO_LONG)
                yield number, raw
    except (EOFError, gzip.BadGzipFile):
        raise Spoiled(number + 1, Fault.DAMAGED_LETTERS) from None


@contextmanager
def _opened(file: BinaryIO, form: LogForm) -> Iterator[BinaryIO]:
    if not form.is_packed:
        yield file
        return
    with gzip.GzipFile(fileobj=file, mode="rb") as packed:
        yield packed  # type: ignore[misc]


@contextmanager
def _written(file: BinaryIO, form: LogForm) -> Iterator[BinaryIO]:
    if not form.is_packed:
        yield file
        return
    # No name and no time of its own: the same lines are the same file.
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
        yield packed  # type: ignore[misc]


def _cells(number: int, raw: bytes, form: LogForm) -> Sequence[object]:
    text = raw.decode("utf-8", "surrogateescape")
    return form.name, number, *(_json(number, text, form) if form.is_json else _plain(number, text, form))


def _plain(number: int, text: str, form: LogForm) -> Iterator[object]:
    found = _LINE.match(text)
    if found is None or ("agent" in form.columns and found["agent"] is None):
        raise Spoiled(number, Fault.TOO_FEW_CELLS)
    for column in form.columns[len(_PLACE) :]:
        value = found[column]
        if value in (None, "", _NOTHING):
            yield None
        elif column == "at":
            yield _moment(value)
        else:
            yield int(value) if column in _NUMBERS else _clean(value)


def _json(number: int, text: str, form: LogForm) -> Iterator[object]:
    told = _object(number, text)
    if told.keys() - set(form.keys.values()):
        # Nobody has said what it is, and it may be about somebody.
        raise Spoiled(number, Fault.TOO_MANY_CELLS)
    for column in form.columns[len(_PLACE) :]:
        value = told.get(form.keys[column])
        if isinstance(value, str) and _ISO.fullmatch(value):
            yield datetime.fromisoformat(value.replace(",", "."))
        elif isinstance(value, dict | list):
            yield json.dumps(value, ensure_ascii=False)
        else:
            yield None if value == "" else value


def _object(number: int, text: str) -> dict[str, object]:
    try:
        told = json.loads(text)
    except ValueError:
        raise Spoiled(number, Fault.BAD_QUOTES) from None
    if not isinstance(told, dict):
        raise Spoiled(number, Fault.TOO_FEW_CELLS)
    return told


def _keys_of_first(file: BinaryIO, form: LogForm) -> list[str]:
    for number, raw in _lines(file, form):
        if raw.strip():
            try:
                return list(_object(number, raw.decode("utf-8", "surrogateescape")))
            except Spoiled:
                # It is told when the rows are read, with its place.
                return []
    return []


def _changed(raw: bytes, change: Mapping[int, Scalar], form: LogForm) -> bytes:
    text = raw.decode("utf-8", "surrogateescape")
    # Where a line stands is not in it.
    named = {form.columns[at]: value for at, value in change.items() if form.columns[at] not in _PLACE}
    if form.is_json:
        told = json.loads(text)
        told.update({form.keys[column]: value for column, value in named.items()})
        return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"
    found = _LINE.match(text)
    for column in sorted(named, key=lambda one: found.start(one) if found else 0, reverse=True):
        if found is not None:
            put = as_text(named[column]) or _NOTHING
            text = text[: found.start(column)] + put + text[found.end(column) :]
    return text.encode("utf-8", "surrogateescape")


def _moment(text: str) -> object:
    """The moment; the text as it stands where it is none."""
    found = _AT.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return text
    day, _, year, hour, minute, second, sign, hours, minutes = found.groups()
    away = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    try:
        month = _MONTHS.index(found[2]) + 1
        return datetime(
            int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=timezone(away)
        )
    except ValueError:
        return text


def _clean(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
