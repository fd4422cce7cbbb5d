"""PDF for everybody (PDF/UA-1: tagged, with language and title). The same value gives the same bytes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from hjemmel.core.answer.letter import Letter
from hjemmel.core.output.language import Tongue
from hjemmel.core.output.record import Record
from hjemmel.core.output.statement import (
    Block,
    Bullets,
    Details,
    Facts,
    Heading,
    Note,
    Prose,
    Sentence,
    Statement,
    Table,
    runs,
)

FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
"""Carried by Typst itself, so that a PDF looks the same on every machine."""

_HERE = Path(__file__).parent
_CONTROLS = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_MISSING = re.compile(r"could not be displayed")
_KNOWN = re.compile(r"[^\t\n\u0020-\u024f\u0370-\u03ff\u0400-\u045f\u2010-\u2027\u202f-\u203a\u20ac\u2122]")
_NOT_SHOWN = "?"


def statement_pdf(statement: Statement) -> bytes:
    data = {
        "lang": statement.lang,
        "title": f"{statement.title.text} – {statement.organisation}",
        "heading": statement.title.text,
        "author": statement.organisation,
        "footer": f"{statement.name}, {statement.organisation}",
        "lead": _runs(statement.lead),
        "status": _runs(statement.status),
        "sections": [
            {
                "heading": section.heading,
                "margin": [_runs(sentence) for sentence in section.margin],
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in statement.sections
        ],
    }
    return _set("statement.typ", data, statement.valid_from.isoformat())


def letter_pdf(letter: Letter) -> bytes:
    tongue = Tongue(letter.lang)
    data = {
        "lang": letter.lang,
        "title": f"{letter.title.text} – {letter.organisation}",
        "heading": letter.title.text,
        "author": letter.organisation,
        "footer": f"{letter.organisation}, {letter.reference}",
        "sender": list(letter.sender),
        "to": list(letter.to),
        "day": tongue.date(letter.day),
        "reference": f"{tongue.pick('Referanse', 'Reference')}: {letter.reference}",
        "lead": _runs(letter.lead),
        "sections": [
            {"heading": section.heading, "blocks": [_block(block) for block in section.blocks]}
            for section in letter.sections
        ],
    }
    return _set("letter.typ", data, letter.day.isoformat())


def record_pdf(record: Record) -> bytes:
    data = {
        "lang": record.lang,
        "title": f"{record.title} – {record.organisation}",
        "heading": record.title,
        "author": record.organisation,
        "footer": f"{record.title}, {record.organisation}",
        "status": record.status,
        "facts": [{"term": term, "value": value} for term, value in record.facts],
        "tables": [
            {
                "title": table.title,
                "head": ["Felt", "Innhold"] if record.lang == "nb" else ["Field", "Content"],
                "rows": [
                    {
                        "name": row.cells[0],
                        "cells": [
                            [column.title, cell]
                            for column, cell in zip(table.columns[1:], row.cells[1:], strict=True)
                        ],
                    }
                    for row in table.rows
                ],
            }
            for table in record.tables
        ],
    }
    return _set("record.typ", data, record.on.isoformat())


# ---- parts --------------------------------------------------------------------------------------------


def _set(template: str, data: dict[str, Any], day: str) -> bytes:
    """Typeset. PDF/UA refuses text that cannot be shown: a sign that no font has becomes a question mark."""
    data["fonts"] = list(FONTS)
    written = _clean(data, _CONTROLS, "")
    try:
        return _compile(template, written, day)
    except typst.TypstError as error:
        if not _MISSING.search(str(error)):
            raise
        return _compile(template, _clean(written, _KNOWN, _NOT_SHOWN), day)


def _compile(template: str, data: Any, day: str) -> bytes:
    made = datetime.combine(datetime.fromisoformat(day), time(), tzinfo=UTC)
    pdf = typst.compile(
        str(_HERE / template),
        root=str(_HERE),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(made.timestamp()),
        ignore_system_fonts=True,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no single document")
    return pdf


def _clean(value: Any, signs: re.Pattern[str], instead: str) -> Any:
    """The same data with the signs replaced in every text."""
    if isinstance(value, str):
        return signs.sub(instead, value)
    if isinstance(value, dict):
        return {key: _clean(inner, signs, instead) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner, signs, instead) for inner in value]
    return value


def _runs(sentence: Sentence) -> list[dict[str, Any]]:
    return [
        {"text": run.text, "strong": run.strong, "href": "" if run.href.startswith("#") else run.href}
        for run in runs(sentence)
    ]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Prose(sentences):
            return {"kind": "prose", "sentences": [_runs(sentence) for sentence in sentences]}
        case Note(sentences):
            return {"kind": "note", "sentences": [_runs(sentence) for sentence in sentences]}
        case Bullets(items):
            return {"kind": "list", "sentences": [_runs(item) for item in items]}
        case Heading(sentence):
            return {"kind": "heading", "sentence": _runs(sentence)}
        case Facts(facts):
            return {
                "kind": "facts",
                "facts": [{"term": one.term, "value": _runs(one.value)} for one in facts],
            }
        case Details(summary, inner):
            return {"kind": "details", "summary": _runs(summary), "blocks": [_block(one) for one in inner]}
        case Table(caption, columns, rows):
            lines = [[_runs(cell) for cell in row.cells] for row in rows]
            return {"kind": "table", "caption": caption, "columns": list(columns), "rows": lines}
