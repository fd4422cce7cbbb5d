"""A broken promise leads to where it can be mended."""

from __future__ import annotations

from typing import get_args

import pytest
from django.template.loader import render_to_string
from django.urls import resolve
from tests import database  # noqa: F401  # makes Django ready

from hjemmel.core.declaration.promises import Probe
from hjemmel.desk.promises import BY_SWEEP

KINDS = sorted(get_args(one.model_fields["kind"].annotation)[0] for one in get_args(get_args(Probe)[0]))


def test_a_sweep_is_offered_only_where_it_takes_away_what_is_counted() -> None:
    assert set(KINDS) > BY_SWEEP
    assert not BY_SWEEP & {"agreements", "disclosures", "mailings", "drift", "identity"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in BY_SWEEP])
def test_every_other_kind_leads_to_a_page(kind: str) -> None:
    html = render_to_string(
        "office/mended_at.html", {"promise": {"probe": kind, "file_line": 7}, "lang": "en"}
    )
    href = html.partition('href="')[2].partition('"')[0]
    assert resolve(href.partition("#")[0]).namespace == "office"
