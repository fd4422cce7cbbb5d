import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW, PASSWORD, PROFILE

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.plans.ports import StoredPlans
from hjemmel.capabilities.staff.services import actor_of
from hjemmel.core.facts import Hold, HoldKind
from hjemmel.core.receipt import Receipt
from hjemmel.desk import clock, holds, office
from hjemmel.engine.ports import Actor, Approval

PAGES = [
    "/kontor/", "/kontor/lofter", "/kontor/planer", "/kontor/hvorfor", "/kontor/journal",
    "/kontor/deklarasjon",
    "/kontor/slettesperrer", "/kontor/datakart", "/kontor/konto", "/kontor/tilganger", "/kontor/mottakere", "/kontor/mottakere/google",
]  # fmt: skip

BROKEN = '<summary><span class="hj-v" data-v="brutt">'


def html(response: Any) -> str:
    return str(response.content.decode())


def make() -> plans.Plan:
    return office.make_sweep(HJEMMEL)


def email_of_somebody(folder: Path) -> str:
    with sqlite3.connect(folder / "nettbutikk.sqlite3") as connection:
        query = (
            "SELECT a.email FROM accounts a JOIN orders o ON o.account_id = a.id"
            " WHERE a.first_name <> 'slettet' AND a.buyer_kind = 'person' ORDER BY o.placed_at DESC LIMIT 1"
        )
        return str(connection.execute(query).fetchone()[0])


# ---- who may enter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, "/kontor/planer/" + "0" * 64])
def test_every_page_asks_for_signing_in(visitor: Client, path: str) -> None:
    response = visitor.get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/kontor/inn?next=")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("lang", "word"), [("nb", "Journal"), ("en", "Ledger")])
def test_every_page_stands_in_both_languages(approver: Client, path: str, lang: str, word: str) -> None:
    approver.post("/kontor/sprak", {"sprak": lang})
    response = approver.get(path)
    assert response.status_code == 200
    assert f'<html lang="{lang}"' in html(response)
    assert word in html(response)


def test_somebody_signs_in_and_out(visitor: Client) -> None:
    told = {"bruker": "reader", "passord": PASSWORD, "next": "/kontor/lofter"}
    assert visitor.post("/kontor/inn", told).headers["Location"] == "/kontor/lofter"
    assert visitor.get("/kontor/").status_code == 200
    visitor.post("/kontor/ut")
    assert visitor.get("/kontor/").status_code == 302
    assert [line.kind for line in lines(2)] == ["staff-signed-out", "staff-signed-in"]


def test_a_wrong_password_is_told_without_saying_which_part_is_wrong(visitor: Client) -> None:
    for name in ("reader", "nobody"):
        response = visitor.post("/kontor/inn", {"bruker": name, "passord": "feil"})
        assert response.status_code == 400
        assert "hører ikke sammen" in html(response)


def test_guessing_is_stopped(visitor: Client) -> None:
    for _ in range(5):
        visitor.post("/kontor/inn", {"bruker": "reader", "passord": "feil"})
    assert visitor.post("/kontor/inn", {"bruker": "reader", "passord": PASSWORD}).status_code == 429


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "/personvern", "javascript:1"]
)
def test_signing_in_leads_nowhere_else(visitor: Client, address: str) -> None:
    told = {"bruker": "reader", "passord": PASSWORD, "next": address}
    assert visitor.post("/kontor/inn", told).headers["Location"] == "/kontor/"


def test_a_reader_changes_nothing(reader: Client, plan: plans.Plan) -> None:
    assert reader.post("/kontor/planer/lag").status_code == 403
    assert reader.post("/kontor/lofter/prov").status_code == 403
    assert reader.get("/kontor/hvorfor").status_code == 403
    assert reader.post(f"/kontor/planer/{plan.digest}", {"svar": "ja", "lest": "on"}).status_code == 403
    assert "Lag en sletterunde" not in html(reader.get("/kontor/planer"))


def test_an_operator_makes_plans_and_approves_none(operator: Client) -> None:
    made = operator.post("/kontor/planer/lag")
    address = made.headers["Location"]
    digest = address.rpartition("/")[2]
    assert operator.get(address).status_code == 200
    assert "Godkjenn plan" not in html(operator.get(address))
    told = {"svar": "ja", "lest": "on", "avtrykk": digest}
    assert operator.post(address, told).status_code == 403
    assert plans.approval(digest) is None


