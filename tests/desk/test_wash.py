"""A bought list: what it must have, whom the central register and our own noes remove, and a receipt that adds up."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.database import fresh

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.register.models import Person
from hjemmel.capabilities.register.new import NotTaken
from hjemmel.core.facts import AddressKind, Suppressed
from hjemmel.core.identifiers import synthetic_fnr
from hjemmel.core.intake.bought_list import Bought, ListTaken
from hjemmel.core.intake.imported import Counts, Terms
from hjemmel.desk import clock, imports, keys, uploads, wash
from hjemmel.desk.kept import kept
from hjemmel.desk.marks import marker
from hjemmel.engine.ports import Actor

FILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
SOURCE = (
    "  vendor: {title: {nb: en leverandør, en: a vendor}, kind: bought, notice_within: 1 month,"
    " checked_against_reservations: true}\n"
)
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ANE = Actor(id="staff-1", name="Ane")
BOUGHT = Bought(
    vendor="Navnebua Lister AS",
    basis="berettiget interesse",
    bought_on=date(2026, 11, 20),
    register_of=date(2026, 11, 22),
)
TERMS = Terms(
    columns=((0, "name"), (1, "phone"), (2, "email"), (3, "address")),
    source="vendor",
    channel="phone",
    purposes=("deliver",),
    kind="contact",
    received_on=date(2026, 11, 23),
    bought=BOUGHT,
)
LIST = (
    "Navn;Telefon;E-post;Adresse\r\n"
    "Kari Plantet;00 00 12 34;;\r\n"
    "Ola Plantet;00 00 12 35;ola@plantet.example;\r\n"
    "Per Plantet;00 00 12 36;;Plantetveien 1\r\n"
    "Siri Plantet;00 00 12 37;;\r\n"
    ";00 00 12 38;;\r\n"
)
RESERVED = "Navn;Adresse;Telefon\r\nNoen;;00001234\r\nPER PLANTET;Plantetveien 1;\r\nAndre;;00 00 99 99\r\n"


@pytest.fixture(autouse=True)
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for _ in fresh():
        monkeypatch.setattr(uploads, "BESIDE", tmp_path.name)
        clock.use(lambda: NOW)
        keys.prepare(ANE)
        text = FILE.read_text(encoding="utf-8").replace("\nsources:\n", f"\nsources:\n{SOURCE}", 1)
        publish(text.encode(), ANE, NOW)
        yield
        uploads.remove_all_but(())
        clock.use(clock.machine)


def decide(terms: Terms = TERMS, reserved: str | None = RESERVED) -> str:
    id = imports.receive([LIST.encode()], ANE)
    imports.decide(id, terms, ANE, io.BytesIO(reserved.encode()) if reserved is not None else None)
    return id


def test_a_list_is_washed_before_anybody_is_taken_and_the_receipt_adds_up() -> None:
    no = marker(ANE).mark(AddressKind.EMAIL, "OLA@plantet.example")
    StoredFacts().record([Suppressed(kind=AddressKind.EMAIL, mark=no, at=NOW)], ANE, NOW)
    file = imports.take_some(decide(), ANE, 60)
    assert file.counts == Counts(taken=1, reserved=2, own_no=1, faulty=1)
    assert Person.objects.count() == 1
    (receipt,) = kept().lists
    assert receipt == ListTaken(
        bought=BOUGHT, taken_on=date(2026, 11, 23), rows_in=5, reserved=2, own_no=1, left_out=1, taken=1
    )
    assert receipt.adds_up
    (fact,) = StoredFacts().read().washes
    assert (fact.home, fact.register_of) == ("register.people", date(2026, 11, 22))
    assert fact.checked == {(Person.objects.get().pk,)}


@pytest.mark.parametrize(
    "change",
    [
        {"vendor": " "},
        {"basis": ""},
        {"vendor": "Kari, kari@plantet.example"},
        {"basis": f"Kari, {synthetic_fnr(date(1980, 5, 1), 0)}"},
        {"bought_on": None},
        {"bought_on": date(2026, 11, 24)},
        {"register_of": None},
        {"register_of": date(2026, 11, 24)},
        {"register_of": date(2026, 10, 23)},
    ],
)
def test_no_list_without_vendor_basis_day_and_a_fresh_register(change: dict[str, object]) -> None:
    with pytest.raises(NotTaken) as found:
        decide(replace(TERMS, bought=replace(BOUGHT, **change)))  # type: ignore[arg-type]
    assert all(reason.nb and reason.en for reason in found.value.reasons)


def test_nor_without_the_file_itself_or_with_one_that_can_compare_nothing() -> None:
    for reserved in (None, "Fødselsår;Kommune\r\n1970;Oslo\r\n", ""):
        with pytest.raises(NotTaken):
            decide(reserved=reserved)
    with pytest.raises(NotTaken):
        decide(replace(TERMS, bought=None))
    assert Person.objects.count() == 0


def test_a_register_of_a_month_less_a_day_ago_will_do() -> None:
    decide(replace(TERMS, bought=replace(BOUGHT, register_of=date(2026, 10, 24))))


def test_a_list_that_is_too_long_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wash, "LARGEST", 3)
    with pytest.raises(NotTaken):
        decide()
