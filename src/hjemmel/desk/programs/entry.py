"""Letting a program in by its access token, and holding it to its purposes and deeds."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hjemmel.capabilities.tokens import services, store
from hjemmel.capabilities.tokens.services import NoSuchToken
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.access import QUARTER
from hjemmel.core.entrance.token import AccessToken, Right, digest, parts, written
from hjemmel.core.finding import did_you_mean
from hjemmel.core.moment import local_day
from hjemmel.core.texts.free_text import hits
from hjemmel.desk import clock
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

MOST: Final = 600
"""Requests of one token within a window."""
WINDOW: Final = timedelta(minutes=1)
LONGEST_LIFE: Final = timedelta(days=731)
USUAL_LIFE: Final = timedelta(days=365)
LONGEST_NAME: Final = 60


class NotEntered(LookupError):
    """No token, or one that lets nobody in any more. Which, is not told."""


class TooMany(RuntimeError):
    """The token has asked too often. `until`: when it may ask again."""

    def __init__(self, until: datetime) -> None:
        super().__init__("asked too often")
        self.until = until


class NotAllowed(PermissionError):
    """The token is not for this deed, or not for this purpose."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


class NotMade(ValueError):
    """No token was made. `reasons` says all that is wrong."""

    def __init__(self, reasons: Collection[Text]) -> None:
        super().__init__("; ".join(reason.en for reason in reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that has been let in."""

    token: AccessToken
    secret: str = field(repr=False)
    """The whole token, as it was shown: what its answers are sealed with. Kept nowhere."""

    @property
    def actor(self) -> Actor:
        return Actor(id=self.token.actor, name=self.token.name)

    @property
    def purposes(self) -> frozenset[str]:
        return self.token.purposes

    def must(self, right: Right) -> None:
        """Raises NotAllowed if the token is not for this deed."""
        if right not in self.token.rights:
            name = right.value
            raise NotAllowed(
                Text(
                    nb=f"tilgangsnøkkelen gir ikke rett til «{name}»",
                    en=f'the access token does not give the right to "{name}"',
                )
            )

    def must_have(self, purposes: Collection[str]) -> None:
        """Raises NotAllowed if the token is not for each of these purposes."""
        if not set(purposes) <= self.purposes:
            raise NotAllowed(
                Text(
                    nb="tilgangsnøkkelen er ikke laget for dette formålet",
                    en="the access token was not made for this purpose",
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A token just made. Its text is shown now, and never again."""

    token: AccessToken
    text: str = field(repr=False)


# ---- entering ----------------------------------------------------------------------------------------------


def enter(text: str) -> Program:
    """Let the holder of this token in. Raises NotEntered."""
    found = parts(text)
    token = store.with_secret(*found) if found else None
    at = clock.now()
    if token is None or not token.lets_in(at):
        raise NotEntered
    return Program(token=token, secret=text)


def count(program: Program) -> None:
    """Count one request, and note that the token is in use. Raises TooMany: then it is not to be answered."""
    at = clock.now()
    until = store.counted(program.token.id, at, WINDOW, MOST)
    if until is not None:
        raise TooMany(until)
    if program.token.used_on != at.date():
        store.used(program.token.id, at.date())


# ---- keeping tokens ----------------------------------------------------------------------------------------


def make(
    name: str, purposes: Collection[str], rights: Collection[str], life: timedelta, actor: Actor
) -> Made:
    """A new token. Raises NotMade with all that is wrong, or NothingPublished."""
    wrong = [*_wrong_with(name, purposes, rights, life)]
    if wrong:
        raise NotMade(wrong)
    at, secret, salt = clock.now(), secrets.token_urlsafe(32), secrets.token_hex(16)
    token = AccessToken(
        id=secrets.token_hex(8),
        name=name.strip(),
        purposes=frozenset(purposes),
        rights=frozenset(map(Right, rights)),
        made_at=at,
        expires_at=at + life,
    )
    services.make(token, salt, digest(salt, secret), actor)
    return Made(token=token, text=written(token.id, secret))


def end(id: str, actor: Actor) -> None:
    """From now on this token lets nobody in. Raises NoSuchToken."""
    services.end(id, actor, clock.now())


def tokens() -> tuple[AccessToken, ...]:
    return store.all_tokens()


def names(ids: Collection[str]) -> Mapping[str, str]:
    """What the tokens of these numbers are called."""
    return store.names(ids) if ids else {}


def lets_in(token: AccessToken) -> bool:
    return token.lets_in(clock.now())


def is_overdue(token: AccessToken) -> bool:
    """It lets a program see people, and nobody has looked for a quarter whether that is still needed."""
    zone, now = published().map.zone, clock.now()
    return token.lets_in(now) and token.sees_people and token.review_due(QUARTER, zone) < local_day(now, zone)


def purposes_to_choose() -> Mapping[str, Text]:
    """What a token may be made for. Raises NothingPublished."""
    return {name: one.declared.title for name, one in published().map.purposes.items()}


def _wrong_with(name: str, purposes: Collection[str], rights: Collection[str], life: timedelta) -> list[Text]:
    wrong: list[Text] = []
    known = published().map.purposes
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        wrong.append(
            Text(
                nb="gi den et navn på høyst 60 tegn: programmet som skal bruke den",
                en="give it a name of at most 60 characters: the program that will use it",
            )
        )
    if hits(name, clock.now().date()):
        wrong.append(
            Text(
                nb="gi den navnet til programmet: ingen e-postadresse og ikke noe nummer til en person",
                en="name it after the program: no e-mail address, and no number of a person",
            )
        )
    if not purposes:
        wrong.append(Text(nb="velg minst ett formål", en="choose at least one purpose"))
    for one in purposes:
        if one not in known:
            remedy = did_you_mean(one, known)
            wrong.append(Text(nb=f"ukjent formål «{one[:60]}»", en=f'unknown purpose "{one[:60]}"; {remedy}'))
    allowed = [right.value for right in Right]
    if not rights or not set(rights) <= set(allowed):
        wrong.append(
            Text(
                nb=f"velg minst én av rettighetene {', '.join(allowed)}",
                en=f"choose at least one of the rights {', '.join(allowed)}",
            )
        )
    if not timedelta(0) < life <= LONGEST_LIFE:
        wrong.append(Text(nb="den kan vare fra én dag til to år", en="it can last from one day to two years"))
    return wrong


__all__ = [
    "AccessToken",
    "Made",
    "NoSuchToken",
    "NotAllowed",
    "NotEntered",
    "NotMade",
    "Program",
    "Right",
    "TooMany",
    "count",
    "end",
    "enter",
    "lets_in",
    "make",
    "names",
    "purposes_to_choose",
    "tokens",
]
