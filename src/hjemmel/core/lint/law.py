"""The periods against the law: duties to keep, limits, windows for claims, and whether the rule is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..datamap import (
    After,
    AfterFinancialYear,
    DataMap,
    Earliest,
    Later,
    Latest,
    Node,
    OfChildren,
    OfParent,
)
from ..finding import did_you_mean
from ..period import Period
from ..source import Path
from ..statutes import Bound, Statute, find, known_ids
from .bases import laws_of
from .retention import at_line, keep_lines
from .rule import ADVICE, ERROR, WARNING, Breach, rule

A_YEAR = Period(years=1)


def _laws_in_force(laws: tuple[str, ...], today: date) -> Iterator[Statute]:
    return (statute for law in laws if (statute := find(law, today)))


@rule(
    "HJ402", "RET-LAW", ERROR, "bokforingsloven-13-primary",
    title="a period is shorter than the law demands",
    meaning="The law named on the line is a duty to keep for at least so long. A shorter promise cannot be"
    " kept.",
    remedy="write the period of the law, or longer",
)  # fmt: skip
def below_duty(map: DataMap, today: date) -> Iterator[Breach]:
    for at, keep in keep_lines(map):
        for statute in _laws_in_force((keep.law,) if keep.law else (), today):
            if statute.bound is not Bound.AT_LEAST or not statute.period or not keep.period:
                continue
            if keep.period.about_days < statute.period.about_days:
                yield Breach(
                    (*at, "period"),
                    f"{keep.period} is shorter than the {statute.period} of {statute.cite_en}",
                    law=statute.id,
                )


@rule(
    "HJ403", "RET-LAW", ERROR, "bokforingsloven-13-primary",
    title="a duty is counted from the wrong day",
    meaning="The bookkeeping periods run from the end of the financial year. Counted from a voucher's own"
    " date"
    " they end too early.",
    remedy="use an event with first_day_after_financial_year",
)  # fmt: skip
def wrong_anchor(map: DataMap, today: date) -> Iterator[Breach]:
    seen: set[Path] = set()
    for purpose in map.purposes.values():
        for line in purpose.lines:
            statute = find(line.law, today) if line.law else None
            window = line.window
            if statute is None or statute.anchor != "financial_year_end" or not isinstance(window, After):
                continue
            late_enough = (
                window.period
                and statute.period
                and window.period.about_days >= (statute.period.about_days + A_YEAR.about_days)
            )
            if _has_year_end(window.node) or late_enough or at_line(line) in seen:
                continue
            seen.add(at_line(line))
            yield Breach(
                at_line(line),
                f"{statute.cite_en} counts from the financial year, not from {window.event}",
                law=statute.id,
            )


def _has_year_end(node: Node) -> bool:
    match node:
        case AfterFinancialYear():
            return True
        case Later(inner, _) | OfParent(_, inner):
            return _has_year_end(inner)
        case OfChildren():
            return _has_year_end(node.node)
        case Latest(nodes, _) | Earliest(nodes, _):
            return any(_has_year_end(inner) for inner in nodes)
        case _:
            return False


@rule(
    "HJ404", "RET-LAW", ERROR, "gdpr-5-1-e",
    title="a period is longer than the law allows",
    meaning="The law named on the line is a limit. A longer promise announces a breach of it.",
    remedy="write the period of the law, or shorter",
)  # fmt: skip
def above_limit(map: DataMap, today: date) -> Iterator[Breach]:
    for at, keep in keep_lines(map):
        for statute in _laws_in_force((keep.law,) if keep.law else (), today):
            if statute.bound is not Bound.AT_MOST or not statute.period:
                continue
            for part, period in (("period", keep.period), ("extendable_to", keep.extendable_to)):
                if period and period.about_days > statute.period.about_days:
                    yield Breach(
                        (*at, part),
                        f"{period} is longer than the {statute.period} of {statute.cite_en}",
                        law=statute.id,
                    )


@rule(
    "HJ405", "RET-LAW", WARNING, "gdpr-5-1-e",
    title="a period is longer than the claim it is kept for",
    meaning="The law named on the line is the time in which a claim can be made; it gives no reason after"
    " that.",
    remedy="shorten the period, or name the other reason in a line of its own",
)  # fmt: skip
def beyond_window(map: DataMap, today: date) -> Iterator[Breach]:
    for at, keep in keep_lines(map):
        for statute in _laws_in_force((keep.law,) if keep.law else (), today):
            if (
                statute.is_window
                and statute.period
                and keep.period
                and keep.period.about_days > statute.period.about_days
            ):
                yield Breach(
                    (*at, "period"),
                    f"{keep.period} is longer than the {statute.period} of {statute.cite_en}",
                    law=statute.id,
                )


def laws_used(map: DataMap) -> Iterator[tuple[Path, str]]:
    """Every law the declaration names, with its place."""
    for name, purpose in map.declaration.purposes.items():
        at: Path = ("purposes", name)
        for law in laws_of(map.purposes[name]):
            yield (*at, "law"), law
        if purpose.condition:
            yield (*at, "condition"), purpose.condition
        for number, keep in enumerate(purpose.keep if purpose.keep != "use_only" else ()):
            if keep.law:
                yield (*at, "keep", number, "law"), keep.law


@rule(
    "HJ406", "LAW-UNCONFIRMED", ADVICE, "",
    title="something rests on a rule that is not confirmed",
    meaning="The rule's wording, section or period has not been checked at its source. Where it decides"
    " something, a person should look it up.",
    remedy="look the rule up before you publish",
)  # fmt: skip
def unconfirmed_law(map: DataMap, today: date) -> Iterator[Breach]:
    for at, law in laws_used(map):
        statute = find(law, today)
        if statute and not statute.confirmed:
            yield Breach(at, f"{statute.cite_en} is not confirmed", law=law)


@rule(
    "HJ407", "LAW-UNKNOWN", ERROR, "",
    title="a law is unknown or not in force",
    meaning="The id names no statute in the library, or one that does not apply today.",
    remedy="write an id of the library",
)  # fmt: skip
def unknown_law(map: DataMap, today: date) -> Iterator[Breach]:
    for at, law in laws_used(map):
        if law not in known_ids():
            yield Breach(at, f'unknown law "{law}"', did_you_mean(law, known_ids()))
        elif find(law, today) is None:
            yield Breach(at, f'"{law}" is not in force', "name the rule that took its place")


RULES = (
    below_duty, wrong_anchor, above_limit, beyond_window, unconfirmed_law, unknown_law,
)  # fmt: skip
