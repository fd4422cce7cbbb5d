"""`hjemmel recipients`: are we, and those we give data to, in the register of organisations, under the names we say?"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.cli.declared import COULD_NOT_RUN
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.plan import plain
from hjemmel.core.sharing.business_register import Named, Receipt, Standing, Unasked
from hjemmel.desk import office
from hjemmel.desk.published import NothingPublished
from hjemmel.desk.recipients import last_looked_up, look_up_all
from hjemmel.engine.wiring import business_register

SOME_WRONG = 1
_STANDING = {
    Standing.NOT_FOUND: "is not in the register",
    Standing.REMOVED: "is removed from the register",
    Standing.DELETED: "is deleted from the register",
    Standing.BANKRUPT: "is bankrupt",
    Standing.FORCED_DISSOLUTION: "is being dissolved by force",
    Standing.WINDING_UP: "is being wound up",
    Standing.ACTIVE: "is in the register",
}
_UNASKED = {
    Unasked.NO_NUMBER: "has no organisation number in the declaration",
    Unasked.BAD_NUMBER: "has an organisation number whose check digit is wrong",
    Unasked.ABROAD: "is established abroad: not in this register",
    Unasked.NOT_YET: "not looked up yet",
    Unasked.NO_ANSWER: "the register did not answer: try again later",
}
_WRONG = (Unasked.NO_NUMBER, Unasked.BAD_NUMBER)
_UNKNOWN = (Unasked.NOT_YET, Unasked.NO_ANSWER)


def command(argv: list[str]) -> int:
    wanted = _options(argv)
    try:
        found = (
            last_looked_up()
            if wanted.last
            else look_up_all(business_register(wanted.register), office.HJEMMEL)
        )
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except Failure as failure:
        complain(str(failure))
        return COULD_NOT_RUN
    say(
        json.dumps([plain(one) for one in found], ensure_ascii=False, indent=2)
        if wanted.format == "json"
        else _text(found)
    )
    return _code(found)


def _code(found: Sequence[Named]) -> int:
    if any(one.answer is Unasked.NO_ANSWER for one in found):
        return COULD_NOT_RUN
    wrong = [
        one
        for one in found
        if one.answer in _WRONG or (isinstance(one.answer, Receipt) and not one.answer.is_good)
    ]
    return SOME_WRONG if wrong else 0


def _text(found: Sequence[Named]) -> str:
    width = max(len(one.key) for one in found)
    return "\n".join(f"{_sign(one.answer):<8} {one.key:<{width}}  {_said(one.answer)}" for one in found)


def _sign(answer: Receipt | Unasked) -> str:
    if isinstance(answer, Receipt):
        return "ok" if answer.is_good else "WRONG"
    return "UNKNOWN" if answer in _UNKNOWN else "WRONG" if answer in _WRONG else "-"


def _said(answer: Receipt | Unasked) -> str:
    if isinstance(answer, Unasked):
        return _UNASKED[answer]
    name = {True: "under this name", False: "under ANOTHER NAME", None: ""}[answer.name_is_declared]
    return " ".join(filter(None, (_STANDING[answer.standing], name, f"({answer.at:%Y-%m-%d})")))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hjemmel recipients",
        description="Look up the organisation numbers of the declaration, our own and our recipients', in Enhetsregisteret.",
        epilog="Organisation numbers are all that is sent. Each answer is kept, with its date, as a line of the ledger.",
    )
    parser.add_argument(
        "--last", action="store_true", help="what was answered the last time; nothing is asked"
    )
    parser.add_argument("--register", metavar="URL", help="ask at this address instead")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args(argv)
