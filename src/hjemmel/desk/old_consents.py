"""Consents from before, read from a file with their evidence. Looking takes nothing; taking is a deed of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from hjemmel.capabilities.facts.services import record
from hjemmel.capabilities.ledger.services import note
from hjemmel.connectors.sheets import Sheet, open_sheet
from hjemmel.core.facts import ConsentGiven
from hjemmel.core.intake.old_consents import (
    NEEDED,
    Column,
    Finding,
    OldConsent,
    Wrong,
    columns_of,
    read,
    settle,
)
from hjemmel.desk import clock
from hjemmel.desk.house import house
from hjemmel.engine.house import House
from hjemmel.engine.permission import subjects
from hjemmel.engine.ports import Actor


class NoSuchColumns(ValueError):
    """The file lacks columns that are needed. `names` says which."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a file of old consents comes to."""

    rows: int
    good: int
    findings: tuple[Finding, ...]


def look(file: BinaryIO, actor: Actor) -> Looked:
    """What would be taken, and what is wrong with the other rows. That people were looked up is noted; who, is not.

    Raises Unreadable, NoSuchColumns, NothingPublished, Unreachable."""
    looked, _ = _gone_through(file, house(actor))
    note("consents-looked-through", actor, {"rows": looked.rows, "good": looked.good}, clock.now())
    return looked


def take(file: BinaryIO, actor: Actor) -> Looked:
    """Let the consents of the good rows stand. Taken again, nothing is changed. Raises as `look` does."""
    looked, consents = _gone_through(file, house(actor))
    record(consents, actor, clock.now())
    return looked


def _gone_through(file: BinaryIO, company: House) -> tuple[Looked, tuple[ConsentGiven, ...]]:
    sheet, count = open_sheet(file), 0
    told: list[OldConsent] = []
    findings: list[Finding] = []
    for one in _read(sheet, company):
        count += 1
        if isinstance(one, OldConsent):
            told.append(one)
        else:
            findings += one
    persons = subjects(company, [one.identity for one in told])
    settled = settle(zip(told, persons, strict=True), company.facts.read())
    everything = sorted([*findings, *settled.findings], key=lambda finding: finding.row)
    looked = Looked(rows=count, good=len(settled.consents), findings=tuple(everything))
    return looked, settled.consents


def _read(sheet: Sheet, company: House) -> Iterator[OldConsent | tuple[Finding, ...]]:
    columns = columns_of(sheet.headers)
    if lacking := [column.value for column in NEEDED if column not in columns]:
        raise NoSuchColumns(lacking)
    texts = [columns[column] for column in (Column.IDENTITY, Column.PROOF, Column.WORDING)]
    for row in sheet.rows(texts):
        if row.findings:
            yield (Finding(row=row.number, wrong=Wrong.SPOILED),)
            continue
        cells = {column: row.cells[number].strip() for column, number in columns.items()}
        yield read(row.number, cells, company.map, clock.now())
