"""The page where a package is fetched: it says what lies there, gives it at the press of a button, and tells nobody else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from .conftest import HJEMMEL, NOW  # isort: split

from django.conf import settings
from django.test import Client

from hjemmel.core.facts import About
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right
from hjemmel.desk import answers, clock, keys
from hjemmel.desk.answers import Answering


@pytest.fixture
def secret(office: None) -> str:
    keys.prepare(HJEMMEL)
    about = (About(collection="nettbutikk.accounts", key=(1,)),)
    ask = Ask(id="ABCD2345EFGH6789", right=Right.ACCESS, about=about, at=NOW - timedelta(days=5))
    return answers.deliver(answers.make_package(Answering(ask=ask), HJEMMEL), HJEMMEL)


def test_looking_tells_what_lies_there_and_fetches_nothing(secret: str, visitor: Client) -> None:
    shown = visitor.get(f"/svar/{secret}")
    text = shown.content.decode()
    assert shown.status_code == 200 and "7. desember 2026" in text and "<dd>Nei</dd>" in text
    found = answers.offered(secret)
    assert found is not None and found.opened == ()
    assert visitor.head(f"/svar/{secret}").status_code == 200
    assert "Your answer is ready" in visitor.get(f"/answer/{secret}").content.decode()


def test_the_button_gives_the_package_and_counts(secret: str, visitor: Client) -> None:
    for _ in range(2):
        given = visitor.post(f"/svar/{secret}")
        assert given.status_code == 200 and given["Content-Type"] == "application/zip"
        assert re.fullmatch(
            r'attachment; filename="opplysninger-2026-11-23\.zip"', given["Content-Disposition"]
        )
        archive = zipfile.ZipFile(io.BytesIO(b"".join(given.streaming_content)))  # type: ignore[attr-defined]
        assert archive.testzip() is None and "letter.pdf" in archive.namelist()
    assert "Ja, flere ganger: 2" in visitor.get(f"/svar/{secret}").content.decode()


def test_nothing_is_kept_by_a_cache_a_search_engine_or_another_site(secret: str, visitor: Client) -> None:
    for answer in (visitor.get(f"/svar/{secret}"), visitor.post(f"/svar/{secret}"), visitor.get("/svar/x")):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer" and answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies
        assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_wrong_or_whose_time_is_over_says_so_alike(
    secret: str, visitor: Client, method: str
) -> None:
    ask: Callable[[str], object] = getattr(visitor, method)
    wrong = ask(f"/svar/{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}")
    clock.use(lambda: NOW + timedelta(days=15))
    late = ask(f"/svar/{secret}")
    for answer in (wrong, late):
        assert answer.status_code == 404  # type: ignore[attr-defined]
        assert "Lenken virker ikke lenger" in answer.content.decode()  # type: ignore[attr-defined]


def test_without_the_master_key_it_says_not_now_and_counts_nothing(
    secret: str, visitor: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as away:
        away.setattr(settings, "HJEMMEL_MASTER_KEY_FILE", tmp_path / "nowhere.keys")
        refused = visitor.post(f"/svar/{secret}")
    assert refused.status_code == 503 and "akkurat nå" in refused.content.decode()
    found = answers.offered(secret)
    assert found is not None and found.opened == ()
