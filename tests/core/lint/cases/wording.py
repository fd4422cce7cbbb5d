from tests.core.lint.breaking import Breaking, breaks

_SHORT = "{nb: Vi bruker opplysningene til å levere., en: We use the data to deliver.}"
_LINK = '"https://www.datatilsynet.no/klage"'


def says(code: str, nb: str, en: str = "This is something else.", also: str = "") -> Breaking:
    """The short form of the statement says so."""
    return breaks(code, (_SHORT, f'{{nb: "{nb}", en: "{en}"}}'), also=also)


CASES = (
    says("HJ801", "Vi lagrer opplysningene så lenge det er nødvendig."),
    says("HJ802", "Ved å bruke tjenesten samtykker du til behandlingen."),
    says("HJ803", "Vi bygger på GDPR § 6 bokstav b."),
    says("HJ804", "Vi er ansvarlig databehandler for opplysningene."),
    says("HJ805", "Spør [navn] om du lurer på noe."),
    says("HJ806", "Vi samler inn følgende opplysninger:"),
    says("HJ807", "Vi tar vare p\ufffd opplysningene dine."),
    says("HJ808", "Vi følger rådene fra Difi om nettsteder."),
    says("HJ809", "Vi tar vare på opplysningene.", "Vi tar vare på opplysningene."),
    says("HJ810", "Vi selger aldri navnet ditt."),
    breaks("HJ811", (_LINK + "}", _LINK + ", venue: Bare Oslo tingrett kan dømme i saken}")),
    breaks("HJ812", (_LINK, "www.datatilsynet.no")),
    breaks(
        "HJ813",
        ("{nb: Føre regnskap, en: Keep accounts}", "{nb: Levere det du bestiller, en: Keep accounts}"),
    ),
    says("HJ814", "Opplysninger om firmaet ditt er personopplysninger."),
    says("HJ815", "Vi har " + "navn og " * 25 + "adresser."),
    says("HJ816", "Statistikken er helt anonym."),
    says("HJ817", "Overføringen bygger på Privacy Shield."),
    says("HJ818", "Vi deler ikke opplysninger med tredjeparter."),
)
