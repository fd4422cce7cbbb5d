"""Access for a person with very much, on PostgreSQL: finding and reading every row with its grounds, and the whole package.

`python -m bench.access ADDRESS` is the process that reads and makes a package, and whose memory is watched."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial

import sqlalchemy as sa
from tests.connectors.servers import can_be_had
from tests.engine.worlds import house

from hjemmel.core.answer.letter import Case
from hjemmel.core.answer.reason import Reasons
from hjemmel.core.rights.right import Right
from hjemmel.desk.machine import stay
from hjemmel.engine.house import House
from hjemmel.engine.package import Besides, write_package
from hjemmel.engine.their_rows import TheirRows
from hjemmel.engine.vault.stream import Sealing, new_key

from . import much
from .measure import NO_BUDGET, Result, Took, median, peak, timed, times, within

SIZES = ((1_000, 0.15), (10_000, 1.0))
"""Orders, and seconds that access may take."""
RUNS = 5
LIMIT = 200


def access() -> Iterator[Result]:
    """A statement of ours and one by hand over the same rows, in turn; the median of several."""
    if not can_be_had("postgres"):
        print("  no postgresql on this machine: access was not measured", file=sys.stderr)
        return
    for orders, limit in SIZES:
        with much.shop(orders) as address:
            yield from _access(address, limit)


def _access(address: str, limit: float) -> Iterator[Result]:
    told = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.access", address], check=True, capture_output=True, text=True
        ).stdout
    )
    hand, own, rows = Took(*told["hand"]), Took(*told["read"]), told["rows"]
    what = f"access, {rows:,} rows of one person in 8 of {much.TABLES} tables"
    one = within("access", what, limit, own, "every row read, with the grounds of each datum")
    yield Result(
        **{**_fields(one), "against": f"one SELECT a table by hand: {hand}", "ratio": times(own, hand)}
    )
    made = Took(*told["took"])
    yield Result(
        name="access",
        what=f"the package of {rows:,} rows, sealed",
        against=f"one SELECT a table by hand: {hand}",
        budget=NO_BUDGET,
        measured=str(made),
        took=made,
        ratio=times(made, hand),
        is_met=True,
        is_met_by_cpu=True,
        note=f"written as a page, JSON and CSV, packed and sealed: {told['bytes']:,} bytes",
    )
    yield Result(
        name="access",
        what=f"memory while a package of {rows:,} rows is made",
        budget=f"<= {LIMIT} MB",
        measured=f"{told['peak']:.0f} MB",
        took=made,
        is_met=told["peak"] <= LIMIT,
        is_met_by_cpu=False,
        note=f"the process had {told['before']:.0f} MB before it began",
    )


def _fields(result: Result) -> dict[str, object]:
    return {name: getattr(result, name) for name in Result.__dataclass_fields__}


def _company(address: str) -> House:
    declared = much.data_map()
    return house(declared, {"shop": much.connector(address, declared)}, much.TODAY)


def _by_hand(engine: sa.Engine, statements: Sequence[str]) -> int:
    """Rows are fetched a thousand at a time and let go, as a stream is."""
    with engine.connect() as connection:
        return sum(
            len(part)
            for statement in statements
            for part in connection.exec_driver_sql(statement).partitions(1_000)
        )


def _read(company: House) -> int:
    theirs = TheirRows(company, [much.BIG], Reasons(company.map))
    return sum(len(batch) for one in theirs.collections() for batch in theirs.batches(one))


class _Nowhere:
    def write(self, data: bytes) -> int:
        return len(data)


def _package(company: House) -> int:
    theirs = TheirRows(company, [much.BIG], Reasons(company.map))
    sealing = Sealing(_Nowhere(), new_key(), "package")
    case = Case(reference="ABCD2345EFGH6789", received_on=much.TODAY, day=much.TODAY, lang="nb")
    write_package(sealing, theirs, Right.ACCESS, case, Besides())  # type: ignore[arg-type]
    sealing.close()
    return sealing.size


def _process(address: str) -> None:
    """As in a company, where whoever makes packages is a process that stays."""
    company = _company(address)
    stay()
    before = peak()
    runs = [timed(partial(_package, company)) for _ in range(3)]
    made = peak()
    took, told = median([one for one, _ in runs[1:]]), _in_turn(address, company)
    print(json.dumps({**told, "took": _told(took), "bytes": runs[0][1], "peak": made, "before": before}))


def _in_turn(address: str, company: House) -> dict[str, object]:
    engine = sa.create_engine(sa.make_url(address).set(drivername="postgresql+psycopg"))
    by_hand, read = partial(_by_hand, engine, much.by_hand()), partial(_read, company)
    theirs, ours = [], []
    for _ in range(RUNS + 1):
        took, rows = timed(by_hand)
        theirs.append(took)
        took, found = timed(read)
        ours.append(took)
        assert found == rows, (found, rows)
    engine.dispose()
    # The first of each warms what every later one uses: connections, catalogues, compiled questions.
    return {"hand": _told(median(theirs[1:])), "read": _told(median(ours[1:])), "rows": rows}


def _told(took: Took) -> tuple[float, float]:
    return took.wall, took.cpu


if __name__ == "__main__":
    _process(sys.argv[1])
