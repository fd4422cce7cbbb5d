"""A night of attempts to break in at a demo company's website: seen in the log, searched for in a case, and blocked.

The addresses are of the range that is kept for examples (RFC 5737)."""

from __future__ import annotations

from typing import Final

from hjemmel.core.request import Way
from hjemmel.desk import requests, web_log
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

ATTACKER: Final = "203.0.113.77"
CUSTOMER: Final = "203.0.113.4"
PAGES: Final = ("/personvern", "/kontakt", "/dine-data")
CASE: Final = "2026/31"
REPORT: Final = "2026/32"


def make(profile: str, actor: Actor) -> None:
    declared = published().map.declaration.web_log
    if declared is None:
        return
    web_log.look()
    try:
        for page in PAGES:
            web_log.note(ATTACKER, page, 404)
            web_log.note(CUSTOMER, page, 200)
        purpose = declared.purposes[0]
        web_log.search(ATTACKER, purpose, CASE, "", actor)
        web_log.block(ATTACKER, "attack", CASE, "", actor)
        # Somebody has told us of something themselves, and may be helped by what the log says of it.
        sent = next((one.id for one in requests.inbox() if one.way is Way.EMAIL), "")
        if sent and declared.joined_with_person == "by_case":
            web_log.search(CUSTOMER, purpose, REPORT, sent, actor)
    finally:
        web_log.leave()
