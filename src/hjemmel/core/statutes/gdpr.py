"""The General Data Protection Regulation, article by article, as far as the product relies on it.

Read against the Official Journal text (L 119, 4 May 2016). Norwegian law by personopplysningsloven § 1.
An id is the reference with hyphens: Art. 17(3)(b) is `gdpr-17-3-b`."""

from __future__ import annotations

from datetime import date

from hjemmel.core.statutes.statute import Statute, spaced

_IN_NORWAY = date(2018, 7, 20)  # elsewhere in the EEA from 25 May 2018
_SOURCE = "eur-lex.europa.eu, CELEX 32016R0679"


def _article(reference: str, summary_nb: str, summary_en: str) -> Statute:
    article, *points = reference.split("-")
    section = article + "".join(f"({point})" for point in points)
    return Statute(
        id=f"gdpr-{reference}",
        law="personvernforordningen",
        section=section,
        cite_nb=spaced(" ".join([f"personvernforordningen art. {article}", *map(_point_nb, points)])),
        cite_en=spaced(f"GDPR Art. {section}"),
        summary_nb=spaced(summary_nb),
        summary_en=spaced(summary_en),
        valid_from=_IN_NORWAY,
        source=_SOURCE,
    )


def _point_nb(point: str) -> str:
    return f"nr. {point}" if point.isdigit() else f"bokstav {point}"


# fmt: off
_PRINCIPLES = (
    _article("5-1-a", "Personopplysninger skal behandles lovlig, rettferdig og åpent.",
             "Personal data are processed lawfully, fairly and openly."),
    _article("5-1-b",
             "Opplysninger samles inn til bestemte formål og brukes"
             " ikke til noe som ikke går sammen med dem.",
             "Data are collected for stated purposes and not used for anything that does not go with them."),
    _article("5-1-c", "Bare opplysninger som trengs for formålet, skal behandles.",
             "Only data needed for the purpose are processed."),
    _article("5-1-d", "Opplysninger skal være riktige og oppdaterte.", "Data are correct and up to date."),
    _article("5-1-e", "Opplysninger som kan knyttes til en person, lagres ikke lenger enn formålet krever.",
             "Data that identify a person are kept no longer than the purpose needs."),
    _article("5-1-f", "Opplysninger skal sikres mot innsyn, endring og tap.",
             "Data are protected against unauthorised access, change and loss."),
    _article("5-2", "Den behandlingsansvarlige skal kunne vise at prinsippene følges.",
             "The controller must be able to show that the principles are followed."),
)

