"""The deeds of the register: taking in, changing, telling the person, and the announcements of a change of key.

Each is one ledger line of counts and kinds. What may be taken in is decided in `intake`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.register import store
from hjemmel.capabilities.register.intake import (
    NO_NUMBER,
    NUMBER,
    Looked,
    look_through,
    reasons_against_rows,
    reasons_against_texts,
    warnings_of,
)
from hjemmel.capabilities.register.models import MODELS, Beginning, Person, UnsettledKey, new_key
from hjemmel.capabilities.register.new import (
    REFERENCES,
    JobDecision,
    New,
    NotTaken,
    Origin,
    Outcome,
    Reason,
    Taken,
    Warned,
    table_of,
)
from hjemmel.core.datamap import DataMap
from hjemmel.engine.ports import Actor, OpenRow, Plain
from hjemmel.engine.register import layout
from hjemmel.engine.register.layout import TABLES, SealedTable
from hjemmel.engine.vault.vault import Vault


def take(
    data_map: DataMap,
    vault: Vault,
    news: Sequence[New] | Sequence[Looked],
    origin: Origin,
    actor: Actor,
    at: datetime,
) -> tuple[Taken, ...]:
    """Take these rows in, all of them or none. Rows they refer to must be there; whoever has looked through their texts
    already hands in what was found.

    Raises NotTaken with everything that is wrong, or a VaultFault."""
    rows = [new if isinstance(new, Looked) else look_through(new, origin.received_at.date()) for new in news]
    against = reasons_against_rows(data_map, rows, origin)
    if against:
        raise NotTaken(against)
    counts = Counter(table_of(row.new).name for row in rows)
    told: dict[str, Plain] = {
        "rows": dict(sorted(counts.items())),
        "source": origin.source,
        "channel": origin.channel,
    }
    # The database is held from here: keys are asked for after it, and values committed with it.
    with deed("register-taken", actor, told, at):
        ids = [new_key() for _ in rows]
        homes = [id for row, id in zip(rows, ids, strict=True) if table_of(row.new).is_home]
        if homes:
            vault.admit(homes)
        subjects = [
            subject or id for subject, id in zip(_subjects([row.new for row in rows]), ids, strict=True)
        ]
        _keep(vault, list(zip(rows, ids, subjects, strict=True)), origin)
    return tuple(Taken(id=id, warnings=row.warnings) for row, id in zip(rows, ids, strict=True))


def change(
    vault: Vault, table: SealedTable, id: str, values: Mapping[str, str | None], actor: Actor, at: datetime
) -> tuple[Warned, ...]:
    """Put these in the sealed columns of a row. The subject stays announced: settle it, and older copies lose the old.

    Raises NotTaken for what no text may hold, or if there is no such row."""
    unsealed = [column for column in values if column not in table.sealed]
    if unsealed:
        raise ValueError(f"{', '.join(unsealed)}: no sealed column of {table.name}")
    new = {column: (value or "").strip() or None for column, value in values.items()}
    against = tuple(reasons_against_texts(new, at.date()))
    if new.get(NUMBER):
        # It comes with its purpose, at intake; here nobody says what it is for.
        against = (*against, NO_NUMBER)
    if against:
        raise NotTaken(against)
    with deed("register-changed", actor, {"table": table.name, "columns": sorted(new)}, at):
        there = store.row(table, id)
        if there is None:
            raise NotTaken((_NO_SUCH_ROW,))
        UnsettledKey.objects.get_or_create(pk=there.subject)
        (sealed,) = vault.seal([OpenRow(subject=there.subject, table=table.name, row=id, values=new)])
        MODELS[table.name].objects.filter(pk=id).update(**sealed.values, **store.tokens(vault, table)(new))
        if "name" in new:
            Beginning.objects.filter(subject=there.subject).delete()
            Beginning.objects.bulk_create(
                Beginning(subject=there.subject, token=token)
                for token in store.beginnings(vault, table)(new["name"])
            )
    return tuple(warnings_of(new, at.date()))


def tell(ids: Collection[str], actor: Actor, at: datetime) -> None:
    """These persons were told of the statement now. Who was told before stays so."""
    with deed("register-told", actor, {"persons": len(ids)}, at):
        Person.objects.filter(pk__in=list(ids), told_at__isnull=True).update(told_at=at)


def told_by_mail(told: Mapping[str, datetime], actor: Actor, at: datetime) -> None:
    """These were told at these moments, which may lie a while back: a sender broke off before it could say so."""
    with deed("register-told", actor, {"persons": len(told)}, at):
        for id, moment in told.items():
            Person.objects.filter(pk=id, told_at__isnull=True).update(told_at=moment)


def not_told(id: str, told_at: datetime, actor: Actor, at: datetime) -> None:
    """What was sent then came back for good: nobody was told by it. Who was told at another time stays so."""
    with deed("register-not-told", actor, {}, at):
        Person.objects.filter(pk=id, told_at=told_at).update(told_at=None)


def end_relation(id: str, on: date, actor: Actor, at: datetime) -> None:
    """The relation ended that day. Raises NotTaken if it has ended already, or is not there; so do the deeds below."""
    with deed("register-relation-ended", actor, {}, at):
        _mark(layout.RELATION, id, "ended_on", ended_on=on)


def end_contact(id: str, on: date, actor: Actor, at: datetime) -> None:
    """The person left the role in the organisation that day."""
    with deed("register-contact-ended", actor, {}, at):
        _mark(layout.CONTACT, id, "ended_on", ended_on=on)


def close_enquiry(id: str, actor: Actor, at: datetime) -> None:
    """What was asked is answered, or needs no answer."""
    with deed("register-enquiry-closed", actor, {}, at):
        _mark(layout.ENQUIRY, id, "closed_at", closed_at=at)


def answer_offer(id: str, accepted: bool, actor: Actor, at: datetime) -> None:
    """The person has said yes or no to the offer."""
    with deed("register-offer-answered", actor, {"accepted": accepted}, at):
        _mark(layout.OFFER, id, "accepted", accepted=accepted)


def pay_invoice(id: str, on: date, actor: Actor, at: datetime) -> None:
    """The invoice was paid that day."""
    with deed("register-invoice-paid", actor, {}, at):
        _mark(layout.INVOICE, id, "paid_on", paid_on=on)


def settle_complaint(id: str, outcome: Outcome, on: date, actor: Actor, at: datetime) -> None:
    """The complaint or dispute ended that day."""
    with deed("register-complaint-settled", actor, {"outcome": outcome.value}, at):
        _mark(layout.COMPLAINT, id, "settled_on", settled_on=on, outcome=outcome.value)


def decide_application(
    id: str, decision: JobDecision, on: date, erase_on: date, actor: Actor, at: datetime
) -> None:
    """The applicant has an answer, and the application goes on `erase_on`."""
    with deed("register-application-decided", actor, {"decision": decision.value}, at):
        _mark(
            layout.APPLICATION,
            id,
            "decided_on",
            decided_on=on,
            decision=decision.value,
            erase_on=erase_on,
        )


def destroy_paper(id: str, on: date, actor: Actor, at: datetime) -> None:
    """The paper was destroyed that day."""
    with deed("register-paper-destroyed", actor, {}, at):
        _mark(layout.PAPER, id, "destroyed_on", destroyed_on=on)


def _mark(table: SealedTable, id: str, still: str, **values: object) -> None:
    """Put these in the row where `still` says nothing yet: of two who do the same at once, one is told so."""
    there = MODELS[table.name].objects.filter(pk=id)
    if not there.filter(**{f"{still}__isnull": True}).update(**values):
        raise NotTaken((_DONE if there.exists() else _NO_SUCH_ROW,))


def announce(subjects: Collection[str], actor: Actor, at: datetime) -> None:
    """Rows of these subjects are about to be erased or blanked: their keys must follow."""
    with deed("register-keys-announced", actor, {"subjects": len(subjects)}, at):
        UnsettledKey.objects.bulk_create(
            (UnsettledKey(subject=one) for one in sorted(subjects)), ignore_conflicts=True
        )


def settled(subjects: Collection[str], actor: Actor, at: datetime) -> None:
    """The keys of these subjects have followed. What a name began with goes with the name."""
    with deed("register-keys-settled", actor, {"subjects": len(subjects)}, at):
        Beginning.objects.filter(subject__in=store.nameless(subjects)).delete()
        UnsettledKey.objects.filter(pk__in=list(subjects)).delete()


def _subjects(news: Sequence[New]) -> list[str | None]:
    """Whom each row is about; None: itself. Raises NotTaken if a row that is referred to is not there."""
    there: dict[str, dict[str, str]] = {}
    for field, table in REFERENCES.items():
        ids = {getattr(new, field) for new in news if hasattr(new, field)}
        there[field] = dict(store.subjects_of(table, ids))
    found: list[str | None] = []
    for new in news:
        named = [field for field in REFERENCES if hasattr(new, field)]
        if any(getattr(new, field) not in there[field] for field in named):
            raise NotTaken((_NO_SUCH_ROW,))
        found.append(there[named[0]][getattr(new, named[0])] if named else None)
    return found


def _keep(vault: Vault, placed: Sequence[tuple[Looked, str, str]], origin: Origin) -> None:
    """Seal and store, table by table, in the order in which rows refer to each other."""
    by_table: dict[str, list[tuple[Mapping[str, object], str, str]]] = {}
    for row, id, subject in placed:
        by_table.setdefault(table_of(row.new).name, []).append((row.values, id, subject))
    for table in TABLES.values():
        mine = by_table.get(table.name)
        if not mine:
            continue
        tokens, beginnings = store.tokens(vault, table), store.beginnings(vault, table)
        sealed, whence = vault.seal([_open(table, *one) for one in mine]), _whence(origin)
        store.put(
            MODELS[table.name],
            [
                _row(table, *one, {**whence, **kept.values, **tokens(one[0])})
                for one, kept in zip(mine, sealed, strict=True)
            ],
        )
        store.put(
            Beginning,
            [
                {"subject": subject, "token": token}
                for values, _, subject in mine
                for token in beginnings(values.get("name"))
            ],
        )


def _open(table: SealedTable, values: Mapping[str, object], id: str, subject: str) -> OpenRow:
    texts = {column: None if values[column] is None else str(values[column]) for column in table.sealed}
    return OpenRow(subject=subject, table=table.name, row=id, values=texts)


def _whence(origin: Origin) -> dict[str, object]:
    """What stands on every row of where it comes from."""
    return {
        "source": origin.source,
        "channel": origin.channel,
        "purposes": " ".join(origin.purposes),
        "received_at": origin.received_at,
        "told_at": origin.told_at,
    }


def _row(
    table: SealedTable, values: Mapping[str, object], id: str, subject: str, beside: Mapping[str, object]
) -> dict[str, object]:
    """What is clear of the row, and what stands beside it."""
    clear = {
        f"{column}_id" if column in REFERENCES else column: value
        for column, value in values.items()
        if column not in table.sealed
    }
    return {"id": id, "subject": subject, **clear, **beside}


_DONE = Reason(
    nb="noen har gjort det allerede; se siden på nytt",
    en="somebody has done it already; look at the page again",
)
_NO_SUCH_ROW = Reason(
    nb="raden det vises til, finnes ikke i registeret", en="the row referred to is not in the register"
)
