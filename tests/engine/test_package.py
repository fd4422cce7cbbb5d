"""The package of an answer: all of a person's rows and nobody else's, each datum with its reason, in files that others can read."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import pytest

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.answer.letter import Case
from hjemmel.core.answer.reading import How, Reading
from hjemmel.core.answer.reason import Reasons
from hjemmel.core.facts import About, Restricted
from hjemmel.core.output.csv_text import restored
from hjemmel.core.rights.right import Right
from hjemmel.core.terms import Basis
from hjemmel.engine.house import House
from hjemmel.engine.package import Besides, Made, write_package
from hjemmel.engine.their_rows import RowKey, TheirRows

from .worlds import NOON, World, profile

TODAY = date(2026, 11, 23)
KARI, OLA = (
    About(collection="nettbutikk.accounts", key=(1,)),
    About(collection="nettbutikk.accounts", key=(2,)),
)


def shop() -> World:
    """Kari is a sole trader with an order, an invoice and an enquiry that names somebody; Ola is another customer."""
    rows: dict[str, list[dict[str, object]]] = {
        "nettbutikk.accounts": [
            {"id": 1, "buyer_kind": "enk", "first_name": "Kari", "last_name": "=1+1", "email": "kari@a.example",
             "created_at": "2025-01-01 08:00:00"},
            {"id": 2, "buyer_kind": "person", "first_name": "Ola", "email": "ola@a.example", "created_at": "2025-01-01 08:00:00"},
        ],
        "nettbutikk.orders": [
            {"id": 10, "account_id": 1, "placed_at": "2026-05-01 08:00:00", "total": 100},
            {"id": 11, "account_id": 1, "placed_at": "2026-06-01 08:00:00", "total": 200},
            {"id": 12, "account_id": 2, "placed_at": "2026-06-01 08:00:00", "total": 300},
        ],
        "nettbutikk.order_lines": [
            {"id": 100, "order_id": 10, "article": "kopp", "qty": 1},
            {"id": 101, "order_id": 12, "article": "OLAS PENN", "qty": 2},
        ],
        "salgskompass.contacts": [{"id": 5, "account_id": 1, "company": "Kari ENK", "status": "kunde"}],
        "salgskompass.enquiries": [
            {"id": 50, "contact_id": 5, "subject": "levering", "note": "Naboen Per tok imot", "at": "2026-06-02 08:00:00"},
            {"id": 51, "contact_id": 5, "subject": None, "note": None, "at": "2026-06-03 08:00:00"},
        ],
        "regnskap.customers": [{"id": 7, "account_id": 1, "name": "Kari ENK", "orgnr": "328945223"}],
        "regnskap.invoices": [
            {"id": 70, "customer_id": 7, "amount": 100, "issued_on": "2026-05-02", "fiscal_year": 2026},
            {"id": 71, "customer_id": 7, "amount": 900, "issued_on": "2024-05-02", "fiscal_year": 2024},
        ],
    }  # fmt: skip
    return World(profile("gifts"), TODAY, rows)


def package(
    house: House,
    right: Right = Right.ACCESS,
    *,
    about: About = KARI,
    role: str = "",
    read: Mapping[RowKey, Reading] | None = None,
    lang: str = "nb",
) -> tuple[zipfile.ZipFile, Made]:
    only = (Basis.CONSENT, Basis.CONTRACT) if right is Right.PORTABILITY else ()
    theirs = TheirRows(house, [about], Reasons(house.map, only=only), role, read)
    sink = io.BytesIO()
    case = Case(reference="ABCD2345EFGH6789", received_on=date(2026, 11, 3), day=TODAY, lang=lang)
    made = write_package(sink, theirs, right, case, Besides())
    archive = zipfile.ZipFile(sink)
    assert archive.testzip() is None
    return archive, made


def content(archive: zipfile.ZipFile, collection: str) -> Any:
    return json.loads(archive.read(f"data/{collection}.json"))


def everything(archive: zipfile.ZipFile) -> str:
    texts = [archive.read(name) for name in archive.namelist() if not name.endswith(".pdf")]
    return "\n".join(text.decode("utf-8-sig") for text in texts)


def csv_of(archive: zipfile.ZipFile, collection: str) -> list[dict[str, str]]:
    text = archive.read(f"data/{collection}.csv").decode("utf-8-sig")
    return [
        {name: restored(cell) for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text), delimiter=";")
    ]


def test_all_rows_of_the_person_are_there_and_none_of_anybody_else() -> None:
    world = shop()
    archive, made = package(world.house())
    found = world.house().why_about(KARI)
    of_each: dict[str, int] = {}
    for name, _, _ in found.rows:
        of_each[name] = of_each.get(name, 0) + 1
    given = {one.name: one.rows for one in made.told.collections}
    assert given == of_each and made.told.rows == len(found.rows) == 10
    text = everything(archive)
    assert "Ola" not in text and "OLAS PENN" not in text and "ola@a.example" not in text
    assert "kari@a.example" in text and "kopp" in text


def test_each_datum_has_its_grounds() -> None:
    archive, _ = package(shop().house())
    told = content(archive, "regnskap.invoices")
    by_id = {row["values"]["id"]: told["reasons"][row["why"]] for row in told["rows"]}
    for id, until in ((70, "2032-01-01"), (71, "2030-01-01")):
        for datum in by_id[id]["data"]:
            (ground,) = datum["grounds"]
            assert ground["purpose"] == "bookkeeping" and ground["until"] == until == datum["until"]
            assert (
                "rettslig forpliktelse" in ground["basis"] and ground["law"] == "bokforingsloven-13-primary"
            )
            assert "Tallrekka Regnskap AS" in ground["recipients"]
            assert datum["sources"] == ["det du kjøper og spør om"]


def test_the_letter_tells_purpose_basis_period_source_and_recipients_by_name() -> None:
    _, made = package(shop().house())
    text = made.letter.text.replace("\u00a0", " ")
    for part in (
        "Fakturere og føre regnskap (rettslig forpliktelse, art. 6 nr. 1 c og bokføringsloven § 13)",
        "De første til 1. januar 2030, de siste til 1. januar 2032",
        "Levere det du bestiller, og følge opp kundeforholdet (avtale, art. 6 nr. 1 b)",
        "Deg selv",
        "Tallrekka Regnskap AS",
        "Postferd Norge AS",
        "Datatilsynet",
        "av en maskin alene",
    ):
        assert part in text, part


@pytest.mark.parametrize("right", [Right.ACCESS, Right.PORTABILITY])
def test_every_file_of_data_follows_its_own_schema(right: Right) -> None:
    archive, _ = package(shop().house(), right)
    listed = json.loads(archive.read("contents.json"))["collections"]
    assert len(listed) >= 2
    for one in listed:
        schema = json.loads(archive.read(one["schema"]))
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        jsonschema.Draft202012Validator.check_schema(schema)
        data = json.loads(archive.read(one["files"][0]))
        jsonschema.Draft202012Validator(schema).validate(data)
        assert len(data["rows"]) == one["rows"] == len(csv_of(archive, one["collection"]))
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate({**data, "rows": [{"unknown": 1}]})


def test_csv_says_the_same_as_json_and_no_cell_is_a_formula() -> None:
    archive, _ = package(shop().house())
    (row,) = content(archive, "nettbutikk.accounts")["rows"]
    (line,) = csv_of(archive, "nettbutikk.accounts")
    assert line["last_name"] == row["values"]["last_name"] == "=1+1"
    assert b";'=1+1;" in archive.read("data/nettbutikk.accounts.csv")
    assert line["_why"] == str(row["why"])


def test_what_may_be_about_others_waits_until_somebody_has_read_it() -> None:
    archive, made = package(shop().house())
    rows = {row["values"]["id"]: row["values"] for row in content(archive, "salgskompass.enquiries")["rows"]}
    assert "note" not in rows[50] and "subject" not in rows[50]
    assert rows[51]["note"] is None, "nothing stands there, so nothing waits"
    assert "Naboen Per" not in everything(archive)
    assert "Henvendelser, henvendelser og dialog (én rad): kan handle om andre" in made.letter.text


def test_what_somebody_has_read_and_released_is_given() -> None:
    archive, made = package(shop().house(), read={("salgskompass.enquiries", (50,)): Reading(how=How.GIVEN)})
    rows = {row["values"]["id"]: row["values"] for row in content(archive, "salgskompass.enquiries")["rows"]}
    assert rows[50]["note"] == "Naboen Per tok imot"
    assert not made.told.left_out


def test_somebody_else_in_the_same_row_is_left_out_and_named_as_such() -> None:
    """The buyer asks: the owner of the subscription, and the one who uses it, are other people."""
    world = World(
        profile("mobile"),
        TODAY,
        {
            "abonnement.persons": [
                {"id": 1, "relation": "buyer", "name": "far", "email": "far@a.example", "created_at": "2020-01-01 08:00:00"},
                {"id": 3, "relation": "user", "name": "barn", "email": "barn@a.example", "created_at": "2020-01-01 08:00:00"},
            ],
            "abonnement.subscriptions": [
                {"id": 10, "buyer_id": 1, "owner_id": 1, "user_id": 3, "msisdn": "40000003", "plan": "Ung"}
            ],
            "taksering.cdr": [
                {"id": 30, "subscription_id": 10, "user_id": 3, "billed": True, "started_at": "2026-10-01 08:00:00",
                 "b_number": "40000009"}
            ],
        },
    )  # fmt: skip
    archive, made = package(world.house(), about=About(collection="abonnement.persons", key=(1,)))
    text = everything(archive)
    assert "far@a.example" in text and "barn@a.example" not in text
    assert "40000009" not in text, "the user's traffic is not the owner's to see"
    assert not any(one.name == "taksering.cdr" and one.rows for one in made.told.collections)


def test_portability_holds_what_the_person_gave_for_consent_or_contract_and_nothing_else() -> None:
    archive, made = package(shop().house(), Right.PORTABILITY)
    given = {one.name: content(archive, one.name)["rows"] for one in made.told.collections if one.rows}
    assert "regnskap.invoices" not in given and "nettbutikk.orders" not in given
    (account,) = given["nettbutikk.accounts"]
    assert account["first_name"] == "Kari" and "created_at" not in account
    assert "Naboen Per" not in everything(archive)


def test_what_rests_on_legitimate_interests_is_no_portability() -> None:
    """Ola is the contact person of a company: the contract is not with him."""
    archive, made = package(shop().house(), Right.PORTABILITY, about=OLA)
    assert made.told.rows == 0
    assert "data/nettbutikk.accounts.json" not in archive.namelist()
    assert "ingen opplysninger som du selv har gitt oss" in made.letter.text


class Gone:
    """A system that stops answering after it has been looked at."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def export(self, *_: object) -> Any:
        raise Unreachable("regnskap", "it does not answer", "try again later")


