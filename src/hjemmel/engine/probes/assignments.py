"""What was done for controllers, judged anew: every file that came, every use, every case, every batch of paper.

Two things tell of it: the steps of Hjemmel's own assignments, and the company's own tables of jobs. Both are counted, and
nothing here asks the rules that let a file in (`core.assignment.lacking`): a probe that did could not find them wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from hjemmel.core.assignments.assignment import (
    Accessed,
    Assignment,
    AssignmentStep,
    Completed,
    Controller,
    Erased,
    Extended,
    FileReceived,
    Held,
    HeldBy,
    Instructed,
    Instruction,
    Matter,
    Released,
    Use,
    WhyLonger,
    Worked,
)
from hjemmel.core.datamap import After, DataMap, Mandate
from hjemmel.core.declaration.on_instruction import ControllerTrace, DeclaredTrace, JobTrace, PaperTrace
from hjemmel.core.declaration.promises import AccessesProbe, AssignmentsProbe, RetentionProbe
from hjemmel.core.moment import local_day, read_day
from hjemmel.core.period import Period
from hjemmel.core.promise import Measurement
from hjemmel.core.sharing.agreement import Clause, KeptAgreement
from hjemmel.core.terms import Basis

from .accesses import accesses
from .ages import retention
from .sight import Sight, covered
from .together import together
from .words import in_en, in_nb

Row = Mapping[str, object]


@dataclass(slots=True)
class _Found:
    """Cases as they are counted."""

    cases: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    breaches: int = 0
    systems: set[str] = field(default_factory=set)

    def case(self, *answers: tuple[str, bool | None]) -> None:
        """One case with each thing it needs: right, wrong, or not known (None)."""
        self.cases += 1
        self.wrong.update(name for name, answer in answers if answer is False)
        self.unknown.update(name for name, answer in answers if answer is None)
        self.breaches += any(answer is False for _, answer in answers)


def assignments(probe: AssignmentsProbe, sight: Sight) -> Measurement:
    """Each file, job, use, case or batch of paper is a case; what of them is asked, the promise says."""
    found = _Found()
    needs = frozenset(probe.needs)
    if needs & _OF_FILES:
        _files(needs, probe, sight, found)
        if not probe.partner:
            _jobs(needs, sight, found)
    if "use" in needs:
        _uses(sight, found)
    if "access" in needs:
        _access(sight, found)
    if "passed_on" in needs:
        _cases(sight, found)
    if "paper" in needs:
        _paper(sight, found)
    seen = _measured(found, sight)
    more = []
    if "access" in needs:
        more.append(accesses(AccessesProbe(kind="accesses", collections=_held(sight)), sight))
    if "paper" in needs:
        places = tuple(one.collection for one in sight.traces(PaperTrace))
        more += [retention(RetentionProbe(kind="retention", collections=places), sight)] if places else []
    whole = together(seen, *(one for one in more if one.cases or one.in_scope))
    return _closed(whole) if probe.closed else whole


def _measured(found: _Found, sight: Sight) -> Measurement:
    return Measurement(
        at=sight.now,
        cases=found.cases,
        breaches=found.breaches,
        unknown=sum(found.unknown.values()),
        in_scope=frozenset(found.systems),
        observed=sight.observed,
        missing_nb=_told(found.unknown, 0),
        missing_en=_told(found.unknown, 1),
        seen_nb=_told(found.wrong, 0) or f"Gått gjennom: {in_nb(found.cases)}. Alt er i orden.",
        seen_en=_told(found.wrong, 1) or f"Gone through: {in_en(found.cases)}. All is in order.",
    )


def _told(counted: Counter[str], tongue: int) -> str:
    return " ".join(
        f"{_WORDS[name][tongue]}: {(in_nb, in_en)[tongue](many)}." for name, many in counted.items()
    )


def _closed(seen: Measurement) -> Measurement:
    return replace(
        seen,
        missing_nb=seen.missing_nb
        or f"Gått gjennom: {in_nb(seen.cases)}, alle i orden. Hva som er gjort uten å bli ført, kan ingen journal vise.",
        missing_en=seen.missing_en
        or f"Gone through: {in_en(seen.cases)}, all in order. What was done without a record, no record can show.",
    )


# ---- files and jobs -------------------------------------------------------------------------------------------

_OF_FILES = frozenset(("instruction", "agreement", "clauses", "declared"))


def _files(needs: frozenset[str], probe: AssignmentsProbe, sight: Sight, found: _Found) -> None:
    for kept in sight.kept.assignments:
        for step in kept.assignment.all(FileReceived):
            instruction = _standing(kept.assignment, step.at)
            if probe.partner and not (instruction and instruction.partner):
                continue
            agreement = _in_force(kept.controller, local_day(step.at, sight.map.zone))
            answers = {
                "instruction": instruction is not None and bool(step.by),
                "agreement": agreement is not None,
                "clauses": agreement is not None and _has_clauses(agreement),
                "declared": instruction is not None and _is_declared(instruction),
            }
            found.case(*((name, answer) for name, answer in answers.items() if name in needs))


def _standing(one: Assignment, at: datetime) -> Instruction | None:
    """The instruction that stood at that moment."""
    before = [step.instruction for step in one.steps if isinstance(step, Instructed) and step.at <= at]
    return before[-1] if before else None


def _in_force(controller: Controller, day: date) -> KeptAgreement | None:
    """Some agreement that was signed by that day and had not ended before it."""
    lasting = [
        one
        for one in controller.agreements
        if one.document.signed <= day and all(end is None or day <= end for end in (one.valid_to, one.ended))
    ]
    return lasting[-1] if lasting else None


def _has_clauses(agreement: KeptAgreement) -> bool:
    return {one.clause for one in agreement.ticked if one.place} == set(Clause)


def _is_declared(instruction: Instruction) -> bool:
    is_whole = bool(instruction.basis) and instruction.informed
    return is_whole and (not instruction.special or bool(instruction.condition))


def _jobs(needs: frozenset[str], sight: Sight, found: _Found) -> None:
    """The jobs in the company's own archive."""
    mandate = sight.map.mandate
    traces = sight.traces(JobTrace)
    if mandate is None or not traces:
        return
    archive = _Archive(mandate, sight)
    for trace in traces:
        found.systems |= {_system(trace.collection), *archive.systems}
        if not {_system(trace.collection), *archive.systems} <= sight.observed:
            continue
        meaning = trace.meaning
        assert isinstance(meaning, JobTrace)
        for row in sight.read(trace.collection, [meaning.received, meaning.instruction]):
            day = archive.day(trace.collection, meaning.received, row[meaning.received])
            instruction = archive.instructions.get(row[meaning.instruction])
            answers = {
                "instruction": archive.was_instructed(instruction, day),
                "agreement": archive.had_agreement(instruction, day),
                "declared": archive.is_declared(instruction),
            }
            found.case(*((name, answer) for name, answer in answers.items() if name in needs))
    if "clauses" in needs and archive.systems <= sight.observed:
        archive.clauses(found)


