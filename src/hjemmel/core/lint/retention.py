"""How long data are kept: every datum has a line, and the lines fit each other (Art. 5(1)(e), 13(2)(a))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ..datamap import (
    After,
    DataMap,
    Line,
)
from ..declaration.purposes import FactLine, KeepLine
from ..period import Period
from ..source import Path
from ..terms import NO_CATEGORY, NO_PERSON, Mode, WhenDue
from .rule import ADVICE, ERROR, WARNING, Breach, rule

VERY_LONG = Period(years=10)


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
    covered = {
        (line.collection, category)
        for p in map.purposes.values()
        for line in p.lines
        for category in line.categories
    }
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
                        f'{line.collection}: "{category}" is kept for {other.window.period} and for'
                        f" {line.window.period}",
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
    meaning="What is erased here lives on in backups for longer than it was to be kept. Say so, or shorten"
    " them.",
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
            yield Breach(
                ("systems", system, "backup", "kept"),
                f'copies of "{system}" live {kept}; the shortest period is {shortest}',
            )


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
    meaning="The system may act, but rows that are due wait for somebody. Nothing is erased unless they do"
    " it.",
    remedy="write when_due: erase or overwrite",
)  # fmt: skip
def left_to_a_person(map: DataMap, today: date) -> Iterator[Breach]:
    for full, collection in map.collections.items():
        if collection.when_due is WhenDue.ASK and collection.mode is Mode.ACT:
            system, _, name = full.partition(".")
            yield Breach(
                ("systems", system, "collections", name, "when_due"),
                f"{full}: a person decides about every row",
            )


@rule(
    "HJ415", "FACTS-MISSING", WARNING, "gdpr-5-2",
    title="how long requests and disclosures are remembered is not said",
    meaning="That a request was answered, and who was given data, must be shown later; those notes are"
    " personal data and need a period too.",
    remedy="add {facts: requests, after: closed, period: 3 years} and {facts: disclosures, after: made,"
    " period: 3 years}",
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
            yield Breach(
                ("categories", name), f'special category "{name}" is declared, and no column is of it'
            )


@rule(
    "HJ419", "RET-PAPER-STAYS", ERROR, "gdpr-5-1-e",
    title="what tells whose paper it is goes, and the paper stays",
    meaning="A row with meaning.paper that is erased waits until its paper is destroyed. One that is overwritten does not:"
    " nobody is asked to destroy the paper, and afterwards nothing says whose it is.",
    remedy="write when_due: erase: the paper is then a task, and its row goes after it",
)  # fmt: skip
def paper_outlives_its_row(map: DataMap, today: date) -> Iterator[Breach]:
    for full, collection in map.collections.items():
        system, _, name = full.partition(".")
        meaning = map.declaration.systems[system].collections[name].meaning
        is_overwritten = collection.mode is Mode.ACT and collection.when_due is WhenDue.OVERWRITE
        if meaning and meaning.paper and is_overwritten:
            yield Breach(
                ("systems", system, "collections", name, "when_due"),
                f"{full}: rows are overwritten while their paper may still lie there",
            )


RULES = (
    uncovered, conflicting_lines, empty_scope, empty_extension, long_backups, very_long, untitled_event,
    left_to_a_person, forgotten_facts, unused_category,
    paper_outlives_its_row,
)  # fmt: skip
