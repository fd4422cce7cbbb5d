"""A company of the register, looked up in the register of organisations: what it is called there, and whether it is still there.

Nothing is asked unless somebody asks. The number is sent and nothing else; the ledger notes that one was looked up, and not which:
a sole trader's number is a person's."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from hjemmel.capabilities.ledger.services import note
from hjemmel.connectors.protocol import Failure
from hjemmel.core.identifiers import is_orgnr
from hjemmel.core.sharing.business_register import Registered, Unasked, is_same_name
from hjemmel.desk import clock
from hjemmel.engine.ports import Actor
from hjemmel.engine.wiring import business_register

KIND = "company-looked-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What the register of organisations says of a number, or why it says nothing."""

    answer: Registered | Unasked = field(repr=False)
    is_as_we_say: bool | None = None
    """Whether the name there is ours; None where one of them is not known."""

    @property
    def found(self) -> Registered | None:
        return self.answer if isinstance(self.answer, Registered) else None


def look_up(orgnr: str, name: str, actor: Actor) -> LookedUp:
    """The organisation with this number, however it is spaced, beside the name we have for it."""
    number = "".join(orgnr.split())
    if not number:
        return LookedUp(answer=Unasked.NO_NUMBER)
    if not (number.isdecimal() and is_orgnr(number)):
        return LookedUp(answer=Unasked.BAD_NUMBER)
    try:
        found = business_register(settings.BUSINESS_REGISTER).look_up(number)
    except Failure:
        return LookedUp(answer=Unasked.NO_ANSWER)
    note(KIND, actor, {"standing": found.standing.value, "form": found.form}, clock.now())
    is_same = is_same_name(name, found.name) if name and found.name else None
    return LookedUp(answer=found, is_as_we_say=is_same)