class _Archive:
    """The company's own instructions and agreements, read once."""

    def __init__(self, mandate: Mandate, sight: Sight) -> None:
        self.mandate, self.sight = mandate, sight
        self.map: DataMap = sight.map
        self.systems = {
            _system(one) for one in (mandate.instructions, mandate.agreements, mandate.controllers)
        }
        self._controller = mandate.instruction_to_controller[0].columns[0]
        self._whose = mandate.agreement_to_controller[0].columns[0]
        self._declared = next(
            (one for one in sight.traces(DeclaredTrace) if one.collection == mandate.instructions), None
        )
        there = self.systems <= sight.observed
        self.instructions: dict[object, Row] = dict(self._read_instructions()) if there else {}
        self.agreements: list[Row] = list(self._read_agreements()) if there else []
        self._by_controller: dict[object, list[Row]] = {}
        for row in self.agreements:
            self._by_controller.setdefault(row[self._whose], []).append(row)

    def _read_instructions(self) -> Iterator[tuple[object, Row]]:
        name = self.mandate.instructions
        (key,) = self.map.collections[name].shape.key
        told = self._declared.meaning if self._declared else None
        more = [told.basis, told.informed] if isinstance(told, DeclaredTrace) else []
        columns = [key, self._controller, self.mandate.instruction.received, *more]
        for row in self.sight.read(name, columns):
            yield row[key], dict(row)

    def _read_agreements(self) -> Iterator[Row]:
        meaning = self.mandate.agreement
        columns = [self._whose, meaning.signed, meaning.valid_to]
        return map(dict, self.sight.read(self.mandate.agreements, columns))

    def day(self, collection: str, column: str, value: object) -> date | None:
        zone = self.map.collections[collection].shape.zone_of(column)
        day = read_day(value, zone, self.map.zone)
        return day if isinstance(day, date) else None

    def was_instructed(self, instruction: Row | None, day: date | None) -> bool | None:
        if instruction is None:
            return False
        received = self.mandate.instruction.received
        came = self.day(self.mandate.instructions, received, instruction[received])
        return None if came is None or day is None else came <= day

    def had_agreement(self, instruction: Row | None, day: date | None) -> bool | None:
        if instruction is None:
            return False
        if day is None:
            return None
        answers = [
            self._covers(row, day) for row in self._by_controller.get(instruction[self._controller], [])
        ]
        return True if True in answers else None if None in answers else False

    def _covers(self, row: Row, day: date) -> bool | None:
        name, meaning = self.mandate.agreements, self.mandate.agreement
        signed = self.day(name, meaning.signed, row[meaning.signed])
        until = self.day(name, meaning.valid_to, row[meaning.valid_to])
        if signed is None or (until is None and row[meaning.valid_to] is not None):
            return None
        return signed <= day and (until is None or day <= until)

    def is_declared(self, instruction: Row | None) -> bool | None:
        if instruction is None:
            return False
        told = self._declared.meaning if self._declared else None
        if not isinstance(told, DeclaredTrace):
            return None
        return bool(str(instruction[told.basis] or "").strip()) and instruction[told.informed] in (True, 1)

    def clauses(self, found: _Found) -> None:
        """Each controller whose agreement is in force today: somebody has read every clause in it."""
        numbers = self._numbers()
        today = local_day(self.sight.now, self.map.zone)
        read = {
            one.orgnr: agreement
            for one in self.sight.kept.controllers
            if (agreement := _in_force(one, today))
        }
        current = {row[self._whose] for row in self.agreements if self._covers(row, today)}
        for controller in sorted(current, key=str):
            agreement = read.get(str(numbers.get(controller, "")))
            found.case(("clauses", None if agreement is None else _has_clauses(agreement)))

    def _numbers(self) -> Mapping[object, object]:
        for trace in self.sight.traces(ControllerTrace):
            meaning = trace.meaning
            if trace.collection == self.mandate.controllers and isinstance(meaning, ControllerTrace):
                (key,) = self.map.collections[trace.collection].shape.key
                rows = self.sight.read(trace.collection, [key, meaning.orgnr])
                return {row[key]: row[meaning.orgnr] for row in rows}
        return {}


