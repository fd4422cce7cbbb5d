"""The statement as data: each sentence with the declaration line it comes from, its anchor and its promise."""

from __future__ import annotations

import json
from typing import Any

from .statement import (
    Block,
    Bullets,
    Details,
    Facts,
    Heading,
    Note,
    Prose,
    Section,
    Sentence,
    Statement,
    Table,
)


def statement_json(statement: Statement) -> str:
    return json.dumps(as_data(statement), ensure_ascii=False, indent=2) + "\n"


def as_data(statement: Statement) -> dict[str, Any]:
    return {
        "lang": statement.lang,
        "name": statement.name,
        "organisation": statement.organisation,
        "version": statement.version,
        "valid_from": statement.valid_from.isoformat(),
        "declaration": statement.digest,
        "title": _sentence(statement.title),
        "lead": _sentence(statement.lead),
        "status": _sentence(statement.status),
        "sections": [_section(section) for section in statement.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "part": section.part,
        "heading": section.heading,
        "margin": [_sentence(sentence) for sentence in section.margin],
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Prose(sentences):
            return {"kind": "prose", "sentences": [_sentence(sentence) for sentence in sentences]}
        case Note(sentences):
            return {"kind": "note", "sentences": [_sentence(sentence) for sentence in sentences]}
        case Bullets(items):
            return {"kind": "list", "sentences": [_sentence(item) for item in items]}
        case Heading(sentence):
            return {"kind": "heading", "sentence": _sentence(sentence)}
        case Facts(facts):
            return {
                "kind": "facts",
                "facts": [{"term": fact.term, "value": _sentence(fact.value)} for fact in facts],
            }
        case Details(summary, inner):
            return {
                "kind": "details",
                "summary": _sentence(summary),
                "blocks": [_block(one) for one in inner],
            }
        case Table(caption, columns, rows):
            cells = [
                {"line": row.line, "anchor": row.anchor, "cells": [_sentence(cell) for cell in row.cells]}
                for row in rows
            ]
            return {"kind": "table", "caption": caption, "columns": list(columns), "rows": cells}


def _sentence(sentence: Sentence) -> dict[str, Any]:
    data: dict[str, Any] = {"text": sentence.text, "line": sentence.line, "anchor": sentence.anchor}
    if sentence.promise:
        data["promise"] = sentence.promise
    if sentence.strong:
        data["strong"] = sentence.strong
    if sentence.link:
        data["link"] = {"label": sentence.link.label, "href": sentence.link.href}
    if sentence.more:
        data["more"] = {"label": sentence.more.label, "href": sentence.more.href}
    return data
