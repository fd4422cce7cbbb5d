"""`hjemmel keys`: make the first master key, see how keys stand, change the master key, destroy again after a restore."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# Models can be imported only when Django is ready, so this order is not chance.
# isort: split
from django.core.management import call_command

from hjemmel.capabilities.keys.store import Buried
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.cli.report import complain, say
from hjemmel.desk import keys
from hjemmel.desk.keys import KeysView, NotDone
from hjemmel.engine.vault.faults import VaultFault

DONE, WAITS, COULD_NOT = 0, 1, 2
ALL = "all"
_LISTED = re.compile(r"([A-Za-z0-9_-]{8,64}) (all|[0-9]{1,9})")


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    if not keys.has_store():
        call_command("migrate", verbosity=0, interactive=False)
        keys.make_store()
    try:
        return DEEDS[wanted.deed](wanted)
    except NotDone as refused:
        complain(str(refused))
        return WAITS
    except (VaultFault, OSError) as error:
        complain(str(error))
        return COULD_NOT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hjemmel keys", description="The keys that data is sealed with.")
    deeds = parser.add_subparsers(dest="deed", required=True)
    make = deeds.add_parser("make", help="make the first master key")
    make.add_argument("--print", action="store_true", help="only print a new one, for the environment")
    status = deeds.add_parser("status", help="how the keys stand")
    status.add_argument("--format", choices=("text", "json"), default="text")
    deeds.add_parser("rotate", help="wrap every key under a new master key")
    retire = deeds.add_parser("retire", help="take an old master key out of its file")
    retire.add_argument("name", help="the master key's name, as status shows it")
    deeds.add_parser("tombstones", help="print which keys were destroyed, for keeping elsewhere")
    replay = deeds.add_parser("replay", help="after a restore: destroy again what was destroyed")
    replay.add_argument(
        "--from", dest="list", type=Path, metavar="FILE", help="a list that tombstones printed"
    )
    replay.add_argument("--format", choices=("text", "json"), default="text")
    return parser


# ---- the deeds ----------------------------------------------------------------------------------------------


def _make(wanted: argparse.Namespace) -> int:
    if wanted.print:
        say(keys.new_master())
        return DONE
    name = keys.make()
    say(
        f"Master key {name} is made, in {keys.look().where}. Keep a copy elsewhere: without it nothing can be read."
    )
    return DONE


def _status(wanted: argparse.Namespace) -> int:
    seen = keys.look()
    say(json.dumps(_plain(seen), indent=2) if wanted.format == "json" else _as_text(seen))
    if seen.missing or (seen.current is None and seen.under):
        return COULD_NOT
    return WAITS if seen.waits else DONE


def _rotate(wanted: argparse.Namespace) -> int:
    name, count = keys.change_master(HJEMMEL, lambda done: complain(f"{done:,} keys ..."))
    say(f"{_keys(count)} wrapped anew. Everything is under the master key {name} now.")
    for old in (one for one in keys.look().masters if one != name):
        say(f"{old} opens nothing any more: hjemmel keys retire {old}")
    return DONE


def _retire(wanted: argparse.Namespace) -> int:
    keys.retire(wanted.name, HJEMMEL)
    say(
        f"The master key {wanted.name} is out of use. Destroy its copies too, once no backup of the key store needs it."
    )
    return DONE


def _tombstones(wanted: argparse.Namespace) -> int:
    for stone in keys.tombstones():
        say(f"{stone.subject} {ALL if stone.last is None else stone.last}")
    return DONE


def _replay(wanted: argparse.Namespace) -> int:
    listed = tuple(_listed(wanted.list)) if wanted.list else ()
    done = keys.replay(listed, HJEMMEL)
    if wanted.format == "json":
        say(json.dumps({"destroyed": done.destroyed, "returned": done.returned}))
    else:
        say(f"{_keys(done.destroyed)} that had come back destroyed again.")
        if done.returned:
            say(
                f"{len(done.returned):,} subjects have a key back that had been replaced: {_some(done.returned)}"
            )
    return WAITS if done.returned else DONE


DEEDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "make": _make,
    "status": _status,
    "rotate": _rotate,
    "retire": _retire,
    "tombstones": _tombstones,
    "replay": _replay,
}


# ---- what is read and said ----------------------------------------------------------------------------------


def _listed(path: Path) -> Iterator[Buried]:
    for number, line in enumerate(path.read_text(encoding="ascii", errors="replace").splitlines(), 1):
        found = _LISTED.fullmatch(line.strip())
        if not found:
            raise NotDone(f"{path}:{number}: not a line of hjemmel keys tombstones; nothing was done")
        yield Buried(subject=found[1], last=None if found[2] == ALL else int(found[2]))


def _as_text(seen: KeysView) -> str:
    lines = [f"Master keys are read from {seen.where}."]
    for name in dict.fromkeys([*seen.masters, *seen.under]):
        lines.append(f"  {name}  {_keys(seen.under.get(name, 0)):>16}  {_place(name, seen)}")
    if not seen.masters:
        lines.append("  none is there" if seen.under else "  none has been made: hjemmel keys make")
    lines.append(f"{seen.destroyed:,} subjects have had keys destroyed or replaced.")
    if seen.missing:
        lines.append(
            "MISSING: put the master key back. Until then nothing can be opened, and nothing is sealed."
        )
    if seen.living_again:
        lines.append(f"{_keys(seen.living_again)} that were destroyed are there again: hjemmel keys replay")
    if seen.returned:
        lines.append(f"A key that had been replaced is back for {_some(seen.returned)}. Overwrite again.")
    if seen.unfinished:
        lines.append(f"A change of key is not finished for {_some(seen.unfinished)}.")
    return "\n".join(lines)


def _place(name: str, seen: KeysView) -> str:
    if name not in seen.masters:
        return "MISSING"
    if name == seen.current:
        return "current"
    return "old: hjemmel keys rotate" if seen.under.get(name) else f"old: hjemmel keys retire {name}"


def _plain(seen: KeysView) -> dict[str, object]:
    return {
        "where": seen.where,
        "current": seen.current,
        "masters": seen.masters,
        "under": dict(seen.under),
        "missing": seen.missing,
        "destroyed": seen.destroyed,
        "living_again": seen.living_again,
        "returned": seen.returned,
        "unfinished": seen.unfinished,
    }


def _keys(count: int) -> str:
    return "1 key" if count == 1 else f"{count:,} keys"


def _some(subjects: tuple[str, ...]) -> str:
    more = len(subjects) - keys.SHOWN
    return ", ".join(subjects[: keys.SHOWN]) + (f" and {more:,} more" if more > 0 else "")
