"""Data that need more than a basis: Art. 9 and 10, national identity numbers, card numbers, traffic data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap, FieldGroup, Purpose
from ..source import Path
from ..terms import Basis, Security, Special
from .bases import laws_of
from .information import own_purposes
from .rule import ADVICE, ERROR, WARNING, Breach, rule

_ART_9 = frozenset(Special) - {Special.CRIMINAL, Special.NATIONAL_NUMBER}
_CONDITIONS_9 = ("gdpr-9-2-", "pol-6", "pol-7", "pol-9", "arbeidsmiljoloven")
_CONDITIONS_10 = ("gdpr-10", "pol-11")
_NATIONAL_NUMBER = re.compile(
    r"(.*_)?(fnr|fodselsnummer|foedselsnummer|personnummer|national_id|ssn|dnr|d_number)(_.*)?", re.I
)
_CARD_NUMBER = re.compile(r"(.*_)?(pan|card_?(number|no|nr)|kort_?(nummer|nr)|cvc2?|cvv2?)", re.I)
_SPECIAL_WORD = re.compile(
    r"helse|health|diagnos|sykdom|sykefrav|sick_?leave|allerg|fagforening|union_|trade_union|religio|"
    r"livssyn|ethnic|etnisk|"
    r"biometri|fingerprint|fingeravtrykk|genetic|genetisk|politi(cal|sk)|legning|sexual",
    re.I,
)
_NOT_SPECIAL = re.compile(r"økonomi|finans|lønn|kreditt|betaling|financ|salary|payment|credit", re.I)
_FREE_TEXT = re.compile(r"(.*_)?(notes?|comments?|body|merknad|notat|kommentar|free_?text|fritekst)", re.I)
_TRAFFIC = re.compile(r"trafikkdata|traffic data|lokasjonsdata|location data", re.I)


def groups(map: DataMap) -> Iterator[tuple[Path, FieldGroup]]:
    """Every group of columns with its place."""
    for full, collection in map.collections.items():
        system, _, name = full.partition(".")
        for group in collection.groups:
            yield ("systems", system, "collections", name, "fields", group.number), group


def special_of(map: DataMap, category: str) -> Special | None:
    declared = map.declaration.categories.get(category)
    return declared.special if declared else None


def _kept(map: DataMap, purpose: Purpose) -> dict[str, Special]:
    """The special categories that a purpose keeps."""
    names = {category for line in purpose.lines for category in line.categories}
    return {name: special for name in sorted(names) if (special := special_of(map, name))}


def _has(map: DataMap, purpose: Purpose, conditions: tuple[str, ...]) -> bool:
    return any(law.startswith(conditions) for law in (purpose.declared.condition or "", *laws_of(purpose)))


@rule(
    "HJ551", "SPECIAL-LIST", ERROR, "gdpr-9-1",
    title="special data without a condition",
    meaning="Data on health, union membership, belief and the like are forbidden unless a condition of Art."
    " 9(2)"
    " is met, beside the basis.",
    remedy="add condition: with its id, such as gdpr-9-2-b",
)  # fmt: skip
def special_without_condition(map: DataMap, today: date) -> Iterator[Breach]:
    for purpose in own_purposes(map):
        kept = [name for name, special in _kept(map, purpose).items() if special in _ART_9]
        if kept and purpose.declared.condition is None:
            yield Breach(
                ("purposes", purpose.name), f'purpose "{purpose.name}" keeps "{kept[0]}" without a condition'
            )


@rule(
    "HJ552", "SPECIAL-LIST", ERROR, "gdpr-9-1",
    title="a condition for special data is none",
    meaning="The condition named is not one of Art. 9(2), nor a Norwegian rule that completes it.",
    remedy="write one of gdpr-9-2-a to gdpr-9-2-j, pol-6 or, for offences, pol-11",
)  # fmt: skip
def wrong_condition(map: DataMap, today: date) -> Iterator[Breach]:
    allowed = (*_CONDITIONS_9, *_CONDITIONS_10, "pol-12")
    for name, purpose in map.purposes.items():
        condition = purpose.declared.condition
        if condition and not condition.startswith(allowed):
            yield Breach(
                ("purposes", name, "condition"), f'"{condition[:60]}" is no condition for special data'
            )


@rule(
    "HJ553", "FNR-BASIS", ERROR, "pol-12",
    title="a national identity number without the need for it",
    meaning="Such a number is used only when sure identification is objectively needed and the number is"
    " necessary for it. The purpose must say so.",
    remedy="add condition: pol-12 to the purpose that needs it, and take the number out of the others",
)  # fmt: skip
def number_without_need(map: DataMap, today: date) -> Iterator[Breach]:
    for purpose in own_purposes(map):
        if Special.NATIONAL_NUMBER in _kept(map, purpose).values() and not _has(map, purpose, ("pol-12",)):
            yield Breach(
                ("purposes", purpose.name),
                f'purpose "{purpose.name}" keeps national identity numbers without § 12',
            )


@rule(
    "HJ554", "FNR-BASIS", ERROR, "pol-12",
    title="a column looks like a national identity number and is not marked",
    meaning="Unmarked, the number gets neither the protection nor the limits that the law asks for.",
    remedy="give it a category with special: national_number",
)  # fmt: skip
def unmarked_number(map: DataMap, today: date) -> Iterator[Breach]:
    for at, group in groups(map):
        for column in group.columns:
            if (
                _NATIONAL_NUMBER.fullmatch(column)
                and special_of(map, group.category) is not Special.NATIONAL_NUMBER
            ):
                yield Breach(at, f"{group.collection}.{column} looks like a national identity number")


@rule(
    "HJ555", "CRIMINAL", ERROR, "gdpr-10",
    title="data on offences without a ground for them",
    meaning="Data on convictions and offences need official control or a rule that allows it, such as § 11"
    " of the"
    " Personal Data Act.",
    remedy="add condition: pol-11 where its terms are met, or stop holding the data",
)  # fmt: skip
def criminal_without_ground(map: DataMap, today: date) -> Iterator[Breach]:
    for purpose in own_purposes(map):
        if Special.CRIMINAL in _kept(map, purpose).values() and not _has(map, purpose, _CONDITIONS_10):
            yield Breach(
                ("purposes", purpose.name), f'purpose "{purpose.name}" keeps data on offences without Art. 10'
            )


@rule(
    "HJ556", "SPECIAL-LIST", WARNING, "gdpr-9-1",
    title="a column looks like special data and is not marked",
    meaning="Its name suggests health, union, belief or the like; unmarked, no condition is asked for.",
    remedy="give it a category with special:, or a name that says what it is",
)  # fmt: skip
def unmarked_special(map: DataMap, today: date) -> Iterator[Breach]:
    for at, group in groups(map):
        for column in group.columns:
            if _SPECIAL_WORD.search(column) and special_of(map, group.category) is None:
                yield Breach(at, f"{group.collection}.{column} looks like special data")


@rule(
    "HJ557", "SPECIAL-LIST", WARNING, "gdpr-9-1",
    title="ordinary data are called special",
    meaning="Finances, pay and credit are not in the closed list of Art. 9. Calling them special tells the"
    " reader"
    " something wrong.",
    remedy="remove special:, and use security: strict if they need more protection",
)  # fmt: skip
def not_special(map: DataMap, today: date) -> Iterator[Breach]:
    for name, category in map.declaration.categories.items():
        if category.special in _ART_9 and _NOT_SPECIAL.search(f"{category.title.nb} {category.title.en}"):
            yield Breach(("categories", name), f'category "{name}" is no special category')


@rule(
    "HJ558", "SPECIAL-SECURITY", WARNING, "gdpr-32",
    title="special data are not in the highest security class",
    meaning="Measures follow the class; special data, offences and identity numbers need the strictest.",
    remedy="add security: strict to the category",
)  # fmt: skip
def weak_class(map: DataMap, today: date) -> Iterator[Breach]:
    for name, category in map.declaration.categories.items():
        if category.special and category.security is not Security.STRICT:
            yield Breach(
                ("categories", name),
                f'category "{name}" is special and has class "{category.security.value}"',
            )


@rule(
    "HJ559", "PAN-STORED", ERROR, "gdpr-5-1-c",
    title="card numbers are stored",
    meaning="The payment provider keeps the card number. A token and the last four digits are all that is"
    " needed.",
    remedy="store the provider's token, and add the column to denied_columns",
)  # fmt: skip
def card_numbers(map: DataMap, today: date) -> Iterator[Breach]:
    for at, group in groups(map):
        for column in group.columns:
            if _CARD_NUMBER.fullmatch(column):
                yield Breach(at, f"{group.collection}.{column} looks like a card number")


@rule(
    "HJ560", "DPIA-MISSING", WARNING, "gdpr-35",
    title="a purpose with high risk has not been assessed",
    meaning="Special data, data on offences, traffic data and machine decisions call for an assessment of the"
    " impact on privacy before the processing begins.",
    remedy="assess it, then add impact_assessed_on: with the date",
)  # fmt: skip
def not_assessed(map: DataMap, today: date) -> Iterator[Breach]:
    for purpose in own_purposes(map):
        if purpose.declared.impact_assessed_on:
            continue
        kept = _kept(map, purpose)
        special = any(special is not Special.NATIONAL_NUMBER for special in kept.values())
        automated = purpose.declared.automated
        if special or _keeps_traffic(map, purpose) or (automated and automated.kind == "decision"):
            yield Breach(
                ("purposes", purpose.name),
                f'the impact of purpose "{purpose.name}" on privacy is not assessed',
            )


@rule(
    "HJ561", "FREE-TEXT", ADVICE, "gdpr-5-1-c",
    title="a column looks like free text and is not marked",
    meaning="People write anything into notes, also what should not be there. Marked, they are scanned.",
    remedy="give it a category with free_text: true",
)  # fmt: skip
def unmarked_free_text(map: DataMap, today: date) -> Iterator[Breach]:
    for at, group in groups(map):
        declared = map.declaration.categories.get(group.category)
        for column in group.columns:
            if _FREE_TEXT.fullmatch(column) and not (declared and declared.free_text):
                yield Breach(at, f"{group.collection}.{column} looks like free text")


@rule(
    "HJ562", "SECTOR-TELECOM", ERROR, "ekomloven-3-traffic-data",
    title="traffic data outside what the law allows",
    meaning="Traffic and location data are erased when communication and billing no longer need them. Any"
    " other"
    " use takes a rule in law or the person's consent.",
    remedy="name the rule of ekomloven on the line (law: ekomloven-3-...), or rest the purpose on consent",
)  # fmt: skip
def traffic_data(map: DataMap, today: date) -> Iterator[Breach]:
    for purpose in own_purposes(map):
        if set(purpose.basis.values()) == {Basis.CONSENT} or any(
            law.startswith("ekomloven") for law in laws_of(purpose)
        ):
            continue
        for line in purpose.lines:
            if not line.law.startswith("ekomloven") and any(
                _is_traffic(map, category) for category in line.categories
            ):
                yield Breach(
                    ("purposes", purpose.name, "keep", line.number),
                    f'purpose "{purpose.name}" keeps traffic data without a rule for it',
                )


def _is_traffic(map: DataMap, category: str) -> bool:
    declared = map.declaration.categories.get(category)
    return declared is not None and _TRAFFIC.search(f"{declared.title.nb} {declared.title.en}") is not None


def _keeps_traffic(map: DataMap, purpose: Purpose) -> bool:
    return any(_is_traffic(map, category) for line in purpose.lines for category in line.categories)


RULES = (
    special_without_condition, wrong_condition, number_without_need, unmarked_number, criminal_without_ground,
    unmarked_special, not_special, weak_class, card_numbers, not_assessed, unmarked_free_text, traffic_data,
)  # fmt: skip
