"""Whose data a demo company has given to whom, through the same door as ever. Documents and cases are made up."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from hashlib import sha256

from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.selection import EVERY, Selection
from hjemmel.core.sharing.disclosure import Need
from hjemmel.core.terms import DisclosureGround as Ground
from hjemmel.desk import clock, disclosures
from hjemmel.desk.disclosures import Asking
from hjemmel.desk.house import house
from hjemmel.engine.ports import Actor

DOCUMENT = sha256(b"Et dokument i demoen finnes ikke.").hexdigest()
COLLEAGUE = ("nora", "Nora Demo")


def make(profile: str, actor: Actor) -> None:
    for done in DONE.get(profile, ()):
        done(actor)


def _report(actor: Actor) -> None:
    """Somebody stole copper from a site, and a witness was named to the police."""
    asked = Asking(
        identity=_somebody("crm.persons", actor), recipient="authorities", ground=Ground.LEGAL_CLAIM,
        purposes=("accountability",), categories=("name", "contact_details"),
        reference="anmeldelse 2026/3", need=Need.OFFENCE,
    )  # fmt: skip
    _given(asked, actor, approved=True)


def _add_on(actor: Actor) -> None:
    """An add-on that was ordered at the counter by somebody who had said yes to it."""
    (row, *_) = _rows("samtykke.consents", ("contact_id",), actor, purpose="addon", withdrawn_at=None)
    asked = Asking(
        identity=_somebody("nettbutikk.contacts", actor, id=row["contact_id"]), recipient="salefiks",
        ground=Ground.CONSENT, purposes=("addon_services",), categories=("name", "contact_details"),
        reference="ordre 88",
    )  # fmt: skip
    _given(asked, actor)


def _dispute(actor: Actor) -> None:
    asked = Asking(
        identity=_somebody("nettbutikk.contacts", actor), recipient="rettlin", ground=Ground.LEGAL_CLAIM,
        purposes=("handle_complaints",), categories=("name", "complaint"), reference="tvist 2026/2",
        need=Need.DISPUTE,
    )  # fmt: skip
    _given(asked, actor, approved=True)


def _order(actor: Actor) -> None:
    """A colleague has approved it. It waits for somebody else, who may be the visitor."""
    asked = Asking(
        identity=_somebody("abonnement.persons", actor), recipient="police", ground=Ground.ORDER,
        purposes=("lawful_orders",), categories=("name", "contact_details"), reference="2026/412",
        law="straffeprosessloven § 210", covers=frozenset({"name", "contact_details"}),
        need=Need.DUTY, proof=DOCUMENT,
    )  # fmt: skip
    number = _stored(asked, actor)
    account, name = COLLEAGUE
    nora = create_staff(account, name, secrets.token_urlsafe(24), Role.APPROVER, actor, clock.now())
    disclosures.approve(number, nora)


def _claim(actor: Actor) -> None:
    (row, *_) = _rows("regnskap.invoices", ("id", "customer_id"), actor)
    asked = Asking(
        identity=_somebody("nettbutikk.accounts", actor), recipient="innfordra",
        ground=Ground.DEBT_COLLECTION, purposes=("bookkeeping",), categories=("name", "address", "voucher"),
        reference=f"faktura {row['id']}", proof=DOCUMENT,
    )  # fmt: skip
    _given(asked, actor, approved=True)


def _asked_by_the_police(actor: Actor) -> None:
    """It waits for two who approve: the visitor may be one of them."""
    asked = Asking(
        identity=_somebody("register.people", actor, kind="contact"), recipient="authorities", ground=Ground.ORDER,
        purposes=("accountability",), categories=("name", "contact_details"), reference="2026/88",
        law="straffeprosessloven § 210", covers=frozenset({"name", "contact_details"}),
        need=Need.DUTY, proof=DOCUMENT,
    )  # fmt: skip
    _stored(asked, actor)


DONE: Mapping[str, tuple[Callable[[Actor], None], ...]] = {
    "trades": (_report,),
    "footcare": (_add_on, _dispute),
    "mobile": (_order,),
    "gifts": (_claim,),
    "gifts-small": (_asked_by_the_police,),
}


def _given(asked: Asking, actor: Actor, *, approved: bool = False) -> None:
    number = _stored(asked, actor)
    if approved:
        disclosures.approve(number, actor)
    disclosures.give(number, actor)


def _stored(asked: Asking, actor: Actor) -> int:
    answered = disclosures.disclose(asked, actor)
    if answered.number is None:
        raise ValueError(f"the demo's disclosure to {asked.recipient} was refused: {answered.decision}")
    return answered.number


def _somebody(collection: str, actor: Actor, **where: object) -> str:
    """How somebody with an address of their own is looked up."""
    rows = _rows(collection, ("email",), actor, **where)
    emails = [str(row["email"]) for row in rows if row["email"]]
    return next(email for email in emails if emails.count(email) == 1)


def _rows(
    collection: str, columns: tuple[str, ...], actor: Actor, **where: object
) -> list[Mapping[str, object]]:
    wanted = Selection(collection, EVERY)
    found = house(actor).connectors[wanted.system].export(wanted, (*columns, *where))
    return [row for row in found if all(row[column] == value for column, value in where.items())]
