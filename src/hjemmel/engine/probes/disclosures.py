"""What was given to whom: each disclosure that Hjemmel has kept or that rows tell of, judged by itself.

Nothing here asks the rules that let a disclosure be made (`core.disclosure.decide`): a probe that did could not find
them wrong. What is compared is what stands on record: recipient, ground, number, approvers, consent of that day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import cached_property, reduce
from operator import and_

from hjemmel.core.datamap import DataMap, Path
from hjemmel.core.declaration.company import Recipient
from hjemmel.core.declaration.promises import DisclosuresProbe
from hjemmel.core.declaration.traces import DisclosureTrace
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.moment import Day, local_day, moment_of
from hjemmel.core.promise import Measurement
from hjemmel.core.terms import DisclosureGround as Ground
from hjemmel.core.terms import Tri

from ..disclosed import Case, Person, told
from .sight import Sight
from .statements import is_said, published
from .words import in_en, in_nb

SAYS_WHY_ITSELF = (Ground.DELIVERY, Ground.ORDER, Ground.DEBT_COLLECTION)
"""To be given for a delivery, to a court or for a claim is a special need in itself."""


class Fault(Enum):
    """What is wrong with a disclosure, in both languages."""

    RECIPIENT = ("til en mottaker som ikke er deklarert", "to a recipient that is not declared")
    GROUND = ("uten oppgitt grunn", "without a stated ground")
    OTHER_GROUND = ("på en grunn løftet ikke nevner", "on a ground that the promise does not name")
    REFERENCE = ("uten nummer", "without a number")
    APPROVER = ("uten at noen har godkjent", "approved by nobody")
    APPROVERS = ("uten to ulike godkjennere", "without two different approvers")
    CONSENT = ("uten samtykke som gjaldt den dagen", "without a consent in force that day")
    REASON = ("uten særlig behov", "without a special need")
    AGREEMENT = ("uten avtale som gjaldt den dagen", "without an agreement in force that day")


def disclosures(probe: DisclosuresProbe, sight: Sight) -> Measurement:
    """KEPT says that every disclosure on record is in order. What left without a record no record can tell, so a
    promise that nobody else gets anything (`closed`) can be broken here, and not proved."""
    record = _Record(sight)
    found = [case for case in record.cases() if _concerns(probe, case)]
    # To whom it went is not known, so neither is whether the promise is about it.
    astray = [case for case in found if case.recipient is None and probe.recipients]
    judged = [case for case in found if case not in astray]
    faults = {id(case): list(_faults(probe, case, record)) for case in judged}
    unnamed = _unnamed(probe, sight)
    wrong = Counter(fault for many in faults.values() for fault in many if fault is not None)
    broken = sum(any(fault is not None for fault in many) for many in faults.values())
    unjudged = sum(bool(many) and all(fault is None for fault in many) for many in faults.values())
    # A list is a case by itself only where the promise is about nothing but the list.
    only_the_list = bool(probe.needs) and {"named", "category"}.issuperset(probe.needs) and not probe.grounds
    listed = len(_listed(probe, sight)) if only_the_list else 0
    seen = Measurement(
        at=sight.now,
        cases=len(judged) + listed,
        breaches=broken + len(unnamed),
        unknown=unjudged + len(astray),
        in_scope=_in_scope(probe, sight),
        observed=sight.observed,
        seen_nb=_told("nb", len(judged), broken, unjudged, wrong, unnamed, listed),
        seen_en=_told("en", len(judged), broken, unjudged, wrong, unnamed, listed),
    )
    if "named" in probe.needs or probe.closed:
        seen = published(seen, sight)
    return _never_proved(seen) if probe.closed and not seen.missing_nb else seen


def _never_proved(seen: Measurement) -> Measurement:
    return replace(
        seen,
        missing_nb=f"{seen.seen_nb} Det som gis uten å bli ført, i e-post, i filer eller på telefon, ser vi ikke.",
        missing_en=f"{seen.seen_en} We do not see what is given without a record, by e-mail, in files or by phone.",
    )


def _concerns(probe: DisclosuresProbe, case: Case) -> bool:
    if case.recipient is None:
        return True
    return (not probe.recipients or case.recipient in probe.recipients) and case.recipient not in probe.beyond


def first_given(sight: Sight) -> Mapping[str, date]:
    """The first day on record that each recipient was given anything."""
    found: dict[str, date] = {}
    for case in _Record(sight).cases():
        if case.recipient is not None and isinstance(case.day, date):
            found[case.recipient] = min(case.day, found.get(case.recipient, case.day))
    return found


# ---- judging one --------------------------------------------------------------------------------------------


def _faults(probe: DisclosuresProbe, case: Case, record: _Record) -> Iterator[Fault | None]:
    """What is wrong with it; None for each thing that can't be judged."""
    recipient = record.recipients.get(case.recipient or "")
    if recipient is None:
        yield Fault.RECIPIENT
    if case.ground is None:
        yield Fault.GROUND
    elif probe.grounds and case.ground not in probe.grounds:
        yield Fault.OTHER_GROUND
    if "reference" in probe.needs and not case.reference:
        yield None if case.reference is None else Fault.REFERENCE
    yield from _approved(probe, case)
    if recipient is None:
        return
    if "consent" in probe.needs and (case.ground is Ground.CONSENT or recipient.only_with_consent):
        yield from record.consented(case)
    second_tier = recipient.only_when is not None and case.ground not in SAYS_WHY_ITSELF
    if "reason" in probe.needs and second_tier and not case.has_reason:
        yield None if case.has_reason is None else Fault.REASON
    if "agreement" in probe.needs and case.ground is Ground.AGREEMENT:
        yield from _agreed(recipient, record.ended(case.recipient), case.day)


