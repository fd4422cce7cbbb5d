"""Ledger lines as sentences. The ledger keeps kinds and figures; here they become words for a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse

from hjemmel.capabilities.ledger.store import LedgerLine
from hjemmel.core.output.language import Tongue, capital
from hjemmel.desk.programs import entry
from hjemmel.web.templatetags.words import figures


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    line: LedgerLine
    who: str
    words: str
    href: str
    """Where it can be seen; empty if nowhere."""

    @property
    def anchor(self) -> str:
        return f"n{self.line.seq}"


def told_lines(lines: Iterable[LedgerLine], lang: str) -> tuple[ToldLine, ...]:
    found = tuple(lines)
    names = names_of(line.actor for line in found)
    return tuple(
        ToldLine(line=line, who=names.get(line.actor, line.actor), words=_words(line, lang), href=_href(line))
        for line in found
    )


def names_of(whose: Iterable[str]) -> Mapping[str, str]:
    """Names of staff and of programs: the ledger itself holds only the number of the account or the access token."""
    actors = set(whose)
    numbers = {int(actor[6:]) for actor in actors if actor.startswith("staff-") and actor[6:].isdigit()}
    users = get_user_model().objects.filter(pk__in=numbers)
    found = {f"staff-{user.pk}": user.get_full_name() or user.get_username() for user in users}
    tokens = [actor[4:] for actor in actors if actor.startswith("api-")]
    programs = {f"api-{id}": name for id, name in entry.names(tokens).items()}
    return {"hjemmel": "Hjemmel", **found, **programs}


def _words(line: LedgerLine, lang: str) -> str:
    words = _SENTENCES.get(line.kind)
    return words(line.content, Tongue(lang)) if words else line.kind


def _href(line: LedgerLine) -> str:
    match line.kind:
        case (
            "plan-made"
            | "plan-approved"
            | "plan-let-run"
            | "plan-waits"
            | "plan-gone-on-with"
            | "plan-set-aside"
            | "action-done"
        ):
            return reverse("office:plan", args=[line.content.get("plan", "-")])
        case kind if kind.startswith("assignment-"):
            return reverse("office:assignment", args=[line.content.get("assignment", "-")])
        case "forecast-made":
            return reverse("office:forecast")
        case "promises-judged":
            return reverse("office:promises")
        case "mailing-prepared" | "mailing-approved" | "mailing-dropped" | "mailing-sent":
            return reverse("office:mailing", args=[line.content.get("mailing", "-")])
        case kind if kind.startswith(("request-", "telling")) and "request" in line.content:
            return reverse("office:request", args=[line.content["request"]])
        case "declaration-published":
            return reverse("office:declaration")
        case _:
            return ""


def _short(content: Mapping[str, Any]) -> str:
    return str(content.get("plan", ""))[:4]


def _sentence(nb: str, en: str) -> Callable[[Mapping[str, Any], Tongue], str]:
    return lambda content, tongue: tongue.pick(nb, en)


def _about_plan(nb: str, en: str) -> Callable[[Mapping[str, Any], Tongue], str]:
    return lambda content, tongue: tongue.pick(nb, en).format(short=_short(content))


def _own_rows(content: Mapping[str, Any], tongue: Tongue) -> str:
    rows = sum(int(count) for count in content.values())
    many = figures(rows, tongue.lang)
    nb = f"{many} {'rad' if rows == 1 else 'rader'} i Hjemmels egen database skal bort, for tiden er ute."
    return tongue.pick(
        nb, f"{many} {'row' if rows == 1 else 'rows'} of Hjemmel's own database are to go: their time is up."
    )


def _made(content: Mapping[str, Any], tongue: Tongue) -> str:
    short, count = _short(content), int(content.get("systems", 0))
    systems = tongue.pick("ett system" if count == 1 else f"{tongue.number(count)} systemer",
                          "one system" if count == 1 else f"{tongue.number(count)} systems")  # fmt: skip
    nb, en = ("Sletterunde", "Sweep") if content.get("kind", "sweep") == "sweep" else ("Plan", "Plan")
    return tongue.pick(f"{nb} {short} ble laget fra {systems}.", f"{en} {short} was made from {systems}.")


def _done(content: Mapping[str, Any], tongue: Tongue) -> str:
    rows, left = int(content.get("touched", 0)), int(content.get("left", 0))
    place, short = content.get("collection", ""), _short(content)
    many = figures(rows, tongue.lang)
    what = _DONE.get(str(content.get("verb", "")), ("behandlet", "handled"))
    rest = "" if not left else tongue.pick(
        f" {figures(left, 'nb')} står igjen.", f" {figures(left, 'en')} are left."
    )  # fmt: skip
    nb = f"Plan {short}: {many} {'rad' if rows == 1 else 'rader'} i {place} ble {what[0]}."
    were = ("row", "was") if rows == 1 else ("rows", "were")
    en = f"Plan {short}: {many} {were[0]} in {place} {were[1]} {what[1]}."
    return tongue.pick(nb, en) + rest


_DONE = {
    "erase": ("slettet", "erased"),
    "overwrite": ("overskrevet", "overwritten"),
    "export": ("hentet ut", "exported"),
    "restrict": ("begrenset", "restricted"),
    "rectify": ("rettet", "rectified"),
}


def _judged(content: Mapping[str, Any], tongue: Tongue) -> str:
    count = int(content.get("promises", 0))
    many = figures(count, tongue.lang)
    words = tongue.pick(
        f"{many} {'løfte' if count == 1 else 'løfter'} ble prøvd.",
        f"{many} {'promise was' if count == 1 else 'promises were'} tried.",
    )
    for turn in content.get("turned", ()):
        words += " " + _turn(turn, tongue)
    return words


def _turn(turn: Mapping[str, Any], tongue: Tongue) -> str:
    before, after = _VERDICTS[str(turn["from"])], _VERDICTS[str(turn["to"])]
    return tongue.pick(
        f"{turn['promise']} gikk fra {before[0]} til {after[0]}.",
        f"{turn['promise']} went from {before[1]} to {after[1]}.",
    )


_VERDICTS = {
    "KEPT": ("holdt", "kept"),
    "AT RISK": ("i fare", "at risk"),
    "BROKEN": ("brutt", "broken"),
    "UNKNOWN": ("ukjent", "unknown"),
}


def _recorded(content: Mapping[str, Any], tongue: Tongue) -> str:
    parts = []
    for kind, count in content.get("counts", {}).items():
        nb, en = _FACTS.get(kind, ("fakta", "facts"))
        parts.append(f"{figures(int(count), tongue.lang)} {tongue.pick(nb, en)}")
    return capital(tongue.pick(f"Husket: {tongue.listed(parts)}.", f"Remembered: {tongue.listed(parts)}."))


_FACTS = {
    "ConsentGiven": ("samtykker", "consents"),
    "ObjectionMade": ("innsigelser", "objections"),
    "ChannelDeclined": ("nei til en kanal", "noes to a channel"),
    "Restricted": ("begrensninger", "restrictions"),
    "Hold": ("slettesperrer", "holds"),
    "Remembered": ("datoer", "dates"),
    "ConsentAsked": ("spørsmål om samtykke", "requests for consent"),
    "SharingConsent": ("samtykker til deling", "consents to sharing"),
    "AddressGiven": ("oppgitte adresser", "addresses given"),
    "Suppressed": ("reklamesperrer", "suppressions"),
    "Washed": ("vaskede lister", "washed lists"),
    "Child": ("merknader om barn", "notes about children"),
    "ListingChosen": ("valg om nummeropplysning", "directory choices"),
    "Linked": ("forbindelser mellom rader", "links between rows"),
    "ErasureAsked": ("ønsker om sletting", "requests to be erased"),
    "ConsentWithdrawn": ("tilbaketrukne samtykker", "withdrawn consents"),
    "Asked": ("hvem som har bedt om noe", "who has asked for something"),
}


def _published(content: Mapping[str, Any], tongue: Tongue) -> str:
    number = content.get("version")
    return tongue.pick(
        f"Versjon {number} av deklarasjonen ble publisert.",
        f"Version {number} of the declaration was published.",
    )


def _prepared(content: Mapping[str, Any], tongue: Tongue) -> str:
    listed, permitted = int(content.get("listed", 0)), int(content.get("permitted", 0))
    return tongue.pick(
        f"En utsending ble laget: {figures(permitted, 'nb')} av {figures(listed, 'nb')} på lista kan få den.",
        f"A mailing was prepared: {figures(permitted, 'en')} of {figures(listed, 'en')} on the list may get it.",
    )


def _sent(content: Mapping[str, Any], tongue: Tongue) -> str:
    counts = {str(word): int(count) for word, count in content.get("outcomes", {}).items()}
    parts = [
        f"{figures(count, tongue.lang)} {tongue.pick(*_OUTCOMES.get(word, (word, word)))}"
        for word, count in counts.items()
    ]
    return tongue.pick(f"Utsending: {tongue.listed(parts)}.", f"Mailing: {tongue.listed(parts)}.")


_OUTCOMES = {
    "accepted": ("sendt", "sent"),
    "refused": ("avvist av mottakerens server", "refused by the recipient's server"),
    "later": ("prøves igjen senere", "to be tried again later"),
    "uncertain": ("usikre", "uncertain"),
    "not permitted": ("ikke sendt, fordi svaret var nei", "not sent, for the answer was no"),
    "let out": ("satt på en liste", "put on a list"),
}


def _shown(content: Mapping[str, Any], tongue: Tongue) -> str:
    """For which purpose, by its name in the declaration, and how much."""
    columns = sum(len(found) for found in content.get("columns", {}).values())
    people, case, purpose = int(content.get("people", 1)), content.get("case"), content.get("purpose")
    number = figures(people, tongue.lang)
    of_case = tongue.pick(f" i sak {case}", f" in case {case}") if case else ""
    if not columns:
        # What came unasked stands in no column; and a line from before purposes were asked for has none.
        for_what = tongue.pick(f" til formålet {purpose}", f" for the purpose {purpose}") if purpose else ""
        return tongue.pick(
            f"Så verdiene om en person{for_what}{of_case}.",
            f"Saw the values about a person{for_what}{of_case}.",
        )
    return tongue.pick(
        f"Så {columns} felt om {'én person' if people == 1 else f'{number} personer'} til formålet"
        f" {content.get('purpose')}{of_case}.",
        f"Saw {columns} {'field' if columns == 1 else 'fields'} about"
        f" {'one person' if people == 1 else f'{number} people'} for the purpose"
        f" {content.get('purpose')}{of_case}.",
    )


def _counted(content: Mapping[str, Any], tongue: Tongue) -> str:
    left = int(content.get("left", 0))
    if not left:
        return tongue.pick(
            "En oppgave er bevist: det er ingenting igjen.", "A task is proven: nothing is left."
        )
    return tongue.pick(
        f"En oppgave ble telt etter: {tongue.number(left)} rader står der ennå.",
        f"A task was counted again: {tongue.number(left)} rows are still there.",
    )


def _file_received(content: Mapping[str, Any], tongue: Tongue) -> str:
    rows = tongue.number(int(content.get("rows", 0)))
    return tongue.pick(
        f"En adressefil med {rows} rader ble mottatt.", f"An address file of {rows} rows was received."
    )


def _assignment_erased(content: Mapping[str, Any], tongue: Tongue) -> str:
    rows = tongue.number(int(content.get("rows", 0)))
    return tongue.pick(
        f"Adressefilene i et oppdrag ble slettet: {rows} rader.",
        f"The address files of an assignment were erased: {rows} rows.",
    )


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], Tongue], str]] = {
    "plan-made": _made,
    "plan-approved": _about_plan("Plan {short} ble godkjent.", "Plan {short} was approved."),
    "plan-let-run": _about_plan(
        "Plan {short} gikk av seg selv: mennesker har godkjent det samme før.",
        "Plan {short} ran by itself: people have approved the same before.",
    ),
    "plan-waits": _about_plan("Plan {short} venter på et menneske.", "Plan {short} waits for a person."),
    "plan-gone-on-with": _about_plan("Plan {short} ble tatt opp igjen.", "Plan {short} was gone on with."),
    "plan-set-aside": _about_plan("Plan {short} ble utsatt: ikke nå.", "Plan {short} was put off: not now."),
    "action-done": _done,
    "forecast-made": _sentence("Det ble telt hva som kommer til å bli slettet.", "What will go was counted."),
    "promises-judged": _judged,
    "facts-ended": _sentence(
        "Spørsmål om samtykke som ingen svarte på, gjelder ikke lenger.",
        "Questions about consent that nobody answered stand no more.",
    ),
    "facts-recorded": _recorded,
    "hold-placed": _sentence("En slettesperre ble lagt inn.", "A hold was placed."),
    "hold-reviewed": _sentence(
        "En slettesperre ble sett på igjen, og står.", "A hold was looked at again, and stands."
    ),
    "hold-lifted": _sentence("En slettesperre ble hevet.", "A hold was lifted."),
    "consents-looked-through": _sentence(
        "En fil med eldre samtykker ble lest gjennom. Ingenting ble tatt inn.",
        "A file of old consents was looked through. Nothing was taken.",
    ),
    "declaration-published": _published,
    "controller-kept": _sentence("En oppdragsgiver ble lagt inn.", "A controller was put in."),
    "controller-agreement-kept": _sentence(
        "Databehandleravtalen med en oppdragsgiver ble lagt inn.",
        "The processor agreement with a controller was put in.",
    ),
    "assignment-opened": _sentence("Et oppdrag ble opprettet.", "An assignment was opened."),
    "assignment-instructed": _sentence(
        "Instruksen for et oppdrag ble lagt inn.", "The instruction for an assignment was put in."
    ),
    "assignment-linked": _sentence(
        "En oppdragsgiver fikk en lenke til oppdraget sitt.",
        "A controller was given a link to its assignment.",
    ),
    "assignment-file-received": _file_received,
    "assignment-file-refused": _sentence("En adressefil ble avvist.", "An address file was refused."),
    "assignment-accessed": _sentence("En adressefil ble tatt ut.", "An address file was taken out."),
    "assignment-use-refused": _sentence(
        "Noen ville bruke en adressefil til noe de ikke kan, og ble avvist.",
        "Somebody wanted to use an address file for what they may not, and was refused.",
    ),
    "assignment-worked": _sentence("Et steg i et oppdrag ble utført.", "A step of an assignment was done."),
    "assignment-paper-stored": _sentence(
        "Papir fra et oppdrag ble satt på plass.", "Paper of an assignment was put in its place."
    ),
    "assignment-paper-destroyed": _sentence(
        "Papir fra et oppdrag ble makulert.", "Paper of an assignment was shredded."
    ),
    "assignment-completed": _sentence("En jobb ble avsluttet.", "A job ended."),
    "assignment-extended": _sentence(
        "Fristen for et oppdrag ble forlenget.", "The time of an assignment was extended."
    ),
    "assignment-held": _sentence(
        "Et oppdrag ble holdt tilbake fra sletting.", "An assignment was held back from erasure."
    ),
    "assignment-released": _sentence(
        "Et oppdrag er ikke lenger holdt tilbake.", "An assignment is no longer held back."
    ),
    "assignment-case-came": _sentence(
        "Noe som en oppdragsgiver må svare på, kom inn.", "Something that a controller must answer came in."
    ),
    "assignment-case-linked": _sentence("En lenke til en sak ble laget.", "A link to a case was made."),
    "assignment-case-forwarded": _sentence(
        "En oppdragsgiver fikk en lenke til en sak.", "A controller was sent a link to a case."
    ),
    "assignment-case-fetched": _sentence("En oppdragsgiver hentet en sak.", "A controller fetched a case."),
    "assignment-case-forgotten": _sentence(
        "Teksten i en sak ble slettet: oppdragsgiveren har den.",
        "The text of a case was erased: the controller has it.",
    ),
    "assignment-case-passed-on": _sentence(
        "En oppdragsgiver fikk det de må svare på.", "A controller was given what they must answer."
    ),
    "assignment-returned": _sentence(
        "En oppdragsgiver hentet en adressefil.", "A controller fetched an address file."
    ),
    "assignment-erased": _assignment_erased,
    "assignment-certified": _sentence("Et slettebevis ble signert.", "A deletion certificate was signed."),
    "task-asked": _sentence("En oppgave ble laget.", "A task was made."),
    "task-assigned": _sentence("En oppgave fikk en ny ansvarlig.", "A task was given to somebody."),
    "task-keeper-written-to": _sentence(
        "Den som har et manuelt system, ble spurt.", "The keeper of a manual system was asked."
    ),
    "task-shown": _sentence(
        "Den som har et manuelt system, så hvem det gjelder.",
        "The keeper of a manual system was shown whom it is about.",
    ),
    "task-reminded": _sentence("En oppgave ble minnet om.", "Somebody was reminded of a task."),
    "task-ticked": _sentence("En oppgave ble krysset av.", "A task was ticked off."),
    "task-counted": _counted,
    "task-vouched": _sentence(
        "Noen gikk god for det som ble gjort for hånd.", "Somebody vouched for what was done by hand."
    ),
    "task-not-possible": _sentence(
        "Noen meldte at en oppgave ikke lar seg gjøre.", "Somebody said that a task is not possible."
    ),
    "task-overtaken": _sentence(
        "En oppgave falt bort: en nyere plan ber om det samme.",
        "A task fell away: a newer plan asks for the same.",
    ),
    "task-rows-seen": _sentence("Radene i en oppgave ble sett på.", "The rows of a task were looked at."),
    "disclosure-asked": _sentence(
        "En utlevering av opplysninger ble ført opp.", "A disclosure of data was put down."
    ),
    "disclosure-approved": _sentence("En utlevering ble godkjent.", "A disclosure was approved."),
    "disclosure-given": _sentence("Opplysninger ble utlevert.", "Data was disclosed."),
    "disclosure-dropped": _sentence("En utlevering ble forkastet.", "A disclosure was dropped."),
    "feed-given": _sentence(
        "En fil til nummeropplysningen ble laget.", "A file for directory enquiries was made."
    ),
    "disclosure-refused": _sentence("En utlevering ble avvist.", "A disclosure was refused."),
    "figures-made": _sentence("Tall om grupper ble hentet ut.", "Figures about groups were made."),
    "access-given": _sentence(
        "Noen fikk tilgang til flere formål.", "Somebody was given access to more purposes."
    ),
    "access-ended": _sentence("En tilgang ble avsluttet.", "An access right was ended."),
    "access-reviewed": _sentence("Tilgangene ble gjennomgått.", "Access rights were reviewed."),
    "staff-created": _sentence("En konto ble laget.", "An account was made."),
    "staff-closed": _sentence("En konto ble stengt.", "An account was closed."),
    "staff-signed-in": _sentence("Logget inn.", "Signed in."),
    "staff-signed-out": _sentence("Logget ut.", "Signed out."),
    "person-looked-up": _sentence("Slo opp en person.", "Looked a person up."),
    "person-traced": _sentence("Fulgte sporene til en person.", "Traced where a person's data is."),
    "organisation-looked-up": _sentence(
        "Slo opp en virksomhet i Enhetsregisteret.", "Looked an organisation up in Enhetsregisteret."
    ),
    "company-looked-up": _sentence(
        "Slo opp et firma i registeret i Enhetsregisteret.",
        "Looked a company of the register up in Enhetsregisteret.",
    ),
    "agreement-kept": _sentence("En avtale ble lagt inn.", "An agreement was put in."),
    "agreement-ticked": _sentence(
        "Punkter i en avtale ble krysset av.", "Clauses of an agreement were ticked."
    ),
    "agreement-annex-signed": _sentence("Et sikkerhetsvedlegg ble lagt inn.", "A security annex was put in."),
    "agreement-proved": _sentence(
        "Dokumentasjon fra en mottaker ble lagt inn.", "Proof from a recipient was put in."
    ),
    "agreement-sub-processors-told": _sentence(
        "Underdatabehandlere ble lagt inn.", "Sub-processors were put in."
    ),
    "agreement-transfer-checked": _sentence(
        "En overføring ut av EØS ble kontrollert.", "A transfer out of the EEA was checked."
    ),
    "agreement-reviewed": _sentence("En avtale ble gjennomgått.", "An agreement was reviewed."),
    "agreement-ended": _sentence("En avtale ble avsluttet.", "An agreement was ended."),
    "permission-asked": _sentence(
        "Spurte om noen kan få en melding.", "Asked whether somebody may be sent a message."
    ),
    "keys-destroyed": _sentence("Nøkler ble ødelagt.", "Keys were destroyed."),
    "keys-replaced": _sentence("Nøkler ble byttet.", "Keys were replaced."),
    "keys-replayed": _sentence(
        "Ødelagte nøkler som var kommet tilbake, ble ødelagt igjen.",
        "Destroyed keys that had come back were destroyed again.",
    ),
    "master-key-changed": _sentence("Hovednøkkelen ble byttet.", "The master key was changed."),
    "master-key-retired": _sentence(
        "En gammel hovednøkkel ble tatt ut av bruk.", "An old master key was retired."
    ),
    "register-taken": _sentence("Rader ble tatt inn i registeret.", "Rows were taken into the register."),
    "register-changed": _sentence("En rad i registeret ble rettet.", "A row of the register was put right."),
    "register-told": _sentence(
        "Personer i registeret har fått personvernerklæringen.",
        "Persons in the register were given the statement.",
    ),
    "register-keys-announced": _sentence(
        "Nøklene til rader som skal bort, ble meldt.", "The keys of rows about to go were announced."
    ),
    "register-keys-settled": _sentence(
        "Nøklene til rader som er borte, ble tatt.", "The keys of rows that are gone have followed."
    ),
    "consent-receipt-made": _sentence("Laget en kvittering for et samtykke.", "Made a receipt of a consent."),
    "register-searched": _sentence("Søkte i registeret.", "Searched the register."),
    "register-contact-ended": _sentence(
        "En rolle i et firma ble avsluttet.", "A role in a company was ended."
    ),
    "register-relation-ended": _sentence("Et forhold ble avsluttet.", "A relation was ended."),
    "register-enquiry-closed": _sentence("En henvendelse ble lukket.", "An enquiry was closed."),
    "register-offer-answered": _sentence("Et tilbud ble besvart.", "An offer was answered."),
    "register-invoice-paid": _sentence("En faktura ble betalt.", "An invoice was paid."),
    "register-complaint-settled": _sentence("En klage ble avgjort.", "A complaint was settled."),
    "register-application-decided": _sentence("En søknad ble avgjort.", "An application was decided."),
    "register-paper-destroyed": _sentence("Et papir ble makulert.", "A paper was destroyed."),
    "mailing-prepared": _prepared,
    "mailing-approved": _sentence("En utsending ble godkjent.", "A mailing was approved."),
    "mailing-dropped": _sentence("En utsending ble forkastet.", "A mailing was dropped."),
    "mailing-sent": _sent,
    "mailing-bounced": _sentence("En melding kom i retur.", "A message came back."),
    "mailing-no": _sentence(
        "Noen sa nei med lenken i en melding.", "Somebody said no by the link in a message."
    ),
    "consent-confirmation-asked": _sentence(
        "Noen ble bedt om å bekrefte et samtykke.", "Somebody was asked to confirm a consent."
    ),
    "consent-confirmation-sent": _sentence(
        "Et spørsmål om å bekrefte et samtykke ble sendt, eller det viste seg at det ikke kunne sendes.",
        "A question whether a consent is confirmed was sent, or it turned out that it could not be.",
    ),
    "consent-confirmed-by-new": _sentence(
        "Den som bekreftet, var ny og har fått en egen rad.",
        "Whoever confirmed was new, and has a row of their own now.",
    ),
    "consent-confirmations-forgotten": _sentence(
        "Spørsmål om samtykke som hadde nådd siste dag, ble slettet.",
        "Questions about consents whose last day had come were erased.",
    ),
    "consent-confirmed": _sentence("Noen bekreftet et samtykke.", "Somebody confirmed a consent."),
    "request-drafted": _sentence(
        "Noe kom som kan være en henvendelse.", "Something came that may be a request."
    ),
    "mailbox-read": _sentence("En postkasse ble lest.", "A mailbox was read."),
    "mail-drafted": _sentence(
        "En melding ble til et utkast til en henvendelse.", "A message became the draft of a request."
    ),
    "mailed-file-refused": _sentence(
        "En adressefil på e-post ble avvist.", "An address file by e-mail was refused."
    ),
    "mailed-file-aside": _sentence(
        "Adressefiler på e-post ble lagt til side.", "Address files by e-mail were put aside."
    ),
    "mailed-file-answering": _sentence(
        "Svaret om en adressefil er på vei.", "The answer about an address file is on its way."
    ),
    "mailed-file-answered": _sentence(
        "Avsenderen av en adressefil fikk svar.", "Whoever sent an address file was answered."
    ),
    "mailed-file-not-answered": _sentence(
        "Avsenderen av en adressefil fikk ikke svar.", "Whoever sent an address file was not answered."
    ),
    "mailed-file-gone": _sentence(
        "Adressefiler er borte fra postkassen.", "Address files are gone from the mailbox."
    ),
    "mailed-file-looked-at": _sentence(
        "Adressefiler på e-post er fulgt opp.", "Address files by e-mail have been seen to."
    ),
    "mailbox-tried": _sentence(
        "En testmelding ble sendt til en postkasse.", "A trial was sent to a mailbox."
    ),
    "mailbox-answered": _sentence(
        "Testmeldingen kom fram til postkassen.", "The trial arrived in the mailbox."
    ),
    "contact-form-taken": _sentence("Noen skrev i kontaktskjemaet.", "Somebody wrote in the contact form."),
    "contact-form-ended": _sentence(
        "En melding fra kontaktskjemaet gikk videre eller ble gitt opp, og er slettet fra skjemaet.",
        "A message from the contact form went on or was given up, and is erased from the form.",
    ),
    "contact-form-visitors-forgotten": _sentence(
        "Hvor kontaktskjemaet ble sendt fra, ble glemt.",
        "Where the contact form was sent from was forgotten.",
    ),
    "friend-trial-sent": _sentence(
        "En prøveadresse ble tipset om en side.", "A trial address was told of a page."
    ),
    "friend-trial-sought": _sentence(
        "Det ble lett etter prøveadressen i loggene og i våre egne tabeller.",
        "The trial address was sought in the logs and in our own tables.",
    ),
    "page-views-kept": _sentence(
        "Visninger av sidene ble skrevet i loggen, uten adresser.",
        "Views of the pages were written in the log, without addresses.",
    ),
    "page-views-forgotten": _sentence(
        "Gamle linjer i loggen til sidene ble slettet.", "Old lines of the web log were erased."
    ),
    "refused-counted": _sentence(
        "Det som ble avvist som misbruk, ble telt.", "What was refused as misuse was counted."
    ),
    "address-blocked": _sentence("En adresse ble sperret.", "An address was blocked."),
    "block-renewed": _sentence(
        "En sperring ble sett på igjen, og står.", "A block was looked at again, and stands."
    ),
    "block-lifted": _sentence("En sperring ble opphevet.", "A block was lifted."),
    "blocks-forgotten": _sentence(
        "Sperringer som er over, kjenner ingen adresse lenger.",
        "Blocks that are over know no address any more.",
    ),
    "web-log-searched": _sentence("Loggen til sidene ble gjennomsøkt.", "The web log was searched."),
    "cookie-choices-kept": _sentence(
        "Valg om informasjonskapsler kom inn fra nettsidene.", "Cookie choices came in from the website."
    ),
    "cookie-choices-forgotten": _sentence(
        "Gamle valg om informasjonskapsler ble slettet.", "Old cookie choices were erased."
    ),
    "own-rows-due": _own_rows,
    "change-looked-for": _sentence(
        "Det ble sett etter om en endring i erklæringen vises på nettsiden.",
        "It was seen whether a change of the statement is shown on the website.",
    ),
    "links-tried": _sentence("Lenker til andres sider ble prøvd.", "Links to others' pages were tried."),
    "mailbox-silent": _sentence(
        "Testmeldingen kom ikke fram til postkassen.", "The trial did not arrive in the mailbox."
    ),
    "request-received": _sentence("En henvendelse ble mottatt.", "A request was received."),
    "request-matched": _sentence(
        "Det ble bestemt hvem en henvendelse gjelder.", "It was decided whom a request is about."
    ),
    "request-identity-asked": _sentence(
        "Den som henvendte seg, ble bedt om å vise hvem de er.",
        "Whoever asks was asked to show who they are.",
    ),
    "request-identity-proven": _sentence(
        "Den som henvendte seg, viste hvem de er.", "Whoever asks showed who they are."
    ),
    "request-corrected": _sentence(
        "Det ble skrevet inn hva som er riktig, i en henvendelse om retting.",
        "What is right was written into a request for correction.",
    ),
    "request-before-kept": _sentence(
        "Verdien før en retting ble forseglet med henvendelsen.",
        "The value before a correction was sealed with its request.",
    ),
    "request-decided": _sentence(
        "En innsigelse eller en begrensning ble vurdert.", "An objection or a restriction was decided on."
    ),
    "request-lifting-told": _sentence(
        "Personen fikk beskjed om at begrensningen heves.",
        "The person was told that the restriction is lifted.",
    ),
    "request-extended": _sentence(
        "Svarfristen på en henvendelse ble forlenget.", "The deadline of a request was extended."
    ),
    "request-extension-told": _sentence(
        "Personen fikk beskjed om at svarfristen er forlenget.", "The person was told of the extension."
    ),
    "request-reminded": _sentence(
        "Det ble minnet om svarfristen på en henvendelse.", "The deadline of a request was called to mind."
    ),
    "request-planned": _about_plan(
        "Plan {short} ble knyttet til en henvendelse.", "Plan {short} was made for a request."
    ),
    "request-reviewed": _about_plan(
        "Plan {short} for en henvendelse ble gjennomgått.", "Plan {short} for a request was reviewed."
    ),
    "request-approved": _about_plan(
        "Plan {short} for en henvendelse ble godkjent.", "Plan {short} for a request was approved."
    ),
    "request-executed": _about_plan(
        "Plan {short} for en henvendelse ble utført.", "Plan {short} for a request was carried out."
    ),
    "request-refused": _sentence("En henvendelse ble avslått.", "A request was refused."),
    "request-answered": _sentence("Svaret på en henvendelse ble skrevet.", "A request was answered."),
    "request-delivered": _sentence(
        "Svaret på en henvendelse ble sendt.", "The answer to a request was delivered."
    ),
    "request-opened": _sentence(
        "Svaret på en henvendelse ble hentet.", "The answer to a request was fetched."
    ),
    "request-taken-back": _sentence("En henvendelse ble trukket tilbake.", "A request was taken back."),
    "request-closed": _sentence("En henvendelse ble lagt bort.", "A request was laid aside."),
    "request-forgotten": _sentence(
        "Detaljene i en gammel henvendelse ble slettet.", "The details of an old request were erased."
    ),
    "request-read": _sentence("Leste en henvendelse.", "Read a request."),
    "tellings-foreseen": _sentence(
        "Det ble funnet hvem som skal få beskjed om det en henvendelse endrer.",
        "It was found who must be told of what a request changes.",
    ),
    "processors-instructed": _sentence(
        "Det ble funnet hvilke databehandlere som skal slette, fordi noe er slutt.",
        "It was found which processors are to erase, because something has ended.",
    ),
    "processor-roll-begun": _sentence(
        "Personer ble ført på lista til en databehandler, rett før radene deres skal bort.",
        "People were put on a processor's list, right before their rows are to go.",
    ),
    "processor-roll-settled": _sentence(
        "De som fortsatt har rader, ble tatt av lista til en databehandler.",
        "Those whose rows are still there were taken off a processor's list.",
    ),
    "processor-roll-overtaken": _sentence(
        "En kjøring er avbrutt for godt; lista til databehandleren blir lukket.",
        "A sweep has broken off for good; the processor's list will be closed.",
    ),
    "processor-roll-closed": _sentence(
        "Lista til en databehandler ble lukket: den har dem som radene er borte for.",
        "A processor's list was closed: it has those whose rows are gone.",
    ),
    "processor-roll-gone": _sentence(
        "Lista til en databehandler ble slettet, med nøkkelen sin.",
        "A processor's list was erased, with its key.",
    ),
    "telling-told": _sentence("En mottaker fikk beskjed.", "A recipient was told."),
    "telling-reminded": _sentence(
        "En mottaker ble minnet på å svare.", "A recipient was reminded to answer."
    ),
    "telling-heard": _sentence(
        "Programmet hos en mottaker sa hvor langt det er kommet.",
        "A recipient's program said how far it has come.",
    ),
    "telling-looked-at": _sentence(
        "En mottaker så hvem en beskjed gjelder.", "A recipient saw whom a telling is about."
    ),
    "telling-handed-over": _sentence(
        "Det ble en oppgave å gi en mottaker beskjed.", "Telling a recipient became a task."
    ),
    "telling-confirmed": _sentence("En mottaker har bekreftet.", "A recipient has confirmed."),
    "requests-searched": _sentence("Søkte i henvendelsene.", "Searched the requests."),
    "identity-code-made": _sentence(
        "Det ble laget en kode til den som spør.", "A code was made for whoever asks."
    ),
    "identity-code-tried": _sentence("En kode ble prøvd.", "A code was tried."),
    "own-page-asked": _sentence("Noen ba om å se siden sin.", "Somebody asked to see their own page."),
    "own-page-code-tried": _sentence(
        "Noen skrev en kode for å se siden sin.", "Somebody wrote a code to see their own page."
    ),
    "own-page-opened": _sentence(
        "Koden for en egen side ble vurdert.", "The code for somebody's own page was judged."
    ),
    "own-page-shown": _sentence(
        "Noen så hva vi har om dem, på siden sin.", "Somebody saw what we hold about them, on their own page."
    ),
    "own-page-choice": _sentence(
        "Noen sa ja eller nei til noe på siden sin.",
        "Somebody said yes or no to something on their own page.",
    ),
    "own-pages-ended": _sentence(
        "Besøk på egne sider ble avsluttet.", "Visits to people's own pages were ended."
    ),
    "identity-judged": _sentence(
        "Det ble avgjort om en riktig kode viser hvem som spør.",
        "It was decided whether a right code shows who asks.",
    ),
    "identity-sign-in-begun": _sentence(
        "Noen gikk for å logge inn hos en innloggingstjeneste for å vise hvem de er.",
        "Somebody went to sign in with an identity service to show who they are.",
    ),
    "identity-sign-in-returned": _sentence(
        "Noen kom tilbake fra en innloggingstjeneste.", "Somebody came back from an identity service."
    ),
    "identity-sign-in-ended": _sentence(
        "Det ble avgjort hva en innlogging viser.", "It was decided what a sign-in shows."
    ),
    "identity-visitors-forgotten": _sentence(
        "Merkene for hvor skjemaer kom fra, ble slettet.",
        "The marks of where forms were sent from were erased.",
    ),
    "import-received": _sentence("En fil ble lastet opp.", "A file was uploaded."),
    "import-decided": _sentence(
        "Det ble bestemt hva kolonnene i en fil er, og hvor den kommer fra.",
        "It was decided what the columns of a file are, and where it comes from.",
    ),
    "import-washed": _sentence(
        "En kjøpt liste ble vasket mot Reservasjonsregisteret.",
        "A bought list was washed against the Central Marketing Exclusion Register.",
    ),
    "import-went-on": _sentence("Rader fra en fil ble gått gjennom.", "Rows of a file were gone through."),
    "import-gone-through": _sentence("En fil er gått gjennom.", "A file has been gone through."),
    "import-chosen": _sentence(
        "Det ble bestemt om en rad er samme person.", "It was decided whether a row is the same person."
    ),
    "import-rest-left-out": _sentence(
        "Radene som ventet, ble holdt utenfor.", "The rows that waited were left out."
    ),
    "import-dropped": _sentence("En fil ble avbrutt og fjernet.", "A file was dropped and removed."),
    "notice-excused": _sentence(
        "Noen trenger ikke varsel (artikkel 14).", "Somebody need not be told (Article 14)."
    ),
    "notices-listed": _sentence(
        "Lista over dem som skal varsles, ble laget.", "The list of those to be told was made."
    ),
    "notices-sent": _sentence(
        "Varsler om at vi har opplysninger om noen, ble sendt på e-post (artikkel 14).",
        "Notices that we hold data about people were sent by e-mail (Article 14).",
    ),
    "change-told": _sentence(
        "Varsler om en endring i erklæringen ble sendt på e-post (artikkel 13).",
        "Notices of a change of the statement were sent by e-mail (Article 13).",
    ),
    "change-letters-listed": _sentence(
        "Lista over dem som skal ha brev om en endring i erklæringen, ble laget.",
        "The list of those who get a letter about a change of the statement was made.",
    ),
    "change-letters-sent": _sentence(
        "Brevene om en endring i erklæringen er sendt.",
        "The letters about a change of the statement have been sent.",
    ),
    "change-unreachable": _sentence(
        "Noen som skulle vært varslet om en endring i erklæringen, har vi ingen adresse til.",
        "Of some who should have been told of a change of the statement we have no address.",
    ),
    "register-not-told": _sentence(
        "Et varsel kom i retur, så personen er ikke varslet likevel.",
        "A notice came back, so the person has not been told after all.",
    ),
    "package-made": _sentence(
        "En svarpakke ble laget til den som har bedt om opplysningene sine.",
        "An answer package was made for whoever asked for their data.",
    ),
    "package-delivered": _sentence(
        "En svarpakke ble gjort klar til henting.", "An answer package was made ready to be fetched."
    ),
    "package-link-back": _sentence(
        "En lenke til en svarpakke gikk ikke ut, og virker ikke.",
        "A link to an answer package did not leave, and does not work.",
    ),
    "package-opened": _sentence("En svarpakke ble hentet.", "An answer package was fetched."),
    "answer-row-read": _sentence(
        "Det ble avgjort om noe som kan handle om andre, skal være med i et svar.",
        "It was decided whether something that may be about others is given in an answer.",
    ),
    "answer-copy-added": _sentence(
        "En kopi av det ingen programmer leser, kom inn til et svar.",
        "A copy of what no program reads came in for an answer.",
    ),
    "answer-copy-seen": _sentence(
        "En kopi fra den som har et manuelt system, ble åpnet.",
        "A copy from the keeper of a manual system was opened.",
    ),
    "answer-copy-decided": _sentence(
        "Det ble avgjort om en kopi gis ut i et svar.", "It was decided whether a copy is given in an answer."
    ),
    "answer-copies-gone": _sentence(
        "Kopier som hadde ligget for lenge, ble slettet.", "Copies that had lain for too long were erased."
    ),
    "answer-released": _sentence(
        "Det som kan handle om andre, ble lest og kan utleveres til den som spør.",
        "What may be about others was read, and can be given to whoever asks.",
    ),
    "answer-read": _sentence(
        "Det som kan handle om andre i et svar, ble lest.", "What may be about others in an answer was read."
    ),
    "answer-letter": _sentence("Et svarbrev ble skrevet.", "A letter of answer was written."),
    "answer-written": _sentence("Et svar ble skrevet til en mappe.", "An answer was written to a folder."),
    "packages-gone": _sentence(
        "Svarpakker som var utløpt, ble slettet.", "Answer packages that had expired were erased."
    ),
    "triage-received": _sentence("Noe ble lagt i sorteringen.", "Something was put in triage."),
    "triage-read": _sentence("Noe i sorteringen ble lest.", "Something in triage was read."),
    "triage-decided": _sentence("Noe i sorteringen ble avgjort.", "Something in triage was decided on."),
    "token-made": _sentence("En tilgangsnøkkel ble laget.", "An access token was made."),
    "tokens-reviewed": _sentence(
        "Tilgangsnøklene ble gjennomgått.", "Access tokens of programs were reviewed."
    ),
    "token-ended": _sentence("En tilgangsnøkkel ble avsluttet.", "An access token was ended."),
    "person-read": _sentence("Et program leste om en person.", "A program read about a person."),
    "webhook-added": _sentence(
        "En adresse som skal få beskjed, ble lagt til.", "An address that is to be told was added."
    ),
    "webhook-ended": _sentence("En adresse får ikke beskjed lenger.", "An address is no longer told."),
    "work-failed": _sentence(
        "Noe som går av seg selv, gikk galt. Det prøves igjen.",
        "Work that runs by itself went wrong. It is tried again.",
    ),
    "work-mended": _sentence(
        "Noe som går av seg selv, går bra igjen.", "Work that runs by itself goes well again."
    ),
    "work-woken": _sentence("Noen ba om at noe skal gjøres nå.", "Somebody asked for a job to be done now."),
    "webhooks-sent": _sentence(
        "Programmer fikk beskjed om det som har skjedd.", "Programs were told what has happened."
    ),
    "values-shown": _shown,
}
