"""The register: what is taken in and what is not, what stands in the file, finding, changing, and keys that follow."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connections

from hjemmel.capabilities.keys.models import StoredKey
from hjemmel.capabilities.keys.ports import StoredKeys
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.register import search, services, store
from hjemmel.capabilities.register.models import MODELS, Beginning, Person, UnsettledKey
from hjemmel.capabilities.register.new import (
    ComplaintKind,
    JobDecision,
    New,
    NewApplication,
    NewComplaint,
    NewContact,
    NewCreditCheck,
    NewDelivery,
    NewEnquiry,
    NewInvoice,
    NewMessage,
    NewOffer,
    NewOrganisation,
    NewPaper,
    NewPerson,
    NewRelation,
    NotTaken,
    Origin,
    Outcome,
    RelationKind,
    Taken,
)
from hjemmel.capabilities.register.ports import StoredRegister
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.identifiers import synthetic_fnr
from hjemmel.core.texts.free_text import Kind
from hjemmel.desk import keys
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.layout import ORGANISATION, PERSON, TABLES
from hjemmel.engine.register.settle import keys_follow, settle_all
from hjemmel.engine.vault.faults import Destroyed, NotOpened
from hjemmel.engine.vault.masters import MasterKey, Masters
from hjemmel.engine.vault.vault import Vault

PROFILES = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles"
FILE = PROFILES / "gifts" / "hjemmel.yaml"
SMALL = PROFILES / "gifts_small" / "hjemmel.yaml"
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
HOUSE = Actor(id="hjemmel", name="Hjemmel")
MASTERS = Masters([MasterKey.new()], "the tests")
ORIGIN = Origin(source="person", channel="phone", purposes=("deliver",), received_at=NOW, told_at=NOW)
KARI = NewPerson(
    kind="contact",
    name="Kari Plantet",
    email="kari@plantet.example",
    phone="00 00 12 34",
    address="Plantetveien 1",
)
CARD = "4111 1111 1111 1111"


@pytest.fixture(scope="module")
def gifts() -> DataMap:
    compiled = load(FILE.read_bytes())
    assert compiled.map
    return compiled.map


@pytest.fixture
def vault(database: Path) -> Vault:
    return Vault(StoredKeys(HOUSE, lambda: NOW), MASTERS)


def register() -> StoredRegister:
    return StoredRegister(HOUSE, lambda: NOW)


def take(gifts: DataMap, vault: Vault, *news: New, origin: Origin = ORIGIN) -> list[Taken]:
    return list(services.take(gifts, vault, news, origin, HOUSE, NOW))


def refused(gifts: DataMap, vault: Vault, *news: New, origin: Origin = ORIGIN) -> str:
    before = LedgerEntry.objects.count()
    with pytest.raises(NotTaken) as found:
        take(gifts, vault, *news, origin=origin)
    assert LedgerEntry.objects.count() == before, "nothing was done, and nothing is told of"
    assert all(reason.nb and reason.en for reason in found.value.reasons)
    return str(found.value)


# ---- taking in ------------------------------------------------------------------------------------------------------


def test_one_of_each_kind_is_taken_in_and_says_where_it_comes_from(gifts: DataMap, vault: Vault) -> None:
    person, company = take(
        gifts, vault, KARI, NewOrganisation(kind="none", name="Plantet AS", orgnr="316228046")
    )
    news: list[New] = [
        NewContact(person=person.id, organisation=company.id, role="innkjøp", title="leder"),
        NewRelation(person=person.id, kind=RelationKind.CUSTOMER, began_on=date(2026, 1, 2)),
        NewOffer(person=person.id, reference="T-1", sent_on=date(2026, 2, 1), expires_on=date(2026, 3, 1)),
        NewDelivery(person=person.id, reference="L-1", delivered_on=date(2026, 4, 1)),
        NewInvoice(person=person.id, reference="F-1", issued_on=date(2026, 4, 2), fiscal_year=2026),
        NewComplaint(
            person=person.id,
            kind=ComplaintKind.DISPUTE,
            text="Plantetrykket er skjevt",
            opened_on=date(2026, 5, 1),
        ),
        NewApplication(
            person=person.id,
            position="Plantetsjef",
            applied_on=date(2026, 5, 1),
            erase_on=date(2026, 11, 30),
        ),
        NewCreditCheck(
            person=person.id,
            reason="Ba om plantetfaktura",
            need="Vi leverer plantetvarer først",
            checked_on=date(2026, 5, 1),
            expires_on=date(2026, 8, 1),
        ),
        NewPaper(
            person=person.id,
            title="Plantetkontrakt",
            location="Plantetskapet",
            destroy_by=date(2027, 1, 1),
        ),
        NewEnquiry(person=person.id, topic="Pris på krus", opened_at=NOW),
    ]
    *_, enquiry = take(gifts, vault, *news)
    take(gifts, vault, NewMessage(enquiry=enquiry.id, text="Hva koster 200?", sent_at=NOW))
    for name, model in MODELS.items():
        (row,) = model.objects.all()
        assert (row.source, row.channel, row.purposes) == ("person", "phone", "deliver"), name
        assert (row.received_at, row.told_at) == (NOW, NOW)
        assert row.subject == (company.id if name == ORGANISATION.name else person.id)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"source": "hearsay"}, "unknown source; the declaration has activity, browser, person"),
        ({"channel": "fax"}, "unknown channel; the declaration has email, meeting, phone, webshop"),
        ({"purposes": ("deliver", "gossip")}, "unknown purpose"),
        ({"purposes": ()}, "say which purpose"),
        ({"told_at": None}, "told of the privacy statement"),
    ],
)
def test_what_nobody_declared_is_refused(
    gifts: DataMap, vault: Vault, change: dict[str, object], names: str
) -> None:
    assert names in refused(gifts, vault, KARI, origin=replace(ORIGIN, **change))  # type: ignore[arg-type]
    assert not Person.objects.exists()


def test_everything_that_is_wrong_is_told_at_once(gifts: DataMap, vault: Vault) -> None:
    origin = replace(ORIGIN, source="hearsay", channel="fax")
    told = refused(gifts, vault, replace(KARI, kind="alien", email="nobody", name=" "), origin=origin)
    for part in ("source", "channel", "kind of person", "e-mail address", "name: something"):
        assert part in told


@pytest.mark.parametrize("column", ["name", "email", "phone", "address"])
def test_a_card_number_is_refused_in_every_text(gifts: DataMap, vault: Vault, column: str) -> None:
    told = refused(gifts, vault, replace(KARI, **{column: f"kort {CARD}"}))
    assert f"{column}: card numbers are never stored" in told
    assert "4111" not in told


def test_a_card_number_is_refused_in_messages_and_references_too(gifts: DataMap, vault: Vault) -> None:
    (person,) = take(gifts, vault, KARI)
    offer = NewOffer(person=person.id, reference=CARD, sent_on=date(2026, 2, 1), expires_on=date(2026, 3, 1))
    assert "reference" in refused(gifts, vault, offer)
    assert "topic" in refused(gifts, vault, NewEnquiry(person=person.id, topic=CARD, opened_at=NOW))
    (enquiry,) = take(gifts, vault, NewEnquiry(person=person.id, topic="Kort", opened_at=NOW))
    assert "text" in refused(gifts, vault, NewMessage(enquiry=enquiry.id, text=f"Trekk {CARD}", sent_at=NOW))


def test_an_organisation_number_is_checked(gifts: DataMap, vault: Vault) -> None:
    told = refused(gifts, vault, NewOrganisation(kind="none", name="Plantet AS", orgnr="316228047"))
    assert "organisation number" in told


def test_words_of_special_categories_are_warned_of(gifts: DataMap, vault: Vault) -> None:
    (person,) = take(gifts, vault, KARI)
    assert person.warnings == (), "how the person is reached is no finding"
    (enquiry,) = take(
        gifts, vault, NewEnquiry(person=person.id, topic="Levering: er sykmeldt", opened_at=NOW)
    )
    assert [warning.hit.kind for warning in enquiry.warnings] == [Kind.SPECIAL]
    assert "sykmeldt" not in repr(enquiry)


# ---- national numbers -----------------------------------------------------------------------------------------------

NUMBER = synthetic_fnr(date(1980, 5, 1), 0)
TRADER = replace(KARI, kind="sole_trader", national_number=NUMBER)
FOR_CREDIT = replace(ORIGIN, purposes=("credit",))


@pytest.fixture(scope="module")
def small() -> DataMap:
    compiled = load(SMALL.read_bytes())
    assert compiled.map
    return compiled.map


def test_a_national_number_stands_in_no_free_text(small: DataMap, vault: Vault) -> None:
    (person,) = take(small, vault, TRADER, origin=FOR_CREDIT)
    asked = NewEnquiry(person=person.id, topic=f"Fnr {NUMBER}", opened_at=NOW)
    told = refused(small, vault, asked, origin=FOR_CREDIT)
    assert "topic: a national identity number cannot stand here" in told and NUMBER not in told
    with pytest.raises(NotTaken, match="cannot stand here"):
        services.change(vault, PERSON, person.id, {"address": f"c/o {NUMBER}"}, HOUSE, NOW)


def test_a_national_number_is_taken_in_where_a_purpose_needs_it_for_that_kind(
    small: DataMap, vault: Vault
) -> None:
    (person,) = take(small, vault, TRADER, origin=FOR_CREDIT)
    row = store.row(PERSON, person.id)
    assert row and vault.open([row])[0].values["national_number"] == NUMBER
    assert person.warnings == ()


@pytest.mark.parametrize(
    ("new", "origin", "because"),
    [
        (TRADER, ORIGIN, "none of the purposes needs"),
        (replace(TRADER, kind="contact"), FOR_CREDIT, "none of the purposes needs"),
        (replace(TRADER, national_number="12345678901"), FOR_CREDIT, "no national identity number"),
    ],
    ids=["another purpose", "another kind of person", "wrong digits"],
)
def test_elsewhere_it_is_refused(
    small: DataMap, vault: Vault, new: NewPerson, origin: Origin, because: str
) -> None:
    told = refused(small, vault, new, origin=origin)
    assert because in told and NUMBER not in told


def test_nobody_changes_a_number_without_saying_what_it_is_for(small: DataMap, vault: Vault) -> None:
    (person,) = take(small, vault, TRADER, origin=FOR_CREDIT)
    with pytest.raises(NotTaken, match="none of the purposes"):
        services.change(vault, PERSON, person.id, {"national_number": NUMBER}, HOUSE, NOW)
    services.change(vault, PERSON, person.id, {"national_number": None}, HOUSE, NOW)
    row = store.row(PERSON, person.id)
    assert row and row.values["national_number"] is None


# ---- what becomes of rows -------------------------------------------------------------------------------------------

DAY = date(2026, 11, 20)


def test_each_row_is_brought_to_its_end_once(gifts: DataMap, vault: Vault) -> None:
    """Two who press at the same time: the second is told, and the first one's day stands."""
    test_one_of_each_kind_is_taken_in_and_says_where_it_comes_from(gifts, vault)
    only = {name: model.objects.get().pk for name, model in MODELS.items()}
    ends: dict[str, Callable[[date], None]] = {
        "register_relation": lambda on: services.end_relation(only["register_relation"], on, HOUSE, NOW),
        "register_enquiry": lambda _: services.close_enquiry(only["register_enquiry"], HOUSE, NOW),
        "register_offer": lambda _: services.answer_offer(only["register_offer"], True, HOUSE, NOW),
        "register_invoice": lambda on: services.pay_invoice(only["register_invoice"], on, HOUSE, NOW),
        "register_complaint": lambda on: services.settle_complaint(
            only["register_complaint"], Outcome.UPHELD, on, HOUSE, NOW
        ),
        "register_application": lambda on: services.decide_application(
            only["register_application"], JobDecision.REJECTED, on, date(2027, 1, 1), HOUSE, NOW
        ),
        "register_paper": lambda on: services.destroy_paper(only["register_paper"], on, HOUSE, NOW),
    }
    for name, end in ends.items():
        before = LedgerEntry.objects.count()
        end(DAY)
        ended = MODELS[name].objects.values().get()
        assert LedgerEntry.objects.count() == before + 1
        with pytest.raises(NotTaken, match="already"):
            end(date(2026, 11, 21))
        assert MODELS[name].objects.values().get() == ended, name
        assert LedgerEntry.objects.count() == before + 1, "what was refused leaves no line"


