"""That no other company processes what we process for others: every place that holds it is listed and looked at.

A place that somebody else runs breaks the promise. That there is no place besides, no list can show: so it is never KEPT."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from hjemmel.core.assignments.assignment import Channel, FileReceived
from hjemmel.core.declaration.promises import SubProcessorsProbe
from hjemmel.core.promise import Measurement

from .sight import Sight, covered, systems_of
from .words import EN, NB, in_en, in_nb

_OWN_NAMES = ("", "localhost")
_MOST_NAMED = 5


class Answer(Enum):
    OURS = "ours"
    THEIRS = "theirs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Somewhere such data lies, or may lie."""

    nb: str
    en: str
    answer: Answer


def sub_processors(probe: SubProcessorsProbe, sight: Sight) -> Measurement:
    found = [*_systems(probe, sight), *_hosts(probe, sight), *_recipients(probe, sight), *_mail(sight)]
    theirs = [one for one in found if one.answer is Answer.THEIRS]
    unknown = [one for one in found if one.answer is Answer.UNKNOWN]
    if theirs:
        nb = f"Hos andre enn oss: {NB.listed([one.nb for one in theirs][:_MOST_NAMED])}."
        en = f"With others than us: {EN.listed([one.en for one in theirs][:_MOST_NAMED])}."
    else:
        nb = f"{in_nb(len(found))} steder er gått gjennom."
        en = f"{in_en(len(found))} places were gone through."
    missing_nb = (
        f"Det er ikke sagt hvor dette står: {NB.listed([one.nb for one in unknown][:_MOST_NAMED])}."
        if unknown
        else "Ingen av dem drives av andre. At det ikke finnes flere steder, kan ingen liste vise."
    )
    missing_en = (
        f"It is not said where this is: {EN.listed([one.en for one in unknown][:_MOST_NAMED])}."
        if unknown
        else "None of them is run by others. That there are no more places, no list can show."
    )
    return Measurement(
        at=sight.now,
        cases=len(found),
        breaches=len(theirs),
        in_scope=systems_of(covered(sight.map, probe.purposes, ())),
        observed=sight.observed,
        missing_nb=f"{in_nb(len(found))} steder er gått gjennom. {missing_nb}",
        missing_en=f"{in_en(len(found))} places were gone through. {missing_en}",
        seen_nb=nb,
        seen_en=en,
    )


def _systems(probe: SubProcessorsProbe, sight: Sight) -> Iterator[_Place]:
    """Each system with such data, and its backups: where the declaration says they stand, and who runs them."""
    declared = sight.map.declaration.systems
    for name in sorted(systems_of(covered(sight.map, probe.purposes, ()))):
        system = declared[name]
        runs = Answer.THEIRS if system.run_by else Answer.OURS if system.place else Answer.UNKNOWN
        yield _Place(nb=system.title.nb, en=system.title.en, answer=runs)
        kept = runs if system.backup else Answer.UNKNOWN
        yield _Place(
            nb=f"sikkerhetskopier av {system.title.nb}", en=f"backups of {system.title.en}", answer=kept
        )


def _hosts(probe: SubProcessorsProbe, sight: Sight) -> Iterator[_Place]:
    """The machines that answer for them, and for Hjemmel's own database where files lie sealed."""
    holding = systems_of(covered(sight.map, probe.purposes, ()))
    for host in sight.kept.hosts:
        if host.system in holding or host.system == "hjemmel":
            answer = Answer.OURS if _is_inside(host.name) else Answer.UNKNOWN
            yield _Place(nb=f"maskinen for {host.system}", en=f"the machine of {host.system}", answer=answer)


def _recipients(probe: SubProcessorsProbe, sight: Sight) -> Iterator[_Place]:
    """Whoever receives for these purposes: no processor may be among them."""
    for name, recipient in sight.map.declaration.recipients.items():
        purposes = [one for one in probe.purposes if name in sight.map.declaration.purposes[one].recipients]
        if not purposes:
            continue
        role = recipient.role
        roles = {role} if isinstance(role, str) else {role.get(one) for one in purposes}
        answer = Answer.THEIRS if roles & {"processor", "sub_processor"} else Answer.OURS
        yield _Place(nb=recipient.name, en=recipient.name, answer=answer)


def _mail(sight: Sight) -> Iterator[_Place]:
    """A mail service would hold what came by e-mail: no file may have. One that was refused still lies with whoever runs the
    mailbox, until it is gone from there."""
    received = [step for one in sight.kept.assignments for step in one.assignment.all(FileReceived)]
    by_mail = any(step.channel is Channel.EMAIL for step in received) or any(
        one.gone_at is None and _is_run_by_others(one.system, sight) for one in sight.kept.mailed_files
    )
    yield _Place(
        nb="e-posttjenesten", en="the mail service", answer=Answer.THEIRS if by_mail else Answer.OURS
    )


def _is_run_by_others(system: str, sight: Sight) -> bool:
    declared = sight.map.declaration.systems.get(system)
    return declared is None or declared.run_by is not None


def _is_inside(host: str) -> bool:
    """This machine, or one on a private network: anything else may stand anywhere."""
    if host in _OWN_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
