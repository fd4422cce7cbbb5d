"""Sentences of the kind that stand in real statements: which are found, and which are left in peace."""

import pytest
from tests.core.lint.breaking import BASE, edited, findings

_SHORT = "{nb: Vi bruker opplysningene til å levere., en: We use the data to deliver.}"


def codes(nb: str, en: str) -> set[str]:
    """What is found when the short form of the statement says so."""
    text = edited(BASE, ((_SHORT, f'{{nb: "{nb}", en: "{en}"}}'),))
    return {finding.code for finding in findings(text)}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("HJ801", "Opplysningene slettes etter en rimelig tid."),
        ("HJ801", "Vi lagrer så lenge vi har saklig behov."),
        ("HJ801", "IP-adressen lagres i en periode."),
        ("HJ801", "Vi beholder dem inntil videre."),
        ("HJ801", "We keep it as long as necessary."),
        ("HJ801", "We keep it for a reasonable period."),
        ("HJ801", "We keep it until further notice."),
        ("HJ802", "Bruk av tjenestene våre forutsetter at du godtar behandlingen."),
        ("HJ802", "Du skal ikke bruke nettstedet hvis du er uenig."),
        ("HJ802", "By using this site you agree to our processing."),
        ("HJ802", "Use of our services constitutes your consent."),
        ("HJ802", "Do not use our services unless you agree."),
        ("HJ803", "Se personvernforordningen § 6."),
        ("HJ803", "Se art. 13 i bokføringsloven."),
        ("HJ803", "Grunnlaget er bokstav æ."),
        ("HJ803", "See section 6 of the GDPR."),
        ("HJ804", "The company is the responsible processor."),
        ("HJ805", "Ansvarlig er <navn>."),
        ("HJ805", "Kontakt oss på ______."),
        ("HJ805", "TODO: skriv om lagring."),
        ("HJ806", "Dette kan for eksempel være for eksempel"),
        ("HJ806", "We share data with the following, such as"),
        ("HJ807", "Retten til ? gjelder s?knad og innsyn."),
        ("HJ807", "OpplÃ¦ring for alle."),
        ("HJ807", "Navn &amp; adresse."),
        ("HJ808", "Kildevann og Kaffe AS har tilgang."),
        ("HJ810", "Under ingen omstendigheter selger vi noe."),
        ("HJ814", "Data about your company are personal data."),
        ("HJ816", "Opplysningene er avidentifisert."),
        ("HJ816", "The figures are anonymised."),
        ("HJ817", "Vi har konsesjon fra Datatilsynet."),
        ("HJ817", "Personopplysningsloven av 2000 gjelder."),
        ("HJ818", "Data are never shared with third parties."),
        ("HJ818", "Vi utleverer aldri opplysninger."),
    ],
)
def test_a_sentence_like_this_is_found(code: str, sentence: str) -> None:
    assert code in codes(sentence, "This is something else.") | codes("Dette er noe annet.", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Vi lagrer opplysningene så lenge det er nødvendig, og høyst i 3 måneder etter siste kjøp.",
        "Å bruke nettstedet er ikke det samme som å samtykke.",
        "Vi bygger på personvernforordningen art. 6 nr. 1 bokstav b og bokføringsloven § 13.",
        "Driftshuset AS er databehandler for oss.",
        "Prøvehuset AS er behandlingsansvarlig.",
        "Vi deler ikke opplysninger med andre enn dem som er nevnt.",
        "Opplysningene er pseudonyme, ikke anonyme.",
        "Har du spørsmål? Skriv til oss, så svarer vi.",
        "Les mer på https://www.datatilsynet.no/?s=klage når du vil.",
    ],
)
def test_a_sentence_like_this_is_left_in_peace(sentence: str) -> None:
    assert codes(sentence, "This is something else.") == set()
