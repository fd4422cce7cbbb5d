"""Art. 15(1)(c): whoever asks is told who got their data, from Hjemmel's own records and from the company's systems alike."""

from __future__ import annotations

import sqlite3

import pytest
from tests.companies import Company, copy_of

PEOPLE = 400
ASK = """
import sys
from hjemmel.web.serve import prepare
prepare()
from hjemmel.desk import clock, disclosures
from hjemmel.desk.demo_clock import demo_time
clock.use(demo_time)
from hjemmel.core.terms import DisclosureGround as Ground
from hjemmel.desk.disclosures import Asking
from hjemmel.desk.house import house
from hjemmel.desk.who_got import who_got
from hjemmel.engine.ports import Actor
staff = Actor(id="staff-1", name="Demo")
company = house(staff)
def told(who):
    return sorted(f"{one.recipient.en}|{one.ground.en if one.ground else ''}|{one.reference}|{one.whence.en}"
                  for one in who_got(company.map, company.why(who)))
def ask(who, recipient, **more):
    return disclosures.disclose(Asking(identity=who, recipient=recipient, **more), staff)
"""


@pytest.fixture(scope="module")
def trades(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return copy_of("trades", tmp_path_factory.mktemp("who_got"), PEOPLE)


def somebody(company: Company) -> str:
    """Whose data a partner got, as the project system has it."""
    with sqlite3.connect(company.system("crm")) as database:
        database.execute("ATTACH DATABASE ? AS prosjekt", (str(company.system("prosjekt")),))
        row = database.execute(
            "SELECT p.email FROM persons p JOIN prosjekt.disclosures d ON d.person_id = p.id"
            " WHERE p.email IS NOT NULL ORDER BY d.id LIMIT 1"
        ).fetchone()
    return str(row[0])


@pytest.mark.story
@pytest.mark.slow
def test_a_person_is_told_of_what_the_systems_and_hjemmel_have_on_record(trades: Company) -> None:
    who = somebody(trades)
    before = run(trades, f"print(*told({who!r}), sep='\\n')").splitlines()
    assert any("|needed for an offer, an order or a delivery|ordre " in one for one in before)
    assert all("Hjemmel" not in one for one in before)

    refused = run(
        trades,
        f"answer = ask({who!r}, 'nordfoss', ground=Ground.DELIVERY, purposes=('deliver_work',), categories=('name',));"
        "print(type(answer.decision).__name__)",
    )
    assert refused.strip() == "Refused", "no number of an order"
    assert run(trades, f"print(*told({who!r}), sep='\\n')").splitlines() == before, (
        "what was refused did not leave"
    )

    given = (
        f"answer = ask({who!r}, 'nordfoss', ground=Ground.DELIVERY, purposes=('deliver_work',),"
        " categories=('name', 'contact_details'), reference='ordre 4711');"
        "disclosures.give(answer.number, staff);"
        f"print(*told({who!r}), sep='\\n')"
    )
    after = run(trades, given).splitlines()
    mine = "Nordfoss Elgrossist AS|needed for an offer, an order or a delivery|ordre 4711|Hjemmel"
    assert sorted([*before, mine]) == after
    assert who not in (trades.folder / "hjemmel.sqlite3").read_bytes().decode("latin-1"), (
        "the identity is kept nowhere"
    )


def run(company: Company, code: str) -> str:
    done = company.python(ASK + code)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
