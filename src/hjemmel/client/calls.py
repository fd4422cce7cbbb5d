"""The calls: one method for each deed, typed values in and out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from .transport import Answer, Transport, new_key
from .values import Consent, Disclosure, Home, MayAnswer, MayList, Person, Promise, Refused, Said, Taken

MOST_IN_BULK = 5000


class Client:
    """A program's way in. One of these can be used by several threads.

    Each deed takes a `key`; give one of your own if you must be able to ask again after your program was stopped."""

    def __init__(
        self,
        address: str,
        token: str,
        *,
        timeout: float = 10.0,
        tries: int = 4,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if tries < 1:
            raise ValueError("there is at least one try")
        self._transport = Transport(
            address=address.rstrip("/") + "/api/v1", token=token, timeout=timeout, tries=tries, pause=pause
        )

    # ---- may it be sent

    def may(self, person: str, purpose: str, channel: str) -> MayAnswer:
        """Whether this person may be sent something now. Ask when you send, not when you make a list."""
        told = self._ask("/may", {"person": person, "purpose": purpose, "channel": channel})
        return MayAnswer(
            may=told["may"],
            reason=told["reason"],
            says=_said(told["says"]),
            law=told["law"],
            receipts=tuple(one["digest"] for one in told["receipts"]),
        )

    def may_each(self, persons: Sequence[str], purpose: str, channel: str) -> MayList:
        """Who of a list may be sent something now, of any length: it is asked in parts."""
        permitted: list[str] = []
        refused: list[Refused] = []
        for start in range(0, len(persons), MOST_IN_BULK):
            part = list(persons[start : start + MOST_IN_BULK])
            told = self._ask("/may/list", {"persons": part, "purpose": purpose, "channel": channel})
            permitted += told["permitted"]
            reasons = {name: _said(one) for name, one in told["reasons"].items()}
            refused += [
                Refused(
                    person=part[one["at"]], may=one["may"], reason=one["reason"], says=reasons[one["reason"]]
                )
                for one in told["refused"]
            ]
        return MayList(permitted=tuple(permitted), refused=tuple(refused))

    # ---- people

    def take(
        self,
        *,
        kind: str,
        name: str,
        source: str,
        channel: str,
        purposes: Sequence[str],
        told_at: datetime | None = None,
        email: str | None = None,
        phone: str | None = None,
        address: str | None = None,
        key: str | None = None,
    ) -> Taken:
        """Take a person in. `told_at`: when they were told of the privacy statement."""
        origin = _origin(source, channel, purposes, told_at)
        sent = {
            "kind": kind,
            "name": name,
            "email": email,
            "phone": phone,
            "address": address,
            "origin": origin,
        }
        return _taken(self._do("POST", "/persons", sent, key).content)

    def find(self, by: str, value: str, purpose: str) -> tuple[Home, ...]:
        """References of those with this `email`, `phone` or `orgnr`, taken in for the purpose."""
        return _homes(self._ask("/persons/find", {"by": by, "value": value, "purpose": purpose}))

    def everybody(self, purpose: str) -> Iterator[Home]:
        """References of all who were taken in for the purpose, fetched a page at a time."""
        after = ""
        while True:
            told = self._get(f"/persons?purpose={purpose}&limit=500&after={after}").content
            yield from _homes(told)
            if told["next"] is None:
                return
            after = told["next"]

    def person(self, id: str, purpose: str) -> Person:
        """One person, with the fields that the purpose uses."""
        answer = self._get(f"/persons/{id}?purpose={purpose}")
        told = answer.content
        return Person(
            id=told["id"],
            kind=told["kind"],
            purpose=purpose,
            values=told["values"],
            is_restricted=told["restricted"],
            tag=answer.tag,
        )

    def change(self, person: Person, values: Mapping[str, str | None], *, key: str | None = None) -> str:
        """Change fields of a person as it was read. Problem 412 if it has changed since; returns the new tag."""
        sent = {"purpose": person.purpose, **values}
        return self._do("PATCH", f"/persons/{person.id}", sent, key, {"If-Match": person.tag}).tag

    def tell(self, id: str, *, key: str | None = None) -> datetime:
        """The person was told of the privacy statement."""
        return _moment(self._do("POST", f"/persons/{id}/told", None, key).content["told_at"])

    def begin_relation(
        self,
        id: str,
        kind: str,
        began_on: date,
        *,
        source: str,
        channel: str,
        purposes: Sequence[str],
        key: str | None = None,
    ) -> Taken:
        origin = _origin(source, channel, purposes, None)
        sent = {"kind": kind, "began_on": began_on.isoformat(), "origin": origin}
        return _taken(self._do("POST", f"/persons/{id}/relations", sent, key).content)

    def end_relation(self, id: str, on: date, *, key: str | None = None) -> None:
        self._do("POST", f"/relations/{id}/end", {"ended_on": on.isoformat()}, key)

    # ---- choices

    def consent(
        self,
        collection: str,
        row: Sequence[str | int],
        purpose: str,
        *,
        text_version: str,
        channel: str,
        given_at: datetime,
        proof: str | None = None,
        key: str | None = None,
    ) -> Consent:
        """Somebody has consented. `row` is the key of their own row in the collection."""
        sent = {
            "about": {"collection": collection, "key": list(row)},
            "purpose": purpose,
            "text_version": text_version,
            "channel": channel,
            "given_at": given_at.isoformat(),
            "proof": proof,
        }
        return _consent(self._do("POST", "/consents", sent, key).content)

    def withdraw(self, id: str, *, at: datetime | None = None, key: str | None = None) -> Consent:
        sent = {"at": at.isoformat()} if at else {}
        return _consent(self._do("POST", f"/consents/{id}/withdraw", sent, key).content)

    def consents(self, collection: str, row: Sequence[str | int]) -> tuple[Consent, ...]:
        told = self._ask("/consents/find", {"collection": collection, "key": list(row)})
        return tuple(map(_consent, told["items"]))

    def receipt(self, id: str, lang: str = "nb") -> Mapping[str, Any]:
        """The receipt of a consent, in the shape of ISO/IEC TS 27560."""
        found: Mapping[str, Any] = self._get(f"/consents/{id}/receipt?lang={lang}").content
        return found

    def object_to(
        self,
        collection: str,
        row: Sequence[str | int],
        purpose: str,
        *,
        at: datetime | None = None,
        key: str | None = None,
    ) -> str:
        """Somebody objects. Returns whether it is `raised` or `upheld`."""
        sent: dict[str, Any] = {"about": {"collection": collection, "key": list(row)}, "purpose": purpose}
        if at:
            sent["at"] = at.isoformat()
        return str(self._do("POST", "/objections", sent, key).content["state"])

    # ---- giving data to others

    def disclose(
        self,
        person: str,
        recipient: str,
        ground: str,
        *,
        purposes: Sequence[str],
        categories: Sequence[str],
        reference: str = "",
        law: str = "",
        covers: Sequence[str] = (),
        need: str | None = None,
        proof: str | None = None,
        key: str | None = None,
    ) -> Disclosure:
        """Ask to give this person's data to a recipient. `proof`: the SHA-256 of the document that shows the ground."""
        sent = {
            "person": person,
            "recipient": recipient,
            "ground": ground,
            "purposes": list(purposes),
            "categories": list(categories),
            "reference": reference,
            "law": law,
            "covers": list(covers),
            "need": need,
            "proof": proof,
        }
        return _disclosure(self._do("POST", "/disclosures", sent, key).content)

    def disclosure(self, id: int) -> Disclosure:
        """How it stands now: whether somebody in the office has said yes."""
        return _disclosure(self._get(f"/disclosures/{id}").content)

    def given(self, id: int, *, key: str | None = None) -> Disclosure:
        """It was handed over. Noted only if it is allowed at this moment: look at the `state`."""
        return _disclosure(self._do("POST", f"/disclosures/{id}/given", None, key).content)

    # ---- watching

    def statement(self, lang: str = "nb") -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._get(f"/statement?lang={lang}").content
        return found

    def promises(self) -> tuple[Promise, ...]:
        return tuple(
            Promise(
                id=one["id"],
                verdict=one["verdict"],
                says=_said(one["says"]),
                why=_said(one["why"]),
                judged_at=_moment(one["judged_at"]) if one["judged_at"] else None,
            )
            for one in self._get("/promises").content["items"]
        )

    # ---- inside

    def _get(self, path: str) -> Answer:
        return self._transport.ask("GET", path)

    def _ask(self, path: str, sent: object) -> Any:
        return self._transport.ask("POST", path, sent).content

    def _do(
        self, method: str, path: str, sent: object, key: str | None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._transport.ask(method, path, sent, key=key or new_key(), headers=headers)


def _origin(
    source: str, channel: str, purposes: Sequence[str], told_at: datetime | None
) -> dict[str, object]:
    return {
        "source": source,
        "channel": channel,
        "purposes": list(purposes),
        "told_at": told_at.isoformat() if told_at else None,
    }


def _said(told: Mapping[str, str]) -> Said:
    return Said(nb=told["nb"], en=told["en"])


def _taken(told: Mapping[str, Any]) -> Taken:
    return Taken(id=told["id"], warnings=tuple((one["field"], one["kind"]) for one in told["warnings"]))


def _homes(told: Mapping[str, Any]) -> tuple[Home, ...]:
    return tuple(Home(id=one["id"], kind=one["kind"]) for one in told["items"])


def _consent(told: Mapping[str, Any]) -> Consent:
    withdrawn = told["withdrawn_at"]
    return Consent(
        id=told["id"],
        purpose=told["purpose"],
        given_at=_moment(told["given_at"]),
        withdrawn_at=_moment(withdrawn) if withdrawn else None,
    )


def _disclosure(told: Mapping[str, Any]) -> Disclosure:
    return Disclosure(
        id=told["id"],
        state=told["state"],
        approvals_lacking=told["approvals_lacking"],
        reasons=tuple(_said(one["says"]) for one in told["reasons"]),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
