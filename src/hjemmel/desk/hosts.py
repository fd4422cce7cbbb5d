"""The machines at which the company's systems answer, by their addresses in the environment. Names of machines alone."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.conf import settings

from hjemmel.core.assignments.assignment import Host
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.wiring import filled

HJEMMEL = "hjemmel"
"""Hjemmel's own database, where address files lie sealed."""


def hosts() -> tuple[Host, ...]:
    """Of every declared system whose address is set, and of Hjemmel's own database."""
    try:
        declared = published().map.declaration.systems
    except NothingPublished:
        return ()
    found = [
        Host(system=name, name=_host(filled(system.connect.url, os.environ) or ""))
        for name, system in declared.items()
        if system.connect.url
    ]
    own = settings.DATABASES["default"].get("HOST") or ""
    return (*found, Host(system=HJEMMEL, name=str(own)))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
