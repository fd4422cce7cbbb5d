"""Who gets the data: by name, what they do, in which role, where; and what makes a transfer out of the EEA lawful."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...declaration.company import Recipient, Transfer
from ...statutes import ADEQUATE_COUNTRIES
from ..language import capital, ended, unique
from ..vocabulary import country
from .model import Block, Bullets, Prose, Row, Section, Sentence, Table
from .writer import Writer


def recipients(w: Writer) -> Section:
    blocks: list[Block] = [*w.said("recipients")]
    declared = w.declaration.recipients
    if declared:
        columns = (
            w.pick("Hvem", "Who"),
            w.pick("Hva de gjør", "What they do"),
            w.pick("Ansvar", "Responsibility"),
            w.pick("Hvor", "Where"),
        )
        rows = tuple(recipient_row(w, name, recipient) for name, recipient in declared.items())
        blocks.append(Table(w.pick("Mottakere", "Recipients"), columns, rows))
    away = tuple(transfers(w, declared))
    if away:
        blocks.append(Bullets(away) if len(away) > 1 else Prose(away))
    blocks += [Prose((sentence,)) for sentence in (*_joint(w), *_processors(w))]
    margin = [
        w.say(
            w.pick(
                "Offentlige myndigheter får opplysninger når en lov krever det.",
                "Public authorities are given data when a law requires it.",
            ),
            "recipients",
        )
    ]
    return w.section("recipients", "Hvem som får opplysningene", "Who receives the data", blocks, margin)


# ---- parts ----------------------------------------------------------------------------------------------------


def recipient_row(w: Writer, name: str, recipient: Recipient) -> Row:
    at = ("recipients", name)
    does = capital(w.text(recipient.does))
    if recipient.only_with_consent:
        does += w.pick(", bare når du har sagt ja", ", only when you have said yes")
    if recipient.only_when:
        does += f", {w.text(recipient.only_when)}"
    return w.row(
        (_name(w, recipient), (*at, "name")),
        (does, (*at, "does")),
        (_role(w, recipient), (*at, "role")),
        (_where(w, recipient), (*at, "transfer") if recipient.transfer else (*at, "country")),
    )


def _name(w: Writer, recipient: Recipient) -> str:
    return w.text(recipient.called)


# The same for one and for several: who answers is told, not what they are.
_ROLES = {
    "processor": ("på vegne av oss", "on our behalf"),
    "joint_controller": ("felles med oss", "shared with us"),
    "independent_controller": ("eget ansvar", "their own"),
    "controller": ("eget ansvar", "their own"),
}


def _role(w: Writer, recipient: Recipient) -> str:
    """In plain words. By purpose: for what each holds; a word that is no purpose is a duty of their own."""
    if isinstance(recipient.role, str):
        return capital(w.pick(*_ROLES[recipient.role]))
    parts = []
    for purpose, role in recipient.role.items():
        words = w.pick(*_ROLES[role])
        if purpose not in w.declaration.purposes and role in ("independent_controller", "controller"):
            words += w.pick(" for egne plikter", " for duties of their own")
        parts.append(words)
    return capital(w.tongue.listed(unique(parts)))


def _where(w: Writer, recipient: Recipient) -> str:
    home = capital(country(w.tongue, recipient.country))
    if recipient.transfer is None or recipient.transfer.country == recipient.country:
        return home
    away = country(w.tongue, recipient.transfer.country)
    return w.pick(f"{home} og {away}", f"{home} and {away}")


def transfers(w: Writer, among: Collection[str]) -> Iterator[Sentence]:
    """What makes it lawful that these recipients take data out of the EEA. One for all to whom the same applies, word
    for word."""
    same: dict[tuple[str, str], list[str]] = {}
    for name in among:
        recipient = w.declaration.recipients[name]
        if recipient.transfer is not None:
            told = (country(w.tongue, recipient.transfer.country), _conditions(w, recipient.transfer))
            same.setdefault(told, []).append(name)
    for (where, conditions), names in same.items():
        who = w.tongue.listed([_name(w, w.declaration.recipients[name]) for name in names])
        text = w.pick(
            f"{who} kan behandle opplysninger i {where}. {conditions}",
            f"{who} may handle data in {where}. {conditions}",
        )
        yield w.say(text, "recipients", names[0], "transfer")
    if not same and among:
        yield w.say(
            w.pick(
                "Ingen av dem behandler opplysningene utenfor EØS.",
                "None of them handles the data outside the EEA.",
            ),
            "recipients",
        )


def _conditions(w: Writer, transfer: Transfer) -> str:
    """What makes the transfer lawful, what if that ends, when it was checked, and how to get a copy."""
    parts = [_mechanism(w, transfer)]
    if transfer.fallback:
        clauses = _FALLBACK[transfer.fallback]
        parts.append(
            w.pick(f"Faller det bort, gjelder {clauses[0]}.", f"Should that fall away, {clauses[1]} apply.")
        )
    checked = w.tongue.date(transfer.checked_on)
    parts.append(w.pick(f"Vi sjekket dette sist {checked}.", f"We last checked this on {checked}."))
    if transfer.copy_from:
        parts.append(ended(w.text(transfer.copy_from)))
    elif transfer.mechanism != "adequacy" or transfer.fallback:
        parts.append(
            w.pick("Skriv til oss hvis du vil ha en kopi av avtalen.", "Write to us for a copy of the terms.")
        )
    return " ".join(parts)


_FALLBACK = {
    "standard_clauses": ("EUs standardavtale", "the EU's standard contractual clauses"),
    "binding_rules": ("bindende virksomhetsregler", "binding corporate rules"),
}
_MECHANISMS = {
    "standard_clauses": (
        "Det er tillatt fordi de har skrevet under på EUs standardavtale for slik overføring (art. 46).",
        "That is allowed because they have signed the EU's standard contractual clauses (Art. 46).",
    ),
    "binding_rules": (
        "Det er tillatt fordi konsernet har bindende regler som Datatilsynet eller et annet tilsyn har godkjent (art. 47).",
        "That is allowed because the group has binding corporate rules approved by an authority (Art. 47).",
    ),
    "derogation": (
        "Det skjer bare i de særlige tilfellene som art. 49 nevner.",
        "That happens only in the special cases that Art. 49 names.",
    ),
    "code_or_certificate": (
        "Det er tillatt fordi de følger godkjente regler eller er sertifisert (art. 46).",
        "That is allowed because they follow an approved code or are certified (Art. 46).",
    ),
}


def _mechanism(w: Writer, transfer: Transfer) -> str:
    if transfer.mechanism != "adequacy":
        return w.pick(*_MECHANISMS[transfer.mechanism])
    decision = ADEQUATE_COUNTRIES.get(transfer.country)
    nb = "Det er tillatt fordi EU har bestemt at vernet der er godt nok (art. 45)."
    en = "That is allowed because the EU has decided that the protection there is adequate (Art. 45)."
    if decision and decision.condition_nb and decision.condition_en:
        return w.pick(
            f"{nb} Det gjelder {decision.condition_nb}.", f"{en} This covers {decision.condition_en}."
        )
    return w.pick(nb, en)


def _joint(w: Writer) -> Iterator[Sentence]:
    for name, recipient in w.declaration.recipients.items():
        if recipient.agreement and recipient.agreement.essence:
            text = w.pick(
                f"Vi har avtalt med {recipient.name} hvem som gjør hva: {ended(w.text(recipient.agreement.essence))}",
                f"We have agreed with {recipient.name} who does what: {ended(w.text(recipient.agreement.essence))}",
            )
            yield w.say(text, "recipients", name, "agreement", "essence")


def _processors(w: Writer) -> Iterator[Sentence]:
    ours = {
        name: recipient
        for name, recipient in w.declaration.recipients.items()
        if "processor" in ([recipient.role] if isinstance(recipient.role, str) else recipient.role.values())
    }
    if not ours or any(recipient.agreement is None for recipient in ours.values()):
        return
    first = next(iter(ours))
    text = w.pick(
        "De som gjør noe på vegne av oss, har skrevet under på en avtale. Den lar dem bruke opplysningene bare slik vi bestemmer.",
        "Those who act on our behalf have signed an agreement. It lets them use the data only as we decide.",
    )
    periods = {recipient.at_end.confirm_within if recipient.at_end else None for recipient in ours.values()}
    if len(periods) == 1 and (within := periods.pop()) is not None:
        text += " " + w.pick(
            f"Når vi ber dem slette, skal de bekrefte det innen {w.tongue.period(within)}.",
            f"When we tell them to erase, they must confirm it within {w.tongue.period(within)}.",
        )
    yield w.say(text, "recipients", first, "agreement")
