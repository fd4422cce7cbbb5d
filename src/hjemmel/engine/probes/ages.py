"""How long: nothing outlives its ground, and nothing that must be kept is gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hjemmel.core.datamap import FieldGroup
from hjemmel.core.declaration.promises import DutyProbe, RetentionProbe
from hjemmel.core.facts import Facts
from hjemmel.core.grounds.explain import State
from hjemmel.core.moment import local_day
from hjemmel.core.promise import Measurement
from hjemmel.core.terms import Basis

from ..census import Tally
from ..duties import count_duties
from .sight import Sight, covered, purposes_of, systems_of
from .words import EN, NB, in_en, in_nb, names


def retention(probe: RetentionProbe, sight: Sight) -> Measurement:
    groups = covered(sight.map, probe.purposes, probe.collections)
    seen = _ages(groups, sight)
    if probe.needs is None:
        return seen
    return replace(seen, missing_nb=probe.needs.nb, missing_en=probe.needs.en)


def coverage(sight: Sight) -> Measurement:
    groups = covered(sight.map, (), ())
    bare = [group for group in groups if not purposes_of(sight.map, group)]
    seen = _ages(groups, sight)
    if not bare:
        return seen
    nb = f"{len(bare)} opplysningstyper har ingen slettefrist: {names(bare)}."
    en = f"{len(bare)} kinds of data have no retention period: {names(bare)}."
    return replace(seen, breaches=seen.breaches + len(bare), seen_nb=nb, seen_en=en)


def _ages(groups: Sequence[FieldGroup], sight: Sight) -> Measurement:
    tallies = sight.census.of(groups)
    due = sum(tally.count(State.DUE) for tally in tallies)
    cases = sum(tally.count(State.DUE, State.HELD) for tally in tallies)
    oldest = min((tally.oldest_due for tally in tallies if tally.oldest_due), default=None)
    risk_nb, risk_en = _risk(tallies, sight.facts)
    since_nb = f" Den eldste skulle vært slettet {NB.date(oldest)}." if oldest else ""
    since_en = f" The oldest should have been erased on {EN.date(oldest)}." if oldest else ""
    return Measurement(
        at=sight.now,
        cases=cases,
        breaches=due,
        unknown=sum(tally.count(State.UNKNOWN) for tally in tallies),
        in_scope=systems_of(groups),
        observed=sight.observed,
        risk_nb=risk_nb,
        risk_en=risk_en,
        seen_nb=f"{in_nb(due)} av {in_nb(cases)} opplysninger skulle vært slettet.{since_nb}",
        seen_en=f"{in_en(due)} of {in_en(cases)} data should have been erased.{since_en}",
    )


def _risk(tallies: Iterable[Tally], facts: Facts) -> tuple[str, str]:
    """Holds that nobody has looked at again by the day they should, and that alone keep some of the data."""
    counts: dict[str, int] = {}
    for tally in tallies:
        for name, data in tally.overdue.items():
            counts[name] = counts.get(name, 0) + data
    found = [(hold, counts[hold.id]) for hold in facts.holds if hold.id in counts]
    nb = [
        f"Slettesperren «{hold.title}» skulle vært gjennomgått {NB.date(hold.review_on)}."
        f" Bare den holder {'én opplysning' if data == 1 else f'{in_nb(data)} opplysninger'}."
        for hold, data in found
    ]
    en = [
        f"The hold “{hold.title}” should have been reviewed on {EN.date(hold.review_on)}."
        f" It alone keeps {'one datum' if data == 1 else f'{in_en(data)} data'}."
        for hold, data in found
    ]
    return " ".join(nb), " ".join(en)


def duty(name: str, probe: DutyProbe, sight: Sight) -> Measurement:
    """What must be kept is still there: no fewer rows than at the last count whose duty is not over."""
    groups = covered(sight.map, probe.purposes, ())
    earlier = sight.earlier.get(name)
    before = dict(earlier.measurement.figures) if earlier else {}
    today = local_day(sight.now, sight.map.zone).isoformat()
    counted = count_duties(sight.map, groups, frozenset(probe.purposes), sight.census, before, today)
    total, lost = in_nb(counted.total), in_nb(counted.lost)
    total_en, lost_en = in_en(counted.total), in_en(counted.lost)
    seen = Measurement(
        at=sight.now,
        cases=counted.total,
        breaches=counted.lost,
        unknown=counted.unknown,
        in_scope=systems_of(groups),
        observed=sight.observed,
        figures=counted.figures,
        seen_nb=f"{lost} opplysninger som loven krever, er borte. {total} står.",
        seen_en=f"{lost_en} data that the law requires are gone. {total_en} stand.",
    )
    if before:
        return seen
    return replace(
        seen,
        missing_nb=f"{total} er telt. Ved neste prøve sammenligner vi med dette tallet.",
        missing_en=f"{total_en} were counted. The next probe compares with this figure.",
    )


def bases(sight: Sight) -> Measurement:
    """Every purpose has its basis; what is held on consent alone has a consent in force."""
    purposes = sight.map.purposes
    lacking = [name for name, purpose in purposes.items() if not purpose.kinds <= purpose.basis.keys()]
    on_consent = [
        name
        for name, purpose in purposes.items()
        if Basis.CONSENT in purpose.basis.values() and not purpose.use_only
    ]
    groups = covered(sight.map, on_consent, ()) if on_consent else []
    tallies = sight.census.of(groups)
    without = sum(tally.count(State.DUE) for tally in tallies)
    return Measurement(
        at=sight.now,
        cases=len(purposes),
        breaches=len(lacking) + without,
        unknown=sum(tally.count(State.UNKNOWN) for tally in tallies),
        in_scope=systems_of(groups),
        observed=sight.observed,
        seen_nb=f"{len(purposes) - len(lacking)} av {len(purposes)} formål har grunnlag."
        f" {in_nb(without)} opplysninger som bygger på samtykke, skulle vært slettet.",
        seen_en=f"{len(purposes) - len(lacking)} of {len(purposes)} purposes have a basis."
        f" {in_en(without)} data that rest on consent should have been erased.",
    )
