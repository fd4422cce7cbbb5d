"""What was erased is erased again after a company's database has come back from a backup.

Nothing about anybody is remembered for that: each plan that was carried out says by columns, days and facts which rows it
took, and its receipts how many. The same is asked of the system as it is now, less what is held now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hjemmel.core.action import Action, Verb
from hjemmel.core.datamap import DataMap
from hjemmel.core.grounds.claims import Claims
from hjemmel.core.moment import local_day
from hjemmel.core.period import cutoff
from hjemmel.core.plan import Plan
from hjemmel.core.receipt import Receipt, outcomes
from hjemmel.core.retention import Proposal, in_order
from hjemmel.core.selection import Predicate, Selection, any_of, every


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """A plan with its receipts."""

    plan: Plan
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Rows that were erased or overwritten once, as they are found now if they have come back."""

    proposal: Proposal
    touched: int
    """How many they were: never more than these."""


def in_backups_until(data_map: DataMap, done: Iterable[CarriedOut]) -> Mapping[str, date]:
    """For each system with something erased or overwritten: the last day on which a backup may still hold it."""
    found: dict[str, date] = {}
    for action, receipt in _done(done):
        backup = (
            data_map.declaration.systems[action.rows.system].backup if _is_known(action, data_map) else None
        )
        if backup is not None:
            last = local_day(receipt.ended_at, data_map.zone) + backup.kept
            found[action.rows.system] = max(last, found.get(action.rows.system, last))
    return found


def again(claims: Claims, done: Sequence[CarriedOut], since: date | None = None) -> Iterator[Again]:
    """What a backup may have brought back, children before the rows they refer to. `since`: the day that the backup is of;
    without it, as far back as backups are declared to be kept."""
    same: dict[tuple[str, Verb, tuple[object, ...]], list[tuple[Action, Receipt]]] = {}
    for action, receipt in _done(done):
        if not _is_known(action, claims.map) or action.rows.system in claims.unreached:
            continue
        if local_day(receipt.ended_at, claims.map.zone) >= (since or _oldest_backup(claims, action)):
            same.setdefault((action.rows.collection, action.verb, action.values), []).append(
                (action, receipt)
            )
    order = {collection.name: number for number, collection in enumerate(in_order(claims))}
    for (collection, verb, _), found in sorted(same.items(), key=lambda one: order[one[0][0]]):
        action = found[-1][0]
        rows = any_of(*dict.fromkeys(one.rows.where for one, _ in found))
        yield Again(
            proposal=Proposal(
                verb=verb,
                rows=Selection(collection, every(rows, _not_held(claims, collection))),
                because=action.because,
                values=action.values,
                remember=action.remember,
            ),
            touched=sum(receipt.touched for _, receipt in found),
        )


def _done(done: Iterable[CarriedOut]) -> Iterator[tuple[Action, Receipt]]:
    for one in done:
        for number, receipt in outcomes(one.receipts).items():
            action = one.plan.actions[number]
            if receipt.touched and not action.by_hand and action.verb in (Verb.ERASE, Verb.OVERWRITE):
                yield action, receipt


def _is_known(action: Action, data_map: DataMap) -> bool:
    return action.rows.collection in data_map.collections


def _oldest_backup(claims: Claims, action: Action) -> date:
    """The first day of which there may still be a backup: what was erased before it, none can bring back."""
    backup = claims.map.declaration.systems[action.rows.system].backup
    return date.max if backup is None else cutoff(backup.kept, claims.today)


def _not_held(claims: Claims, collection: str) -> Predicate:
    """No hold and no restriction covers anything of the row, for certain: what came since wins."""
    groups = [group for group in claims.map.collections[collection].groups if group.is_personal]
    return every(*dict.fromkeys(claims.held(group).no for group in groups))
