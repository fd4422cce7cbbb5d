"""What is written into the company's own columns, so that its systems act by it too: that a consent has ended, that
somebody has said no to marketing, and that a row must not be used.

Hjemmel goes by its own facts in any case. Where the company has declared such a column, its own mailings and screens go by
that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..action import Because, Verb
from ..datamap import Collection, ConsentProof, ObjectionMark
from ..declaration.data import BarredMeaning
from ..grounds.claims import Claims, there
from ..moment import local_day
from ..retention import Proposal
from ..selection import Null, OneOf, Predicate, Scalar, Selection, any_of, every, negate
from ..terms import Mode, WhenDue
from .ask import Ask, one_right
from .brings import said_no_to
from .right import Right


def said_no(asks: Sequence[Ask], claims: Claims) -> Iterator[Proposal]:
    """The company's own columns of consent and of objection, of rows that stay. An objection to anything but direct
    marketing waits for a decision, and stands in no such column."""
    purposes = {name for ask in asks for name in said_no_to(ask, claims.map)}
    # Who is erased leaves no choice behind on the card: the no stands in Hjemmel's facts.
    if one_right(asks) is Right.OBJECTION:
        for mark in claims.map.objections:
            if _is_seen(mark.collection, claims):
                yield from _objected(mark, purposes, claims)
    for proof in claims.map.consents:
        if _is_seen(proof.collection, claims):
            yield from _withdrawn(proof, purposes, asks, claims)


def barred(claims: Claims) -> Iterator[Proposal]:
    """Rows about whoever asks are marked as not to be used (Art. 18)."""
    for collection, meaning in _with_mark(claims):
        where = every(_mine(collection, claims), _is(meaning.column, meaning.on, yes=False))
        yield _marked(collection, where, meaning.column, meaning.on, _BARRED)


def free_again(claims: Claims) -> Iterator[Proposal]:
    """The mark goes from the rows that nothing restricts any more."""
    for collection, meaning in _with_mark(claims):
        free = (
            every(claims.restricted(group).no, claims.undecided(group).no)
            for group in collection.groups
            if group.is_personal
        )
        where = every(_mine(collection, claims), *free, _is(meaning.column, meaning.on, yes=True))
        yield _marked(collection, where, meaning.column, meaning.off, _FREE)


# ---- consents and objections ---------------------------------------------------------------------------------


def _withdrawn(
    proof: ConsentProof, purposes: set[str], asks: Sequence[Ask], claims: Claims
) -> Iterator[Proposal]:
    column = proof.meaning.withdrawn
    if column is None:
        return
    day = max(local_day(ask.at, claims.map.zone) for ask in asks)
    told = (claims.consented_by_row(proof, name, day).yes for name in sorted(purposes))
    where = every(claims.is_askers(proof.whose).yes, any_of(*told), _stays(proof.collection, claims))
    collection = claims.map.collections[proof.collection]
    yield _written(collection, where, column, day.isoformat(), _WITHDRAWN)


def _objected(mark: ObjectionMark, purposes: set[str], claims: Claims) -> Iterator[Proposal]:
    """The column speaks of several purposes at once: it is written to when all of them have been said no to."""
    spoken_of = set(mark.meaning.to)
    if not spoken_of & purposes:
        return
    column, word = mark.meaning.column, mark.meaning.when
    collection = claims.map.collections[mark.collection]
    said = Null(column, yes=False) if word is None else OneOf(column, (word,))
    where = every(claims.is_askers(mark.whose).yes, negate(said), _stays(mark.collection, claims))
    if spoken_of <= purposes:
        yield _written(
            collection, where, column, claims.today.isoformat() if word is None else word, _SAID_NO
        )
    else:
        yield Proposal(
            verb=None,
            rows=Selection(collection.name, where),
            because=Because(
                rule="objection",
                line=collection.place.line,
                law="gdpr-21-3",
                text_nb="kolonnen gjelder flere formål enn det personen har sagt nei til",
                text_en="the column speaks of more purposes than the person has said no to",
            ),
            waits_nb="noen har sørget for det i systemet selv",
            waits_en="somebody has seen to it in the system itself",
        )


def _stays(name: str, claims: Claims) -> Predicate:
    """The row does not go with the same plan."""
    collection = claims.map.collections[name]
    goes = collection.when_due is not WhenDue.OVERWRITE
    return negate(claims.row_gone(name)) if goes else every()


# ---- small parts ---------------------------------------------------------------------------------------------

_WITHDRAWN = ("withdrawal", "gdpr-7-3", "samtykket er trukket", "the consent has been withdrawn")
_SAID_NO = ("objection", "gdpr-21-3", "personen har sagt nei", "the person has said no")
_BARRED = (
    "restriction",
    "gdpr-18",
    "personen har fått begrenset bruken",
    "the person has been granted a restriction",
)
_FREE = ("lifting", "gdpr-18-3", "begrensningen er hevet", "the restriction has been lifted")
Why = tuple[str, str, str, str]


def _is_seen(name: str, claims: Claims) -> bool:
    return name.partition(".")[0] not in claims.unreached


def _with_mark(claims: Claims) -> Iterator[tuple[Collection, BarredMeaning]]:
    for collection in claims.map.collections.values():
        if collection.barred is not None and _is_seen(collection.name, claims):
            yield collection, collection.barred


def _mine(collection: Collection, claims: Claims) -> Predicate:
    """Something in the row is about whoever asks."""
    personal = (group for group in collection.groups if group.is_personal)
    return any_of(*(every(there(group), claims.about_asker(group).yes) for group in personal))


def _is(column: str, value: Scalar, *, yes: bool) -> Predicate:
    return OneOf(column, (value,), yes=yes)


def _marked(collection: Collection, where: Predicate, column: str, value: Scalar, why: Why) -> Proposal:
    return _proposal(Verb.RESTRICT, collection, where, column, value, why)


def _written(collection: Collection, where: Predicate, column: str, value: Scalar, why: Why) -> Proposal:
    return _proposal(Verb.RECTIFY, collection, where, column, value, why)


def _proposal(
    verb: Verb, collection: Collection, where: Predicate, column: str, value: Scalar, why: Why
) -> Proposal:
    rule, law, nb, en = why
    return Proposal(
        verb=verb,
        rows=Selection(collection.name, where),
        because=Because(rule=rule, line=collection.place.line, law=law, text_nb=nb, text_en=en),
        values=((column, value),),
        by_hand=collection.mode is Mode.WATCH,
    )
