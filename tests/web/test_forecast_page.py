"""What will go, month by month, on its page: as it was counted last, without asking any system."""

import os
from datetime import date

import pytest
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW, once
from tests.web.test_office import html

from hjemmel.capabilities.ledger.store import lines
from hjemmel.capabilities.plans.models import StoredForecast
from hjemmel.core.action import Because, Verb
from hjemmel.core.forecast import Forecast, Going, month_ends
from hjemmel.desk import clock, forecasts, worker
from hjemmel.web.office.forecast import HEIGHT, bars

BECAUSE = Because(rule="r", line=1, text_nb="over", text_en="over")


@pytest.fixture
def counted(office: None) -> Forecast:
    """What was counted, before anybody signs in: what is put back is the whole database."""
    return once("forecast", lambda: forecasts.count(HJEMMEL))


def test_before_anybody_has_counted_the_page_says_so(reader: Client) -> None:
    page = html(reader.get("/kontor/planer/prognose"))
    assert "Ingen har talt ennå" in page
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0], (
        "a reader may not have it counted"
    )


def test_the_page_tells_what_was_counted_with_rules_and_rows(counted: Forecast, reader: Client) -> None:
    page = html(reader.get("/kontor/planer/prognose"))
    told = [one for one in counted.spans if one.rows]
    assert told, "something goes in a year"
    for span in told:
        mark = "na" if span.first is None else f"m-{span.last:%Y-%m}"
        assert f'id="{mark}"' in page
        assert f'href="#{mark}"' in page
        for going, _ in span.going:
            assert f"#l{going.because.line}" in page, "each line leads to its rule"
    assert "Talt" in page


def test_the_page_asks_no_system(counted: Forecast, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """It shows the same when every system is away."""

    def shown() -> str:
        return html(reader.get("/kontor/planer/prognose")).partition("<main")[2].partition("</main>")[0]

    before = shown()
    for name in [name for name in os.environ if name.endswith("_URL") and name != "DATABASE_URL"]:
        monkeypatch.delenv(name)
    assert "<svg" in before and shown() == before


def test_counting_anew_takes_the_place_of_what_was_counted(counted: Forecast, approver: Client) -> None:
    clock.use(lambda: NOW.replace(year=2030))
    found = forecasts.count(HJEMMEL)
    assert StoredForecast.objects.count() == 1
    view = forecasts.kept()
    assert view is not None
    assert (view.forecast, view.forecast.ends[0]) == (found, date(2030, 11, 23))
    made = lines(1)[0]
    assert (made.kind, made.content["rows"]) == ("forecast-made", found.rows)


def test_whoever_may_work_has_it_counted_as_soon_as_a_worker_looks(approver: Client, reader: Client) -> None:
    assert reader.post("/kontor/planer/prognose").status_code == 403
    assert approver.post("/kontor/planer/prognose").status_code == 302
    job = next(one for one in worker.JOBS if one.name == "forecast")
    assert worker.run_due([job]) == 1
    assert forecasts.kept() is not None


def test_what_is_of_another_version_is_said_to_be(counted: Forecast, reader: Client) -> None:
    StoredForecast.objects.update(
        body=StoredForecast.objects.get().body.replace(counted.declaration, "0" * 64)
    )
    assert "En ny versjon av deklarasjonen" in html(reader.get("/kontor/planer/prognose"))


def test_a_bar_is_as_high_as_its_rows_and_what_is_there_is_seen() -> None:
    def going(verb: Verb, *rows: int) -> Going:
        return Going(collection="a.b", verb=verb, by_hand=False, because=BECAUSE, rows=rows)

    found = Forecast(
        declaration="d",
        ends=month_ends(date(2026, 11, 23), 3),
        going=(going(Verb.ERASE, 9_000, 1, 500, 0), going(Verb.OVERWRITE, 0, 0, 500, 0)),
        unreached=(),
    )
    first, second, third = bars(list(found.spans)[1:])
    assert (first.erased, first.overwritten) == (1, 0), "one row of a thousand is seen"
    assert (second.erased, second.overwritten) == (HEIGHT // 2, HEIGHT // 2)
    assert second.overwritten_top == 0
    assert (third.erased, third.overwritten) == (0, 0)
