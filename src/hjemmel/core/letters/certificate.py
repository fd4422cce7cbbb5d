"""A deletion certificate for a person's eye: the same facts as the signed file, and how that is verified."""

from __future__ import annotations

from collections.abc import Iterator

from ..answer.letter import Letter
from ..assignments.certificate import Certificate, SignedCertificate
from ..identifiers import format_orgnr
from ..moment import local_day
from ..output.language import Tongue
from ..output.statement.model import Block, Bullets, Fact, Facts, Prose, Section, Sentence

FILE = "slettebevis.json"
"""What the signed file is called when it is fetched."""


def certificate_letter(signed: SignedCertificate, lang: str, zone: str) -> Letter:
    told, tongue = signed.certificate, Tongue(lang)
    name, number = told.processor
    return Letter(
        lang=lang,
        organisation=name,
        sender=(name, tongue.pick("org.nr. ", "org. no. ") + format_orgnr(number)),
        to=(told.controller[0], tongue.pick("org.nr. ", "org. no. ") + format_orgnr(told.controller[1])),
        reference=told.assignment,
        day=local_day(told.issued_at, zone),
        title=_said(tongue.pick("Slettebevis", "Deletion certificate")),
        lead=_said(
            tongue.pick(
                "Vi har ikke lenger noe av det dere sendte oss til dette oppdraget.",
                "We no longer hold anything of what you sent us for this assignment.",
            )
        ),
        sections=tuple(_sections(signed, tongue, zone)),
    )


def _sections(signed: SignedCertificate, tongue: Tongue, zone: str) -> Iterator[Section]:
    told = signed.certificate
    yield _section(tongue.pick("Hva som er slettet", "What was erased"), _erased(told, tongue, zone))
    yield _section(tongue.pick("Når", "When"), _when(told, tongue, zone))
    yield _section(
        tongue.pick("Slik kontrolleres beviset", "How to verify this certificate"),
        Prose(
            (
                _said(
                    tongue.pick(
                        f"Den signerte fila {FILE} sier det samme. Den kan kontrolleres uten oss, med kommandoen"
                        f" «hjemmel verify {FILE}» og nøkkelen under, som vi også publiserer.",
                        f"The signed file {FILE} says the same. It can be verified without us, with the command"
                        f" “hjemmel verify {FILE}” and the key below, which we also publish.",
                    )
                ),
            )
        ),
        Facts(
            (
                _fact(tongue.pick("Nøkkel", "Key"), signed.key.written()),
                _fact(
                    tongue.pick("Linje i journalen", "Line in the ledger"),
                    f"{tongue.number(told.ledger_line)}, {told.ledger_digest}",
                ),
            )
        ),
    )


def _erased(told: Certificate, tongue: Tongue, zone: str) -> Block:
    files = [
        tongue.pick(
            f"Adressefil med {tongue.number(one.rows)} rader, mottatt {tongue.date(local_day(one.received_at, zone))},"
            f" slettet {tongue.date(local_day(one.erased_at, zone))}. SHA-256: {one.digest}",
            f"Address file of {tongue.number(one.rows)} rows, received {tongue.date(local_day(one.received_at, zone))},"
            f" erased {tongue.date(local_day(one.erased_at, zone))}. SHA-256: {one.digest}",
        )
        for one in told.files
    ]
    paper = [
        tongue.pick(
            f"Papir, antall esker {one.boxes}, makulert {tongue.date(local_day(one.destroyed_at, zone))}. Makuleringsbevis {one.certificate}",
            f"Paper, number of boxes {one.boxes}, shredded {tongue.date(local_day(one.destroyed_at, zone))}. Shredding certificate {one.certificate}",
        )
        for one in told.paper
    ]
    return Bullets(tuple(map(_said, [*files, *paper])))


def _when(told: Certificate, tongue: Tongue, zone: str) -> Block:
    facts = [_fact(tongue.pick("Instruks", "Instruction"), told.instruction)]
    if told.completed_on:
        facts.append(
            _fact(tongue.pick("Jobben var ferdig", "The job was done"), tongue.date(told.completed_on))
        )
    if told.returned_at:
        day = tongue.date(local_day(told.returned_at, zone))
        facts.append(_fact(tongue.pick("Levert tilbake", "Returned"), day))
    facts.append(
        _fact(
            tongue.pick("Siste sikkerhetskopi borte", "Last backup gone"),
            tongue.pick(
                f"{tongue.date(told.backups_until)}. Kopiene kan ikke leses: nøkkelen er ødelagt.",
                f"{tongue.date(told.backups_until)}. Copies cannot be read: the key is destroyed.",
            ),
        )
    )
    return Facts(tuple(facts))


def _section(heading: str, *blocks: Block) -> Section:
    return Section(id="", part="page", heading=heading, blocks=blocks)


def _fact(term: str, value: str) -> Fact:
    return Fact(term, _said(value))


def _said(text: str) -> Sentence:
    return Sentence(text=text, line=0)