def _system(collection: str) -> str:
    return collection.partition(".")[0]


# ---- uses, access, cases, paper -------------------------------------------------------------------------------


def _uses(sight: Sight, found: _Found) -> None:
    """Each time a file was taken out or a step was done, the instruction of that moment let us."""
    for kept in sight.kept.assignments:
        for step in kept.assignment.steps:
            if isinstance(step, Accessed | Worked):
                instruction = _standing(kept.assignment, step.at)
                found.case(("use", instruction is not None and step.use in instruction.uses))


def _access(sight: Sight, found: _Found) -> None:
    """Each time a file was taken out, the job was not closed, and the account worked with the purpose."""
    purposes = _on_instruction(sight.map)
    for kept in sight.kept.assignments:
        for step in kept.assignment.all(Accessed):
            found.case(
                ("closed", _was_open(kept.assignment, step)),
                ("account", _was_granted(step, purposes, sight)),
            )


def _was_open(one: Assignment, step: Accessed) -> bool:
    before = [other for other in one.steps if other.at <= step.at]
    if any(isinstance(other, Erased) for other in before):
        return False
    if not any(isinstance(other, Completed) for other in before):
        return True
    extended = [other for other in before if isinstance(other, Extended)]
    return step.use is Use.QUALITY and any(other.why is WhyLonger.QUALITY for other in extended)


