"""How long, in words: keep lines and the events they run from. No column, event or collection shows by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..datamap import DataMap
from ..declaration.parts import Text
from ..declaration.purposes import AfterYear, ColumnEvent, Event, FactLine, KeepLine, Later, Operand, Purpose
from ..period import Period
from ..terms import NO_CATEGORY
from .language import Tongue, capital, ended, is_clause, small, unique
from .vocabulary import pair

_NO_WORDS = pair("datoen som står på dem", "the date they carry")
"""For a column that has no event with a title, and whose name says nothing that is known."""

_BARE = frozenset(("at", "on", "time", "date"))
_HAPPENED = pair("det skjedde", "it happened")
_BY_ENDING = (
    (("consent_at", "given_at", "given_on", "accepted_at"), pair("du sa ja", "you said yes")),
    (
        ("withdrawn_at", "withdrawn_on", "revoked_at"),
        pair("samtykket er trukket", "consent was withdrawn"),
    ),
    (("optout_at", "opt_out_at"), pair("du sa nei", "you said no")),
    (("lifted_at", "lifted_on"), pair("begrensningen ble hevet", "the restriction was lifted")),
    (("expires_on", "expires_at", "valid_to", "expiry"), pair("utløpsdatoen", "the expiry date")),
    (("created_at", "created_on", "registered_at", "registered_on"), pair("registreringen", "registration")),
    (("received_at", "received_on"), pair("det kom inn", "it was received")),
    (("sent_at", "sent_on"), pair("utsendingen", "it was sent")),
    (("decided_at", "decided_on"), pair("avgjørelsen", "the decision")),
    (
        ("completed_at", "completed_on", "done_on", "finished_on"),
        pair("arbeidet er ferdig", "the work is finished"),
    ),
    (("left_on", "left_at"), pair("du har sluttet", "you have left")),
    (("closed_at", "closed_on"), pair("det er avsluttet", "it was closed")),
    (("ended_at", "ended_on", "end_on", "to_at", "to_on"), pair("det er slutt", "it has ended")),
    (("settled_at", "settled_on"), pair("oppgjøret", "it was settled")),
    (("paid_at", "paid_on"), pair("betalingen", "payment")),
    (("issued_at", "issued_on", "invoiced_on"), pair("fakturadatoen", "the invoice date")),
    (("delivered_at", "delivered_on"), pair("leveringen", "delivery")),
    (("placed_at", "ordered_at", "ordered_on"), pair("bestillingen", "the order")),
    (
        ("last_interaction_at", "last_activity_at", "last_contact_at"),
        pair("siste kontakt", "the last contact"),
    ),
    (("started_at", "started_on", "from_at", "from_on"), pair("det begynte", "it began")),
    (("blocked_at", "blocked_on"), pair("sperringen", "the block")),
    (("destroy_by",), pair("datoen for makulering", "the shredding date")),
    (("published_at", "published_on"), pair("publiseringen", "publication")),
    (("replaced_at", "replaced_on"), pair("de ble endret", "they were changed")),
    (("shown_at",), pair("den ble vist", "it was shown")),
    (("signed_at", "signed_on"), pair("underskriften", "the signature")),
    (("imported_on", "imported_at", "bought_on", "collected_on"), pair("vi fikk dem", "we got them")),
    (("until",), pair("den datoen som er avtalt", "the date agreed")),
    (("due_on", "due_at"), pair("forfall", "the due date")),
    (("made_at", "logged_at", "happened_at", "used_at"), _HAPPENED),
)

FACTS = {
    "consents": pair("bevis for samtykke", "proof of consent"),
    "suppressions": pair("at du har sagt nei", "that you have said no"),
    "requests": pair("henvendelser om rettighetene dine", "requests about your rights"),
    "disclosures": pair("hvem som har fått opplysninger", "who has been given data"),
    "incidents": pair("brudd på sikkerheten", "breaches of security"),
}
_FACT_EVENTS = {
    "withdrawn": pair("samtykket er trukket", "consent was withdrawn"),
    "closed": pair("saken er avsluttet", "the case was closed"),
    "made": pair("det ble registrert", "it was recorded"),
}


def column_words(column: str) -> Text | None:
    """What a clock column is called when no titled event stands for it."""
    if column in _BARE:
        return _HAPPENED
    for endings, words in _BY_ENDING:
        if any(column == ending or column.endswith(f"_{ending}") for ending in endings):
            return words
    return None


class Clocks:
    """Puts keep lines of one map into words of one language."""

    def __init__(self, data_map: DataMap, tongue: Tongue) -> None:
        self.map = data_map
        self.tongue = tongue
        self.events = data_map.declaration.events

    # ---- what ------------------------------------------------------------------------------------------------

    def what(self, keep: KeepLine | FactLine) -> str:
        """What a line keeps: its title, or the titles of its collections and categories."""
        if isinstance(keep, FactLine):
            return capital(self.tongue.text(keep.title or FACTS[keep.facts]))
        if keep.title:
            return capital(self.tongue.text(keep.title))
        categories = self.map.declaration.categories
        names = unique(
            self.tongue.text(categories[name].title) for name in keep.categories if name in categories
        )
        where, which = self.collections(keep.in_), self.tongue.listed(names)
        return capital(where if where.lower() == which.lower() else f"{where}: {which}")

    def collections(self, names: tuple[str, ...]) -> str:
        return self.tongue.listed(unique(self.collection(name) for name in names))

    def collection(self, name: str) -> str:
        system, _, collection = name.partition(".")
        return self.tongue.text(self.map.declaration.systems[system].collections[collection].title)

    @staticmethod
    def is_shown(keep: KeepLine | FactLine) -> bool:
        """Keys and clocks are no data about a person in themselves."""
        return isinstance(keep, FactLine) or set(keep.categories) != {NO_CATEGORY}

    # ---- how long --------------------------------------------------------------------------------------------

    def kept(self, keep: KeepLine | FactLine, purpose: Purpose) -> str:
        """«Til 60 dager etter at kundeforholdet er slutt»; begins with a capital, has no full stop."""
        if isinstance(keep, FactLine):
            return self._fact(keep)
        if keep.with_:
            return self._with(keep.with_, purpose)
        if keep.until:
            return capital(self.tongue.text(keep.criterion) if keep.criterion else self.until(keep.until))
        return self._after(keep)

    def counted(self, periods: Sequence[Period], reference: str) -> str:
        """«60 dager etter at kundeforholdet er slutt», «fem år eller ti år etter ...»; without any the event alone."""
        since = self.tongue.after(self.words(reference))
        return (
            f"{self.tongue.either([self.tongue.period(one) for one in periods])} {since}"
            if periods
            else since
        )

    def until(self, reference: str) -> str:
        """«til kundeforholdet er slutt»."""
        return self.tongue.until(self.words(reference))

    def definition(self, reference: str) -> str:
        """How an event comes about when it is counted from another: «Det er slutt 24 måneder etter siste ...»."""
        event = self.events.get(reference)
        if event is None or event.title is None:
            return ""
        head, explanation = _parted(self.tongue.text(event.title))
        if explanation.endswith("."):
            return capital(explanation)
        if explanation:
            beginning = self._beginning(_head(event.title))
            if beginning and f"{head}:" in self.tongue.text(event.title):
                return ended(f"{beginning} {explanation}")
            return ended(
                self.tongue.pick(f"Det regnes fra {explanation}", f"It is counted from {explanation}")
            )
        counted = self._counted(event)
        if not counted:
            return ""
        beginning = self._beginning(event.title)
        if beginning:
            return ended(f"{beginning} {counted}")
        latest = counted.split(self.tongue.pick(", eller ", ", or "))[0]
        return ended(self.tongue.pick(f"Senest er det {latest}", f"At the latest that is {latest}"))

    def restricted(self, keep: KeepLine) -> str:
        if not keep.restricted_from:
            return ""
        when = self.tongue.when(self.words(keep.restricted_from))
        return self.tongue.pick(
            f"{capital(when)}, er tilgangen begrenset.",
            f"{capital(when)}, access is restricted.",
        )

    def words(self, reference: str) -> Text:
        """An event's title, or words for the column it is."""
        event = self.events.get(reference)
        if event is not None:
            return _head(event.title) if event.title else self._untitled(event)
        return column_words(reference.rpartition(".")[2]) or _NO_WORDS

    def has_words(self, reference: str) -> bool:
        return self.words(reference) is not _NO_WORDS

    # ---- parts -----------------------------------------------------------------------------------------------

    def _after(self, keep: KeepLine) -> str:
        period = self.tongue.period(keep.period) if keep.period else ""
        text = f"{period} {self.tongue.after(self.words(keep.after or ''))}"
        if keep.extendable_to:
            most = self.tongue.period(keep.extendable_to)
            text += self.tongue.pick(f", høyst {most}", f", at most {most}")
            if keep.extension:
                text += self.tongue.pick(
                    f". Mer enn {period} krever en grunn som er skrevet ned og godkjent.",
                    f". More than {period} needs a reason that is written down and approved.",
                )
            return capital(text)
        if is_clause(self.words(keep.after or "")):
            text = self.tongue.pick(f"til {text}", f"until {text}")
        if keep.ends_on_request:
            event = self.until(keep.after or "")
            text += self.tongue.pick(
                f". Ber du oss slette, beholder vi det bare {event}",
                f". If you ask us to erase, we keep it only {event}",
            )
        return capital(text)

    def _with(self, collection: str, purpose: Purpose) -> str:
        """As long as what it belongs to, by the title that stands for that: in the same purpose, or in another."""
        others = (one for one in self.map.declaration.purposes.values() if one is not purpose)
        title = next(
            (
                self.tongue.text(line.title)
                for one in (purpose, *others)
                for line in (one.keep if one.keep != "use_only" else ())
                if isinstance(line, KeepLine) and collection in line.in_ and line.title and not line.with_
            ),
            self.collection(collection),
        )
        return self.tongue.pick(f"Like lenge som {small(title)}", f"For as long as we keep {small(title)}")

    def _fact(self, keep: FactLine) -> str:
        if keep.period and keep.after:
            after = f"{self.tongue.period(keep.period)} {self.tongue.after(_FACT_EVENTS[keep.after])}"
            return self.tongue.pick(f"Til {after}", f"Until {after}")
        return self.tongue.pick("Så lenge neiet ditt gjelder", "As long as your no stands")

    def _counted(self, event: Event) -> str:
        """«24 måneder etter siste bestilling, eller tidligere hvis vi får vite at det er slutt»."""
        if event.after and event.period:
            return f"{self.tongue.period(event.period)} {self.tongue.after(self.words(event.after))}"
        operands = event.earliest or event.latest or ()
        counted = [operand for operand in operands if isinstance(operand, Later)]
        if not counted:
            return ""
        parts = [
            f"{self.tongue.period(one.period)} {self.tongue.after(self.words(one.after))}" for one in counted
        ]
        others = [operand for operand in operands if not isinstance(operand, Later)]
        if event.earliest:
            text = self.tongue.either(parts)
            return text + (self._or_earlier(others) if others else "")
        parts += [self.tongue.when(self._operand_words(other)) for other in others]
        return self.tongue.listed(parts)

    def _or_earlier(self, others: Sequence[Operand]) -> str:
        titled = [self.events[one].title for one in others if isinstance(one, str) and one in self.events]
        known = [_head(title) for title in titled if title is not None]
        if len(known) == len(others):
            whens = self.tongue.either([self.tongue.when(title) for title in known])
            return self.tongue.pick(
                f", eller {whens} hvis det er tidligere", f", or {whens} if that is earlier"
            )
        return self.tongue.pick(
            ", eller tidligere hvis du eller vi avslutter det", ", or earlier if you or we end it"
        )

    def _operand_words(self, operand: Operand) -> Text:
        match operand:
            case str():
                return self.words(operand)
            case ColumnEvent():
                return self.words(operand.column)
            case Later():
                return self.words(operand.after)
            case AfterYear():
                return pair("regnskapsåret er slutt", "the financial year has ended")

    def _untitled(self, event: Event) -> Text:
        """Words for an event without a title, from what it is made of."""
        if event.column:
            return column_words(event.column) or _NO_WORDS
        if event.first_day_after_financial_year:
            return pair("regnskapsåret er slutt", "the financial year has ended")
        if event.after and event.period:
            inner = self.words(event.after)
            nb, en = Tongue("nb"), Tongue("en")
            return pair(
                f"det er gått {nb.period(event.period)} {nb.after(inner)}",
                f"{en.period(event.period)} have passed {en.after(inner)}",
            )
        return pair("siste gang vi hadde med hverandre å gjøre", "the last time we dealt with each other")

    def _beginning(self, title: Text) -> str:
        """«Det er slutt» for «kundeforholdet er slutt»; a noun is named as what is meant by it."""
        if not is_clause(title):
            text = self.tongue.text(title)
            return self.tongue.pick(f"Med «{text}» mener vi", f"By “{text}” we mean")
        if self.tongue.lang == "en":
            return _english_beginning(title.en)
        return _norwegian_beginning(title.nb)