def _approved(probe: DisclosuresProbe, case: Case) -> Iterator[Fault | None]:
    needed, fault = (2, Fault.APPROVERS) if "two_approvers" in probe.needs else (1, Fault.APPROVER)
    if not {"approver", "two_approvers"}.intersection(probe.needs):
        return
    if case.approvers is None:
        yield None
    elif len(case.approvers) < needed:
        yield fault


def _agreed(recipient: Recipient, ended: date | None, day: Day) -> Iterator[Fault | None]:
    """By the agreement's dates as declared, and the day the one we keep has ended; what is in it, other probes try."""
    agreement = recipient.agreement
    if agreement is None:
        yield Fault.AGREEMENT
    elif not isinstance(day, date):
        yield None
    elif day < agreement.signed or any(end is not None and day > end for end in (agreement.valid_to, ended)):
        yield Fault.AGREEMENT


# ---- reading the record -------------------------------------------------------------------------------------


class _Record:
    """Every disclosure on record, and the consents they may rest on. Rows are read once."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.map: DataMap = sight.map
        self.recipients: Mapping[str, Recipient] = sight.map.declaration.recipients

    def cases(self) -> Iterator[Case]:
        yield from self._kept()
        for trace in self.sight.traces(DisclosureTrace):
            if _system(trace.collection) in self.sight.observed:
                yield from told(self.map, self.rows, trace)

    def _kept(self) -> Iterator[Case]:
        for given in self.sight.kept.disclosures:
            one = given.disclosure
            yield Case(
                recipient=one.recipient if one.recipient in self.recipients else None,
                ground=one.ground,
                reference=one.reference,
                approvers=one.approvers,
                has_reason=one.need is not None,
                day=local_day(given.at, self.map.zone),
                at=given.at,
                persons=frozenset({(one.about.collection, one.about.key)}),
            )

    def ended(self, recipient: str | None) -> date | None:
        """The last day of what is kept of its agreement; of several, of the one that lasts longest."""
        lasts = [one.last_day for one in self.sight.kept.agreements if one.recipient == recipient]
        return max((day for day in lasts if day), default=None) if None not in lasts else None

    # ---- consents

    def consented(self, case: Case) -> Iterator[Fault | None]:
        """Whether some consent of the person, to this recipient or to a purpose that names it, was in force that day.

        Of one that was given or withdrawn on the very day the moments decide; where only days are known, nobody can
        tell which came first."""
        if not isinstance(case.day, date) or not self._sees_consents or not case.persons:
            yield None
            return
        spans = [
            span for person in case.persons for span in self._consents.get((person, case.recipient or ""), ())
        ]
        covered = {_covers(span, case) for span in spans}
        if Tri.YES not in covered:
            yield None if Tri.UNKNOWN in covered else Fault.CONSENT

    @cached_property
    def _sees_consents(self) -> bool:
        return all(_system(proof.collection) in self.sight.observed for proof in self.map.consents)

    @cached_property
    def _consents(self) -> Mapping[tuple[Person, str], list[_Span]]:
        """By person and recipient."""
        found: dict[tuple[Person, str], list[_Span]] = {}
        for person, purpose, span in (*self._remembered(), *self._in_rows()):
            declared = self.map.declaration.purposes.get(purpose)
            for recipient in declared.recipients if declared else ():
                found.setdefault((person, recipient), []).append(span)
        for one in self.sight.facts.sharing:
            span = _Span(self._at(one.given_at), (self._at(one.withdrawn_at),) if one.withdrawn_at else ())
            found.setdefault(((one.about.collection, one.about.key), one.recipient), []).append(span)
        return found

    def _remembered(self) -> Iterator[tuple[Person, str, _Span]]:
        for one in self.sight.facts.consents:
            ends = [self._at(one.withdrawn_at)] if one.withdrawn_at else []
            expires = [_Instant(one.expires_on, last=True)] if one.expires_on else []
            span = _Span(self._at(one.given_at), (*ends, *expires))
            yield (one.about.collection, one.about.key), one.purpose, span

    def _in_rows(self) -> Iterator[tuple[Person, str, _Span]]:
        for proof in self.map.consents:
            meaning, name = proof.meaning, proof.collection
            given = self._reads(name, meaning.given)
            withdrawn = self._reads(name, meaning.withdrawn) if meaning.withdrawn else None
            expires = self._reads(name, meaning.expires, last=True) if meaning.expires else None
            for row in self.rows.of(name):
                if not all(
                    row[column] in (value if isinstance(value, tuple) else (value,))
                    for column, value in meaning.only_if.items()
                ):
                    continue
                to = meaning.to
                purpose = to if isinstance(to, str) else to.values.get(str(row[to.column]), to.otherwise)
                begins = given(row)
                if begins.day is None:
                    continue
                ends = (reads(row) for reads in (withdrawn, expires) if reads)
                span = _Span(begins, tuple(end for end in ends if end.day is not None))
                for home in self.rows.parents(row, proof.whose.path):
                    yield (proof.whose.home, self.rows.key(proof.whose.home, home)), purpose, span

    def _at(self, at: datetime) -> _Instant:
        return _Instant(local_day(at, self.map.zone), at)

    def _reads(self, name: str, column: str, *, last: bool = False) -> Callable[[Row], _Instant]:
        days, zone = self.rows.days(name, column), self.map.collections[name].shape.zone_of(column)
        return lambda row: _Instant(days(row), None if last else moment_of(row[column], zone), last=last)

    # ---- rows

    @cached_property
    def rows(self) -> Rows:
        """What traces and consents say, and the rows on the way to whom they are about."""
        wanted: dict[str, set[str]] = {}
        for trace in self.sight.traces(DisclosureTrace):
            self._want(wanted, trace.collection, (column for _, column in trace.meaning.columns()))
            self._want_path(wanted, self.map.collections[trace.collection].whose.path)
        for proof in self.map.consents:
            meaning = proof.meaning
            told = [meaning.given, meaning.withdrawn, meaning.expires, *meaning.only_if]
            told.append(None if isinstance(meaning.to, str) else meaning.to.column)
            self._want(wanted, proof.collection, (column for column in told if column))
            self._want_path(wanted, proof.whose.path)
        tables = {
            name: self.sight.read(name, sorted(columns))
            for name, columns in wanted.items()
            if _system(name) in self.sight.observed
        }
        return Rows(self.map, tables, self.sight.out_of_sight, Links(self.sight.facts.linked))

    def _want(self, wanted: dict[str, set[str]], collection: str, columns: Iterable[str]) -> None:
        keys = self.map.collections[collection].shape.key
        wanted.setdefault(collection, set()).update(keys, columns)

    def _want_path(self, wanted: dict[str, set[str]], path: Path) -> None:
        for hop in path:
            self._want(wanted, hop.child, hop.columns)
            self._want(wanted, hop.parent, hop.theirs)


@dataclass(frozen=True, slots=True)
class _Instant:
    """A day on record, and the moment if that is known as well. `last`: the whole of the day counts."""

    day: Day
    at: datetime | None = None
    last: bool = False

    def is_before(self, case: Case) -> Tri:
        """Whether it came before the disclosure."""
        if not isinstance(self.day, date) or not isinstance(case.day, date):
            return Tri.UNKNOWN
        if self.day != case.day:
            return Tri.of(self.day < case.day)
        if self.last:
            return Tri.NO
        return Tri.of(self.at <= case.at) if self.at and case.at else Tri.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Span:
    """A consent: when it was given, and everything that ended it."""

    given: _Instant
    ends: tuple[_Instant, ...] = ()


def _covers(span: _Span, case: Case) -> Tri:
    return reduce(and_, (~end.is_before(case) for end in span.ends), span.given.is_before(case))


def _system(collection: str) -> str:
    return collection.partition(".")[0]


# ---- what the promise reaches over --------------------------------------------------------------------------


def _in_scope(probe: DisclosuresProbe, sight: Sight) -> frozenset[str]:
    """The systems whose rows tell of disclosures, and of consents where these count; of a closed list every system."""
    if probe.closed:
        return frozenset(sight.map.declaration.systems)
    places = [trace.collection for trace in sight.traces(DisclosureTrace)]
    if "consent" in probe.needs:
        places += [proof.collection for proof in sight.map.consents]
    return frozenset(_system(place) for place in places)


def _listed(probe: DisclosuresProbe, sight: Sight) -> list[Recipient]:
    declared = sight.map.declaration.recipients
    return [one for key, one in declared.items() if not probe.recipients or key in probe.recipients]


def _unnamed(probe: DisclosuresProbe, sight: Sight) -> list[str]:
    """Recipients that the published statement does not name, and those without the category they should have."""
    lacking = []
    for one in _listed(probe, sight):
        said = is_said(sight, one.called.nb, one.called.en)
        unsaid = "named" in probe.needs and sight.statements and not said
        if unsaid or ("category" in probe.needs and one.category is None):
            lacking.append(one.name)
    return lacking


# ---- words --------------------------------------------------------------------------------------------------


_SAID = {
    "named": ("Mottakere som er nevnt: {named} av {listed}.", "Recipients named: {named} of {listed}."),
    "broken": (
        "Utleveringer som ikke er i orden: {broken} av {cases} ({what}).",
        "Disclosures not in order: {broken} of {cases} ({what}).",
    ),
    "unjudged": (
        "Utleveringer som ikke kan avgjøres: {unjudged} av {cases}.",
        "Disclosures that cannot be judged: {unjudged} of {cases}.",
    ),
    "one": (
        "Én utlevering er ført, og den er i orden.",
        "One disclosure is on record, and it is in order.",
    ),
    "all": (
        "{cases} utleveringer er ført, og alle er i orden.",
        "{cases} disclosures are on record, and all are in order.",
    ),
    "none": ("Ingen utlevering er ført.", "No disclosure is on record."),
    "unnamed": ("Ikke nevnt slik det er lovet: {unnamed}.", "Not named as promised: {unnamed}."),
}


def _told(
    lang: str, cases: int, broken: int, unjudged: int, wrong: Counter[Fault], unnamed: list[str], listed: int
) -> str:
    """What was seen, in one language."""
    at, figure = (0, in_nb) if lang == "nb" else (1, in_en)
    parts = {
        "cases": figure(cases),
        "broken": figure(broken),
        "unjudged": figure(unjudged),
        "named": figure(listed - len(unnamed)),
        "listed": figure(listed),
        "what": ", ".join(f"{figure(count)} {fault.value[at]}" for fault, count in wrong.items()),
        "unnamed": ", ".join(unnamed),
    }
    said = [
        "named" if listed else "",
        _said_of_cases(cases, broken, unjudged, listed),
        "unnamed" if unnamed else "",
    ]
    return " ".join(_SAID[one][at].format(**parts) for one in said if one)


def _said_of_cases(cases: int, broken: int, unjudged: int, listed: int) -> str:
    if broken or unjudged:
        return "broken" if broken else "unjudged"
    if cases:
        return "one" if cases == 1 else "all"
    return "" if listed else "none"