def _was_granted(step: Accessed, purposes: frozenset[str], sight: Sight) -> bool:
    return any(
        grant.account == step.by and grant.stands(step.at, sight.map.zone) and purposes & grant.purposes
        for grant in sight.kept.accesses.grants
    )


def _cases(sight: Sight, found: _Found) -> None:
    """Each request or incident reached the controller by its day; one that waits is judged when that has passed."""
    for kept in sight.kept.assignments:
        for one in kept.assignment.cases:
            name = "incident" if one.matter is Matter.INCIDENT else "request"
            if one.passed_on_at is None and (sight.now <= one.due_at or one.left_in_time()):
                if one.is_unfetched(sight.now):
                    # It left in time, and nothing shows that anybody has it.
                    found.cases += 1
                    found.unknown["unfetched"] += 1
                continue
            found.case((name, (one.passed_on_at or sight.now) <= one.due_at))


def _paper(sight: Sight, found: _Found) -> None:
    """Each batch that is gone has a certificate, and each that stands somewhere has a place and is not too old."""
    terms = _terms(sight.map)
    today = local_day(sight.now, sight.map.zone)
    for kept in sight.kept.assignments:
        due = terms.due(kept.assignment) if terms else None
        is_held = _hold(kept.assignment.steps) is not None
        for batch in kept.assignment.paper:
            if batch.destroyed_at:
                found.case(("certificate", bool(batch.certificate.strip())))
            else:
                found.case(("paper", bool(batch.place) and (due is None or is_held or today <= due)))
    for trace in sight.traces(PaperTrace):
        found.systems.add(_system(trace.collection))
        meaning = trace.meaning
        if _system(trace.collection) not in sight.observed or not isinstance(meaning, PaperTrace):
            continue
        for row in sight.read(trace.collection, [column for _, column in meaning.columns()]):
            certificate = str(row[meaning.certificate] or "").strip() if meaning.certificate else ""
            if row[meaning.destroyed] is not None:
                # With no column for it, nothing here shows whether there is one: it may lie in a binder.
                found.case(("certificate", bool(certificate)) if meaning.certificate else ("no_column", None))
            elif row[meaning.place]:
                found.case(("paper", True))
            else:
                found.case(("no_day", None) if certificate else ("paper", False))


# ---- how long -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """The days of an assignment, counted here by themselves."""

    keep: Period
    stop: Period
    backups: Period
    zone: str

    def completed(self, one: Assignment) -> date | None:
        days = [local_day(step.at, self.zone) for step in one.steps if isinstance(step, Completed)]
        return days[0] if days else None

    def due(self, one: Assignment) -> date | None:
        done = self.completed(one)
        if done is None:
            return None
        extended = [step.until for step in one.steps if isinstance(step, Extended) and step.approver]
        return max([done + self.keep, *extended])


def _terms(data_map: DataMap) -> _Terms | None:
    windows = [
        line.window
        for name in _on_instruction(data_map)
        for line in data_map.purposes[name].lines
        if isinstance(line.window, After) and line.window.period
    ]
    if not windows:
        return None
    keep = min((one.period for one in windows if one.period), key=_days)
    stops = [one.stop for one in windows if one.stop]
    return _Terms(
        keep=keep,
        stop=min((one.period for one in stops), key=_days, default=keep),
        backups=max((one.backups for one in stops), key=_days, default=Period()),
        zone=data_map.zone,
    )


def _days(period: Period) -> float:
    return period.about_days


