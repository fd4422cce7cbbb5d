"""What visitors of a demo company's website chose about cookies, and the week's round of its links.

Nobody outside is asked: the web of the demo is made up, and in it every link leads to a page."""

from __future__ import annotations

import json
import uuid
from typing import Final

from hjemmel.core import cookie_choice as core
from hjemmel.core.outgoing_link import Found
from hjemmel.desk import cookie_choice, links
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

REFUSED: Final = 4
ACCEPTED: Final = 3
SETTLED: Final = 1
"""Somebody who went through it one by one."""


def make(profile: str, actor: Actor) -> None:
    links.try_all(actor, lambda _: Found.WORKS)
    data_map = published().map
    if not core.is_asked(data_map):
        return
    asked = list(core.asked_about(data_map))
    tools = core.waiting_services(data_map)
    for number in range(REFUSED + ACCEPTED + SETTLED):
        is_yes = REFUSED <= number < REFUSED + ACCEPTED
        said = asked if is_yes else asked[:1] if number >= REFUSED + ACCEPTED else []
        told = {
            "id": str(uuid.uuid4()),
            "revision": core.revision(data_map),
            "categories": said,
            "services": list(tools) if is_yes else [],
            "lang": "nb",
            "is_change": False,
            "asked_not_to": False,
        }
        cookie_choice.take(json.dumps(told).encode(), f"demo {number}")