def test_a_system_that_does_not_answer_is_named_in_the_letter_and_in_the_contents() -> None:
    house = shop().house()
    without = {name: one for name, one in house.connectors.items() if name != "regnskap"}
    broken: Mapping[str, Any] = {**house.connectors, "regnskap": Gone(house.connectors["regnskap"])}
    for connectors in (without, broken):
        archive, made = package(replace(house, connectors=connectors))
        assert "Vi fikk ikke svar fra regnskapet" in made.letter.text
        assert json.loads(archive.read("contents.json"))["not_reached"] == ["regnskapet"]
        assert "data/nettbutikk.orders.json" in archive.namelist()


def test_a_restriction_shows_with_each_datum() -> None:
    at = datetime.combine(date(2026, 11, 1), NOON, UTC)
    archive, _ = package(shop().told(Restricted(about=KARI, at=at)).house())
    reasons = content(archive, "nettbutikk.accounts")["reasons"]
    assert all(datum["restricted"] for reason in reasons for datum in reason["data"])


def test_whoever_asks_in_one_role_gets_nothing_of_another() -> None:
    archive, made = package(shop().house(), role="contact")
    assert made.told.rows == 0
    assert "Kari" not in everything(archive)


def test_the_package_can_be_read_in_english() -> None:
    archive, made = package(shop().house(), lang="en")
    assert made.letter.title.text == "The data we hold about you"
    assert content(archive, "nettbutikk.orders")["language"] == "en"
    assert '<html lang="en">' in archive.read("index.html").decode()
