"""The deeds of imports. Each is one ledger line of counts, names of the declaration, and the file's random name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from hjemmel.capabilities.imports.models import ExcusedNotice, ImportedFile, RowAside
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.intake.imported import Amiss, Aside, Choice, Counts, Stage, Terms, written
from hjemmel.core.intake.notice import Excuse
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.plan import plain
from hjemmel.core.revive import revive
from hjemmel.engine.ports import Actor, Plain


class NotNow(RuntimeError):
    """The file has come further, or is gone: somebody else is working on it. Look again."""


def receive(id: str, digest: str, drop_on: date, actor: Actor, at: datetime) -> None:
    """A file was put on disk, to be removed on this day at the latest."""
    with deed("import-received", actor, {"import": id}, at):
        ImportedFile.objects.create(
            id=id,
            digest=digest,
            uploaded_at=at,
            drop_on=drop_on,
            stage=Stage.READ.value,
            counts=canonical(plain(Counts())),
        )


def decide_terms(id: str, terms: Terms, actor: Actor, at: datetime) -> None:
    """What its columns hold, and where its rows come from. Raises NotNow if that has been decided."""
    told: dict[str, Plain] = {
        "import": id,
        "source": terms.source,
        "channel": terms.channel,
        "bought": terms.bought is not None,
    }
    with deed("import-decided", actor, told, at):
        file = _locked(id, Stage.READ)
        file.stage, file.terms = Stage.TAKING.value, canonical(plain(terms))
        file.save()


def set_aside_many(id: str, rows: Mapping[int, Aside], actor: Actor, at: datetime) -> None:
    """These rows will not be taken, whatever comes: found before any row was."""
    with deed("import-washed", actor, {"import": id, "rows": len(rows)}, at):
        RowAside.objects.bulk_create(
            (RowAside(file_id=id, number=number, why=why.value) for number, why in rows.items()),
            batch_size=500,
        )


def go_on(
    id: str,
    after: int,
    last: int,
    counts: Counts,
    rows: Mapping[int, Aside],
    amiss: Mapping[int, Sequence[Amiss]],
    actor: Actor,
    at: datetime,
) -> None:
    """The rows after one number and up to another have been gone through, in the transaction that took them. `amiss`: what
    kept rows out.

    Raises NotNow if somebody else went through them: then nothing of this stands."""
    told: dict[str, Plain] = {"import": id, "rows": counts.rows, "taken": counts.taken}
    with deed("import-went-on", actor, told, at):
        file = _locked(id, Stage.TAKING)
        if file.last_row != after:
            raise NotNow(id)
        RowAside.objects.bulk_create(
            (
                RowAside(file_id=id, number=number, why=why.value, amiss=written(amiss.get(number, ())))
                for number, why in rows.items()
            ),
            batch_size=500,
        )
        file.last_row, file.counts = last, canonical(plain(_sum(_counts(file), counts)))
        file.save()


def gone_through(id: str, actor: Actor, at: datetime) -> None:
    """There are no more rows. The file is done, or waits for a person to decide about some."""
    with deed("import-gone-through", actor, {"import": id}, at):
        file = _locked(id, Stage.TAKING)
        waits = _counts(file).waiting
        file.stage = Stage.WAITING.value if waits else Stage.DONE.value
        file.ended_at = None if waits else at
        file.save()


def choose(id: str, number: int, choice: Choice, warned: int, actor: Actor, at: datetime) -> None:
    """What a person says of one row that waits. The last one ends the import. Raises NotNow if it does not wait."""
    with deed("import-chosen", actor, {"import": id, "choice": choice.value}, at):
        file = _locked(id, Stage.WAITING)
        waiting = RowAside.objects.filter(file=file, why=Aside.ALIKE.value, choice__isnull=True)
        if not waiting.filter(number=number).update(choice=choice.value):
            raise NotNow(id)
        counts = _counts(file)
        found = {
            Choice.SAME: replace(counts, same=counts.same + 1),
            Choice.NEW: replace(counts, taken=counts.taken + 1, warned=counts.warned + warned),
            Choice.OUT: replace(counts, left_out=counts.left_out + 1),
        }[choice]
        _keep(file, replace(found, waiting=counts.waiting - 1), at)


def leave_out_the_rest(id: str, actor: Actor, at: datetime) -> None:
    """None of the rows that still wait are taken. That ends the import."""
    with deed("import-rest-left-out", actor, {"import": id}, at):
        file = _locked(id, Stage.WAITING)
        RowAside.objects.filter(file=file, why=Aside.ALIKE.value, choice__isnull=True).update(
            choice=Choice.OUT.value
        )
        counts = _counts(file)
        _keep(file, replace(counts, waiting=0, left_out=counts.left_out + counts.waiting), at)


def drop(id: str, actor: Actor, at: datetime) -> None:
    """No more of it is taken. What was taken stays. Raises NotNow if it is over."""
    with deed("import-dropped", actor, {"import": id}, at):
        file = ImportedFile.objects.select_for_update().filter(pk=id).first()
        if file is None or Stage(file.stage).is_over:
            raise NotNow(id)
        file.stage, file.ended_at = Stage.DROPPED.value, at
        file.save()


def excuse(person: str, ground: Excuse, actor: Actor, at: datetime) -> None:
    """This person need not be told. A later word takes the place of an earlier."""
    with deed("notice-excused", actor, {"article": ground.article}, at) as line:
        ExcusedNotice.objects.update_or_create(
            pk=person, defaults={"excuse": ground.value, "at": at, "line": line.seq}
        )


def _locked(id: str, stage: Stage) -> ImportedFile:
    file = ImportedFile.objects.select_for_update().filter(pk=id, stage=stage.value).first()
    if file is None:
        raise NotNow(id)
    return file


def _keep(file: ImportedFile, counts: Counts, at: datetime) -> None:
    file.counts = canonical(plain(counts))
    if not counts.waiting:
        file.stage, file.ended_at = Stage.DONE.value, at
    file.save()


def _counts(file: ImportedFile) -> Counts:
    return revive(json.loads(file.counts), Counts)


def _sum(one: Counts, more: Counts) -> Counts:
    names = Counts.__dataclass_fields__
    return Counts(**{name: getattr(one, name) + getattr(more, name) for name in names})
