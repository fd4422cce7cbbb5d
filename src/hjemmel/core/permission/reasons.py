"""Why a message may be sent or not: each reason once, in both languages, with its law. No rule stands here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..statutes.statute import spaced


class May(Enum):
    """UNKNOWN is an answer, and it never allows: something that decides could not be read."""

    ALLOW = "allow"
    DENY = "deny"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    may: May
    nb: str
    en: str
    law: str
    """The id of a statute."""

    def __hash__(self) -> int:
        return hash(self.code)


def _allow(code: str, law: str, nb: str, en: str) -> Reason:
    return Reason(code, May.ALLOW, spaced(nb), spaced(en), law)


def _deny(code: str, law: str, nb: str, en: str) -> Reason:
    return Reason(code, May.DENY, spaced(nb), spaced(en), law)


def _unknown(code: str, law: str, nb: str, en: str) -> Reason:
    return Reason(code, May.UNKNOWN, spaced(nb), spaced(en), law)


# fmt: off
BY_CONSENT = _allow("consent", "mfl-15", "Personen har sagt ja.", "The person has said yes.")
EXISTING_CUSTOMER = _allow("existing-customer", "mfl-15-3",
    "Kunden ga adressen ved et kjøp, og tilbudet gjelder egne liknende varer.",
    "The customer gave the address in a sale, and the offer is of our own similar goods.")
FIRMS_ADDRESS = _allow("firms-address", "mfl-15-work",
    "Adressen er firmaets og ikke en persons.", "The address is the firm's and not a person's.")
CUSTOMER = _allow("customer", "mfl-13",
    "Personen er kunde, og tilbudet gjelder egne liknende varer.",
    "The person is a customer, and the offer is of our own similar goods.")
WASHED = _allow("washed", "mfl-13-wash",
    "Personen står ikke i Reservasjonsregisteret, og lista er vasket i tide.",
    "The person is not in the Central Marketing Exclusion Register, and the list was washed in time.")
SERVICE = _allow("service", "mfl-15",
    "En melding om det personen har hos oss, uten reklame.",
    "A message about what the person has with us, without offers.")
SURVEY = _allow("survey", "gdpr-6-1-f",
    "En spørreundersøkelse til en kunde som ikke har sagt nei.",
    "A survey to a customer who has not said no.")
MAY_SHARE = _allow("may-share", "gdpr-6-1-a",
    "Personen har sagt ja til at mottakeren får opplysningene.",
    "The person has agreed that the recipient gets the data.")

NOT_AGREED_TO_SHARE = _deny("not-agreed-to-share", "gdpr-6-1-a",
    "Personen har ikke sagt ja til at mottakeren får opplysningene.",
    "The person has not agreed that the recipient gets the data.")
WRONG_CHANNEL = _deny("wrong-channel", "gdpr-5-1-b",
    "Formålet er ikke oppgitt for denne kanalen.", "The purpose is not declared for this channel.")
NEVER = _deny("never", "gdpr-5-1-a",
    "Vi har sagt at vi aldri bruker denne kanalen til dette.",
    "We have said that we never use this channel for this.")
OFFERS_IN_SERVICE = _deny("offers-in-service", "mfl-15",
    "Servicemeldingene kan inneholde tilbud, og er da markedsføring.",
    "The service messages may carry offers, and are then marketing.")
NOBODY = _deny("nobody", "gdpr-5-1-b",
    "Vi kjenner ingen med denne identiteten.", "Nobody with this identity is known here.")
NO_ADDRESS = _deny("no-address", "gdpr-5-1-b",
    "Vi har ingen slik adresse til personen.", "We have no such address of the person.")
NO_GROUND = _deny("no-ground", "gdpr-5-1-a",
    "Ingen hjemmel lar oss bruke adressen til dette.", "No ground lets us use the address for this.")
RESTRICTED = _deny("restricted", "gdpr-18",
    "Behandlingen er begrenset, eller en innsigelse er ikke avgjort.",
    "Processing is restricted, or an objection is not decided yet.")
OBJECTED = _deny("objected", "gdpr-21-3", "Personen har sagt nei.", "The person has said no.")
CHANNEL_DECLINED = _deny("channel-declined", "gdpr-21-2",
    "Personen har sagt nei til denne kanalen.", "The person has said no to this channel.")
SUPPRESSED = _deny("suppressed", "gdpr-21-3",
    "En som har denne adressen, har sagt nei til reklame.",
    "Somebody who has this address has said no to marketing.")
SHARED = _deny("shared", "gdpr-5-1-d",
    "Flere personer har denne adressen, så den viser ikke til noen.",
    "Several people have this address, so it identifies nobody.")
CHANGED = _deny("changed", "gdpr-5-1-d",
    "Adressen er endret de siste 30 dagene, så den viser ikke sikkert til noen.",
    "The address was changed within the last 30 days, so it identifies nobody for certain.")
BOUNCED = _deny("bounced", "gdpr-5-1-d",
    "Meldinger til denne adressen kommer i retur.", "Messages to this address come back.")
UNFIT = _deny("unfit", "gdpr-5-1-d",
    "Det som står som adresse, kan ingen e-post sendes til.", "What stands as the address is none that e-mail can be sent to.")
CHILD = _deny("child", "mfl-15-child",
    "Et barn under 15 år kan ikke selv samtykke til markedsføring.",
    "A child under 15 cannot consent to marketing.")
CHILD_CONSENT = _deny("child-consent", "pol-5",
    "Samtykket ble gitt av et barn uten den som har foreldreansvar.",
    "The consent was given by a child without the guardian.")
NO_CONSENT = _deny("no-consent", "mfl-15",
    "Personen er ikke kunde og har ikke sagt ja.", "The person is no customer and has not said yes.")
CUSTOMER_WITHOUT_CONSENT = _deny("customer-without-consent", "mfl-15",
    "Kunden har ikke sagt ja, og vi har lovet å spørre.",
    "The customer has not said yes, and we have promised to ask.")
FORMER_CUSTOMER = _deny("former-customer", "mfl-15-3",
    "Kundeforholdet er slutt, og personen har ikke sagt ja.",
    "The customer relationship has ended, and the person has not said yes.")
NO_YES = _deny("no-yes", "mfl-15", "Personen har ikke sagt ja.", "The person has not said yes.")
CONSENT_WITHDRAWN = _deny("consent-withdrawn", "gdpr-7-3",
    "Samtykket er trukket.", "The consent is withdrawn.")
CONSENT_EXPIRED = _deny("consent-expired", "gdpr-7-1", "Samtykket er utløpt.", "The consent has expired.")
CONSENT_PENDING = _deny("consent-pending", "gdpr-7-1",
    "Samtykket er ikke bekreftet ennå.", "The consent is not confirmed yet.")
CONSENT_OTHER_CHANNEL = _deny("consent-other-channel", "gdpr-7-2",
    "Samtykket gjelder en annen kanal.", "The consent is for another channel.")
CONSENT_BY_USE = _deny("consent-by-use", "gdpr-7-2",
    "Bruk av tjenesten er ikke et samtykke.", "Use of the service is no consent.")
NOT_SIMILAR = _deny("not-similar", "mfl-15-3",
    "Tilbudet gjelder ikke egne varer som likner det kunden har kjøpt.",
    "The offer is not of our own goods similar to what the customer has bought.")
NOT_FROM_SALE = _deny("not-from-sale", "mfl-15-3",
    "Adressen kom ikke fra kunden ved et kjøp.", "The address did not come from the customer in a sale.")
NOT_OFFERED = _deny("opt-out-not-offered", "mfl-15-3",
    "Kunden fikk ikke si nei da adressen ble gitt.",
    "The customer was not offered a no when the address was given.")
NO_WAY_OUT = _deny("no-opt-out-in-message", "mfl-15-3",
    "Meldingen gir ingen enkel måte å si nei på.", "The message has no easy way to say no.")
RESERVED = _deny("reserved", "mfl-13",
    "Personen står i Reservasjonsregisteret.", "The person is in the Central Marketing Exclusion Register.")
NOT_WASHED = _deny("not-washed", "mfl-13-wash",
    "Personen er ikke sjekket mot Reservasjonsregisteret.",
    "The person has not been checked against the Central Marketing Exclusion Register.")
WASH_TOO_OLD = _deny("wash-too-old", "mfl-13-wash",
    "Det er for lenge siden lista ble vasket mot Reservasjonsregisteret.",
    "The list was washed against the Central Marketing Exclusion Register too long ago.")
CALL_TIME = _deny("call-time", "mfl-14",
    "Det er ikke tid for salgsanrop: de skjer på hverdager, ikke lørdager, mellom kl. 9 og 21.",
    "It is no time for sales calls: they are made on weekdays, not Saturdays, between 9 and 21.")

NOT_READ = _unknown("not-read", "gdpr-5-2",
    "Noe som avgjør om adressen kan brukes, kunne ikke leses.",
    "Something that decides whether the address may be used could not be read.")
RESTRICTION_NOT_READ = _unknown("restriction-not-read", "gdpr-18",
    "Vi vet ikke om behandlingen er begrenset.", "It is not known whether processing is restricted.")
OBJECTION_NOT_READ = _unknown("objection-not-read", "gdpr-21-3",
    "Vi vet ikke om personen har sagt nei.", "It is not known whether the person has said no.")
MARKS_NOT_READ = _unknown("marks-not-read", "gdpr-21-3",
    "Reklamesperrene er laget med en annen nøkkel og kan ikke leses.",
    "The suppressions were made with another key and cannot be read.")
HOLDERS_NOT_READ = _unknown("holders-not-read", "gdpr-5-1-d",
    "Vi vet ikke om flere har denne adressen.", "It is not known whether others have this address.")
CONSENT_NOT_READ = _unknown("consent-not-read", "gdpr-7-1",
    "Vi vet ikke om personen har sagt ja.", "It is not known whether the person has said yes.")
RELATION_NOT_KNOWN = _unknown("relation-not-known", "mfl-15-3",
    "Vi vet ikke om personen er kunde, og svaret avhenger av det.",
    "It is not known whether the person is a customer, and the answer depends on it.")
SIMILAR_NOT_KNOWN = _unknown("similar-not-known", "mfl-15-3",
    "Ingen har sagt om tilbudet gjelder egne liknende varer.",
    "Nobody has said whether the offer is of our own similar goods.")
# fmt: on
