"""The company's mail server, for everything that is sent from here, and the addresses that nothing is sent to."""

from __future__ import annotations

import os
from typing import Final

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.mailings import change_notices, notices, store
from hjemmel.connectors.mail import Folder, Smtp
from hjemmel.connectors.protocol import Unsupported
from hjemmel.core.datamap import DataMap
from hjemmel.engine.wiring import filled, mail_server

PLACE: Final = "mail"


def server(data_map: DataMap) -> Smtp | Folder:
    """What takes our mail. Raises Unsupported where nothing does."""
    mail = data_map.declaration.mail
    address = filled(mail.server, os.environ) if mail else None
    if not address:
        raise Unsupported(PLACE, "the address of the mail server is not set", "set it in the environment")
    return mail_server(address)


def closed() -> frozenset[str]:
    """The marks of addresses that messages have come back from for good."""
    return store.come_back() | notices.come_back() | change_notices.come_back()


def suppressed() -> frozenset[str]:
    """The marks of addresses that somebody has said no for."""
    return frozenset(one.mark for one in StoredFacts().read().suppressions if one.lifted_at is None)
