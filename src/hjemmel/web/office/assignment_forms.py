"""What can be done with an assignment, and before there is one: each deed as a form with its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.assignments.assignment import AtEnd, HeldBy, Instruction, Matter, State, Use, WhyLonger
from hjemmel.core.assignments.words import AT_END, BASES, HELD_BY, LONGER, MATTERS, USES, WORKED
from hjemmel.core.declaration.parts import Text
from hjemmel.core.sharing.agreement import Clause, SignedDocument, Ticked
from hjemmel.desk import assignments as desk
from hjemmel.desk import cases
from hjemmel.desk.agreements import CLAUSES
from hjemmel.desk.assignments import AssignmentView
from hjemmel.engine.ports import Actor
from hjemmel.web.office.fields import Answers, Field, Look, NotAnswered, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One deed that can be done with an assignment."""

    slug: str
    label: Text
    button: Text
    do: Callable[[str, Answers, str, Actor], object]
    """The assignment, the answers, the digest of the document, and who does it."""
    fields: tuple[Field, ...] = ()
    with_file: bool = False
    right: str = RIGHT_TO_WORK
    when: Callable[[AssignmentView], bool] = lambda view: True


def _of(words: Mapping[Any, Text]) -> tuple[tuple[str, Text], ...]:
    return tuple((one.value, said) for one, said in words.items())


def _tick(name: str, nb: str, en: str) -> Field:
    return Field(name=name, label=text(nb, en), look=Look.TICK, required=False)


def _line(name: str, nb: str, en: str, *, required: bool = True) -> Field:
    return Field(name=name, label=text(nb, en), required=required)


def _day(name: str, nb: str, en: str, *, required: bool = True) -> Field:
    return Field(name=name, label=text(nb, en), look=Look.DAY, required=required)


def _number(told: Answers, name: str) -> int:
    typed = str(told[name] or "0").replace(" ", "")
    if not typed.isdecimal():
        raise NotAnswered([text("Skriv et tall.", "Write a number.")])
    return int(typed)


def beginnings() -> tuple[Form, ...]:
    """What is done before there is an assignment."""
    known = desk.controllers()
    companies = tuple((one.id, Text(nb=one.name, en=one.name)) for one in known)
    whose = Field(name="hvem", label=text("Oppdragsgiver", "Controller"), look=Look.CHOICE, choices=companies)
    clauses = tuple(
        Field(
            name=f"ledd_{clause.value}",
            label=Text(
                nb=f"{clause.value}: {CLAUSES[clause].nb}", en=f"{clause.value}: {CLAUSES[clause].en}"
            ),
            required=False,
        )
        for clause in Clause
    )
    controller = Form(
        slug="oppdragsgiver",
        label=text("Ny oppdragsgiver", "A new controller"),
        button=text("Legg inn", "Put in"),
        fields=(
            _line("navn", "Firmaets navn", "The company's name"),
            _line("orgnr", "Organisasjonsnummer", "Organisation number"),
            _line("epost", "Postkassen for personvern", "Its mailbox for privacy"),
        ),
        do=lambda _, told, __, who: desk.add_controller(told["orgnr"], told["navn"], told["epost"], who),
    )
    if not known:
        return (controller,)
    opened = Form(
        slug="oppdrag",
        label=text("Nytt oppdrag", "A new assignment"),
        button=text("Opprett", "Open it"),
        fields=(whose, _line("tittel", "Hva det er", "What it is")),
        do=lambda _, told, __, who: desk.open_assignment(told["hvem"], told["tittel"], who),
    )
    agreement = Form(
        slug="avtale",
        label=text("Databehandleravtale", "A processor agreement"),
        button=text("Legg inn", "Put in"),
        with_file=True,
        fields=(
            whose,
            _line("tittel", "Hva dokumentet heter", "What the document is called"),
            _day("signert", "Signert", "Signed"),
            _day("til", "Gjelder til", "In force until", required=False),
            *clauses,
        ),
        do=_agree,
    )
    return opened, controller, agreement


