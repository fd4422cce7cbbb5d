"""The deeds of checking who asks: a code is made, one is tried, and it is noted what a right one proved.

Ledger lines name the request alone: no address, no code, and not where anybody sits."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from hjemmel.capabilities.identity.models import Check, SignIn
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.entrance.identity_check import CODES, LASTS, TRIES, Proof
from hjemmel.engine.ports import Actor


class Tried(Enum):
    """What became of a code that somebody wrote."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    SPENT = "spent"
    """Wrong too often: this code is worth nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCheck:
    """A check as it begins."""

    request: str
    link: str
    lang: str
    mark: str
    visitor: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSignIn:
    """A sign-in as it begins. State and browser are digests."""

    provider: str
    state: str
    browser: str
    lasts: timedelta


def begin(new: NewCheck, actor: Actor, at: datetime) -> None:
    """A code has been made for a request that has just come."""
    with deed("identity-code-made", actor, {"request": new.request, "codes": 1}, at):
        Check.objects.create(
            request=new.request,
            link=new.link,
            lang=new.lang,
            mark=new.mark,
            visitor=new.visitor,
            asked_at=at,
            codes=1,
            code=new.code,
            expires_at=at + LASTS,
        )


def renew(request: str, code: str, actor: Actor, at: datetime) -> bool:
    """A new code takes the place of the old one; False where there have been too many, or it is known who asks."""
    with deed("identity-code-made", actor, {"request": request}, at):
        found = Check.objects.select_for_update().get(pk=request)
        if found.codes >= CODES or found.read_at is not None:
            return False
        found.codes, found.code, found.expires_at, found.tries = found.codes + 1, code, at + LASTS, 0
        found.save()
    return True


def attempt(request: str, code: str, actor: Actor, at: datetime) -> Tried:
    """Compare, count, and use a right code up. `code`: the keyed digest of what was written."""
    with deed("identity-code-tried", actor, {"request": request}, at):
        found = Check.objects.select_for_update().get(pk=request)
        is_same = hmac.compare_digest(code, found.code)
        if found.read_at is not None:
            return Tried.SPENT
        if found.tries >= TRIES:
            return Tried.SPENT
        if at >= found.expires_at:
            return Tried.EXPIRED
        if not is_same:
            found.tries += 1
            found.save(update_fields=["tries"])
            return Tried.SPENT if found.tries >= TRIES else Tried.WRONG
        found.code, found.read_at = "", at
        found.save(update_fields=["code", "read_at"])
    return Tried.RIGHT


def conclude(request: str, proof: Proof, actor: Actor, at: datetime) -> None:
    """What the right code proved."""
    with deed("identity-judged", actor, {"request": request, "proof": proof.name.lower()}, at):
        Check.objects.filter(pk=request).update(proof=proof.name)


def forget_visitors(before: datetime, actor: Actor, at: datetime) -> None:
    """What stood for where forms were sent from goes: it served to stop floods, and they are over."""
    with deed("identity-visitors-forgotten", actor, {}, at):
        Check.objects.filter(asked_at__lt=before).exclude(visitor="").update(visitor="")


def begin_sign_in(request: str, new: NewSignIn, most: int, actor: Actor, at: datetime) -> bool:
    """Whoever asked is sent to a provider; False where they have been sent too often."""
    told = {"request": request, "provider": new.provider}
    with deed("identity-sign-in-begun", actor, told, at):
        # One at a time for a request, so that the count holds.
        Check.objects.select_for_update().get(pk=request)
        if SignIn.objects.filter(request=request).count() >= most:
            return False
        SignIn.objects.create(
            state=new.state,
            request=request,
            provider=new.provider,
            browser=new.browser,
            began_at=at,
            expires_at=at + new.lasts,
        )
    return True


def use_sign_in(state: str, browser: str, actor: Actor, at: datetime) -> SignIn | None:
    """Whoever was sent away is back: once, in time, and with the same browser; else None."""
    with deed("identity-sign-in-returned", actor, {}, at):
        found: SignIn | None = SignIn.objects.select_for_update().filter(pk=state).first()
        if found is None or found.used_at is not None or at >= found.expires_at:
            return None
        if not hmac.compare_digest(found.browser, browser):
            return None
        found.used_at = at
        found.save(update_fields=["used_at"])
    return found


def end_sign_in(state: str, outcome: str, actor: Actor, at: datetime) -> None:
    """What came of it, in one word."""
    with deed("identity-sign-in-ended", actor, {"outcome": outcome}, at):
        SignIn.objects.filter(pk=state).update(outcome=outcome[:20])
