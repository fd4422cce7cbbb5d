"""Programs that give somebody's data to others: asked first, told of approvals that are lacking, and noted when it is done.

People in the office approve, never a program. A program sees what it asked for itself, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from hjemmel.capabilities.disclosures import store
from hjemmel.capabilities.disclosures.store import KeptDisclosure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.token import Right
from hjemmel.core.sharing.disclosure import Decision
from hjemmel.desk import disclosures
from hjemmel.desk.disclosures import Answer, Asking
from hjemmel.desk.one_person import NotOnePerson
from hjemmel.desk.programs.entry import Program
from hjemmel.desk.programs.trouble import AlreadyDone, NotAccepted, NotThere


@dataclass(frozen=True, slots=True, kw_only=True)
class AsItStands:
    """A disclosure that was asked for, and what it would be answered with now; None once it is given or dropped."""

    kept: KeptDisclosure
    decision: Decision | None


def ask(program: Program, asked: Asking) -> Answer:
    """Ask to give this person's data. What is refused is not kept, and every reason is told.

    Raises NotAllowed, NotAccepted if the identity does not lead to one person."""
    program.must(Right.DISCLOSE)
    program.must_have(asked.purposes)
    try:
        return disclosures.disclose(asked, program.actor)
    except NotOnePerson as found:
        raise NotAccepted([_SEVERAL if found.count else _NOBODY]) from None


def stands(program: Program, number: int) -> AsItStands:
    """How it goes with what this program asked for. Raises NotAllowed or NotThere."""
    program.must(Right.DISCLOSE)
    kept = _own(program, number)
    return AsItStands(
        kept=kept, decision=disclosures.decision_on(kept, program.actor) if kept.is_open else None
    )


def give(program: Program, number: int) -> AsItStands:
    """Note that it was handed over, if it is allowed at this moment. Told again it changes nothing.

    Raises NotAllowed, NotThere, or AlreadyDone for one that was dropped."""
    program.must(Right.DISCLOSE)
    kept = _own(program, number)
    if kept.dropped_at is not None:
        raise AlreadyDone([_DROPPED])
    if kept.given_at is not None:
        return AsItStands(kept=kept, decision=None)
    decision = disclosures.give(number, program.actor)
    kept = _own(program, number)
    return AsItStands(kept=kept, decision=decision if kept.is_open else None)


def _own(program: Program, number: int) -> KeptDisclosure:
    kept = store.disclosure(number)
    if kept is None or kept.asked_by != program.actor.id:
        raise NotThere
    return kept


_NOBODY = Text(nb="ingen har denne identiteten", en="nobody has this identity")
_SEVERAL = Text(nb="flere personer har denne identiteten", en="several persons have this identity")
_DROPPED = Text(
    nb="utleveringen er forkastet; be om en ny", en="the disclosure has been dropped; ask for a new one"
)
