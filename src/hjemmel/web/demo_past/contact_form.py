"""Messages that came to a demo company by its contact form, and the week's trials. Who wrote is made up."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from hjemmel.core.website.contact_form import Written, shown
from hjemmel.desk import clock, contact_form
from hjemmel.desk.marks import marker
from hjemmel.engine.ports import Actor

WRITTEN: Final = (
    Written(
        topic="job",
        name="Sofie Bratli",
        email="sofie.bratli@nowhere.example",
        text="Kan dere legge opp lader for elbil i garasjen vår i desember?",
    ),
    Written(
        topic="invoice",
        name="",
        email="odd.lien@nowhere.example",
        text="Den siste fakturaen ble sendt til den gamle adressen vår.",
    ),
)


def make(profile: str, actor: Actor) -> None:
    if profile != "trades":
        return
    contact_form.try_all(actor)
    key = marker(actor).key
    for number, one in enumerate(WRITTEN):
        opened = shown(key, clock.now() - timedelta(minutes=1), secrets.token_hex(11))
        contact_form.take(one, opened, "", f"demo {number}", actor)
    contact_form.send(actor)
