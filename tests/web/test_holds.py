"""Holds on their pages: placed on people, looked at again, and lifted."""

import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW
from tests.web.test_office import email_of_somebody, html, make

from hjemmel.capabilities.ledger.store import lines
from hjemmel.core.facts import HoldKind
from hjemmel.desk import clock, holds
from hjemmel.desk.holds import NoSuchHold, Terms
from hjemmel.desk.one_person import NotOnePerson

TODAY = NOW.date()
DISPUTE = {
    "title": "Tvist 2026/14", "kind": "bounded", "reason": "klage på en levering", "law": "",
    "ends_on": "2027-03-01", "review_on": "2027-01-15",
}  # fmt: skip


def place(approver: Client, who: str, **changed: Any) -> Any:
    return approver.post("/kontor/slettesperrer/ny", {**DISPUTE, "hvem": who, **changed})


def terms(**changed: Any) -> Terms:
    told: dict[str, Any] = {
        "title": "Sak 7", "kind": HoldKind.STATUTORY, "reason": "pålegg", "law": "straffeprosessloven § 215 a",
        "review_on": TODAY + timedelta(days=30),
    }  # fmt: skip
    return Terms(**(told | changed))


def test_what_is_held_is_kept_from_the_sweep_and_goes_when_the_hold_is_lifted(
    approver: Client, tmp_path: Path
) -> None:
    clock.use(lambda: NOW.replace(year=2040))
    before = sum(action.expected for action in make().actions)
    with sqlite3.connect(tmp_path / "nettbutikk.sqlite3") as connection:
        everybody = [
            row[0] for row in connection.execute("SELECT email FROM accounts WHERE first_name <> 'slettet'")
        ]
    hold = holds.place_on(everybody[:3], terms(review_on=date(2040, 12, 1)), HJEMMEL)
    held = make()
    assert sum(action.expected for action in held.actions) < before
    assert "Sak 7" in str(held.refusals)
    assert approver.post(f"/kontor/slettesperrer/{hold.id}", {"svar": "hev"}).status_code == 302
    assert sum(action.expected for action in make().actions) == before


def test_a_hold_is_placed_on_several_people_and_told_in_words(approver: Client, tmp_path: Path) -> None:
    who = email_of_somebody(tmp_path)
    with sqlite3.connect(tmp_path / "nettbutikk.sqlite3") as connection:
        query = "SELECT email FROM accounts WHERE first_name <> 'slettet' AND email <> ? LIMIT 1"
        other = connection.execute(query, [who]).fetchone()[0]
    assert place(approver, f"{who}\r\n{other}\r\n", opplysning="contact_details").status_code == 302
    page = html(approver.get("/kontor/slettesperrer"))
    assert "Tvist 2026/14" in page
    assert "2 rader i" in page
    assert "1. mars 2027" in page
    assert who not in page
    assert lines(1)[0].kind == "hold-placed"
    assert who not in str(lines(1)[0].content)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"review_on": ""}, "Ses på igjen: mangler"),
        ({"ends_on": ""}, "må ha en sluttdato"),
        ({"kind": "statutory"}, "må nevne loven eller instruksen"),
        ({"reason": "ringte fra 912 34 567 om saken til ola@kunde.example"}, "Skriv en referanse"),
        ({"hvem": "nobody@nowhere.example"}, "Vi fant ingen"),
        ({"hvem": "\n \n"}, "Vi fant ingen"),
        ({"ends_on": "2026-01-01"}, "slutter før den begynner"),
    ],
)
def test_a_hold_that_lacks_something_is_not_taken_and_what_was_written_is_not_lost(
    approver: Client, tmp_path: Path, changed: dict[str, str], words: str
) -> None:
    told = {"hvem": email_of_somebody(tmp_path)} | changed
    response = place(approver, told.pop("hvem"), **told)
    assert response.status_code in (400, 409)
    page = html(response)
    assert words in page
    assert "Tvist 2026/14" in page
    assert not holds.views()


def test_a_hold_that_nobody_has_looked_at_is_shown_until_somebody_has(
    approver: Client, tmp_path: Path
) -> None:
    holds.place_on([email_of_somebody(tmp_path)], terms(review_on=TODAY), HJEMMEL)
    clock.use(lambda: NOW + timedelta(days=2))
    page = html(approver.get("/kontor/slettesperrer"))
    assert "Én slettesperre skulle vært sett på igjen" in page
    (view,) = holds.views()
    later = (TODAY + timedelta(days=90)).isoformat()
    assert (
        approver.post(
            f"/kontor/slettesperrer/{view.hold.id}", {"svar": "sett", "review_on": later}
        ).status_code
        == 302
    )
    assert not holds.overdue()


def test_a_hold_that_is_lifted_twice_is_said_to_be_over(approver: Client, tmp_path: Path) -> None:
    hold = holds.place_on([email_of_somebody(tmp_path)], terms(), HJEMMEL)
    assert approver.post(f"/kontor/slettesperrer/{hold.id}", {"svar": "hev"}).status_code == 302
    again = approver.post(f"/kontor/slettesperrer/{hold.id}", {"svar": "hev"})
    assert again.status_code == 409
    assert "allerede hevet" in html(again)
    assert "Har stått" in html(approver.get("/kontor/slettesperrer"))
    with pytest.raises(NoSuchHold):
        holds.review("0" * 32, TODAY, None, HJEMMEL)


def test_only_those_who_approve_place_and_lift_holds(
    operator: Client, reader: Client, tmp_path: Path
) -> None:
    hold = holds.place_on([email_of_somebody(tmp_path)], terms(), HJEMMEL)
    for one in (operator, reader):
        assert one.get("/kontor/slettesperrer/ny").status_code == 403
        assert one.post(f"/kontor/slettesperrer/{hold.id}", {"svar": "hev"}).status_code == 403
        page = html(one.get("/kontor/slettesperrer"))
        assert "Sak 7" in page
        assert "Hev den nå" not in page


def test_an_identity_of_several_people_holds_nothing(tmp_path: Path, approver: Client) -> None:
    with pytest.raises(NotOnePerson):
        holds.place_on([email_of_somebody(tmp_path), "nobody@nowhere.example"], terms(), HJEMMEL)
    assert not holds.views()


@pytest.mark.parametrize(("lang", "heading"), [("nb", "Hva er holdt tilbake"), ("en", "What is kept back")])
def test_the_pages_stand_in_both_languages(approver: Client, lang: str, heading: str) -> None:
    approver.post("/kontor/sprak", {"sprak": lang})
    assert heading in html(approver.get("/kontor/slettesperrer"))
    form = html(approver.get("/kontor/slettesperrer/ny"))
    assert not re.search(r"\{[%{]", form)