def _agree(_: str, told: Answers, digest: str, who: Actor) -> None:
    document = SignedDocument(digest=digest, title=told["tittel"], signed=told["signert"])
    ticked = [
        Ticked(clause=clause, place=told[f"ledd_{clause.value}"])
        for clause in Clause
        if told[f"ledd_{clause.value}"]
    ]
    desk.keep_agreement(told["hvem"], document, told["til"], ticked, who)


def _instruct(id: str, told: Answers, digest: str, who: Actor) -> None:
    instruction = Instruction(
        reference=told["navn"],
        digest=digest,
        received_on=desk.today(),
        uses=frozenset(use for use in Use if told[f"bruk_{use.value}"]),
        at_end=AtEnd(told["slutt"]),
        basis=told["grunnlag"] or "",
        informed=told["informert"],
        special=told["saerlig"],
        condition=(told["vilkar"] or "").lower(),
        partner=told["partner"] or "",
    )
    desk.instruct(id, instruction, who)


def _pass_on_form(number: int) -> Form:
    return Form(
        slug=f"gi-videre-{number}",
        label=text(
            f"Sak {number} er gitt videre på en annen måte",
            f"Case {number} has been passed on in another way",
        ),
        button=text("Oppdragsgiveren har den", "The controller has it"),
        do=lambda id, _, __, who: desk.pass_on(id, number, who),
    )


def _send_form(number: int) -> Form:
    return Form(
        slug=f"send-{number}",
        label=text(f"Send sak {number} til oppdragsgiveren", f"Send case {number} to the controller"),
        button=text("Send en lenke", "Send a link"),
        do=lambda id, _, __, who: cases.forward(id, number, who),
    )


def _came(id: str, told: Answers, who: Actor) -> None:
    matter = Matter(told["hva"])
    if not told["tekst"]:
        desk.case(id, matter, who)
        return
    cases.forward(id, cases.take(id, matter, told["tekst"], who), who)


def _paper_form(number: int) -> Form:
    return Form(
        slug=f"makulert-{number}",
        label=text(f"Papirbunke {number} er makulert", f"Batch {number} of paper was shredded"),
        button=text("Før det", "Note it"),
        fields=(_line("bevis", "Nummeret på makuleringsbeviset", "The number of the shredding certificate"),),
        do=lambda id, told, _, who: desk.destroy_paper(id, number, told["bevis"], who),
    )


def forms_of(view: AssignmentView) -> tuple[Form, ...]:
    one = view.assignment
    found = [form for form in _DEEDS if form.when(view)]
    found += [_paper_form(batch.number) for batch in one.paper_left]
    waiting, sendable = [case for case in one.cases if case.passed_on_at is None], cases.with_text(view.id)
    found += [_send_form(case.number) for case in waiting if case.number in sendable]
    found += [_pass_on_form(case.number) for case in waiting]
    return tuple(found)


def _is_working(view: AssignmentView) -> bool:
    return view.state is State.WORKING


def _has_data(view: AssignmentView) -> bool:
    return bool(view.assignment.files)


