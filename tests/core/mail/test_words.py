"""What messages look like: a table of them, as people write, in bokmål and English. It suggests, and a person decides."""

from __future__ import annotations

import pytest

from hjemmel.core.mail.words import Looks, Sign, is_automatic, looks, signs
from hjemmel.core.rights.right import Right

MESSAGES = [
    (Looks.ACCESS, "Innsyn", "Hei, jeg ber om innsyn i opplysningene dere har om meg."),
    (Looks.ACCESS, "Spørsmål", "Hva slags opplysninger har dere egentlig på meg?"),
    (Looks.ACCESS, "", "Hva vet dere om meg?"),
    (Looks.ACCESS, "GDPR", "Jeg vil ha en kopi av alt dere har lagret."),
    (Looks.ACCESS, "Subject access request", "Please send me everything."),
    (Looks.ACCESS, "Request", "I would like a copy of my personal data, thank you."),
    (Looks.ACCESS, "Hello", "What information do you hold about me?"),
    (Looks.ERASURE, "Slett meg", "Kan dere slette meg fra kundelisten?"),
    (Looks.ERASURE, "Konto", "Jeg ønsker at kontoen min slettes."),
    (Looks.ERASURE, "Hei", "Jeg vil bruke retten til å bli glemt."),
    (Looks.ERASURE, "Erasure", "Please delete all my data."),
    (Looks.ERASURE, "Account", "Could you remove my account?"),
    (Looks.RECTIFICATION, "Ny adresse", "Kan dere endre adressen min til Storgata 4?"),
    (Looks.RECTIFICATION, "Feil navn", "Dere har feil navn på meg."),
    (Looks.RECTIFICATION, "Address", "Please update my address."),
    (Looks.RESTRICTION, "Krav", "Jeg krever at dere begrenser behandlingen av opplysningene."),
    (Looks.RESTRICTION, "Claim", "I ask you to restrict the processing of my data."),
    (Looks.OBJECTION, "Reklame", "Jeg vil ikke ha mer reklame fra dere."),
    (Looks.OBJECTION, "Protest", "Jeg protesterer mot at dere bruker kjøpene mine."),
    (Looks.OBJECTION, "Objection", "I object to your use of my purchases."),
    (Looks.OBJECTION, "Please", "Stop sending me marketing."),
    (Looks.WITHDRAWAL, "Samtykke", "Jeg trekker tilbake samtykket mitt."),
    (Looks.WITHDRAWAL, "Nyhetsbrev", "Meld meg av, takk."),
    (Looks.WITHDRAWAL, "Consent", "I withdraw my consent."),
    (Looks.PORTABILITY, "Flytte data", "Kan jeg få dataene mine i et maskinlesbart format?"),
    (Looks.PORTABILITY, "Portability", "I want to use my right to data portability."),
    (Looks.COMPLAINT, "Klage", "Jeg klager på at dere ikke har svart."),
    (Looks.COMPLAINT, "Dette går ikke", "Neste gang skriver jeg til Datatilsynet. Slett dataene mine."),
    (Looks.COMPLAINT, "Complaint", "I want to complain about how you handle my data."),
    (Looks.QUESTION, "Personvern", "Hvem hos dere har ansvar for personvern?"),
    (Looks.QUESTION, "Cookies", "Which cookies are needed?"),
    (Looks.OTHER, "Åpningstider", "Har dere åpent på lørdag?"),
    (Looks.OTHER, "Ordre 1042", "Når kommer pakken?"),
    (Looks.OTHER, "", ""),
]


@pytest.mark.parametrize(
    ("expected", "subject", "text"), MESSAGES, ids=[f"{one[1]} {one[2]}" for one in MESSAGES]
)
def test_a_message_looks_like_what_its_words_say(expected: Looks, subject: str, text: str) -> None:
    assert looks(subject, text) is expected


def test_what_a_message_answers_to_has_no_say() -> None:
    text = "Takk for svaret!\n\nDen 1. mars skrev Firma:\n> Kan dere slette dataene mine?\n"
    assert looks("Re: hei", text) is Looks.OTHER


def test_each_right_that_a_message_can_look_like_is_a_right() -> None:
    assert Looks.ERASURE.right is Right.ERASURE
    assert Looks.COMPLAINT.right is None
    assert not Looks.OTHER.is_likely


def test_a_very_long_message_is_read_in_no_time() -> None:
    assert looks("x", "slette " * 200_000) is Looks.OTHER
    assert looks("x", "jeg vil ikke " * 100_000) is Looks.OTHER


@pytest.mark.parametrize(
    "header",
    [
        {"auto-submitted": "auto-replied"},
        {"auto-submitted": "auto-generated; x=y"},
        {"precedence": "Bulk"},
        {"list-id": "<nyheter.example>"},
        {"list-unsubscribe": "<mailto:av@nyheter.example>"},
        {"return-path": "<>"},
        {"content-type": 'multipart/report; report-type="delivery-status"'},
    ],
)
def test_what_no_person_wrote_is_told_by_its_header(header: dict[str, str]) -> None:
    assert is_automatic(header, "kari@example.no")


@pytest.mark.parametrize(
    "sender", ["", "MAILER-DAEMON@example.no", "no-reply@example.no", "noreply@example.no"]
)
def test_what_no_person_wrote_is_told_by_its_sender(sender: str) -> None:
    assert is_automatic({}, sender)


def test_what_a_person_wrote_is_not_automatic() -> None:
    header = {"auto-submitted": "no", "content-type": "text/plain", "return-path": "<kari@example.no>"}
    assert not is_automatic(header, "kari@example.no")


def test_what_a_message_is_taken_for_is_told_with_the_words_and_so_is_what_else_it_may_be() -> None:
    text = "Slett alt om meg.\nFørst vil jeg ha innsyn.\n\nDen 3. mai skrev:\n> jeg vil klage"
    assert signs("Hei", text) == (
        Sign(looks=Looks.ERASURE, words="Slett alt om meg"),
        Sign(looks=Looks.ACCESS, words="innsyn"),
    )
    assert signs("Åpningstider", "Når stenger dere?") == ()


@pytest.mark.parametrize(("expected", "subject", "text"), MESSAGES)
def test_the_first_of_the_signs_is_what_it_is_taken_for(expected: Looks, subject: str, text: str) -> None:
    assert next((sign.looks for sign in signs(subject, text)), Looks.OTHER) is expected