def test_what_is_not_there_cannot_be_ended(vault: Vault) -> None:
    with pytest.raises(NotTaken, match="not in the register"):
        services.pay_invoice("f" * 32, DAY, HOUSE, NOW)


@pytest.mark.parametrize("column", ["reason", "need"])
def test_a_credit_check_without_a_reason_or_a_need_is_refused(
    gifts: DataMap, vault: Vault, column: str
) -> None:
    (person,) = take(gifts, vault, KARI)
    check = NewCreditCheck(
        person=person.id, reason="Faktura", need="Levert først", checked_on=DAY, expires_on=DAY
    )
    told = refused(gifts, vault, replace(check, **{column: " "}))  # type: ignore[arg-type]
    assert f"{column}: something must stand here" in told


def test_a_row_that_refers_to_nothing_is_refused(gifts: DataMap, vault: Vault) -> None:
    relation = NewRelation(person="f" * 32, kind=RelationKind.LEAD, began_on=date(2026, 1, 1))
    assert "not in the register" in refused(gifts, vault, relation)


def test_all_or_none(gifts: DataMap, vault: Vault) -> None:
    refused(gifts, vault, KARI, replace(KARI, kind="alien"))
    assert not Person.objects.exists() and not Beginning.objects.exists()


# ---- what stands in the files ---------------------------------------------------------------------------------------


