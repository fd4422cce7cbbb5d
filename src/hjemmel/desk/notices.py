"""Who must be told that we hold data about them, by when, and telling them (Art. 14).

The one door for pages. Who has an e-mail address is told by `desk/notice_mail`; for the others there is the list for
letters, and it is remembered when somebody says that they were sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hjemmel.capabilities.imports import services as excuses
from hjemmel.capabilities.imports import store as imports
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.mailings import notices as by_mail
from hjemmel.capabilities.mailings.notices import OfPerson
from hjemmel.capabilities.register import services as register
from hjemmel.capabilities.register import store
from hjemmel.capabilities.register.untold import untold
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.access import NOBODY_KNOWS
from hjemmel.core.intake.notice import Excuse, Notice, due_on
from hjemmel.core.moment import local_day
from hjemmel.core.output.csv_text import BYTE_ORDER_MARK, csv_lines
from hjemmel.desk import access, clock
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.desk.register import collection_of
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.layout import PERSON

BATCH = 200
"""So many are listed, exported and told at once, those with the first last day first."""
COLUMNS = ("name", "address", "email", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesView:
    """Who waits to be told."""

    today: date
    first: tuple[Notice, ...]
    titles: dict[str, Text]
    """Of the sources."""
    waiting: int
    overdue: int
    by_mail: Mapping[str, OfPerson]
    """Of those first: what became of the notice by e-mail, where one was begun."""
    has_mail: bool


def notices() -> NoticesView:
    """Everybody who waits to be told, counted; the first of them, named by key."""
    data_map = published().map
    today, found = local_day(clock.now(), data_map.zone), waiting()
    first = tuple(found[:BATCH])
    return NoticesView(
        today=today,
        first=first,
        titles={name: one.title for name, one in data_map.declaration.sources.items()},
        waiting=len(found),
        overdue=sum(one.is_overdue(today) for one in found),
        by_mail=by_mail.of_persons(tuple(one.person for one in first)),
        has_mail=data_map.declaration.mail is not None,
    )


def letter_list(persons: Sequence[str], actor: Actor, purpose: str, case: str = "") -> str:
    """Names and addresses of these, of those who still wait, as CSV: what the purpose uses of them. That it was made, and
    for what, is noted; of whom is not. Raises NotAllowed for a purpose that is not the actor's, or shows nothing of them."""
    access.check(actor, purpose, case)
    wanted = _waiting_of(persons)
    seen = _seen(wanted, actor, purpose)
    due = {one.person: one.due_on for one in waiting()}
    sealed = store.rows(PERSON, wanted)
    opened = vault(actor).open(sealed)
    shown = {row.row: {column: row.values[column] or "" for column in seen[row.row]} for row in opened}
    if not any(shown.values()):
        raise access.NotAllowed
    note("notices-listed", actor, {"persons": len(opened)}, clock.now())
    columns = {(_home(), column) for one in shown.values() for column, value in one.items() if value}
    access.note_shown(actor, purpose, columns, len(opened), case)
    rows = [
        [*(shown[row.row].get(column, "") for column in COLUMNS), due[row.row].isoformat()]
        for row in sorted(opened, key=lambda row: due[row.row])
    ]
    return BYTE_ORDER_MARK + "".join(csv_lines([[*COLUMNS, "due_on"], *rows]))


def _seen(persons: Sequence[str], actor: Actor, purpose: str) -> dict[str, list[str]]:
    """Of each of these, the columns that the purpose lets the actor see."""
    mine, kinds = access.access(actor), store.kinds_of(persons)
    return {
        person: [
            column
            for column in COLUMNS
            if mine.sees(_home(), column, purpose=purpose, kind=kinds.get(person, NOBODY_KNOWS))
        ]
        for person in persons
    }


def _home() -> str:
    return collection_of(published().map, PERSON) or ""


def told(persons: Sequence[str], actor: Actor) -> int:
    """These were told now, of those who still wait; returns how many."""
    wanted = _waiting_of(persons)
    if wanted:
        register.tell(wanted, actor, clock.now())
    return len(wanted)


def excuse(person: str, ground: Excuse, actor: Actor) -> None:
    """This person need not be told. Nobody who does not wait can be excused."""
    if _waiting_of([person]):
        excuses.excuse(person, ground, actor, clock.now())


def _waiting_of(persons: Sequence[str]) -> list[str]:
    waits = {one.person for one in waiting()}
    return [person for person in dict.fromkeys(persons) if person in waits]


def waiting() -> list[Notice]:
    """Everybody who waits to be told, those with the first last day first."""
    data_map = published().map
    sources = {
        name: one
        for name, one in data_map.declaration.sources.items()
        if due_on(one, date.min.replace(year=2000)) is not None
    }
    excused = imports.excused()
    found: list[Notice] = []
    for person, source, received_at in untold(sources):
        received = local_day(received_at, data_map.zone)
        last = due_on(sources[source], received)
        if last is not None and person not in excused:
            found.append(Notice(person=person, source=source, received_on=received, due_on=last))
    return sorted(found, key=lambda one: (one.due_on, one.person))
