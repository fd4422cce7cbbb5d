"""The web log: a page view is noted without its address, goes in time, and is searched for what is declared and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.web.conftest import (  # isort: split
    HJEMMEL,
    NOW,
    PROFILE,
    database,
    office,
    operator,
    place,
    reader,
    systems,
    visitor,
)

from django.test import Client

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.web_log.models import (
    AddressBlock,
    PageCount,
    RefusedCount,
    StoredLogSearch,
    StoredPageView,
)
from hjemmel.core.moment import local_day
from hjemmel.core.period import Period
from hjemmel.desk import clock, keys, web_log

__all__ = ["database", "office", "operator", "place", "reader", "systems", "visitor"]

THERE = "203.0.113.9"
PAGE = "/kontor/nettsidene"
SEARCH = {"adresse": THERE, "formal": "secure", "sak": "2026/14"}
BLOCK = {"adresse": THERE, "grunn": "attack", "sak": "2026/14"}


@pytest.fixture(autouse=True)
def log(office: None) -> Iterator[None]:
    """This process knows the log of this test's company, and nothing from before."""
    keys.prepare(HJEMMEL)
    web_log.leave()
    web_log.look()
    yield
    web_log.leave()


def visits(client: Client, path: str = "/personvern", times: int = 1) -> int:
    return [client.get(path, REMOTE_ADDR=THERE).status_code for _ in range(times)][-1]


def test_a_page_view_is_noted_and_its_address_is_nowhere(visitor: Client, database: object) -> None:
    visits(visitor)
    visits(visitor, "/finnes-ikke/kari@example.no")
    assert web_log.write() == 2
    first, second = StoredPageView.objects.order_by("pk")
    assert (first.page, first.status) == ("/personvern", 200)
    assert (second.page, second.status) == ("-", 404)
    assert first.token == second.token and THERE not in first.token
    from_the_day_after = NOW + timedelta(days=1)
    clock.use(lambda: from_the_day_after)
    visits(visitor)
    web_log.write()
    assert StoredPageView.objects.latest("pk").token != first.token


def test_neither_the_office_nor_style_sheets_are_noted(operator: Client) -> None:
    operator.get("/kontor/")
    operator.get("/static/hjemmel/hjemmel.css")
    assert web_log.write() == 0


def test_without_a_declared_log_nothing_is_noted_and_what_was_goes(visitor: Client) -> None:
    visits(visitor)
    web_log.write()
    whole = PROFILE.read_text(encoding="utf-8")
    start = whole.index("web_log:\n  kept")
    without = whole[:start] + whole[whole.index("measures:\n", start) :]
    publish(
        without.replace("  version: 3\n", "  version: 4\n").replace(", web_log]", "]").encode(), HJEMMEL, NOW
    )
    web_log.look()
    visits(visitor)
    assert web_log.write() == 0
    clock.use(lambda: NOW + timedelta(days=1))
    assert web_log.forget(HJEMMEL) == 1 and not StoredPageView.objects.exists()


def test_lines_go_after_the_declared_days_and_counts_stay(visitor: Client) -> None:
    visits(visitor)
    web_log.write()
    clock.use(lambda: NOW + timedelta(days=30))
    assert web_log.forget(HJEMMEL) == 0
    clock.use(lambda: NOW + timedelta(days=31))
    assert web_log.forget(HJEMMEL) == 1
    assert not StoredPageView.objects.exists() and PageCount.objects.get().views == 1


def test_a_page_that_few_have_seen_is_not_told_by_itself(visitor: Client, reader: Client) -> None:
    visits(visitor, times=5)
    visits(visitor, "/privacy", times=4)
    web_log.write()
    shown = reader.get(PAGE).content.decode()
    assert "<code>/<wbr>personvern</code>" in shown or "/personvern" in shown
    assert "/privacy</code>" not in shown and "Andre sider, hver vist færre enn 5 ganger" in shown


def test_a_search_takes_purpose_and_case_and_is_kept_without_the_address(
    visitor: Client, operator: Client, reader: Client
) -> None:
    visits(visitor, times=2)
    for lacking in (
        {"formal": ""},
        {"formal": "marketing"},
        {"sak": ""},
        {"sak": "Kari Nordmann"},
        {"adresse": "x"},
    ):
        assert operator.post(f"{PAGE}/sok", {**SEARCH, **lacking}).status_code == 400
    assert reader.post(f"{PAGE}/sok", SEARCH).status_code == 403
    assert not StoredLogSearch.objects.exists()
    found = operator.post(f"{PAGE}/sok", SEARCH)
    assert "2 linjer" in found.content.decode()
    kept = StoredLogSearch.objects.get()
    assert (kept.purpose, kept.case, kept.found) == ("secure", "2026/14", 2)
    (line,) = ledger.lines_of("web-log-searched", 10)
    assert THERE not in str(line.content) and line.content["case"] == "2026/14"