_BASES = (
    _article("6-1-a", "Personen har samtykket til formålet.", "The person has consented to the purpose."),
    _article("6-1-b",
             "Behandlingen trengs for en avtale med personen, eller for det personen ber om før en avtale.",
             "Needed for a contract with the person, or for steps the person asks for before one."),
    _article("6-1-c", "Behandlingen trengs for å oppfylle en plikt i lov.",
             "Needed to fulfil a duty laid down by law."),
    _article("6-1-d", "Behandlingen trengs for å verne noens liv eller helse.",
             "Needed to protect somebody's life or health."),
    _article("6-1-e",
             "Behandlingen trengs for en oppgave i allmennhetens interesse eller for offentlig myndighet.",
             "Needed for a task in the public interest or for official authority."),
    _article("6-1-f",
             "Behandlingen trengs for en berettiget interesse som ikke må vike for personens interesser.",
             "Needed for a legitimate interest that the person's own interests do not override."),
    _article("7-1", "Den som bygger på samtykke, skal kunne vise at det er gitt.",
             "Whoever relies on consent must be able to show that it was given."),
    _article("7-2", "En forespørsel om samtykke skal skille seg klart fra resten av teksten.",
             "A request for consent stands clearly apart from the rest of the text."),
    _article("7-3", "Et samtykke kan trekkes når som helst, like lett som det ble gitt.",
             "Consent can be withdrawn at any time, as easily as it was given."),
    _article("7-4", "Samtykke er sjelden frivillig når en avtale gjøres avhengig av det uten at det trengs.",
             "Consent is hardly free when a contract needlessly depends on it."),
    _article("8-1",
             "For yngre barn må en forelder samtykke til nettjenester;"
             " aldersgrensen kan settes ned til 13 år.",
             "For younger children a parent consents to online services; the age can be lowered to 13."),
    _article("8-2",
             "Den behandlingsansvarlige skal gjøre rimelige forsøk på å"
             " kontrollere at en forelder har samtykket.",
             "The controller makes reasonable efforts to verify that a parent has consented."),
    _article("9-1",
             "Særlige kategorier av personopplysninger kan bare behandles når et vilkår i nr. 2 er oppfylt.",
             "Special categories may be processed only when a condition in paragraph 2 is met."),
    _article("9-2-a", "Personen har gitt uttrykkelig samtykke.", "The person has given explicit consent."),
    _article("9-2-b",
             "Behandlingen trengs for rettigheter og plikter i arbeids- og trygderetten, med grunnlag i lov.",
             "Needed for rights and duties in employment and social security law, as law allows."),
    _article("9-2-c", "Behandlingen trengs for å verne liv eller helse, og personen kan ikke selv samtykke.",
             "Needed to protect life or health when the person cannot consent."),
    _article("9-2-d",
             "En ideell organisasjon behandler opplysninger om sine egne medlemmer og faste kontakter.",
             "A non-profit body processes data about its own members and regular contacts."),
    _article("9-2-e", "Personen har selv tydelig gjort opplysningene offentlige.",
             "The person has clearly made the data public."),
    _article("9-2-f", "Behandlingen trengs for et rettskrav eller for en domstol.",
             "Needed for a legal claim, or by a court."),
    _article("9-2-g", "Behandlingen trengs av hensyn til viktige allmenne interesser, med grunnlag i lov.",
             "Needed for a substantial public interest, on the basis of law."),
    _article("9-2-h", "Behandlingen trengs for helsehjelp, bedriftshelse eller omsorg.",
             "Needed for health care, occupational health or social care."),
    _article("9-2-i", "Behandlingen trengs for folkehelsen, med grunnlag i lov.",
             "Needed for public health, on the basis of law."),
    _article("9-2-j", "Behandlingen trengs for arkiv, forskning eller statistikk, med grunnlag i lov.",
             "Needed for archives, research or statistics, on the basis of law."),
    _article("10",
             "Opplysninger om straffedommer og lovbrudd krever offentlig kontroll eller grunnlag i lov.",
             "Data on convictions and offences need official control or a basis in law."),
    _article("11",
             "Den som ikke kan kjenne igjen personen, må ikke skaffe"
             " flere opplysninger bare for å kunne det.",
             "Whoever cannot identify the person need not collect more data just to be able to."),
)

