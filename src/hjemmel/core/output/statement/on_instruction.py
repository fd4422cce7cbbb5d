"""What is done for others as processor (Art. 28), clearly parted from what the company answers for itself."""

from __future__ import annotations

from ...declaration.company import SubProcessing
from ..language import capital
from .keeping import keep_rows, keep_table
from .model import Block, Bullets, Heading, Prose, Section, Sentence
from .people import kind_categories
from .writer import Writer

_PARTS = (
    "who", "what", "sources", "purposes", "marketing", "retention",
    "recipients", "cookies", "security", "rights", "changes", "contact",
)  # fmt: skip


def on_instruction(w: Writer) -> Section | None:
    if not w.works_for_others:
        return None
    blocks: list[Block] = [_who_answers(w)]
    said = [
        sentence for part in _PARTS for block in w.said(part, processor=True) for sentence in _items(block)
    ]
    if said:
        blocks.append(Bullets(tuple(said)))
    blocks += _kinds(w)
    blocks += _purposes(w)
    blocks += keep_table(w, [row for purpose in w.purposes(processor=True) for row in keep_rows(w, purpose)])
    if w.declaration.sub_processing:
        blocks += _terms(w, w.declaration.sub_processing)
    return w.section("processor", "På oppdrag for kunder", "On instruction from customers", blocks)


# ---- parts ----------------------------------------------------------------------------------------------------


def _items(block: Bullets | Prose) -> tuple[Sentence, ...]:
    return block.items if isinstance(block, Bullets) else block.sentences


def _who_answers(w: Writer) -> Prose:
    purposes = w.purposes(processor=True)
    text = w.pick(
        f"Når {w.company} gjør noe på oppdrag for en kunde, er det kunden som er ansvarlig for opplysningene og bestemmer hva de"
        " brukes til. Vi gjør bare det kunden har bedt om skriftlig, etter en databehandleravtale.",
        f"When {w.company} does something on instruction from a customer, that customer is responsible for the data (the"
        " controller) and decides what it is used for. We do only what the customer has asked for in writing, under a"
        " processor agreement.",
    )
    return Prose((w.say(text, "purposes", purposes[0].name, "role"),))


def _kinds(w: Writer) -> list[Block]:
    """The people whose data others answer for. Whom we also hold data about ourselves has been told of above."""
    blocks: list[Block] = []
    theirs = w.kinds(processor=True)
    for kind in [kind for kind in w.declaration.subjects if kind in theirs or w.is_shared(kind)]:
        subject = w.declaration.subjects[kind]
        title = capital(w.text(subject.title))
        sentences = []
        if subject.about and kind in theirs:
            sentences.append(w.say(subject.about, "subjects", kind, "about"))
        categories = kind_categories(w, kind, processor=True)
        if categories:
            text = w.pick(
                f"Slags opplysninger: {w.tongue.listed(categories)}.",
                f"Kinds of data: {w.tongue.listed(categories)}.",
            )
            sentences.append(w.say(text, "categories"))
        if subject.must_give and kind in theirs:
            sentences.append(w.say(subject.must_give, "subjects", kind, "must_give"))
        if sentences:
            blocks += [Heading(w.say(title, "subjects", kind, "title")), Prose(tuple(sentences))]
    return blocks


def _purposes(w: Writer) -> list[Block]:
    items = tuple(
        w.whole(capital(w.text(purpose.declared.title)), "purposes", purpose.name, "title")
        for purpose in w.purposes(processor=True)
    )
    return [w.heading("Hva vi gjør for kundene", "What we do for customers", "purposes"), Bullets(items)]


_CLAUSES = {
    "a": ("Vi følger bare skriftlige instrukser.", "We follow only documented instructions."),
    "b": ("De som arbeider med opplysningene, har taushetsplikt.", "Those who work with the data are bound by confidentiality."),
    "c": ("Vi sikrer opplysningene slik loven krever.", "We secure the data as the law requires."),
    "d": ("Vi bruker ikke andre til arbeidet uten at kunden har sagt ja.", "We use no one else for the work unless the customer has agreed."),
    "e": ("Vi hjelper kunden med å svare deg når du bruker rettighetene dine.", "We help the customer to answer you when you use your rights."),
    "f": ("Vi hjelper kunden med sikkerhet, brudd og vurderinger.", "We help the customer with security, breaches and assessments."),
    "g": ("Når oppdraget er slutt, sletter vi eller leverer tilbake, slik kunden velger.", "When the job is over we erase or return, as the customer chooses."),
    "h": ("Kunden kan kontrollere at vi gjør som avtalt.", "The customer can audit that we do as agreed."),
}  # fmt: skip
_AT_END = {
    "erase": ("Når oppdraget er slutt, sletter vi.", "When the job is over, we erase."),
    "return": ("Når oppdraget er slutt, leverer vi tilbake.", "When the job is over, we return the data."),
    "controller_chooses": (
        "Når oppdraget er slutt, sletter vi eller leverer tilbake, slik kunden velger.",
        "When the job is over we erase or return, as the customer chooses.",
    ),
}


def _terms(w: Writer, terms: SubProcessing) -> list[Block]:
    blocks: list[Block] = []
    at = "sub_processing"
    if terms.clauses:
        blocks.append(w.heading("Det avtalen sier", "What the agreement says", at, "clauses"))
        blocks.append(
            Bullets(
                tuple(
                    w.say(w.pick(*_CLAUSES[clause]), at, "clauses", number)
                    for number, clause in enumerate(terms.clauses)
                )
            )
        )
    sentences: list[Sentence] = []
    if terms.forward_requests_within and not w.is_promised(at, "forward_requests_within"):
        within = w.tongue.period(terms.forward_requests_within)
        sentences.append(
            w.whole(
                w.pick(
                    f"Spør du oss om opplysninger som en kunde er ansvarlig for, sender vi spørsmålet til kunden innen {within}",
                    f"If you ask us about data that a customer is responsible for, we pass it on to the customer within {within}",
                ),
                at, "forward_requests_within",
            )
        )  # fmt: skip
    if terms.incident_notice_within_hours and not w.is_promised(at, "incident_notice_within_hours"):
        hours = w.tongue.number(terms.incident_notice_within_hours)
        sentences.append(
            w.whole(
                w.pick(
                    f"Ved et brudd på sikkerheten får kunden vite det uten opphold, og senest innen {hours} timer",
                    f"If security is breached, the customer is told without delay, at the latest within {hours} hours",
                ),
                at, "incident_notice_within_hours",
            )
        )  # fmt: skip
    if terms.at_end and "g" not in terms.clauses:
        sentences.append(w.say(w.pick(*_AT_END[terms.at_end]), at, "at_end"))
    if sentences:
        blocks.append(Prose(tuple(sentences)))
    return blocks
