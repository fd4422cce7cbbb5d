"""What the reader can do: rights and complaint, news of changes, whom to contact, and what this page is."""

from __future__ import annotations

from ...declaration.conduct import Changes, Rights
from ...identifiers import format_orgnr
from ..language import NBSP
from .model import Block, Bullets, Fact, Facts, Link, Prose, Section, Sentence
from .writer import Writer

_RIGHTS = {
    "access": ("Innsyn:", "se alt vi har om deg, og hvorfor.", "Access:", "see all we hold about you, and why."),
    "rectification": ("Retting:", "få rettet feil og fylt ut det som mangler.", "Rectification:", "have errors corrected and gaps filled."),
    "erasure": (
        "Sletting:", "når vi ikke lenger trenger opplysningene, eller ikke har lov til å ha dem.",
        "Erasure:", "when we no longer need the data, or may not have it.",
    ),
    "restriction": (
        "Begrensning:", "at vi lagrer opplysningene, men ikke bruker dem.",
        "Restriction:", "have us store the data without using it.",
    ),
    "portability": ("Dataportabilitet:", "få opplysningene i en fil du kan ta med deg.", "Portability:", "get the data in a file you can take with you."),
    "objection": (
        "Innsigelse:", "si nei til reklame, eller til det vi gjør ut fra berettiget interesse.",
        "Objection:", "say no to advertising, or to what we do on the ground of legitimate interests.",
    ),
    "withdrawal": (
        "Trekke samtykket:", "når du vil, like lett som å gi det. Det vi gjorde før du trakk det, er fortsatt lovlig.",
        "Withdraw consent:", "at any time, as easily as you gave it. What we did before that is still lawful.",
    ),
    "human_review": (
        "Ny vurdering:", "få et menneske til å se på en avgjørelse som en maskin har tatt.",
        "Human review:", "have a human look at a decision made by a machine.",
    ),
}  # fmt: skip
_WAYS = {
    "email": ("på e-post", "by e-mail"),
    "phone": ("på telefon", "by phone"),
    "post": ("i posten", "by post"),
    "web": ("på nettsidene", "on the website"),
    "in_person": ("ved å møte opp", "in person"),
}


def rights(w: Writer) -> Section:
    blocks: list[Block] = []
    declared = w.declaration.rights
    if declared:
        blocks.append(_terms(w, declared))
    blocks += w.said("rights")
    if declared:
        blocks += w.lead_in(
            blocks, "Dette er rettighetene dine:", "These are your rights:", "rights", "offered"
        )
        blocks.append(Bullets(tuple(_right(w, number, name) for number, name in enumerate(declared.offered))))
        blocks += _more(w, declared)
    check = w.declaration.identity_check
    if check:
        text = w.text(check.text) if check.text else _identity(w, check.how)
        blocks.append(w.paragraph(text, "identity_check"))
    blocks += _complaint(w)
    return w.section("rights", "Rettighetene dine", "Your rights", blocks)


def changes(w: Writer) -> Section | None:
    blocks: list[Block] = [*w.said("changes")]
    if w.declaration.changes:
        blocks.append(_changes(w, w.declaration.changes))
    return w.section("changes", "Når noe endres", "When something changes", blocks) if blocks else None


def contact(w: Writer) -> Section:
    """Who we are and how to reach us (Art. 13(1)(a)-(b))."""
    organisation = w.declaration.organisation
    at = "organisation"
    facts = [Fact(w.pick("Ansvarlig", "Responsible"), w.say(organisation.name, at, "name"))]
    if organisation.orgnr:
        facts.append(
            Fact(w.pick("Org.nr.", "Org. no."), w.say(format_orgnr(organisation.orgnr), at, "orgnr"))
        )
    if organisation.email:
        link = Link(organisation.email, f"mailto:{organisation.email}")
        facts.append(Fact(w.pick("E-post", "E-mail"), w.say(organisation.email, at, "email", link=link)))
    if organisation.phone:
        facts.append(
            Fact(w.pick("Telefon", "Phone"), w.say(organisation.phone.replace(" ", NBSP), at, "phone"))
        )
    if organisation.address:
        facts.append(Fact(w.pick("Post", "Post"), w.say(organisation.address, at, "address")))
    facts.append(Fact(w.pick("Personvernombud", "Data protection officer"), _officer(w)))
    if organisation.representative:
        facts.append(
            Fact(
                w.pick("Representant i EØS", "Representative in the EEA"),
                w.say(_reach(organisation.representative), at, "representative"),
            )
        )
    return w.section("contact", "Kontakt", "Contact", [*w.said("contact"), Facts(tuple(facts))])