def _on_instruction(data_map: DataMap) -> frozenset[str]:
    return frozenset(
        name for name, purpose in data_map.purposes.items() if Basis.INSTRUCTION in purpose.basis.values()
    )


def _held(sight: Sight) -> tuple[str, ...]:
    groups = covered(sight.map, _on_instruction(sight.map), ())
    return tuple(dict.fromkeys(group.collection for group in groups))


def _hold(steps: tuple[AssignmentStep, ...]) -> Held | None:
    held: Held | None = None
    for step in steps:
        if isinstance(step, Held):
            held = step
        elif isinstance(step, Released):
            held = None
    return held


def with_assignments(seen: Measurement, probe: RetentionProbe, sight: Sight) -> Measurement:
    """The assignments too, where the promise is about what is kept on a controller's instruction: none is past its day, and
    none past the hard stop on other ground than the statement tells of."""
    terms = _terms(sight.map)
    if terms is None or not set(probe.purposes) & _on_instruction(sight.map):
        return seen
    found, today = _Found(), local_day(sight.now, sight.map.zone)
    for kept in sight.kept.assignments:
        one = kept.assignment
        due, done, hold = terms.due(one), terms.completed(one), _hold(one.steps)
        if due is None or done is None:
            continue
        is_here = bool(_left(one))
        is_over = today + terms.backups > done + terms.stop
        unnamed = (
            hold is not None and hold.held_by is HeldBy.INSTRUCTION and "instruction" not in probe.past_stop
        )
        found.case(
            ("overdue", not is_here or hold is not None or today <= due),
            ("beyond", not (is_here and is_over and unnamed)),
        )
    return together(seen, _measured(found, sight)) if found.cases else seen


def _left(one: Assignment) -> list[Any]:
    is_erased = any(isinstance(step, Erased) for step in one.steps)
    files: list[Any] = [] if is_erased else [step for step in one.steps if isinstance(step, FileReceived)]
    return [*files, *(batch for batch in one.paper if batch.destroyed_at is None)]


_WORDS: Mapping[str, tuple[str, str]] = {
    "instruction": ("Uten instruks fra oppdragsgiveren", "Without an instruction of the controller"),
    "agreement": ("Uten avtale som gjaldt den dagen", "Without an agreement in force that day"),
    "clauses": (
        "Avtaler der ikke alle punktene loven krever, er lest",
        "Agreements in which not every clause that the law asks for was read",
    ),
    "declared": (
        "Uten at oppdragsgiveren har bekreftet grunnlag og informasjon",
        "Without the controller having confirmed basis and information",
    ),
    "use": ("Brukt til noe annet enn instruksen sier", "Used for something else than the instruction says"),
    "closed": ("Tatt ut etter at jobben var avsluttet", "Taken out after the job had ended"),
    "account": ("Tatt ut av en konto uten tilgang", "Taken out by an account without access"),
    "request": ("Henvendelser ikke gitt videre i tide", "Requests not passed on in time"),
    "unfetched": ("Saker ingen har hentet", "Cases that nobody has fetched"),
    "incident": ("Sikkerhetsbrudd ikke gitt videre i tide", "Breaches of security not passed on in time"),
    "certificate": ("Papirbunker uten makuleringsbevis", "Batches of paper without a shredding certificate"),
    "no_column": (
        "Makulerte papirbunker der ingen kolonne viser makuleringsbeviset",
        "Shredded batches of paper whose certificate no column shows",
    ),
    "no_day": (
        "Papirbunker med makuleringsbevis, uten dagen de ble makulert",
        "Batches of paper with a shredding certificate and without the day they were shredded",
    ),
    "paper": (
        "Papirbunker uten plass eller over fristen",
        "Batches of paper without a place or past their day",
    ),
    "overdue": ("Oppdrag over fristen", "Assignments past their day"),
    "beyond": (
        "Oppdrag som holdes forbi siste frist av en grunn erklæringen ikke nevner",
        "Assignments held past the hard stop on a ground that the statement does not name",
    ),
}
"""What is wrong, or not known, before its number."""
