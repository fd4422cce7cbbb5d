"""Directory enquiries in the office: what is new is told in numbers, a file is handed over as it is made, and the page is there
only where somebody is given listings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.engine.worlds import changed, text_of
from tests.web.conftest import HJEMMEL, NOW, PASSWORD, signed_in
from tests.web.test_office import html

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.disclosures import store
from hjemmel.capabilities.facts.services import record
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.facts import Listing, ListingChosen
from hjemmel.desk import clock, keys
from hjemmel.profiles.mobile.demo import made
from hjemmel.profiles.sample import write_sqlite

PAGE = "/kontor/nummeropplysning"
TO = {"mottaker": "oppslagstorget"}


@pytest.fixture(scope="module")
def operators_systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("systems")
    for name, system in made(200, NOW.date(), 2).systems.items():
        write_sqlite(system, folder / f"{name}.sqlite3")
    return folder


@pytest.fixture
def approver(database: Path, operators_systems: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The mobile operator's office. Nothing writes to its systems here."""
    for file in operators_systems.iterdir():
        monkeypatch.setenv(f"{file.stem.upper()}_URL", f"sqlite:///{file}")
    keys.prepare(HJEMMEL)
    clock.use(lambda: NOW)
    publish(text_of("mobile").encode(), HJEMMEL, NOW)
    for role in Role:
        create_staff(role.value, f"Ane {role.value.title()}", PASSWORD, role, HJEMMEL, NOW)
    yield signed_in("approver")
    clock.use(clock.machine)


def post(client: Client, gjor: str) -> Any:
    return client.post(PAGE, {**TO, "gjor": gjor})


def test_the_next_file_is_told_in_numbers_and_handed_over_as_it_is_made(approver: Client) -> None:
    page = html(post(approver, "se"))
    assert "har valgt hemmelig nummer" in page and not store.feeds(), "looking gives nobody anything"
    answer = post(approver, "lag")
    content = b"".join(answer.streaming_content).decode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="oppslagstorget-000001-whole.csv"'
    assert content.startswith("reference;listing;msisdn;name;address\r\n")
    (first,) = store.feeds()
    assert content.count("\r\n") == first.listed + 1
    assert "Ane Approver, hel fil" in html(approver.get(PAGE))
    assert "Ingenting er nytt" in html(post(approver, "lag")) and len(store.feeds()) == 1


def test_who_may_not_approve_takes_out_and_gives_nothing_new(approver: Client) -> None:
    operator = signed_in("operator")
    assert "venter på en som kan godkjenne" in html(post(operator, "lag")) and not store.feeds()
    b"".join(post(approver, "lag").streaming_content)
    somebody = next(one for one in store.had("oppslagstorget") if one.level is Listing.LISTED)
    record((ListingChosen(about=somebody.row, listing=Listing.SECRET, at=NOW),), HJEMMEL, NOW)
    assert "én som tas ut" in html(post(operator, "se"))
    content = b"".join(post(operator, "lag").streaming_content).decode()
    assert content.count(";removed;") == 1 and ";listed;" not in content
    assert post(operator, "hel").status_code == 403


def test_a_reader_makes_nothing_and_nobody_else_gets_a_file(approver: Client) -> None:
    reader = signed_in("reader")
    assert reader.get(PAGE).status_code == 200
    assert post(reader, "lag").status_code == 403
    assert approver.post(PAGE, {"mottaker": "police", "gjor": "lag"}).status_code == 404
    assert Client(headers={"host": "localhost"}).get(PAGE).status_code == 302


def test_without_an_agreement_the_page_says_so(approver: Client) -> None:
    ended = changed("mobile", ("version: 6", "version: 7"), ("valid_to: 2028-04-07", "valid_to: 2026-11-22"))
    publish(ended.encode(), HJEMMEL, NOW)
    page = html(approver.get(PAGE))
    assert "Det finnes ingen avtale med mottakeren som gjelder i dag." in page and "Lag neste fil" not in page
    assert post(approver, "lag").status_code == 409


def test_a_company_that_gives_listings_to_nobody_has_no_such_page(office: None) -> None:
    approver = signed_in("approver")
    assert approver.get(PAGE).status_code == 404
    assert "Nummeropplysning" not in html(approver.get("/kontor/utleveringer"))
