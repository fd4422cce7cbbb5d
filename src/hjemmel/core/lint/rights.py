"""What a person may ask for and how fast it is answered (Art. 12, 13(2)(b)-(d), 15-22)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap, FixedKind, Whose
from ..declaration.conduct import Rights
from ..period import Period
from ..statutes import ANSWER_WITHIN, EXTENSION
from ..terms import NO_PERSON, Basis
from .bases import rests_on
from .information import own_purposes
from .rule import ADVICE, ERROR, WARNING, Breach, rule

_ALWAYS = ("access", "rectification", "erasure", "restriction")
_OPEN_TO_OBJECTION = (Basis.LEGITIMATE_INTERESTS, Basis.PUBLIC_TASK)
SHORTEST_MONTH, LONGEST_MONTH = 28, 31


def _any_rests_on(map: DataMap, *bases: Basis) -> bool:
    return any(rests_on(purpose, *bases) for purpose in own_purposes(map))


def _offered(map: DataMap) -> tuple[str, ...]:
    return map.declaration.rights.offered if map.declaration.rights else ()


def _rights(map: DataMap) -> Rights | None:
    return map.declaration.rights


@rule(
    "HJ701", "RIGHTS-MISSING", ERROR, "gdpr-13",
    title="rights are missing",
    meaning="Access, rectification, erasure and restriction are always told; portability where consent or"
    " contract"
    " is the basis.",
    remedy="add them to rights.offered",
)  # fmt: skip
def missing_rights(map: DataMap, today: date) -> Iterator[Breach]:
    portable = ("portability",) if _any_rests_on(map, Basis.CONSENT, Basis.CONTRACT) else ()
    missing = [right for right in (*_ALWAYS, *portable) if right not in _offered(map)]
    if missing:
        yield Breach(("rights", "offered"), f"the reader is not told of: {', '.join(missing)}")


@rule(
    "HJ702", "RIGHT-OBJECT", ERROR, "gdpr-21-4",
    title="the right to object is missing",
    meaning="Where legitimate interests are the basis, or there is direct marketing, the right to object is"
    " told"
    " clearly and on its own.",
    remedy="add objection to rights.offered",
)  # fmt: skip
def no_objection(map: DataMap, today: date) -> Iterator[Breach]:
    needed = [p.name for p in own_purposes(map) if p.direct_marketing or rests_on(p, *_OPEN_TO_OBJECTION)]
    if needed and "objection" not in _offered(map):
        yield Breach(
            ("rights", "offered"), f'the right to object is not told, and purpose "{needed[0]}" needs it'
        )


@rule(
    "HJ703", "RIGHT-WITHDRAW", ERROR, "gdpr-7-3",
    title="the right to withdraw consent is missing",
    meaning="Before consenting, the person is told that the consent can be withdrawn at any time.",
    remedy="add withdrawal to rights.offered",
)  # fmt: skip
def no_withdrawal(map: DataMap, today: date) -> Iterator[Breach]:
    if _any_rests_on(map, Basis.CONSENT) and "withdrawal" not in _offered(map):
        yield Breach(("rights", "offered"), "the right to withdraw consent is not told")


@rule(
    "HJ704", "COMPLAINT", ERROR, "gdpr-13",
    title="the right to complain is missing",
    meaning="The reader is told that they can complain to Datatilsynet.",
    remedy="add complaint: {authority: datatilsynet, link: https://www.datatilsynet.no/...}",
)  # fmt: skip
def no_complaint(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.complaint is None:
        yield Breach(("rights",), "the right to complain to Datatilsynet is not told")


@rule(
    "HJ705", "DSR-TERMS", WARNING, "gdpr-12-6",
    title="how identity is checked is not said",
    meaning="On reasonable doubt about who asks, more may be asked for; the reader should know what to"
    " expect.",
    remedy="add identity_check: with how and a text",
)  # fmt: skip
def no_identity_check(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.identity_check is None:
        yield Breach(("rights",), "how identity is checked is not said")


@rule(
    "HJ706", "DSR-FEE", ERROR, "gdpr-12-5",
    title="answers cost something",
    meaning="Answers are free. A fee is allowed only for a single request that is manifestly unfounded or"
    " excessive.",
    remedy="write free: true",
)  # fmt: skip
def fee(map: DataMap, today: date) -> Iterator[Breach]:
    rights = _rights(map)
    if rights and not rights.free:
        yield Breach(("rights", "free"), "answers to requests are not free")


@rule(
    "HJ707", "DEADLINE-LATE", ERROR, "gdpr-12-3",
    title="the promised answer comes later than the law allows",
    meaning="A request is answered without undue delay and within one month of receipt.",
    remedy="write answer_within: 1 month, or less",
)  # fmt: skip
def late_answer(map: DataMap, today: date) -> Iterator[Breach]:
    rights = _rights(map)
    if rights and rights.answer_within.about_days > max(ANSWER_WITHIN.about_days, LONGEST_MONTH):
        yield Breach(
            ("rights", "answer_within"), f"answers within {rights.answer_within}; the law says one month"
        )


@rule(
    "HJ708", "DEADLINE-FORM", WARNING, "gdpr-12-3",
    title="days are not a month, and the extension is not told",
    meaning="29 to 31 days are now and then later than a month, which is the limit; the stricter of the two"
    " binds."
    " What happens when it is not enough should be told too.",
    remedy="write answer_within: 1 month, or keep the days and add extension: 2 months",
)  # fmt: skip
def days_for_a_month(map: DataMap, today: date) -> Iterator[Breach]:
    rights = _rights(map)
    if rights is None or rights.extension is not None or rights.answer_within.total_months:
        return
    if SHORTEST_MONTH < rights.answer_within.days <= LONGEST_MONTH:
        yield Breach(
            ("rights", "answer_within"),
            f"{rights.answer_within} can be later than one month, and no extension is told",
        )


@rule(
    "HJ709", "DEADLINE-LATE", ERROR, "gdpr-12-3",
    title="the extension is longer than the law allows",
    meaning="A deadline may be extended once, by up to two months, with reasons given within the first"
    " month.",
    remedy="write extension: 2 months, or less",
)  # fmt: skip
def long_extension(map: DataMap, today: date) -> Iterator[Breach]:
    rights = _rights(map)
    if rights and rights.extension and rights.extension.about_days > EXTENSION.about_days + 1:
        yield Breach(("rights", "extension"), f"the extension is {rights.extension}; the law says two months")


@rule(
    "HJ710", "RIGHT-NARROWED", ERROR, "gdpr-17",
    title="erasure is offered for consent alone",
    meaning="Data are erased on request for all reasons of Art. 17(1), not only when they rest on consent.",
    remedy="remove erasure_only_consent",
)  # fmt: skip
def narrowed_erasure(map: DataMap, today: date) -> Iterator[Breach]:
    rights = _rights(map)
    if rights and rights.erasure_only_consent:
        yield Breach(
            ("rights", "erasure_only_consent"), "erasure is offered only for data that rest on consent"
        )


@rule(
    "HJ711", "ID-COPY", WARNING, "gdpr-5-1-c",
    title="a copy of an identity document is asked for",
    meaning="It is as a rule more than is needed, and makes a new store of sensitive copies.",
    remedy="use known_channel, bankid, oidc or in_person",
)  # fmt: skip
def copy_of_document(map: DataMap, today: date) -> Iterator[Breach]:
    check = map.declaration.identity_check
    if check and "id_copy" in check.how:
        yield Breach(("identity_check", "how"), "a copy of an identity document is asked for")


@rule(
    "HJ712", "RIGHT-REVIEW", ERROR, "gdpr-22",
    title="the right to have a person look at a decision is missing",
    meaning="Where a machine decides, the person may have a human look at it, say their view and contest it.",
    remedy="add human_review to rights.offered",
)  # fmt: skip
def no_human_review(map: DataMap, today: date) -> Iterator[Breach]:
    if "human_review" in _offered(map):
        return
    for purpose in own_purposes(map):
        automated = purpose.declared.automated
        if automated and automated.kind == "decision" and not automated.human_decides:
            yield Breach(
                ("rights", "offered"),
                f'a machine decides in purpose "{purpose.name}", and no person can be asked for',
            )


@rule(
    "HJ713", "DSR-WAYS", WARNING, "gdpr-12-1",
    title="a way to ask is offered that nobody can find",
    meaning="The reader may ask by post, e-mail or telephone, and no address or number for it is given.",
    remedy="add it to the organisation, or remove the way",
)  # fmt: skip
def ways_without_address(map: DataMap, today: date) -> Iterator[Breach]:
    organisation, rights = map.declaration.organisation, _rights(map)
    given = {"email": organisation.email, "phone": organisation.phone, "post": organisation.address}
    for number, way in enumerate(rights.ways if rights else ()):
        if way in given and given[way] is None:
            yield Breach(
                ("rights", "ways", number), f'requests may come by "{way}", and nothing says where to'
            )


@rule(
    "HJ714", "DSR-ALARMS", ADVICE, "gdpr-12-3",
    title="an alarm comes before the request",
    meaning="An alarm so many days before the deadline would ring before or when the request arrives.",
    remedy="write alarms shorter than answer_within",
)  # fmt: skip
def early_alarm(map: DataMap, today: date) -> Iterator[Breach]:
    rights = _rights(map)
    for number, alarm in enumerate(rights.alarms if rights else ()):
        if rights and alarm.about_days >= _shortest_days(rights.answer_within):
            yield Breach(("rights", "alarms", number), f"an alarm {alarm} before the end rings too early")


def _shortest_days(period: Period) -> float:
    return period.total_months * SHORTEST_MONTH + period.days


@rule(
    "HJ715", "IDENTITY-NONE", WARNING, "gdpr-15",
    title="a group of people cannot be found",
    meaning="Nothing in the systems tells by which e-mail, number or name a person of that kind is found, so"
    " a"
    " request for access would find nothing.",
    remedy="add identity: to the collection that holds the persons",
)  # fmt: skip
def unfindable(map: DataMap, today: date) -> Iterator[Breach]:
    identifying = {name for name, category in map.declaration.categories.items() if category.identifies}
    found = {kind for c in map.collections.values() if c.identity for kind in _kinds(c.whose)}
    for full, collection in map.collections.items():
        kinds = _kinds(collection.whose) - {NO_PERSON}
        held = {group.category for group in collection.groups}
        if not collection.whose.path and kinds and not kinds & found and held & identifying:
            system, _, name = full.partition(".")
            yield Breach(
                ("systems", system, "collections", name), f"persons in {full} cannot be found by anything"
            )


def _kinds(whose: Whose) -> set[str]:
    if isinstance(whose.kind, FixedKind):
        return {whose.kind.kind}
    return {kind for _, kind in whose.kind.values} | {whose.kind.otherwise}


RULES = (
    missing_rights, no_objection, no_withdrawal, no_complaint, no_identity_check, fee, late_answer,
    days_for_a_month, long_extension, narrowed_erasure, copy_of_document, no_human_review,
    ways_without_address, early_alarm, unfindable,
)  # fmt: skip
