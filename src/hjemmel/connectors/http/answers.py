"""What an API's answers hold: rows and their values by declared path, and how the pages of a list follow each other."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode, urljoin

from hjemmel.core.declaration.layouts import ApiLayout, ColumnLayout, Paging
from hjemmel.core.selection import Scalar

from ..values import as_text
from .client import Answer, Client, strange

MOST_PAGES: Final = 100_000
_NEXT: Final = re.compile(r"<([^>]*)>\s*;[^,]*\brel=\"?next\"?", re.I)
_NOTHING: Final = object()

Json = Mapping[str, Any]


class Gone(Exception):
    """There is no such list."""


def pages(
    client: Client, layout: ApiLayout, asked: Mapping[str, str], place: str
) -> Iterator[tuple[list[Json], int | None]]:
    """The rows page by page, each with how many there are in all, where the answer says so. Raises Gone."""
    paging, address, read = layout.paging, _address(client, layout, asked), 0
    seen: set[str] = set()
    step = _first(paging)
    for _ in range(MOST_PAGES):
        answer = client.ask("GET", _with(address, step), place)
        if answer.is_gone:
            raise Gone
        told = client.json(answer, place)
        rows = _rows(told, layout, place)
        total = at(told, paging.total) if paging and paging.total else None
        yield rows, total if isinstance(total, int) else None
        read += len(rows)
        address, step = _following(client, paging, address, step, rows, read, answer, told, place)
        if not address:
            return
        here = _with(address, step)
        if here in seen:
            raise strange(place, "its pages go in a circle")
        seen.add(here)
    raise strange(place, "its pages never end")


def at(told: object, path: str | None) -> Any:
    """The value at `a.b.c`; None if it is not there."""
    found = _at(told, path)
    return None if found is _NOTHING else found


def value_of(row: Json, name: str, layout: ColumnLayout | None) -> object:
    """The column's value; what is no single value is told as JSON."""
    found = at(row, path_of(name, layout))
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if isinstance(found, dict | list) else found


def is_there(row: Json, name: str, layout: ColumnLayout | None) -> bool:
    return _at(row, path_of(name, layout)) is not _NOTHING


def path_of(name: str, layout: ColumnLayout | None) -> str:
    return (layout.path if layout else None) or name


def changed(row: Json, values: Mapping[str, Scalar]) -> dict[str, Any]:
    """A copy of the row with the values, by path, put in."""
    whole: dict[str, Any] = copy.deepcopy(dict(row))
    for path, value in values.items():
        *before, last = path.split(".")
        here = whole
        for step in before:
            if not isinstance(here.get(step), dict):
                here[step] = {}
            here = here[step]
        here[last] = value
    return whole


def _at(told: object, path: str | None) -> Any:
    for step in path.split(".") if path else ():
        if not isinstance(told, dict) or step not in told:
            return _NOTHING
        told = told[step]
    return told


def _rows(told: object, layout: ApiLayout, place: str) -> list[Json]:
    rows = at(told, layout.rows)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise strange(place, "there is no list of rows where it should be")
    return rows


def _address(client: Client, layout: ApiLayout, asked: Mapping[str, str]) -> str:
    paging = layout.paging
    query = dict(asked)
    if paging and paging.size_parameter:
        query[paging.size_parameter] = str(paging.size)
    return _with(client.base + layout.list, query)


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}" if query else address


def _first(paging: Paging | None) -> dict[str, str]:
    if paging is None or paging.parameter is None or paging.by not in ("page", "offset"):
        return {}
    return {paging.parameter: str(paging.first if paging.by == "page" else 0)}


def _following(
    client: Client,
    paging: Paging | None,
    address: str,
    step: Mapping[str, str],
    rows: Sequence[Json],
    read: int,
    answer: Answer,
    told: object,
    place: str,
) -> tuple[str, dict[str, str]]:
    """Where the next page is asked for; no address after the last one.

    Pages and offsets end with an empty one: an API may give fewer rows at a time than it is asked for."""
    if paging is None:
        return "", {}
    name = paging.parameter or ""
    match paging.by:
        case "page":
            return (address, {name: str(int(step[name]) + 1)}) if rows else ("", {})
        case "offset":
            return (address, {name: str(read)}) if rows else ("", {})
        case "cursor":
            cursor = as_text(at(told, paging.next))
            return (address, {name: cursor}) if cursor else ("", {})
        case "link":
            link = at(told, paging.next) if paging.next else _link(answer)
            return (client.inside(urljoin(address, str(link)), place), {}) if link else ("", {})


def _link(answer: Answer) -> str | None:
    found = _NEXT.search(", ".join(answer.headers.get_all("Link") or ()))
    return found[1] if found else None