def test_no_planted_name_stands_in_the_database_or_in_the_ledger(
    gifts: DataMap, vault: Vault, database: Path
) -> None:
    test_one_of_each_kind_is_taken_in_and_says_where_it_comes_from(gifts, vault)
    connections["default"].close()
    for path in database.parent.glob(f"{database.name}*"):
        content = path.read_bytes().lower()
        for planted in ("plantet", "00 00 12 34", "00001234", "316228046", "krus", "koster", "innkj"):
            assert planted.encode() not in content, planted
    (line, *_) = LedgerEntry.objects.filter(kind="register-taken")
    assert '"rows":{"register_organisation":1,"register_person":1}' in line.content.replace(" ", "")


def test_each_deed_is_one_line(gifts: DataMap, vault: Vault) -> None:
    before = LedgerEntry.objects.count()
    (person,) = take(gifts, vault, KARI)
    services.tell([person.id], HOUSE, NOW)
    assert LedgerEntry.objects.count() == before + 2


def test_every_sealed_column_is_there_and_may_be_blank() -> None:
    for table in TABLES.values():
        columns = {field.column: field for field in MODELS[table.name]._meta.local_concrete_fields}
        for column in (*table.sealed, *table.tokens.values()):
            assert columns[column].null, f"{table.name}.{column}"


