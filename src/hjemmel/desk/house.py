"""Opening the engine's house over a declaration: the only place where the office reaches the engine.

Systems are found by the addresses in the environment; what Hjemmel itself keeps lies in its own database."""

from __future__ import annotations

import os
from functools import partial

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.capabilities.register.ports import StoredRegister
from hjemmel.capabilities.tellings.rolls import StoredRolls
from hjemmel.desk import clock, keys, own_database
from hjemmel.desk.kept import kept
from hjemmel.desk.published import published
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.connector import Register
from hjemmel.engine.wiring import connect


def house(actor: Actor) -> House:
    """The house of what is published. Systems whose address is not set count as not reached.

    Raises NothingPublished."""
    data_map = published().map
    return House(
        map=data_map,
        connectors=connect(data_map, os.environ, clock.now, register(actor)),
        plans=StoredPlans(actor),
        facts=StoredFacts(),
        evidences=StoredEvidences(),
        clock=clock.now,
        published=data_map,
        kept=kept,
        rolls=StoredRolls(partial(keys.vault, actor), clock.now),
    )


def register(actor: Actor) -> Register | None:
    """Hjemmel's own register, opened in this actor's name.

    None where there is no key store: it then counts as not reached."""
    if not keys.has_store():
        return None
    return Register(
        url=own_database.address(),
        vault=partial(keys.vault, actor),
        rows=StoredRegister(actor, clock.now),
    )
