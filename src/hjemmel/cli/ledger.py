"""`hjemmel ledger verify`: whether every line of the ledger is what was written, and none is gone."""

from __future__ import annotations

import argparse
import json

from hjemmel.desk import ready  # noqa: F401

# Models can be imported only when Django is ready, so this order is not chance.
# isort: split
from hjemmel.cli.declared import COULD_NOT_RUN
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.core.ledger import BrokenAt, Fault, Verified
from hjemmel.desk import office
from hjemmel.desk.published import NothingPublished

WHOLE, BROKEN = 0, 1

WORDS = {
    Fault.CHANGED: "the line was changed after it was written",
    Fault.OUT_OF_ORDER: "a line is missing, was moved, or stands twice",
    Fault.UNCHAINED: "the line is not chained to the one before it",
    Fault.CUT_SHORT: "lines are missing at the end",
    Fault.NOT_THE_HEAD: "the ledger does not end with the line that it should",
}


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hjemmel ledger", description="The ledger of what was done.")
    deeds = parser.add_subparsers(dest="deed", required=True)
    verify = deeds.add_parser("verify", help="compute the whole chain anew")
    verify.add_argument("--format", choices=("text", "json"), default="text")
    wanted = parser.parse_args(argv)
    try:
        outcome = office.check_ledger()
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    say(_as_json(outcome) if wanted.format == "json" else _as_text(outcome))
    return WHOLE if isinstance(outcome, Verified) else BROKEN


def _as_text(outcome: Verified | BrokenAt) -> str:
    match outcome:
        case Verified(count=count, head=head):
            lines = "1 line" if count == 1 else f"{count:,} lines"
            return f"The ledger is whole: {lines}, head {head[:16]}"
        case BrokenAt(seq=seq, why=why):
            return f"The ledger is BROKEN at line {seq:,}: {WORDS[why]}"


def _as_json(outcome: Verified | BrokenAt) -> str:
    match outcome:
        case Verified(count=count, head=head):
            return json.dumps({"whole": True, "lines": count, "head": head})
        case BrokenAt(seq=seq, why=why):
            return json.dumps({"whole": False, "broken_at": seq, "why": why.value, "says": WORDS[why]})