# ---- finding --------------------------------------------------------------------------------------------------------


def test_people_are_found_by_what_counts_as_the_same(gifts: DataMap, vault: Vault) -> None:
    kari, _ola = take(
        gifts, vault, KARI, NewPerson(kind="contact", name="Ola Plantet-Ås", email="ola@plantet.example")
    )
    (found,) = search.by_value(vault, "email", " KARI@Plantet.example ")
    assert (found.id, found.values["name"]) == (kari.id, "Kari Plantet")
    assert "Kari" not in repr(found)
    assert [one.id for one in search.by_value(vault, "phone", "+4700001234")] == [kari.id]
    assert search.by_value(vault, "email", "kar@plantet.example") == ()
    assert search.by_value(vault, "phone", "") == ()


def test_people_are_found_by_the_beginnings_of_names(gifts: DataMap, vault: Vault) -> None:
    kari, ola = take(gifts, vault, KARI, NewPerson(kind="contact", name="Ola Plantet-Ås"))
    assert [one.id for one in search.by_beginnings(vault, "kar")] == [kari.id]
    assert {one.id for one in search.by_beginnings(vault, "plantet")} == {kari.id, ola.id}
    assert [one.id for one in search.by_beginnings(vault, "plan ola")] == [ola.id]
    assert search.by_beginnings(vault, "k") == ()


def test_organisations_are_found_by_number(gifts: DataMap, vault: Vault) -> None:
    (company,) = take(gifts, vault, NewOrganisation(kind="none", name="Plantet AS", orgnr="316 228 046"))
    assert [one.id for one in search.by_value(vault, "orgnr", "316228046", ORGANISATION)] == [company.id]


