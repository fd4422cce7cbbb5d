"""Why data may not be given to somebody: each reason once, in both languages, with its law. No rule stands here."""

from __future__ import annotations

from ..permission.reasons import May, Reason
from ..statutes.statute import spaced


def _no(code: str, law: str, nb: str, en: str) -> Reason:
    return Reason(code, May.DENY, spaced(nb), spaced(en), law)


# fmt: off
GETS_NO_LISTINGS = _no("gets-no-listings", "gdpr-5-1-b",
    "Deklarasjonen sier ikke at mottakeren får oppføringer.",
    "The declaration does not say that the recipient is given listings.")
NO_AGREEMENT = _no("no-agreement", "gdpr-5-2",
    "Det finnes ingen avtale med mottakeren som gjelder i dag.",
    "There is no agreement with the recipient that is in force today.")
NEITHER_LAW_NOR_CONSENT = _no("neither-law-nor-consent", "gdpr-5-1-a",
    "Formålet bygger verken på en lov eller på samtykke.",
    "The purpose rests neither on a law nor on consent.")
ONLY_WITH_CONSENT = _no("only-with-consent", "gdpr-6-1-a",
    "Mottakeren får bare noe med samtykke, og formålet bygger på en lov.",
    "The recipient gets data only with consent, and the purpose rests on a law.")
UNKNOWN_RECIPIENT = _no("unknown-recipient", "gdpr-13",
    "Mottakeren står ikke i deklarasjonen.", "The recipient is not in the declaration.")
NO_PURPOSE = _no("no-purpose", "gdpr-5-1-b",
    "Det er ikke sagt hva opplysningene skal brukes til.", "It is not said what the data is for.")
UNKNOWN_PURPOSE = _no("unknown-purpose", "gdpr-5-1-b",
    "Formålet står ikke i deklarasjonen.", "The purpose is not in the declaration.")
NOT_OF_THE_PURPOSE = _no("not-of-the-purpose", "gdpr-5-1-b",
    "Formålet nevner ikke denne mottakeren.", "The purpose does not name this recipient.")
NO_CATEGORY = _no("no-category", "gdpr-5-1-c",
    "Det er ikke sagt hvilke opplysninger som skal gis.", "It is not said which data is to be given.")
UNKNOWN_CATEGORY = _no("unknown-category", "gdpr-5-1-c",
    "En av opplysningstypene står ikke i deklarasjonen.",
    "One of the data categories is not in the declaration.")
NOT_NEEDED = _no("not-needed", "gdpr-5-1-c",
    "Mottakeren ville få mer enn formålet trenger.", "The recipient would get more than the purpose needs.")
NO_TRANSFER = _no("no-transfer", "gdpr-44",
    "Mottakeren er utenfor EØS, og ingen overføring er deklarert.",
    "The recipient is outside the EEA, and no transfer is declared.")
AGREEMENT_NOT_KNOWN = Reason("agreement-not-known", May.UNKNOWN,
    "Vi vet ikke om avtalen med mottakeren er i orden.",
    "It is not known whether the agreement with the recipient is in order.", "gdpr-28-3")
AGREEMENT_IS_NOT_ENOUGH = _no("agreement-is-not-enough", "gdpr-28-3",
    "Mottakeren er selv ansvarlig for det den får. En avtale er da ikke grunn nok.",
    "The recipient is itself responsible for what it gets. An agreement is then not ground enough.")
NO_REFERENCE = _no("no-reference", "gdpr-5-2",
    "Nummeret på saken, tilbudet, bestillingen eller leveringen mangler.",
    "The number of the case, offer, order or delivery is missing.")
NO_LAW = _no("no-law", "gdpr-6-1-c",
    "Lovbestemmelsen som gir rett til opplysningene, mangler.",
    "The section of law that gives a right to the data is missing.")
NO_DOCUMENT = _no("no-document", "gdpr-5-2",
    "Dokumentet som viser grunnen, er ikke lagt ved.", "The document that shows the ground is not attached.")
NO_SCOPE = _no("no-scope", "gdpr-5-1-c",
    "Det er ikke sagt hvilke opplysninger pålegget gjelder.", "It is not said which data the order covers.")
BEYOND_THE_ORDER = _no("beyond-the-order", "gdpr-5-1-c",
    "Mottakeren ville få mer enn pålegget gjelder.", "More would be given than the order covers.")
NO_NEED = _no("no-need", "gdpr-5-1-a",
    "Mottakeren får bare noe ved særlig behov, og behovet er ikke oppgitt.",
    "The recipient gets something only when specially needed, and the need is not given.")
WRITTEN_OTHERWISE = _no("written-otherwise", "gdpr-5-1-c",
    "Nummeret eller lovbestemmelsen er ikke skrevet slik de skal. Navn, adresser og fødselsnummer hører ikke hjemme her.",
    "The number or the section of law is not written as it should be. Names, addresses and national numbers do not belong here.")
# fmt: on


def without_agreement(nb: str, en: str, law: str) -> Reason:
    """What is wrong with the agreement, in the words of whoever looked at it."""
    return Reason("agreement", May.DENY, nb, en, law)
