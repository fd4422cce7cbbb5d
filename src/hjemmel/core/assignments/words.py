"""What a reader calls the states, uses and reasons of assignments: on pages, in certificates, on a terminal. Rules stand in
`assignment`."""

from __future__ import annotations

from collections.abc import Mapping

from ..declaration.parts import Text
from .assignment import AtEnd, Channel, HeldBy, Matter, State, Use, WhyFileRefused, WhyLonger

STATES: Mapping[State, Text] = {
    State.OPEN: Text(nb="ikke mottatt ennå", en="not received yet"),
    State.WORKING: Text(nb="under arbeid", en="being worked on"),
    State.DONE: Text(nb="jobben er ferdig", en="the job is done"),
    State.HELD: Text(nb="holdt tilbake", en="held back"),
    State.DUE: Text(nb="skal slettes", en="to be erased"),
    State.PAPER: Text(nb="papir er igjen", en="paper is left"),
    State.ENDED: Text(nb="ingenting er igjen", en="nothing is left"),
}
USES: Mapping[Use, Text] = {
    Use.WASH: Text(nb="vaske lista", en="wash the list"),
    Use.PRINT: Text(nb="trykke", en="print"),
    Use.POST: Text(nb="levere til transportøren", en="hand over to the carrier"),
    Use.QUALITY: Text(nb="kontrollere kvaliteten", en="check the quality"),
}
WORKED: Mapping[Use, Text] = {
    Use.WASH: Text(nb="vasket", en="washed"),
    Use.PRINT: Text(nb="trykt", en="printed"),
    Use.POST: Text(nb="postlagt", en="posted"),
    Use.QUALITY: Text(nb="kontrollert", en="checked"),
}
AT_END: Mapping[AtEnd, Text] = {
    AtEnd.ERASE: Text(nb="slett", en="erase"),
    AtEnd.RETURN: Text(nb="lever tilbake, og slett så", en="return, and then erase"),
}
CHANNELS: Mapping[Channel, Text] = {
    Channel.UPLOAD: Text(nb="opplastingssiden", en="the upload page"),
    Channel.BY_HAND: Text(nb="for hånd", en="by hand"),
    Channel.EMAIL: Text(nb="e-post", en="e-mail"),
}
LONGER: Mapping[WhyLonger, Text] = {
    WhyLonger.QUALITY: Text(nb="kvalitetskontroll", en="quality control"),
    WhyLonger.DISPUTE: Text(nb="tvist", en="a dispute"),
}
HELD_BY: Mapping[HeldBy, Text] = {
    HeldBy.STATUTE: Text(nb="loven krever det", en="a law requires it"),
    HeldBy.INSTRUCTION: Text(
        nb="oppdragsgiveren har bedt om det skriftlig", en="the controller has asked for it in writing"
    ),
}
MATTERS: Mapping[Matter, Text] = {
    Matter.REQUEST: Text(nb="henvendelse fra en mottaker", en="request from an addressee"),
    Matter.INCIDENT: Text(nb="brudd på sikkerheten", en="breach of security"),
}
FILE_REFUSED: Mapping[WhyFileRefused, Text] = {
    WhyFileRefused.NOT_READY: Text(
        nb="avtale eller instruks manglet noe", en="agreement or instruction lacked something"
    ),
    WhyFileRefused.BY_EMAIL: Text(nb="den kom på e-post", en="it came by e-mail"),
    WhyFileRefused.UNREADABLE: Text(nb="den lar seg ikke lese", en="it cannot be read"),
    WhyFileRefused.NO_ADDRESSES: Text(
        nb="den har ingen navn eller adresser", en="it has no names or no addresses"
    ),
}
BASES: Mapping[str, Text] = {
    "a": Text(nb="samtykke", en="consent"),
    "b": Text(nb="avtale", en="contract"),
    "c": Text(nb="rettslig forpliktelse", en="legal obligation"),
    "d": Text(nb="vitale interesser", en="vital interests"),
    "e": Text(nb="allmenn interesse eller offentlig myndighet", en="public interest or official authority"),
    "f": Text(nb="berettiget interesse", en="legitimate interests"),
}