def _parted(title: str) -> tuple[str, str]:
    """A title, and the explanation after it: a sentence of its own, or words after a colon or in brackets."""
    head, stop, sentence = title.strip().rstrip(".").partition(". ")
    if stop:
        return head, f"{sentence}."
    found = _EXPLAINED.fullmatch(title.strip())
    return (found["head"], found["colon"] or found["bracket"]) if found else (title, "")


def _head(title: Text) -> Text:
    return pair(_parted(title.nb)[0], _parted(title.en)[0])


_EXPLAINED = re.compile(r"(?P<head>[^:(]+?)(?:: (?P<colon>.+)| \((?P<bracket>.+)\))")
_NB_VERBS = (" er ", " har ", " blir ", " ble ")
_EN_VERBS = ((" has ended", " ends"), (" have ended", " end"), (" has been closed", " closes"))


def _norwegian_beginning(title: str) -> str:
    verb = next((verb for verb in _NB_VERBS if verb in f" {title} "), None)
    subject, _, rest = title.partition(verb) if verb else (title, "", "")
    if (
        not verb
        or " " in subject
        or subject in ("du", "vi", "det", "den")
        or " eller " in rest
        or " og " in rest
    ):
        return ""
    pronoun = (
        "Det" if subject.endswith(("et", "eiet")) else "De" if subject.endswith(("ene", "rne")) else "Den"
    )
    return f"{pronoun}{verb}{rest}"


def _english_beginning(title: str) -> str:
    for ending, verb in _EN_VERBS:
        if title.endswith(ending):
            plural = verb == " end"
            return f"{'They' if plural else 'It'}{verb}"
    return ""
