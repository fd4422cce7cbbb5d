"""Sending the answer to whoever asked by the public page: written, sealed, and a link to it by e-mail.

Each part can be done once more after a break: what has been noted is not noted twice, and a link that never left is
worth nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.identity import store as checks
from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.plans.store import KeptPlan
from hjemmel.connectors.mail import as_message
from hjemmel.connectors.protocol import Failure
from hjemmel.core.action import Action, Refusal, Verb
from hjemmel.core.answer.letter import Letter
from hjemmel.core.answer.outcome import (
    Erasure,
    Kept,
    Lifting,
    ObjectionPartly,
    ObjectionRejected,
    ObjectionUpheld,
    Rectification,
    Refused,
    Restriction,
    Share,
    Withdrawal,
)
from hjemmel.core.answer.outcome import Outcome as Said
from hjemmel.core.answer.reason import label
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.identity import answer_letter
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.receipt import Receipt
from hjemmel.core.request import Decided, No, Outcome, RefusedRequest, State, Way
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.brings import CONTESTED, ended
from hjemmel.core.rights.right import Right
from hjemmel.core.sharing.telling import UNKNOWN
from hjemmel.core.tasks.task import Found, TaskKind
from hjemmel.core.tasks.words import WHY_NOT
from hjemmel.desk import answers, clock, post, requests, tasks, tellings
from hjemmel.desk.published import published
from hjemmel.desk.requests import NotTaken, RequestView
from hjemmel.engine.ports import Actor

_READY = (State.EXECUTED, State.REFUSED, State.ANSWERED)
_SETTLED = (Right.RESTRICTION, Right.WITHDRAWAL, Right.RECIPIENTS)
"""What is done wholly by being granted: what stays has nothing to do with what was asked for."""
ASKED_TO_LIFT = Text(
    nb="Du har bedt om at begrensningen heves", en="You have asked for the restriction to be lifted"
)


class NotSent(RuntimeError):
    """The mail server did not take the letter. Nothing is noted as sent; try again."""


class PerhapsSent(RuntimeError):
    """It was broken off while the link was being sent: it may have left. It is sent again only when somebody says so."""


def can_be_sent(view: RequestView) -> bool:
    """The answer can be written from what was done, and there is a mailbox that whoever asks was seen to read."""
    check = checks.of_request(view.id)
    return check is not None and check.read_at is not None and view.state in _READY and view.right is not None


def has_letter(view: RequestView) -> bool:
    """What is answered is a letter alone, and it can be written."""
    is_refused = view.life.last(RefusedRequest) is not None
    is_letter = is_refused or view.right not in answers.HANDED_OVER
    return view.state in (*_READY, State.DELIVERED) and view.right is not None and is_letter


def letter(id: str, lang: str, actor: Actor) -> Letter:
    """The answer on paper, for whoever sends it by post or hands it over. That it was written is noted. Raises NotTaken."""
    view = requests.view(id)
    if view is None or not has_letter(view):
        raise NotTaken(No.NOT_NOW)
    note("answer-letter", actor, {"request": id, "right": (view.right or Right.ACCESS).value}, clock.now())
    return answers.write_letter(id, view.due.received_on, _said(view, actor), lang)


def notice_of_lifting(id: str, ends_on: date, lang: str, actor: Actor) -> Letter:
    """What a person is told before a restriction is lifted (Art. 18(3)). Raises NotTaken."""
    view = requests.view(id)
    if view is None or view.right is not Right.LIFTING or not view.is_open:
        raise NotTaken(No.NOT_NOW)
    return answers.write_letter(
        id, view.due.received_on, Lifting(ends_on=ends_on, reason=ASKED_TO_LIFT), lang
    )


def is_perhaps_sent(view: RequestView) -> bool:
    """A link was made, and nobody knows whether it reached whoever asks."""
    made = _made(view)
    return view.state is State.ANSWERED and made is not None and made.delivered_at is not None


def send(id: str, actor: Actor, *, again: bool = False) -> None:
    """Write the answer, seal it, and send the link. `again`: also where it may have left already; the link before then
    stops working.

    Raises NotTaken, NotSent, PerhapsSent, a Failure or a VaultFault."""
    view, check, to = requests.view(id), checks.of_request(id), requests.contact(id, actor)
    if view is None or check is None or not to or not can_be_sent(view):
        raise NotTaken(No.NOT_NOW)
    said, package = outcome(view), _package(view, check.lang, actor)
    if view.state is not State.ANSWERED:
        requests.answer(id, said, actor)
    if is_perhaps_sent(view) and not again:
        raise PerhapsSent
    secret = answers.deliver(package, actor)
    try:
        _send_link(id, to, secret, check.lang)
    except (NotSent, Failure):
        # It surely did not leave: the next time is the first time.
        answers.take_link_back(package, actor)
        raise
    requests.deliver(id, requests.today(), Way.EMAIL, actor)


def _send_link(id: str, to: str, secret: str, lang: str) -> None:
    data_map, offered = published().map, answers.offered(secret)
    if offered is None:
        raise NotTaken(No.NOT_NOW)
    last_day = Tongue(lang).date(local_day(offered.expires_at, data_map.zone))
    message = as_message(
        answer_letter(data_map, secret, last_day, lang), to, f"{id}.{offered.id}", clock.now()
    )
    with post.server(data_map) as server:
        match server.send(message).delivery:
            case Delivery.REFUSED | Delivery.LATER:
                raise NotSent
            case Delivery.UNCERTAIN:
                raise PerhapsSent
            case Delivery.ACCEPTED:
                pass


def _package(view: RequestView, lang: str, actor: Actor) -> str:
    """The one that was made already, if this was broken off."""
    made = _made(view)
    if made is not None:
        return made.id
    right = view.right
    if view.life.last(RefusedRequest) is None and right in answers.HANDED_OVER:
        answering = answers.answering(view.id, lang, actor)
        if answers.unread(answering, actor):
            raise NotTaken(No.NOT_READ)
        return answers.make_package(answering, actor)
    letter = answers.write_letter(view.id, view.due.received_on, _said(view, actor), lang)
    return answers.make_letter(letter, right or Right.ACCESS, actor)


def _made(view: RequestView) -> answers.Kept | None:
    return next((one for one in answers.of_request(view.id) if one.gone_at is None), None)


def _said(view: RequestView, actor: Actor) -> Said:
    """What was done, and who else has been told of it, or is (Art. 19)."""
    found = [one for one in tellings.of_request(view.id) if one.telling.recipient != UNKNOWN]
    told = tuple(one.recipient for one in found if one.has_been_told)
    awaiting = tuple(one.recipient for one in found if not one.has_been_told)
    return _with_recipients(_done(view, actor), told, awaiting)


def _with_recipients(said: Said, told: tuple[Text, ...], awaiting: tuple[Text, ...]) -> Said:
    match said:
        case Erasure() | Rectification() | Restriction():
            return replace(said, recipients=told, awaiting=awaiting)
        case ObjectionUpheld(erasure=Erasure() as gone) | Withdrawal(erasure=Erasure() as gone):
            return replace(said, erasure=replace(gone, recipients=told, awaiting=awaiting))
        case ObjectionPartly(upheld=ObjectionUpheld(erasure=Erasure() as gone) as upheld):
            gone = replace(gone, recipients=told, awaiting=awaiting)
            return replace(said, upheld=replace(upheld, erasure=gone))
        case _:
            return said


def _done(view: RequestView, actor: Actor) -> Said:
    refused = view.life.last(RefusedRequest)
    if refused is not None:
        reason = requests.reason_of(view.id, actor)
        law = f"gdpr-{refused.reason.article.replace('(', '-').rstrip(')')}"
        return Refused(right=view.right or Right.ACCESS, reason=Text(nb=reason, en=reason), law=law)
    kept = requests.plan(view.id)
    if kept is None:
        raise NotTaken(No.NOT_NOW)
    data_map, ask = published().map, requests.ask_of(view.id, actor)
    match view.right:
        case Right.RESTRICTION:
            begins = local_day(kept.approval.at, data_map.zone) if kept.approval else view.due.received_on
            return Restriction(
                point=ask.point or CONTESTED, begins_on=begins, by_hand=_by_hand(kept, data_map)
            )
        case Right.LIFTING:
            return Lifting(ends_on=local_day(ask.at, data_map.zone), reason=ASKED_TO_LIFT)
        case Right.RECTIFICATION:
            return rectified(kept, data_map)
        case Right.OBJECTION:
            return objection(ask, requests.decision_of(view.id, actor), kept, data_map)
        case Right.WITHDRAWAL:
            return Withdrawal(purposes=_withdrawn(ask, kept, data_map), erasure=_what_went(kept, data_map))
        case Right.RECIPIENTS:
            return answers.recipients(ask, actor)
        case _:
            return erasure(kept, data_map)


def rectified(kept: KeptPlan, data_map: DataMap) -> Rectification:
    """What was corrected, from the receipts, and what was not. No value stands in it."""
    fields: dict[Text, None] = {}
    rows = 0
    for number, action in enumerate(kept.plan.actions):
        receipt = kept.outcomes.get(number)
        if action.verb is Verb.RECTIFY and (action.by_hand or receipt is not None):
            collection = data_map.collections[action.rows.collection]
            groups = (collection.group_of(column) for column, _ in action.values)
            fields.update((label(data_map, group), None) for group in groups if group is not None)
            rows += action.expected if receipt and receipt.is_true else receipt.touched if receipt else 0
    return Rectification(
        fields=tuple(fields),
        rows=rows,
        kept=_left(kept, data_map),
        by_hand=_by_hand(kept, data_map),
        unreached=_unreached(kept, data_map),
    )


def objection(
    ask: Ask, reason: str, kept: KeptPlan, data_map: DataMap
) -> ObjectionUpheld | ObjectionRejected | ObjectionPartly:
    """What was decided, and what has gone because of it."""
    ended_now = tuple(name for name in ended(ask, data_map) if name not in dict(ask.rejected))
    upheld = ObjectionUpheld(purposes=ended_now, erasure=_what_went(kept, data_map))
    if not ask.rejected:
        return upheld
    rejected = ObjectionRejected(purposes=tuple(dict(ask.rejected)), reason=Text(nb=reason, en=reason))
    return ObjectionPartly(upheld=upheld, rejected=rejected) if upheld.purposes else rejected


def _withdrawn(ask: Ask, kept: KeptPlan, data_map: DataMap) -> tuple[str, ...]:
    """The consents that ended: those named, else those that had been given. Where nothing tells of any, all it may be about."""
    asked_about = ended(ask, data_map)
    if ask.purposes:
        return asked_about
    given = {
        one.purpose
        for one in StoredFacts().read().consents
        if one.about in ask.about and one.withdrawn_at == ask.at
    }
    written = {
        action.rows.collection
        for action in kept.plan.actions
        if action.because.rule == Right.WITHDRAWAL.value and action.expected
    }
    for proof in data_map.consents:
        if proof.collection in written:
            to = proof.meaning.to
            given |= {to} if isinstance(to, str) else set(to.values.values())
    return tuple(name for name in asked_about if name in given) or asked_about


def _what_went(kept: KeptPlan, data_map: DataMap) -> Erasure | None:
    """What the end of a purpose has taken. What other purposes keep was not asked about, so nothing is said of it."""
    gone = replace(erasure(kept, data_map), kept=())
    return gone if gone.erased or gone.overwritten or gone.by_hand or gone.unreached else None


def erasure(kept: KeptPlan, data_map: DataMap) -> Erasure:
    """What an erasure did, from its receipts, and what stays, from its refusals."""
    plan, done = kept.plan, kept.outcomes
    return Erasure(
        erased=(*_shares(plan.actions, done, Verb.ERASE, data_map), *_vouched(kept, data_map)),
        overwritten=tuple(_shares(plan.actions, done, Verb.OVERWRITE, data_map)),
        kept=_left(kept, data_map),
        by_hand=_by_hand(kept, data_map),
        unreached=_unreached(kept, data_map),
    )


def _shares(
    actions: tuple[Action, ...], done: Mapping[int, Receipt], verb: Verb, data_map: DataMap
) -> Iterator[Share]:
    rows: dict[str, int | None] = {}
    for number, action in enumerate(actions):
        receipt = done.get(number)
        if action.verb is verb and receipt is not None:
            # What refers to a row that goes may go with it, before its own turn comes.
            gone = action.expected if receipt.is_true else receipt.touched
            name = action.rows.collection
            before = rows.get(name, 0)
            # One row can have several of its fields taken out, each for its own reason: they are no sum of rows.
            is_told_again = verb is Verb.OVERWRITE and name in rows
            rows[name] = None if before is None or is_told_again else before + gone
    return (Share(title=_title(name, data_map), rows=count) for name, count in rows.items())


def _stays(refusal: Refusal, data_map: DataMap) -> Kept:
    waits = Text(nb=refusal.waits_nb, en=refusal.waits_en) if refusal.waits_nb else None
    return Kept(
        title=_title(refusal.collection, data_map),
        rows=refusal.rows,
        why=Text(nb=refusal.because.text_nb, en=refusal.because.text_en),
        law=refusal.because.law,
        first=refusal.first,
        until=refusal.until,
        waits=waits,
    )


def outcome(view: RequestView) -> Outcome:
    """What the answer says, in a word: worked out from what was done."""
    if view.life.last(RefusedRequest) is not None:
        return Outcome.REFUSED
    kept = requests.plan(view.id)
    if kept is None:
        raise NotTaken(No.NOT_NOW)
    unreached, impossible = _unreached(kept, published().map), _impossible(kept)
    if view.right in _SETTLED and not (unreached or impossible):
        return Outcome.DONE
    decided = view.life.last(Decided)
    if view.right is Right.OBJECTION and not (unreached or impossible):
        if decided is None or not decided.rejected:
            return Outcome.DONE
        return Outcome.PARTLY if decided.upheld else Outcome.REFUSED
    systems = kept.plan.made_from.unreached
    refused = [one for one in kept.plan.refusals if one.rows or one.collection not in systems]
    if not (refused or unreached or impossible):
        return Outcome.DONE
    is_done = kept.outcomes or tasks.vouched(kept.plan.batch)
    return Outcome.PARTLY if is_done else Outcome.REFUSED


def _by_hand(kept: KeptPlan, data_map: DataMap) -> tuple[Text, ...]:
    """Systems in which a person has still something to do."""
    said = {
        one.what.action
        for one, _ in tasks.impossible(kept.plan.batch)
        if one.what.plan == kept.plan.digest and one.what.kind is TaskKind.ROWS
    }
    waiting = [
        action
        for number, action in enumerate(kept.plan.actions)
        if action.by_hand and number not in said and not _is_proven(kept.outcomes.get(number))
    ]
    return tuple(_system(name, data_map) for name in dict.fromkeys(action.rows.system for action in waiting))


def _is_proven(receipt: Receipt | None) -> bool:
    return receipt is not None and receipt.is_true


def _unreached(kept: KeptPlan, data_map: DataMap) -> tuple[Text, ...]:
    """Systems of which nobody has said anything: no program, and no keeper."""
    said = tasks.vouched(kept.plan.batch).keys() | {
        one.what.system for one, _ in tasks.impossible(kept.plan.batch)
    }
    return tuple(_system(name, data_map) for name in kept.plan.made_from.unreached if name not in said)


def _vouched(kept: KeptPlan, data_map: DataMap) -> tuple[Share, ...]:
    """What keepers answer for that they have destroyed or given back."""
    return tuple(
        Share(title=_system(name, data_map), rows=answer.how_many)
        for name, answer in tasks.vouched(kept.plan.batch).items()
        if answer.found in (Found.DESTROYED, Found.RETURNED)
    )


def _impossible(kept: KeptPlan) -> tuple[Kept, ...]:
    """What was asked for and is not possible, with the reason that was given."""
    return tuple(
        Kept(title=one.title, rows=one.task.left, why=WHY_NOT[step.why], law="")
        for one, step in tasks.impossible(kept.plan.batch)
    )


def _left(kept: KeptPlan, data_map: DataMap) -> tuple[Kept, ...]:
    stays = (_stays(one, data_map) for one in kept.plan.refusals if one.rows)
    return (*stays, *_impossible(kept))


def _system(name: str, data_map: DataMap) -> Text:
    return data_map.declaration.systems[name].title


def _title(place: str, data_map: DataMap) -> Text:
    system, _, name = place.partition(".")
    declared = data_map.declaration.systems[system]
    found = declared.collections.get(name)
    return found.title if found else declared.title
