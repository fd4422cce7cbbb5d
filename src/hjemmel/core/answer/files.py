"""The files of a package: each collection as JSON with its JSON Schema (draft 2020-12) and as CSV, and a table of contents.

Names are the declaration's own and stay as they are from answer to answer. Values are as the system holds them: numbers and
truth values as such, days and moments as ISO 8601, decimal numbers as text so that no digit is lost, bytes as base64."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time

from ..datamap import Collection, DataMap
from ..declaration.parts import Text
from ..output.csv_text import BYTE_ORDER_MARK, csv_block
from ..output.language import Tongue
from ..output.vocabulary import BASIS, article
from ..terms import Basis
from .reason import DatumTold, GroundTold, Reason, label
from .told import Told

DRAFT = "https://json-schema.org/draft/2020-12/schema"
FORMAT = 1
"""The number of this layout. A new one gets a new number."""
WHY = "_why"
"""The column of CSV that says which reason of the JSON file is the row's."""


def json_name(collection: str) -> str:
    return f"data/{collection}.json"


def csv_name(collection: str) -> str:
    return f"data/{collection}.csv"


def schema_name(collection: str) -> str:
    return f"schema/{collection}.json"


def portable_columns(data_map: DataMap, collection: Collection) -> tuple[str, ...]:
    """What a person may have given: stable, whatever a single person's rows hold."""
    sources = data_map.declaration.sources
    given = {
        column
        for group in collection.groups
        if any(name in sources and sources[name].kind == "person" for name in group.sources)
        for column in group.columns
    }
    return tuple(column for column in collection.columns if column in given or column in collection.shape.key)


# ---- JSON ------------------------------------------------------------------------------------------------------


