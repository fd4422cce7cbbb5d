"""Why data may be processed: one basis per purpose, and what each basis asks for (Art. 6, 7, 8, 28(10))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap, Purpose
from ..declaration.purposes import FactLine
from ..period import Period
from ..statutes import Bound, find
from ..terms import Basis, Role
from .information import own_purposes
from .rule import ADVICE, ERROR, WARNING, Breach, rule

FEWEST_FOR_COLLECTIVE = 4
BALANCING_LASTS = Period(years=3)


def rests_on(purpose: Purpose, *bases: Basis) -> bool:
    return any(basis in bases for basis in purpose.basis.values())


def laws_of(purpose: Purpose) -> tuple[str, ...]:
    law = purpose.declared.law
    return (law,) if isinstance(law, str) else law or ()


@rule(
    "HJ331", "ROLE-MIX", ERROR, "gdpr-28",
    title="role and basis do not fit each other",
    meaning="A processor acts on instruction and needs no basis of its own; whoever sets purposes and bases"
    " is"
    " controller for them (Art. 28(10)).",
    remedy="write role: processor with basis: instruction, or role: controller with a basis of Art. 6",
)  # fmt: skip
def mixed_roles(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        instructed = [basis is Basis.INSTRUCTION for basis in purpose.basis.values()]
        if purpose.declared.role is Role.PROCESSOR and not all(instructed):
            yield Breach(
                ("purposes", name, "basis"), f'purpose "{name}" is a processor\'s and has a basis of its own'
            )
        if purpose.declared.role is not Role.PROCESSOR and any(instructed):
            yield Breach(("purposes", name, "basis"), f'purpose "{name}" is our own and rests on instruction')


@rule(
    "HJ332", "CONSENT-BUNDLED", ERROR, "gdpr-7-2",
    title="a consent is not asked for on its own",
    meaning="A consent that is bundled with something else, or inferred from use, is no consent.",
    remedy="ask for it separately and write consent_asked: separately",
)  # fmt: skip
def bundled_consent(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        asked = purpose.declared.consent_asked
        if asked in ("bundled", "by_use"):
            how = "together with something else" if asked == "bundled" else "by mere use"
            yield Breach(("purposes", name, "consent_asked"), f'purpose "{name}" takes consent {how}')


@rule(
    "HJ333", "CONSENT-HOW", WARNING, "gdpr-7-2",
    title="how a consent is asked for is not said",
    meaning="A purpose on consent says how the consent is asked for, so that it can be shown to be valid.",
    remedy="add consent_asked: separately",
)  # fmt: skip
def consent_without_how(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        if rests_on(purpose, Basis.CONSENT) and purpose.declared.consent_asked is None:
            yield Breach(("purposes", name), f'purpose "{name}" does not say how consent is asked for')


@rule(
    "HJ334", "BASIS-PER-PURPOSE", WARNING, "gdpr-13",
    title="one basis is used for everything",
    meaning="A basis is chosen for each purpose. The same one for all of them is a sign that nobody chose.",
    remedy="choose for each purpose; accounts rest on law, deliveries to persons on contract",
)  # fmt: skip
def collective_basis(map: DataMap, today: date) -> Iterator[Breach]:
    own = own_purposes(map)
    used = {basis for purpose in own for basis in purpose.basis.values()}
    if len(own) >= FEWEST_FOR_COLLECTIVE and len(used) == 1:
        yield Breach(("purposes",), f"all {len(own)} purposes rest on Art. {used.pop().article}")


@rule(
    "HJ335", "BASIS-DUTY", WARNING, "gdpr-6-1-c",
    title="a duty to keep is not rested on the duty",
    meaning="What the law makes us keep rests on Art. 6(1)(c); another basis promises a choice there is not.",
    remedy="write basis: legal_obligation, in a purpose of its own if need be",
)  # fmt: skip
def duty_on_other_basis(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        if rests_on(purpose, Basis.LEGAL_OBLIGATION, Basis.INSTRUCTION):
            continue
        duties = {line.number for line in purpose.lines if _is_duty(line.law, today)}
        for number in sorted(duties):
            yield Breach(
                ("purposes", name, "keep", number),
                f'purpose "{name}" keeps by a duty in law and does not rest on it',
            )


def _is_duty(law: str, today: date) -> bool:
    statute = find(law, today) if law else None
    return statute is not None and statute.bound is Bound.AT_LEAST


@rule(
    "HJ336", "BASIS-LAW", ERROR, "gdpr-6-1-c",
    title="a legal obligation is claimed, and no law is named",
    meaning="Processing on a legal obligation or a public task needs a law that lays it down (Art. 6(3)).",
    remedy="add law: with the id of the statute",
)  # fmt: skip
def obligation_without_law(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        if rests_on(purpose, Basis.LEGAL_OBLIGATION, Basis.PUBLIC_TASK) and not laws_of(purpose):
            yield Breach(("purposes", name, "basis"), f'purpose "{name}" rests on the law and names none')


@rule(
    "HJ337", "LI-INTEREST", ERROR, "gdpr-13",
    title="the legitimate interest is not described",
    meaning="Whoever builds on legitimate interests tells which interest it is.",
    remedy="add interest: with the interest in a few words, in both languages",
)  # fmt: skip
def interest_unsaid(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        if rests_on(purpose, Basis.LEGITIMATE_INTERESTS) and purpose.declared.interest is None:
            yield Breach(
                ("purposes", name, "basis"), f'purpose "{name}" does not name its legitimate interest'
            )


@rule(
    "HJ338", "LI-NO-LIA", ERROR, "gdpr-6-1-f",
    title="the balancing test is missing",
    meaning="A legitimate interest counts only if the person's own interests do not weigh more. That is"
    " assessed and dated before the processing begins.",
    remedy="make the balancing test and add balanced_on: with its date to the interest",
)  # fmt: skip
def not_balanced(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        interest = purpose.declared.interest
        if not interest or not rests_on(purpose, Basis.LEGITIMATE_INTERESTS):
            continue
        if interest.balanced_on is None or interest.balanced_on > today:
            yield Breach(("purposes", name, "interest"), f'purpose "{name}" has no balancing test')


@rule(
    "HJ339", "LI-OLD", ADVICE, "gdpr-6-1-f",
    title="the balancing test is old",
    meaning="More than three years have passed; what was weighed may have changed.",
    remedy="look at it again and set balanced_on",
)  # fmt: skip
def old_balancing(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        balanced = purpose.declared.interest.balanced_on if purpose.declared.interest else None
        if balanced and balanced + BALANCING_LASTS < today:
            yield Breach(
                ("purposes", name, "interest", "balanced_on"),
                f'purpose "{name}" was last balanced on {balanced}',
            )


@rule(
    "HJ340", "CONSENT-PROOF", ERROR, "gdpr-7-1",
    title="nothing proves the consents",
    meaning="Whoever builds on consent must be able to show that it was given.",
    remedy="say with meaning: consent: which columns prove it, or keep facts: consents",
)  # fmt: skip
def unproved_consent(map: DataMap, today: date) -> Iterator[Breach]:
    if keeps_facts(map, "consents"):
        return
    proved = {
        name
        for proof in map.consents
        for name in (
            [proof.meaning.to] if isinstance(proof.meaning.to, str) else proof.meaning.to.values.values()
        )
    }
    for name, purpose in map.purposes.items():
        if rests_on(purpose, Basis.CONSENT) and name not in proved:
            yield Breach(
                ("purposes", name, "basis"), f'nothing on record proves the consents to purpose "{name}"'
            )


def keeps_facts(map: DataMap, facts: str) -> bool:
    """Whether some keep line says how long Hjemmel keeps facts of that kind."""
    return any(
        isinstance(keep, FactLine) and keep.facts == facts
        for purpose in map.declaration.purposes.values()
        if purpose.keep != "use_only"
        for keep in purpose.keep
    )


@rule(
    "HJ341", "CHILD-CONSENT", ADVICE, "pol-5",
    title="a child's consent is relied on",
    meaning="Below the age limit for online services a guardian consents, and reasonable efforts check it.",
    remedy="record the guardian's consent for the young, or choose another basis",
)  # fmt: skip
def child_consent(map: DataMap, today: date) -> Iterator[Breach]:
    children = {name for name, subject in map.declaration.subjects.items() if subject.children}
    for name, purpose in map.purposes.items():
        kinds = sorted(k for k, b in purpose.basis.items() if b is Basis.CONSENT and k in children)
        if kinds:
            yield Breach(
                ("purposes", name, "basis"),
                f'purpose "{name}" relies on consent of "{kinds[0]}", who may be children',
            )


@rule(
    "HJ342", "BASIS-MIXED", WARNING, "gdpr-13",
    title="an interest is named where it is not the basis",
    meaning="A legitimate interest beside another basis mixes two; the reader cannot tell which one holds.",
    remedy="remove interest:, or give the kinds it is for legitimate_interests",
)  # fmt: skip
def mixed_bases(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        if purpose.declared.interest and not rests_on(purpose, Basis.LEGITIMATE_INTERESTS):
            yield Breach(
                ("purposes", name, "interest"),
                f'purpose "{name}" names an interest and rests on something else',
            )


@rule(
    "HJ343", "BASIS-EXTRA", WARNING, "gdpr-13",
    title="a basis is given for somebody the purpose is not for",
    meaning="The kind stands in basis: but not in for:, so the basis is never used.",
    remedy="add the kind to for:, or remove its basis",
)  # fmt: skip
def basis_for_nobody(map: DataMap, today: date) -> Iterator[Breach]:
    for name, purpose in map.purposes.items():
        for kind in purpose.basis:
            if kind not in purpose.kinds:
                yield Breach(("purposes", name, "basis", kind), f'purpose "{name}" is not for "{kind}"')


RULES = (
    mixed_roles, bundled_consent, consent_without_how, collective_basis, duty_on_other_basis,
    obligation_without_law, interest_unsaid, not_balanced, old_balancing, unproved_consent, child_consent,
    mixed_bases, basis_for_nobody,
)  # fmt: skip