_DEEDS = (
    Form(
        slug="instruks",
        label=text("Instruksen", "The instruction"),
        button=text("Legg inn instruksen", "Put the instruction in"),
        with_file=True,
        fields=(
            _line("navn", "Hva oppdragsgiveren kaller den", "What the controller calls it"),
            *(_tick(f"bruk_{use.value}", f"Vi kan {USES[use].nb}", f"We may {USES[use].en}") for use in Use),
            Field(name="slutt", label=text("Til slutt", "At the end"), look=Look.CHOICE, choices=_of(AT_END)),
            Field(
                name="grunnlag",
                label=text("Grunnlaget oppdragsgiveren har", "The controller's basis"),
                look=Look.CHOICE,
                choices=tuple(BASES.items()),
                required=False,
            ),
            _tick(
                "informert",
                "Oppdragsgiveren har informert mottakerne",
                "The controller has informed the addressees",
            ),
            _tick("saerlig", "Lista viser noe særlig", "The list tells a special category"),
            _line("vilkar", "Bokstaven i artikkel 9 nr. 2", "The letter of Art. 9(2)", required=False),
            _line(
                "partner",
                "Partneren fila kommer gjennom",
                "The partner the file comes through",
                required=False,
            ),
        ),
        do=_instruct,
        when=lambda view: view.state in (State.OPEN, State.WORKING),
    ),
    Form(
        slug="steg",
        label=text("Et steg er gjort", "A step was done"),
        button=text("Før steget", "Note the step"),
        fields=(
            Field(name="bruk", label=text("Hva", "What"), look=Look.CHOICE, choices=_of(WORKED)),
            _line("antall", "Antall", "How many"),
            _line("feil", "Feil som ble funnet", "Faults that were found", required=False),
        ),
        do=lambda id, told, _, who: desk.work(
            id, Use(told["bruk"]), _number(told, "antall"), who, _number(told, "feil")
        ),
        when=_has_data,
    ),
    Form(
        slug="papir",
        label=text("Papir er satt på plass", "Paper was put in its place"),
        button=text("Før papiret", "Note the paper"),
        fields=(_line("plass", "Plass", "Place"), _line("esker", "Antall esker", "Number of boxes")),
        do=lambda id, told, _, who: desk.store_paper(id, told["plass"], _number(told, "esker"), who),
        when=_has_data,
    ),
    Form(
        slug="ferdig",
        label=text("Jobben er ferdig", "The job is done"),
        button=text("Siste sending er levert", "The last piece was handed over"),
        do=lambda id, _, __, who: desk.complete(id, who),
        when=_is_working,
    ),
    Form(
        slug="sak",
        label=text("Noe oppdragsgiveren må svare på", "Something that the controller must answer"),
        button=text("Start klokka, og send en lenke", "Start the clock, and send a link"),
        fields=(
            Field(name="hva", label=text("Hva", "What"), look=Look.CHOICE, choices=_of(MATTERS)),
            Field(
                name="tekst",
                label=text("Det som er skrevet eller skjedd", "What was written, or has happened"),
                look=Look.TEXT,
                required=False,
                hint=text(
                    "Forsegles. Oppdragsgiveren får en lenke på e-post og henter det. Står feltet tomt, gir du saken videre selv.",
                    "It is sealed. The controller gets a link by e-mail, and fetches it. If it is blank, you pass it on yourself.",
                ),
            ),
        ),
        do=lambda id, told, _, who: _came(id, told, who),
    ),
    Form(
        slug="forleng",
        label=text("Forleng fristen", "Extend the time"),
        button=text("Forleng, og stå som godkjenner", "Extend, and be named as approver"),
        fields=(
            _day("til", "Til og med", "Until"),
            Field(name="hvorfor", label=text("Hvorfor", "Why"), look=Look.CHOICE, choices=_of(LONGER)),
        ),
        do=lambda id, told, _, who: desk.extend(id, told["til"], WhyLonger(told["hvorfor"]), who),
        right=RIGHT_TO_APPROVE,
        when=lambda view: view.state in (State.DONE, State.DUE),
    ),
    Form(
        slug="hold",
        label=text("Hold tilbake fra sletting", "Hold it back from erasure"),
        button=text("Hold tilbake", "Hold it back"),
        fields=(
            Field(name="hva", label=text("Grunn", "Ground"), look=Look.CHOICE, choices=_of(HELD_BY)),
            _line("henvisning", "Paragrafen eller dokumentet", "The section or the document"),
            _day("ses", "Ses på igjen", "Looked at again"),
        ),
        do=lambda id, told, _, who: desk.hold(id, HeldBy(told["hva"]), told["henvisning"], told["ses"], who),
        right=RIGHT_TO_APPROVE,
        when=lambda view: _has_data(view) and view.assignment.hold is None,
    ),
    Form(
        slug="slipp",
        label=text("Ikke hold tilbake lenger", "Hold it back no longer"),
        button=text("Slipp", "Release"),
        do=lambda id, _, __, who: desk.release(id, who),
        right=RIGHT_TO_APPROVE,
        when=lambda view: view.assignment.hold is not None,
    ),
    Form(
        slug="slett",
        label=text("Slett filene nå", "Erase the files now"),
        button=text("Slett, og ødelegg nøkkelen", "Erase, and destroy the key"),
        do=lambda id, _, __, who: desk.erase(id, who),
        right=RIGHT_TO_APPROVE,
        when=lambda view: (
            _has_data(view) and view.assignment.hold is None and view.state is not State.WORKING
        ),
    ),
)
