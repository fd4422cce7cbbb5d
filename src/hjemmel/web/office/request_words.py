"""What a reader calls the rights, ways, states and steps of requests. Rules stand in `core.request`."""

from __future__ import annotations

from collections.abc import Mapping

from hjemmel.core.declaration.parts import Text
from hjemmel.core.mail.words import Looks
from hjemmel.core.request import (
    Answered,
    Approved,
    Closed,
    Corrected,
    Decided,
    Delivered,
    Drafted,
    Executed,
    Extended,
    IdentityAsked,
    IdentityProven,
    Matched,
    Method,
    Noticed,
    Opened,
    Outcome,
    Planned,
    Received,
    RefusedRequest,
    Reminded,
    Reviewed,
    State,
    TakenBack,
    ToldOfLifting,
    Way,
    WhyClosed,
    WhyExtended,
    WhyRefused,
    WhyRejected,
)
from hjemmel.core.rights.right import Right

RIGHTS: Mapping[Right, Text] = {
    Right.ACCESS: Text(nb="innsyn", en="access"),
    Right.PORTABILITY: Text(nb="dataportabilitet", en="data portability"),
    Right.RECTIFICATION: Text(nb="retting", en="rectification"),
    Right.ERASURE: Text(nb="sletting", en="erasure"),
    Right.RESTRICTION: Text(nb="begrensning", en="restriction"),
    Right.LIFTING: Text(nb="heving av en begrensning", en="lifting of a restriction"),
    Right.OBJECTION: Text(nb="innsigelse", en="objection"),
    Right.WITHDRAWAL: Text(nb="tilbaketrekking av samtykke", en="withdrawal of consent"),
    Right.RECIPIENTS: Text(nb="hvem som har fått opplysningene", en="who was given the data"),
}
LOOKS: Mapping[Looks, Text] = {
    **{looks: RIGHTS[looks.right] for looks in Looks if looks.right},
    Looks.COMPLAINT: Text(nb="en klage", en="a complaint"),
    Looks.QUESTION: Text(nb="et spørsmål om personvern", en="a question about privacy"),
    Looks.OTHER: Text(nb="noe annet", en="something else"),
}
"""What a message seems to be about that a draft was made of."""
WAYS: Mapping[Way, Text] = {
    Way.PHONE: Text(nb="telefon", en="telephone"),
    Way.EMAIL: Text(nb="e-post", en="e-mail"),
    Way.POST: Text(nb="brev", en="letter"),
    Way.IN_PERSON: Text(nb="oppmøte", en="in person"),
    Way.WEB: Text(nb="nettsiden", en="the web site"),
}
STATES: Mapping[State, Text] = {
    State.DRAFT: Text(nb="er det en henvendelse?", en="is it a request?"),
    State.RECEIVED: Text(nb="hvem gjelder den?", en="whom is it about?"),
    State.MATCHED: Text(nb="hvem spør?", en="who asks?"),
    State.ASKED_WHO: Text(
        nb="venter på at personen viser hvem de er", en="waits for the person to show who they are"
    ),
    State.PROVEN: Text(nb="planen skal lages", en="the plan is to be made"),
    State.PLANNED: Text(nb="planen skal gjennomgås", en="the plan is to be reviewed"),
    State.REVIEWED: Text(nb="planen skal godkjennes", en="the plan is to be approved"),
    State.APPROVED: Text(nb="planen skal utføres", en="the plan is to be carried out"),
    State.EXECUTED: Text(nb="svaret skal skrives", en="the answer is to be written"),
    State.REFUSED: Text(nb="avslaget skal skrives", en="the refusal is to be written"),
    State.ANSWERED: Text(nb="svaret skal sendes", en="the answer is to be sent"),
    State.DELIVERED: Text(nb="besvart", en="answered"),
    State.TAKEN_BACK: Text(nb="trukket tilbake", en="taken back"),
    State.CLOSED: Text(nb="lagt bort", en="laid aside"),
}
METHODS: Mapping[Method, Text] = {
    Method.KNOWN_CHANNEL: Text(
        nb="kode til en e-post eller telefon vi hadde fra før",
        en="a code to an e-mail address or phone we had",
    ),
    Method.OIDC: Text(nb="innlogging hos en identitetsleverandør", en="sign-in with an identity provider"),
    Method.BANKID: Text(nb="BankID", en="BankID"),
    Method.IN_PERSON: Text(
        nb="møtte opp og viste legitimasjon, uten at vi tok kopi",
        en="came and showed a document; no copy was taken",
    ),
}
EXTENSIONS: Mapping[WhyExtended, Text] = {
    WhyExtended.COMPLEX: Text(nb="den er komplisert", en="it is complex"),
    WhyExtended.MANY: Text(nb="det har kommet mange", en="many have come"),
}
REFUSALS: Mapping[WhyRefused, Text] = {
    WhyRefused.UNFOUNDED: Text(nb="den er åpenbart grunnløs", en="it is manifestly unfounded"),
    WhyRefused.EXCESSIVE: Text(
        nb="den er overdreven, særlig fordi den gjentas",
        en="it is excessive, in particular because it is repeated",
    ),
    WhyRefused.NOT_IDENTIFIED: Text(nb="vi kan ikke vite hvem som spør", en="we cannot know who asks"),
}
REJECTIONS: Mapping[WhyRejected, Text] = {
    WhyRejected.OVERRIDING: Text(
        nb="vi har tvingende berettigede grunner som veier tyngre",
        en="we have compelling legitimate grounds that weigh more",
    ),
    WhyRejected.LEGAL_CLAIM: Text(
        nb="vi trenger opplysningene for et rettskrav", en="we need the data for a legal claim"
    ),
}
POINTS: Mapping[str, Text] = {
    "18(1)(a)": Text(
        nb="de sier at opplysningene er feil, og vi undersøker det",
        en="they say that the data are wrong, and we look into it",
    ),
    "18(1)(b)": Text(
        nb="behandlingen er ulovlig, og de vil ikke at opplysningene slettes",
        en="the processing is unlawful, and they do not want the data erased",
    ),
    "18(1)(c)": Text(
        nb="vi trenger dem ikke lenger, men personen trenger dem for et rettskrav",
        en="we no longer need them, but the person needs them for a legal claim",
    ),
    "18(1)(d)": Text(
        nb="de har gjort innsigelse, og den er ikke avgjort", en="they have objected, and it is not decided"
    ),
}
ASIDE: Mapping[WhyClosed, Text] = {
    WhyClosed.NOT_A_REQUEST: Text(
        nb="det er ingen henvendelse om rettigheter", en="it is no request about rights"
    ),
    WhyClosed.SAME_AS_ANOTHER: Text(nb="den er den samme som en annen", en="it is the same as another"),
}
OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.DONE: Text(nb="alt ble gjort som bedt om", en="everything was done as asked"),
    Outcome.PARTLY: Text(
        nb="noe ble gjort, resten er avslått med grunn",
        en="some was done, the rest is refused with its reason",
    ),
    Outcome.REFUSED: Text(nb="avslag med grunn", en="refused, with the reason"),
    Outcome.NOTHING_HELD: Text(nb="vi har ingenting om personen", en="we hold nothing about the person"),
}
STEPS: Mapping[type, Text] = {
    Drafted: Text(nb="Noe kom som kan være en henvendelse", en="Something came that may be a request"),
    Received: Text(nb="Mottatt", en="Received"),
    Matched: Text(nb="Bestemt hvem den gjelder", en="Decided whom it is about"),
    IdentityAsked: Text(
        nb="Personen ble bedt om å vise hvem de er", en="The person was asked to show who they are"
    ),
    IdentityProven: Text(nb="Personen viste hvem de er", en="The person showed who they are"),
    Corrected: Text(nb="Skrevet inn hva som er riktig", en="What is right was written in"),
    Decided: Text(nb="Avgjort", en="Decided"),
    ToldOfLifting: Text(
        nb="Personen fikk beskjed om at begrensningen heves",
        en="The person was told that the restriction is lifted",
    ),
    Extended: Text(nb="Svarfristen forlenget", en="Deadline extended"),
    Noticed: Text(nb="Personen fikk beskjed om forlengelsen", en="The person was told of the extension"),
    Reminded: Text(nb="Minnet om fristen", en="Reminded of the deadline"),
    Planned: Text(nb="Plan laget", en="Plan made"),
    Reviewed: Text(nb="Plan gjennomgått", en="Plan reviewed"),
    Approved: Text(nb="Plan godkjent", en="Plan approved"),
    Executed: Text(nb="Plan utført", en="Plan carried out"),
    RefusedRequest: Text(nb="Avslått", en="Refused"),
    Answered: Text(nb="Svaret skrevet", en="Answer written"),
    Delivered: Text(nb="Svaret sendt", en="Answer sent"),
    Opened: Text(nb="Svaret hentet", en="Answer fetched"),
    TakenBack: Text(nb="Trukket tilbake", en="Taken back"),
    Closed: Text(nb="Lagt bort", en="Laid aside"),
}