def page(w: Writer) -> Section:
    sentences = [
        w.say(
            w.pick(
                "Siden er laget av den samme fila som styrer slettingen i systemene våre.",
                "This page is made from the same file that controls erasure in our systems.",
            ),
            "hjemmel",
        ),
        status(w),
    ]
    return w.section("page", "Om denne siden", "About this page", [Prose(tuple(sentences))])


def status(w: Writer) -> Sentence:
    info = w.declaration.statement
    date = w.tongue.date(info.valid_from)
    text = w.pick(
        f"Versjon {info.version}, gjelder fra {date}.", f"Version {info.version}, valid from {date}."
    )
    return w.say(text, "statement", "valid_from")


# ---- parts ----------------------------------------------------------------------------------------------------


def _terms(w: Writer, rights: Rights) -> Prose:
    within = w.tongue.period(rights.answer_within)
    ways = w.tongue.either([w.pick(*_WAYS[way]) for way in rights.ways])
    sentences = []
    free = (
        w.pick("Det koster ingenting, og du", "It costs nothing, and you")
        if rights.free
        else w.pick("Du", "You")
    )
    sentences.append(
        w.say(
            w.pick(f"{free} får svar innen {within}.", f"{free} get an answer within {within}."),
            "rights",
            "answer_within",
        )
    )
    if rights.extension:
        more = w.tongue.period(rights.extension)
        sentences.append(
            w.say(
                w.pick(
                    f"Er saken sammensatt, kan vi trenge inntil {more} til. Da forklarer vi hvorfor innen den første måneden.",
                    f"If the matter is complex we may need up to {more} more. We then explain why within the first month.",
                ),
                "rights", "extension",
            )
        )  # fmt: skip
    sentences.append(w.say(w.pick(f"Du kan spørre {ways}.", f"You can ask {ways}."), "rights", "ways"))
    return Prose(tuple(sentences))


def _right(w: Writer, number: int, name: str) -> Sentence:
    strong_nb, nb, strong_en, en = _RIGHTS[name]
    strong = w.pick(strong_nb, strong_en)
    return w.say(f"{strong} {w.pick(nb, en)}", "rights", "offered", number, strong=strong)


def _more(w: Writer, rights: Rights) -> list[Block]:
    sentences = [
        w.say(
            w.pick(
                "Må vi si nei til noe, får du vite hvorfor, og hvordan du klager.",
                "If we must refuse something, you are told why, and how to complain.",
            ),
            "rights",
        )
    ]
    if rights.access_for_companies:
        sentences.append(
            w.say(
                w.pick(
                    "Firmaer kan også spørre hva vi har om dem. Rettighetene i loven gjelder bare personer.",
                    "Companies may also ask what we hold about them. The rights in law are for natural persons only.",
                ),
                "rights", "access_for_companies",
            )
        )  # fmt: skip
    return [Prose(tuple(sentences))]


_CHECKS = {
    "known_channel": (
        "en kode til e-posten eller telefonen vi allerede har",
        "a code to the e-mail address or phone we already have",
    ),
    "oidc": ("innlogging hos en kjent innloggingstjeneste", "a login with a known identity service"),
    "bankid": ("BankID", "BankID"),
    "in_person": ("at du møter opp", "meeting in person"),
    "id_copy": ("kopi av legitimasjon", "a copy of an identity document"),
}


def _identity(w: Writer, how: tuple[str, ...]) -> str:
    ways = w.tongue.either([w.pick(*_CHECKS[one]) for one in how])
    return w.pick(
        f"Er vi i tvil om hvem du er, ber vi deg bekrefte det. Vi bruker {ways}.",
        f"If we doubt who you are, we ask you to confirm it. We use {ways}.",
    )


