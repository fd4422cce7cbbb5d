"""The page of work that runs by itself: every job, what went wrong, and how to have one done now."""

from datetime import timedelta
from typing import Any

from django.test import Client
from tests.web.conftest import NOW

from hjemmel.capabilities.work.models import Wakeup
from hjemmel.desk import clock
from hjemmel.desk.work import JOBS

PAGE = "/kontor/arbeid"


def html(response: Any) -> str:
    return str(response.content.decode())


def test_whoever_is_signed_in_sees_every_job(reader: Client, visitor: Client) -> None:
    shown = html(reader.get(PAGE))
    assert all(job.title.nb in shown for job in JOBS)
    assert "Alt går som det skal" in shown and "Gjør det nå" not in shown
    assert visitor.get(PAGE).status_code == 302


def test_what_went_wrong_is_shown_until_it_goes_well(reader: Client) -> None:
    Wakeup.objects.create(name="packages", due_at=NOW, failures=3, trouble="Unreachable")
    shown = html(reader.get(PAGE))
    assert "Én jobb går galt" in shown
    assert "Gikk galt 3 ganger på rad" in shown and "Unreachable" in shown


def test_that_nobody_works_is_shown(reader: Client) -> None:
    Wakeup.objects.create(name="webhooks", due_at=NOW - timedelta(hours=2))
    shown = html(reader.get(PAGE))
    assert "Ingen gjør arbeidet nå" in shown and 'role="alert"' in shown


def test_an_operator_can_have_a_job_done_now_and_a_reader_cannot(operator: Client, reader: Client) -> None:
    assert "Gjør det nå" in html(operator.get(PAGE))
    assert reader.post(f"{PAGE}/promises").status_code == 403
    assert operator.post(f"{PAGE}/promises").status_code == 302
    assert Wakeup.objects.get(pk="promises").due_at == clock.now()
    assert operator.post(f"{PAGE}/nothing").status_code == 404
    assert operator.get(f"{PAGE}/promises").status_code == 405
