"""`hjemmel consents import FILE`: consents from before, with their evidence. Without `--take` it tells what it would do."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.protocol import Failure
from hjemmel.desk import old_consents
from hjemmel.desk.old_consents import Looked, NoSuchColumns
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.faults import VaultFault

ALL_GOOD, SOME_LEFT_OUT = 0, 1


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        looked = _done(Path(wanted.file), wanted.take, acting(wanted.who, RIGHT_TO_WORK))
    except OSError as error:
        complain(f"hjemmel consents: cannot read {wanted.file}: {error.strerror or error}")
    except NoSuchColumns as lacking:
        complain(f"hjemmel consents: the file lacks the columns: {', '.join(lacking.names)}")
    except (Failure, VaultFault) as fault:
        complain(f"hjemmel consents: {fault}")
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    else:
        say("\n".join(_told(looked, wanted.take)))
        return SOME_LEFT_OUT if looked.findings else ALL_GOOD
    return COULD_NOT_RUN


def _done(path: Path, is_to_take: bool, actor: Actor) -> Looked:
    with path.open("rb") as file:
        return old_consents.take(file, actor) if is_to_take else old_consents.look(file, actor)


def _told(looked: Looked, taken: bool) -> list[str]:
    """Rows by their numbers; who they are about is never shown."""
    lines = [f"  row {one.row}: {one.wrong.value}" for one in looked.findings]
    lines += [
        f"{count:>7}  {wrong.value}"
        for wrong, count in Counter(one.wrong for one in looked.findings).most_common()
    ]
    done = "taken" if taken else "can be taken; take them with --take"
    return [*lines, f"{looked.rows} rows read, {looked.good} consents {done}."]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hjemmel consents", description="Consents from before.")
    deeds = parser.add_subparsers(dest="deed", required=True)
    take_in = deeds.add_parser("import", help="read a file of consents with their evidence")
    take_in.add_argument("file", metavar="FILE", help="CSV or XLSX with headings")
    take_in.add_argument(
        "--take",
        action="store_true",
        help="let them stand; without it nothing is taken, and it tells what would be",
    )
    ask_who(take_in, required=True)
    return parser
