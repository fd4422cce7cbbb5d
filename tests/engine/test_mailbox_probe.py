"""The probe of a stated mailbox: each verdict that it can give, in the profiles that promise one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hjemmel.core.datamap import DataMap
from hjemmel.core.mail.mailbox import NOT_FOUND, NOT_SENT, Trial, is_due
from hjemmel.core.promise import Evidence
from hjemmel.core.request import Closed, Delivered, Drafted, Life, Received, Step, Way, WhyClosed
from hjemmel.core.rights.right import Right
from hjemmel.core.terms import Verdict
from hjemmel.engine.kept import Kept

from .mailboxes import ADDRESS, with_mailbox
from .ports import ANE
from .worlds import compiled, house, in_memory, profile, rows_of

TODAY = date(2026, 11, 23)
KEPT, BROKEN, UNKNOWN = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN
MAP = compiled(with_mailbox())


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def trial(days_ago: int, *, arrived: bool = True, trouble: str = "", address: str = ADDRESS) -> Trial:
    sent = at(TODAY - timedelta(days=days_ago))
    return Trial(
        address=address,
        sent_at=sent,
        found_at=sent + timedelta(hours=1) if arrived else None,
        trouble=trouble,
    )


def silent(days_ago: int) -> Trial:
    return trial(days_ago, arrived=False, trouble=NOT_FOUND)


def drafted(days_ago: int, way: Way = Way.EMAIL) -> Drafted:
    came = TODAY - timedelta(days=days_ago)
    return Drafted(at=at(came), by="hjemmel", way=way, received_on=came)


def closed(days_ago: int) -> Closed:
    return Closed(at=at(TODAY - timedelta(days=days_ago)), by="staff-1", reason=WhyClosed.NOT_A_REQUEST)


def judged(
    *trials: Trial, lives: tuple[tuple[Step, ...], ...] = (), data_map: DataMap = MAP, without: str = ""
) -> Evidence:
    kept = Kept(
        trials=trials,
        requests=tuple(Life(id=f"request{number:09}", steps=steps) for number, steps in enumerate(lives)),
    )
    connectors = in_memory(data_map, rows_of(data_map, {}))
    connectors.pop(without, None)
    company = replace(house(data_map, connectors, TODAY, None), kept=lambda: kept)
    return next(one for one in company.judge(ANE) if one.promise == "P004-33")


def test_a_mailbox_in_which_our_message_arrived_this_week_is_kept() -> None:
    seen = judged(trial(9), trial(2))
    assert seen.verdict is KEPT
    assert seen.measurement.cases == 2


def test_a_mailbox_in_which_the_newest_did_not_arrive_is_broken_and_mended_by_the_next() -> None:
    assert judged(trial(9), silent(2)).verdict is BROKEN
    assert judged(silent(9), trial(2)).verdict is KEPT


@pytest.mark.parametrize(
    "trials",
    [
        (),
        (trial(9),),
        (trial(1, arrived=False),),
        (trial(1, arrived=False, trouble=NOT_SENT),),
        (trial(1, address="andre@merkevarden.example"),),
        (trial(400),),
    ],
    ids=[
        "never",
        "too long ago",
        "on its way",
        "not taken by our own server",
        "another mailbox",
        "last year",
    ],
)
def test_what_was_not_tried_in_time_is_unknown(trials: tuple[Trial, ...]) -> None:
    assert judged(*trials).verdict is UNKNOWN


def test_mail_that_nobody_has_looked_at_in_time_breaks_it() -> None:
    assert judged(trial(1), lives=((drafted(3),),)).verdict is KEPT
    assert judged(trial(1), lives=((drafted(4),),)).verdict is BROKEN
    assert judged(trial(1), lives=((drafted(9), closed(7)),)).verdict is KEPT
    assert judged(trial(1), lives=((drafted(9), closed(2)),)).verdict is BROKEN, "it was looked at too late"
    assert judged(trial(1), lives=((drafted(9, Way.PHONE),),)).verdict is KEPT, "that was no mail"
    assert judged(lives=((drafted(9),),)).verdict is BROKEN, "a known breach counts whatever else is unknown"


def test_how_long_the_longest_answer_to_mail_took_is_told() -> None:
    came = TODAY - timedelta(days=30)
    received = Received(at=at(came), by="staff-1", way=Way.EMAIL, received_on=came, right=Right.ACCESS)
    sent = Delivered(at=at(TODAY), by="staff-1", on=came + timedelta(days=12), way=Way.EMAIL)
    seen = judged(trial(1), lives=((received, sent),)).measurement
    assert "Lengste svartid: 12 dager" in seen.seen_nb
    assert "answer: 12 days" in seen.seen_en


def test_a_mailbox_out_of_reach_is_unknown() -> None:
    assert judged(trial(1), without="post").verdict is UNKNOWN


@pytest.mark.parametrize(
    ("name", "promise"),
    [("gifts", "P004-33"), ("trades", "P001-30"), ("footcare", "P002-43"), ("mobile", "P003-29")],
)
def test_where_no_mailbox_is_connected_it_is_unknown(name: str, promise: str) -> None:
    data_map = profile(name)
    company = house(data_map, in_memory(data_map, rows_of(data_map, {})), TODAY, None)
    (seen,) = (one for one in company.judge(ANE) if one.promise == promise)
    assert seen.verdict is UNKNOWN
    assert "No mailbox" in seen.measurement.missing_en


def test_a_mailbox_is_tried_once_a_week_and_again_at_once_if_our_own_server_did_not_take_it() -> None:
    now = at(TODAY)
    assert is_due((), now)
    assert not is_due((trial(6),), now)
    assert is_due((trial(7),), now)
    assert not is_due((trial(8, arrived=False),), now), "one is on its way"
    assert is_due((trial(9), trial(0, arrived=False, trouble=NOT_SENT)), now)
    assert not is_due((trial(1), trial(0, arrived=False, trouble=NOT_SENT)), now)
