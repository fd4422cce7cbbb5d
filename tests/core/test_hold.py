from dataclasses import replace
from datetime import date

from hjemmel.core.facts import Hold, HoldKind
from hjemmel.core.hold import lacks

HOLD = Hold(
    id="2026-14", title="Tvist 2026/14", kind=HoldKind.BOUNDED, home="shop.customers", keys=frozenset({(1,)}),
    reason="klage", approver="Ingrid Solberg", begins_on=date(2026, 11, 1), ends_on=date(2027, 3, 1),
    review_on=date(2027, 1, 1),
)  # fmt: skip


def english(hold: Hold, stop: date | None = None) -> list[str]:
    return [lack.en for lack in lacks(hold, stop)]


def test_a_whole_hold_lacks_nothing() -> None:
    assert english(HOLD) == []


def test_a_hold_needs_a_reason_an_approver_and_rows() -> None:
    assert len(english(replace(HOLD, reason=" ", approver="", keys=frozenset()))) == 3


def test_a_bounded_hold_needs_an_end() -> None:
    assert english(replace(HOLD, ends_on=None)) == ["A bounded hold must have an end."]


def test_a_bounded_hold_never_reaches_past_the_hard_stop() -> None:
    assert english(HOLD, date(2027, 3, 1)) == []
    said = "The hold runs until 1 March 2027, but the hard stop of the declaration is 28 February 2027."
    remedy = (
        "Let it end on 28 February 2027 at the latest, or name the law or the instruction that requires more."
    )
    assert english(HOLD, date(2027, 2, 28)) == [f"{said} {remedy}"]


def test_a_statutory_hold_names_the_law_and_may_be_open() -> None:
    statutory = replace(HOLD, kind=HoldKind.STATUTORY, ends_on=None)
    assert english(statutory) == ["A statutory hold must name the law or the instruction."]
    assert english(replace(statutory, law="bokforingsloven-13"), date(2026, 12, 1)) == []


def test_dates_come_in_order() -> None:
    assert english(replace(HOLD, review_on=date(2026, 10, 1))) == ["The review is before the hold begins."]
    assert "The hold ends before it begins." in english(replace(HOLD, ends_on=date(2026, 10, 1)))
