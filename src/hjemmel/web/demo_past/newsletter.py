"""What the small company has done: customers have said yes to its newsletter, one has said no since, and it is being sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hjemmel.core.facts import About, ConsentGiven
from hjemmel.core.selection import EVERY, Selection
from hjemmel.desk import clock, mailings, person_facts
from hjemmel.desk.house import house
from hjemmel.engine.ports import Actor
from hjemmel.web.demo_past.mailings import NEWS

PROFILE = "gifts-small"
LIST, PURPOSE = "register.people", "news"
SAID_YES, SAID_NO_SINCE, SENT = 40, 3, 20


def make(profile: str, actor: Actor) -> None:
    if profile != PROFILE:
        return
    people = _with_an_address(actor)[:SAID_YES]
    for number, about in enumerate(people):
        given = ConsentGiven(
            about=about,
            purpose=PURPOSE,
            given_at=clock.now() - timedelta(days=30 + number),
            text_version="nyhetsbrev-2",
            channel="email",
            proof=f"skjema-{100 + number}",
        )
        person_facts.give_consent(given, actor)
    for about in people[:SAID_NO_SINCE]:
        person_facts.object_to(about, PURPOSE, actor)
    id = mailings.prepare(replace(NEWS, purpose=PURPOSE), actor, collection=LIST)
    shown = mailings.view(id)
    if shown is None:
        raise LookupError(id)
    mailings.approve(id, shown.kept.digest, actor)
    mailings.send(id, actor, most=SENT)


def _with_an_address(actor: Actor) -> list[About]:
    """Customers with an e-mail address, those that came last first: so the same ones each time."""
    rows = (
        house(actor)
        .connectors["register"]
        .export(Selection(LIST, EVERY), ("id", "kind", "email", "received_at"))
    )
    found = [row for row in rows if row["email"] and row["kind"] in ("contact", "sole_trader")]
    found.sort(key=lambda row: (str(row["received_at"]), str(row["email"])), reverse=True)
    return [About(collection=LIST, key=(str(row["id"]),)) for row in found]
