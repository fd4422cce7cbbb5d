"""Reading imports. Writing goes through the services."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from hjemmel.capabilities.imports.models import ExcusedNotice, ImportedFile, RowAside
from hjemmel.core.intake.bought_list import ListTaken
from hjemmel.core.intake.imported import Amiss, Aside, Counts, Stage, Terms, read
from hjemmel.core.revive import revive

_OVER = [stage.value for stage in Stage if stage.is_over]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file as it stands."""

    id: str
    stage: Stage
    uploaded_at: datetime
    drop_on: date
    """The day from which it is dropped, done or not."""
    terms: Terms | None
    counts: Counts
    last_row: int
    """The number of the last row that was gone through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKeptOut:
    """A row that was not taken, by its number in the file, and what is the matter with it."""

    number: int
    amiss: tuple[Amiss, ...]


def file(id: str) -> FileView | None:
    found = ImportedFile.objects.filter(pk=id).first()
    return _view(found) if found else None


def newest(count: int) -> tuple[FileView, ...]:
    return tuple(_view(one) for one in ImportedFile.objects.order_by("-uploaded_at")[:count])


def on_disk() -> frozenset[str]:
    """The files that should lie there."""
    return frozenset(ImportedFile.objects.exclude(stage__in=_OVER).values_list("pk", flat=True))


def past(day: date) -> tuple[str, ...]:
    """The files whose last day has come."""
    there = ImportedFile.objects.exclude(stage__in=_OVER).filter(drop_on__lte=day)
    return tuple(there.values_list("pk", flat=True))


def waiting(id: str, count: int) -> tuple[int, ...]:
    """The numbers of rows that wait for a person, the first first."""
    there = RowAside.objects.filter(file_id=id, why=Aside.ALIKE.value, choice__isnull=True)
    return tuple(there.order_by("number").values_list("number", flat=True)[:count])


def aside(id: str, whys: tuple[Aside, ...], first: int = 0, last: int | None = None) -> dict[int, Aside]:
    """Rows put aside for these reasons, by their numbers, from one and up to another."""
    there = RowAside.objects.filter(file_id=id, why__in=[why.value for why in whys], number__gte=first)
    if last is not None:
        there = there.filter(number__lte=last)
    return {number: Aside(why) for number, why in there.order_by("number").values_list("number", "why")}


def kept_out(id: str, count: int | None = None) -> tuple[RowKeptOut, ...]:
    """The rows that were not taken because something is the matter with them, the first first."""
    there = RowAside.objects.filter(file_id=id, why__in=[Aside.FAULTY.value, Aside.REFUSED.value])
    found = there.order_by("number").values_list("number", "amiss")
    return tuple(RowKeptOut(number=number, amiss=read(amiss)) for number, amiss in found[:count])


def lists() -> tuple[ListTaken, ...]:
    """The receipts of bought lists of which anything was taken."""
    files = (_view(one) for one in ImportedFile.objects.filter(terms__isnull=False).order_by("uploaded_at"))
    return tuple(
        ListTaken(
            bought=one.terms.bought,
            taken_on=one.terms.received_on,
            rows_in=one.counts.rows,
            reserved=one.counts.reserved,
            own_no=one.counts.own_no,
            left_out=one.counts.same
            + one.counts.left_out
            + one.counts.waiting
            + one.counts.faulty
            + one.counts.refused,
            taken=one.counts.taken,
        )
        for one in files
        if one.terms and one.terms.bought and one.counts.taken
    )


def excused() -> frozenset[str]:
    """The persons who need not be told."""
    return frozenset(ExcusedNotice.objects.values_list("pk", flat=True))


def _view(one: ImportedFile) -> FileView:
    return FileView(
        id=one.pk,
        stage=Stage(one.stage),
        uploaded_at=one.uploaded_at,
        drop_on=one.drop_on,
        terms=revive(json.loads(one.terms), Terms) if one.terms else None,
        counts=revive(json.loads(one.counts), Counts),
        last_row=one.last_row,
    )
