"""Art. 28(3): a processor is bound by an agreement. Without one that is in force and says what it must, nobody gives it anything;
what is declared lets data go, and only what was read in the signed document proves that the promise is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from tests.engine.worlds import changed, text_of
from tests.web.conftest import write_systems
from tests.web.test_office import email_of_somebody

from hjemmel.capabilities.declarations.services import publish
from hjemmel.core.sharing.agreement import Clause, Proof, SignedDocument, Ticked
from hjemmel.core.sharing.disclosure import Allowed, Decision, Refused
from hjemmel.core.terms import DisclosureGround, Verdict
from hjemmel.desk import agreements, clock, office
from hjemmel.desk.disclosures import Asking, disclose
from hjemmel.engine.ports import Actor
from hjemmel.web.demo_past import agreements as demo

ANE = Actor(id="hjemmel", name="Hjemmel")
BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)
CLAUSES = tuple(Ticked(clause=clause, place="4") for clause in Clause)
ACCOUNTANT = "tallrekka"


class Company:
    """Merkevarden, with systems and agreements of its own, on any day."""

    def __init__(self, folder: Path) -> None:
        self.customer = email_of_somebody(folder)

    def on(self, day: date) -> None:
        clock.use(lambda: datetime(day.year, day.month, day.day, 9, tzinfo=UTC))

    def gives_the_accountant_a_name(self) -> Decision:
        asked = Asking(
            identity=self.customer,
            recipient=ACCOUNTANT,
            ground=DisclosureGround.AGREEMENT,
            purposes=("bookkeeping",),
            categories=("name",),
        )
        return disclose(asked, ANE).decision

    def verdict(self, promise: str) -> Verdict:
        office.judge_promises(ANE)
        found = office.promises_view().promises
        return next(one.verdict for one in found if one.id == promise)


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    systems = tmp_path / "systems"
    systems.mkdir()
    write_systems(systems)
    for file in systems.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
        monkeypatch.setenv(f"{file.stem.upper()}_URL", f"sqlite:///{tmp_path / file.name}")
    clock.use(lambda: BEGAN)
    for _ in fresh():
        # As if the list had been compared with the accounts: papers alone never show that every supplier stands on it.
        proof = "      needs: [proof]\n"
        compared = changed(
            "gifts", (f"{proof}{text_of('gifts').partition(proof)[2].partition('  P004-30:')[0]}", proof)
        )
        publish(compared.encode(), ANE, BEGAN)
        yield Company(tmp_path)
    clock.use(clock.machine)


def why_not(decision: Decision) -> str:
    assert isinstance(decision, Refused), decision
    return " ".join(reason.en for reason in decision.reasons)


@pytest.mark.story
def test_a_processor_gets_data_only_while_its_agreement_holds(company: Company) -> None:
    # The file says that there is an agreement: data may go, and nothing is proven.
    assert isinstance(company.gives_the_accountant_a_name(), Allowed)
    assert company.verdict("P004-29") is Verdict.UNKNOWN
    # Everything is read and put in. Google's report soon runs out, so it is at risk, and nobody is stopped.
    demo.make("gifts", ANE)
    assert isinstance(company.gives_the_accountant_a_name(), Allowed)
    assert company.verdict("P004-29") is Verdict.AT_RISK
    # Reading on, somebody finds that the clause on audits is not in the accountant's agreement.
    agreements.tick(ACCOUNTANT, [Ticked(clause=Clause.AUDITS, place="")], ANE)
    assert "lacks what the law asks for in (h)" in why_not(company.gives_the_accountant_a_name())
    # A new agreement has it.
    document = SignedDocument(digest="d" * 64, title="Databehandleravtale 2026", signed=date(2026, 11, 23))
    agreements.keep(ACCOUNTANT, document, date(2028, 11, 23), CLAUSES, ANE)
    assert isinstance(company.gives_the_accountant_a_name(), Allowed)
    # It ends before its time.
    agreements.end(ACCOUNTANT, date(2026, 11, 30), ANE)
    company.on(date(2026, 11, 30))
    assert isinstance(company.gives_the_accountant_a_name(), Allowed)
    company.on(date(2026, 12, 1))
    assert why_not(company.gives_the_accountant_a_name()) == "The agreement ended on 30 November 2026."


@pytest.mark.story
def test_proof_that_runs_out_stops_new_data_and_breaks_the_promise_until_it_is_renewed(
    company: Company,
) -> None:
    demo.make("gifts", ANE)
    company.on(date(2026, 12, 15))
    assert company.verdict("P004-29") is Verdict.AT_RISK
    company.on(date(2026, 12, 16))
    assert company.verdict("P004-29") is Verdict.BROKEN
    data_map = office.current_map()
    standing = agreements.standing_of(data_map, "google", date(2026, 12, 16))
    assert standing.en == "The proof ended on 15 December 2026."
    agreements.prove(
        "google",
        Proof(what="Sertifikat 2026", dated=date(2026, 12, 16), valid_to=date(2027, 12, 15)),
        ANE,
    )
    assert company.verdict("P004-29") is Verdict.KEPT
