"""`hjemmel ledger`: whether every line is what was written and none is gone; signed heads, and proofs that hold without us."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# Models can be imported only when Django is ready, so this order is not chance.
# isort: split
from hjemmel.cli.declared import COULD_NOT_RUN
from hjemmel.cli.plan import NOTHING_PUBLISHED
from hjemmel.cli.report import complain, say
from hjemmel.cli.verify import heads_in
from hjemmel.core.ledger.chain import BrokenAt, Verified
from hjemmel.core.ledger.checkpoint import Unreadable
from hjemmel.desk import ledger
from hjemmel.desk.ledger import NoProof
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.proofs import FAULTS
from hjemmel.engine.vault.faults import VaultFault

WHOLE, BROKEN = 0, 1


def command(argv: list[str]) -> int:
    wanted = _options(argv)
    try:
        if wanted.deed == "verify":
            return _verify(wanted.head, wanted.format)
        _write(DEEDS[wanted.deed](wanted), wanted.to)
    except NothingPublished:
        complain(NOTHING_PUBLISHED)
        return COULD_NOT_RUN
    except (VaultFault, Unreadable, NoProof, OSError) as fault:
        complain(f"hjemmel ledger {wanted.deed}: {fault}")
        return COULD_NOT_RUN
    return WHOLE


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="hjemmel ledger", description="The ledger of what was done.")
    deeds = parser.add_subparsers(dest="deed", required=True)
    verify = deeds.add_parser("verify", help="compute the whole chain and its tree anew")
    verify.add_argument("--format", choices=("text", "json"), default="text")
    verify.add_argument(
        "--head", action="append", default=[], metavar="FILE",
        help="a signed head that you have kept elsewhere; may be given several times",
    )  # fmt: skip
    deeds.add_parser("key", help="the public key that heads are signed with")
    deeds.add_parser("head", help="sign the ledger's end, for keeping elsewhere")
    proof = deeds.add_parser("proof", help="a file that shows that a line stands in the ledger")
    proof.add_argument("line", type=int, metavar="NUMBER")
    since = deeds.add_parser(
        "since", help="a file that shows that nothing was changed since a head was signed"
    )
    since.add_argument("head", metavar="FILE")
    deeds.add_parser("export", help="every line, with a signed head, for an auditor")
    for name in DEEDS:
        deeds.choices[name].add_argument(
            "--to", metavar="FILE", help="write it there; a file that is there is left as it is"
        )
    return parser.parse_args(argv)


DEEDS: dict[str, Callable[[argparse.Namespace], Iterable[str]]] = {
    "key": lambda wanted: [ledger.key().written() + "\n"],
    "head": lambda wanted: [ledger.newest_head().written()],
    "proof": lambda wanted: [ledger.proof_of(wanted.line).written()],
    "since": lambda wanted: [ledger.goes_on_from(heads_in([wanted.head])[0]).written()],
    "export": lambda wanted: ledger.whole().written(),
}


def _write(parts: Iterable[str], to: str | None) -> None:
    if to is None:
        for part in parts:
            sys.stdout.write(part)
        return
    with Path(to).open("x", encoding="utf-8") as file:
        file.writelines(parts)


def _verify(heads: list[str], shape: str) -> int:
    outcome = ledger.check(heads_in(heads))
    say(_as_json(outcome) if shape == "json" else _as_text(outcome))
    return WHOLE if isinstance(outcome, Verified) else BROKEN


def _as_text(outcome: Verified | BrokenAt) -> str:
    match outcome:
        case Verified(count=count, head=head):
            lines = "1 line" if count == 1 else f"{count:,} lines"
            return f"The ledger is whole: {lines}, head {head[:16]}"
        case BrokenAt(seq=seq, why=why):
            return f"The ledger is BROKEN at line {seq:,}: {FAULTS[why]}"


def _as_json(outcome: Verified | BrokenAt) -> str:
    match outcome:
        case Verified(count=count, head=head):
            return json.dumps({"whole": True, "lines": count, "head": head})
        case BrokenAt(seq=seq, why=why):
            return json.dumps({"whole": False, "broken_at": seq, "why": why.value, "says": FAULTS[why]})
