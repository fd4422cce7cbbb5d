"""Promises about those who receive data: what is kept proves, what is declared only breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.promises import AgreementsProbe, Probe, Promise, RecipientsProbe
from hjemmel.core.drift import drift
from hjemmel.core.facts import Facts
from hjemmel.core.period import Period
from hjemmel.core.promise import Evidence, judge
from hjemmel.core.sharing.agreement import (
    Clause,
    KeptAgreement,
    Proof,
    SecurityAnnex,
    SignedDocument,
    SubProcessor,
    Ticked,
    TransferChecked,
)
from hjemmel.core.sharing.business_register import Named, Receipt, Unasked
from hjemmel.core.sharing.business_register import Standing as InRegister
from hjemmel.core.terms import Grade, Verdict
from hjemmel.engine.census import Census
from hjemmel.engine.kept import Kept
from hjemmel.engine.probes import Sight, measure

from .worlds import changed, compiled, findings, profile

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PROCESSORS = ("fagerlia", "silverlind", "salgskompass_as", "tallrekka", "brevdue", "google")
PROOF = Proof(what="Rapport 2026", dated=date(2026, 3, 1), valid_to=date(2027, 3, 1))
US = TransferChecked(country="US", mechanism="adequacy", checked_on=date(2026, 10, 1), seen="lista")
"""gifts sends to the United States through one processor."""


def whole(name: str) -> KeptAgreement:
    """Everything that can be promised of a processor is in it."""
    declared = profile("gifts").declaration.recipients[name].agreement
    assert declared
    return KeptAgreement(
        recipient=name,
        document=SignedDocument(digest="a" * 64, title="Databehandleravtale", signed=declared.signed),
        valid_to=declared.valid_to,
        ticked=tuple(Ticked(clause=clause, place="punkt 4") for clause in Clause),
        annex=SecurityAnnex(digest="b" * 64, signed=declared.signed),
        proofs=(PROOF,),
        sub_processors=(),
        transfers=(US,) if name == "google" else (),
    )


ALL = tuple(map(whole, PROCESSORS))


def with_(name: str, **changes: object) -> tuple[KeptAgreement, ...]:
    """All are whole, but this one is otherwise."""
    return tuple(replace(one, **changes) if one.recipient == name else one for one in ALL)  # type: ignore[arg-type]


def without(name: str) -> tuple[KeptAgreement, ...]:
    return tuple(one for one in ALL if one.recipient != name)


def judged(
    probe: Probe,
    kept: tuple[KeptAgreement, ...] = ALL,
    looked_up: tuple[Named, ...] = (),
    data_map: DataMap | None = None,
    published: DataMap | None = None,
) -> Evidence:
    stands = data_map or profile("gifts")
    sight = Sight(
        map=stands,
        published=published or stands,
        drift=drift(stands, []),
        facts=Facts(),
        earlier={},
        now=NOW,
        out_of_sight=frozenset(),
        take_census=no_census,
        read=no_rows,
        theirs=no_rows,
        kept=Kept(agreements=kept, looked_up=looked_up),
    )
    says = Text(nb="Vi lover det.", en="We promise it.")
    promise = Promise(says=says, part="recipients", grade=Grade.TESTED, rests_on=("recipients",), probe=probe)
    return judge("P", 1, Grade.TESTED, measure("P", promise, sight), NOW, timedelta(days=2))


def no_census() -> Census:
    raise AssertionError("papers are judged without reading a row")


def no_rows(collection: str, columns: object) -> list[dict[str, object]]:
    raise AssertionError("papers are judged without reading a row")


def needs(*which: str, **more: object) -> AgreementsProbe:
    return AgreementsProbe.model_validate({"kind": "agreements", "needs": which, **more})


EVERYTHING = ("valid", "clauses", "annex", "proof", "sub_processors", "transfer")


@pytest.mark.parametrize("need", EVERYTHING)
def test_what_was_read_in_the_documents_keeps_the_promise(need: str) -> None:
    assert judged(needs(need)).verdict is Verdict.KEPT


def test_all_at_once_is_counted_for_each_recipient() -> None:
    evidence = judged(needs(*EVERYTHING))
    # Six processors and five needs, and one transfer.
    assert (evidence.verdict, evidence.measurement.cases) == (Verdict.KEPT, 31)


@pytest.mark.parametrize("need", ["valid", "clauses", "annex", "proof", "sub_processors"])
def test_the_word_of_the_file_proves_nothing(need: str) -> None:
    evidence = judged(needs(need), without("brevdue"))
    assert evidence.verdict is Verdict.UNKNOWN
    assert "Brevdue Nyhetsbrev AS" in evidence.why_en
    assert "Fagerlia" not in evidence.why_en


LACKING = {
    "the agreement has ended": ("valid", {"valid_to": date(2026, 11, 22)}, "ended on 22 November 2026"),
    "it was ended before its time": ("valid", {"ended": date(2026, 11, 22)}, "ended on 22 November 2026"),
    "it was signed for a day to come": (
        "valid",
        {"document": SignedDocument(digest="a" * 64, title="Avtale", signed=date(2026, 11, 24))},
        "only from 24 November 2026",
    ),
    "a clause does not stand there": (
        "clauses",
        {"ticked": (*whole("brevdue").ticked[:7], Ticked(clause=Clause.AUDITS, place=""))},
        "lacks what the law asks for in (h)",
    ),
    "the annex is not signed": ("annex", {"annex": None}, "is not signed by Brevdue"),
    "the proof has ended": (
        "proof",
        {"proofs": (replace(PROOF, valid_to=date(2026, 11, 22)),)},
        "ended on 22 November 2026",
    ),
    "a transfer that nobody declared": (
        "transfer",
        {"transfers": (US,)},
        "Data in the USA that the declaration does not tell of",
    ),
}


@pytest.mark.parametrize("case", LACKING)
def test_what_is_known_to_be_lacking_breaks_it(case: str) -> None:
    need, changes, told = LACKING[case]
    evidence = judged(needs(need), with_("brevdue", **changes))
    assert (evidence.verdict, evidence.measurement.breaches) == (Verdict.BROKEN, 1)
    assert told in evidence.why_en and "Brevdue Nyhetsbrev AS" in evidence.why_en


UNREAD = {
    "a clause nobody has looked for": ("clauses", {"ticked": whole("brevdue").ticked[:7]}, "Nobody has looked for (h)"),
    "no proof, though the file names a day": ("proof", {"proofs": ()}, "No proof from Brevdue"),
    "nobody has said whom it uses": ("sub_processors", {"sub_processors": None}, "It is not said which sub-processors"),
    "a sub-processor outside the EEA that nobody checked": (
        "sub_processors",
        {"sub_processors": (SubProcessor(name="Mailhop Inc", country="US", does="sends e-mail"),)},
        "Mailhop Inc",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREAD)
def test_what_nobody_has_read_is_unknown(case: str) -> None:
    need, changes, told = UNREAD[case]
    evidence = judged(needs(need), with_("brevdue", **changes))
    assert evidence.verdict is Verdict.UNKNOWN
    assert told in evidence.why_en


@pytest.mark.parametrize(
    ("need", "changes"),
    [
        ("valid", {"valid_to": date(2026, 12, 23)}),
        ("proof", {"proofs": (replace(PROOF, valid_to=date(2026, 12, 23)),)}),
    ],
)
def test_what_ends_within_thirty_days_is_at_risk(need: str, changes: dict[str, object]) -> None:
    evidence = judged(needs(need), with_("brevdue", **changes))
    assert evidence.verdict is Verdict.AT_RISK
    assert evidence.why_en.endswith("ends on 23 December 2026.")


def test_the_day_after_those_thirty_is_kept() -> None:
    assert judged(needs("valid"), with_("brevdue", valid_to=date(2026, 12, 24))).verdict is Verdict.KEPT


def test_proof_is_as_old_as_the_company_lets_it_be() -> None:
    old = with_("brevdue", proofs=(replace(PROOF, dated=date(2025, 11, 1)),))
    assert judged(needs("proof"), old).verdict is Verdict.KEPT
    assert judged(needs("proof", proof_within=Period(years=1)), old).verdict is Verdict.BROKEN


def test_what_no_agreement_can_show_leaves_it_unknown_and_a_breach_still_breaks_it() -> None:
    probe = AgreementsProbe(
        kind="agreements",
        needs=("valid",),
        unproved=Text(nb="Regnskapet er ikke sett.", en="No accounts seen."),
    )
    assert judged(probe).verdict is Verdict.UNKNOWN
    assert judged(probe).why_en == "No accounts seen."
    assert judged(probe, with_("brevdue", valid_to=date(2026, 11, 22))).verdict is Verdict.BROKEN


def test_what_is_said_of_several_is_said_once() -> None:
    assert judged(needs("annex"), ()).why_en == (
        "The signed agreement with Fagerlia IT-drift AS, Silverlind Webbplattform AB,"
        " SalgsKompass Programvare AS and 3 more has not been put in."
    )


def test_a_breach_wins_over_all_that_is_unknown() -> None:
    kept = (replace(whole("brevdue"), annex=None),)
    evidence = judged(needs("annex"), kept)
    assert (evidence.verdict, evidence.measurement.breaches) == (Verdict.BROKEN, 1)


def test_the_file_alone_can_break_a_promise() -> None:
    ended = compiled(changed("gifts", ("{signed: 2025-04-01, valid_to: 2027-04-01", "{signed: 2025-04-01, valid_to: 2026-11-01")))  # fmt: skip
    assert judged(needs("valid"), (), data_map=ended).verdict is Verdict.BROKEN
    assert judged(needs("valid"), data_map=ended).verdict is Verdict.BROKEN


def test_whoever_runs_a_system_must_have_an_agreement_whatever_its_role() -> None:
    signed = "    agreement: {signed: 2025-02-01, valid_to: 2027-02-01, proof_valid_to: 2027-02-01}\n"
    head = "    role: processor\n    country: SE\n    tell: {email: dataskydd@silverlind.example}\n"
    other = head.replace("processor", "independent_controller")
    rests = ("recipients.silverlind.agreement, ", "")
    data_map = compiled(changed("gifts", (head + signed, other), rests))
    evidence = judged(needs("valid"), without("silverlind"), data_map=data_map)
    assert evidence.verdict is Verdict.BROKEN
    assert "There is no agreement with Silverlind Webbplattform AB" in evidence.why_en


def test_a_promise_about_some_is_judged_by_those_alone() -> None:
    kept = with_("brevdue", annex=None)
    assert judged(needs("annex", recipients=("fagerlia", "tallrekka")), kept).verdict is Verdict.KEPT
    assert judged(needs("annex", recipients=("brevdue",)), kept).verdict is Verdict.BROKEN
    # An independent controller is asked for nothing by the law, and for what we have promised all the same.
    assert judged(needs("annex", recipients=("postferd",)), kept).verdict is Verdict.UNKNOWN


def test_a_promise_about_somebody_unknown_is_a_finding() -> None:
    text = changed("gifts", ("  P004-29:\n", "  P004-98:\n    says: {nb: Ja., en: Yes.}\n    part: recipients\n    grade: tested\n    rests_on: [recipients]\n    probe: {kind: agreements, needs: [valid], recipients: [brevduen]}\n  P004-29:\n"))  # fmt: skip
    assert [one.code for one in findings(text)] == ["HJ201"]


# ---- transfers ------------------------------------------------------------------------------------------------


def test_a_transfer_nobody_has_checked_for_a_year_is_unknown() -> None:
    old = replace(US, checked_on=date(2025, 11, 1))
    assert judged(needs("transfer"), with_("google", transfers=())).verdict is Verdict.UNKNOWN
    assert judged(needs("transfer"), with_("google", transfers=(old,))).verdict is Verdict.UNKNOWN
    soon = replace(US, checked_on=date(2025, 12, 1))
    assert judged(needs("transfer"), with_("google", transfers=(soon,))).verdict is Verdict.AT_RISK


def test_a_transfer_that_rests_on_something_else_breaks_it() -> None:
    other = replace(US, mechanism="derogation")
    assert judged(needs("transfer"), with_("google", transfers=(other,))).verdict is Verdict.BROKEN


def test_where_nothing_leaves_the_eea_there_is_nothing_to_judge() -> None:
    evidence = judged(needs("transfer", recipients=("brevdue",)))
    assert (evidence.verdict, evidence.why_en) == (Verdict.UNKNOWN, "No case to judge yet.")


# ---- looked up ------------------------------------------------------------------------------------------------


def answer(name: str, answer: Receipt | Unasked) -> Named:
    return Named(key=f"recipients.{name}", name=name, orgnr="", answer=answer)


def receipt(standing: InRegister = InRegister.ACTIVE, at: datetime = NOW, named: bool = True) -> Receipt:
    return Receipt(orgnr="", standing=standing, form="AS", name_is_declared=named, at=at, source="proff")


TWO = ("fagerlia", "silverlind")
ABROAD = answer("silverlind", Unasked.ABROAD)


def looked_up(*answers: Named) -> Evidence:
    return judged(needs("named", "looked_up", recipients=TWO), looked_up=(*answers, ABROAD))


def test_a_recipient_that_is_looked_up_keeps_it_and_one_abroad_is_told_and_not_counted() -> None:
    evidence = looked_up(answer("fagerlia", receipt()))
    assert (evidence.verdict, evidence.measurement.cases) == (Verdict.KEPT, 3)
    assert (
        "Established abroad, and so not looked up in Enhetsregisteret: Silverlind Webbplattform AB."
        in evidence.why_en
    )


def test_a_register_that_says_otherwise_breaks_it() -> None:
    assert looked_up(answer("fagerlia", receipt(InRegister.BANKRUPT))).verdict is Verdict.BROKEN
    assert looked_up(answer("fagerlia", receipt(named=False))).verdict is Verdict.BROKEN
    assert looked_up(answer("fagerlia", Unasked.BAD_NUMBER)).verdict is Verdict.BROKEN


def test_what_was_not_asked_is_unknown() -> None:
    for why in (Unasked.NO_NUMBER, Unasked.NOT_YET, Unasked.NO_ANSWER):
        assert looked_up(answer("fagerlia", why)).verdict is Verdict.UNKNOWN
    assert looked_up().verdict is Verdict.UNKNOWN
    assert looked_up(answer("fagerlia", receipt(at=NOW - timedelta(days=400)))).verdict is Verdict.UNKNOWN
    assert looked_up(answer("fagerlia", receipt(at=NOW - timedelta(days=340)))).verdict is Verdict.AT_RISK


def test_if_none_could_be_asked_nothing_is_kept() -> None:
    evidence = judged(needs("looked_up", recipients=("silverlind",)), looked_up=(ABROAD,))
    assert evidence.verdict is Verdict.UNKNOWN


# ---- the three lists ------------------------------------------------------------------------------------------


def test_the_three_lists_are_one() -> None:
    evidence = judged(RecipientsProbe(kind="recipients"))
    assert evidence.verdict is Verdict.KEPT
    assert evidence.why_en.endswith("name the same recipients: 9.")


def test_a_statement_that_leaves_one_out_breaks_it() -> None:
    without_brevdue = compiled(
        changed("gifts", ("name: Brevdue Nyhetsbrev AS", "name: Duebrev Nyhetsbrev AS"))
    )
    evidence = judged(RecipientsProbe(kind="recipients"), published=without_brevdue)
    assert evidence.verdict is Verdict.BROKEN
    assert "Brevdue Nyhetsbrev AS" in evidence.why_en


def test_an_agreement_with_somebody_the_declaration_does_not_name_breaks_it_until_it_ends() -> None:
    stranger = replace(whole("brevdue"), recipient="unknown_as")
    assert judged(RecipientsProbe(kind="recipients"), (*ALL, stranger)).verdict is Verdict.BROKEN
    over = replace(stranger, ended=TODAY - timedelta(days=1))
    assert judged(RecipientsProbe(kind="recipients"), (*ALL, over)).verdict is Verdict.KEPT


def test_a_processor_whose_agreement_is_not_put_in_leaves_the_lists_unknown() -> None:
    assert judged(RecipientsProbe(kind="recipients"), without("brevdue")).verdict is Verdict.UNKNOWN
