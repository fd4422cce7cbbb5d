"""The compiler: parsed file in, data map out, or findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ..datamap import (
    Collection,
    ConsentProof,
    DataMap,
    FieldGroup,
    FinancialYears,
    KnownBy,
    Mandate,
    ObjectionMark,
    Path,
    RestrictionMark,
    SaleMark,
    Trace,
)
from ..declaration.data import BarredMeaning
from ..declaration.data import Collection as Declared
from ..declaration.parse import Parsed, parse
from ..declaration.purposes import KeepLine
from ..declaration.traces import TraceMeaning
from ..declaration.whole import Declaration
from ..finding import Finding
from ..normal import Normal
from ..shape import Shape
from ..terms import NO_CATEGORY, Mode, WhenDue
from .events import Events
from .marketing import marketing
from .paths import declared_collections
from .purposes import Purposes
from .report import Report
from .scope import FilePath, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The outcome: a map, or none and the findings that say why."""

    map: DataMap | None
    findings: tuple[Finding, ...]
    parsed: Parsed


def load(content: bytes) -> Compiled:
    """Read and compile the bytes of a declaration. Never raises for bad input."""
    parsed = parse(content)
    if parsed.declaration is None:
        return Compiled(map=None, findings=parsed.findings, parsed=parsed)
    return compile_map(parsed, parsed.declaration)


def compile_map(parsed: Parsed, declaration: Declaration) -> Compiled:
    report = Report(parsed)
    scope = Scope(declaration, report)
    collections = {
        full: _collection(full, system, declared, scope)
        for full, system, _, declared in declared_collections(declaration)
    }
    _check_names(declaration, scope)
    events = Events(scope)
    named = events.all()
    purposes = Purposes(scope, events).all()
    whole = {name: collection for name, collection in collections.items() if collection is not None}
    _refuse_with_circles(purposes, report)
    consents = tuple(_consents(scope, whole))
    objections = tuple(_objections(scope, whole))
    restrictions = tuple(_restrictions(scope, whole))
    sales = tuple(_sales(scope, whole))
    traces = tuple(_traces(scope, whole))
    offers = marketing(scope, named)
    mandate = _mandate(scope)
    findings = tuple(sorted(report.findings, key=lambda finding: (finding.place, finding.code)))
    if findings:
        return Compiled(map=None, findings=findings, parsed=parsed)
    data_map = DataMap(
        declaration=declaration,
        digest=parsed.digest,
        zone=declaration.organisation.zone,
        years=_years(declaration),
        collections=MappingProxyType(whole),
        purposes=MappingProxyType(purposes),
        events=MappingProxyType(named),
        consents=consents,
        objections=objections,
        restrictions=restrictions,
        sales=sales,
        traces=traces,
        marketing=offers,
        mandate=mandate,
        places=MappingProxyType(parsed.source.places),
        paths=MappingProxyType(_all_paths(scope)),
    )
    return Compiled(map=data_map, findings=(), parsed=parsed)


def _collection(full: str, system: str, declared: Declared, scope: Scope) -> Collection | None:
    at = scope.at[full]
    whose = scope.whose(full, declared.about, (*at, "about"))
    _check_columns(full, declared, at, scope)
    if whose is None:
        return None
    zones = {column: group.zone for group in declared.fields if group.zone for column in group.columns}
    return Collection(
        name=full,
        system=system,
        shape=Shape(
            collection=full,
            table=declared.table or full.partition(".")[2],
            key=declared.key,
            home_zone=scope.declaration.organisation.zone,
            zones=MappingProxyType(zones),
            only=tuple(
                (column, value if isinstance(value, tuple) else (value,))
                for column, value in declared.only_if.items()
            ),
        ),
        whose=whose,
        groups=tuple(_groups(full, declared, at, scope)),
        hops=scope.hops[full],
        when_due=declared.when_due,
        mode=scope.declaration.systems[system].mode,
        known_by=tuple(_known_by(declared)),
        place=scope.report.parsed.place(*at),
        barred=_barred(full, declared, at, scope),
        destroyed=_destroyed(full, system, declared, scope),
    )


def _barred(full: str, declared: Declared, at: FilePath, scope: Scope) -> BarredMeaning | None:
    meaning = declared.meaning.barred if declared.meaning else None
    if meaning is None:
        return None
    return meaning if scope.has_column(full, meaning.column, (*at, "meaning", "barred", "column")) else None


def _destroyed(full: str, system: str, declared: Declared, scope: Scope) -> str:
    """Where all is done by hand anyway, or nothing is erased, nobody needs to be asked for the paper first."""
    paper = declared.meaning.paper if declared.meaning else None
    is_erased = declared.when_due is WhenDue.ERASE and scope.declaration.systems[system].mode is Mode.ACT
    return paper.destroyed if paper and is_erased else ""


