"""Who gets the data: named, with a role, under an agreement (Art. 13(1)(e), 26, 28)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap
from ..declaration.company import Recipient
from ..terms import Basis
from .information import roles_of
from .rule import ERROR, WARNING, Breach, rule

_VAGUE_NAME = re.compile(
    r"(våre |our )?(andre|samarbeidspartnere?|partnere?|underleverandører|leverandører|tredjeparter|"
    r"databehandlere|"
    r"others|partners|subcontractors|suppliers|third parties|processors|vendors)( .*)?",
    re.I,
)
_OPEN_END = re.compile(
    r"\b(og|eller) andre\b(?! enn)|\bm\.?fl\.?\b|\bandre (berettigede|tredjeparter)|\b(and|or) others\b|"
    r"\bother third parties|\betc\b",
    re.I,
)
LETTERS = ("a", "b", "c", "d", "e", "f", "g", "h")


def is_processor(recipient: Recipient) -> bool:
    return "processor" in roles_of(recipient.role)


@rule(
    "HJ451", "RECIP-VAGUE", ERROR, "gdpr-13",
    title="a recipient is not told in a way that says who",
    meaning="“Partners”, “others” or an open list leaves the reader guessing. Recipients are named, or are a"
    " category that says what they do.",
    remedy="name the company, or the kind of company and what it does; end the list",
)  # fmt: skip
def vague_recipient(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        if _VAGUE_NAME.fullmatch(recipient.name.strip()):
            yield Breach(
                ("recipients", name, "name"), f'recipient "{name}" is called "{recipient.name[:60]}"'
            )
        elif any(_OPEN_END.search(text) for text in (recipient.does.nb, recipient.does.en)):
            yield Breach(("recipients", name, "does"), f'what recipient "{name}" does has an open end')


@rule(
    "HJ452", "RECIP-ROLE", ERROR, "gdpr-28",
    title="who runs a system is not its processor",
    meaning="A company that runs a system for us processes on our behalf; it is a processor (or joint"
    " controller), whatever else it is.",
    remedy="write role: processor, by purpose if it also has duties of its own, and add the agreement",
)  # fmt: skip
def runs_without_role(map: DataMap, today: date) -> Iterator[Breach]:
    for system, declared in map.declaration.systems.items():
        runner = map.declaration.recipients[declared.run_by] if declared.run_by else None
        if runner and not roles_of(runner.role) & {"processor", "joint_controller"}:
            yield Breach(
                ("systems", system, "run_by"), f'"{declared.run_by}" runs "{system}" and is no processor'
            )


@rule(
    "HJ453", "RECIP-INCOMPLETE", ERROR, "gdpr-13",
    title="who runs a system is in no list of recipients",
    meaning="The company that runs the system has the data, and no purpose names it among its recipients.",
    remedy="add it to recipients: of the purposes whose data lie there",
)  # fmt: skip
def runner_not_listed(map: DataMap, today: date) -> Iterator[Breach]:
    listed = _listed(map)
    for system, declared in map.declaration.systems.items():
        if declared.run_by and declared.run_by not in listed:
            yield Breach(
                ("systems", system, "run_by"),
                f'"{declared.run_by}" runs "{system}" and is named in no purpose',
            )


def _listed(map: DataMap) -> set[str]:
    return {name for purpose in map.declaration.purposes.values() for name in purpose.recipients}


@rule(
    "HJ454", "RECIP-UNUSED", WARNING, "gdpr-13",
    title="a recipient gets nothing",
    meaning="The statement would name a company that no purpose, system or tool gives data to.",
    remedy="add it to a purpose, or remove it",
)  # fmt: skip
def unused_recipient(map: DataMap, today: date) -> Iterator[Breach]:
    used = _listed(map) | {system.run_by for system in map.declaration.systems.values() if system.run_by}
    used |= {
        tool.recipient
        for tool in (map.declaration.cookies.tools if map.declaration.cookies else ())
        if tool.recipient
    }
    for name in map.declaration.recipients:
        if name not in used:
            yield Breach(("recipients", name), f'recipient "{name}" gets nothing')


@rule(
    "HJ455", "DPA-MISSING", ERROR, "gdpr-28-3",
    title="a processor without an agreement",
    meaning="A processor is bound by a written agreement before it gets data.",
    remedy="sign one and add agreement: with the day it was signed",
)  # fmt: skip
def no_agreement(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        if is_processor(recipient) and recipient.agreement is None:
            yield Breach(("recipients", name), f'processor "{name}" has no agreement')


@rule(
    "HJ456", "DPA-MISSING", ERROR, "gdpr-28-3",
    title="a processor agreement is not in force",
    meaning="The agreement has ended, or was signed on a day to come. Until it is in force, no data go"
    " there.",
    remedy="renew the agreement and set signed and valid_to",
)  # fmt: skip
def agreement_not_in_force(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        agreement = recipient.agreement
        if not agreement or not is_processor(recipient):
            continue
        if agreement.signed > today or (agreement.valid_to and agreement.valid_to < today):
            yield Breach(
                ("recipients", name, "agreement"), f'the agreement with processor "{name}" is not in force'
            )


@rule(
    "HJ457", "DPA-CLAUSES", ERROR, "gdpr-28-3",
    title="a processor agreement lacks clauses",
    meaning="Art. 28(3) lists in letters (a) to (h) what the agreement must say.",
    remedy="amend the agreement, then list its clauses",
)  # fmt: skip
def missing_clauses(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        if is_processor(recipient) and recipient.agreement:
            missing = [letter for letter in LETTERS if letter not in recipient.agreement.clauses]
            if missing:
                yield Breach(
                    ("recipients", name, "agreement", "clauses"),
                    f'the agreement with "{name}" lacks ({"), (".join(missing)})',
                )


@rule(
    "HJ458", "PROOF-OLD", WARNING, "gdpr-28",
    title="the proof of a processor's compliance has expired",
    meaning="Only processors that give sufficient guarantees are used; the guarantee on file is out of date.",
    remedy="get a new report or certificate and set proof_valid_to",
)  # fmt: skip
def old_proof(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        until = recipient.agreement.proof_valid_to if recipient.agreement else None
        if until and until < today:
            yield Breach(
                ("recipients", name, "agreement", "proof_valid_to"),
                f'the proof for "{name}" ended on {until}',
            )


@rule(
    "HJ467", "AT-END", WARNING, "gdpr-28-3-g",
    title="what a processor does at the end is not declared",
    meaning="At the end of the agreement, and when data are due, the processor erases or returns them and"
    " confirms.",
    remedy="add at_end: {confirm_within: 30 days}",
)  # fmt: skip
def no_end(map: DataMap, today: date) -> Iterator[Breach]:
    for name, recipient in map.declaration.recipients.items():
        if is_processor(recipient) and recipient.agreement and recipient.at_end is None:
            yield Breach(("recipients", name), f'what processor "{name}" does at the end is not declared')


@rule(
    "HJ468", "RECIP-CONSENT", ERROR, "gdpr-6-1-a",
    title="a recipient that needs consent gets data without it",
    meaning="The recipient is promised to get data only after consent, and a purpose on another basis gives"
    " it some.",
    remedy="rest the purpose on consent, or remove the recipient from it",
)  # fmt: skip
def consent_only_recipient(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        for number, recipient in enumerate(purpose.declared.recipients):
            needs = map.declaration.recipients[recipient].only_with_consent
            if needs and set(purpose.basis.values()) != {Basis.CONSENT}:
                yield Breach(
                    ("purposes", name, "recipients", number),
                    f'"{recipient}" gets data only with consent; "{name}" has another basis',
                )


RULES = (
    vague_recipient, runs_without_role, runner_not_listed, unused_recipient, no_agreement,
    agreement_not_in_force, missing_clauses, old_proof, no_end, consent_only_recipient,
)  # fmt: skip