def json_head(data_map: DataMap, collection: Collection, lang: str) -> str:
    """The beginning of a collection's file, up to its rows."""
    tongue, system, inner = Tongue(lang), collection.system, collection.name.partition(".")[2]
    head = {
        "$schema": f"../{schema_name(collection.name)}",
        "format": FORMAT,
        "collection": collection.name,
        "title": tongue.text(data_map.declaration.systems[system].collections[inner].title),
        "system": tongue.text(data_map.declaration.systems[system].title),
        "language": lang,
    }
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['


def json_rows(rows: Sequence[object], *, first: bool) -> str:
    """Some rows, with the comma that parts them from those before. One call, for there may be many rows."""
    if not rows:
        return ""
    written = json.dumps(rows, ensure_ascii=False, default=plain)[1:-1]
    return written if first else f",\n{written}"


def json_tail(data_map: DataMap, lang: str, reasons: Iterable[Reason]) -> str:
    told = [_reason(data_map, Tongue(lang), reason) for reason in reasons]
    return f'], "reasons": {json.dumps(told, ensure_ascii=False)}}}\n'


def plain(value: object) -> object:
    """A value that JSON has no word for."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return str(value)


def _reason(data_map: DataMap, tongue: Tongue, reason: Reason) -> Mapping[str, object]:
    return {
        "data": [_datum(data_map, tongue, one) for one in reason.data],
        "left_out": [
            {"columns": list(group.columns), "because": why.value} for group, why in reason.withheld
        ],
    }


def _datum(data_map: DataMap, tongue: Tongue, datum: DatumTold) -> Mapping[str, object]:
    sources = data_map.declaration.sources
    return {
        "columns": list(datum.group.columns),
        "category": tongue.text(label(data_map, datum.group)),
        "state": datum.state.value,
        "until": _day(datum.until),
        "due_since": _day(datum.due_since),
        "restricted": datum.is_restricted,
        "sources": [tongue.text(sources[name].title) for name in datum.group.sources if name in sources],
        "grounds": [_ground(data_map, tongue, one) for one in datum.grounds],
        "holds": [{"title": tongue.text(one.title), "until": _day(one.until)} for one in datum.holds],
    }


def _ground(data_map: DataMap, tongue: Tongue, ground: GroundTold) -> Mapping[str, object]:
    recipients, declared = data_map.declaration.recipients, data_map.purposes[ground.purpose].declared
    return {
        "purpose": ground.purpose,
        "title": tongue.text(ground.title),
        "basis": _basis(tongue, ground.basis),
        "law": ground.law or None,
        "until": _day(ground.until),
        "waits_for": tongue.text(ground.waits) if ground.waits else None,
        "certain": ground.is_sure,
        "recipients": [recipients[name].name for name in declared.recipients if name in recipients],
    }


def _basis(tongue: Tongue, basis: Basis | None) -> str | None:
    return f"{tongue.text(BASIS[basis])}, {article(tongue, basis)}" if basis else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# ---- the schema -------------------------------------------------------------------------------------------------


def schema(
    data_map: DataMap, collection: Collection, lang: str, columns: Sequence[str], *, with_reasons: bool
) -> str:
    """The JSON Schema of the collection's file."""
    tongue = Tongue(lang)
    values = {
        "type": "object",
        "properties": {column: _property(data_map, collection, tongue, column) for column in columns},
        "additionalProperties": False,
    }
    properties: dict[str, object] = {
        "$schema": {"type": "string"},
        "format": {"const": FORMAT},
        "collection": {"const": collection.name},
        "title": {"type": "string"},
        "system": {"type": "string"},
        "language": {"enum": ["nb", "en"]},
        "rows": {"type": "array", "items": _row(values) if with_reasons else values},
        "reasons": {"type": "array", "items": _REASON if with_reasons else False},
    }
    written = {
        "$schema": DRAFT,
        "$id": f"urn:hjemmel:answer:{FORMAT}:{collection.name}",
        "title": collection.name,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _property(data_map: DataMap, collection: Collection, tongue: Tongue, column: str) -> Mapping[str, object]:
    group = collection.group_of(column)
    said = {"description": tongue.text(label(data_map, group))} if group else {}
    return {"type": ["string", "number", "boolean", "null"], **said}


def _row(values: Mapping[str, object]) -> Mapping[str, object]:
    return {
        "type": "object",
        "properties": {"values": values, "why": {"type": "integer", "minimum": 0}},
        "required": ["values", "why"],
        "additionalProperties": False,
    }


def _object(**properties: object) -> Mapping[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_PERHAPS = {"type": ["string", "null"]}
_DAY = {"type": ["string", "null"], "format": "date"}
_GROUND = _object(
    purpose=_TEXT,
    title=_TEXT,
    basis=_PERHAPS,
    law=_PERHAPS,
    until=_DAY,
    waits_for=_PERHAPS,
    certain={"type": "boolean"},
    recipients=_TEXTS,
)
_REASON = _object(
    data={
        "type": "array",
        "items": _object(
            columns=_TEXTS,
            category=_TEXT,
            state={"enum": ["held", "due", "unknown", "not personal"]},
            until=_DAY,
            due_since=_DAY,
            restricted={"type": "boolean"},
            sources=_TEXTS,
            grounds={"type": "array", "items": _GROUND},
            holds={"type": "array", "items": _object(title=_TEXT, until=_DAY)},
        ),
    },
    left_out={
        "type": "array",
        "items": _object(
            columns=_TEXTS, because={"enum": ["somebody_else", "review", "instruction", "role"]}
        ),
    },
)


# ---- CSV and contents --------------------------------------------------------------------------------------------


def csv_head(columns: Sequence[str], *, with_reasons: bool) -> str:
    return BYTE_ORDER_MARK + csv_block([(*columns, WHY) if with_reasons else columns])


def csv_rows(rows: Iterable[Sequence[str]]) -> str:
    return csv_block(rows)


def cells(values: Iterable[object]) -> list[str]:
    """Values as `cell` writes each. Nearly all are texts and whole numbers, and very many."""
    return [str(value) if type(value) is str or type(value) is int else cell(value) for value in values]


def cell(value: object) -> str:
    """A value as a cell of CSV, and on a page."""
    if value is None:
        return ""
    return _TRUTH[value] if isinstance(value, bool) else str(plain(value))


_TRUTH = {True: "true", False: "false"}


def contents(data_map: DataMap, lang: str, right: str, reference: str, told: Told, day: date) -> str:
    """What is in the package and what is not: for whoever reads it by machine."""
    tongue = Tongue(lang)

    def words(texts: Iterable[Text]) -> Iterator[str]:
        return (tongue.text(one) for one in texts)

    listed = {
        "format": FORMAT,
        "controller": data_map.declaration.organisation.name,
        "request": reference,
        "right": right,
        "day": day.isoformat(),
        "declaration": data_map.digest,
        "collections": [
            {
                "collection": one.name,
                "title": tongue.text(one.title),
                "rows": one.rows,
                "files": [json_name(one.name), csv_name(one.name)],
                "schema": schema_name(one.name),
            }
            for one in told.collections
            if one.rows
        ],
        "not_reached": [*words(told.unreached)],
        "by_hand": [*words(told.by_hand)],
        "looked_through_by_hand": [*words(one.title for one in told.keepers if not one.not_possible)],
        "copies": [
            {
                "system": one.system,
                "title": tongue.text(one.title),
                "given": one.copies,
                "kept_back": one.kept_back,
            }
            for one in told.keepers
            if one.copies or one.kept_back
        ],
        "left_out": [
            {
                "collection": one.name,
                "what": tongue.text(left.label),
                "because": left.why.value,
                "rows": left.rows,
            }
            for one, left in told.left_out
        ],
    }
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
