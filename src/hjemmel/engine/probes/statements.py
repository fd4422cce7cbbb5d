"""What we say: the published statement in both languages, and the rules that forbid a wording."""

from __future__ import annotations

from dataclasses import replace

from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.promises import LintProbe, SaysProbe
from hjemmel.core.finding import Severity
from hjemmel.core.identifiers import is_orgnr
from hjemmel.core.lint import CATALOGUE, lint
from hjemmel.core.moment import local_day
from hjemmel.core.output.statement.model import Statement, Table
from hjemmel.core.promise import Measurement
from hjemmel.core.terms import LANGUAGES

from .sight import Sight, found_by
from .words import in_en, in_nb

BY_USE = "use"
"""The channel of a consent that somebody took from mere use. There must be none."""


def identity(sight: Sight) -> Measurement:
    organisation = sight.map.declaration.organisation
    number = organisation.orgnr or ""
    parts = [organisation.name, organisation.address, organisation.email, organisation.phone]
    unsaid = [part for part in parts if not part or not is_said(sight, part, part)]
    wrong = 0 if is_orgnr(number) and is_said(sight, number, number) else 1
    nb = "Navn, adresse, e-post, telefon og et gyldig organisasjonsnummer står i erklæringen på begge språk."
    en = "Name, address, e-mail, phone and a valid organisation number stand in the statement in both languages."
    if unsaid or wrong:
        nb, en = (
            "Erklæringen sier ikke fullt ut hvem som er ansvarlig.",
            "The statement does not fully say who is responsible.",
        )
    return published(
        Measurement(
            at=sight.now,
            cases=len(LANGUAGES),
            breaches=len(unsaid) + wrong if sight.statements else 0,
            seen_nb=nb,
            seen_en=en,
        ),
        sight,
    )


def says(probe: SaysProbe, sight: Sight) -> Measurement:
    declaration = sight.map.declaration
    needed: list[Text] = []
    if probe.block == "complaint" and declaration.complaint:
        needed = [_alike("Datatilsynet"), _alike(declaration.complaint.link)]
    elif probe.block == "recipients":
        needed = [one.called for one in declaration.recipients.values()]
    elif probe.block == "identity":
        needed = [_alike(declaration.organisation.name)]
    unsaid = [words for words in needed if not is_said(sight, words.nb, words.en)]
    seen = Measurement(
        at=sight.now,
        cases=len(needed) * len(LANGUAGES),
        breaches=len(unsaid) if sight.statements else 0,
        seen_nb=f"{len(needed) - len(unsaid)} av {len(needed)} opplysninger står i erklæringen på begge språk.",
        seen_en=f"{len(needed) - len(unsaid)} of {len(needed)} items stand in the statement in both languages.",
    )
    return published(seen, sight)


def lint_clean(probe: LintProbe, sight: Sight) -> Measurement:
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
        f" {in_nb(by_use)} samtykker kommer av bruk alene.",
        seen_en=f"The declaration was tried against the rules: {len(findings)} findings."
        f" {in_en(by_use)} consents come from mere use.",
    )


def roles(sight: Sight) -> Measurement:
    recipients = sight.map.declaration.recipients
    unsaid = [
        one
        for one in recipients.values()
        if any(getattr(one.called, told.lang) not in _with_a_role(told) for told in sight.statements)
    ]
    return published(
        Measurement(
            at=sight.now,
            cases=len(recipients),
            breaches=len(unsaid) if sight.statements else 0,
            seen_nb=f"{len(recipients) - len(unsaid)} av {len(recipients)} mottakere er publisert med rolle.",
            seen_en=f"{len(recipients) - len(unsaid)} of {len(recipients)} recipients are published with a role.",
        ),
        sight,
    )


def _with_a_role(told: Statement) -> set[str]:
    """Those of whom the list of recipients says who they are, what they do, who answers for it, and where."""
    section = told.section("recipients")
    tables = [block for block in section.blocks if isinstance(block, Table)] if section else []
    return {
        row.cells[0].text
        for table in tables
        for row in table.rows
        if all(cell.text.strip() for cell in row.cells)
    }


def published(seen: Measurement, sight: Sight) -> Measurement:
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


def _alike(words: str) -> Text:
    """The same in both languages."""
    return Text(nb=words, en=words)


def is_said(sight: Sight, nb: str, en: str) -> bool:
    words = dict(zip(LANGUAGES, (nb, en), strict=True))
    return all(found_by(words[lang]) in text for lang, text in sight.wording.items())