_RIGHTS = (
    _article("12-1", "Informasjon skal være kort, åpen, forståelig og skrevet i klart språk.",
             "Information is concise, open, easy to understand and in plain language."),
    _article("12-3",
             "En henvendelse besvares innen en måned; fristen kan"
             " forlenges med to måneder når det begrunnes.",
             "A request is answered within one month; two more months are possible when reasons are given."),
    _article("12-4", "Et avslag begrunnes innen en måned og viser vei til klage og domstol.",
             "A refusal comes with reasons within one month and points to complaint and court."),
    _article("12-5",
             "Svar er gratis; gebyr eller avslag bare når henvendelsen"
             " er åpenbart grunnløs eller overdreven.",
             "Answers are free; a fee or refusal only if a request is clearly unfounded or excessive."),
    _article("12-6",
             "Ved rimelig tvil om hvem som spør, kan det bes om det som trengs for å bekrefte identiteten.",
             "On reasonable doubt about who asks, what is needed to confirm identity may be asked for."),
    _article("13",
             "Den som gir opplysninger om seg selv, skal få vite hva de"
             " brukes til, hvorfor, hvor lenge og av hvem.",
             "Whoever gives data is told what they are used for, why, for how long and by whom."),
    _article("14",
             "Kommer opplysningene fra andre, skal personen få vite det"
             " innen en måned og senest ved første kontakt.",
             "If data come from others, the person is told within one"
             " month, at the latest at first contact."),
    _article("15", "Personen har rett til innsyn i egne opplysninger og en kopi av dem.",
             "The person has a right to access and to a copy of their own data."),
    _article("16", "Personen har rett til å få uriktige opplysninger rettet og mangelfulle utfylt.",
             "The person has a right to have wrong data corrected and incomplete data completed."),
    _article("17", "Personen har rett til sletting når en av grunnene i artikkelen foreligger.",
             "The person has a right to erasure when one of the reasons in the article applies."),
    _article("17-1-a", "Opplysningene trengs ikke lenger til formålet.",
             "The data are no longer needed for the purpose."),
    _article("17-1-b", "Samtykket er trukket, og det finnes ikke noe annet grunnlag.",
             "Consent is withdrawn and there is no other basis."),
    _article("17-1-c", "Personen har gjort innsigelse, og ingenting veier tyngre.",
             "The person has objected and nothing outweighs it."),
    _article("17-1-d", "Opplysningene er behandlet ulovlig.", "The data have been processed unlawfully."),
    _article("17-1-e", "En lov pålegger sletting.", "A law requires erasure."),
    _article("17-1-f", "Opplysningene ble samlet inn da et barn brukte en nettjeneste.",
             "The data were collected when a child used an online service."),
    _article("17-2",
             "Den som har offentliggjort opplysninger som skal slettes,"
             " skal gjøre rimelige forsøk på å si fra.",
             "Whoever has published data that must be erased makes reasonable efforts to tell others."),
    _article("17-3-a", "Ingen sletting så langt ytrings- og informasjonsfriheten krever opplysningene.",
             "No erasure as far as freedom of expression and information needs the data."),
    _article("17-3-b",
             "Ingen sletting så langt en plikt i lov eller en offentlig oppgave krever opplysningene.",
             "No erasure as far as a duty in law or a public task needs the data."),
    _article("17-3-c", "Ingen sletting så langt folkehelsen krever opplysningene.",
             "No erasure as far as public health needs the data."),
    _article("17-3-d", "Ingen sletting så langt arkiv, forskning eller statistikk krever opplysningene.",
             "No erasure as far as archives, research or statistics need the data."),
    _article("17-3-e", "Ingen sletting så langt et rettskrav krever opplysningene.",
             "No erasure as far as a legal claim needs the data."),
    _article("18", "Personen kan kreve at opplysninger bare lagres, og ikke brukes, mens noe avklares.",
             "The person can require that data are only stored, not used, while something is settled."),
    _article("19",
             "Mottakere skal få vite om retting, sletting og begrensning; personen kan spørre hvem de er.",
             "Recipients are told of rectification, erasure and"
             " restriction; the person may ask who they are."),
    _article("20", "Personen kan få opplysninger de selv har gitt, i et format en maskin kan lese.",
             "The person can have the data they provided in a format a machine can read."),
    _article("21-1", "Personen kan gjøre innsigelse mot behandling etter art. 6 nr. 1 bokstav e og f.",
             "The person can object to processing under Art. 6(1)(e) and (f)."),
    _article("21-2", "Personen kan når som helst si nei til direkte markedsføring.",
             "The person can object to direct marketing at any time."),
    _article("21-3", "Etter et nei skal opplysningene ikke lenger brukes til direkte markedsføring.",
             "After an objection the data are no longer used for direct marketing."),
    _article("21-4", "Retten til å si nei skal vises tydelig og for seg selv, senest ved første kontakt.",
             "The right to object is shown clearly and on its own, at the latest at first contact."),
    _article("22",
             "En avgjørelse med rettslig eller liknende virkning skal som regel ikke tas av en maskin alene.",
             "A decision with legal or similar effect is as a rule not left to a machine alone."),
)

