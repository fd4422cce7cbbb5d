"""What the mobile operator has given directory enquiries through Hjemmel: a whole file, and one that takes somebody out."""

from __future__ import annotations

from hjemmel.capabilities.disclosures import store
from hjemmel.capabilities.facts.services import record
from hjemmel.core.facts import Listing, ListingChosen
from hjemmel.desk import clock, directory
from hjemmel.engine.ports import Actor

PROFILE = "mobile"
RECIPIENT = "oppslagstorget"


def make(profile: str, actor: Actor) -> None:
    """Then a subscriber chose a secret number, and the next file said so."""
    if profile != PROFILE:
        return
    _given(actor)
    somebody = next(one for one in store.had(RECIPIENT) if one.level is Listing.LISTED)
    record((ListingChosen(about=somebody.row, listing=Listing.SECRET, at=clock.now()),), actor, clock.now())
    _given(actor)


def _given(actor: Actor) -> None:
    _, file = directory.hand_out(RECIPIENT, actor)
    file.close()