def _groups(full: str, declared: Declared, at: FilePath, scope: Scope) -> Iterator[FieldGroup]:
    categories = scope.declaration.categories
    for number, group in enumerate(declared.fields):
        where = (*at, "fields", number)
        if group.category != NO_CATEGORY and group.category not in categories:
            scope.report.unknown((*where, "category"), "category", group.category, [*categories, NO_CATEGORY])
            continue
        whose = scope.whose(full, group.about or declared.about, (*where, "about"))
        if whose is None:
            continue
        category = categories.get(group.category)
        security = group.security or (category.security if category else None)
        yield FieldGroup(
            collection=full,
            number=number,
            columns=group.columns,
            category=group.category,
            whose=whose,
            blank=group.blank,
            security=security.value if security else None,
            sources=group.source,
            place=scope.report.parsed.place(*where),
        )


def _check_columns(full: str, declared: Declared, at: FilePath, scope: Scope) -> None:
    seen: set[str] = set()
    for number, group in enumerate(declared.fields):
        for index, column in enumerate(group.columns):
            if column in seen:
                scope.report.error(
                    "HJ210",
                    (*at, "fields", number, "columns", index),
                    f'the column "{column}" stands in two groups',
                    "keep it in one",
                )
            seen.add(column)
        for index, source in enumerate(group.source):
            if source not in scope.declaration.sources:
                scope.report.unknown(
                    (*at, "fields", number, "source", index), "source", source, scope.declaration.sources
                )
    for number, column in enumerate(declared.key):
        scope.has_column(full, column, (*at, "key", number))
    for column in declared.only_if:
        scope.has_column(full, column, (*at, "only_if", column))
    for kind, known in declared.known_by():
        for name in (known.column, known.stored):
            if name is not None:
                scope.has_column(full, name, (*at, "identity", kind))


def _known_by(declared: Declared) -> Iterator[KnownBy]:
    for kind, known in declared.known_by():
        form = None if known.normal == "exact" else Normal(known.normal)
        yield KnownBy(kind=kind, column=known.column, normal=form, stored=known.stored)


def _check_names(declaration: Declaration, scope: Scope) -> None:
    for name, origin in declaration.sources.items():
        for number, kind in enumerate(origin.for_):
            scope.has_kind(kind, ("sources", name, "for", number))
    for name, purpose in declaration.purposes.items():
        at: FilePath = ("purposes", name)
        for number, source in enumerate(purpose.sources):
            if source not in declaration.sources:
                scope.report.unknown((*at, "sources", number), "source", source, declaration.sources)
        for number, recipient in enumerate(purpose.recipients):
            if recipient not in declaration.recipients:
                scope.report.unknown(
                    (*at, "recipients", number), "recipient", recipient, declaration.recipients
                )
        for number, channel in enumerate(
            purpose.direct_marketing.channels if purpose.direct_marketing else ()
        ):
            if channel not in declaration.marketing.channels:
                scope.report.unknown(
                    (*at, "direct_marketing", "channels", number),
                    "marketing channel",
                    channel,
                    declaration.marketing.channels,
                )
    tracking = declaration.mail.tracking_purpose if declaration.mail else None
    if tracking and tracking not in declaration.purposes:
        scope.report.unknown(("mail", "tracking_purpose"), "purpose", tracking, declaration.purposes)
    _check_sign_up(declaration, scope)
    form = declaration.mail.contact_form if declaration.mail else None
    if form and form.purpose not in declaration.purposes:
        scope.report.unknown(
            ("mail", "contact_form", "purpose"), "purpose", form.purpose, declaration.purposes
        )
    for name, system in declaration.systems.items():
        if system.run_by and system.run_by not in declaration.recipients:
            scope.report.unknown(
                ("systems", name, "run_by"), "recipient", system.run_by, declaration.recipients
            )
        if system.answered_for_by and system.answered_for_by not in declaration.promises:
            scope.report.unknown(
                ("systems", name, "answered_for_by"), "promise", system.answered_for_by, declaration.promises
            )
    _check_promises(declaration, scope)


def _check_sign_up(declaration: Declaration, scope: Scope) -> None:
    sign_up = declaration.mail.sign_up if declaration.mail else None
    if sign_up is None:
        return
    at = ("mail", "sign_up")
    if sign_up.channel not in declaration.channels:
        scope.report.unknown((*at, "channel"), "channel", sign_up.channel, declaration.channels)
    if sign_up.kind and sign_up.kind not in declaration.subjects:
        scope.report.unknown((*at, "kind"), "kind of person", sign_up.kind, declaration.subjects)
    if sign_up.source and sign_up.source not in declaration.sources:
        scope.report.unknown((*at, "source"), "source", sign_up.source, declaration.sources)


