"""When we process for others: instruction, agreement, help and the end (Art. 28, 29, 30(2), 33(2))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap, Purpose
from ..declaration.company import SubProcessing
from ..terms import Role, WhenDue
from .recipients import LETTERS, is_processor
from .rule import ERROR, WARNING, Breach, rule


def instructed(map: DataMap) -> list[Purpose]:
    """The purposes of others that we carry out."""
    return [purpose for purpose in map.purposes.values() if purpose.declared.role is Role.PROCESSOR]


def _ours(map: DataMap) -> SubProcessing | None:
    return map.declaration.sub_processing if instructed(map) else None


@rule(
    "HJ501", "PROC-TERMS", ERROR, "gdpr-30-2",
    title="we process for others, and on which terms is not declared",
    meaning="A processor keeps a record of its own and works on the terms of Art. 28(3); nothing states"
    " them.",
    remedy="add sub_processing: with sub_processors, clauses, forward_requests_within and at_end",
)  # fmt: skip
def no_terms(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.sub_processing is None:
        for purpose in instructed(map)[:1]:
            yield Breach(
                ("purposes", purpose.name, "role"),
                f'purpose "{purpose.name}" is a processor\'s, and no terms are declared',
            )


@rule(
    "HJ502", "DPA-CLAUSES", ERROR, "gdpr-28-3",
    title="our own processor agreements lack clauses",
    meaning="The agreement with the controller must say what letters (a) to (h) of Art. 28(3) list.",
    remedy="write clauses: [a, b, c, d, e, f, g, h] when the agreements have them",
)  # fmt: skip
def own_clauses(map: DataMap, today: date) -> Iterator[Breach]:
    ours = _ours(map)
    missing = [letter for letter in LETTERS if ours and letter not in ours.clauses]
    if missing:
        yield Breach(
            ("sub_processing", "clauses"), f"our agreements with controllers lack ({'), ('.join(missing)})"
        )


@rule(
    "HJ503", "PROC-BREACH", ERROR, "gdpr-33-2",
    title="when the controller hears of a breach is not said",
    meaning="A processor tells the controller of a breach without undue delay after becoming aware of it.",
    remedy="add sub_processing.incident_notice_within_hours, for instance 24",
)  # fmt: skip
def breach_untold(map: DataMap, today: date) -> Iterator[Breach]:
    ours, breach = _ours(map), map.declaration.breach
    if ours and ours.incident_notice_within_hours is None and not (breach and breach.controller_within_hours):
        yield Breach(("sub_processing",), "when controllers hear of a breach is not said")


@rule(
    "HJ504", "PROC-MANDATE", ERROR, "gdpr-29",
    title="nothing on record says on whose instruction we process",
    meaning="Data of a controller are held only while an agreement and a documented instruction are in force."
    " No collection says where these are.",
    remedy="add meaning: agreement and meaning: instruction to the collections that record them",
)  # fmt: skip
def no_mandate(map: DataMap, today: date) -> Iterator[Breach]:
    if map.mandate is None:
        for purpose in instructed(map):
            if purpose.lines:
                yield Breach(
                    ("purposes", purpose.name),
                    f'nothing on record proves the instruction behind "{purpose.name}"',
                )


@rule(
    "HJ505", "NEVER-CLAIM", ERROR, "gdpr-28-2",
    title="sub-processors are denied, and there are some",
    meaning="A company that runs a system with the controller's data, or gets them as processor, is a"
    " sub-processor, host and backup included.",
    remedy="write sub_processors: listed, or move the data to systems you run yourselves",
)  # fmt: skip
def denied_sub_processor(map: DataMap, today: date) -> Iterator[Breach]:
    ours = _ours(map)
    if ours is None or ours.sub_processors != "none":
        return
    for purpose in instructed(map):
        for number, name in enumerate(purpose.declared.recipients):
            if is_processor(map.declaration.recipients[name]):
                yield Breach(
                    ("purposes", purpose.name, "recipients", number),
                    f'"{name}" is a sub-processor, and there are to be none',
                )
        for system in sorted({line.collection.partition(".")[0] for line in purpose.lines}):
            runner = map.declaration.systems[system].run_by
            if runner:
                yield Breach(
                    ("systems", system, "run_by"),
                    f'"{runner}" runs "{system}", which holds controllers\' data',
                )


@rule(
    "HJ506", "PROC-HELP", WARNING, "gdpr-28-3",
    title="how fast requests go to the controller is not said",
    meaning="A processor helps the controller to answer the persons. A request that waits here costs the"
    " controller's deadline.",
    remedy="add forward_requests_within: 1 day",
)  # fmt: skip
def requests_wait(map: DataMap, today: date) -> Iterator[Breach]:
    ours = _ours(map)
    if ours and ours.forward_requests_within is None:
        yield Breach(("sub_processing",), "how fast requests go to the controller is not said")


@rule(
    "HJ507", "PROC-END", ERROR, "gdpr-28-3-g",
    title="what happens to controllers' data at the end is not said",
    meaning="At the end a processor erases or returns all data, as the controller chooses.",
    remedy="add at_end: controller_chooses",
)  # fmt: skip
def end_unsaid(map: DataMap, today: date) -> Iterator[Breach]:
    ours = _ours(map)
    if ours and ours.at_end is None:
        yield Breach(("sub_processing",), "what happens to controllers' data at the end is not said")


@rule(
    "HJ508", "RETURN-TO-NOBODY", ERROR, "gdpr-28-3-g",
    title="data are to be returned, and there is no controller to return them to",
    meaning="Only data that are held on a controller's instruction can go back to the controller.",
    remedy="write when_due: erase or overwrite",
)  # fmt: skip
def returned_to_nobody(map: DataMap, today: date) -> Iterator[Breach]:
    others = {line.collection for purpose in instructed(map) for line in purpose.lines}
    for full, collection in map.collections.items():
        if collection.when_due is WhenDue.RETURN and full not in others:
            system, _, name = full.partition(".")
            yield Breach(
                ("systems", system, "collections", name, "when_due"), f"{full} holds no controller's data"
            )


RULES = (
    no_terms, own_clauses, breach_untold, no_mandate, denied_sub_processor, requests_wait, end_unsaid,
    returned_to_nobody,
)  # fmt: skip
