"""What a person of the register has said yes and no to: written down, withdrawn, decided and lifted on the person's page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from hjemmel.capabilities.facts.services import HoldNotTaken
from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import (
    About,
    ChannelDeclined,
    Child,
    ConsentGiven,
    Facts,
    Hold,
    Listing,
    ListingChosen,
    Objection,
    ObjectionMade,
    Restricted,
)
from hjemmel.core.sharing.directory import has_listings
from hjemmel.desk import holds, office, register
from hjemmel.desk import person_facts as desk
from hjemmel.desk.person_facts import NotNoted
from hjemmel.engine.ports import Actor
from hjemmel.web.office.entry import actor
from hjemmel.web.office.fields import Answers, Field, Look, NotAnswered, answers, text
from hjemmel.web.office.holds import HOLD_FIELDS, terms_told

_WAY = "/"
"""Between a purpose and a channel; in the name of neither."""
STATES: Mapping[Objection, Text] = {
    Objection.RAISED: text("venter på avgjørelse", "waits for a decision"),
    Objection.UPHELD: text("tatt til følge", "upheld"),
    Objection.REJECTED: text("avvist", "rejected"),
    Objection.LIFTED: text("trukket", "taken back"),
}
REASONS: Mapping[str, Text] = {
    "compelling": text("tvingende berettigede grunner", "compelling legitimate grounds"),
    "claims": text("rettskrav", "legal claims"),
}
"""The law's two grounds for going on in spite of an objection (Art. 21(1))."""
GROUNDS: Mapping[str, Text] = {
    "18(1)(a)": text("personen bestrider at det er riktig", "the person contests that it is accurate"),
    "18(1)(b)": text(
        "ulovlig, men personen vil ikke ha det slettet", "unlawful, but the person does not want it erased"
    ),
    "18(1)(c)": text("personen trenger det for et rettskrav", "the person needs it for a legal claim"),
}
LISTINGS: Mapping[str, Text] = {
    "listed": text("kan oppgis", "listed"),
    "secret": text("hemmelig", "secret"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One thing that can be written down, and what is asked for then."""

    deed: str
    label: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsShown:
    """What stands about the person, and what can be written down."""

    facts: Facts
    titles: Mapping[str, Text]
    channels: Mapping[str, Text]
    """Through which a consent can be given."""
    ways: Mapping[str, Text]
    """Through which offers are sent."""
    forms: tuple[Form, ...]
    today: date

    @property
    def consents(self) -> tuple[ConsentGiven, ...]:
        return self.facts.consents

    @property
    def objections(self) -> Iterator[tuple[ObjectionMade, Text, Text | None]]:
        return ((one, STATES[one.state], REASONS.get(one.reason)) for one in self.facts.objections)

    @property
    def declined(self) -> Iterator[tuple[ChannelDeclined, Text | None]]:
        return ((one, self.ways.get(one.channel)) for one in self.facts.declined)

    @property
    def restrictions(self) -> Iterator[tuple[Restricted, Text | None]]:
        return ((one, GROUNDS.get(one.ground)) for one in self.facts.restrictions)

    @property
    def holds(self) -> Iterator[Hold]:
        return (one for one in self.facts.holds if one.ends_on is None or one.ends_on > self.today)

    @property
    def child(self) -> Child | None:
        return next(iter(self.facts.children), None)

    @property
    def listing(self) -> tuple[ListingChosen, Text | None] | None:
        chosen = self.facts.listings
        return (chosen[-1], LISTINGS.get(chosen[-1].listing.value)) if chosen else None


def shown_facts(about: About, *, may_approve: bool) -> FactsShown:
    """For the person's page."""
    data_map = office.current_map()
    forms = _forms(data_map)
    return FactsShown(
        facts=desk.of(about),
        titles={name: purpose.declared.title for name, purpose in data_map.purposes.items()},
        channels={name: channel.title for name, channel in data_map.declaration.channels.items()},
        ways={name: channel.title for name, channel in data_map.declaration.marketing.channels.items()},
        forms=tuple(form for form in forms if form.deed != "sperre" or may_approve),
        today=office.now().date(),
    )


def note_fact(request: Any, id: str, deed: str) -> None:
    """Do what was pressed. Raises NotAnswered, NotNoted, HoldNotTaken, PermissionDenied, Http404 or a VaultFault."""
    data_map = office.current_map()
    about = register.about(data_map, id)
    do = _DEEDS.get(deed)
    if about is None or do is None or not register.is_there(id):
        raise Http404
    if deed in _APPROVERS and not request.user.has_perm(RIGHT_TO_APPROVE):
        raise PermissionDenied
    form = next((one for one in _forms(data_map) if one.deed == deed), None)
    told = answers(form.fields, request.POST) if form else request.POST
    do(about, told, actor(request))


def wrong_with(fault: NotAnswered | NotNoted | HoldNotTaken) -> tuple[Text, ...]:
    match fault:
        case NotAnswered():
            return fault.wrong
        case NotNoted():
            return (fault.why,)
        case HoldNotTaken():
            return tuple(Text(nb=lack.nb, en=lack.en) for lack in fault.lacks)


def receipt_of(request: Any, id: str) -> HttpResponse:
    """The receipt of one consent, as a file for the person. Raises NotNoted, Http404."""
    about = register.about(office.current_map(), id)
    if about is None or not register.is_there(id):
        raise Http404
    purpose, given_at = request.POST.get("formaal", ""), _moment(request.POST.get("gitt", ""))
    made = desk.receipt(about, purpose, given_at, request.POST.get("sprak", "nb"), actor(request))
    response = HttpResponse(json.dumps(made, ensure_ascii=False, indent=2), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="samtykke-{made["record_id"]}.json"'
    return response


# ---- what is asked for -------------------------------------------------------------------------------------


def _choice(name: str, nb: str, en: str, among: Mapping[str, Text]) -> Field:
    return Field(name=name, label=text(nb, en), look=Look.CHOICE, choices=tuple(among.items()))


def _line(name: str, nb: str, en: str, *, required: bool = True) -> Field:
    return Field(name=name, label=text(nb, en), required=required)


def _day(name: str, nb: str, en: str, *, required: bool = True) -> Field:
    return Field(name=name, label=text(nb, en), look=Look.DAY, required=required)


def _forms(data_map: DataMap) -> tuple[Form, ...]:
    """What the declaration leaves something to say of."""
    channels = {name: one.title for name, one in data_map.declaration.channels.items()}
    consents, objections = desk.purposes_of_consent(data_map), desk.purposes_to_object_to(data_map)
    ways = desk.channels_to_decline(data_map)
    found = [
        Form(
            deed="samtykke",
            label=text("Skriv inn et samtykke", "Write a consent down"),
            fields=(
                _choice("purpose", "Til", "To", consents),
                _day("given_on", "Gitt", "Given"),
                _choice("channel", "Kanal", "Channel", channels),
                _line("text_version", "Teksten personen fikk se", "The wording the person was shown"),
                _line("proof", "Bevis: hvor det ligger", "Proof: where it lies"),
                _day("expires_on", "Gjelder til", "Valid until", required=False),
                Field(
                    name="guardian",
                    label=text("Gitt av den som har foreldreansvar", "Given by the guardian"),
                    look=Look.TICK,
                    required=False,
                ),
            ),
        )
        if consents
        else None,
        Form(
            deed="innsigelse",
            label=text("Skriv inn en innsigelse", "Write an objection down"),
            fields=(_choice("purpose", "Mot", "To", objections),),
        )
        if objections
        else None,
        Form(
            deed="nei-til-kanal",
            label=text("Skriv inn et nei til én kanal", "Write down a no to one channel"),
            fields=(
                _choice("way", "Nei til", "No to", {_WAY.join(way): title for way, title in ways.items()}),
            ),
        )
        if ways
        else None,
        Form(
            deed="begrens",
            label=text("Begrens behandlingen", "Restrict processing"),
            fields=(_choice("ground", "Hvorfor", "Why", GROUNDS),),
        ),
        Form(
            deed="sperre",
            label=text("Legg inn en slettesperre", "Place a hold"),
            fields=HOLD_FIELDS,
        ),
        Form(
            deed="barn",
            label=text("Noter at personen er et barn", "Note that the person is a child"),
            fields=(_day("born_on", "Født", "Born"),),
        ),
        Form(
            deed="oppforing",
            label=text("Noter valg om nummeropplysning", "Note a choice about directory enquiries"),
            fields=(_choice("listing", "Nummeret er", "The number is", LISTINGS),),
        )
        if has_listings(data_map)
        else None,
    ]
    return tuple(form for form in found if form)


# ---- what is done ------------------------------------------------------------------------------------------


def _give(about: About, told: Answers, who: Actor) -> None:
    zone = ZoneInfo(office.current_map().zone)
    given_at = datetime.combine(told["given_on"], time(), zone).astimezone(UTC)
    desk.give_consent(
        ConsentGiven(
            about=about,
            purpose=told["purpose"],
            given_at=given_at,
            expires_on=told["expires_on"],
            text_version=told["text_version"],
            channel=told["channel"],
            guardian=told["guardian"],
            proof=told["proof"],
        ),
        who,
    )


def _hold(about: About, told: Answers, who: Actor) -> None:
    holds.place_about(about, terms_told(told), who)


def _lift(about: About, id: str, who: Actor) -> None:
    if not any(hold.id == id for hold in desk.of(about).holds):
        raise Http404
    holds.lift(id, who)


def _decide(about: About, told: Answers, who: Actor) -> None:
    reason = told.get("grunn", "")
    state = Objection.REJECTED if told.get("svar") == "avvis" else Objection.UPHELD
    desk.decide_objection(about, told.get("formaal", ""), state, reason if reason in REASONS else "", who)


def _decline(about: About, told: Answers, who: Actor) -> None:
    purpose, _, channel = told["way"].partition(_WAY)
    desk.decline_channel(about, purpose, channel, who)


def _moment(written: str) -> datetime:
    """As the page wrote it."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise Http404 from None
    if found.tzinfo is None:
        raise Http404
    return found


_DEEDS: Mapping[str, Callable[[About, Answers, Actor], None]] = {
    "samtykke": _give,
    "trekk": lambda about, told, who: desk.withdraw_consent(
        about, told.get("formaal", ""), _moment(told.get("gitt", "")), who
    ),
    "innsigelse": lambda about, told, who: desk.object_to(about, told["purpose"], who),
    "avgjor": _decide,
    "trekk-innsigelse": lambda about, told, who: desk.lift_objection(about, told.get("formaal", ""), who),
    "nei-til-kanal": _decline,
    "ja-til-kanal": lambda about, told, who: desk.open_channel(
        about, told.get("formaal", ""), told.get("kanal", ""), who
    ),
    "begrens": lambda about, told, who: desk.restrict(about, told["ground"], who),
    "hev-begrensning": lambda about, _, who: desk.lift_restriction(about, who),
    "sperre": _hold,
    "hev-sperre": lambda about, told, who: _lift(about, told.get("id", ""), who),
    "barn": lambda about, told, who: desk.note_child(about, told["born_on"], who),
    "oppforing": lambda about, told, who: desk.choose_listing(about, Listing(told["listing"]), who),
}
_APPROVERS = ("sperre", "hev-sperre")
"""What keeps data from being erased is decided by those who approve plans."""