# ---- changing, and keys that follow ---------------------------------------------------------------------------------


@pytest.fixture
def kari(gifts: DataMap, vault: Vault) -> Iterator[str]:
    (person,) = take(gifts, vault, KARI)
    yield person.id


def opened(vault: Vault, id: str) -> dict[str, str | None]:
    row = store.row(PERSON, id)
    assert row
    (found,) = vault.open([row])
    return dict(found.values)


def test_what_is_changed_is_found_anew_and_older_copies_lose_the_old(vault: Vault, kari: str) -> None:
    copy = store.row(PERSON, kari)
    assert copy
    services.change(vault, PERSON, kari, {"email": "ny@plantet.example", "name": "Kari Nytt"}, HOUSE, NOW)
    settle_all(lambda: vault, register())
    assert opened(vault, kari) == {
        "name": "Kari Nytt", "email": "ny@plantet.example", "phone": "00 00 12 34", "address": "Plantetveien 1",
        "national_number": None,
    }  # fmt: skip
    assert search.by_value(vault, "email", "kari@plantet.example") == ()
    assert search.by_beginnings(vault, "plantet") == ()
    assert [one.id for one in search.by_beginnings(vault, "nytt")] == [kari]
    with pytest.raises(Exception, match="does not open"):
        vault.open([copy])
    assert not UnsettledKey.objects.exists()


def test_a_change_refuses_what_intake_refuses(vault: Vault, kari: str) -> None:
    with pytest.raises(NotTaken, match="card numbers"):
        services.change(vault, PERSON, kari, {"address": CARD}, HOUSE, NOW)
    with pytest.raises(NotTaken, match="not in the register"):
        services.change(vault, PERSON, "f" * 32, {"address": "x"}, HOUSE, NOW)
    assert opened(vault, kari)["address"] == "Plantetveien 1"


def test_the_key_goes_with_the_last_row_and_the_tokens_too(vault: Vault, kari: str, database: Path) -> None:
    with keys_follow(lambda: vault, register(), [kari]), closing(sqlite3.connect(database)) as file:
        file.execute("DELETE FROM register_person")
        file.commit()
    assert not StoredKey.objects.filter(subject=kari).exists()
    assert not Beginning.objects.exists() and not UnsettledKey.objects.exists()
    with pytest.raises(Destroyed):
        vault.admit([kari])


class Killed(Exception):
    """The process ends here."""


@pytest.mark.parametrize("step", ["without_home", "rows_of", "replace", "settled"])
def test_killed_while_keys_follow_the_next_one_does_the_rest(
    vault: Vault, kari: str, database: Path, step: str
) -> None:
    copy = store.row(PERSON, kari)
    assert copy

    class Broken(StoredRegister):
        def __getattribute__(self, name: str) -> object:
            if name == step:
                raise Killed
            return super().__getattribute__(name)

    with pytest.raises(Killed), keys_follow(lambda: vault, Broken(HOUSE, lambda: NOW), [kari]):
        Person.objects.filter(pk=kari).update(phone=None, phone_token=None)
    assert [one.pk for one in UnsettledKey.objects.all()] == [kari]
    assert settle_all(lambda: vault, register()) == 1
    assert opened(vault, kari)["phone"] is None and opened(vault, kari)["name"] == "Kari Plantet"
    with pytest.raises(Exception, match="does not open"):
        vault.open([copy])
    assert settle_all(lambda: vault, register()) == 0


def test_the_start_of_the_server_ends_what_broke_off(gifts: DataMap, database: Path) -> None:
    keys.prepare(HOUSE)
    opening = keys.vault(HOUSE)
    (person,) = take(gifts, opening, KARI)
    copy = store.row(PERSON, person.id)
    assert copy
    services.announce([person.id], HOUSE, NOW)
    Person.objects.filter(pk=person.id).update(phone=None, phone_token=None)
    assert opening.open([copy])
    keys.prepare(HOUSE)
    assert not UnsettledKey.objects.exists()
    with pytest.raises(NotOpened):
        opening.open([copy])
    assert opened(opening, person.id)["name"] == "Kari Plantet"
