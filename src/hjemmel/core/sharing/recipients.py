"""Recipients as the declaration names them beside what is kept of their agreements: whom a promise about them is about, what
has been promised of each, and where the two lists differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ..declaration.company import Recipient
from ..declaration.promises import AgreementsProbe
from ..declaration.whole import Declaration
from .agreement import NOTHING_MORE, KeptAgreement, Promised, roles_of

BOUND = frozenset({"processor", "joint_controller"})
"""Roles that the law wants an agreement or an arrangement of."""


def who_must_agree(declaration: Declaration) -> tuple[str, ...]:
    """Every processor and joint controller, and whoever runs a system, in the order of the file."""
    runners = {system.run_by for system in declaration.systems.values() if system.run_by}
    return tuple(
        name
        for name, recipient in declaration.recipients.items()
        if name in runners or roles_of(recipient) & BOUND
    )


def about(probe: AgreementsProbe, declaration: Declaration) -> tuple[str, ...]:
    """Those the promise names; all who must agree, where it names none."""
    return probe.recipients or who_must_agree(declaration)


def promised(declaration: Declaration) -> Mapping[str, Promised]:
    """What the promises of the file ask of each recipient. A recipient that is not here: nothing more."""
    found: dict[str, Promised] = {}
    for promise in declaration.promises.values():
        if isinstance(promise.probe, AgreementsProbe):
            for name in about(promise.probe, declaration):
                found[name] = _with(found.get(name, NOTHING_MORE), promise.probe)
    return found


def _with(so_far: Promised, probe: AgreementsProbe) -> Promised:
    within = [one for one in (so_far.proof_within, probe.proof_within) if one]
    return Promised(
        annex=so_far.annex or "annex" in probe.needs,
        proof=so_far.proof or "proof" in probe.needs,
        proof_within=min(within, key=lambda one: one.about_days, default=None),
    )


class Difference(Enum):
    """How the declaration and what is kept disagree about a recipient."""

    NOT_KEPT = "not_kept"
    """It must have an agreement, and none is kept."""
    NOT_DECLARED = "not_declared"
    """An agreement is kept with somebody the declaration does not name."""
    SIGNED_ANOTHER_DAY = "signed_another_day"
    ENDS_ANOTHER_DAY = "ends_another_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    recipient: str
    how: Difference


def differences(declaration: Declaration, kept: Sequence[KeptAgreement]) -> tuple[Differs, ...]:
    """Where the two lists disagree, in the order of the file, and then what it does not name."""
    by_name = {one.recipient: one for one in kept}
    found = [
        Differs(recipient=name, how=how)
        for name, recipient in declaration.recipients.items()
        for how in _between(recipient, by_name.get(name), name in who_must_agree(declaration))
    ]
    undeclared = (one.recipient for one in kept if one.recipient not in declaration.recipients)
    return (*found, *(Differs(recipient=name, how=Difference.NOT_DECLARED) for name in undeclared))


def _between(recipient: Recipient, kept: KeptAgreement | None, must_agree: bool) -> Iterator[Difference]:
    if kept is None:
        if must_agree:
            yield Difference.NOT_KEPT
        return
    if recipient.agreement is None:
        return
    if recipient.agreement.signed != kept.document.signed:
        yield Difference.SIGNED_ANOTHER_DAY
    if recipient.agreement.valid_to != kept.last_day:
        yield Difference.ENDS_ANOTHER_DAY
