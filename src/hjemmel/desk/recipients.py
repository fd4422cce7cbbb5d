"""Looking up, in the register of organisations, who we say we are and whom we say we give data to. Each answer is a dated
receipt in the ledger. Nothing is asked unless somebody asks for it, and no personal data is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from hjemmel.capabilities.ledger import services as ledger_services
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.ledger.store import LedgerLine
from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.datamap import DataMap
from hjemmel.core.identifiers import is_orgnr
from hjemmel.core.sharing.business_register import (
    SOLE_PROPRIETOR,
    Named,
    Receipt,
    Registered,
    Standing,
    Unasked,
    receipt,
)
from hjemmel.desk import clock
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

OURSELVES = "organisation"
KIND = "organisation-looked-up"
HOME = "NO"


class Register(Protocol):
    """Whatever answers for organisation numbers."""

    source: str

    def look_up(self, orgnr: str) -> Registered: ...


def look_up_all(register: Register, actor: Actor) -> tuple[Named, ...]:
    """Ask about everybody the published declaration names, and keep each answer. Raises NothingPublished, Drifted.

    If the register stops answering, the rest are not asked: NO_ANSWER."""
    found: list[Named] = []
    is_answering = True
    for one in _named(published().map):
        if one.answer is not Unasked.NOT_YET:
            found.append(one)
            continue
        answer = _asked(register, one, actor) if is_answering else Unasked.NO_ANSWER
        is_answering = answer is not Unasked.NO_ANSWER
        found.append(_with(one, answer))
    return tuple(found)


def last_looked_up() -> tuple[Named, ...]:
    """What the register said the last time, of everybody the published declaration names now. Nothing is asked.

    An answer given while another declaration stood is no answer: names and numbers may have changed."""
    data_map = published().map
    lines = {
        str(line.content["who"]): line
        for line in reversed(ledger.lines_of(KIND, _LINES))
        if line.content["declaration"] == data_map.digest
    }
    return tuple(
        _with(one, _remembered(one.orgnr, lines[one.key]))
        if one.answer is Unasked.NOT_YET and one.key in lines
        else one
        for one in _named(data_map)
    )


_LINES = 2_000
"""So many look-ups back; more than a company names in years."""


def _with(one: Named, answer: Receipt | Unasked) -> Named:
    return Named(key=one.key, name=one.name, orgnr=one.orgnr, answer=answer)


def _named(data_map: DataMap) -> Iterator[Named]:
    declaration = data_map.declaration
    ours = declaration.organisation
    yield _before(OURSELVES, ours.name, ours.orgnr, HOME)
    for key, recipient in declaration.recipients.items():
        yield _before(f"recipients.{key}", recipient.name, recipient.orgnr, recipient.country)


def _before(key: str, name: str, orgnr: str | None, country: str) -> Named:
    """Who it is, and whether it can be asked about at all."""
    number = "".join((orgnr or "").split())
    if country.upper() != HOME:
        why = Unasked.ABROAD
    elif not number:
        why = Unasked.NO_NUMBER
    else:
        why = Unasked.NOT_YET if number.isdecimal() and is_orgnr(number) else Unasked.BAD_NUMBER
    return Named(key=key, name=name, orgnr=number, answer=why)


def _asked(register: Register, one: Named, actor: Actor) -> Receipt | Unasked:
    try:
        found = register.look_up(one.orgnr)
    except Unreachable:
        return Unasked.NO_ANSWER
    made = receipt(one.name, found, clock.now(), register.source)
    ledger_services.note(KIND, actor, _content(one.key, made), made.at)
    return made


def _content(key: str, made: Receipt) -> dict[str, str | bool | None]:
    """What the ledger keeps. A sole proprietor's number is personal data, and so may one be that is not found: those are left
    out, for the key and the declaration say which number it was."""
    is_nobodys = bool(made.form) and made.form != SOLE_PROPRIETOR
    return {
        "who": key,
        "orgnr": made.orgnr if is_nobodys else None,
        "standing": made.standing.value,
        "form": made.form,
        "name_is_declared": made.name_is_declared,
        "source": made.source,
        "declaration": published().map.digest,
    }


def _remembered(orgnr: str, line: LedgerLine) -> Receipt:
    told = line.content
    return Receipt(
        orgnr=orgnr,
        standing=Standing(told["standing"]),
        form=told["form"],
        name_is_declared=told["name_is_declared"],
        at=line.at,
        source=told["source"],
    )
