"""The ledger: lines appended in batches, all of it verified, a proof of one line, a whole one verified from its file.

In a process of its own with a database of its own: `python -m bench.ledger FOLDER` is that process."""

from __future__ import annotations

import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from hjemmel.desk import ready  # noqa: F401

# isort: split
from django.core.management import call_command

from hjemmel.capabilities.ledger import services, store
from hjemmel.core.ledger.chain import BrokenAt
from hjemmel.core.ledger.proof import WholeLedger, read_proof
from hjemmel.engine.ports import Actor
from hjemmel.engine.proofs import judge
from hjemmel.engine.vault.signing import Signer

from .measure import NO_BUDGET, Result, Took, timed, within

LINES, BATCH, PROOFS, SINGLE = 1_000_000, 1_000, 200, 500
LINES_A_SECOND, VERIFIED, PROVED = 20_000, 10.0, 0.005
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
AT = datetime(2026, 11, 23, 6, tzinfo=UTC)


def ledger() -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="hjemmel-bench-") as folder:
        told = json.loads(_process(Path(folder)))
    append = Took(*told["append"])
    yield Result(
        name="ledger",
        what=f"lines appended, {BATCH:,} a commit, with the tree",
        budget=f">= {LINES_A_SECOND:,}/s",
        measured=f"{LINES / append.wall:,.0f}/s ({LINES / append.cpu:,.0f}/s)",
        took=append,
        is_met=LINES / append.wall >= LINES_A_SECOND,
        is_met_by_cpu=LINES / append.cpu >= LINES_A_SECOND,
    )
    single = Took(*told["single"])
    yield Result(
        name="ledger",
        what="one line a commit",
        budget=NO_BUDGET,
        measured=f"{SINGLE / single.wall:,.0f}/s ({SINGLE / single.cpu:,.0f}/s)",
        took=single,
        is_met=True,
        is_met_by_cpu=True,
    )
    yield within(
        "ledger", f"{LINES:,} lines verified: chain, tree, signed heads", VERIFIED, Took(*told["verify"]),
        f"{told['bare']:.2f} s of CPU for reading the same lines and digesting their bytes, nothing else",
    )  # fmt: skip
    yield within(
        "ledger", f"proof that one of {LINES:,} lines stands in it", PROVED, Took(*told["proof"]),
        f"median of {PROOFS}; {told['path']} digests",
    )  # fmt: skip
    from_file = Took(*told["file"])
    yield Result(
        name="ledger",
        what=f"{LINES:,} lines verified from their file alone",
        budget=NO_BUDGET,
        measured=str(from_file),
        took=from_file,
        is_met=True,
        is_met_by_cpu=True,
    )


def _process(folder: Path) -> str:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder / 'hjemmel.sqlite3'}"}
    command = [sys.executable, "-m", "bench.ledger", str(folder)]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def measured(folder: Path) -> dict[str, object]:
    call_command("migrate", verbosity=0)
    signer = Signer(bytes(32))
    append, _ = timed(_append)
    head = services.sign(signer, AT)
    verify, outcome = timed(store.check)
    if isinstance(outcome, BrokenAt):
        raise TypeError(f"the ledger is broken: {outcome}")
    bare, _ = timed(_bare)
    wanted = random.Random(1).sample(range(1, LINES), PROOFS)
    proofs = [timed(partial(store.inclusion_of, seq, LINES)) for seq in wanted]
    file = folder / "ledger.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(WholeLedger(head=head, key=signer.public, lines=store.entries()).written())
    with file.open(encoding="utf-8") as lines:
        from_file, judged = timed(lambda: judge(read_proof(lines), signer.public))
    if not judged.holds:
        raise TypeError(judged.fault)
    single, _ = timed(
        lambda: [services.note("deed", HJEMMEL, _content(number), AT) for number in range(SINGLE)]
    )
    return {
        "append": (append.wall, append.cpu),
        "single": (single.wall, single.cpu),
        "verify": (verify.wall, verify.cpu),
        "bare": bare.cpu,
        "proof": (
            statistics.median(took.wall for took, _ in proofs),
            statistics.median(took.cpu for took, _ in proofs),
        ),
        "path": max(len(path) for _, path in proofs),
        "file": (from_file.wall, from_file.cpu),
    }


def _append() -> None:
    for start in range(0, LINES, BATCH):
        services.notes("deed", HJEMMEL, (_content(number) for number in range(start, start + BATCH)), AT)


def _content(number: int) -> dict[str, int | str]:
    return {
        "plan": hashlib.sha256(str(number).encode()).hexdigest(),
        "rows": number,
        "collection": "shop.orders",
    }


def _bare() -> None:
    for entry in store.entries():
        hashlib.sha256(entry.content.encode()).digest()


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))
