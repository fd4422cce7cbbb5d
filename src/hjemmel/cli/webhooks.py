"""`hjemmel webhooks`: who is told when something has happened; and the telling, for a timetable."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.cli.acting import acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.report import complain, say
from hjemmel.desk import office, webhooks
from hjemmel.desk.webhooks import AddressRefused, KeptEndpoint, NoEvents, NoSuchEndpoint
from hjemmel.engine.vault.faults import VaultFault

DONE, NOT_DONE = 0, 1


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        return DEEDS[wanted.deed](wanted)
    except (AddressRefused, NoEvents) as refused:
        complain(str(refused))
        return NOT_DONE
    except NoSuchEndpoint:
        complain("no endpoint that stands has this number")
        return NOT_DONE
    except VaultFault as fault:
        complain(str(fault))
        return COULD_NOT_RUN
    except Stopped as stop:
        complain(str(stop))
        return stop.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hjemmel webhooks", description="Tell programs what has happened.")
    deeds = parser.add_subparsers(dest="deed", required=True)
    add = deeds.add_parser("add", help="tell an address from now on; its secret is printed once")
    add.add_argument("url", help="begins with https://")
    add.add_argument("--events", required=True, help="what it is told of, with commas between")
    add.add_argument("--inside", action="store_true", help="it lies on this machine or in a private network")
    ask_who(add, required=True)
    shown = deeds.add_parser("list", help="who is told, and how it goes")
    shown.add_argument("--format", choices=("text", "json"), default="text")
    end = deeds.add_parser("end", help="tell an address nothing more")
    end.add_argument("id", help="its number, as the list shows it")
    ask_who(end, required=True)
    deeds.add_parser("send", help="tell what has happened, and try again what is due")
    return parser


def _add(wanted: argparse.Namespace) -> int:
    actor = acting(wanted.who, RIGHT_TO_APPROVE)
    events = [word.strip() for word in wanted.events.split(",") if word.strip()]
    added = webhooks.add(wanted.url, events, actor, is_inside=wanted.inside)
    complain(f"Endpoint {added.id}. Its secret is shown now, and never again:")
    say(added.secret)
    return DONE


def _list(wanted: argparse.Namespace) -> int:
    found = [one for one in webhooks.endpoints() if one.ended_at is None]
    if wanted.format == "json":
        say(json.dumps([_plain(one) for one in found], indent=2))
    else:
        say("\n".join(map(_line, found)) if found else "Nobody is told anything.")
    return NOT_DONE if any(one.dead for one in found) else DONE


def _end(wanted: argparse.Namespace) -> int:
    webhooks.end(wanted.id, acting(wanted.who, RIGHT_TO_APPROVE))
    say(f"{wanted.id} is told nothing more.")
    return DONE


def _send(wanted: argparse.Namespace) -> int:
    counts = webhooks.send(office.HJEMMEL)
    say(f"{counts['delivered']} delivered, {counts['again']} to be tried again, {counts['dead']} dead.")
    return NOT_DONE if counts["again"] or counts["dead"] else DONE


DEEDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "add": _add,
    "list": _list,
    "end": _end,
    "send": _send,
}


def _line(one: KeptEndpoint) -> str:
    events = ",".join(sorted(kind.value for kind in one.events))
    return f"{one.id}  {one.delivered} delivered, {one.waiting} wait, {one.dead} dead  {events}  {one.url}"


def _plain(one: KeptEndpoint) -> dict[str, object]:
    return {
        "id": one.id,
        "url": one.url,
        "events": sorted(kind.value for kind in one.events),
        "inside": one.is_inside,
        "delivered": one.delivered,
        "waiting": one.waiting,
        "dead": one.dead,
    }
