"""A list of possible customers that the small company has bought: washed, read in, and not told yet."""

from __future__ import annotations

import io
from datetime import timedelta

from hjemmel.core.intake.bought_list import Bought
from hjemmel.core.intake.imported import Terms
from hjemmel.desk import clock, imports
from hjemmel.engine.ports import Actor
from hjemmel.profiles.sample import Sample

PROFILE = "gifts-small"
ROWS, RESERVED = 12, 2
SEED = 2026


def make(profile: str, actor: Actor) -> None:
    """Two of the list stand in the central register, and one row has no name: neither is taken in."""
    if profile != PROFILE:
        return
    sample, today = Sample(SEED), clock.now().date()
    people = [(sample.person().full_name, sample.phone()) for _ in range(ROWS)]
    rows = "".join(f"{name};{phone}\r\n" for name, phone in people)
    listed = f"Navn;Telefon\r\n{rows};{sample.phone()}\r\n"
    reserved = "Telefon\r\n" + "".join(f"{phone}\r\n" for _, phone in people[:RESERVED])
    id = imports.receive([listed.encode()], actor)
    terms = Terms(
        columns=((0, "name"), (1, "phone")),
        source="list_vendor",
        channel="phone",
        purposes=("find_customers",),
        kind="prospect",
        received_on=today - timedelta(days=12),
        bought=Bought(
            vendor="Navnebua Lister AS",
            basis="berettiget interesse: ringe mulige kunder én gang",
            bought_on=today - timedelta(days=13),
            register_of=today - timedelta(days=12),
        ),
    )
    imports.decide(id, terms, actor, io.BytesIO(reserved.encode()))
    imports.take_some(id, actor, 60)
