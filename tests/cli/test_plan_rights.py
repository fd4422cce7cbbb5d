"""`hjemmel plan RIGHT PERSON`: shown, and neither done nor stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.test_on_a_company import identity
from tests.companies import Company, copy_of


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return copy_of("gifts", tmp_path_factory.mktemp("company"), 200)


def test_what_would_be_erased_and_what_stays_is_shown_and_nothing_is_stored(shop: Company) -> None:
    before = Path(shop.system("nettbutikk")).read_bytes()
    told = shop.hjemmel("plan", "erasure", identity(shop))
    assert told.returncode == 0, told.stderr
    assert "approved with the request" in told.stdout
    assert identity(shop) not in told.stdout
    assert Path(shop.system("nettbutikk")).read_bytes() == before
    plan = json.loads(shop.hjemmel("plan", "erasure", identity(shop), "--format", "json").stdout)
    assert (plan["kind"], plan["batch"]) == ("erasure", "preview")
    assert plan["actions"] or plan["refusals"]
    refused = shop.hjemmel("approve", plan["digest"], "--as", "nobody")
    assert refused.returncode != 0


def test_nobody_is_told_of_as_nobody(shop: Company) -> None:
    told = shop.hjemmel("plan", "access", "ingen@finnes.example")
    assert (told.returncode, told.stderr.strip()) == (1, "nobody is known by this")
