"""`hjemmel feed`: the next file for directory enquiries, with what was chosen and what is to be taken out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.cli.acting import REFUSED, acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.desk import directory
from hjemmel.desk.directory import LEFT, Busy, Made, NeedsApprover, NotGiven, Sums
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.vault.faults import VaultFault

SOME_WAIT = 1


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        return _done(wanted)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
    except Busy:
        complain("hjemmel feed: somebody else is making a file; try again")
    except (Failure, VaultFault) as fault:
        complain(f"hjemmel feed: {fault}")
    except OSError as error:
        complain(f"hjemmel feed: cannot write: {error.strerror or error}")
    except NotGiven as refused:
        complain("\n".join(one.en for one in refused.why))
        return REFUSED
    except NeedsApprover:
        complain("hjemmel feed: a whole file is made in the name of somebody who approves: --as ACCOUNT")
        return REFUSED
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return COULD_NOT_RUN


def _done(wanted: argparse.Namespace) -> int:
    recipient = _recipient(wanted.recipient)
    actor = acting(wanted.who, RIGHT_TO_APPROVE)
    if wanted.folder is None:
        sums = directory.look(recipient, actor)
        say(_told(f"The next file for {recipient} holds", sums))
        return 0 if sums.is_empty and not sums.waiting else SOME_WAIT
    made = directory.put_in(wanted.folder, recipient, actor, whole=wanted.whole)
    say("\n".join(_made(made)))
    return SOME_WAIT if made.sums.waiting else 0


def _recipient(named: str | None) -> str:
    """The one who was named; or the only one there is. Raises Stopped."""
    if named:
        return str(named)
    known = [view.key for view in directory.views()]
    if len(known) == 1:
        return known[0]
    raise Stopped(
        f"say which recipient: {', '.join(known)}" if known else "the declaration gives listings to nobody",
        COULD_NOT_RUN,
    )


def _made(made: Made) -> Sequence[str]:
    said = []
    if made.put_in_place:
        said.append(f"{directory.name_of(made.put_in_place)} was on record, and has got its name now.")
    if made.given is None:
        return [*said, _told("Nothing new. A file would hold", made.sums)]
    return [*said, _told(f"{made.file}:", made.sums)]


def _told(begins: str, sums: Sums) -> str:
    lines = [f"{begins} {sums.listed} listed, {sums.removed} taken out."]
    if sums.waiting:
        lines.append(f"{sums.waiting} wait for somebody who approves (--as ACCOUNT).")
    lines += [
        f"  {count} {LEFT[why].en}" for why, count in sorted(sums.left.items(), key=lambda one: -one[1])
    ]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel feed",
        description="The next file for directory enquiries: listings as each subscriber has chosen, and those to be taken out.",
        epilog="Without --folder nothing is written. Without --as only what tells less is given: what is taken out waits for nobody.",
    )
    parser.add_argument("recipient", nargs="?", metavar="RECIPIENT", help="as the declaration calls it")
    parser.add_argument(
        "--folder", type=Path, metavar="FOLDER", help="where the file is put, under a name with its number"
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="everything that may be given, for a recipient that has lost a file",
    )
    ask_who(parser)
    return parser
