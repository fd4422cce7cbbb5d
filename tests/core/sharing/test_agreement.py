"""Who may receive data, by what is declared and by what is kept of the agreement. A row of the table is a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hjemmel.core.declaration.company import Agreement, Recipient
from hjemmel.core.declaration.parts import Text
from hjemmel.core.period import Period
from hjemmel.core.sharing.agreement import (
    Clause,
    KeptAgreement,
    Promised,
    Proof,
    Review,
    SecurityAnnex,
    SignedDocument,
    Ticked,
    roles_of,
    standing,
)
from hjemmel.core.statutes import find
from hjemmel.core.terms import Tri

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)
TOMORROW = date(2026, 11, 24)
A_YEAR = Period(years=1)

DECLARED = Agreement(signed=date(2025, 2, 1), valid_to=date(2027, 2, 1), proof_valid_to=date(2027, 2, 1))
PROOF = Proof(what="Revisjonsrapport 2026", dated=date(2026, 3, 1), valid_to=date(2027, 3, 1))
WHOLE = KeptAgreement(
    recipient="fagerlia",
    document=SignedDocument(digest="a" * 64, title="Databehandleravtale", signed=date(2025, 2, 1)),
    valid_to=date(2027, 2, 1),
    ticked=tuple(Ticked(clause=clause, place=f"punkt {number}") for number, clause in enumerate(Clause, 1)),
    annex=SecurityAnnex(digest="b" * 64, signed=date(2025, 2, 1)),
    proofs=(PROOF,),
)
BARE = replace(WHOLE, ticked=(), annex=None, proofs=())


def recipient(role: object = "processor", agreement: Agreement | None = DECLARED) -> Recipient:
    does = Text(nb="drifter systemene", en="runs the systems")
    return Recipient(name="Fagerlia AS", does=does, role=role, country="NO", agreement=agreement)


def declared(**changes: object) -> Agreement:
    return DECLARED.model_copy(update=changes)


def without(clause: Clause) -> tuple[Ticked, ...]:
    """Looked for everywhere, and not found."""
    return tuple(replace(one, place="") if one.clause is clause else one for one in WHOLE.ticked)


ANNEX, PROVED = Promised(annex=True), Promised(proof=True, proof_within=A_YEAR)

TABLE = {
    # the processor: the word of the declaration, and what was read
    "no agreement anywhere": (recipient(agreement=None), None, Promised(), Tri.NO, False),
    "declared and nothing kept: its word lets data go": (recipient(), None, Promised(), Tri.YES, False),
    "declared and kept whole": (recipient(), WHOLE, Promised(), Tri.YES, True),
    "kept and not declared": (recipient(agreement=None), WHOLE, Promised(), Tri.YES, True),
    "kept and not declared, with clauses not looked for": (
        recipient(agreement=None), BARE, Promised(), Tri.UNKNOWN, False),
    "kept, with clauses not looked for: the word stands for those": (
        recipient(agreement=declared(proof_valid_to=None)), BARE, Promised(), Tri.YES, False),
    "the declared agreement has ended": (recipient(agreement=declared(valid_to=YESTERDAY)), None, Promised(), Tri.NO, False),
    "it ends today: today it is in force": (recipient(agreement=declared(valid_to=TODAY)), None, Promised(), Tri.YES, False),
    "it has no end": (recipient(agreement=declared(valid_to=None)), None, Promised(), Tri.YES, False),
    "it begins tomorrow": (recipient(agreement=declared(signed=TOMORROW)), None, Promised(), Tri.NO, False),
    "a clause is not declared": (recipient(agreement=declared(clauses=tuple("abcdefg"))), None, Promised(), Tri.NO, False),
    "a clause is not declared, and was found: the file is put right first": (
        recipient(agreement=declared(clauses=tuple("abcdefg"))), WHOLE, Promised(), Tri.NO, False),
    "a clause was looked for and not found, whatever the file says": (
        recipient(), replace(WHOLE, ticked=without(Clause.AUDITS)), Promised(), Tri.NO, False),
    "the kept document has ended, whatever the file says": (
        recipient(), replace(WHOLE, valid_to=YESTERDAY), Promised(), Tri.NO, False),
    "the file says it has ended, whatever the document says": (
        recipient(agreement=declared(valid_to=YESTERDAY)), WHOLE, Promised(), Tri.NO, False),
    "the agreement was ended before its time": (recipient(), replace(WHOLE, ended=YESTERDAY), Promised(), Tri.NO, False),
    "it is to be ended tomorrow": (recipient(), replace(WHOLE, ended=TOMORROW), Promised(), Tri.YES, True),
    # the security annex counts where it is promised
    "no annex, and none promised": (recipient(), replace(WHOLE, annex=None), Promised(), Tri.YES, True),
    "an annex promised, and not in what is kept": (recipient(), replace(WHOLE, annex=None), ANNEX, Tri.NO, False),
    "an annex promised, and nothing kept: nobody has said": (recipient(), None, ANNEX, Tri.UNKNOWN, False),
    "an annex signed tomorrow": (
        recipient(), replace(WHOLE, annex=SecurityAnnex(digest="c" * 64, signed=TOMORROW)), ANNEX, Tri.NO, False),
    "an annex promised and signed": (recipient(), WHOLE, ANNEX, Tri.YES, True),
    # proof
    "proof promised, and only its day in the file": (recipient(), None, PROVED, Tri.YES, False),
    "proof promised, and not even a day in the file": (
        recipient(agreement=declared(proof_valid_to=None)), None, PROVED, Tri.UNKNOWN, False),
    "the day in the file is past": (recipient(agreement=declared(proof_valid_to=YESTERDAY)), None, Promised(), Tri.NO, False),
    "the day in the file is past, and newer proof is kept": (
        recipient(agreement=declared(proof_valid_to=YESTERDAY)), WHOLE, PROVED, Tri.YES, True),
    "the kept proof is past, whatever the file says": (
        recipient(), replace(WHOLE, proofs=(replace(PROOF, valid_to=YESTERDAY),)), Promised(), Tri.NO, False),
    "two proofs: the one that lasts counts": (
        recipient(), replace(WHOLE, proofs=(replace(PROOF, valid_to=YESTERDAY), PROOF)), PROVED, Tri.YES, True),
    "the proof says it lasts, and is older than we let it be": (
        recipient(), replace(WHOLE, proofs=(replace(PROOF, dated=date(2025, 11, 1)),)), PROVED, Tri.NO, False),
    "the same proof, where we have not said how old": (
        recipient(), replace(WHOLE, proofs=(replace(PROOF, dated=date(2025, 11, 1)),)), Promised(proof=True), Tri.YES, True),
    # the others
    "an independent controller needs none": (recipient("independent_controller", None), None, Promised(), Tri.YES, True),
    "an independent controller, where an annex is promised": (
        recipient("independent_controller", None), None, ANNEX, Tri.UNKNOWN, False),
    "an independent controller that has signed the annex": (
        recipient("independent_controller", None), BARE, ANNEX, Tri.NO, False),
    "an independent controller with its annex": (recipient("independent_controller", None), WHOLE, ANNEX, Tri.YES, True),
    "the controller for whom we process": (recipient("controller", None), None, Promised(), Tri.YES, True),
    "joint controllers without an arrangement": (recipient("joint_controller", None), None, Promised(), Tri.NO, False),
    "joint controllers with a declared one": (recipient("joint_controller"), None, Promised(), Tri.YES, False),
    "joint controllers with one that is kept, and no clauses of a processor": (
        recipient("joint_controller", declared(clauses=(), proof_valid_to=None)), BARE, Promised(), Tri.YES, True),
    "joint controllers whose arrangement has ended": (
        recipient("joint_controller", declared(valid_to=YESTERDAY)), None, Promised(), Tri.NO, False),
    "two roles: the strictest": (
        recipient({"bookkeeping": "processor", "own_duties": "independent_controller"}, None), None, Promised(), Tri.NO, False),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_who_may_receive(case: str) -> None:
    who, kept, promised, may, is_proven = TABLE[case]
    answer = standing(who, kept, TODAY, promised)
    assert (answer.may, answer.is_proven) == (may, is_proven), answer.en
    assert answer.reasons and all(one.nb and one.en for one in answer.reasons)
    assert all(find(one.law, TODAY) for one in answer.reasons), "a reason names a law that is there"


def test_a_purpose_of_its_own_duties_needs_no_agreement() -> None:
    who = recipient({"bookkeeping": "processor", "own_duties": "independent_controller"}, None)
    assert standing(who, None, TODAY, purpose="own_duties").may is Tri.YES
    assert standing(who, None, TODAY, purpose="bookkeeping").may is Tri.NO
    # A purpose that is not told apart gets the strictest of them all.
    assert standing(who, None, TODAY, purpose="newsletter").may is Tri.NO
    assert roles_of(who) == {"processor", "independent_controller"}


def test_all_that_says_no_is_said_and_what_is_unknown_waits() -> None:
    kept = replace(WHOLE, valid_to=YESTERDAY, ticked=without(Clause.RIGHTS), proofs=())
    answer = standing(
        recipient(agreement=declared(proof_valid_to=None)), kept, TODAY, Promised(annex=True, proof=True)
    )
    assert answer.may is Tri.NO
    assert answer.en == (
        "The agreement ended on 22 November 2026. The agreement lacks what the law asks for in (e)."
    )


def test_it_says_until_when_it_holds() -> None:
    sooner = replace(WHOLE, proofs=(replace(PROOF, valid_to=date(2026, 12, 10)),))
    assert standing(recipient(), sooner, TODAY).until == date(2026, 12, 10)
    assert standing(recipient(), WHOLE, TODAY).until == date(2027, 2, 1)
    assert standing(recipient("independent_controller", None), None, TODAY).until is None


def test_what_is_kept_tells_what_was_found_and_what_is_left_to_do() -> None:
    kept = replace(
        WHOLE,
        ticked=without(Clause.AT_END)[:7],
        reviews=(Review(due=date(2026, 2, 1), done=date(2026, 2, 3)), Review(due=date(2027, 2, 1))),
    )
    assert kept.found[Clause.INSTRUCTIONS] == "punkt 1"
    assert kept.lacking == (Clause.AT_END,)
    assert kept.not_looked_for == (Clause.AUDITS,)
    assert kept.next_review == date(2027, 2, 1)
    assert kept.best_proof() == PROOF
    assert not replace(kept, ended=YESTERDAY).is_in_force(TODAY)
