"""The grounds and needs of disclosures in words. What they are, `core.terms` and `core.disclosure` say."""

from __future__ import annotations

from collections.abc import Mapping

from ..declaration.parts import Text
from ..sharing.disclosure import Need
from ..terms import DisclosureGround as Ground

GROUNDS: Mapping[Ground, Text] = {
    Ground.CONSENT: Text(nb="samtykke", en="consent"),
    Ground.LAW: Text(nb="lov", en="law"),
    Ground.ORDER: Text(nb="pålegg fra domstol eller myndighet", en="order of a court or an authority"),
    Ground.DEBT_COLLECTION: Text(nb="inkasso av et saklig krav", en="collection of a justified debt"),
    Ground.LEGAL_CLAIM: Text(
        nb="rettskrav, eller anmeldelse av et lovbrudd mot oss",
        en="legal claim, or an offence against us that is reported",
    ),
    Ground.DELIVERY: Text(
        nb="trengs for et tilbud, en bestilling eller en levering",
        en="needed for an offer, an order or a delivery",
    ),
    Ground.AGREEMENT: Text(
        nb="avtale med databehandler eller felles ansvarlig",
        en="agreement with a processor or a joint controller",
    ),
}
NEEDS: Mapping[Need, Text] = {
    Need.AUDIT: Text(nb="revisjon", en="audit"),
    Need.DISPUTE: Text(nb="tvist", en="dispute"),
    Need.ADVICE: Text(nb="juridisk eller faglig råd", en="legal or professional advice"),
    Need.FAULT: Text(nb="feil som må rettes i et system", en="a fault in a system that must be mended"),
    Need.OFFENCE: Text(nb="lovbrudd mot oss", en="an offence against us"),
    Need.DUTY: Text(nb="loven krever det", en="the law requires it"),
}
