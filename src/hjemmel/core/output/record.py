"""The record of processing activities (Art. 30(1) and 30(2)) as a value, in the columns of Datatilsynet's template.

Written in the law's own words, for the company and the authority. Renderers read it; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ..datamap import Collection, DataMap, Purpose
from ..declaration.company import Contact, Recipient
from ..declaration.purposes import KeepLine
from ..identifiers import format_orgnr
from ..terms import NO_CATEGORY, NO_PERSON, Basis, Role
from .clocks import Clocks
from .language import Tongue, capital, ended, small, tidy, unique
from .visits import learnt_of_visitors
from .vocabulary import BASIS, RECIPIENT_ROLE, SPECIAL, article, cite_all, cite_short, country


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One row: a processing activity."""

    cells: tuple[str, ...]
    line: int
    """Where the purpose stands in the declaration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The record kept as controller (Art. 30(1)) or as processor (Art. 30(2))."""

    article: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Activity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    lang: str
    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    """Who keeps it: name, organisation number, contact, data protection officer."""
    status: str
    digest: str
    on: date
    tables: tuple[Table, ...]


def record(data_map: DataMap, lang: str) -> Record:
    scribe = _Scribe(data_map, lang)
    info = data_map.declaration.statement
    pick = scribe.tongue.pick
    return Record(
        lang=lang,
        title=pick("Protokoll over behandlingsaktiviteter", "Record of processing activities"),
        organisation=data_map.declaration.organisation.name,
        facts=tuple(scribe.facts()),
        status=pick(
            f"Versjon {info.version}, gjelder fra {scribe.tongue.date(info.valid_from)}.",
            f"Version {info.version}, valid from {scribe.tongue.date(info.valid_from)}.",
        ),
        digest=data_map.digest,
        on=info.valid_from,
        tables=tuple(scribe.tables()),
    )


# ---- making ---------------------------------------------------------------------------------------------------

_Cell = Callable[[Purpose], str]