def _check_promises(declaration: Declaration, scope: Scope) -> None:
    for name, promise in declaration.promises.items():
        for number, place in enumerate(promise.rests_on):
            if not _stands(place, scope.report.parsed.source.data):
                scope.report.error(
                    "HJ211",
                    ("promises", name, "rests_on", number),
                    f'"{place}" is not a place in this file',
                    "write it as purposes.NAME.keep",
                )
        for number, purpose in enumerate(getattr(promise.probe, "purposes", ())):
            if purpose not in declaration.purposes:
                scope.report.unknown(
                    ("promises", name, "probe", "purposes", number), "purpose", purpose, declaration.purposes
                )
        for number, collection in enumerate(getattr(promise.probe, "collections", ())):
            scope.has_collection(collection, ("promises", name, "probe", "collections", number))
        for kind in ("source", "channel"):
            known = declaration.sources if kind == "source" else declaration.channels
            for number, one in enumerate(getattr(promise.probe, f"{kind}s", ())):
                if one not in known:
                    scope.report.unknown(("promises", name, "probe", f"{kind}s", number), kind, one, known)
        for number, one in enumerate(getattr(promise.probe, "among", ())):
            if one not in declaration.sources:
                at = ("promises", name, "probe", "among", number)
                scope.report.unknown(at, "source", one, declaration.sources)
        for part in ("source", "mostly"):
            source = getattr(promise.probe, part, None)
            if source and source not in declaration.sources:
                scope.report.unknown(("promises", name, "probe", part), "source", source, declaration.sources)
        for number, subject in enumerate(getattr(promise.probe, "subjects", ())):
            scope.has_kind(subject, ("promises", name, "probe", "subjects", number))
        for key in ("recipients", "beyond"):
            for number, recipient in enumerate(getattr(promise.probe, key, ())):
                if recipient not in declaration.recipients:
                    at = ("promises", name, "probe", key, number)
                    scope.report.unknown(at, "recipient", recipient, declaration.recipients)


def _stands(place: str, data: object) -> bool:
    here = data
    for step in place.split("."):
        if isinstance(here, Mapping) and step in here:
            here = here[step]
        elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
            here = here[int(step)]
        else:
            return False
    return True


def _refuse_with_circles(purposes: Mapping[str, object], report: Report) -> None:
    """`with` must not lead back to itself: each would be kept because the other is."""
    edges: dict[str, set[str]] = {}
    at: dict[str, FilePath] = {}
    for name, purpose in report.parsed.declaration.purposes.items() if report.parsed.declaration else ():
        for number, keep in enumerate(purpose.keep if purpose.keep != "use_only" else ()):
            if not isinstance(keep, KeepLine) or keep.with_ is None:
                continue
            for collection in keep.in_:
                edges.setdefault(collection, set()).add(keep.with_)
                at[collection] = ("purposes", name, "keep", number)
    for start in edges:
        if _reaches(edges, start, start):
            report.error(
                "HJ212", at[start], f"{start} is kept with itself, in a circle", "let one line name an event"
            )
            return


