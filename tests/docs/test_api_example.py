"""The example on the page about the programming interface, sent as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.api.conftest import company, database, made, time  # noqa: F401  # the small company

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def example() -> tuple[str, str, dict[str, object]]:
    """Address, key and body of the deed that the page shows."""
    found = re.search(r"-X POST \S+/api/v1(\S+) .*?Idempotency-Key: ([\w-]+)\".*?-d '(.*?)'\n", PAGE, re.S)
    assert found
    return found[1], found[2], json.loads(found[3])


@pytest.mark.usefixtures("company")
def test_the_deed_on_the_page_is_done_and_done_once() -> None:
    path, key, body = example()
    shop = made(("deliver",))
    first, second = shop.post(path, body, key=key), shop.post(path, body, key=key)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json() and first.json().keys() == {"id", "warnings"}
    assert second.headers["Idempotent-Replayed"] == "true"
    assert shop.post(path, body, key=None).status_code == 400


@pytest.mark.usefixtures("company")
def test_the_refusal_on_the_page_is_the_one_that_is_given() -> None:
    path, _, body = example()
    refused = made(("deliver",)).post(path, {**body, "email": "ingen adresse"})
    told = re.findall(r"^(\{\"type\": .*?\]\})$", PAGE, re.M | re.S)
    assert refused.status_code == 422 and refused.json() in [json.loads(one) for one in told]
