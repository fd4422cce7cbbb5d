"""What a promise about answers may say besides: every system was asked, what was kept back has its reason, and nothing that
is kept for certain purposes outlives its ground. Counted from the plans that were carried out, and from the rows."""

from __future__ import annotations

from collections.abc import Iterator

from hjemmel.core.declaration.data import MANUAL
from hjemmel.core.declaration.promises import AnsweredProbe, RetentionProbe
from hjemmel.core.moment import local_day
from hjemmel.core.period import cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.request import Delivered, Executed

from ..kept import PlanMade
from .ages import retention
from .sight import Sight
from .together import together
from .words import in_en, in_nb


def with_ages(seen: Measurement, probe: AnsweredProbe, sight: Sight) -> Measurement:
    """The same, and nothing that is kept for the purposes is older than its ground."""
    if not probe.purposes:
        return seen
    return together(seen, retention(RetentionProbe(kind="retention", purposes=probe.purposes), sight))


def with_plans(seen: Measurement, probe: AnsweredProbe, sight: Sight) -> Measurement:
    """The same, and each plan that was carried out for an answer asked every system, and said why it left rows alone."""
    if not (probe.whole or probe.says_why):
        return seen
    made = list(_carried_out(probe, sight))
    partly = sum(bool(_unasked(one, sight)) for one in made) if probe.whole else 0
    unexplained = sum(one.unexplained for one in made) if probe.says_why else 0
    nb = [f"Svar med noe gjort: {in_nb(len(made))}."]
    en = [f"Answers with something done: {in_en(len(made))}."]
    if probe.whole:
        nb.append(f"Uten at alle systemene ble spurt: {in_nb(partly)}.")
        en.append(f"Without every system being asked: {in_en(partly)}.")
    if probe.says_why:
        kept_back = sum(one.kept_back for one in made)
        nb.append(f"Holdt tilbake: {in_nb(kept_back)}, av dem uten grunn og dag: {in_nb(unexplained)}.")
        en.append(f"Kept back: {in_en(kept_back)}, of these without reason and day: {in_en(unexplained)}.")
    told = Measurement(
        at=sight.now,
        cases=0,
        breaches=partly + unexplained,
        seen_nb=" ".join(nb),
        seen_en=" ".join(en),
        missing_nb="" if made else "Ingen slik henvendelse er gjennomført og besvart ennå.",
        missing_en="" if made else "No such request has been carried out and answered yet.",
    )
    return together(seen, told)


def _carried_out(probe: AnsweredProbe, sight: Sight) -> Iterator[PlanMade]:
    """The plans behind the answers that were sent in that time."""
    plans = {one.digest: one for one in sight.kept.plans}
    since = cutoff(probe.over, local_day(sight.now, sight.map.zone))
    for life in sight.kept.requests:
        executed, delivered = life.last(Executed), life.last(Delivered)
        if executed is None or delivered is None or delivered.on <= since or life.received is None:
            continue
        if probe.rights and life.received.right.value not in probe.rights:
            continue
        if executed.digest in plans:
            yield plans[executed.digest]


def _unasked(made: PlanMade, sight: Sight) -> list[str]:
    """Systems that a program reads, and did not. Of others their keepers are asked, and the request waits for them."""
    systems = sight.map.declaration.systems
    return [name for name in made.unreached if name in systems and systems[name].connect.kind != MANUAL]
