"""Agreements are kept as they were read: each deed lets a newer word stand, and the earlier one can still be seen."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hjemmel.capabilities.agreements import services, store
from hjemmel.capabilities.agreements.models import StoredAgreement
from hjemmel.capabilities.agreements.services import NoAgreement, NotTaken
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.core.sharing.agreement import (
    Clause,
    KeptAgreement,
    Proof,
    Review,
    SecurityAnnex,
    SignedDocument,
    SubProcessor,
    Ticked,
    TransferChecked,
)
from hjemmel.engine.ports import Actor

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()
ANE = Actor(id="staff-1", name="Ane Furuseth")
AGREEMENT = KeptAgreement(
    recipient="brevdue",
    document=SignedDocument(digest="a" * 64, title="Databehandleravtale 2025", signed=date(2025, 3, 1)),
    valid_to=date(2027, 3, 1),
)
PROOF = Proof(what="Rapport 2026", dated=date(2026, 3, 1), valid_to=date(2027, 3, 1))


def only() -> KeptAgreement:
    (found,) = store.kept()
    return found


@pytest.fixture
def kept(database: Path) -> None:
    services.keep(AGREEMENT, ANE, NOW)


def test_what_is_kept_comes_back_as_it_was(database: Path) -> None:
    whole = replace(
        AGREEMENT,
        ticked=(Ticked(clause=Clause.RIGHTS, place="4.2"), Ticked(clause=Clause.AUDITS, place="")),
        annex=SecurityAnnex(digest="b" * 64, signed=date(2025, 3, 1)),
        proofs=(PROOF,),
        sub_processors=(SubProcessor(name="Nordhall AS", country="NO", does="drift"),),
        transfers=(TransferChecked(country="US", mechanism="adequacy", checked_on=TODAY, seen="lista"),),
        reviews=(Review(due=TODAY),),
        ended=date(2026, 12, 1),
    )
    services.keep(whole, ANE, NOW)
    assert only() == whole


@pytest.mark.usefixtures("kept")
def test_each_deed_adds_what_was_read_and_keeps_the_earlier_word() -> None:
    services.tick("brevdue", [Ticked(clause=Clause.AUDITS, place="")], ANE, NOW)
    services.tick("brevdue", [Ticked(clause=Clause.AUDITS, place="9"), Ticked(clause=Clause.SECURITY, place="5")], ANE, NOW)  # fmt: skip
    services.annex("brevdue", SecurityAnnex(digest="b" * 64, signed=TODAY), ANE, NOW)
    services.prove("brevdue", PROOF, ANE, NOW)
    services.prove("brevdue", replace(PROOF, what="Sertifikat"), ANE, NOW)
    services.tell_sub_processors("brevdue", [], ANE, NOW)
    services.check_transfer("brevdue", TransferChecked(country="US", mechanism="adequacy", checked_on=TODAY, seen="lista"), ANE, NOW)  # fmt: skip
    services.review("brevdue", TODAY, date(2027, 11, 23), ANE, NOW)
    services.end("brevdue", date(2026, 12, 31), ANE, NOW)
    now = only()
    assert now.found == {Clause.SECURITY: "5", Clause.AUDITS: "9"}
    assert [one.what for one in now.proofs] == ["Rapport 2026", "Sertifikat"]
    assert now.annex and now.sub_processors == () and now.transfers
    assert now.next_review == date(2027, 11, 23)
    assert now.last_day == date(2026, 12, 31)
    rows = StoredAgreement.objects.order_by("pk")
    assert [row.replaced_by_line is None for row in rows] == [False] * 9 + [True]
    kinds = [line.kind for line in reversed(ledger.lines(20)) if line.kind.startswith("agreement-")]
    assert len(kinds) == 10 and len(set(kinds)) == 8


@pytest.mark.usefixtures("kept")
def test_a_review_that_was_due_is_done_and_the_next_one_waits() -> None:
    services.review("brevdue", TODAY, date(2026, 12, 1), ANE, NOW)
    services.review("brevdue", TODAY, date(2027, 12, 1), ANE, NOW)
    assert only().reviews == (
        Review(due=TODAY, done=TODAY),
        Review(due=date(2026, 12, 1), done=TODAY),
        Review(due=date(2027, 12, 1)),
    )


@pytest.mark.usefixtures("kept")
def test_a_new_agreement_takes_the_place_of_the_old() -> None:
    newer = replace(AGREEMENT, document=replace(AGREEMENT.document, digest="c" * 64, signed=TODAY))
    services.keep(newer, ANE, NOW)
    assert only() == newer


WRONG = {
    "it ends before it is signed": replace(AGREEMENT, valid_to=date(2025, 2, 1)),
    "it is signed tomorrow": replace(AGREEMENT, document=replace(AGREEMENT.document, signed=date(2026, 11, 24))),
    "it was ended before it was signed": replace(AGREEMENT, ended=date(2025, 2, 1)),
    "it has no title": replace(AGREEMENT, document=replace(AGREEMENT.document, title=" ")),
    "it has no digest": replace(AGREEMENT, document=replace(AGREEMENT.document, digest="")),
    "proof is dated tomorrow": replace(AGREEMENT, proofs=(replace(PROOF, dated=date(2026, 11, 24)),)),
    "proof ends before its date": replace(AGREEMENT, proofs=(replace(PROOF, valid_to=date(2026, 2, 1)),)),
    "a country is no code": replace(AGREEMENT, sub_processors=(SubProcessor(name="X AS", country="Norge", does="drift"),)),
    "a sub-processor has no name": replace(AGREEMENT, sub_processors=(SubProcessor(name="", country="NO", does="drift"),)),
    "the title names somebody's e-mail": replace(
        AGREEMENT, document=replace(AGREEMENT.document, title="Avtale kari@post.example")),
    "a title without end": replace(AGREEMENT, document=replace(AGREEMENT.document, title="A" * 201)),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_right_is_not_kept_and_leaves_no_line(case: str, database: Path) -> None:
    with pytest.raises(NotTaken) as refused:
        services.keep(WRONG[case], ANE, NOW)
    assert all(one.nb and one.en for one in refused.value.lacks)
    assert not store.kept()
    assert not ledger.lines(5)
    assert "kari" not in str(refused.value)


def test_nothing_is_added_to_an_agreement_that_is_not_kept(database: Path) -> None:
    with pytest.raises(NoAgreement):
        services.prove("brevdue", PROOF, ANE, NOW)
    assert not ledger.lines(5)
