"""The promises for a reader: each with its verdict, how it is kept and tried, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.ledger.store import LedgerLine
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.plans.store import Judged, KeptPlan, Spell
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.promises import Probe, Promise
from hjemmel.core.promise import Measurement, interval_of, standing
from hjemmel.core.terms import Grade, Verdict
from hjemmel.desk import clock
from hjemmel.desk.probes import how_tried

NOT_JUDGED = Text(nb="Løftet er ikke prøvd ennå.", en="The promise has not been tried yet.")
BY_SWEEP = frozenset({"retention", "coverage", "bases"})
"""Kinds of probe that count data which a sweep takes away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """A plan that waits for approval and takes what breaks a promise."""

    digest: str
    short: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseView:
    id: str
    says: Text
    part: str
    grade: Grade
    verdict: Verdict
    why: Text
    control: Text | None
    tried: Text
    measurement: Measurement | None
    judged_at: datetime | None
    file_line: int
    ledger_line: LedgerLine | None
    laws: tuple[str, ...]
    history: tuple[Spell, ...]
    probe: str
    """The kind of probe: it tells where a breach is mended."""
    mending: Mending | None

    @property
    def is_mended_by_sweep(self) -> bool:
        return self.probe in BY_SWEEP

    @property
    def anchor(self) -> str:
        return self.id.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesView:
    promises: tuple[PromiseView, ...]
    judged_at: datetime | None

    def counts(self) -> dict[Verdict, int]:
        return {verdict: len(self.with_verdict(verdict)) for verdict in Verdict}

    def with_verdict(self, verdict: Verdict) -> tuple[PromiseView, ...]:
        return tuple(promise for promise in self.promises if promise.verdict is verdict)


def promises_of(data_map: DataMap) -> PromisesView:
    """Every promise of the declaration, in its order, judged or not."""
    judged, history = plans.latest(), plans.spells()
    waiting = _waiting(data_map)
    lines: dict[int, LedgerLine | None] = {item.line: None for item in judged.values()}
    for number in lines:
        lines[number] = ledger.line(number)
    views = tuple(
        _view(name, promise, data_map, judged.get(name), lines, history, waiting)
        for name, promise in data_map.declaration.promises.items()
    )
    times = [view.judged_at for view in views if view.judged_at]
    return PromisesView(promises=views, judged_at=max(times) if times else None)


def _view(
    name: str,
    promise: Promise,
    data_map: DataMap,
    judged: Judged | None,
    lines: Mapping[int, LedgerLine | None],
    history: Mapping[str, tuple[Spell, ...]],
    waiting: KeptPlan | None,
) -> PromiseView:
    evidence = standing(judged.evidence, clock.now(), interval_of(promise)) if judged else None
    broken = evidence is not None and evidence.verdict is Verdict.BROKEN
    return PromiseView(
        id=name,
        says=promise.says,
        part=promise.part,
        grade=promise.grade,
        verdict=evidence.verdict if evidence else Verdict.UNKNOWN,
        why=Text(nb=evidence.why_nb or "–", en=evidence.why_en or "–") if evidence else NOT_JUDGED,
        control=promise.control,
        tried=how_tried(promise.probe),
        measurement=evidence.measurement if evidence else None,
        judged_at=judged.at if judged else None,
        file_line=data_map.line("promises", name),
        ledger_line=lines.get(judged.line) if judged else None,
        laws=tuple(_laws(promise, data_map)),
        history=history.get(name, ()),
        probe=promise.probe.kind,
        mending=_mending(promise.probe, data_map, waiting)
        if broken and promise.probe.kind in BY_SWEEP
        else None,
    )


def _laws(promise: Promise, data_map: DataMap) -> Iterator[str]:
    """The statutes that the purposes it rests on name."""
    seen: set[str] = set()
    for place in promise.rests_on:
        head, _, rest = place.partition(".")
        purpose = data_map.declaration.purposes.get(rest.partition(".")[0]) if head == "purposes" else None
        law = purpose.law if purpose else None
        for one in (law,) if isinstance(law, str) else law or ():
            if one not in seen:
                seen.add(one)
                yield one


def _waiting(data_map: DataMap) -> KeptPlan | None:
    """The newest sweep, if it can still be approved. It overtook those before it."""
    kept = plans.newest_sweep()
    if kept is None or kept.approval or kept.plan.made_from.declaration != data_map.digest:
        return None
    return kept


def _mending(probe: Probe, data_map: DataMap, waiting: KeptPlan | None) -> Mending | None:
    purposes = set(getattr(probe, "purposes", ()))
    collections = set(getattr(probe, "collections", ()))
    if purposes and not collections:
        lines = (
            line for name in purposes if name in data_map.purposes for line in data_map.purposes[name].lines
        )
        collections = {line.collection for line in lines}
    if waiting is None:
        return None
    rows = sum(
        action.expected
        for action in waiting.plan.actions
        if not collections or action.rows.collection in collections
    )
    return Mending(digest=waiting.plan.digest, short=waiting.plan.short, rows=rows) if rows else None
