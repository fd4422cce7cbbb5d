"""`hjemmel describe SYSTEM` and `hjemmel drift`: what systems really have, beside what the file says."""

from __future__ import annotations

import argparse
import json
import os

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped, declared
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Connector, Failure
from hjemmel.core.datamap import DataMap
from hjemmel.core.drift import drift
from hjemmel.core.finding import did_you_mean
from hjemmel.core.observation import Observation
from hjemmel.core.output.terminal import drift_text
from hjemmel.core.plan import plain
from hjemmel.desk.house import register
from hjemmel.engine.wiring import connect, machine_time

DRIFTED = 1


def describe(argv: list[str]) -> int:
    parser = _parser("hjemmel describe", "Tables, columns and keys of one system, as they are now.")
    parser.add_argument("system")
    parser.add_argument("file", nargs="?")
    wanted = parser.parse_args(argv)
    try:
        data_map = declared(wanted.file)
        seen = _connector(data_map, wanted.system).describe()
    except (Stopped, Failure) as error:
        complain(str(error))
        return COULD_NOT_RUN
    say(json.dumps(plain(seen), indent=2) if wanted.format == "json" else _described(seen, data_map))
    return 0


def differences(argv: list[str]) -> int:
    parser = _parser("hjemmel drift", "Where systems differ from the declaration.")
    parser.add_argument("file", nargs="?")
    wanted = parser.parse_args(argv)
    try:
        data_map = declared(wanted.file)
    except Stopped as error:
        complain(str(error))
        return COULD_NOT_RUN
    seen: list[Observation] = []
    unreached = []
    connectors = _connectors(data_map)
    for system, told in data_map.declaration.systems.items():
        if told.connect.keeper is not None:
            # No program reads it, so there is nothing to compare.
            continue
        try:
            seen.append(_connector(data_map, system, connectors).describe())
        except (Stopped, Failure):
            unreached.append(system)
    found = drift(data_map, seen, unreached)
    say(json.dumps(plain(found), indent=2) if wanted.format == "json" else drift_text(found))
    return DRIFTED if found.differences or found.unreached else 0


def _parser(name: str, what: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=name, description=what)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser


def _connectors(data_map: DataMap) -> dict[str, Connector]:
    return connect(data_map, os.environ, machine_time, register(HJEMMEL))


def _connector(data_map: DataMap, system: str, connectors: dict[str, Connector] | None = None) -> Connector:
    if system not in data_map.declaration.systems:
        near = did_you_mean(system, data_map.declaration.systems)
        raise Stopped(f'there is no system "{system}"; {near}', COULD_NOT_RUN)
    found = (_connectors(data_map) if connectors is None else connectors).get(system)
    if found is None:
        connected = data_map.declaration.systems[system].connect
        if connected.url is None:
            raise Stopped(f"{system}: Hjemmel's own database or its key store is not here", COULD_NOT_RUN)
        auth = connected.auth
        needed = [connected.url, *((auth.secret, auth.user) if auth else ())]
        names = " and ".join(name for name in needed if name)
        raise Stopped(
            f"{system}: its address is not known here; set {names} in the environment", COULD_NOT_RUN
        )
    return found


def _described(seen: Observation, data_map: DataMap) -> str:
    placed = {
        (collection.shape.table, column): group.category
        for collection in data_map.in_system(seen.system)
        for group in collection.groups
        for column in group.columns
    }
    lines = [f"{seen.system}   {seen.target}   schema {seen.digest[:12]}"]
    for table in seen.collections:
        lines.append(f"{table.name}   key {', '.join(table.key) or 'none'}")
        for column in table.columns:
            null = "" if column.nullable else "not null"
            place = placed.get((table.name, column.name), "UNDECLARED")
            lines.append(f"  {column.name:<28} {column.type.value:<12} {null:<9} {place}")
    return "\n".join(lines)
