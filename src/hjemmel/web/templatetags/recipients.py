"""Recipients in words: what they are called, their roles, and the next day something ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hjemmel.core.declaration.company import Recipient
from hjemmel.core.declaration.parts import Text
from hjemmel.core.output.language import capital
from hjemmel.core.output.vocabulary import RECIPIENT_ROLE
from hjemmel.core.output.vocabulary import country as country_words
from hjemmel.core.sharing.agreement import earliest
from hjemmel.core.sharing.business_register import SOLE_PROPRIETOR, Named, Receipt, Standing, Unasked
from hjemmel.core.sharing.recipients import Difference, Differs
from hjemmel.desk.agreements import RecipientView
from hjemmel.desk.companies import LookedUp
from hjemmel.web.templatetags.words import day, tongue

register = template.Library()

_REVIEW = Text(nb="gjennomgang", en="review")
MECHANISMS = {
    "adequacy": Text(nb="EU-kommisjonen har godkjent vernet", en="the European Commission has approved the protection"),
    "standard_clauses": Text(nb="EUs standardavtale", en="standard contractual clauses"),
    "binding_rules": Text(nb="bindende virksomhetsregler", en="binding corporate rules"),
    "derogation": Text(nb="unntak i art. 49", en="a derogation in Art. 49"),
    "code_or_certificate": Text(nb="atferdsnorm eller sertifisering", en="a code of conduct or a certificate"),
}  # fmt: skip
UNASKED = {
    Unasked.NO_NUMBER: Text(nb="Ikke slått opp: uten organisasjonsnummer i deklarasjonen.", en="Not looked up: without an organisation number in the declaration."),
    Unasked.BAD_NUMBER: Text(nb="Organisasjonsnummeret er feil.", en="The organisation number is wrong."),
    Unasked.ABROAD: Text(nb="Ikke slått opp: etablert i utlandet.", en="Not looked up: established abroad."),
    Unasked.NOT_YET: Text(nb="Ikke slått opp ennå.", en="Not looked up yet."),
    Unasked.NO_ANSWER: Text(nb="Enhetsregisteret svarte ikke.", en="Enhetsregisteret did not answer."),
}  # fmt: skip
STANDING = {
    Standing.NOT_FOUND: Text(nb="Enhetsregisteret har ikke dette nummeret.", en="Enhetsregisteret does not have this number."),
    Standing.REMOVED: Text(nb="Tatt ut av Enhetsregisteret.", en="Removed from Enhetsregisteret."),
    Standing.DELETED: Text(nb="Slettet fra Enhetsregisteret.", en="Deleted from Enhetsregisteret."),
    Standing.BANKRUPT: Text(nb="Konkurs.", en="Bankrupt."),
    Standing.FORCED_DISSOLUTION: Text(nb="Under tvangsoppløsning.", en="Being dissolved by force."),
    Standing.WINDING_UP: Text(nb="Under avvikling.", en="Being wound up."),
    Standing.ACTIVE: Text(nb="Står i Enhetsregisteret, og er i drift.", en="Stands in Enhetsregisteret, and is active."),
}  # fmt: skip
WITHOUT_NUMBER = Text(nb="Skriv organisasjonsnummeret først.", en="Write the organisation number first.")
ANOTHER_NAME = Text(nb="Der heter det noe annet enn hos oss.", en="It has another name there than here.")
SOLE_TRADER = Text(nb="Dette er et enkeltpersonforetak, altså en person: legg det til som person.", en="This is a sole trader, and so a person: add it as a person.")  # fmt: skip
AS_WE_SAY = Text(nb="Slått opp, og står der som vi sier", en="Looked up, and stands there as we say")
NOT_AS_WE_SAY = Text(
    nb="Slått opp, og står der ikke som vi sier", en="Looked up, and does not stand there as we say"
)
DIFFERENCES = {
    Difference.NOT_KEPT: ("Den signerte avtalen er ikke lagt inn.", "The signed agreement has not been put in."),
    Difference.NOT_DECLARED: ("Mottakeren står ikke i deklarasjonen.", "The recipient does not stand in the declaration."),
    Difference.SIGNED_ANOTHER_DAY: (
        "Deklarasjonen sier at avtalen er signert en annen dag enn dokumentet.",
        "The declaration says that the agreement was signed on another day than the document does."),
    Difference.ENDS_ANOTHER_DAY: (
        "Deklarasjonen sier at avtalen går ut en annen dag enn dokumentet.",
        "The declaration says that the agreement ends on another day than the document does."),
}  # fmt: skip


@register.simple_tag(takes_context=True)
def looked_up_told(context: Any, found: LookedUp) -> str:
    """What the register of organisations says, in a sentence or three."""
    words, answer = tongue(context), found.answer
    if isinstance(answer, Unasked):
        return words.text(WITHOUT_NUMBER if answer is Unasked.NO_NUMBER else UNASKED[answer])
    said = [words.text(STANDING[answer.standing])]
    said += [words.text(ANOTHER_NAME)] if found.is_as_we_say is False else []
    said += [words.text(SOLE_TRADER)] if answer.form == SOLE_PROPRIETOR else []
    return " ".join(said)


@register.simple_tag(takes_context=True)
def recipient_name(context: Any, declared: Recipient) -> str:
    """What readers of this language call it."""
    return tongue(context).text(declared.called)


@register.simple_tag(takes_context=True)
def recipient_roles(context: Any, roles: Iterable[str]) -> str:
    words = tongue(context)
    return capital(words.listed(sorted({words.text(RECIPIENT_ROLE[role]) for role in roles})))


@register.simple_tag(takes_context=True)
def country(context: Any, code: str) -> str:
    return country_words(tongue(context), code)


@register.simple_tag(takes_context=True)
def next_date(context: Any, view: RecipientView) -> SafeString:
    """The first day on which something of it ends, or is to be done."""
    days = {one.day: one.what for one in reversed(list(view.endings))}
    if view.kept and view.kept.next_review:
        days.setdefault(view.kept.next_review, _REVIEW)
    first = earliest(*days)
    if first is None:
        return SafeString("–")
    return format_html("{}<small>{}</small>", day(context, first), tongue(context).text(days[first]))


@register.simple_tag(takes_context=True)
def difference(context: Any, differs: Differs) -> str:
    """How the declaration and what is kept disagree, in a sentence."""
    return tongue(context).pick(*DIFFERENCES[differs.how])


@register.simple_tag(takes_context=True)
def mechanism(context: Any, name: str) -> str:
    """What a transfer rests on."""
    return tongue(context).text(MECHANISMS[name]) if name in MECHANISMS else name


@register.simple_tag(takes_context=True)
def looked_up(context: Any, named: Named | None) -> SafeString:
    """What the register of organisations said the last time."""
    answer = named.answer if named else Unasked.NOT_YET
    if isinstance(answer, Receipt):
        words = tongue(context).text(AS_WE_SAY if answer.is_good else NOT_AS_WE_SAY)
        return format_html("{}, {}", words, day(context, answer.at))
    return format_html("{}", tongue(context).text(UNASKED[answer]))
