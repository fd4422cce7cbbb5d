"""Who may see what at a demo company. The account one signs in with has every purpose; two others have fewer, to try.
One of them approves as well: an order of an authority takes two.

They have the same password as the first, and figures were made where the company has promised something about those."""

from __future__ import annotations

from collections.abc import Mapping

from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.figures.extract import Wanted
from hjemmel.desk import clock, extracts
from hjemmel.desk.access import all_purposes, give
from hjemmel.desk.demo_clock import folder
from hjemmel.desk.office import HJEMMEL
from hjemmel.engine.ports import Actor

PURPOSES: Mapping[str, tuple[str, ...]] = {
    "trades": ("answer_enquiries", "relationship", "deliver_work"),
    "footcare": ("run_relationship", "handle_complaints"),
    "mobile": ("answer", "list_in_directory"),
    "gifts": ("document_enquiries", "follow_up_offers"),
    "mailhouse": ("secure",),
    "gifts-small": ("document_enquiries",),
}
"""What the second account works with, by company."""
FIGURES: Mapping[str, Wanted] = {
    "footcare": Wanted(collection="analyse.usage", purpose="improve", by=("product_group",)),
}


def make(profile: str, actor: Actor) -> None:
    if profile not in PURPOSES:
        return
    password = (folder() / "login").read_text()
    at = clock.now()
    few = create_staff("ingrid", "Ingrid Ordreli", password, Role.APPROVER, HJEMMEL, at)
    create_staff("leif", "Leif Leseli", password, Role.READER, HJEMMEL, at)
    give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.OFFICER)
    give(few.id, PURPOSES[profile], actor)
    if profile in FIGURES:
        extracts.make(FIGURES[profile], actor)
