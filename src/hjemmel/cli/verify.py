"""`hjemmel verify`: whether a proof from a ledger, or a deletion certificate, holds. It needs the file alone: no database, no
network, no account."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from hjemmel.cli.report import complain, say
from hjemmel.core.assignments.certificate import SignedCertificate, is_certificate, read_certificate
from hjemmel.core.ledger.checkpoint import SignedHead, SigningKey, Unreadable, read_head, read_key
from hjemmel.core.ledger.proof import GoesOnProof, LineProof, Proof, WholeLedger, read_proof
from hjemmel.engine.proofs import Judged, judge, judge_certificate

HOLDS, DOES_NOT, COULD_NOT_RUN = 0, 1, 2
_LARGEST = 65_536
"""A key or a head has some hundred letters."""
_LARGEST_CERTIFICATE = 1_000_001
"""A certificate has some thousand. The first letters of a whole ledger tell that it is none."""


def command(argv: list[str]) -> int:
    wanted = _options(argv)
    try:
        key, kept = _key(wanted.key), heads_in(wanted.head)
        signed = _certificate(wanted.file)
        if signed is not None:
            return _of_certificate(signed, key, wanted.format)
        with Path(wanted.file).open(encoding="utf-8") as lines:
            proof = read_proof(lines)
            judged = judge(proof, key, kept)
    except Unreadable as fault:
        complain(f"{wanted.file}: {fault}")
        return COULD_NOT_RUN
    except UnicodeDecodeError:
        complain(f"{wanted.file}: that is no proof: it is not written in UTF-8")
        return COULD_NOT_RUN
    except OSError as fault:
        complain(f"hjemmel verify: {fault}")
        return COULD_NOT_RUN
    say(_as_json(proof, judged) if wanted.format == "json" else "\n".join(_as_text(proof, judged)))
    return HOLDS if judged.holds else DOES_NOT


def _certificate(name: str) -> SignedCertificate | None:
    """The deletion certificate in the file; None if it is something else."""
    text = _short(name, _LARGEST_CERTIFICATE)
    return read_certificate(text) if is_certificate(text) else None


def _of_certificate(signed: SignedCertificate, key: SigningKey | None, form: str) -> int:
    judged = judge_certificate(signed, key)
    told = signed.certificate
    if form == "json":
        say(json.dumps({"holds": judged.holds, "why_not": judged.fault or None, "certificate": told.told(), "key": judged.key.written(), "key_was_given": judged.key_was_given}))  # fmt: skip
    elif judged.holds:
        say(f"HOLDS: {told.processor[0]} has erased assignment {told.assignment}: {told.rows:,} rows")
        for file in told.files:
            say(f"  {file.digest}  {file.rows:,} rows, erased {file.erased_at:%Y-%m-%d %H:%M} UTC")
        for paper in told.paper:
            say(f"  paper, {paper.boxes} boxes, destroyed {paper.destroyed_at:%Y-%m-%d}, certificate {paper.certificate}")  # fmt: skip
        say(
            f"  for {told.controller[0]}, by instruction {told.instruction}; copies in backups gone by {told.backups_until}"
        )
        say(f"  signed {told.issued_at:%Y-%m-%d %H:%M} UTC by {judged.key.name}")
    else:
        say(f"DOES NOT HOLD: {judged.fault}")
    if form != "json" and not judged.key_was_given:
        say("\n".join(_own_key(judged.key)))
    return HOLDS if judged.holds else DOES_NOT


def _own_key(key: SigningKey) -> Iterable[str]:
    yield "  The key is the file's own. Compare it with the one the company publishes, and give that with --key:"
    yield f"  {key.written()}"


def heads_in(files: Iterable[str]) -> list[SignedHead]:
    """The signed heads in these files. Raises Unreadable or OSError."""
    return [read_head(_short(name)) for name in files]


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hjemmel verify",
        description="Whether a proof from a ledger, or a deletion certificate, holds: with the file alone, offline.",
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        help="what hjemmel ledger proof, since or export has written, or a certificate",
    )
    parser.add_argument(
        "--key", metavar="KEY", help="the key you trust, or a file with it; without it the file's own is used"
    )
    parser.add_argument(
        "--head", action="append", default=[], metavar="FILE",
        help="a signed head you have kept; an exported ledger must begin with what it was signed over",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args(argv)


def _key(given: str | None) -> SigningKey | None:
    if given is None:
        return None
    return read_key(given if given.count("+") >= 2 else _short(given))


def _short(name: str, longest: int = _LARGEST) -> str:
    with Path(name).open(encoding="utf-8") as file:
        return file.read(longest)


def _what(proof: Proof) -> str:
    size = f"{proof.head.checkpoint.size:,}"
    match proof:
        case LineProof(line=line):
            return f'line {line.seq:,} ("{line.kind}", {line.at} UTC) is one of the {size} lines that were signed'
        case GoesOnProof(before=before):
            old = f"{before.checkpoint.size:,}"
            return f"the {size} lines begin with the {old} that were signed before, unchanged"
        case WholeLedger():
            return f"all {size} lines are whole, chained and signed"


def _as_text(proof: Proof, judged: Judged) -> Iterable[str]:
    yield f"HOLDS: {_what(proof)}" if judged.holds else f"DOES NOT HOLD: {judged.fault}"
    if judged.holds and isinstance(proof, LineProof):
        yield f"  what the line says: {proof.line.content}"
    if judged.holds:
        yield f"  signed {proof.head.checkpoint.at:%Y-%m-%d %H:%M} UTC by {judged.key.name}"
    if not judged.key_was_given:
        yield from _own_key(judged.key)


def _as_json(proof: Proof, judged: Judged) -> str:
    told = {
        "holds": judged.holds,
        "why_not": judged.fault or None,
        "lines": proof.head.checkpoint.size,
        "signed_at": proof.head.checkpoint.at.isoformat(),
        "key": judged.key.written(),
        "key_was_given": judged.key_was_given,
    }
    return json.dumps(told)
