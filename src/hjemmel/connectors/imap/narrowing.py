"""What of a selection the mail server can be asked: fewer messages to read, never one too few.

Everything that comes back is tested here all the same. Servers part days by their own zone, so days are asked for with
two to spare; an address is asked for by its two halves, for spaces and quotes may stand between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hjemmel.core.same import as_text
from hjemmel.core.selection import All, Among, Before, NotBefore, OneOf, Predicate, Scalar

SPARE: Final = timedelta(days=2)
ASKED_FOR: Final = 20
"""Addresses in one question; more, and every message is read instead."""
_SAFE = re.compile(r"[A-Za-z0-9._+-]+", re.ASCII)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`keys` are for SEARCH; `uids`, if not None, are the only messages that it can be."""

    keys: tuple[str, ...] = ()
    uids: tuple[int, ...] | None = None


def narrowed(where: Predicate) -> Narrowed:
    keys: list[str] = []
    uids: set[int] | None = None
    for part in where.parts if isinstance(where, All) else (where,):
        match part:
            case Before("received", day) if date.min + SPARE < day < date.max - SPARE:
                keys += ["BEFORE", day_text(day + SPARE)]
            case NotBefore("received", day) if date.min + SPARE < day < date.max - SPARE:
                keys += ["SINCE", day_text(day - SPARE)]
            case OneOf("person", values, True):
                keys += _people(values)
            case Among(("person",), found, True):
                keys += _people(key[0] for key in found)
            case OneOf("uid", values, True):
                uids = _both(uids, values)
            case Among(columns, found, True) if "uid" in columns:
                uids = _both(uids, (key[columns.index("uid")] for key in found))
            case _:
                pass
    return Narrowed(tuple(keys), None if uids is None else tuple(sorted(uids)))


def day_text(day: date) -> str:
    """A day as SEARCH has it."""
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04}"


def _people(values: Iterable[Scalar]) -> list[str]:
    texts = sorted({text for value in values if (text := as_text(value)) is not None})
    if not texts or len(texts) > ASKED_FOR:
        return []
    asked = [_person(text) for text in texts]
    if any(one is None for one in asked):
        return []
    return [_any_of([one for one in asked if one])]


def _person(address: str) -> str | None:
    """Wherever the address may stand; None if it can't be asked for in plain letters."""
    local, _, domain = address.rpartition("@")
    halves = [half for half in (local, domain) if half and "xn--" not in half]
    if not local or not all(map(_SAFE.fullmatch, halves)):
        return None
    where = ("FROM", "TO", "CC", "BCC", "HEADER SENDER", "HEADER REPLY-TO")
    return _any_of(["(" + " ".join(f'{one} "{half}"' for half in halves) + ")" for one in where])


def _any_of(asked: list[str]) -> str:
    """OR takes two at a time."""
    *rest, last = asked
    for one in reversed(rest):
        last = f"OR {one} {last}"
    return f"({last})"


def _both(known: set[int] | None, values: Iterable[Scalar]) -> set[int]:
    numbers = {int(text) for value in values if (text := as_text(value)) and _is_number(text)}
    return numbers if known is None else known & numbers


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 2**32
