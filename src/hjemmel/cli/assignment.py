"""`hjemmel assignment`: what is done for controllers on their instruction, from a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hjemmel.desk import ready  # noqa: F401

# isort: split
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.cli.acting import REFUSED, acting, ask_who
from hjemmel.cli.declared import COULD_NOT_RUN, Stopped
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.connectors.sheets import Unreadable
from hjemmel.core.assignments.assignment import AtEnd, Channel, HeldBy, Instruction, Use, WhyLonger
from hjemmel.core.assignments.words import STATES
from hjemmel.core.sharing.agreement import Clause, SignedDocument, Ticked
from hjemmel.desk import assignments
from hjemmel.desk.agreements import digest_of
from hjemmel.desk.assignments import AssignmentView, NoProcessor, NotNow, NotTaken, Refused
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.vault.faults import VaultFault

SOME_OVERDUE = 1
READ_AT_ONCE = 1 << 20
Wanted = argparse.Namespace
_Deeds = Any
"""What argparse gives for adding deeds to; its class has no public name."""


def command(argv: list[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        deed: Callable[[Wanted], int] = wanted.deed
        return deed(wanted)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
    except NoProcessor:
        complain(
            "hjemmel assignment: the declaration has no purpose that rests on a controller's instruction"
        )
    except NotNow:
        complain("hjemmel assignment: there is no such thing, or it is not so that this can be done")
        return REFUSED
    except Refused as refused:
        complain("\n".join(one.en for one in refused.reasons))
        return REFUSED
    except NotTaken as refused:
        complain("\n".join(one.en for one in refused.lacks))
        return REFUSED
    except Unreadable as unreadable:
        complain(f"hjemmel assignment: {unreadable.reason.what.en}: {unreadable.reason.remedy.en}")
        return REFUSED
    except (VaultFault, OSError) as fault:
        complain(f"hjemmel assignment: {fault}")
    except Stopped as stop:
        complain(str(stop))
        return stop.code
    return COULD_NOT_RUN


def _list(wanted: Wanted) -> int:
    found = [one for one in assignments.views() if wanted.all or not one.is_certified]
    say("\n".join(map(_line, found)) if found else "No assignments.")
    return SOME_OVERDUE if any(one.is_overdue for one in found) else 0


def _controller(wanted: Wanted) -> int:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    say(assignments.add_controller(wanted.orgnr, wanted.name, wanted.email, actor))
    return 0


def _agreement(wanted: Wanted) -> int:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    file = Path(wanted.document)
    document = SignedDocument(digest=digest_of(file.read_bytes()), title=file.stem, signed=wanted.signed)
    ticked = [Ticked(clause=Clause(letter), place=place) for letter, place in wanted.clause]
    assignments.keep_agreement(wanted.controller, document, wanted.valid_to, ticked, actor)
    return 0


def _open(wanted: Wanted) -> int:
    say(assignments.open_assignment(wanted.controller, wanted.title, acting(wanted.who, RIGHT_TO_WORK)))
    return 0


def _instruct(wanted: Wanted) -> int:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    instruction = Instruction(
        reference=wanted.reference,
        digest=digest_of(Path(wanted.document).read_bytes()),
        received_on=assignments.today(),
        uses=frozenset(Use(one) for one in wanted.use),
        at_end=AtEnd(wanted.at_end),
        basis=wanted.basis,
        informed=wanted.informed,
        special=wanted.special or bool(wanted.condition),
        condition=wanted.condition,
        partner=wanted.partner,
    )
    assignments.instruct(wanted.assignment, instruction, actor)
    for one in _view(wanted.assignment).lacking:
        say(one.en)
    return 0


def _link(wanted: Wanted) -> int:
    secret = assignments.link(wanted.assignment, acting(wanted.who, RIGHT_TO_WORK))
    say(f"/oppdrag/{secret}")
    return 0


def _receive(wanted: Wanted) -> int:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    step = assignments.receive(wanted.assignment, _pieces(Path(wanted.file)), Channel.BY_HAND, actor)
    say(f"{step.file}  {step.rows:,} rows, {step.spoiled:,} of them unreadable  sha256 {step.digest}")
    return 0


def _take_out(wanted: Wanted) -> int:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    for part in assignments.take_out(wanted.assignment, wanted.file, Use(wanted.use), actor):
        sys.stdout.buffer.write(part)
    return 0


def _work(wanted: Wanted) -> int:
    actor = acting(wanted.who, RIGHT_TO_WORK)
    assignments.work(wanted.assignment, Use(wanted.use), wanted.pieces, actor, wanted.faults)
    return 0


def _complete(wanted: Wanted) -> int:
    assignments.complete(wanted.assignment, acting(wanted.who, RIGHT_TO_WORK))
    say(_line(_view(wanted.assignment)))
    return 0


def _extend(wanted: Wanted) -> int:
    actor = acting(wanted.who, RIGHT_TO_APPROVE)
    assignments.extend(wanted.assignment, wanted.until, WhyLonger(wanted.why), actor)
    return 0


def _hold(wanted: Wanted) -> int:
    actor = acting(wanted.who, RIGHT_TO_APPROVE)
    assignments.hold(wanted.assignment, HeldBy(wanted.by), wanted.reference, wanted.review, actor)
    return 0


def _release(wanted: Wanted) -> int:
    assignments.release(wanted.assignment, acting(wanted.who, RIGHT_TO_APPROVE))
    return 0


def _erase(wanted: Wanted) -> int:
    assignments.erase(wanted.assignment, acting(wanted.who, RIGHT_TO_APPROVE))
    say(_line(_view(wanted.assignment)))
    return 0


def _due(wanted: Wanted) -> int:
    count = assignments.erase_due(acting(wanted.who, RIGHT_TO_WORK))
    say(f"{count} erased.")
    return 0


def _certificate(wanted: Wanted) -> int:
    found = assignments.certificate(wanted.assignment)
    if found is None:
        raise NotNow(wanted.assignment)
    if wanted.pdf:
        Path(wanted.pdf).write_bytes(assignments.certificate_pdf(found, wanted.lang))
    else:
        say(found.written().rstrip())
    return 0


def _view(id: str) -> AssignmentView:
    found = assignments.view(id)
    if found is None:
        raise NotNow(id)
    return found


def _line(one: AssignmentView) -> str:
    due = f"due {one.due_on}, {one.days_left} days left" if one.due_on and one.assignment.files else ""
    rows = f"{one.rows:,} rows" if one.rows else ""
    late = "OVERDUE" if one.is_overdue else ""
    parts = (one.id, one.controller.name, one.title, STATES[one.state].en, rows, due, late)
    return "  ".join(filter(None, parts))


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        yield from iter(lambda: opened.read(READ_AT_ONCE), b"")


def _clause(text: str) -> tuple[str, str]:
    letter, _, place = text.partition("=")
    if letter not in {one.value for one in Clause}:
        raise argparse.ArgumentTypeError("write it as a=2.1, with the letter of Art. 28(3) first")
    return letter, place


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hjemmel assignment",
        description="What is done for controllers, on their instruction. Without a deed: the list.",
    )
    parser.set_defaults(deed=_list, all=False)
    parser.add_argument("--all", action="store_true", help="those that have ended too")
    deeds = parser.add_subparsers(metavar="DEED")
    _before(deeds)
    _during(deeds)
    _after(deeds)
    return parser


def _deed(
    deeds: _Deeds, name: str, says: str, do: Callable[[Wanted], int], of: str = "assignment"
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = deeds.add_parser(name, help=says)
    if of:
        parser.add_argument(of, help="its reference")
    ask_who(parser)
    parser.set_defaults(deed=do)
    return parser


def _before(deeds: _Deeds) -> None:
    one = _deed(deeds, "controller", "put a controller in", _controller, "")
    one.add_argument("orgnr", help="its organisation number")
    one.add_argument("name")
    one.add_argument("email", help="its mailbox for requests and incidents")
    one = _deed(deeds, "agreement", "put the signed processor agreement in", _agreement, "controller")
    one.add_argument("document", help="the file: its digest is kept, not the file")
    one.add_argument("--signed", type=date.fromisoformat, required=True, metavar="DATE")
    one.add_argument("--valid-to", type=date.fromisoformat, metavar="DATE")
    one.add_argument(
        "--clause", type=_clause, action="append", default=[], metavar="LETTER=PLACE",
        help="where a clause of Art. 28(3) stands, such as a=2.1; a blank place says that it does not",
    )  # fmt: skip
    one = _deed(deeds, "open", "open an assignment", _open, "controller")
    one.add_argument("title")
    one = _deed(deeds, "instruct", "put the controller's instruction in", _instruct)
    one.add_argument("document", help="the file: its digest is kept, not the file")
    one.add_argument("--reference", required=True, help="what the controller calls it")
    one.add_argument("--use", action="append", default=[], choices=[use.value for use in Use])
    one.add_argument("--at-end", default=AtEnd.ERASE.value, choices=[end.value for end in AtEnd])
    one.add_argument("--basis", default="", metavar="LETTER", help="of Art. 6(1), as the controller says")
    one.add_argument("--informed", action="store_true", help="the controller has informed the addressees")
    one.add_argument("--special", action="store_true", help="the list tells a special category")
    one.add_argument("--condition", default="", metavar="LETTER", help="of Art. 9(2), for such a list")
    one.add_argument("--partner", default="", help="who passes the file on for the controller")
    _deed(deeds, "link", "a link for the controller's own page", _link)


def _during(deeds: _Deeds) -> None:
    one = _deed(deeds, "receive", "take an address file", _receive)
    one.add_argument("file")
    one = _deed(deeds, "take-out", "an address file to the standard output, for one use", _take_out)
    one.add_argument("file", help="the file's reference")
    one.add_argument("--use", required=True, choices=[use.value for use in Use])
    one = _deed(deeds, "work", "note that a step was done", _work)
    one.add_argument("use", choices=[use.value for use in Use])
    one.add_argument("pieces", type=int)
    one.add_argument("--faults", type=int, default=0, help="what quality control found wrong")
    _deed(deeds, "complete", "the last piece was handed to the carrier", _complete)


def _after(deeds: _Deeds) -> None:
    one = _deed(deeds, "extend", "keep it longer, once", _extend)
    one.add_argument("until", type=date.fromisoformat)
    one.add_argument("--why", required=True, choices=[why.value for why in WhyLonger])
    one = _deed(deeds, "hold", "a law or the controller's instruction keeps it", _hold)
    one.add_argument("--by", required=True, choices=[by.value for by in HeldBy])
    one.add_argument("--reference", required=True, help="the section, or the document")
    one.add_argument("--review", required=True, type=date.fromisoformat, metavar="DATE")
    _deed(deeds, "release", "the hold is over", _release)
    _deed(deeds, "erase", "erase it now", _erase)
    _deed(deeds, "due", "erase everything that is due", _due, "")
    one = _deed(deeds, "certificate", "the deletion certificate, to the standard output", _certificate)
    one.add_argument("--pdf", metavar="FILE", help="for a person's eye")
    one.add_argument("--lang", choices=("nb", "en"), default="nb")
