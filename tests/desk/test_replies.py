"""What a person is answered for each right, from what was really done in the company's systems: the whole letter, in both
languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from .gift_shop import HJEMMEL, NOW, open_shop, rows, write_systems  # isort: split

from tests.core.output.companies import plain

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.facts import Objection
from hjemmel.core.request import Method, No, Planned, State, Way, WhyRejected
from hjemmel.core.rights.right import Right
from hjemmel.desk import corrections, replies, requests
from hjemmel.desk.access import all_purposes, give
from hjemmel.desk.requests import Details, NotTaken
from hjemmel.engine.ports import Actor

CAME = date(2026, 11, 20)
GOLDEN = Path(__file__).parents[1] / "golden" / "letters"


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def ane(systems: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with open_shop(systems, tmp_path, monkeypatch, f"mailbox://{tmp_path / 'post'}") as actor:
        give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
        yield actor


@pytest.fixture
def ola(ane: Actor) -> Actor:
    return create_staff("ola", "Ola Rud", "en annen setning 43", Role.APPROVER, HJEMMEL, NOW)


@pytest.fixture
def email(tmp_path: Path, ane: Actor) -> str:
    """A reader of the newsletter who is a customer, and whom the shop knows by an address of their own."""
    readers = {str(one) for (one,) in rows(tmp_path, "nyhetsbrev", "SELECT email FROM subscribers")}
    found = [
        str(one) for (one,) in rows(tmp_path, "nettbutikk", "SELECT email FROM accounts WHERE email <> ''")
    ]
    return next(one for one in found if found.count(one) == 1 and one in readers)


def asked(right: Right, email: str, actor: Actor, *, purposes: tuple[str, ...] = ()) -> str:
    told = Details(name="Kari Plantet", identities=email)
    id = requests.receive(Way.POST, CAME, right, told, actor, purposes=purposes)
    requests.match(id, [one.about for one in requests.candidates(id, actor)], actor)
    if state(id) is State.MATCHED:
        requests.prove_identity(id, Method.IN_PERSON, actor)
    return id


def carried_out(id: str, ane: Actor, ola: Actor) -> None:
    digest = requests.make_plan(id, ane)
    requests.review(id, digest, ane)
    requests.approve(id, digest, ola)
    assert requests.carry_out(id, ola)


def view(id: str) -> requests.RequestView:
    found = requests.view(id)
    assert found
    return found


def state(id: str) -> State:
    return view(id).state


def read_whole(id: str, actor: Actor, name: str) -> None:
    """The letter is word for word as it was when somebody read it. The reference is another each time."""
    for lang in ("nb", "en"):
        text = plain(replies.letter(id, lang, actor).text).replace(id, "REFERENCE")
        file = GOLDEN / f"{name}.{lang}.txt"
        assert text == file.read_text().rstrip("\n"), file.name


def objections() -> dict[str, Objection]:
    return {one.purpose: one.state for one in StoredFacts().read().objections}


def test_a_correction_is_made_in_the_system_and_the_letter_names_the_fields_and_no_value(
    ane: Actor, ola: Actor, email: str, tmp_path: Path
) -> None:
    id = asked(Right.RECTIFICATION, email, ane)
    with pytest.raises(NotTaken) as refused:
        requests.make_plan(id, ane)
    assert refused.value.no is No.NOTHING_TO_CORRECT
    own = next(one for one in corrections.rows(id, ane) if one.about.collection == "nettbutikk.accounts")
    assert own.is_own and "id" not in own.columns and "created_at" not in own.columns
    corrections.correct(id, own.mark, {"last_name": "Plantet-Riktig"}, (), ane)
    planned = requests.make_plan(id, ane)
    corrections.correct(id, own.mark, {"phone": "900 00 000"}, (), ane)
    assert state(id) is State.PROVEN, "the plan rested on something else"
    carried_out(id, ane, ola)
    made = requests.view(id)
    assert made and made.life.last(Planned).digest != planned  # type: ignore[union-attr]
    found = rows(tmp_path, "nettbutikk", f"SELECT last_name, phone FROM accounts WHERE email = '{email}'")
    assert found == [("Plantet-Riktig", "900 00 000")]
    assert set(requests.before(id, ane)["0"]) == {"last_name", "phone"}
    lines = "".join(LedgerEntry.objects.values_list("content", flat=True))
    assert "Plantet" not in lines and "900 00" not in lines
    letter = plain(replies.letter(id, "nb", ane).text)
    assert "Plantet" not in letter and "900 00" not in letter
    read_whole(id, ane, "rectification")


def test_what_a_column_does_not_take_is_said_at_once(ane: Actor, email: str) -> None:
    id = asked(Right.RECTIFICATION, email, ane)
    own = next(one for one in corrections.rows(id, ane) if one.about.collection == "nettbutikk.accounts")
    with pytest.raises(corrections.DoesNotFit) as wrong:
        corrections.correct(id, own.mark, {"marketing_opt_out": "kanskje"}, (), ane)
    assert wrong.value.columns == ("marketing_opt_out",)
    with pytest.raises(corrections.NoSuchRow):
        corrections.correct(id, own.mark.replace("accounts", "orders"), {"last_name": "x"}, (), ane)
    assert requests.corrections(id, ane) == ()


def test_an_objection_holds_from_the_moment_it_is_known_whose_it_is_and_marketing_ends_then(
    ane: Actor, ola: Actor, email: str
) -> None:
    purposes = ("market_others", "improve")
    id = asked(Right.OBJECTION, email, ane, purposes=purposes)
    assert objections() == {"market_others": Objection.UPHELD, "improve": Objection.RAISED}
    with pytest.raises(NotTaken) as refused:
        requests.make_plan(id, ane)
    assert refused.value.no is No.NOT_DECIDED
    with pytest.raises(NotTaken):
        requests.decide(id, (), WhyRejected.OVERRIDING, " ", ane)
    requests.decide(id, (), WhyRejected.OVERRIDING, "Uten tallene kan vi ikke bestille varer til jul", ane)
    carried_out(id, ane, ola)
    assert objections()["improve"] is Objection.RAISED, "it restricts until they have been told"
    read_whole(id, ane, "objection_in_part")
    requests.answer(id, replies.outcome(view(id)), ane)
    requests.deliver(id, NOW.date(), Way.POST, ane)
    assert objections() == {"market_others": Objection.UPHELD, "improve": Objection.REJECTED}


@pytest.mark.parametrize("upheld", [True, False], ids=["upheld", "rejected"])
def test_an_objection_is_answered_with_what_was_decided(
    upheld: bool, ane: Actor, ola: Actor, email: str
) -> None:
    id = asked(Right.OBJECTION, email, ane, purposes=("improve",))
    if upheld:
        requests.decide(id, ("improve",), None, "", ane)
    else:
        requests.decide(id, (), WhyRejected.LEGAL_CLAIM, "Vi er i tvist om en leveranse", ane)
    carried_out(id, ane, ola)
    read_whole(id, ane, "objection_upheld" if upheld else "objection_rejected")


def test_an_objection_that_is_taken_back_is_lifted(ane: Actor, email: str) -> None:
    id = asked(Right.OBJECTION, email, ane, purposes=("improve",))
    requests.take_back(id, ane)
    assert objections() == {"improve": Objection.LIFTED}


def test_a_consent_that_is_withdrawn_ends_at_once_and_the_letter_names_it(
    ane: Actor, ola: Actor, email: str
) -> None:
    id = asked(Right.WITHDRAWAL, email, ane, purposes=("market_others",))
    assert {one.purpose for one in StoredFacts().read().withdrawals} == {"market_others"}
    carried_out(id, ane, ola)
    read_whole(id, ane, "withdrawal")


def test_a_withdrawal_without_words_names_what_had_been_said_yes_to(
    ane: Actor, ola: Actor, tmp_path: Path
) -> None:
    found = [
        str(one)
        for (one,) in rows(tmp_path, "nyhetsbrev", "SELECT email FROM subscribers WHERE basis = 'consent'")
    ]
    id = asked(Right.WITHDRAWAL, next(one for one in found if found.count(one) == 1), ane)
    carried_out(id, ane, ola)
    said = plain(replies.letter(id, "nb", ane).text)
    assert "slutt: sende nyhetsbrev til deg som har sagt ja." in said, "and not the statistics of the website"


def test_who_got_the_data_is_answered_by_name(ane: Actor, ola: Actor, email: str) -> None:
    id = asked(Right.RECIPIENTS, email, ane)
    carried_out(id, ane, ola)
    read_whole(id, ane, "recipients")


def test_a_restriction_names_what_it_rests_on_and_is_lifted_only_after_they_were_told(
    ane: Actor, ola: Actor, email: str
) -> None:
    id = asked(Right.RESTRICTION, email, ane)
    requests.decide_point(id, "18(1)(c)", ane)
    carried_out(id, ane, ola)
    assert {one.ground for one in StoredFacts().read().restrictions} == {"18(1)(c)"}
    read_whole(id, ane, "restriction")
    lifting = asked(Right.LIFTING, email, ane)
    with pytest.raises(NotTaken) as refused:
        requests.make_plan(lifting, ane)
    assert refused.value.no is No.NOT_TOLD
    notice = plain(replies.notice_of_lifting(lifting, date(2026, 12, 1), "nb", ane).text)
    assert "1. desember 2026" in notice
    requests.told_of_lifting(lifting, NOW.date(), Way.POST, ane)
    carried_out(lifting, ane, ola)
    assert all(one.noticed_at and one.lifted_at for one in StoredFacts().read().restrictions)
    read_whole(lifting, ane, "lifting")