_DUTIES = (
    _article("24", "Den behandlingsansvarlige skal ha tiltak som sikrer og viser at reglene følges.",
             "The controller has measures that ensure, and show, that the rules are followed."),
    _article("25", "Personvern skal være bygget inn og være standardvalget.",
             "Data protection is built in and is the default."),
    _article("26",
             "Felles behandlingsansvarlige avtaler hvem som gjør hva,"
             " og gjør det vesentlige i avtalen kjent.",
             "Joint controllers agree who does what and make the essence of it available."),
    _article("28", "En databehandler velges med omhu og bindes av en databehandleravtale.",
             "A processor is chosen with care and bound by a processor agreement."),
    _article("28-2", "En databehandler bruker ikke en annen uten skriftlig godkjenning på forhånd.",
             "A processor uses no other processor without prior written authorisation."),
    _article("28-3", "Databehandleravtalen skal inneholde punktene i bokstav a til h.",
             "The processor agreement contains the points in letters (a) to (h)."),
    _article("28-3-a", "Databehandleren behandler opplysninger bare etter dokumenterte instrukser.",
             "The processor processes data only on documented instructions."),
    _article("28-3-g",
             "Når oppdraget er slutt, slettes eller leveres"
             " opplysningene tilbake, etter den ansvarliges valg.",
             "At the end the data are erased or returned, as the controller chooses."),
    _article("29",
             "Ingen behandler opplysninger uten instruks fra den behandlingsansvarlige eller plikt i lov.",
             "Nobody processes data without an instruction of the controller or a duty in law."),
    _article("30", "Virksomheten skal føre protokoll over behandlingene sine.",
             "The organisation keeps a record of its processing."),
    _article("30-1", "Den behandlingsansvarliges protokoll har sju faste punkter.",
             "The controller's record has seven fixed points."),
    _article("30-2", "Databehandlerens protokoll har fire faste punkter.",
             "The processor's record has four fixed points."),
    _article("30-5",
             "Under 250 ansatte er unntatt, men ikke ved risiko, fast behandling eller særlige kategorier.",
             "Fewer than 250 employees are exempt, but not with risk,"
             " regular processing or special categories."),
    _article("32", "Opplysninger sikres med tiltak som står i forhold til risikoen.",
             "Data are secured by measures that match the risk."),
    _article("33", "Brudd på personopplysningssikkerheten meldes til Datatilsynet.",
             "A personal data breach is notified to the supervisory authority."),
    _article("33-1",
             "Et brudd meldes innen 72 timer etter at det ble kjent, med mindre det neppe gir risiko.",
             "A breach is notified within 72 hours of becoming known, unless a risk is unlikely."),
    _article("33-2", "En databehandler sier fra om brudd til den ansvarlige uten unødig opphold.",
             "A processor tells the controller of a breach without undue delay."),
    _article("33-5", "Alle brudd skal dokumenteres: hva som skjedde, følgene og hva som ble gjort.",
             "Every breach is documented: what happened, its effects and what was done."),
    _article("34", "Ved høy risiko skal de berørte varsles uten unødig opphold.",
             "If the risk is high, the persons are told without undue delay."),
    _article("35", "Før behandling med høy risiko skal personvernkonsekvensene vurderes.",
             "Before high-risk processing its impact on privacy is assessed."),
    _article("36", "Er risikoen fortsatt høy, skal Datatilsynet rådspørres på forhånd.",
             "If the risk stays high, the supervisory authority is consulted first."),
    _article("37", "Noen virksomheter skal ha personvernombud.",
             "Some organisations must have a data protection officer."),
)

_TRANSFERS = (
    _article("44", "Overføring ut av EØS krever et grunnlag i forordningens kapittel V.",
             "A transfer out of the EEA needs a basis in Chapter V of the Regulation."),
    _article("45", "Overføring er tillatt når Kommisjonen har bestemt at vernet i landet er godt nok.",
             "A transfer is allowed when the Commission has decided that"
             " the country's protection is adequate."),
    _article("46", "Overføring er tillatt med nødvendige garantier og rettigheter som kan håndheves.",
             "A transfer is allowed with appropriate safeguards and enforceable rights."),
    _article("46-2-c", "EUs standardavtale kan være garantien.",
             "The Commission's standard contractual clauses can be the safeguard."),
    _article("47", "Et konsern kan bruke godkjente bindende virksomhetsregler.",
             "A group can use approved binding corporate rules."),
    _article("48", "En avgjørelse fra et tredjeland er ikke i seg selv grunn til å utlevere opplysninger.",
             "A decision of a third country is not in itself a reason to disclose data."),
    _article("49", "Uten beslutning eller garantier kan overføring bare skje i særlige tilfeller.",
             "Without a decision or safeguards a transfer happens only in special situations."),
    _article("49-1-a",
             "Personen har uttrykkelig samtykket til overføringen etter å ha fått vite om risikoen.",
             "The person has explicitly consented to the transfer after being told of the risks."),
    _article("49-1-b", "Overføringen trengs for en avtale med personen.",
             "Needed for a contract with the person."),
    _article("49-1-c", "Overføringen trengs for en avtale inngått i personens interesse.",
             "Needed for a contract made in the person's interest."),
    _article("49-1-d", "Overføringen trengs av hensyn til viktige allmenne interesser.",
             "Needed for important reasons of public interest."),
    _article("49-1-e", "Overføringen trengs for et rettskrav.", "Needed for a legal claim."),
    _article("49-1-f", "Overføringen trengs for å verne liv eller helse når personen ikke kan samtykke.",
             "Needed to protect life or health when the person cannot consent."),
    _article("49-1-g", "Overføringen skjer fra et register som er åpent for allmennheten.",
             "Made from a register that is open to the public."),
)

# fmt: on
GDPR: tuple[Statute, ...] = _PRINCIPLES + _BASES + _RIGHTS + _DUTIES + _TRANSFERS
