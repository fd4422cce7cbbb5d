"""How long data are kept: every datum has a line, and the lines agree with the law and with each other (Art. 5(1)(e))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ..datamap import (
    After,
    AfterFinancialYear,
    DataMap,
    Earliest,
    Later,
    Latest,
    Line,
    Node,
    OfChildren,
    OfParent,
)
from ..declaration.purposes import FactLine, KeepLine
from ..finding import did_you_mean
from ..period import Period
from ..source import Path
from ..statutes import Bound, Statute, find, known_ids
from ..terms import NO_CATEGORY, NO_PERSON, Mode, WhenDue
from .bases import laws_of
from .rule import ADVICE, ERROR, WARNING, Breach, rule

VERY_LONG = Period(years=10)
A_YEAR = Period(years=1)


def keep_lines(map: DataMap) -> Iterator[tuple[Path, KeepLine]]:
    """The declared keep lines over data, with their places."""
    for name, purpose in map.declaration.purposes.items():
        for number, keep in enumerate(purpose.keep if purpose.keep != "use_only" else ()):
            if isinstance(keep, KeepLine):
                yield ("purposes", name, "keep", number), keep


def at_line(line: Line) -> Path:
    return ("purposes", line.purpose, "keep", line.number)


@rule(
    "HJ401", "RET-GAP", ERROR, "gdpr-5-1-e",
    title="data are held that no keep line covers",
    meaning="Nothing says why these columns are held or for how long. Without a ground they are due at once.",
    remedy="add a keep line with this collection and category, or stop holding the data",
)  # fmt: skip
def uncovered(map: DataMap, today: date) -> Iterator[Breach]:
    covered = {(line.collection, category) for p in map.purposes.values() for line in p.lines for category in line.categories}
    for full, collection in map.collections.items():
        system, _, name = full.partition(".")
        missing: dict[str, int] = {}
        for group in collection.groups:
            about_nobody = getattr(group.whose.kind, "kind", "") == NO_PERSON
            if group.is_personal and not about_nobody and (full, group.category) not in covered:
                missing.setdefault(group.category, group.number)
        for category, number in missing.items():
            at = ("systems", system, "collections", name, "fields", number)
            yield Breach(at, f'{full}: no purpose keeps "{category}"')


def _laws_in_force(laws: tuple[str, ...], today: date) -> Iterator[Statute]:
    return (statute for law in laws if (statute := find(law, today)))


@rule(
    "HJ402", "RET-LAW", ERROR, "bokforingsloven-13-primary",
    title="a period is shorter than the law demands",
    meaning="The law named on the line is a duty to keep for at least so long. A shorter promise cannot be kept.",
    remedy="write the period of the law, or longer",
)  # fmt: skip
def below_duty(map: DataMap, today: date) -> Iterator[Breach]:
    for at, keep in keep_lines(map):
        for statute in _laws_in_force((keep.law,) if keep.law else (), today):
            if statute.bound is not Bound.AT_LEAST or not statute.period or not keep.period:
                continue
            if keep.period.about_days < statute.period.about_days:
                yield Breach(
                    (*at, "period"), f"{keep.period} is shorter than the {statute.period} of {statute.cite_en}", law=statute.id
                )


@rule(
    "HJ403", "RET-LAW", ERROR, "bokforingsloven-13-primary",
    title="a duty is counted from the wrong day",
    meaning="The bookkeeping periods run from the end of the financial year. Counted from a voucher's own date"
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
            late_enough = window.period and statute.period and window.period.about_days >= (
                statute.period.about_days + A_YEAR.about_days
            )
            if _has_year_end(window.node) or late_enough or at_line(line) in seen:
                continue
            seen.add(at_line(line))
            yield Breach(at_line(line), f"{statute.cite_en} counts from the financial year, not from {window.event}", law=statute.id)


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
                    yield Breach((*at, part), f"{period} is longer than the {statute.period} of {statute.cite_en}", law=statute.id)


@rule(
    "HJ405", "RET-LAW", WARNING, "gdpr-5-1-e",
    title="a period is longer than the claim it is kept for",
    meaning="The law named on the line is the time in which a claim can be made; it gives no reason after that.",
    remedy="shorten the period, or name the other reason in a line of its own",
)  # fmt: skip
def beyond_window(map: DataMap, today: date) -> Iterator[Breach]:
    for at, keep in keep_lines(map):
        for statute in _laws_in_force((keep.law,) if keep.law else (), today):
            if statute.is_window and statute.period and keep.period and keep.period.about_days > statute.period.about_days:
                yield Breach((*at, "period"), f"{keep.period} is longer than the {statute.period} of {statute.cite_en}", law=statute.id)


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


@rule(
    "HJ408", "RET-CONFLICT", WARNING, "gdpr-13",
    title="two periods for the same data",
    meaning="One purpose keeps the same category in the same collection for two different times; the reader"
    " cannot know which one holds, and the longer always wins.",
    remedy="keep one line, or tell the two apart with where:",
)  # fmt: skip
def conflicting_lines(map: DataMap, today: date) -> Iterator[Breach]:
    for purpose in map.purposes.values():
        first: dict[tuple[object, ...], Line] = {}
        for line in purpose.lines:
            if not isinstance(line.window, After):
                continue
            for category in sorted(line.categories):
                key = (line.collection, category, line.where, line.window.event)
                other = first.setdefault(key, line)
                if isinstance(other.window, After) and other.window.period != line.window.period:
                    yield Breach(
                        at_line(line),
                        f'{line.collection}: "{category}" is kept for {other.window.period} and for {line.window.period}',
                    )


@rule(
    "HJ409", "RET-SCOPE", WARNING, "gdpr-13",
    title="a keep line covers nothing",
    meaning="The collections of the line have no column of that category; the period is for no data.",
    remedy="remove the category or the collection from the line, or declare the columns",
)  # fmt: skip
def empty_scope(map: DataMap, today: date) -> Iterator[Breach]:
    for at, keep in keep_lines(map):
        held = {name: {g.category for g in map.collections[name].groups} for name in keep.in_}
        for number, name in enumerate(keep.in_):
            if not held[name] & set(keep.categories):
                yield Breach((*at, "in", number), f"{name} holds nothing of what this line keeps")
        for number, category in enumerate(keep.categories):
            if not any(category in categories for categories in held.values()):
                yield Breach((*at, "categories", number), f'no collection of this line holds "{category}"')


@rule(
    "HJ410", "RET-EXTENSION", ERROR, "gdpr-5-1-e",
    title="an extension extends nothing",
    meaning="The hard stop must lie after the ordinary period; both are counted from the same event.",
    remedy="write extendable_to longer than period",
)  # fmt: skip
def empty_extension(map: DataMap, today: date) -> Iterator[Breach]:
    for at, keep in keep_lines(map):
        if keep.extendable_to and keep.period and keep.extendable_to.about_days <= keep.period.about_days:
            yield Breach((*at, "extendable_to"), f"{keep.extendable_to} is not longer than {keep.period}")


@rule(
    "HJ411", "RET-BACKUP", ADVICE, "gdpr-5-1-e",
    title="copies live longer than the data",
    meaning="What is erased here lives on in backups for longer than it was to be kept. Say so, or shorten them.",
    remedy="shorten backup.kept, or tell the reader how long copies live",
)  # fmt: skip
def long_backups(map: DataMap, today: date) -> Iterator[Breach]:
    for system, declared in map.declaration.systems.items():
        if declared.backup is None:
            continue
        kept = declared.backup.kept
        periods = [
            line.window.period
            for collection in map.in_system(system)
            for line in map.lines_of(collection.name)
            if isinstance(line.window, After) and line.window.period
        ]
        shortest = min(periods, key=lambda period: period.about_days, default=None)
        if shortest and kept.about_days > shortest.about_days:
            yield Breach(("systems", system, "backup", "kept"), f'copies of "{system}" live {kept}; the shortest period is {shortest}')


@rule(
    "HJ412", "RET-LONG", WARNING, "gdpr-5-1-e",
    title="a very long period without a law",
    meaning="More than ten years is seldom needed for a purpose unless a law demands it.",
    remedy="name the law, or shorten the period",
)  # fmt: skip
def very_long(map: DataMap, today: date) -> Iterator[Breach]:
    for at, keep in keep_lines(map):
        if keep.period and not keep.law and keep.period.about_days > VERY_LONG.about_days:
            yield Breach((*at, "period"), f"{keep.period} without a law that demands it")


@rule(
    "HJ413", "RET-UNTOLD", WARNING, "gdpr-13",
    title="the reader cannot be told when a period begins",
    meaning="The event has no title, so the statement can say how long but not from when.",
    remedy="add title: to the event, in both languages",
)  # fmt: skip
def untitled_event(map: DataMap, today: date) -> Iterator[Breach]:
    used = {keep.after or keep.until for _, keep in keep_lines(map)}
    for name, event in map.declaration.events.items():
        if name in used and event.title is None:
            yield Breach(("events", name), f'periods run from event "{name}", which has no title')


@rule(
    "HJ414", "RET-ASK", ADVICE, "gdpr-5-1-e",
    title="a person must decide about every row",
    meaning="The system may act, but rows that are due wait for somebody. Nothing is erased unless they do it.",
    remedy="write when_due: erase or overwrite",
)  # fmt: skip
def left_to_a_person(map: DataMap, today: date) -> Iterator[Breach]:
    for full, collection in map.collections.items():
        if collection.when_due is WhenDue.ASK and collection.mode is Mode.ACT:
            system, _, name = full.partition(".")
            yield Breach(("systems", system, "collections", name, "when_due"), f"{full}: a person decides about every row")


@rule(
    "HJ415", "FACTS-MISSING", WARNING, "gdpr-5-2",
    title="how long requests and disclosures are remembered is not said",
    meaning="That a request was answered, and who was given data, must be shown later; those notes are"
    " personal data and need a period too.",
    remedy="add {facts: requests, after: closed, period: 3 years} and {facts: disclosures, after: made, period: 3 years}",
)  # fmt: skip
def forgotten_facts(map: DataMap, today: date) -> Iterator[Breach]:
    kept: dict[str, bool] = defaultdict(bool)
    for purpose in map.declaration.purposes.values():
        for keep in purpose.keep if purpose.keep != "use_only" else ():
            if isinstance(keep, FactLine):
                kept[keep.facts] = True
    for facts in ("requests", "disclosures"):
        if not kept[facts]:
            yield Breach(("purposes",), f"no keep line says how long {facts} are remembered")


@rule(
    "HJ416", "CAT-UNUSED", ADVICE, "gdpr-5-1-c",
    title="a category is kept and held nowhere",
    meaning="The category's name would stand in the record though there is no such data.",
    remedy="remove it, or mark the columns that are of it",
)  # fmt: skip
def unused_category(map: DataMap, today: date) -> Iterator[Breach]:
    used = {group.category for collection in map.collections.values() for group in collection.groups}
    for name, category in map.declaration.categories.items():
        if name != NO_CATEGORY and name not in used and category.special is not None:
            yield Breach(("categories", name), f'special category "{name}" is declared, and no column is of it')


RULES = (
    uncovered, below_duty, wrong_anchor, above_limit, beyond_window, unconfirmed_law, unknown_law,
    conflicting_lines, empty_scope, empty_extension, long_backups, very_long, untitled_event,
    left_to_a_person, forgotten_facts, unused_category,
)  # fmt: skip