def test_the_log_is_not_tied_to_a_person_where_that_is_declared_never(operator: Client) -> None:
    assert operator.post(f"{PAGE}/sok", {**SEARCH, "henvendelse": "r1"}).status_code == 400
    assert not StoredLogSearch.objects.exists()


def test_a_blocked_address_gets_a_clear_page_until_the_day_of_review(
    visitor: Client, operator: Client
) -> None:
    assert operator.post(f"{PAGE}/sperr", BLOCK).status_code == 302
    refused = visitor.get("/personvern", REMOTE_ADDR=THERE)
    assert refused.status_code == 403 and "sperret" in refused.content.decode()
    assert visitor.get("/personvern", REMOTE_ADDR="203.0.113.10").status_code == 200
    assert THERE not in AddressBlock.objects.get().mark
    clock.use(lambda: NOW + timedelta(days=90))
    assert visits(visitor) == 200
    web_log.forget(HJEMMEL)
    assert AddressBlock.objects.get().mark == ""


def test_a_block_that_somebody_looks_at_stands_on_or_is_lifted(visitor: Client, operator: Client) -> None:
    operator.post(f"{PAGE}/sperr", BLOCK)
    placed = AddressBlock.objects.get()
    clock.use(lambda: NOW + timedelta(days=80))
    web_log.renew(placed.pk, HJEMMEL)
    clock.use(lambda: NOW + timedelta(days=100))
    assert visits(visitor) == 403
    web_log.lift(placed.pk, HJEMMEL)
    assert visits(visitor) == 200


def test_a_block_is_never_renewed_past_twelve_months(visitor: Client, operator: Client) -> None:
    operator.post(f"{PAGE}/sperr", BLOCK)
    placed = AddressBlock.objects.get()
    for days in range(80, 400, 80):
        clock.use(lambda days=days: NOW + timedelta(days=days))  # type: ignore[misc]
        web_log.renew(placed.pk, HJEMMEL)
    assert AddressBlock.objects.get().until == local_day(NOW, "Europe/Oslo") + Period(months=12)
    clock.use(lambda: NOW + timedelta(days=366))
    assert visits(visitor) == 200


def test_nobody_blocks_the_address_that_they_sit_at_nor_a_whole_net(operator: Client) -> None:
    for address in ("127.0.0.1", "203.0.113.0/24", "example.no", ""):
        assert operator.post(f"{PAGE}/sperr", {**BLOCK, "adresse": address}).status_code == 400
    assert operator.post(f"{PAGE}/sperr", BLOCK, REMOTE_ADDR=THERE).status_code == 400
    assert not AddressBlock.objects.exists()


def test_ten_thousand_forms_a_minute_from_one_address_are_refused_and_counted(visitor: Client) -> None:
    taken = sum(not web_log.is_flood(THERE) for _ in range(10_000))
    assert taken == web_log.FROM_ONE_PLACE
    refused = visitor.post("/kontakt", {"epost": "kari@example.no"}, REMOTE_ADDR=THERE)
    assert refused.status_code == 429 and "Vent et minutt" in refused.content.decode()
    web_log.write()
    (counted,) = RefusedCount.objects.all()
    assert (counted.kind, counted.number) == ("flood", 1)


def test_what_is_refused_is_counted_by_kind_and_shown(visitor: Client, reader: Client) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert strict.post("/kontor/inn", {"bruker": "kari"}).status_code == 403
    assert visitor.get("/personvern", headers={"host": "evil.example"}).status_code == 400
    assert visitor.get("/api/v1/promises").status_code == 401
    assert visitor.post("/kontor/inn", {"bruker": "ane", "passord": "feil"}).status_code == 400
    web_log.write()
    kinds = dict(RefusedCount.objects.values_list("kind", "number"))
    assert kinds == {"form": 1, "malformed": 1, "token": 1, "sign-in": 1}
    shown = reader.get(PAGE).content.decode()
    assert "Feil passord på kontoret" in shown and "kari" not in shown
