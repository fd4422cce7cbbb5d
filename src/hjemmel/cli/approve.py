"""`hjemmel approve DIGEST`: a signed-in person says yes to exactly this plan, and it is carried out."""

from __future__ import annotations

import argparse
import json

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.plans.services import NotApproved
from hjemmel.cli.acting import REFUSED, acting, ask_who
from hjemmel.cli.declared import Stopped
from hjemmel.cli.progress import shown
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.output.terminal import receipts_text
from hjemmel.core.plan import plain
from hjemmel.core.receipt import outcomes
from hjemmel.desk import office
from hjemmel.engine.house import Refused

STOPPED = 3
GO_ON = "Give the same command again, and it goes on where it stopped."


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hjemmel approve", description="Approve a plan and carry it out.")
    parser.add_argument("digest", help="the plan's full digest, as `hjemmel plan sweep` prints it")
    ask_who(parser, required=True)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    wanted = parser.parse_args(argv)
    try:
        actor = acting(wanted.who)
        with shown() as watcher:
            receipts = office.approve_and_run(wanted.digest, actor, watcher)
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    except (NotApproved, Refused) as refused:
        complain(str(refused))
        return REFUSED
    except Failure as failure:
        complain(f"{failure}\nNothing is lost. {GO_ON}")
        return STOPPED
    say(
        json.dumps([plain(one) for one in receipts], indent=2)
        if wanted.format == "json"
        else receipts_text(receipts)
    )
    left = sum(receipt.left for receipt in outcomes(receipts).values())
    if left:
        complain(f"{left:,} rows that were to go are still there. {GO_ON}")
        return STOPPED
    return 0
