"""Whether the published statement says what it should: told by the words that a reader can read, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.promises import Probe, Promise, RolesProbe, SaysProbe
from hjemmel.core.drift import drift
from hjemmel.core.facts import Facts
from hjemmel.core.promise import Evidence, judge
from hjemmel.core.terms import Grade, Verdict
from hjemmel.engine.kept import Kept
from hjemmel.engine.probes import Sight, measure
from hjemmel.engine.probes.statements import is_said

from .test_agreements import no_census, no_rows
from .worlds import changed, compiled, profile

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
RECIPIENTS, ROLES = SaysProbe(kind="says", block="recipients"), RolesProbe(kind="roles")
COMPANIES = ("gifts", "mailhouse", "trades", "footcare", "mobile")


@cache
def of(company: str) -> DataMap:
    return profile(company)


def sight(stands: DataMap, published: DataMap | None) -> Sight:
    return Sight(
        map=stands,
        published=published,
        drift=drift(stands, []),
        facts=Facts(),
        earlier={},
        now=NOW,
        out_of_sight=frozenset(),
        take_census=no_census,
        read=no_rows,
        theirs=no_rows,
        kept=Kept(),
    )


def judged(probe: Probe, stands: DataMap, published: DataMap | None) -> Evidence:
    says = Text(nb="Vi lover det.", en="We promise it.")
    promise = Promise(says=says, part="recipients", grade=Grade.TESTED, rests_on=("recipients",), probe=probe)
    seen = measure("P", promise, sight(stands, published))
    return judge("P", 1, Grade.TESTED, seen, NOW, timedelta(days=2))


@pytest.mark.parametrize("probe", [RECIPIENTS, ROLES], ids=["named", "with a role"])
@pytest.mark.parametrize("company", COMPANIES)
def test_every_recipient_is_named_by_what_readers_of_each_language_call_it(
    company: str, probe: Probe
) -> None:
    assert judged(probe, of(company), of(company)).verdict is Verdict.KEPT


@pytest.mark.parametrize("probe", [RECIPIENTS, ROLES], ids=["named", "with a role"])
def test_one_that_the_published_statement_does_not_name_breaks_the_promise(probe: Probe) -> None:
    renamed = compiled(changed("gifts", ("    name: Politi, domstoler og tilsyn\n    title: {nb: \"Politi, domstoler og tilsyn\", en: \"Police, courts and supervisory authorities\"}\n", "    name: Fylkesmannen i Prøve\n")))  # fmt: skip
    assert judged(probe, renamed, of("gifts")).verdict is Verdict.BROKEN


@pytest.mark.parametrize("probe", [RECIPIENTS, ROLES], ids=["named", "with a role"])
def test_before_anything_is_published_nothing_is_known(probe: Probe) -> None:
    assert judged(probe, of("gifts"), None).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("word", ["Sentence", "Table(", "anchor=", "line=", "Details", "Prose"])
def test_the_names_of_our_own_code_are_no_words_of_the_statement(word: str) -> None:
    """A recipient called so would be found in every statement, whether it names it or not."""
    assert not is_said(sight(of("gifts"), of("gifts")), word, word)


def test_words_are_found_whatever_their_spaces_and_capitals_and_never_across_two_pieces() -> None:
    shown = sight(of("gifts"), of("gifts"))
    name = shown.map.declaration.organisation.name
    assert is_said(shown, name.upper(), name.replace(" ", "\xa0"))
    text = shown.statements[0]
    end, begin = text.sections[0].heading, text.sections[1].heading
    assert not is_said(shown, end[-4:] + begin[:4], end[-4:] + begin[:4])