class _Scribe:
    """Writes each column of each purpose, in one language."""

    def __init__(self, data_map: DataMap, lang: str) -> None:
        self.map = data_map
        self.declaration = data_map.declaration
        self.tongue = Tongue(lang)
        self.clocks = Clocks(data_map, self.tongue)
        self.on = data_map.declaration.statement.valid_from

    def tables(self) -> Iterator[Table]:
        ours = [p for p in self.map.purposes.values() if p.declared.role is not Role.PROCESSOR]
        theirs = [p for p in self.map.purposes.values() if p.declared.role is Role.PROCESSOR]
        pick = self.tongue.pick
        if ours:
            title = pick("Behandlingsansvarlig, art. 30 nr. 1", "Controller, Art. 30(1)")
            yield self._table("30(1)", title, self._controller_columns(), ours)
        if theirs:
            title = pick("Databehandler, art. 30 nr. 2", "Processor, Art. 30(2)")
            yield self._table("30(2)", title, self._processor_columns(), theirs)

    def _table(
        self, article: str, title: str, columns: list[tuple[Column, _Cell]], purposes: list[Purpose]
    ) -> Table:
        rows = tuple(
            Activity(cells=tuple(tidy(cell(purpose)) for _, cell in columns), line=purpose.place.line)
            for purpose in purposes
        )
        return Table(
            article=article, title=tidy(title), columns=tuple(column for column, _ in columns), rows=rows
        )

    def _column(self, key: str, nb: str, en: str, cell: _Cell) -> tuple[Column, _Cell]:
        return Column(key, self.tongue.pick(nb, en)), cell

    def _controller_columns(self) -> list[tuple[Column, _Cell]]:
        c = self._column
        return [
            c("activity", "Behandlingsaktivitet", "Processing activity", self.activity),
            c("purpose", "Formål", "Purpose", self.aim),
            c("basis", "Behandlingsgrunnlag", "Legal basis", self.basis),
            c("subjects", "Kategorier av registrerte", "Categories of data subjects", self.subjects),
            c("categories", "Kategorier av personopplysninger", "Categories of personal data", self.categories),
            c("special", "Særlige kategorier og grunnlag (art. 9)", "Special categories and condition (Art. 9)", self.special),
            c("recipients", "Mottakere", "Recipients", self.recipients),
            c("transfers", "Overføring til tredjeland og garantier", "Transfers to third countries and safeguards", self.transfers),
            c("erasure", "Slettefrister", "Time limits for erasure", self.erasure),
            c("security", "Sikkerhetstiltak", "Security measures", self.security),
            c("systems", "Systemer", "Systems", self.systems),
            c("processors", "Databehandlere", "Processors", self.processors),
            c("source", "Kilde", "Source", self.sources),
            c("dpia", "Personvernkonsekvensvurdering (DPIA)", "Impact assessment (DPIA)", self.impact),
            c("joint", "Felles behandlingsansvarlig", "Joint controller", self.joint),
            c("contact", "Ansvarlig og kontakt", "Responsible and contact", self.contact),
            c("dpo", "Personvernombud", "Data protection officer", self.officer),
        ]  # fmt: skip

    def _processor_columns(self) -> list[tuple[Column, _Cell]]:
        c = self._column
        return [
            c("activity", "Kategori av behandling", "Category of processing", self.activity),
            c("controllers", "Behandlingsansvarlige vi behandler for", "Controllers we process for", self.controllers),
            c("subjects", "Kategorier av registrerte", "Categories of data subjects", self.subjects),
            c("categories", "Kategorier av personopplysninger", "Categories of personal data", self.categories),
            c("special", "Særlige kategorier og grunnlag (art. 9)", "Special categories and condition (Art. 9)", self.special),
            c("sub_processors", "Underdatabehandlere", "Sub-processors", self.sub_processors),
            c("recipients", "Mottakere", "Recipients", self.recipients),
            c("transfers", "Overføring til tredjeland og garantier", "Transfers to third countries and safeguards", self.transfers),
            c("erasure", "Slettefrister", "Time limits for erasure", self.erasure),
            c("security", "Sikkerhetstiltak", "Security measures", self.security),
            c("systems", "Systemer", "Systems", self.systems),
            c("contact", "Databehandler og kontakt", "Processor and contact", self.contact),
            c("dpo", "Personvernombud", "Data protection officer", self.officer),
        ]  # fmt: skip

    # ---- who keeps the record --------------------------------------------------------------------------------

    def facts(self) -> Iterator[tuple[str, str]]:
        organisation, pick = self.declaration.organisation, self.tongue.pick
        yield pick("Virksomhet", "Organisation"), organisation.name
        if organisation.orgnr:
            yield pick("Org.nr.", "Org. no."), format_orgnr(organisation.orgnr)
        if organisation.address:
            yield pick("Adresse", "Address"), organisation.address
        reach = self.tongue.listed([text for text in (organisation.email, organisation.phone) if text])
        if reach:
            yield pick("Kontakt", "Contact"), tidy(reach)
        if organisation.representative:
            yield pick("Representant", "Representative"), _reach(organisation.representative)
        yield pick("Personvernombud", "Data protection officer"), self._officer()

    # ---- cells -----------------------------------------------------------------------------------------------

    def activity(self, purpose: Purpose) -> str:
        return capital(self.tongue.text(purpose.declared.title))

    def aim(self, purpose: Purpose) -> str:
        interest = purpose.declared.interest
        if interest:
            return capital(self.tongue.pick(interest.nb, interest.en))
        return capital(self.tongue.in_order_to(purpose.declared.title))

    def basis(self, purpose: Purpose) -> str:
        """One basis, or one for each kind of person; then the laws."""
        by_basis: dict[Basis, list[str]] = {}
        for kind, basis in purpose.basis.items():
            by_basis.setdefault(basis, []).append(kind)
        parts = [
            f"{capital(self.tongue.text(BASIS[basis]))}, {article(self.tongue, basis)}"
            + (f" ({self.tongue.listed(self._kinds(kinds))})" if len(by_basis) > 1 else "")
            for basis, kinds in by_basis.items()
        ]
        law = purpose.declared.law
        laws = cite_all(self.tongue, (law,) if isinstance(law, str) else law or (), self.on)
        return "; ".join([*parts, *([laws] if laws else [])])

    def subjects(self, purpose: Purpose) -> str:
        return capital("; ".join(self._kinds(purpose.declared.for_)))

    def categories(self, purpose: Purpose) -> str:
        titles = self.declaration.categories
        named = [self.tongue.text(titles[name].title) for name in self._categories(purpose)]
        learnt = learnt_of_visitors(self.declaration, purpose.name)
        if not named and learnt:
            named = [self.tongue.text(learnt)]
        return capital(self.tongue.listed(named))

    def special(self, purpose: Purpose) -> str:
        titles = self.declaration.categories
        found = [titles[name] for name in self._categories(purpose) if titles[name].special]
        if not found:
            return self.tongue.pick("Ingen", "None")
        words = [
            f"{self.tongue.text(one.title)} ({self.tongue.text(SPECIAL[one.special])})"
            for one in found
            if one.special
        ]
        condition = purpose.declared.condition
        cited = f", {cite_short(self.tongue, condition, self.on)}" if condition else ""
        return capital(self.tongue.listed(words)) + cited

    def recipients(self, purpose: Purpose) -> str:
        found = self._recipients(purpose)
        if not found:
            return self.tongue.pick("Ingen", "None")
        return "; ".join(f"{one.name} ({self._role(one, purpose.name)})" for one in found)

    def processors(self, purpose: Purpose) -> str:
        names = [one.name for one in self._recipients(purpose) if "processor" in _roles(one)]
        running = (self.declaration.systems[name].run_by for name in self._systems(purpose))
        names += [self.declaration.recipients[name].name for name in running if name]
        return self.tongue.listed(unique(names)) or self.tongue.pick("Ingen", "None")

    def transfers(self, purpose: Purpose) -> str:
        parts = []
        for one in self._recipients(purpose):
            if one.transfer is None:
                continue
            mechanism = self.tongue.pick(*_MECHANISMS[one.transfer.mechanism])
            fallback = one.transfer.fallback
            more = self.tongue.pick(*_MECHANISMS[fallback]) if fallback else ""
            text = f"{one.name}: {country(self.tongue, one.transfer.country)}, {mechanism}"
            text += self.tongue.pick(f", ellers {more}", f", else {more}") if more else ""
            checked = self.tongue.date(one.transfer.checked_on)
            parts.append(text + self.tongue.pick(f" (sjekket {checked})", f" (checked {checked})"))
        return "; ".join(parts) or self.tongue.pick(
            "Ingen overføring ut av EØS", "No transfer outside the EEA"
        )

    def erasure(self, purpose: Purpose) -> str:
        declared = purpose.declared
        keeps = declared.keep if declared.keep != "use_only" else ()
        shown = [keep for keep in keeps if self.clocks.is_shown(keep)]
        parts = []
        for keep in shown:
            parts.append(f"{self.clocks.what(keep)}: {small(self.clocks.kept(keep, declared))}")
            parts += self._explained(keep) if isinstance(keep, KeepLine) else []
        log = self.declaration.web_log
        if log and purpose.name in log.purposes and not parts:
            parts.append(self.tongue.pick("Logg: ", "Log: ") + self.tongue.period(log.kept))
        parts += self._cookie_lifetimes(purpose) if not parts else []
        return " ".join(unique(ended(part) for part in parts)) or self.tongue.pick(
            "Bruker bare opplysninger som holdes for andre formål",
            "Uses only data that is held for other purposes",
        )

    def security(self, purpose: Purpose) -> str:
        classes = {group.security for collection in self._collections(purpose) for group in collection.groups}
        measures = [
            self.tongue.text(measure.title)
            for measure in self.declaration.measures.values()
            if not measure.classes or not classes or classes & {one.value for one in measure.classes}
        ]
        return "; ".join(measures)

    def systems(self, purpose: Purpose) -> str:
        systems = self.declaration.systems
        return capital(
            self.tongue.listed([self.tongue.text(systems[name].title) for name in self._systems(purpose)])
        )

    def sources(self, purpose: Purpose) -> str:
        known = self.declaration.sources
        names = purpose.declared.sources or unique(
            source
            for collection in self._collections(purpose)
            for group in collection.groups
            for source in group.sources
        )
        return capital(
            self.tongue.listed([self.tongue.text(known[name].title) for name in names if name in known])
        )

    def impact(self, purpose: Purpose) -> str:
        day = purpose.declared.impact_assessed_on
        if day is None:
            return self.tongue.pick("Ikke gjort", "Not made")
        return self.tongue.pick(f"Gjort {self.tongue.date(day)}", f"Made {self.tongue.date(day)}")

    def joint(self, purpose: Purpose) -> str:
        found = [one for one in self._recipients(purpose) if "joint_controller" in _roles(one)]
        texts = []
        for one in found:
            essence = one.agreement.essence if one.agreement else None
            texts.append(f"{one.name}: {self.tongue.text(essence)}" if essence else one.name)
        return "; ".join(texts) or self.tongue.pick("Ingen", "None")

    def contact(self, purpose: Purpose) -> str:
        organisation = self.declaration.organisation
        answers = organisation.answers_for_privacy
        orgnr = format_orgnr(organisation.orgnr) if organisation.orgnr else ""
        parts = [
            organisation.name,
            orgnr,
            organisation.address,
            _reach(answers) if answers else organisation.email,
        ]
        return ", ".join(part for part in parts if part)

    def officer(self, purpose: Purpose) -> str:
        return self._officer()

    def controllers(self, purpose: Purpose) -> str:
        mandate = self.map.mandate
        if mandate is None:
            return self.tongue.pick("De som har gitt instruksen", "Those who gave the instruction")
        title = self.clocks.collection(mandate.controllers)
        agreements = self.clocks.collection(mandate.agreements)
        return self.tongue.pick(
            f"Hver oppdragsgiver står i registeret «{title}», med avtalen i «{agreements}»",
            f"Each controller stands in the register “{title}”, with the agreement in “{agreements}”",
        )

    def sub_processors(self, purpose: Purpose) -> str:
        terms = self.declaration.sub_processing
        if terms is None or terms.sub_processors == "none":
            return self.tongue.pick("Ingen", "None")
        return self.processors(purpose)

    # ---- parts -----------------------------------------------------------------------------------------------

    def _kinds(self, kinds: list[str] | tuple[str, ...]) -> list[str]:
        known = self.declaration.subjects
        none = self.tongue.pick("virksomheter (ikke personer)", "companies (no persons)")
        return [none if kind == NO_PERSON else self.tongue.text(known[kind].title) for kind in kinds]

    def _categories(self, purpose: Purpose) -> tuple[str, ...]:
        """What its keep lines name; for a purpose that only uses, what is held about its kinds of people."""
        named = {name for line in purpose.lines for name in line.categories}
        if not named - {NO_CATEGORY}:
            kinds = set(purpose.kinds)
            named = {
                group.category
                for collection in self.map.collections.values()
                for group in collection.groups
                if kinds & _told(group.whose.kind)
            }
        return tuple(name for name in self.declaration.categories if name in named)

    def _collections(self, purpose: Purpose) -> list[Collection]:
        return [self.map.collections[name] for name in unique(line.collection for line in purpose.lines)]

    def _systems(self, purpose: Purpose) -> tuple[str, ...]:
        return unique(collection.system for collection in self._collections(purpose))

    def _recipients(self, purpose: Purpose) -> list[Recipient]:
        known = self.declaration.recipients
        return [known[name] for name in purpose.declared.recipients if name in known]

    def _role(self, recipient: Recipient, purpose: str) -> str:
        if isinstance(recipient.role, str):
            return self.tongue.text(RECIPIENT_ROLE[recipient.role])
        roles = [recipient.role[purpose]] if purpose in recipient.role else list(recipient.role.values())
        return self.tongue.listed(unique(self.tongue.text(RECIPIENT_ROLE[role]) for role in roles))

    def _explained(self, keep: KeepLine) -> list[str]:
        """When the event it runs from has happened, and the criterion if it has one."""
        definition = self.clocks.definition(keep.after or keep.until or "")
        return [
            text for text in (definition, self.tongue.text(keep.criterion) if keep.criterion else "") if text
        ]

    def _cookie_lifetimes(self, purpose: Purpose) -> list[str]:
        cookies = self.declaration.cookies
        if (
            cookies is None
            or purpose.basis.get(next(iter(purpose.kinds))) is not Basis.CONSENT
            or purpose.lines
        ):
            return []
        names = set(purpose.declared.recipients)
        tools = {tool.category for tool in cookies.tools if tool.recipient in names}
        lasting = [
            cookie.lifetime
            for cookie in cookies.cookies
            if cookie.category in tools and cookie.lifetime != "session"
        ]
        title = self.tongue.pick("Informasjonskapsler", "Cookies")
        return [f"{title}: {self.tongue.period(one)}" for one in lasting if not isinstance(one, str)]

    def _officer(self) -> str:
        organisation = self.declaration.organisation
        officer = organisation.data_protection_officer
        if officer is None or officer == "none":
            return self.tongue.pick("Ikke utpekt", "Not appointed")
        return _reach(officer)


_MECHANISMS = {
    "adequacy": ("beslutning om tilstrekkelig beskyttelsesnivå (art. 45)", "adequacy decision (Art. 45)"),
    "standard_clauses": (
        "EUs standardavtale (art. 46)",
        "standard contractual clauses (Art. 46)",
    ),
    "binding_rules": ("bindende virksomhetsregler (art. 47)", "binding corporate rules (Art. 47)"),
    "derogation": ("unntak i særlige situasjoner (art. 49)", "derogation for specific situations (Art. 49)"),
    "code_or_certificate": (
        "atferdsnormer eller sertifisering (art. 46)",
        "code of conduct or certification (Art. 46)",
    ),
}


def _roles(recipient: Recipient) -> set[str]:
    return {recipient.role} if isinstance(recipient.role, str) else set(recipient.role.values())


def _told(kind: object) -> set[str]:
    fixed = getattr(kind, "kind", None)
    return (
        {fixed}
        if fixed
        else {name for _, name in getattr(kind, "values", ())} | {getattr(kind, "otherwise", "")}
    )


def _reach(contact: Contact) -> str:
    return tidy(", ".join(part for part in (contact.name, contact.email, contact.phone) if part))
