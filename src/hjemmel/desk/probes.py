"""How each kind of probe tries a promise, said in a sentence that a person outside the trade understands."""

from __future__ import annotations

from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.promises import (
    AccessesProbe,
    AgreementsProbe,
    AnsweredProbe,
    ApartProbe,
    AssignmentsProbe,
    AtEndProbe,
    BasesProbe,
    BlocksProbe,
    BoughtListsProbe,
    ChangeShownProbe,
    ChangesToldProbe,
    ContactFormProbe,
    CoverageProbe,
    CreditChecksProbe,
    DisclosuresProbe,
    DriftProbe,
    DutyProbe,
    ExtractsProbe,
    GroupsProbe,
    IdentityProbe,
    LinksProbe,
    LintProbe,
    ListingsProbe,
    LogCodesProbe,
    LogSearchesProbe,
    LookupsProbe,
    MailboxProbe,
    MailingsProbe,
    NotYetProbe,
    OriginsProbe,
    Probe,
    RecipientsProbe,
    RetentionProbe,
    RolesProbe,
    SaysProbe,
    ShownProbe,
    SourcesProbe,
    SubProcessorsProbe,
    TellAFriendProbe,
    TriageProbe,
    VerifiedProbe,
    VouchedProbe,
    WaysProbe,
)
from hjemmel.core.output.language import Tongue
from hjemmel.core.terms import LANGUAGES


def how_tried(probe: Probe) -> Text:
    if isinstance(probe, AnsweredProbe):
        return _answered(probe)
    if isinstance(probe, VouchedProbe):
        nb, en = Tongue("nb").every(probe.every), Tongue("en").every(probe.every)
        return Text(nb=f"En person går god for det {nb}.", en=f"A person vouches for it {en}.")
    return _WORDS[type(probe)]


def _answered(probe: AnsweredProbe) -> Text:
    nb, en = [_WORDS[AnsweredProbe].nb], [_WORDS[AnsweredProbe].en]
    if probe.recipients_within:
        days = [Tongue(lang).period(probe.recipients_within) for lang in LANGUAGES]
        nb.append(
            f"Så ser vi om hver mottaker har bekreftet innen {days[0]} det som ble slettet, rettet eller begrenset."
        )
        en.append(
            f"Then we see whether each recipient has confirmed within {days[1]} what was erased, corrected or restricted."
        )
    if probe.outdated_within:
        days = [Tongue(lang).period(probe.outdated_within) for lang in LANGUAGES]
        nb.append(f"Til slutt teller vi kontaktopplysninger som har vært utdatert i mer enn {days[0]}.")
        en.append(f"Last we count contact data that has been outdated for more than {days[1]}.")
    if probe.whole:
        nb.append("For hvert svar ser vi om alle systemene ble spurt.")
        en.append("For each answer we see whether every system was asked.")
    if probe.says_why:
        nb.append("Vi ser også om det som ble holdt tilbake, står med grunn og med når det går.")
        en.append("We also see whether what was kept back stands with its reason and when it goes.")
    if probe.purposes:
        nb.append("Så leser vi radene og teller dem som skulle vært borte.")
        en.append("Then we read the rows and count those that should be gone.")
    return Text(nb=" ".join(nb), en=" ".join(en))


