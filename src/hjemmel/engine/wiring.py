"""Which connector serves which system: the one place where concrete connectors are named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from hjemmel.connectors.enhetsregisteret import BASE, Enhetsregisteret
from hjemmel.connectors.protocol import Connector, Unsupported
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.datamap import DataMap
from hjemmel.core.terms import Mode

_SECRET = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}", re.ASCII)


def connect(
    data_map: DataMap, environment: Mapping[str, str], clock: Callable[[], datetime]
) -> dict[str, Connector]:
    """A connector for each system whose address is known. Systems without one count as not reached.

    So do systems of a kind that is not served yet. A watched system is opened read-only."""
    connectors: dict[str, Connector] = {}
    for name, system in data_map.declaration.systems.items():
        url = filled(system.connect.url, environment)
        if url is None:
            continue
        shapes = {collection.name: collection.shape for collection in data_map.in_system(name)}
        try:
            connectors[name] = SqlConnector(
                name, url, shapes, clock=clock, read_only=system.mode is Mode.WATCH
            )
        except Unsupported:
            continue
    return connectors


def business_register(base: str | None = None) -> Enhetsregisteret:
    """The register of organisations, at its own address or another. Raises Unsupported for an address that is not safe."""
    return Enhetsregisteret(base or BASE)


def filled(url: str, environment: Mapping[str, str]) -> str | None:
    """The address with its `${NAME}` parts from the environment; None if one is not set."""
    names = _SECRET.findall(url)
    if any(name not in environment for name in names):
        return None
    return _SECRET.sub(lambda found: environment[found[1]], url)


def machine_time() -> datetime:
    """The machine's own time: for looking at systems, where no demo clock has a say."""
    return datetime.now(UTC)
