"""Opening the engine's house over what is published: the only place where the office reaches the engine.

How systems are reached is the engine's affair; where plans, facts and evidence are kept is ours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.connectors.protocol import Connector
from hjemmel.core.datamap import DataMap
from hjemmel.desk import clock
from hjemmel.desk.published import compiled, published
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor
from hjemmel.engine.wiring import connect


def house(actor: Actor) -> House:
    """The house of the declaration that stands. What it stores is done in the actor's name.

    Raises NothingPublished."""
    standing = published()
    return House(
        map=standing.map,
        connectors=_connectors(standing.version.content, _addresses(standing.map)),
        plans=StoredPlans(actor),
        facts=StoredFacts(),
        evidences=StoredEvidences(),
        clock=clock.now,
        published=standing.map,
    )


def _addresses(data_map: DataMap) -> tuple[tuple[str, str], ...]:
    """The variables that the systems' addresses name, as far as they are set."""
    urls = " ".join(system.connect.url for system in data_map.declaration.systems.values())
    return tuple((name, value) for name, value in sorted(os.environ.items()) if f"${{{name}}}" in urls)


@lru_cache(maxsize=4)
def _connectors(content: bytes, addresses: tuple[tuple[str, str], ...]) -> Mapping[str, Connector]:
    # Kept from one page to the next, so that each system's own connections are too.
    return connect(compiled(content), dict(addresses), clock.now)
