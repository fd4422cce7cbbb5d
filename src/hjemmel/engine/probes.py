"""Probes: how each promise is tried. Each gives a measurement; `core.promise` alone gives the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from hjemmel.core.datamap import DataMap, FieldGroup
from hjemmel.core.declaration.conduct import (
    BasesProbe,
    CoverageProbe,
    DriftProbe,
    DutyProbe,
    GroupsProbe,
    IdentityProbe,
    LintProbe,
    NotYetProbe,
    Promise,
    RetentionProbe,
    RolesProbe,
    SaysProbe,
    SourcesProbe,
    VouchedProbe,
)
from hjemmel.core.drift import Difference, Drift
from hjemmel.core.facts import Facts
from hjemmel.core.finding import Severity
from hjemmel.core.grounds.explain import State
from hjemmel.core.identifiers import is_orgnr
from hjemmel.core.lint import CATALOGUE, lint
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import NBSP, Tongue
from hjemmel.core.output.statement import Statement, statement
from hjemmel.core.promise import Evidence, Measurement, interval_of, judge
from hjemmel.core.terms import LANGUAGES, Basis

from .census import Census, Tally
from .duties import count_duties

NB, EN = Tongue("nb"), Tongue("en")
BY_USE = "use"
"""The channel of a consent that somebody took from mere use. There must be none."""


@dataclass(frozen=True)
class Sight:
    """Everything probes may look at, read once. `published` is the map whose statement the public reads."""

    map: DataMap
    published: DataMap | None
    drift: Drift
    facts: Facts
    earlier: Mapping[str, Evidence]
    now: datetime
    out_of_sight: frozenset[str]
    """Systems that were not reached, or are not as declared: nothing about them is known."""
    take_census: Callable[[], Census]

    @cached_property
    def census(self) -> Census:
        return self.take_census()

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement(self.published, lang) for lang in LANGUAGES) if self.published else ()

    @property
    def observed(self) -> frozenset[str]:
        return self.drift.systems - self.out_of_sight


def judge_all(sight: Sight) -> list[Evidence]:
    """A verdict for every promise of the declaration, in its order."""
    return [_judged(name, promise, sight) for name, promise in sight.map.declaration.promises.items()]


def _judged(name: str, promise: Promise, sight: Sight) -> Evidence:
    seen = measure(name, promise, sight)
    return judge(name, sight.map.line("promises", name), promise.grade, seen, sight.now, interval_of(promise))


def measure(name: str, promise: Promise, sight: Sight) -> Measurement:
    match promise.probe:
        case RetentionProbe():
            return _retention(promise.probe, sight)
        case IdentityProbe():
            return _identity(sight)
        case BasesProbe():
            return _bases(sight)
        case DriftProbe():
            return _drift(promise.probe, sight)
        case CoverageProbe():
            return _coverage(sight)
        case SaysProbe():
            return _says(promise.probe, sight)
        case DutyProbe():
            return _duty(name, promise.probe, sight)
        case LintProbe():
            return _lint(promise.probe, sight)
        case RolesProbe():
            return _roles(sight)
        case GroupsProbe():
            return _groups(promise.probe, sight)
        case SourcesProbe():
            return _sources(promise.probe, sight)
        case NotYetProbe(missing=missing):
            return _nothing(sight, missing.nb, missing.en)
        case VouchedProbe():
            return _nothing(sight, "Ingen har gått god for dette ennå.", "Nobody has vouched for this yet.")


# -- how long


def _retention(probe: RetentionProbe, sight: Sight) -> Measurement:
    groups = _covered(sight.map, probe.purposes, probe.collections)
    seen = _ages(groups, sight)
    if probe.needs is None:
        return seen
    return replace(seen, missing_nb=probe.needs.nb, missing_en=probe.needs.en)


def _coverage(sight: Sight) -> Measurement:
    groups = _covered(sight.map, (), ())
    bare = [group for group in groups if not _lines(sight.map, group)]
    seen = _ages(groups, sight)
    if not bare:
        return seen
    nb = f"{len(bare)} opplysningstyper har ingen slettefrist: {_names(bare)}."
    en = f"{len(bare)} kinds of data have no retention period: {_names(bare)}."
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
        in_scope=_systems(groups),
        observed=sight.observed,
        risk_nb=risk_nb,
        risk_en=risk_en,
        seen_nb=f"{_nb(due)} av {_nb(cases)} opplysninger skulle vært slettet.{since_nb}",
        seen_en=f"{_en(due)} of {_en(cases)} data should have been erased.{since_en}",
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
        f" Bare den holder {'én opplysning' if data == 1 else f'{_nb(data)} opplysninger'}."
        for hold, data in found
    ]
    en = [
        f"The hold “{hold.title}” should have been reviewed on {EN.date(hold.review_on)}."
        f" It alone keeps {'one datum' if data == 1 else f'{_en(data)} data'}."
        for hold, data in found
    ]
    return " ".join(nb), " ".join(en)


def _duty(name: str, probe: DutyProbe, sight: Sight) -> Measurement:
    """What must be kept is still there: no fewer rows than at the last count whose duty is not over."""
    groups = _covered(sight.map, probe.purposes, ())
    earlier = sight.earlier.get(name)
    before = dict(earlier.measurement.figures) if earlier else {}
    today = local_day(sight.now, sight.map.zone).isoformat()
    counted = count_duties(sight.map, groups, frozenset(probe.purposes), sight.census, before, today)
    total, lost = _nb(counted.total), _nb(counted.lost)
    total_en, lost_en = _en(counted.total), _en(counted.lost)
    seen = Measurement(
        at=sight.now,
        cases=counted.total,
        breaches=counted.lost,
        unknown=counted.unknown,
        in_scope=_systems(groups),
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


# -- what and why


def _bases(sight: Sight) -> Measurement:
    """Every purpose has its basis; what is held on consent alone has a consent in force."""
    purposes = sight.map.purposes
    lacking = [name for name, purpose in purposes.items() if not purpose.kinds <= purpose.basis.keys()]
    on_consent = [
        name
        for name, purpose in purposes.items()
        if Basis.CONSENT in purpose.basis.values() and not purpose.use_only
    ]
    groups = _covered(sight.map, on_consent, ()) if on_consent else []
    tallies = sight.census.of(groups)
    without = sum(tally.count(State.DUE) for tally in tallies)
    return Measurement(
        at=sight.now,
        cases=len(purposes),
        breaches=len(lacking) + without,
        unknown=sum(tally.count(State.UNKNOWN) for tally in tallies),
        in_scope=_systems(groups),
        observed=sight.observed,
        seen_nb=f"{len(purposes) - len(lacking)} av {len(purposes)} formål har grunnlag."
        f" {_nb(without)} opplysninger som bygger på samtykke, skulle vært slettet.",
        seen_en=f"{len(purposes) - len(lacking)} of {len(purposes)} purposes have a basis."
        f" {_en(without)} data that rest on consent should have been erased.",
    )


def _drift(probe: DriftProbe, sight: Sight) -> Measurement:
    """Every column that is there has a place. A column without one is not a breach: it is not known."""
    collections = set(probe.collections) or {
        group.collection for group in _covered(sight.map, probe.purposes, ())
    }
    tables = {
        (collection.system, collection.shape.table)
        for name, collection in sight.map.collections.items()
        if name in collections
    }
    in_scope = frozenset(system for system, _ in tables)
    everything = not probe.collections and not probe.purposes
    found = [one for one in sight.drift.differences if everything or (one.system, one.table) in tables]
    denied = [one for one in found if one.kind is Difference.DENIED_COLUMN]
    open_still = [
        one for one in found if one.kind not in (Difference.DENIED_COLUMN, Difference.NO_ROOM_FOR_BLANK)
    ]
    columns = sum(len(sight.map.collections[name].columns) for name in collections)
    names = ", ".join(one.name for one in (denied or open_still)[:5])
    seen = Measurement(
        at=sight.now,
        cases=columns,
        breaches=len(denied),
        in_scope=frozenset(sight.map.declaration.systems) if everything else in_scope,
        observed=sight.observed,
        seen_nb=f"{columns} av {columns} kolonner har kategori, formål og sikkerhetsklasse."
        if not denied
        else f"Kolonner som ikke skal finnes: {names}.",
        seen_en=f"{columns} of {columns} columns have category, purpose and security class."
        if not denied
        else f"Columns that must not exist: {names}.",
    )
    if not open_still:
        return seen
    return replace(
        seen, missing_nb=f"Uten plass i deklarasjonen: {names}.", missing_en=f"Undeclared: {names}."
    )


def _sources(probe: SourcesProbe, sight: Sight) -> Measurement:
    groups = [group for group in _covered(sight.map, (), probe.collections) if group.is_personal]
    lacking = [group for group in groups if not group.sources]
    columns = sum(len(group.columns) for group in groups)
    seen = _drift(DriftProbe(kind="drift", collections=probe.collections), sight)
    return replace(
        seen,
        cases=columns,
        breaches=seen.breaches + len(lacking),
        seen_nb=f"{len(groups) - len(lacking)} av {len(groups)} felt har kilde.",
        seen_en=f"{len(groups) - len(lacking)} of {len(groups)} fields have a source.",
    )


def _groups(probe: GroupsProbe, sight: Sight) -> Measurement:
    """Each group is in the published statement, has purposes, and is met in the data."""
    titles = {name: sight.map.declaration.subjects[name].title for name in probe.subjects}
    unsaid = [name for name in probe.subjects if not _is_said(sight, titles[name].nb, titles[name].en)]
    idle = [name for name in probe.subjects if not any(name in p.kinds for p in sight.map.purposes.values())]
    met = {kind for tally in sight.census.tallies.values() for kind in tally.kinds}
    unmet = [name for name in probe.subjects if name not in met]
    cases = len(probe.subjects)
    good = cases - len({*unsaid, *idle})
    seen = _published(
        Measurement(
            at=sight.now,
            cases=cases,
            breaches=len({*unsaid, *idle}) if sight.statements else 0,
            in_scope=frozenset(sight.map.declaration.systems),
            observed=sight.observed,
            seen_nb=f"{good} av {cases} grupper har sin del av erklæringen og finnes i dataene.",
            seen_en=f"{good} of {cases} groups have their part of the statement and are found in the data.",
        ),
        sight,
    )
    if not unmet or seen.missing_nb:
        return seen
    nb, en = (", ".join(getattr(titles[name], lang) for name in unmet) for lang in LANGUAGES)
    return replace(
        seen, missing_nb=f"Ikke sett i noe system: {nb}.", missing_en=f"Not seen in any system: {en}."
    )


def _roles(sight: Sight) -> Measurement:
    recipients = sight.map.declaration.recipients
    unsaid = [one.name for one in recipients.values() if not _is_said(sight, one.name, one.name)]
    return _published(
        Measurement(
            at=sight.now,
            cases=len(recipients),
            breaches=len(unsaid) if sight.statements else 0,
            seen_nb=f"{len(recipients) - len(unsaid)} av {len(recipients)} mottakere er publisert med rolle.",
            seen_en=f"{len(recipients) - len(unsaid)} of {len(recipients)} recipients are published with a role.",
        ),
        sight,
    )


# -- what we say


def _identity(sight: Sight) -> Measurement:
    organisation = sight.map.declaration.organisation
    number = organisation.orgnr or ""
    parts = [organisation.name, organisation.address, organisation.email, organisation.phone]
    unsaid = [part for part in parts if not part or not _is_said(sight, part, part)]
    wrong = 0 if is_orgnr(number) and _is_said(sight, number, number) else 1
    nb = "Navn, adresse, e-post, telefon og et gyldig organisasjonsnummer står i erklæringen på begge språk."
    en = "Name, address, e-mail, phone and a valid organisation number stand in the statement in both languages."
    if unsaid or wrong:
        nb, en = (
            "Erklæringen sier ikke fullt ut hvem som er ansvarlig.",
            "The statement does not fully say who is responsible.",
        )
    return _published(
        Measurement(
            at=sight.now,
            cases=len(LANGUAGES),
            breaches=len(unsaid) + wrong if sight.statements else 0,
            seen_nb=nb,
            seen_en=en,
        ),
        sight,
    )


def _says(probe: SaysProbe, sight: Sight) -> Measurement:
    declaration = sight.map.declaration
    needed: list[str] = []
    if probe.block == "complaint" and declaration.complaint:
        needed = ["Datatilsynet", declaration.complaint.link]
    elif probe.block == "recipients":
        needed = [one.name for one in declaration.recipients.values()]
    elif probe.block == "identity":
        needed = [declaration.organisation.name]
    unsaid = [word for word in needed if not _is_said(sight, word, word)]
    seen = Measurement(
        at=sight.now,
        cases=len(needed) * len(LANGUAGES),
        breaches=len(unsaid) if sight.statements else 0,
        seen_nb=f"{len(needed) - len(unsaid)} av {len(needed)} opplysninger står i erklæringen på begge språk.",
        seen_en=f"{len(needed) - len(unsaid)} of {len(needed)} items stand in the statement in both languages.",
    )
    return _published(seen, sight)


def _lint(probe: LintProbe, sight: Sight) -> Measurement:
    """The rules that forbid the wording are clean, and no consent on record comes from mere use."""
    codes = {entry.code for entry in CATALOGUE if entry.code in probe.codes or entry.slug in probe.codes}
    today = local_day(sight.now, sight.map.zone)
    findings = [f for f in lint(sight.map, today) if f.code in codes and f.severity is not Severity.ADVICE]
    by_use = sum(1 for consent in sight.facts.consents if consent.channel == BY_USE)
    return Measurement(
        at=sight.now,
        cases=len(codes),
        breaches=len(findings) + by_use,
        seen_nb=f"Deklarasjonen er prøvd mot reglene: {len(findings)} funn."
        f" {_nb(by_use)} samtykker kommer av bruk alene.",
        seen_en=f"The declaration was tried against the rules: {len(findings)} findings."
        f" {_en(by_use)} consents come from mere use.",
    )


# -- small parts


def _nothing(sight: Sight, nb: str, en: str) -> Measurement:
    return Measurement(at=sight.now, cases=0, breaches=0, missing_nb=nb, missing_en=en)


def _published(seen: Measurement, sight: Sight) -> Measurement:
    if not sight.statements:
        return replace(
            seen, missing_nb="Erklæringen er ikke publisert.", missing_en="The statement is not published."
        )
    if sight.published is not None and sight.published.digest != sight.map.digest:
        nb, en = (
            "Deklarasjonen er endret etter publisering.",
            "The declaration has changed since it was published.",
        )
        return replace(seen, missing_nb=nb, missing_en=en)
    return seen


def _is_said(sight: Sight, nb: str, en: str) -> bool:
    words = dict(zip(LANGUAGES, (nb, en), strict=True))
    return all(_plain(words[one.lang]) in _text_of(one) for one in sight.statements)


def _text_of(one: Statement) -> str:
    parts: list[str] = []
    for sentence in one.sentences():
        parts += [
            sentence.strong,
            sentence.text,
            *((sentence.link.label, sentence.link.href) if sentence.link else ()),
        ]
    for section in one.sections:
        parts.append(section.heading)
    return _plain(" ".join([one.organisation, *parts, repr(one.sections)]))


def _plain(text: str) -> str:
    """For finding words whatever their spaces and capitals."""
    return "".join(text.split()).replace("\\xa0", "").casefold()


def _covered(data_map: DataMap, purposes: Iterable[str], collections: Iterable[str]) -> list[FieldGroup]:
    """The groups of fields that these purposes keep, or that stand in these collections; all, if none is named."""
    wanted, places = set(purposes), set(collections)
    return [
        group
        for collection in data_map.collections.values()
        for group in collection.groups
        if group.is_personal
        and (not places or group.collection in places)
        and (not wanted or wanted & _lines(data_map, group))
    ]


def _lines(data_map: DataMap, group: FieldGroup) -> set[str]:
    return {line.purpose for line in data_map.lines_of(group.collection) if group.category in line.categories}


def _systems(groups: Iterable[FieldGroup]) -> frozenset[str]:
    return frozenset(group.collection.partition(".")[0] for group in groups)


def _nb(number: int) -> str:
    """Figures, never words: evidence is counted."""
    return _en(number).replace(",", NBSP)


def _en(number: int) -> str:
    return f"{number:,}"


def _names(groups: Sequence[FieldGroup]) -> str:
    return ", ".join(group.label for group in groups[:5])