@pytest.mark.parametrize(
    "path", ["/kontor/planer/lag", "/kontor/lofter/prov", "/kontor/hvorfor", "/kontor/ut", "/kontor/inn"]
)
def test_no_form_is_taken_without_its_token(office: None, path: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    response = client.post(path)
    assert response.status_code == 403
    assert "Skjemaet ble for gammelt" in html(response)


# ---- plans -------------------------------------------------------------------------------------------------


def answer(client: Client, digest: str, **told: str) -> Any:
    return client.post(f"/kontor/planer/{digest}", {"svar": "ja", "lest": "on", "avtrykk": digest} | told)


def test_a_promise_goes_from_broken_to_kept(approver: Client, plan: plans.Plan) -> None:
    approver.post("/kontor/lofter/prov")
    before = html(approver.get("/kontor/lofter"))
    assert BROKEN in before
    assert f"/kontor/planer/{plan.digest}" in before

    response = answer(approver, plan.digest)
    assert response.status_code == 302
    done = html(approver.get(f"/kontor/planer/{plan.digest}"))
    assert "Talt etterpå: ingenting står igjen." in done
    assert BROKEN not in html(approver.get("/kontor/lofter"))
    approval = plans.approval(plan.digest)
    assert approval
    assert approval.by.name == "Ane Approver"


def test_after_the_run_a_new_sweep_finds_nothing(approver: Client, plan: plans.Plan) -> None:
    answer(approver, plan.digest)
    assert make().actions == ()


@pytest.mark.parametrize("told", [{"lest": ""}, {"avtrykk": "7c1e"}])
def test_without_the_tick_or_the_whole_digest_nothing_is_approved(
    approver: Client, plan: plans.Plan, told: dict[str, str]
) -> None:
    response = answer(approver, plan.digest, **told)
    assert response.status_code == 400
    assert plans.approval(plan.digest) is None


def test_not_now_is_noted_and_the_plan_no_longer_asks(approver: Client, plan: plans.Plan) -> None:
    assert "skal godkjennes" in html(approver.get("/kontor/"))
    answer(approver, plan.digest, svar="nei")
    assert plans.approval(plan.digest) is None
    assert lines(1)[0].kind == "plan-set-aside"
    assert "skal godkjennes" not in html(approver.get("/kontor/"))


def test_a_newer_sweep_overtakes_the_one_that_waited(approver: Client, plan: plans.Plan) -> None:
    clock.use(lambda: NOW + timedelta(minutes=1))
    newer = make()
    today = html(approver.get("/kontor/"))
    assert f"Sletterunde {newer.short} skal godkjennes" in today
    assert today.count("skal godkjennes") == 1
    older = html(approver.get(f"/kontor/planer/{plan.digest}"))
    assert "Erstattet av en nyere" in older
    assert "Godkjenn plan" not in older
    answer(approver, newer.digest)
    assert "skal godkjennes" not in html(approver.get("/kontor/"))


def test_a_stale_plan_leads_to_a_new_one(approver: Client, reader: Client, plan: plans.Plan) -> None:
    page, new = f"/kontor/planer/{plan.digest}", "Lag en ny sletterunde"
    assert new not in html(approver.get(page))
    newer = PROFILE.read_text(encoding="utf-8").replace("\n  version: 3\n", "\n  version: 4\n", 1)
    publish(newer.encode(), HJEMMEL, NOW)
    shown = html(approver.get(page))
    assert "Utdatert" in shown and new in shown and "Godkjenn plan" not in shown
    assert new not in html(reader.get(page)), "who may make no plan is offered none"
    made = approver.post("/kontor/planer/lag")
    assert made.status_code == 302 and new not in html(approver.get(made.headers["Location"]))


def test_a_plan_that_turns_out_to_be_stale_says_so_with_the_way_on(
    approver: Client, plan: plans.Plan, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "nettbutikk.sqlite3") as system:
        system.execute("ALTER TABLE accounts ADD COLUMN nytt TEXT")
    refused = answer(approver, plan.digest)
    assert refused.status_code == 409
    assert "Planen er utdatert" in html(refused) and "Lag en ny sletterunde" in html(refused)


def test_the_account_tells_when_one_signed_in_by_the_clock_of_the_house(visitor: Client) -> None:
    visitor.post("/kontor/inn", {"bruker": "reader", "passord": PASSWORD})
    assert get_user_model().objects.get(username="reader").last_login == NOW
    assert "23. november 2026" in html(visitor.get("/kontor/konto"))


def test_a_plan_that_left_rows_says_so_and_can_be_gone_on_with(approver: Client, plan: plans.Plan) -> None:
    somebody = actor_of(get_user_model().objects.get(username="approver"))
    stored = StoredPlans(somebody)
    stored.approve(Approval(plan=plan.digest, by=somebody, at=NOW))
    first = plan.actions[0]
    stored.finish(
        Receipt(
            plan=plan.digest,
            action=0,
            verb=first.verb.value,
            collection=first.rows.collection,
            expected=first.expected,
            touched=first.expected - 2,
            left=2,
            begun_at=NOW,
            ended_at=NOW,
        )
    )
    page = html(approver.get(f"/kontor/planer/{plan.digest}"))
    assert "noe står igjen" in page
    assert "2 rader som skulle bort, stod der fortsatt" in page
    assert "2 står igjen." in html(approver.get("/kontor/journal"))

    assert answer(approver, plan.digest).status_code == 302
    done = html(approver.get(f"/kontor/planer/{plan.digest}"))
    assert "Talt etterpå: ingenting står igjen." in done
    assert "Gå videre" not in done
    assert "plan-gone-on-with" in {line.kind for line in lines(20)}


def test_a_hold_keeps_what_would_go_and_its_end_stands_beside_the_plan(
    approver: Client, plan: plans.Plan, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "nettbutikk.sqlite3") as connection:
        keys = frozenset(connection.execute("SELECT id FROM accounts").fetchall())
    hold = Hold(
        id="2026-14", title="Tvist 2026/14", kind=HoldKind.BOUNDED, home="nettbutikk.accounts",
        keys=keys, reason="klage", approver="Ane", begins_on=date(2026, 11, 1),
        ends_on=date(2027, 3, 1), review_on=date(2027, 1, 15),
    )  # fmt: skip
    holds.place(hold, HJEMMEL)
    page = html(approver.get(f"/kontor/planer/{make().digest}"))
    assert "Slettesperre «Tvist 2026/14»" in page
    assert "1. mars 2027" in page


def test_a_plan_is_not_run_twice(approver: Client, plan: plans.Plan) -> None:
    answer(approver, plan.digest)
    assert answer(approver, plan.digest).status_code == 409


def test_an_unknown_plan_is_no_page(approver: Client, office: None) -> None:
    assert approver.get("/kontor/planer/7c1e").status_code == 404


# ---- people ------------------------------------------------------------------------------------------------


def test_why_tells_grounds_and_hides_values_until_asked(operator: Client, tmp_path: Path) -> None:
    who = email_of_somebody(tmp_path)
    shown = html(operator.post("/kontor/hvorfor", {"hvem": who}))
    assert "Kan beholdes til" in shown
    assert 'class="hj-value"' not in shown
    values = html(operator.post("/kontor/hvorfor", {"hvem": who, "vis": "ja", "formal": "deliver"}))
    assert f'<small class="hj-value">{who}</small>' in values


def test_looking_somebody_up_is_noted_without_whom(operator: Client, tmp_path: Path) -> None:
    who = email_of_somebody(tmp_path)
    operator.post("/kontor/hvorfor", {"hvem": who})
    operator.post("/kontor/hvorfor", {"hvem": who, "vis": "ja", "formal": "deliver"})
    told = lines(2)
    assert [line.kind for line in told] == ["values-shown", "person-looked-up"]
    assert who.partition("@")[0] not in str([line.content for line in told])


def test_where_the_data_is_tells_the_way_to_each_row_and_no_values(operator: Client, tmp_path: Path) -> None:
    who = email_of_somebody(tmp_path)
    assert 'action="/kontor/hvorfor/vei"' in html(operator.post("/kontor/hvorfor", {"hvem": who}))
    page = html(operator.post("/kontor/hvorfor/vei", {"hvem": who}))
    assert "Personens egen rad" in page
    assert "<code>account_id</code> → " in page
    assert page.count(who) == page.count(f'value="{who}"') + page.count(
        f'<span class="hj-query">{who}</span>'
    )
    (line,) = lines(1)
    assert (line.kind, line.content["found"]) == ("person-traced", True)
    assert who not in str(line.content)


def test_whoever_comes_to_the_way_without_a_person_is_asked_for_one(operator: Client, reader: Client) -> None:
    assert operator.get("/kontor/hvorfor/vei").headers["Location"] == "/kontor/hvorfor"
    assert reader.post("/kontor/hvorfor/vei", {"hvem": "x"}).status_code == 403


def test_nobody_found_is_said(operator: Client) -> None:
    assert "Vi fant ingen" in html(operator.post("/kontor/hvorfor", {"hvem": "ingen@ingensteds.example"}))


# ---- the rest ----------------------------------------------------------------------------------------------


def test_the_ledger_page_verifies_the_chain(reader: Client) -> None:
    assert "Kjeden er hel" in html(reader.get("/kontor/journal?kontroller=ja"))


def test_the_declaration_has_an_anchor_a_line(reader: Client) -> None:
    page = html(reader.get("/kontor/deklarasjon"))
    assert re.search(r'<li id="l4"><code>organisation:|<li id="l5"><code>organisation:', page)


def test_promises_can_be_shown_by_verdict(approver: Client, office: None) -> None:
    approver.post("/kontor/lofter/prov")
    only = html(approver.get("/kontor/lofter?status=ukjent")).split("hj-psec", 1)[1]
    assert 'data-v="ukjent"' in only
    assert '<summary><span class="hj-v" data-v="holdt">' not in only


def test_the_data_map_tells_each_columns_purpose(reader: Client) -> None:
    page = html(reader.get("/kontor/datakart"))
    assert "kolonner i systemene har kategori, formål og sikring" in page
    assert "marketing_opt_out" in page


def test_a_system_out_of_reach_is_said_and_stops_no_page(
    approver: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REGNSKAP_URL")
    assert "Ikke nådd" in html(approver.get("/kontor/datakart"))
    assert approver.get("/kontor/").status_code == 200
    made = approver.post("/kontor/planer/lag")
    assert "Ukjent" in html(approver.get(made.headers["Location"]))


def test_the_house_acts_in_nobodys_name_but_its_own(office: None) -> None:
    assert plans.newest(1) == ()
    make()
    assert lines(1)[0].actor == Actor(id="hjemmel", name="Hjemmel").id
