"""A paper archive leaves the promises about everything else as they were: the promise that answers for it speaks of it, and
they say that it is not with them."""

from __future__ import annotations

from datetime import date

import pytest

from hjemmel.core.terms import Verdict

from .ports import ANE
from .worlds import changed, compiled, findings, house, in_memory, profile, rows_of

TODAY = date(2026, 11, 23)
PROMISE = "P001-21"
SYSTEMS = "systems:\n"
PAPER = """systems:
  papir:
    title: {nb: papirarkivet, en: the paper archive}
    connect: {kind: manual, keeper: {name: Turid Lie, email: turid@kvitberg-elektro.example}}
    mode: watch
    ANSWERED
    collections:
      permer:
        title: {nb: permer, en: binders}
        key: [id]
        about: {kind: private_customer}
        when_due: ask
        fields:
          - {columns: [name], category: name, source: [person]}
          - {columns: [closed_on], category: none, why: clock}
          - {columns: [id], category: none, why: keys}
"""


KEEP = "    keep:\n      - in: [crm.persons]\n        title: {nb: kontaktkort når det ikke skjer"
KEPT = """    keep:
      - in: [papir.permer]
        title: {nb: permer, en: binders}
        categories: [name]
        after: papir.permer.closed_on
        period: 12 months
"""


def with_paper(answered: str) -> str:
    kept = KEEP.replace("    keep:\n", KEPT)
    return changed("trades", (SYSTEMS, PAPER.replace("ANSWERED", answered)), (KEEP, kept))


def verdicts(text: str) -> dict[str, tuple[Verdict, str]]:
    data_map = compiled(text)
    connectors = in_memory(data_map, rows_of(data_map, {}))
    connectors.pop("papir", None)
    judged = house(data_map, connectors, TODAY).judge(ANE)
    return {one.promise: (one.verdict, f"{one.why_nb} {one.measurement.seen_nb}") for one in judged}


def test_promises_over_all_systems_are_measured_without_what_another_promise_answers_for() -> None:
    data_map = profile("trades")
    connectors = in_memory(data_map, rows_of(data_map, {}))
    before = {one.promise: one.verdict for one in house(data_map, connectors, TODAY).judge(ANE)}
    unnamed = verdicts(with_paper("place: {nb: kjelleren, en: the cellar}"))
    out_of_reach = {name for name, (verdict, why) in unnamed.items() if "Ikke nådd: papir" in why}
    assert out_of_reach, "what nobody answers for leaves them unknown"
    named = verdicts(with_paper(f"answered_for_by: {PROMISE}"))
    assert {name: verdict for name, (verdict, _) in named.items()} == before
    assert any("papirarkivet (P001-21)" in why for _, why in named.values())


@pytest.mark.parametrize("answered", ["answered_for_by: P999-99"])
def test_the_promise_must_be_there(answered: str) -> None:
    assert "HJ201" in {one.code for one in findings(with_paper(answered))}


def test_what_can_be_measured_is_measured() -> None:
    text = changed("trades", ("    mode: act\n", f"    mode: act\n    answered_for_by: {PROMISE}\n"))
    assert "HJ108" in {one.code for one in findings(text)}
