"""Which connector serves which system: the one place where concrete connectors are named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from hjemmel.connectors.enhetsregisteret import BASE, Enhetsregisteret
from hjemmel.connectors.files import FilesConnector
from hjemmel.connectors.http import HttpConnector
from hjemmel.connectors.http.client import Client, Who, basic, bearer
from hjemmel.connectors.imap import ImapConnector, Mailbox, imap_server
from hjemmel.connectors.mail import Folder, Smtp, server
from hjemmel.connectors.opendsr import Processor
from hjemmel.connectors.protocol import Connector, Unsupported
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.company import OpenDsr
from hjemmel.core.declaration.data import REGISTER
from hjemmel.core.declaration.data import Collection as Declared
from hjemmel.core.declaration.layouts import Auth
from hjemmel.core.observation import ReferenceSeen
from hjemmel.core.shape import Shape
from hjemmel.core.terms import Mode

from .register.connector import Register, RegisterConnector
from .vault.certificates import believe

_SECRET = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}", re.ASCII)


def connect(
    data_map: DataMap,
    environment: Mapping[str, str],
    clock: Callable[[], datetime],
    register: Register | None = None,
) -> dict[str, Connector]:
    """A connector for each system whose address is known. Systems without one count as not reached.

    So does the register where nobody says where it is. A watched system is opened read-only."""
    connectors: dict[str, Connector] = {}
    for name, system in data_map.declaration.systems.items():
        is_register = system.connect.kind == REGISTER
        url = (register and register.url) if is_register else filled(system.connect.url, environment)
        if not url:
            continue
        shapes = {collection.name: collection.shape for collection in data_map.in_system(name)}
        try:
            found = _opened(name, url, shapes, data_map, environment, clock)
        except Unsupported:
            continue
        connectors[name] = _sealed(name, found, shapes, register) if is_register and register else found
    return connectors


def _opened(
    name: str,
    url: str,
    shapes: Mapping[str, Shape],
    data_map: DataMap,
    environment: Mapping[str, str],
    clock: Callable[[], datetime],
) -> Connector:
    """Raises Unsupported for an address that this kind of system does not have, or a secret that is not set."""
    system = data_map.declaration.systems[name]
    read_only = system.mode is Mode.WATCH
    references = _references(name, system.collections, shapes)
    match system.connect.kind:
        case "files":
            files = {f"{name}.{own}": one.file for own, one in system.collections.items() if one.file}
            return FilesConnector(
                name, url, shapes, files, clock=clock, references=references, read_only=read_only
            )
        case "http":
            return HttpConnector(
                name,
                Client(name, url, _who(name, system.connect.auth, environment)),
                shapes,
                {f"{name}.{own}": one.api for own, one in system.collections.items() if one.api},
                {collection.name: collection.columns for collection in data_map.in_system(name)},
                clock=clock,
                references=references,
                at_once=system.connect.at_once,
                read_only=read_only,
            )
        case "imap":
            folders = {f"{name}.{own}": one.mailbox for own, one in system.collections.items() if one.mailbox}
            return ImapConnector(
                name, url, shapes, folders, clock=clock, references=references, read_only=read_only
            )
        case _:
            return SqlConnector(name, url, shapes, clock=clock, read_only=read_only)


def _who(system: str, auth: Auth | None, environment: Mapping[str, str]) -> Who | None:
    if auth is None:
        return None
    secret = filled(auth.secret, environment)
    user = filled(auth.user, environment) if auth.user else ""
    if not secret or user is None:
        raise Unsupported(system, "its secret is not known here", f"set {auth.secret} in the environment")
    if auth.by == "basic":
        return basic(user, secret)
    return bearer(secret) if auth.by == "bearer" else Who(header=auth.header or "", value=secret)


def _references(
    system: str, collections: Mapping[str, Declared], shapes: Mapping[str, Shape]
) -> dict[str, list[ReferenceSeen]]:
    """By table, what its rows refer to inside the system, as declared: no database is there to say it."""
    found: dict[str, list[ReferenceSeen]] = {}
    for own, collection in collections.items():
        links = [(one.columns, one.to, one.theirs) for one in collection.composite_references]
        for column, target in collection.references.items():
            to, _, their_column = target.rpartition(".")
            links.append(((column,), to, (their_column,)))
        found[shapes[f"{system}.{own}"].table] = [
            ReferenceSeen(columns=columns, target=shapes[to].table, target_columns=theirs)
            for columns, to, theirs in links
            if to in shapes
        ]
    return found


def _sealed(name: str, found: Connector, shapes: Mapping[str, Shape], register: Register) -> Connector:
    return RegisterConnector(name, found, shapes, register.vault, register.rows)


def business_register(base: str | None = None) -> Enhetsregisteret:
    """The register of organisations, at its own address or another. Raises Unsupported for an address that is not safe."""
    return Enhetsregisteret(base or BASE)


def mail_server(address: str) -> Smtp | Folder:
    """What takes mail at this address. Raises Unsupported for one that is not understood or not safe."""
    found = server(address)
    return Folder(Path(found.folder)) if found.folder else Smtp(found)


def processor(
    name: str, told: OpenDsr, environment: Mapping[str, str], clock: Callable[[], datetime]
) -> Processor:
    """The program of this recipient that takes requests. Raises Unsupported where its address or secret is not set, or not
    safe."""
    url, domain = filled(told.url, environment), opendsr_domain(told, environment)
    if not url or not domain:
        raise Unsupported(name, "the address of its program is not set", "set it in the environment")

    def check(body: bytes, signature: str, certificate: bytes) -> None:
        believe(body, signature, certificate, domain, clock(), told.signature)

    return Processor(
        Client(name, url, _who(name, told.auth, environment)), domain, told.requests, told.headers, check
    )


def opendsr_domain(told: OpenDsr, environment: Mapping[str, str]) -> str:
    """The domain that this processor signs for; empty where its address is not set."""
    url = filled(told.url, environment) or ""
    try:
        return (told.domain or urlsplit(url).hostname or "").casefold() if url else ""
    except ValueError:
        return ""


def mailbox(data_map: DataMap, system: str, environment: Mapping[str, str]) -> Mailbox:
    """The way into the mailbox of this system. Raises Unsupported where its address is not set, or not safe."""
    address = filled(data_map.declaration.systems[system].connect.url, environment)
    if not address:
        raise Unsupported(system, "the address of the mailbox is not set", "set it in the environment")
    return Mailbox(system, imap_server(system, address))


def filled(url: str | None, environment: Mapping[str, str]) -> str | None:
    """The address with its `${NAME}` parts from the environment; None if one is not set, or there is none."""
    if url is None:
        return None
    names = _SECRET.findall(url)
    if any(name not in environment for name in names):
        return None
    return _SECRET.sub(lambda found: environment[found[1]], url)


def machine_time() -> datetime:
    """The machine's own time: for looking at systems, where no demo clock has a say."""
    return datetime.now(UTC)
