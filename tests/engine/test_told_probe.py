"""A promise about rights waits for the recipients (Art. 19): each verdict that this can give it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hjemmel.core.promise import Evidence
from hjemmel.core.request import Executed, Life, Step
from hjemmel.core.rights.right import Right
from hjemmel.core.sharing.telling import NOBODY, Confirmed, Deed, Foreseen, Telling, TellingStep, Told, Word
from hjemmel.core.terms import Verdict
from hjemmel.engine.kept import Kept

from .ports import ANE
from .test_requests_probe import CAME, A, at, whole
from .worlds import house, in_memory, profile, rows_of

GIFTS = profile("gifts")
PROMISE = "P004-05"
KEPT, BROKEN, UNKNOWN, AT_RISK = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.AT_RISK
TOLD = Told(at=at(CAME), by="hjemmel")
YES = Confirmed(at=at(CAME), by="recipient", word=Word.DONE)
LAST = CAME + timedelta(days=30)


def telling(recipient: str, *steps: TellingStep, plan: str = A) -> Telling:
    foreseen = Foreseen(at=at(CAME), by="hjemmel", deed=Deed.ERASED, collections=())
    return Telling(
        id=recipient.ljust(16, "x"),
        request="r" * 16,
        plan=plan,
        recipient=recipient,
        steps=(foreseen, *steps),
    )


def judged(
    *tellings: Telling, today: date = LAST, right: Right = Right.ERASURE, steps: tuple[Step, ...] = ()
) -> Evidence:
    lives = (Life(id="r" * 16, steps=steps or whole(right=right)),)
    company = replace(
        house(GIFTS, in_memory(GIFTS, rows_of(GIFTS, {})), today, None),
        kept=lambda: Kept(requests=lives, tellings=tellings),
    )
    return next(one for one in company.judge(ANE) if one.promise == PROMISE)


def test_it_is_kept_once_everybody_has_confirmed() -> None:
    assert judged(telling("brevdue", TOLD, YES), telling("google", TOLD, YES)).verdict is KEPT
    assert judged(telling(NOBODY)).verdict is KEPT, "nobody else has it"


def test_who_may_still_confirm_is_a_risk_and_nothing_is_known_until_the_first_has() -> None:
    waits = telling("google", TOLD)
    found = judged(telling("brevdue", TOLD, YES), waits)
    assert found.verdict is AT_RISK and "1 mottaker" in found.why_nb and "bekreftet" in found.why_nb
    assert judged(waits).verdict is UNKNOWN
    assert judged(telling("google")).verdict is UNKNOWN, "not even told yet"


def test_who_has_not_confirmed_when_the_day_has_passed_breaks_it() -> None:
    late = LAST + timedelta(days=1)
    assert judged(telling("brevdue", TOLD, YES), telling("google", TOLD), today=late).verdict is BROKEN
    assert judged(telling("google"), today=late).verdict is BROKEN
    assert judged(telling("google", TOLD, YES), today=late).verdict is KEPT


def test_a_plan_whose_recipients_nobody_has_looked_for_leaves_it_unknown() -> None:
    assert judged().verdict is UNKNOWN
    assert judged(telling("brevdue", TOLD, YES, plan="b" * 64)).verdict is UNKNOWN, "another plan's"


def test_what_has_not_been_carried_out_has_nobody_to_tell() -> None:
    waiting = tuple(one for one in whole(right=Right.ERASURE) if not isinstance(one, Executed))
    assert judged(steps=waiting).verdict is KEPT, "answered, and nothing was changed"


def test_rights_that_the_promise_is_not_about_and_old_plans_do_not_count() -> None:
    late = LAST + timedelta(days=1)
    assert judged(telling("google", TOLD), right=Right.OBJECTION, today=late).verdict is UNKNOWN, "no case"
    assert judged(telling("google", TOLD), today=CAME + timedelta(days=800)).verdict is UNKNOWN


def test_a_promise_without_that_word_does_not_wait() -> None:
    access = replace(
        house(GIFTS, in_memory(GIFTS, rows_of(GIFTS, {})), CAME + timedelta(days=20), None),
        kept=lambda: Kept(requests=(Life(id="r" * 16, steps=whole()),), tellings=(telling("google", TOLD),)),
    )
    assert next(one for one in access.judge(ANE) if one.promise == "P004-31").verdict is KEPT
