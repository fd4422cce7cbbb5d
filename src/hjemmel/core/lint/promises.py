"""Promises against the rest of the file: what is denied must not stand a page further on (Art. 5(1)(a))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap
from ..declaration.promises import LintProbe, Never, VouchedProbe
from ..finding import did_you_mean
from ..source import Path
from ..terms import Basis, Grade, Special
from .cookies import stored
from .rule import ERROR, WARNING, Breach, rule
from .special import card_numbers, special_of

_EXCEPTION = re.compile(r"\b(unless|except|without|who has not|who have not|but)\b", re.I)


@rule(
    "HJ951", "CLAIM-CONTRADICTED", ERROR, "gdpr-5-1-a",
    title="a negative promise is contradicted by this file",
    meaning="The file itself declares what the promise says never happens.",
    remedy="change what you do, or take the promise back",
)  # fmt: skip
def contradicted(map: DataMap, today: date) -> Iterator[Breach]:
    for name, never in map.declaration.never.items():
        for why in _against(map, never, today):
            yield Breach(("never", name), f'"{name}" is promised; {why}')


def _against(map: DataMap, never: Never, today: date) -> Iterator[str]:
    match never.kind:
        case "no_sub_processor":
            yield from _runners(map, never)
        case "no_card_number":
            yield from (breach.message for breach in card_numbers.check(map, today))
        case "no_special_data":
            yield from _special_in(map, never)
        case "no_person_level_offers":
            if not map.declaration.marketing.smallest_group:
                yield "no smallest group is declared for marketing"
        case "no_marketing_before_consent":
            yield from _marketing_without_consent(map, never)
        case "no_join":
            log = map.declaration.web_log
            if log and log.joined_with_person != "never" and not _EXCEPTION.search(never.says.en):
                yield "the web log is joined with persons by case"
        case "no_other_recipient" | "no_other_use":
            yield from _other_recipients(map, never)
        case _:
            return


def _in_scope(map: DataMap, never: Never) -> set[str]:
    """The collections that the promise is about; those of a system or purpose if it names one."""
    found: set[str] = set()
    for name in never.scope:
        found |= {full for full, c in map.collections.items() if name in (full, c.system)}
        found |= {line.collection for line in map.purposes[name].lines} if name in map.purposes else set()
    return found


def _runners(map: DataMap, never: Never) -> Iterator[str]:
    for system in sorted({full.partition(".")[0] for full in _in_scope(map, never)}):
        runner = map.declaration.systems[system].run_by
        if runner:
            yield f'"{runner}" runs "{system}"'


def _special_in(map: DataMap, never: Never) -> Iterator[str]:
    for full in sorted(_in_scope(map, never)):
        for group in map.collections[full].groups:
            special = special_of(map, group.category)
            if special and special is not Special.NATIONAL_NUMBER:
                yield f'{full} holds "{group.category}"'


def _marketing_without_consent(map: DataMap, never: Never) -> Iterator[str]:
    for name, purpose in map.purposes.items():
        if never.scope and name not in never.scope:
            continue
        marketing = purpose.declared.direct_marketing
        channels = [map.declaration.marketing.channels[c] for c in (marketing.channels if marketing else ())]
        written = [channel for channel in channels if channel.kind != "telephone"]
        if written and set(purpose.basis.values()) != {Basis.CONSENT}:
            yield f'purpose "{name}" markets without consent'
    for _, thing, name in stored(map) if not never.scope else ():
        if thing.category == "marketing" and not thing.consent:
            yield f'"{name}" is used without consent'


def _other_recipients(map: DataMap, never: Never) -> Iterator[str]:
    names = {recipient.name.lower() for recipient in map.declaration.recipients.values()}
    for _, thing, name in stored(map):
        if getattr(thing, "party", "") == "third" and getattr(thing, "set_by", "").lower() not in names:
            yield f'"{name}" is set by somebody who is no recipient'


@rule(
    "HJ952", "NEVER-UNTESTED", WARNING, "gdpr-5-2",
    title="a column is promised never to exist, and none is forbidden",
    meaning="The promise is tested against denied_columns of the systems. None of them has any.",
    remedy="list the columns in denied_columns of the systems they must not be in",
)  # fmt: skip
def nothing_denied(map: DataMap, today: date) -> Iterator[Breach]:
    denied = any(system.denied_columns for system in map.declaration.systems.values())
    for name, never in map.declaration.never.items():
        if never.kind in ("no_content", "no_column") and not denied:
            yield Breach(("never", name), f'"{name}" is promised, and no system forbids a column')


@rule(
    "HJ953", "NAME-UNKNOWN", ERROR, "",
    title="a negative promise is about something unknown",
    meaning="Each name in scope is a collection, system, purpose, category, subject, recipient, source or"
    " channel.",
    remedy="write a name of this file",
)  # fmt: skip
def unknown_scope(map: DataMap, today: date) -> Iterator[Breach]:
    declaration = map.declaration
    known = {
        *map.collections, *declaration.systems, *declaration.purposes, *declaration.categories,
        *declaration.subjects, *declaration.recipients, *declaration.sources, *declaration.channels,
        *declaration.marketing.channels, *declaration.events,
    }  # fmt: skip
    for name, never in declaration.never.items():
        for number, thing in enumerate(never.scope):
            if thing not in known:
                at: Path = ("never", name, "scope", number)
                yield Breach(at, f'"{name}" is about unknown "{thing}"', did_you_mean(thing, known))


@rule(
    "HJ954", "PROMISE-GRADE", ERROR, "gdpr-5-2",
    title="a person's word is graded as more",
    meaning="What a person vouches for is attested; only records measure and only probes test.",
    remedy="write grade: attested",
)  # fmt: skip
def overgraded(map: DataMap, today: date) -> Iterator[Breach]:
    for name, promise in map.declaration.promises.items():
        if isinstance(promise.probe, VouchedProbe) and promise.grade is not Grade.ATTESTED:
            yield Breach(
                ("promises", name, "grade"),
                f'promise "{name}" is vouched for and graded "{promise.grade.value}"',
            )


def unknown_codes(map: DataMap, known: frozenset[str]) -> Iterator[Breach]:
    """Codes or slugs that a lint probe names and no rule has. Which there are, the package knows."""
    for name, promise in map.declaration.promises.items():
        for number, code in enumerate(promise.probe.codes if isinstance(promise.probe, LintProbe) else ()):
            if code not in known:
                yield Breach(
                    ("promises", name, "probe", "codes", number),
                    f'unknown code "{code[:40]}"',
                    did_you_mean(code, known),
                )


RULES = (contradicted, nothing_denied, unknown_scope, overgraded)
