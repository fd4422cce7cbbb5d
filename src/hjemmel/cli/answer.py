"""`hjemmel answer`: the letter and the package for whoever asked, written to a folder; `hjemmel packages`: those that wait."""

from __future__ import annotations

import argparse
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.core.terms import LANGUAGES
from hjemmel.desk import answers
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.vault.faults import VaultFault

NOT_WHOLE = 1


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel answer",
        description="Write the answer to a request for access or portability to a folder, in clear text, for whoever"
        " delivers it by hand. That it was written is noted in the ledger.",
    )
    parser.add_argument("request", help="the reference of the request")
    parser.add_argument("--to", type=Path, default=Path(), metavar="FOLDER", help="default: this folder")
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    ask_who(parser)
    wanted = parser.parse_args(argv)
    try:
        actor = acting(wanted.who, RIGHT_TO_APPROVE)
        answering = answers.answering(wanted.request, wanted.lang, actor)
        written = answers.write_folder(answering, wanted.to, actor)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    except answers.NotAnswered:
        complain(
            f"{wanted.request}: there is no such request, its plan is not approved, or what it asks for is answered without a package"
        )
        return COULD_NOT_RUN
    except VaultFault as fault:
        complain(str(fault))
        return COULD_NOT_RUN
    say(f"{written.package}\n{written.letter}\n{written.rows:,} rows")
    for system in written.unreached:
        say(f"not reached: {system.en}")
    if written.left_out:
        say(f"left out until somebody has read it, or about others: {written.left_out} kinds of data")
    return NOT_WHOLE if written.unreached else 0


def packages(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hjemmel packages",
        description="Erase every package whose time is over, with its key. Run it every night.",
    )
    ask_who(parser)
    wanted = parser.parse_args(argv)
    try:
        gone = answers.let_expired_go(acting(wanted.who, RIGHT_TO_WORK))
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    except VaultFault as fault:
        complain(str(fault))
        return COULD_NOT_RUN
    say(f"{gone:,} packages have expired and are gone")
    return 0
