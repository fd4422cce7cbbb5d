"""Who sees what in the office: values by purpose, the matrix, giving purposes, and the review each quarter."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW, signed_in
from tests.web.test_office import email_of_somebody, html

from hjemmel.capabilities.access import store
from hjemmel.capabilities.ledger.store import lines
from hjemmel.desk import clock, office
from hjemmel.desk.access import all_purposes, end_all, give, review
from hjemmel.desk.programs import entry
from hjemmel.desk.programs.entry import NoSuchToken

VALUE = 'class="hj-value"'


def account(role: str) -> str:
    return f"staff-{signed_in(role).session['_auth_user_id']}"


@pytest.fixture
def few(operator: Client) -> Client:
    """An operator who works with enquiries alone."""
    end_all(account("operator"), HJEMMEL)
    give(account("operator"), ["document_enquiries"], HJEMMEL)
    return operator


def test_only_what_the_chosen_purpose_uses_is_shown(operator: Client, tmp_path: Path) -> None:
    who = email_of_somebody(tmp_path)
    shown = html(operator.post("/kontor/hvorfor", {"hvem": who, "vis": "ja", "formal": "deliver"}))
    assert shown.count(VALUE) > 3
    other = html(operator.post("/kontor/hvorfor", {"hvem": who, "vis": "ja", "formal": "secure"}))
    assert VALUE not in other
    assert "Brukes ikke til formålet" in other


def test_another_purpose_than_ones_own_shows_nothing(few: Client, tmp_path: Path) -> None:
    who = email_of_somebody(tmp_path)
    shown = html(few.post("/kontor/hvorfor", {"hvem": who, "vis": "ja", "formal": "deliver"}))
    assert VALUE not in shown
    assert "Velg et av formålene du arbeider med" in shown
    assert lines(1)[0].kind == "person-looked-up"


@pytest.mark.parametrize(
    "sent", [{}, {"formal": ""}, {"formal": "gossip"}, {"formal": "deliver", "sak": "Kari Nordmann"}]
)
def test_without_a_purpose_and_with_a_case_that_is_no_number_nothing_is_shown(
    operator: Client, tmp_path: Path, sent: dict[str, str]
) -> None:
    who = email_of_somebody(tmp_path)
    assert VALUE not in html(operator.post("/kontor/hvorfor", {"hvem": who, "vis": "ja", **sent}))


def test_whoever_has_no_grant_sees_no_value(operator: Client, tmp_path: Path) -> None:
    end_all(account("operator"), HJEMMEL)
    shown = html(operator.post("/kontor/hvorfor", {"hvem": email_of_somebody(tmp_path)}))
    assert "Kan beholdes til" in shown
    assert "Kontoen din er ikke knyttet til noe formål" in shown
    assert 'name="vis"' not in shown


def test_what_was_seen_is_on_record_and_of_whom_is_not(operator: Client, tmp_path: Path) -> None:
    who = email_of_somebody(tmp_path)
    operator.post("/kontor/hvorfor", {"hvem": who, "vis": "ja", "formal": "deliver", "sak": "2026/14"})
    (line,) = lines(1)
    assert line.content["purpose"] == "deliver"
    assert line.content["case"] == "2026/14"
    assert line.content["people"] == 1
    assert "email" in line.content["columns"]["nettbutikk.accounts"]
    assert who not in str(line.content)
    assert "til formålet deliver i sak 2026/14" in html(operator.get("/kontor/journal"))


def test_everybody_sees_who_sees_what_and_an_approver_alone_changes_it(
    reader: Client, approver: Client
) -> None:
    shown = html(reader.get("/kontor/tilganger"))
    assert "Ane Operator" in shown
    assert "Løfter, planer og tall. Ingen opplysninger om personer." in shown
    assert "Gi tilgang" not in shown
    assert reader.post("/kontor/tilganger/gi").status_code == 403
    assert reader.post("/kontor/tilganger/gjennomgang").status_code == 403
    assert "Gi tilgang" in html(approver.get("/kontor/tilganger"))


def test_an_approver_gives_purposes_to_another(approver: Client) -> None:
    sent = {"konto": account("reader"), "formal": ["document_enquiries", "deliver"], "til": "2026-12-31"}
    assert approver.post("/kontor/tilganger/gi", sent).status_code == 302
    (grant,) = store.grants_of(account("reader"))
    assert grant.purposes == {"document_enquiries", "deliver"}
    assert grant.given_by == account("approver")


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"formal": []}, "Velg minst ett formål"),
        ({"konto": "staff-999"}, "Velg en konto"),
        ({"til": "snart"}, "ikke en gyldig dato"),
        ({"til": "2026-11-01"}, "før den første"),
    ],
)
def test_what_lacks_something_is_not_given(approver: Client, changed: dict[str, object], word: str) -> None:
    sent = {"konto": account("reader"), "formal": ["deliver"], **changed}
    response = approver.post("/kontor/tilganger/gi", sent)
    assert response.status_code == 400
    assert word in html(response)
    assert not store.grants_of(account("reader"))


def test_nobody_gives_themselves_and_nobody_gets_everything_without_a_reason(approver: Client) -> None:
    own = {"konto": account("approver"), "formal": ["deliver"]}
    assert "Ingen gir seg selv tilgang" in html(approver.post("/kontor/tilganger/gi", own))
    everything = {"konto": account("reader"), "formal": sorted(all_purposes())}
    assert "Si hvorfor" in html(approver.post("/kontor/tilganger/gi", everything))
    assert approver.post("/kontor/tilganger/gi", {**everything, "hvorfor": "officer"}).status_code == 302


def test_a_review_a_quarter_later_keeps_one_and_ends_the_other(approver: Client, tmp_path: Path) -> None:
    clock.use(lambda: NOW + timedelta(days=100))
    late = signed_in("approver")
    assert "2 tilganger skulle" in html(late.get("/kontor/tilganger")) or "To tilganger skulle" in html(
        late.get("/kontor/tilganger")
    )
    kept, gone = (store.grants_of(account(role))[0].id for role in ("approver", "operator"))
    assert late.post("/kontor/tilganger/gjennomgang", {f"tilgang-{kept}": "trengs"}).status_code == 400
    said = {f"tilgang-{kept}": "trengs", f"tilgang-{gone}": "slutt"}
    assert late.post("/kontor/tilganger/gjennomgang", said).status_code == 302
    assert "skulle vært gjennomgått" not in html(late.get("/kontor/tilganger"))
    assert lines(1)[0].kind == "access-reviewed"
    who = email_of_somebody(tmp_path)
    assert VALUE not in html(
        signed_in("operator").post("/kontor/hvorfor", {"hvem": who, "vis": "ja", "formal": "deliver"})
    )


def test_programs_that_see_people_are_gone_through_with_the_rest(
    reader: Client, approver: Client, tmp_path: Path
) -> None:
    end_all(account("operator"), HJEMMEL)
    kept, gone = (
        entry.make(name, ["deliver"], ["read"], timedelta(days=365), HJEMMEL).token.id
        for name in ("Nettbutikken", "Den gamle appen")
    )
    entry.make("Statistikken", ["deliver"], ["watch"], timedelta(days=365), HJEMMEL)
    clock.use(lambda: NOW + timedelta(days=100))
    late = signed_in("approver")
    page = html(late.get("/kontor/tilganger"))
    assert "3 tilganger skulle" in page or "Tre tilganger skulle" in page, "one account and two programs"
    assert "Programmet Nettbutikken" in page and "Statistikken" not in page
    (grant,) = (one.id for one in store.grants_of(account("approver")))
    needed = {f"tilgang-{grant}": "trengs", f"nokkel-{kept}": "trengs"}
    assert late.post("/kontor/tilganger/gjennomgang", needed).status_code == 400, "nothing of one is said"
    said = {**needed, f"nokkel-{gone}": "slutt"}
    assert late.post("/kontor/tilganger/gjennomgang", said).status_code == 302
    page = html(late.get("/kontor/tilganger"))
    assert "skulle vært gjennomgått" not in page and "Den gamle appen" not in page
    lets_in = {one.id: entry.lets_in(one) for one in entry.tokens()}
    assert lets_in[kept] and not lets_in[gone]
    assert {line.kind for line in lines(2)} == {"access-reviewed", "tokens-reviewed"}


def test_a_review_of_what_ended_meanwhile_changes_nothing(approver: Client, tmp_path: Path) -> None:
    grant = store.grants_of(account("operator"))[0].id
    token = entry.make("Nettbutikken", ["deliver"], ["read"], timedelta(days=90), HJEMMEL).token
    entry.end(token.id, HJEMMEL)
    before = lines(1)
    with pytest.raises(NoSuchToken):
        review([], [grant], HJEMMEL, kept_tokens=[token.id])
    assert lines(1) == before
    assert store.grants_of(account("operator"))[0].ended_at is None


def test_the_first_page_tells_an_approver_what_to_do_about_access(approver: Client, reader: Client) -> None:
    assert "skulle vært gjennomgått" not in html(approver.get("/kontor/"))
    clock.use(lambda: NOW + timedelta(days=100))
    told = "To tilganger skulle vært gjennomgått"
    assert told in html(signed_in("approver").get("/kontor/")) and told not in html(reader.get("/kontor/"))
    for role in ("approver", "operator"):
        end_all(account(role), HJEMMEL)
    page = html(signed_in("approver").get("/kontor/"))
    assert told not in page and "Ingen konto er knyttet til et formål" in page
    assert "hjemmel access approver --all few" in html(signed_in("approver").get("/kontor/tilganger"))


def test_promises_that_nobody_has_tried_are_not_called_nothing_to_do(operator: Client) -> None:
    assert "Løftene er ikke prøvd ennå" in html(operator.get("/kontor/"))
    operator.post("/kontor/lofter/prov")
    assert "Løftene er ikke prøvd ennå" not in html(operator.get("/kontor/"))


def test_the_account_says_what_one_works_with(few: Client, reader: Client) -> None:
    title = office.current_map().purposes["document_enquiries"].declared.title.nb
    assert title.lower() in html(few.get("/kontor/konto")).lower()
    assert "ingen opplysninger om personer" in html(reader.get("/kontor/konto"))