def _reaches(edges: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = [*edges.get(start, ())]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting += edges.get(here, ())
    return False


def _all_there(full: str, columns: Iterable[tuple[str, str | None]], at: FilePath, scope: Scope) -> bool:
    """Every column is declared; each that is not is reported, not only the first."""
    missing = [
        column for part, column in columns if column and not scope.has_column(full, column, (*at, part))
    ]
    return not missing


def _consents(scope: Scope, collections: Mapping[str, Collection]) -> Iterator[ConsentProof]:
    for full, declared in scope.collections.items():
        meaning = declared.meaning.consent if declared.meaning else None
        if meaning is None or full not in collections:
            continue
        at = (*scope.at[full], "meaning", "consent")
        columns: list[tuple[str, str | None]] = [
            ("given", meaning.given),
            ("withdrawn", meaning.withdrawn),
            ("expires", meaning.expires),
        ]
        names = [meaning.to] if isinstance(meaning.to, str) else [*meaning.to.values.values()]
        if not isinstance(meaning.to, str):
            columns.append(("to", meaning.to.column))
        columns += [("only_if", column) for column in meaning.only_if]
        good = _all_there(full, columns, at, scope)
        for name in names:
            if name not in scope.declaration.purposes:
                scope.report.unknown((*at, "to"), "purpose", name, scope.declaration.purposes)
                good = False
        if good:
            yield ConsentProof(full, meaning, collections[full].whose)


def _objections(scope: Scope, collections: Mapping[str, Collection]) -> Iterator[ObjectionMark]:
    for full, declared in scope.collections.items():
        meaning = declared.meaning.objection if declared.meaning else None
        if meaning is None or full not in collections:
            continue
        at = (*scope.at[full], "meaning", "objection")
        unknown = [name for name in meaning.to if name not in scope.declaration.purposes]
        for name in unknown:
            scope.report.unknown((*at, "to"), "purpose", name, scope.declaration.purposes)
        if scope.has_column(full, meaning.column, (*at, "column")) and not unknown:
            yield ObjectionMark(full, meaning, collections[full].whose)


def _restrictions(scope: Scope, collections: Mapping[str, Collection]) -> Iterator[RestrictionMark]:
    for full, declared in scope.collections.items():
        meaning = declared.meaning.restriction if declared.meaning else None
        if meaning is None or full not in collections:
            continue
        at = (*scope.at[full], "meaning", "restriction")
        parts = [("begins", meaning.begins), ("lifted", meaning.lifted)]
        if _all_there(full, parts, at, scope):
            yield RestrictionMark(full, meaning, collections[full].whose)


def _sales(scope: Scope, collections: Mapping[str, Collection]) -> Iterator[SaleMark]:
    for full, declared in scope.collections.items():
        meaning = declared.meaning.sale if declared.meaning else None
        if meaning is None or full not in collections:
            continue
        at = (*scope.at[full], "meaning", "sale")
        offered = meaning.opt_out_offered
        parts = [
            ("column", meaning.column),
            ("opt_out_offered", offered if isinstance(offered, str) else None),
        ]
        if _all_there(full, parts, at, scope):
            yield SaleMark(full, meaning)


def _traces(scope: Scope, collections: Mapping[str, Collection]) -> Iterator[Trace]:
    known: dict[str, Mapping[str, object]] = {
        "source": scope.declaration.sources,
        "channel": scope.declaration.channels,
        "recipient": scope.declaration.recipients,
        "purpose": scope.declaration.purposes,
    }
    for full, declared in scope.collections.items():
        if declared.meaning is None or full not in collections:
            continue
        for key, meaning in declared.meaning:
            if not isinstance(meaning, TraceMeaning):
                continue
            at = (*scope.at[full], "meaning", key)
            good = _all_there(full, list(meaning.columns()), at, scope) and _all_beyond(
                full, meaning, at, scope
            )
            for part, kind, name in meaning.named():
                if name not in known[kind]:
                    scope.report.unknown((*at, part), kind, name, known[kind])
                    good = False
            if good:
                yield Trace(full, meaning)


def _all_beyond(full: str, meaning: TraceMeaning, at: FilePath, scope: Scope) -> bool:
    """Whether the rows that this one refers to have the columns that it tells by."""
    good = True
    for part, by, column in meaning.beyond():
        above = next((hop.parent for hop in scope.hops[full] if hop.columns == (by,)), None)
        if above is None:
            references = [name for hop in scope.hops[full] for name in hop.columns]
            scope.report.unknown((*at, part), "reference", by, references)
        good = above is not None and _all_there(above, [(part, column)], at, scope) and good
    return good


def _mandate(scope: Scope) -> Mandate | None:
    instructions = [
        (full, c.meaning.instruction)
        for full, c in scope.collections.items()
        if c.meaning and c.meaning.instruction
    ]
    agreements = [
        (full, c.meaning.agreement)
        for full, c in scope.collections.items()
        if c.meaning and c.meaning.agreement
    ]
    if not instructions or not agreements:
        return None
    instructed, instruction = instructions[0]
    agreed, agreement = agreements[0]
    for hop in scope.hops[instructed]:
        for other in scope.hops[agreed]:
            if hop.parent == other.parent and instruction is not None and agreement is not None:
                return Mandate(instructed, instruction, agreed, agreement, hop.parent, (hop,), (other,))
    scope.report.error(
        "HJ213",
        scope.at[instructed],
        "instructions and agreements do not refer to the same controllers",
        "declare both references",
    )
    return None


def _years(declaration: Declaration) -> FinancialYears:
    organisation = declaration.organisation
    month, day = (int(part) for part in organisation.financial_year_ends.split("-"))
    short: dict[int, date] = dict(organisation.short_financial_years)
    return FinancialYears(
        month=month,
        day=day,
        named_by_start=organisation.financial_year_named_by == "start",
        short=MappingProxyType(short),
    )


def _all_paths(scope: Scope) -> dict[tuple[str, str], Path]:
    """Every unambiguous path upward; ambiguous ones were reported where they are used."""
    quiet = dict(scope.used_paths)
    for start in scope.collections:
        for goal in scope.collections:
            if (start, goal) not in quiet and start != goal:
                before = len(scope.report.findings)
                path = scope.path(start, goal, scope.at[start])
                del scope.report.findings[before:]
                if path is not None:
                    quiet[(start, goal)] = path
    return quiet