def _complaint(w: Writer) -> list[Block]:
    complaint = w.declaration.complaint
    if complaint is None:
        return []
    label = w.pick("Datatilsynet", "the Norwegian Data Protection Authority (Datatilsynet)")
    sentences = [
        w.say(
            w.pick(f"Er du uenig med oss, kan du klage til {label}.", f"If you disagree with us, you can complain to {label}."),
            "complaint", "authority", link=Link(label, complaint.link),
        )
    ]  # fmt: skip
    if complaint.venue and not w.is_promised("complaint", "venue"):
        sentences.append(
            w.say(
                w.pick(
                    f"Du kan også gå til domstolen, for eksempel {complaint.venue}, eller domstolen der du bor.",
                    f"You can also go to court, for instance {complaint.venue}, or the court where you live.",
                ),
                "complaint", "venue",
            )
        )  # fmt: skip
    return [Prose(tuple(sentences))]


_MAJOR = {
    "new_purpose": ("et nytt formål", "a new purpose"),
    "new_recipient": ("en ny mottaker", "a new recipient"),
    "new_basis": ("et nytt grunnlag", "a new legal basis"),
    "longer_retention": ("lengre lagring", "longer storage"),
    "new_transfer": ("overføring til et nytt land utenfor EØS", "transfer to a new country outside the EEA"),
    "new_category": ("en ny slags opplysninger", "a new kind of data"),
}


def _changes(w: Writer, changes: Changes) -> Prose:
    sentences = []
    majors = w.tongue.either([w.pick(*_MAJOR[name]) for name in changes.major])
    major = changes.major and not w.is_promised("changes", "major")
    if major and changes.told_before:
        before = w.tongue.period(changes.told_before)
        sentences.append(
            w.say(
                w.pick(
                    f"Endrer vi noe viktig, får de det gjelder, beskjed {before} før endringen. Viktig er {majors}.",
                    f"If we change something important, those concerned are told {before} before the change. Important means {majors}.",
                ),
                "changes", "told_before",
            )
        )  # fmt: skip
    elif major:
        sentences.append(
            w.say(
                w.pick(
                    f"Endrer vi noe viktig, får du beskjed før det gjelder. Viktig er {majors}.",
                    f"If we change something important, you are told before it applies. Important means {majors}.",
                ),
                "changes", "major",
            )
        )  # fmt: skip
    if changes.banner and not w.is_promised("changes", "banner"):
        shown = w.tongue.period(changes.banner)
        text = w.pick(
            f"Endringer vises øverst på nettsidene i {shown}.",
            f"Changes are shown at the top of the website for {shown}.",
        )
        sentences.append(w.say(text, "changes", "banner"))
    text = w.pick(
        f"Vi går gjennom erklæringen {w.tongue.every(changes.reviewed_every)}",
        f"We go through the statement {w.tongue.every(changes.reviewed_every)}",
    )
    if changes.last_reviewed:
        text += w.pick(
            f", sist {w.tongue.date(changes.last_reviewed)}",
            f", last on {w.tongue.date(changes.last_reviewed)}",
        )
    sentences.append(w.whole(text, "changes", "reviewed_every"))
    return Prose(tuple(sentences))


def _officer(w: Writer) -> Sentence:
    organisation = w.declaration.organisation
    officer = organisation.data_protection_officer
    if officer is not None and officer != "none":
        return w.say(_reach(officer), "organisation", "data_protection_officer")
    text = w.pick("Vi har ikke personvernombud.", "We have no data protection officer.")
    if organisation.answers_for_privacy:
        name = organisation.answers_for_privacy.name
        text += w.pick(f" {name} svarer for personvernet hos oss.", f" {name} answers for privacy here.")
    return w.say(text, "organisation", "data_protection_officer")


def _reach(contact: object) -> str:
    name, email, phone = (getattr(contact, part, None) for part in ("name", "email", "phone"))
    return ", ".join(part for part in (name, email, phone) if part)