_WORDS: dict[type, Text] = {
    LogSearchesProbe: Text(
        nb="Vi går gjennom hvert søk i loggen til sidene, og ser om det var til et formål som er oppgitt, i en sak, og"
        " om loggen ble koblet til en person bare når deklarasjonen tillater det.",
        en="We go through each search of the web log and see whether it was for a declared purpose, in a case, and"
        " whether the log was tied to a person only where the declaration allows it.",
    ),
    LogCodesProbe: Text(
        nb="Vi leser kodene i loggen, og ser om noen av dem er en adresse eller kan regnes ut av en adresse vi kjenner.",
        en="We read the codes in the log and see whether any of them is an address, or can be worked out from an address"
        " that we know.",
    ),
    BlocksProbe: Text(
        nb="Vi leser hver sperring og ser om den har en grunn og en dag for ny vurdering, om den er forlenget slik vi har"
        " lovet, og om den skulle vært borte.",
        en="We read each block and see whether it has a reason and a day of review, whether it was renewed as we have"
        " promised, and whether it should be gone.",
    ),
    RetentionProbe: Text(
        nb="Vi leser hver rad for seg, uavhengig av sletterunden, og teller dem som skulle vært borte."
        " Riktig svar er 0.",
        en="We read each row by itself, independently of the sweep, and count those that should be gone."
        " The right answer is 0.",
    ),
    IdentityProbe: Text(
        nb="Vi leser den publiserte erklæringen og ser om den sier hvem som er ansvarlig, med gyldig"
        " organisasjonsnummer.",
        en="We read the published statement and see whether it says who is responsible, with a valid"
        " organisation number.",
    ),
    BasesProbe: Text(
        nb="Vi ser om hvert formål har et grunnlag, og om hvert samtykke som brukes, står i systemene.",
        en="We see whether each purpose has a legal basis, and each consent in use stands in the systems.",
    ),
    DriftProbe: Text(
        nb="Vi sammenligner kolonnene i systemene med deklarasjonen. Ingen skal mangle plass.",
        en="We compare the columns of the systems with the declaration. None may be undeclared.",
    ),
    CoverageProbe: Text(
        nb="Vi ser om alle opplysninger i alle systemer har en slettefrist, og om radene følger den.",
        en="We see whether all data in all systems has a retention period, and whether the rows obey it.",
    ),
    SaysProbe: Text(
        nb="Vi leser den publiserte erklæringen på begge språk og ser om det står der.",
        en="We read the published statement in both languages and see whether it says so.",
    ),
    DutyProbe: Text(
        nb="Vi teller det loven sier at vi må beholde, og sammenligner med kvitteringene for sletting.",
        en="We count what the law says we must keep, and compare with the receipts for what was erased.",
    ),
    LintProbe: Text(
        nb="Vi kontrollerer deklarasjonen etter reglene og ser at ingen samtykker er tatt for gitt.",
        en="We check the declaration against the rules and see that no consent is taken for granted.",
    ),
    RolesProbe: Text(
        nb="Vi ser om hver mottaker har en rolle, og om det står hvem som er ansvarlig.",
        en="We see whether each recipient has a role, and whether it says who is responsible.",
    ),
    GroupsProbe: Text(
        nb="Vi ser om hver gruppe av mennesker finnes i systemene og har sin del av erklæringen.",
        en="We see whether each group of people is found in the systems and has its part of the statement.",
    ),
    SourcesProbe: Text(
        nb="Vi ser om hver kolonne har en kilde.",
        en="We see whether each column has a source.",
    ),
    AssignmentsProbe: Text(
        nb="Vi går gjennom hver fil, hver jobb og hver bruk for seg, i oppdragene som er ført her og i bedriftens eget"
        " arkiv, og ser om avtale, instruks og det som ellers er lovet, var på plass da.",
        en="We go through each file, each job and each use by itself, in the assignments on record here and in the"
        " company's own archive, and see whether agreement, instruction and what else is promised were there then.",
    ),
    SubProcessorsProbe: Text(
        nb="Vi går gjennom hvert system, hver maskin, hver sikkerhetskopi og e-posttjenesten, og ser om noen andre driver"
        " noe av det.",
        en="We go through each system, each machine, each backup and the mail service, and see whether somebody else runs"
        " any of it.",
    ),
    AgreementsProbe: Text(
        nb="Vi leser det som er lagt inn om avtalen med hver mottaker, og ser om det som er lovet, står der og"
        " fortsatt gjelder. Det deklarasjonen sier, er ikke nok.",
        en="We read what has been put in about the agreement with each recipient, and see whether what was"
        " promised is there and still in force. What the declaration says is not enough.",
    ),
    RecipientsProbe: Text(
        nb="Vi sammenligner tre lister: den i erklæringen, den i deklarasjonen og avtalene som er lagt inn.",
        en="We compare three lists: the statement's, the declaration's, and the agreements that were put in.",
    ),
    OriginsProbe: Text(
        nb="Vi leser hver rad og ser om den har en kilde og en kanal som står i deklarasjonen, og om personen ble"
        " varslet i tide.",
        en="We read each row and see whether it has a source and a channel of the declaration, and whether the person"
        " was told in time.",
    ),
    LookupsProbe: Text(
        nb="Vi leser hvert oppslag og ser om det står hvorfor og hvem som slo opp, og om bare feltene vi har lovet, ble"
        " hentet.",
        en="We read each lookup and see whether it says why and who looked, and fetched only the fields we have promised.",
    ),
    CreditChecksProbe: Text(
        nb="Vi leser hver kredittsjekk og ser om den har en grunn.",
        en="We read each credit check and see whether it has a reason.",
    ),
    BoughtListsProbe: Text(
        nb="Vi ser om leverandøren av hver kjøpte liste er oppgitt, om lista ble vasket før navnene kom inn, og om gamle"
        " navn er borte.",
        en="We see whether each bought list has a vendor and was washed before its names came in, and whether old names"
        " are gone.",
    ),
    TriageProbe: Text(
        nb="Vi teller hvor mange virkedager det som kom, lå i sorteringen før det ble avgjort.",
        en="We count the working days that each thing in triage lay before it was decided on.",
    ),
    DisclosuresProbe: Text(
        nb="Vi leser hver utlevering som er ført i Hjemmel og i systemene, og ser om mottakeren er deklarert, om det er"
        " oppgitt en grunn, og om det grunnen krever, er på plass.",
        en="We read each disclosure on record, in Hjemmel and in the systems, and see whether the recipient is declared,"
        " whether a ground is given, and whether what the ground needs is there.",
    ),
    AccessesProbe: Text(
        nb="Vi leser hvem som har tilgang til hva, og ser om hver tilgang har et formål, er gjennomgått det siste"
        " kvartalet og tilhører noen som fortsatt er her. Så leser vi hvem som har sett hva, og ser om de hadde tilgang.",
        en="We read who has access to what, and see whether each access has a purpose, was gone through in the last"
        " quarter and belongs to somebody who is still here. Then we read who has seen what, and see whether they had"
        " access.",
    ),
    ExtractsProbe: Text(
        nb="Vi leser hvert uttrekk av tall og hver kundegruppe, og ser om noen gruppe er mindre enn det vi har lovet."
        " Vi ser også om et pseudonym er et navn eller en adresse vi kjenner.",
        en="We read each extract of figures and each customer group, and see whether any group is smaller than we have"
        " promised. We also see whether a pseudonym is a name or an address that we know.",
    ),
    ListingsProbe: Text(
        nb="Vi sammenligner det som sist ble sendt til nummeropplysningen, med det hver enkelt har valgt i dag.",
        en="We compare what was last sent to directory enquiries with what each subscriber has chosen today.",
    ),
    MailingsProbe: Text(
        nb="Vi prøver hver melding som er sendt, for seg: hva personen hadde sagt ja og nei til den dagen, og"
        " om kundeforholdet varte. Ingen skulle vært sendt uten grunnlag.",
        en="We judge each message that was sent by itself: what the person had said yes and no to on that day,"
        " and whether the relationship lasted. None may have gone without a legal basis.",
    ),
    MailboxProbe: Text(
        nb="Vi sender en melding til postkassen hver uke og ser om den kommer fram, og om noen har sett på det andre har"
        " skrevet dit.",
        en="We send a message to the mailbox every week and see whether it arrives, and whether somebody has looked at what"
        " others have written there.",
    ),
    AtEndProbe: Text(
        nb="Vi går gjennom hver sletterunde som har avsluttet et forhold, og hver avtale som er slutt, og ser om hver"
        " databehandler som har noe, har fått et slettepålegg og har bekreftet i tide.",
        en="We go through each sweep that has ended a relationship, and each agreement that has ended, and see whether each"
        " processor that holds something was instructed to erase it and has confirmed in time.",
    ),
    ChangesToldProbe: Text(
        nb="For hver vesentlige endring av erklæringen teller vi hvem den gjelder, og ser om alle er varslet på e-post eller i"
        " brev innen siste dag.",
        en="For each major change of the statement we count whom it concerns, and see whether everybody was told by e-mail or"
        " letter by the last day.",
    ),
    ChangeShownProbe: Text(
        nb="Hver dag en endring skal vises, henter vi erklæringen på norsk og engelsk slik en besøkende gjør, og ser om endringen"
        " står øverst.",
        en="Each day that a change is to be shown, we ask for the statement in both languages as a visitor does, and see whether"
        " the change stands at the top.",
    ),
    ApartProbe: Text(
        nb="For avtaler der rollene er delt mellom flere, henter vi det hver av dem ville fått ved innsyn, og sammenligner"
        " rad for rad med hvem radene gjelder.",
        en="For contracts whose roles are shared by several people, we fetch what each would get on asking for access, and"
        " compare it row by row with whom the rows are about.",
    ),
    ShownProbe: Text(
        nb="For hver ny kunde ser vi om det er notert hvilken utgave av erklæringen de fikk se, senest den dagen de ble kunde.",
        en="For each new customer we see whether it is noted which version of the statement they were shown, by the day they"
        " became one.",
    ),
    ContactFormProbe: Text(
        nb="Vi sender en melding gjennom skjemaet hver uke, teller meldinger som ikke kom fram, og ser at skjemaet ikke har"
        " beholdt noen. Så leser vi sakene og teller dem som skulle vært borte.",
        en="We send a message through the form every week, count messages that did not arrive, and see that the form has kept"
        " none. Then we read the cases and count those that should be gone.",
    ),
    LinksProbe: Text(
        nb="Vi følger lenkene hver uke, slik en leser ville gjort, og ser at de står i erklæringen. Gjelder løftet vårt eget"
        " valg om informasjonskapsler, teller vi også dem som har sagt nei der: Det viser at et nei blir tatt imot, ikke hvordan"
        " knappene ser ut.",
        en="We follow the links every week, as a reader would, and see that they stand in the statement. Where the promise is"
        " about our own cookie choice, we also count those who have said no there: that shows that a no is taken, not what the"
        " buttons look like.",
    ),
    AnsweredProbe: Text(
        nb="Vi teller dagene fra hver henvendelse kom, til svaret ble sendt, og ser om noe svar kom etter fristen eller"
        " mangler.",
        en="We count the days from when each request came until the answer was sent, and see whether any answer was late"
        " or is missing.",
    ),
    WaysProbe: Text(
        nb="Vi ser om det har kommet henvendelser på hver måte vi har lovet, og om fristen ble regnet fra dagen de kom.",
        en="We see whether requests have come in each way that we have promised, and whether the deadline was counted from"
        " the day they came.",
    ),
    VerifiedProbe: Text(
        nb="Vi leser hva som skjedde med hver henvendelse, og ser om noe ble gitt ut eller endret før vi visste hvem som"
        " spurte.",
        en="We read what happened to each request, and see whether anything was released or changed before it was known"
        " who asked.",
    ),
    TellAFriendProbe: Text(
        nb="Hver uke tipser vi en prøveadresse om en side, slik en besøkende ville gjort, og leter etter adressen i loggene til"
        " nettserver, e-posttjener og program og i våre egne tabeller.",
        en="Each week we tell a trial address of a page, as a visitor would, and look for the address in the logs of the web"
        " server, the mail server and the application, and in our own tables.",
    ),
    NotYetProbe: Text(
        nb="Det finnes ingen prøve for dette ennå.",
        en="There is no probe for this yet.",
    ),
}
