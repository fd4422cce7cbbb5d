"""`hjemmel approve DIGEST`: a signed-in person says yes to exactly this plan, and it is carried out."""

from __future__ import annotations

import argparse
import getpass
import json

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.plans.services import NotApproved
from hjemmel.capabilities.staff.services import NotSignedIn, actor_of, sign_in
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.core.output.terminal import receipts_text
from hjemmel.core.plan import plain
from hjemmel.desk import clock, office
from hjemmel.engine.house import Refused

REFUSED, STOPPED = 1, 3


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hjemmel approve", description="Approve a plan and carry it out.")
    parser.add_argument("digest", help="the plan's full digest, as `hjemmel plan sweep` prints it")
    parser.add_argument(
        "--account", required=True, help="your account in the office; the password is asked for"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    wanted = parser.parse_args(argv)
    try:
        user = sign_in(wanted.account, getpass.getpass("Password: "), "terminal", clock.now())
        receipts = office.approve_and_run(wanted.digest, actor_of(user))
    except NotSignedIn:
        complain("account and password do not belong together")
        return REFUSED
    except (NotApproved, Refused) as refused:
        complain(str(refused))
        return REFUSED
    except Failure as failure:
        complain(f"{failure}\nNothing is lost: give the same command again, and it goes on where it stopped.")
        return STOPPED
    say(
        json.dumps([plain(one) for one in receipts], indent=2)
        if wanted.format == "json"
        else receipts_text(receipts)
    )
    return 0
