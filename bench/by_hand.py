"""What an engineer who knows this one shop, its indexes and its law would write to plan the same sweep.

It answers the same questions: what to erase, what to overwrite, what is left alone for a restriction, a hold or a
statute, and what nobody can tell because a date is no date. The cut-off dates are worked out beforehand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hjemmel.core.facts import Facts

FACTS = """
CREATE TEMP TABLE held (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE restricted (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE protected (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE wrong (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL);
CREATE TEMP TABLE gone (account_id INTEGER PRIMARY KEY);
"""

# The distinct dates are few: those that are no date are found by stepping through the index, not by asking each row.
WRONG = """
INSERT INTO wrong
WITH RECURSIVE days (day) AS (
    SELECT min(placed_on) FROM orders
    UNION ALL
    SELECT (SELECT min(placed_on) FROM orders WHERE placed_on > day) FROM days WHERE day IS NOT NULL
)
SELECT id, account_id FROM orders
WHERE placed_on IN (SELECT day FROM days WHERE day IS NOT NULL AND (date(day, '+0 days') IS NOT day OR day < '1000'))
"""

# Accounts of which all is over: the last order is three years old, and every order has a date that can be read.
GONE = """
INSERT INTO gone
SELECT a.id FROM accounts a
WHERE a.id NOT IN protected
AND a.id NOT IN (SELECT account_id FROM wrong)
AND a.id NOT IN (SELECT account_id FROM orders NOT INDEXED WHERE placed_on >= '2023-11-24')
AND (
    EXISTS (SELECT 1 FROM orders o WHERE o.account_id = a.id)
    OR (a.created_on < '2023-11-24' AND date(a.created_on, '+0 days') IS a.created_on)
)
"""

LEFT_ALONE = """
SELECT (
    SELECT count(*) FROM orders
    WHERE account_id IN {0} AND id NOT IN (SELECT id FROM wrong)
    AND (placed_on < '2021-01-01' OR (note IS NOT NULL AND placed_on < '2025-11-24'))
), (
    SELECT count(*) FROM accounts a
    WHERE id IN {0} AND (a.name <> 'gone' OR a.email <> 'gone-' || a.id || '@invalid.example')
    AND a.id NOT IN (SELECT account_id FROM wrong)
    AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.account_id = a.id AND o.placed_on >= '2023-11-24')
    AND (
        EXISTS (SELECT 1 FROM orders o WHERE o.account_id = a.id)
        OR (a.created_on < '2023-11-24' AND date(a.created_on, '+0 days') IS a.created_on)
    )
)
"""

COUNTS = {
    "orders erase": """
SELECT count(*) FROM orders WHERE placed_on < '2021-01-01'
AND account_id NOT IN protected AND id NOT IN (SELECT id FROM wrong)
""",
    "orders overwrite": """
SELECT count(*) FROM orders NOT INDEXED
WHERE placed_on >= '2021-01-01' AND placed_on < '2025-11-24' AND note IS NOT NULL
AND account_id NOT IN protected AND id NOT IN (SELECT id FROM wrong)
""",
    "orders statute": """
SELECT (SELECT count(*) FROM orders WHERE placed_on >= '2021-01-01')
     - (SELECT count(*) FROM wrong JOIN orders USING (id) WHERE placed_on >= '2021-01-01')
""",
    "orders unknown": "SELECT count(*) FROM wrong WHERE account_id NOT IN protected",
    # An order goes for good when its voucher may; an account that still has one that stays is overwritten instead.
    # One that was overwritten before goes when the last order has gone.
    "accounts erase": """
SELECT count(*) FROM gone WHERE NOT EXISTS (
    SELECT 1 FROM orders o WHERE o.account_id = gone.account_id AND o.placed_on >= '2021-01-01'
)
""",
    "accounts overwrite": """
SELECT count(*) FROM gone JOIN accounts a ON a.id = gone.account_id
WHERE (a.name <> 'gone' OR a.email <> 'gone-' || a.id || '@invalid.example') AND EXISTS (
    SELECT 1 FROM orders o WHERE o.account_id = a.id AND o.placed_on >= '2021-01-01'
)
""",
    "accounts unknown": """
SELECT (
    SELECT count(*) FROM accounts a WHERE a.id IN (SELECT account_id FROM wrong)
    AND (a.name <> 'gone' OR a.email <> 'gone-' || a.id || '@invalid.example') AND a.id NOT IN protected
    AND NOT EXISTS (
        SELECT 1 FROM orders o WHERE o.account_id = a.id AND o.placed_on >= '2023-11-24'
        AND o.id NOT IN (SELECT id FROM wrong)
    )
) + (
    SELECT count(*) FROM accounts a WHERE date(a.created_on, '+0 days') IS NOT a.created_on
    AND (a.name <> 'gone' OR a.email <> 'gone-' || a.id || '@invalid.example') AND a.id NOT IN protected
    AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.account_id = a.id)
)
""",
}


def plan(file: Path, facts: Facts) -> dict[str, int]:
    """The same numbers as a plan has, by what they are of."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        database.executescript(FACTS)
        database.executemany(
            "INSERT INTO held VALUES (?)", (key for hold in facts.holds for key in hold.keys)
        )
        database.executemany(
            "INSERT INTO restricted VALUES (?)", (one.about.key for one in facts.restrictions)
        )
        database.execute("INSERT INTO protected SELECT id FROM held UNION SELECT id FROM restricted")
        database.execute(WRONG)
        database.execute(GONE)
        return {name: number for name, number in _counted(database) if number}


def _counted(database: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    for name, sql in COUNTS.items():
        yield name, database.execute(sql).fetchone()[0]
    for list_name in ("restricted", "held"):
        of_orders, of_accounts = database.execute(LEFT_ALONE.format(list_name)).fetchone()
        yield f"orders {list_name}", of_orders
        yield f"accounts {list_name}", of_accounts
