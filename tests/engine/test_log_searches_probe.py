"""The probe of searches of the web log: each verdict that it can give, in the profile that promises it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hjemmel.core.entrance.access import Accessed
from hjemmel.core.promise import Evidence
from hjemmel.core.terms import Verdict
from hjemmel.core.website.web_log import LogSearch
from hjemmel.engine.kept import Kept

from .ports import ANE
from .worlds import compiled, house, in_memory, profile, rows_of, text_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAP = profile("trades")
NEEDS = 'needs: {nb: "Hvem som leser loggen på selve nettserveren, forteller ingen tabell.", en: "Who reads the log on the web server itself is told by no table."}'
SEARCH = LogSearch(
    at=NOW - timedelta(days=3), account="1", purpose="site_security", case="2026/14", request="", found=2
)
TIED = replace(SEARCH, request="r1")


def judged(promise: str, *searches: LogSearch, map=MAP, **kept: object) -> Evidence:  # type: ignore[no-untyped-def]
    connectors = in_memory(map, rows_of(map, {}))
    company = replace(
        house(map, connectors, NOW.date(), None),
        kept=lambda: replace(Kept(log_searches=searches), **kept),  # type: ignore[arg-type]
    )
    return next(one for one in company.judge(ANE) if one.promise == promise)


def test_searches_as_declared_are_not_enough_while_the_server_itself_is_unseen() -> None:
    seen = judged("P001-05", SEARCH)
    assert seen.verdict is Verdict.UNKNOWN and "nettserveren" in seen.why_nb and seen.measurement.cases == 1


def test_no_search_leaves_it_unknown() -> None:
    assert judged("P001-05").why_en == "No case to judge yet."
    assert judged("P001-06", SEARCH).why_en == "No case to judge yet."


def test_searches_as_declared_keep_it_where_the_log_is_nowhere_else() -> None:
    alone = compiled(text_of("trades").replace(NEEDS, ""))
    assert judged("P001-05", SEARCH, TIED, map=alone).verdict is Verdict.KEPT


def test_a_search_for_another_purpose_or_in_no_case_breaks_it() -> None:
    assert judged("P001-05", SEARCH, replace(SEARCH, purpose="answer_enquiries")).verdict is Verdict.BROKEN
    assert judged("P001-05", replace(SEARCH, case="")).verdict is Verdict.BROKEN


def test_rows_of_the_log_that_were_seen_for_another_purpose_break_it() -> None:
    seen = Accessed(
        at=NOW,
        account="1",
        purpose="answer_enquiries",
        columns=(("weblogg.access_log", "ip_token"),),
        people=1,
    )
    accesses = replace(Kept().accesses, seen=(seen,))
    assert judged("P001-05", SEARCH, accesses=accesses).verdict is Verdict.BROKEN
    lawful = replace(Kept().accesses, seen=(replace(seen, purpose="site_security"),))
    assert judged("P001-05", SEARCH, accesses=lawful).verdict is Verdict.UNKNOWN


def test_a_tie_to_a_person_breaks_it_where_it_may_never_be() -> None:
    never = compiled(text_of("trades").replace("joined_with_person: by_case", "joined_with_person: never"))
    assert judged("P001-06", TIED).verdict is Verdict.UNKNOWN
    assert judged("P001-06", TIED, map=never).verdict is Verdict.BROKEN
