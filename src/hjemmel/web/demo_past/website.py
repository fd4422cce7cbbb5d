"""What visitors of a demo company's website chose about cookies.

That its links lead somewhere is not made up: until they are tried, nothing is known of them."""

from __future__ import annotations

import json
import uuid
from typing import Final

from hjemmel.core.website import cookie_choice as core
from hjemmel.desk import cookie_choice
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

REFUSED: Final = 4
ACCEPTED: Final = 3
SETTLED: Final = 1
"""Somebody who went through it one by one."""


def make(profile: str, actor: Actor) -> None:
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
