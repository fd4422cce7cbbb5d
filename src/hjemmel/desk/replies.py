"""Sending the answer to whoever asked by the public page: written, sealed, and a link to it by e-mail.

Each part can be done once more after a break: what has been noted is not noted twice, and a link that never left is
worth nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hjemmel.capabilities.identity import store as checks
from hjemmel.capabilities.plans.store import KeptPlan
from hjemmel.connectors.mail import as_message
from hjemmel.core.action import Action, Refusal, Verb
from hjemmel.core.answer.outcome import Erasure, Kept, Refused, Restriction, Share
from hjemmel.core.answer.outcome import Outcome as Said
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.delivery import Delivery
from hjemmel.core.identity_letter import answer_letter
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.receipt import Receipt
from hjemmel.core.request import No, Outcome, RefusedRequest, State, Way
from hjemmel.core.rights.right import Right
from hjemmel.desk import answers, clock, post, requests
from hjemmel.desk.published import published
from hjemmel.desk.requests import NotTaken, RequestView
from hjemmel.engine.ports import Actor

_READY = (State.EXECUTED, State.REFUSED, State.ANSWERED)
_LETTERS = (Right.ERASURE, Right.RESTRICTION)


class NotSent(RuntimeError):
    """The mail server did not take the letter. Nothing is noted as sent; try again."""


def can_be_sent(view: RequestView) -> bool:
    """The answer can be written from what was done, and there is a mailbox that whoever asks was seen to read."""
    check = checks.of_request(view.id)
    if check is None or check.read_at is None or view.state not in _READY or view.right is None:
        return False
    is_refused = view.life.last(RefusedRequest) is not None
    return is_refused or view.right in (*answers.HANDED_OVER, *_LETTERS)


def send(id: str, actor: Actor) -> None:
    """Write the answer, seal it, and send the link. Raises NotTaken, NotSent, a Failure or a VaultFault."""
    view, check, to = requests.view(id), checks.of_request(id), requests.contact(id, actor)
    if view is None or check is None or not to or not can_be_sent(view):
        raise NotTaken(No.NOT_NOW)
    outcome, package = _outcome(view), _package(view, check.lang, actor)
    if view.state is not State.ANSWERED:
        requests.answer(id, outcome, actor)
    secret = answers.deliver(package, actor)
    _send_link(id, to, secret, check.lang)
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
        if server.send(message).delivery is not Delivery.ACCEPTED:
            raise NotSent


def _package(view: RequestView, lang: str, actor: Actor) -> str:
    """The one that was made already, if this was broken off."""
    made = next((one for one in answers.of_request(view.id) if one.gone_at is None), None)
    if made is not None:
        return made.id
    right = view.right
    if view.life.last(RefusedRequest) is None and right in answers.HANDED_OVER:
        return answers.make_package(answers.answering(view.id, lang, actor), actor)
    letter = answers.write_letter(view.id, view.due.received_on, _said(view, actor), lang)
    return answers.make_letter(letter, right or Right.ACCESS, actor)


def _said(view: RequestView, actor: Actor) -> Said:
    refused = view.life.last(RefusedRequest)
    if refused is not None:
        reason = requests.reason_of(view.id, actor)
        law = f"gdpr-{refused.reason.article.replace('(', '-').rstrip(')')}"
        return Refused(right=view.right or Right.ACCESS, reason=Text(nb=reason, en=reason), law=law)
    kept = requests.plan(view.id)
    if kept is None:
        raise NotTaken(No.NOT_NOW)
    if view.right is Right.RESTRICTION:
        return Restriction(
            point="18(1)(a)", begins_on=view.due.received_on, by_hand=_by_hand(kept, published().map)
        )
    return erasure(kept, published().map)


def erasure(kept: KeptPlan, data_map: DataMap) -> Erasure:
    """What an erasure did, from its receipts, and what stays, from its refusals."""
    plan, done = kept.plan, kept.outcomes
    return Erasure(
        erased=tuple(_shares(plan.actions, done, Verb.ERASE, data_map)),
        overwritten=tuple(_shares(plan.actions, done, Verb.OVERWRITE, data_map)),
        kept=tuple(_stays(one, data_map) for one in plan.refusals if one.rows),
        by_hand=_by_hand(kept, data_map),
        unreached=tuple(_system(name, data_map) for name in plan.made_from.unreached),
    )


def _shares(
    actions: tuple[Action, ...], done: Mapping[int, Receipt], verb: Verb, data_map: DataMap
) -> Iterator[Share]:
    rows: dict[str, int] = {}
    for number, action in enumerate(actions):
        receipt = done.get(number)
        if action.verb is verb and receipt is not None:
            # What refers to a row that goes may go with it, before its own turn comes.
            gone = action.expected if receipt.is_true else receipt.touched
            rows[action.rows.collection] = rows.get(action.rows.collection, 0) + gone
    return (Share(title=_title(name, data_map), rows=count) for name, count in rows.items())


def _stays(refusal: Refusal, data_map: DataMap) -> Kept:
    waits = Text(nb=refusal.waits_nb, en=refusal.waits_en) if refusal.waits_nb else None
    return Kept(
        title=_title(refusal.collection, data_map),
        rows=refusal.rows,
        why=Text(nb=refusal.because.text_nb, en=refusal.because.text_en),
        law=refusal.because.law,
        until=refusal.until,
        waits=waits,
    )


def _outcome(view: RequestView) -> Outcome:
    """What the answer says, in a word: worked out from what was done."""
    if view.life.last(RefusedRequest) is not None:
        return Outcome.REFUSED
    kept = requests.plan(view.id)
    if kept is None:
        raise NotTaken(No.NOT_NOW)
    rest = bool(kept.plan.refusals) or bool(kept.plan.made_from.unreached)
    if not rest:
        return Outcome.DONE
    return Outcome.PARTLY if kept.outcomes else Outcome.REFUSED


def _by_hand(kept: KeptPlan, data_map: DataMap) -> tuple[Text, ...]:
    systems = dict.fromkeys(action.rows.system for action in kept.plan.actions if action.by_hand)
    return tuple(_system(name, data_map) for name in systems)


def _system(name: str, data_map: DataMap) -> Text:
    return data_map.declaration.systems[name].title


def _title(place: str, data_map: DataMap) -> Text:
    system, _, name = place.partition(".")
    declared = data_map.declaration.systems[system]
    found = declared.collections.get(name)
    return found.title if found else declared.title
