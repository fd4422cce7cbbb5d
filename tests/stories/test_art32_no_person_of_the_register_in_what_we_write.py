"""Art. 32, for the register: unmistakable names, addresses and numbers are taken in, put right, refused and objected with;
then they are looked for in every column of Hjemmel's own database, in the ledger, in plans, in logs and in what failed."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from tests.database import fresh
from tests.stories.planted import holding, listening
from tests.web.conftest import HJEMMEL, NOW
from tests.web.test_person_facts import declaration

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.register.models import MODELS
from hjemmel.capabilities.register.new import (
    ComplaintKind,
    NewApplication,
    NewComplaint,
    NewContact,
    NewCreditCheck,
    NewEnquiry,
    NewMessage,
    NewOrganisation,
    NewPaper,
    NewPerson,
    NotTaken,
    Origin,
)
from hjemmel.core.facts import ConsentGiven
from hjemmel.core.identifiers import synthetic_fnr
from hjemmel.desk import clock, keys, office, person_facts, register
from hjemmel.desk.published import published
from hjemmel.engine.register.layout import PERSON
from hjemmel.engine.vault.faults import VaultFault

pytestmark = pytest.mark.story

NUMBER = synthetic_fnr(date(1980, 5, 1), 0)
PLANTED = re.compile(rf"kvitrekanari|00\s?00\s?77\s?88|{NUMBER}", re.IGNORECASE)
ORIGIN = Origin(
    source="person", channel="phone", purposes=("deliver", "credit"), received_at=NOW, told_at=NOW
)
KARI = NewPerson(
    kind="sole_trader",
    name="Kari Kvitrekanari",
    email="kari@kvitrekanari.example",
    phone="00 00 77 88",
    address="Kvitrekanariveien 1",
    national_number=NUMBER,
)


@pytest.fixture
def heard() -> Iterator[list[str]]:
    with listening() as told:
        yield told


@pytest.fixture
def database() -> Iterator[Path]:
    for path in fresh():
        keys.prepare(HJEMMEL)
        clock.use(lambda: NOW)
        publish(declaration(), HJEMMEL, NOW)
        yield path
        clock.use(clock.machine)


def failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kari: str) -> Iterator[str]:
    """What is said when something is refused, and when the keys are not there."""
    asked = NewEnquiry(person=kari, topic=f"Kvitrekanari {NUMBER}", opened_at=NOW)
    with pytest.raises(NotTaken) as refused:
        register.take([asked], ORIGIN, HJEMMEL)
    yield repr(refused.value) + str(refused.value)
    with pytest.raises(NotTaken) as refused:
        register.take([NewPerson(kind="Kvitrekanari", name="x")], ORIGIN, HJEMMEL)
    yield repr(refused.value) + str(refused.value)
    about = register.about(published().map, kari)
    assert about
    given = ConsentGiven(
        about=about, purpose="newsletter", given_at=NOW, text_version="1", proof="kari@kvitrekanari.example"
    )
    with pytest.raises(person_facts.NotNoted) as noted:
        person_facts.give_consent(given, HJEMMEL)
    yield repr(noted.value) + str(noted.value.why)
    monkeypatch.setattr(settings, "HJEMMEL_MASTER_KEY_FILE", tmp_path / "nowhere.keys")
    with pytest.raises(VaultFault) as closed:
        register.find("kvitrekanari", HJEMMEL)
    monkeypatch.undo()
    yield repr(closed.value) + str(closed.value)


def do_everything() -> str:
    person, company = register.take(
        [KARI, NewOrganisation(kind="none", name="Kvitrekanari AS", orgnr="316228046")], ORIGIN, HJEMMEL
    )
    kari = person.id
    enquiry, *_ = register.take(
        [
            NewEnquiry(person=kari, topic="Kvitrekanari på krus", opened_at=NOW),
            NewContact(person=kari, organisation=company.id, role="kvitrekanari", title="kvitrekanari"),
            NewComplaint(person=kari, kind=ComplaintKind.DISPUTE, text="Kvitrekanari", opened_on=NOW.date()),
            NewApplication(person=kari, position="Kvitrekanari", applied_on=NOW.date(), erase_on=NOW.date()),
            NewCreditCheck(
                person=kari,
                reason="Kvitrekanari",
                need="Kvitrekanari",
                checked_on=NOW.date(),
                expires_on=NOW.date(),
            ),
            NewPaper(person=kari, title="Kvitrekanari", location="Kvitrekanari", destroy_by=NOW.date()),
        ],
        ORIGIN,
        HJEMMEL,
    )
    register.take([NewMessage(enquiry=enquiry.id, text="Kvitrekanari", sent_at=NOW)], ORIGIN, HJEMMEL)
    register.change(PERSON, kari, {"name": "Kari Kvitrekanari-Nytt"}, HJEMMEL)
    assert register.find("kvitrekanari", HJEMMEL)
    about = register.about(published().map, kari)
    assert about
    assert office.why_about(about, HJEMMEL).is_found
    person_facts.object_to(about, "newsletter", HJEMMEL)
    office.make_sweep(HJEMMEL)
    return kari


def test_what_is_planted_in_the_register_stands_nowhere_but_sealed(
    database: Path, heard: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kari = do_everything()
    said = list(failures(tmp_path, monkeypatch, kari))
    assert len(said) == 4
    assert [text for text in said if PLANTED.search(text)] == []
    assert len(heard) > 20, "the test listens"
    assert [text for text in heard if PLANTED.search(text)] == []
    assert holding(database, PLANTED) == []
    with closing(sqlite3.connect(database)) as own:
        assert {one for one in MODELS if own.execute(f"SELECT count(*) FROM {one}").fetchone()[0]} >= {
            "register_person", "register_complaint", "register_application", "register_credit_check", "register_paper",
        }  # fmt: skip
    assert PLANTED.search(json.dumps([KARI.name])), "the search would find it"
