"""Security and accountability: measures, training, assessments, breaches, changes (Art. 5(2), 24, 32-34)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap
from ..declaration.data import MANUAL
from ..statutes import BREACH_NOTICE_HOURS
from ..terms import Security
from .rule import ADVICE, ERROR, WARNING, Breach, rule

_KINDS = ("organisational", "technical", "physical")
_PASSWORD = re.compile(r"passord|password", re.I)
_MORE = re.compile(
    r"totrinn|tofaktor|to-?faktor|flerfaktor|fler-?faktor|two-?step|two-?factor|multi-?factor|passkey|"
    r"krypter|encrypt",
    re.I,
)
_MAJOR = ("new_purpose", "new_recipient", "new_basis", "longer_retention", "new_transfer")


@rule(
    "HJ751", "SEC-WEAK", WARNING, "gdpr-32",
    title="a kind of security measure is missing",
    meaning="Security is organisational, technical and physical. A kind without any measure is a hole, or is"
    " not told.",
    remedy="add measures: of the missing kind",
)  # fmt: skip
def missing_measures(map: DataMap, today: date) -> Iterator[Breach]:
    there = {measure.kind for measure in map.declaration.measures.values()}
    missing = [kind for kind in _KINDS if kind not in there]
    if missing:
        yield Breach(("measures",), f"no measure is {' or '.join(missing)}")


@rule(
    "HJ752", "SEC-CLASS", WARNING, "gdpr-32",
    title="a security class without measures",
    meaning="Columns are of a class that no measure is for; measures are to follow the class.",
    remedy="add the class to classes: of the measures that protect it",
)  # fmt: skip
def unprotected_class(map: DataMap, today: date) -> Iterator[Breach]:
    protected = {security for measure in map.declaration.measures.values() for security in measure.classes}
    used = {g.security for c in map.collections.values() for g in c.groups if g.is_personal and g.security}
    for security in Security:
        if security is not Security.OPEN and security.value in used and security not in protected:
            yield Breach(("measures",), f'no measure is for class "{security.value}"')


@rule(
    "HJ753", "MEASURE-LATE", WARNING, "gdpr-32",
    title="a measure has not been tested in time",
    meaning="A measure that is to be tested regularly was never tested, or too long ago.",
    remedy="test it and set last_tested",
)  # fmt: skip
def untested_measure(map: DataMap, today: date) -> Iterator[Breach]:
    for name, measure in map.declaration.measures.items():
        if measure.tested_every is None:
            continue
        if measure.last_tested is None or measure.last_tested + measure.tested_every < today:
            when = f"last tested {measure.last_tested}" if measure.last_tested else "never tested"
            yield Breach(
                ("measures", name), f'measure "{name}" is {when}; the promise is every {measure.tested_every}'
            )


@rule(
    "HJ754", "MEASURE-OWNER", ADVICE, "gdpr-24",
    title="nobody answers for a measure",
    meaning="A measure without a name beside it is tested by nobody.",
    remedy="add owner:",
)  # fmt: skip
def ownerless_measure(map: DataMap, today: date) -> Iterator[Breach]:
    for name, measure in map.declaration.measures.items():
        if measure.owner is None:
            yield Breach(("measures", name), f'nobody answers for measure "{name}"')


@rule(
    "HJ755", "TRAINING", WARNING, "gdpr-24",
    title="nothing is said about training",
    meaning="Employees who handle personal data know the rules; that takes training that is repeated.",
    remedy="add training: with title and every",
)  # fmt: skip
def no_training(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.training is None:
        yield Breach((), "nothing is said about training")


@rule(
    "HJ756", "RISK-MISSING", WARNING, "gdpr-32",
    title="nothing is said about assessing risk",
    meaning="Measures match the risk, so the risk is assessed, regularly and when something changes.",
    remedy="add assessments: with title and every",
)  # fmt: skip
def no_assessment(map: DataMap, today: date) -> Iterator[Breach]:
    if not map.declaration.assessments:
        yield Breach((), "nothing is said about assessing risk")


@rule(
    "HJ757", "RISK-LATE", WARNING, "gdpr-32",
    title="an assessment is overdue",
    meaning="The declared interval has passed since the assessment was last done, or it was never done.",
    remedy="do it and set last_done",
)  # fmt: skip
def late_assessment(map: DataMap, today: date) -> Iterator[Breach]:
    for name, assessment in map.declaration.assessments.items():
        if assessment.last_done is None or assessment.last_done + assessment.every < today:
            yield Breach(
                ("assessments", name), f'assessment "{name}" was last done {assessment.last_done or "never"}'
            )


@rule(
    "HJ758", "INCIDENT-MISSING", WARNING, "gdpr-33",
    title="nothing is said about breaches",
    meaning="Breaches are notified to Datatilsynet within 72 hours, told to the persons if the risk is high,"
    " and"
    " written down.",
    remedy="add breach: {authority_within_hours: 72}",
)  # fmt: skip
def silent_on_breaches(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.breach is None:
        yield Breach((), "nothing is said about personal data breaches")


@rule(
    "HJ759", "INCIDENT-LATE", ERROR, "gdpr-33-1",
    title="breaches are notified later than the law allows",
    meaning="Datatilsynet is notified within 72 hours of becoming aware, where that is feasible.",
    remedy="write authority_within_hours: 72, or less",
)  # fmt: skip
def late_breach_notice(map: DataMap, today: date) -> Iterator[Breach]:
    breach = map.declaration.breach
    if breach and breach.authority_within_hours > BREACH_NOTICE_HOURS:
        yield Breach(
            ("breach", "authority_within_hours"),
            f"breaches are notified after {breach.authority_within_hours} hours",
        )


@rule(
    "HJ760", "CHANGE-CLASS", WARNING, "gdpr-13",
    title="which changes people are told of is not said",
    meaning="A new purpose is told before it begins (Art. 13(3)). A new basis, recipient, transfer or a"
    " longer"
    " period changes just as much for the reader.",
    remedy="list them in changes.major",
)  # fmt: skip
def undefined_changes(map: DataMap, today: date) -> Iterator[Breach]:
    changes = map.declaration.changes
    missing = [kind for kind in _MAJOR if changes is None or kind not in changes.major]
    if missing:
        at = ("changes", "major") if changes else ()
        yield Breach(at, f"people are not told beforehand of: {', '.join(missing).replace('_', ' ')}")


@rule(
    "HJ761", "CHANGE-TOLD", WARNING, "gdpr-13",
    title="how long before a change people are told is not said",
    meaning="Information about a new purpose comes before it begins, early enough to object or withdraw.",
    remedy="add changes.told_before, for instance 30 days",
)  # fmt: skip
def untimed_changes(map: DataMap, today: date) -> Iterator[Breach]:
    changes = map.declaration.changes
    if changes and changes.told_before is None:
        yield Breach(("changes",), "how long before a change people are told is not said")


@rule(
    "HJ762", "ENCRYPTION", ADVICE, "gdpr-32",
    title="whether a system is encrypted was not decided",
    meaning="Encryption is considered for each system, and the decision is written down with its reason.",
    remedy="add encrypted: true or false, and encryption_reason",
)  # fmt: skip
def undecided_encryption(map: DataMap, today: date) -> Iterator[Breach]:
    for name, system in map.declaration.systems.items():
        # What no program reads may be paper.
        is_decided = system.encrypted is not None and system.encryption_reason is not None
        if not is_decided and system.connect.kind != MANUAL:
            yield Breach(("systems", name), f'whether "{name}" is encrypted, and why, is not said')


@rule(
    "HJ763", "SEC-WEAK", WARNING, "gdpr-32",
    title="passwords are the only technical measure",
    meaning="A user name and a password alone no longer protect personal data well.",
    remedy="add two-step login, encryption or the like",
)  # fmt: skip
def password_only(map: DataMap, today: date) -> Iterator[Breach]:
    technical = [(n, m.title) for n, m in map.declaration.measures.items() if m.kind == "technical"]
    said = " ".join(f"{title.nb} {title.en}" for _, title in technical)
    weak = [name for name, title in technical if _PASSWORD.search(f"{title.nb} {title.en}")]
    if weak and len(weak) == len(technical) and not _MORE.search(said):
        yield Breach(("measures", weak[0]), "a password is the only technical measure")


RULES = (
    missing_measures, unprotected_class, untested_measure, ownerless_measure, no_training, no_assessment,
    late_assessment, silent_on_breaches, late_breach_notice, undefined_changes, untimed_changes,
    undecided_encryption, password_only,
)  # fmt: skip
