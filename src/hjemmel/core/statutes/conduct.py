"""Norwegian rules about how a company behaves: marketing, cookies, employees, credit, registers.

Rules that say how long something is kept stand in `keeping`."""

from __future__ import annotations

from datetime import date

from hjemmel.core.statutes.keeping import MAILBOX, TELECOM
from hjemmel.core.statutes.statute import Act, Confidence, Statute, rule

# The rules are tables: one group of related arguments a line.
# fmt: off
_MEDIUM, _LOW = Confidence.MEDIUM, Confidence.LOW

_DATA_PROTECTION = Act(
    id="pol", nb="personopplysningsloven", en="the Personal Data Act", in_force=date(2018, 7, 20)
)
_PERSONAL_DATA = (
    rule(_DATA_PROTECTION, "1", "§ 1", "Personvernforordningen gjelder som norsk lov.",
         "The General Data Protection Regulation applies as Norwegian law.",
         source="Prop. 56 LS (2017-2018)"),
    rule(_DATA_PROTECTION, "5", "§ 5", "Et barn kan selv samtykke til nettjenester fra det er 13 år.",
         "A child can consent to online services from the age of 13.", confidence=_MEDIUM),
    rule(_DATA_PROTECTION, "6", "§ 6",
         "Særlige kategorier kan behandles når det trengs for plikter og rettigheter i arbeidsforhold.",
         "Special categories may be processed when needed for duties and rights in employment."),
    rule(_DATA_PROTECTION, "11", "§ 11",
         "Opplysninger om lovbrudd kan behandles på vilkår som for særlige kategorier.",
         "Data on offences may be processed on conditions like those for special categories.",
         confidence=_MEDIUM),
    rule(_DATA_PROTECTION, "12", "§ 12",
         "Fødselsnummer brukes bare når sikker identifisering er"
         " saklig begrunnet og nummeret trengs for det.",
         "A national identity number is used only when sure"
         " identification is objectively needed and requires it.",
         source="Prop. 56 LS (2017-2018) ch. 9"),
    rule(_DATA_PROTECTION, "16", "§ 16",
         "Loven nevner når innsyn og informasjon kan nektes, og et nei skal begrunnes.",
         "The act says when access and information may be refused, and a refusal is reasoned.",
         confidence=_MEDIUM, source="PVN-2024-22"),
    rule(_DATA_PROTECTION, "16-e", "§ 16 første ledd bokstav e",
         "Innsyn kan nektes i tekst som bare er laget for intern"
         " saksforberedelse, når det trengs for forsvarlige avgjørelser.",
         "Access may be refused to text made only for internal case"
         " preparation, when sound decisions need it.",
         section_en="§ 16, first paragraph, letter (e)", source="PVN-2024-22"),
    rule(_DATA_PROTECTION, "17", "§ 17", "Det er egne unntak for arkiv, forskning og statistikk.",
         "There are exceptions for archives, research and statistics."),
)

_MARKETING_ACT = Act(
    id="mfl", nb="markedsføringsloven", en="the Marketing Control Act", in_force=date(2009, 6, 1)
)
_OPT_OUT_RULES = Act(
    id="reservasjonsforskriften", nb="forskrift om Reservasjonsregisteret",
    en="the Regulation on the Central Marketing Exclusion Register", in_force=date(2009, 6, 5),
)
_GUIDE = "forbrukertilsynet.no"
_MARKETING = (
    rule(_MARKETING_ACT, "12", "§ 12",
         "Alle kan reservere seg gratis mot markedsføring, sentralt eller hos den enkelte.",
         "Anyone can opt out of marketing free of charge, in the central register or with the trader.",
         source=f"{_GUIDE}; brreg.no"),
    rule(_MARKETING_ACT, "13", "§ 13",
         "Den som er reservert, får ikke salgsbrev eller salgsanrop uten å være kunde eller ha bedt om det.",
         "Whoever has opted out gets no sales letters or calls unless a customer or by their own request.",
         source="Prop. 43 L (2016-2017); brreg.no"),
    rule(_MARKETING_ACT, "14", "§ 14",
         "Salgsanrop skjer på hverdager mellom kl. 9 og 21, fra et nummer som kan søkes opp.",
         "Sales calls are made on weekdays between 9 and 21, from a number that can be looked up.",
         source="Prop. 43 L (2016-2017) ch. 2; finansnorge.no"),
    rule(_MARKETING_ACT, "15", "§ 15",
         "Markedsføring på e-post, SMS og liknende til en person krever samtykke på forhånd.",
         "Marketing by e-mail, text message and the like to a person needs prior consent.", source=_GUIDE),
    rule(_MARKETING_ACT, "15-3", "§ 15 tredje ledd",
         "En kunde kan få tilbud om selskapets egne liknende varer når"
         " adressen kom fra salget og det er lett å si nei.",
         "A customer may get offers for the trader's own similar goods if"
         " the address came from the sale and saying no is easy.",
         section_en="§ 15, third paragraph", source=_GUIDE),
    rule(_MARKETING_ACT, "15-4", "§ 15 fjerde ledd", "Regelen om e-post gjelder også SMS og MMS.",
         "The rule on e-mail also covers text and multimedia messages.",
         section_en="§ 15, fourth paragraph", source=_GUIDE),
    rule(_MARKETING_ACT, "15-child", "§ 15", "Et barn under 15 år kan ikke selv samtykke til markedsføring.",
         "A child under 15 cannot consent to marketing.", confidence=_MEDIUM, source=_GUIDE),
    rule(_MARKETING_ACT, "15-work", "§ 15",
         "En jobbadresse med navnet til en person er personens; en felles adresse som post@ er ikke det.",
         "A work address with a person's name is the person's; a shared one such as post@ is not.",
         confidence=_MEDIUM, source="two law firms"),
    rule(_MARKETING_ACT, "16", "§ 16",
         "Den som markedsfører, sier hvem det er, hvor navnet kom fra, og at det går an å si nei.",
         "A marketer says who it is, where the name came from, and that it is possible to opt out."),
    rule(_MARKETING_ACT, "17", "§ 17", "Uadressert reklame legges ikke der mottakeren har sagt nei.",
         "Unaddressed advertising is not left where the recipient has said no."),
    rule(_MARKETING_ACT, "13-wash", "§ 13",
         "Adresselister vaskes mot Reservasjonsregisteret før første bruk og i hver måned de brukes.",
         "Lists are washed against the register before first use and in each month they are used.",
         source="Prop. 43 L (2016-2017) ch. 2; brreg.no"),
    rule(_OPT_OUT_RULES, "3", "§ 3",
         "Opplysninger fra Reservasjonsregisteret brukes bare til å oppdatere adresselister.",
         "Data from the register are used only to update marketing lists.", source="lovdata.no; brreg.no"),
)

_E_COMMERCE = Act(id="ehandelsloven", nb="ehandelsloven", en="the E-Commerce Act", in_force=date(2003, 7, 1))
_BUSINESS_REGISTER = Act(
    id="foretaksregisterloven", nb="foretaksregisterloven", en="the Business Enterprise Registration Act",
    in_force=date(1988, 1, 1),
)
_OLD_TELECOM = Act(
    id="ekomloven-2003", nb="ekomloven av 2003", en="the Electronic Communications Act of 2003",
    in_force=date(2003, 7, 25),
)
_TELECOM_RULES = Act(
    id="ekomforskriften", nb="ekomforskriften", en="the Electronic Communications Regulation",
    in_force=date(2025, 1, 1),
)
_ONLINE = (
    rule(TELECOM, "3-15", "§ 3-15",
         "Å lagre eller lese noe i brukerens utstyr krever informasjon"
         " og samtykke, unntatt det tjenesten må ha.",
         "Storing or reading in the user's equipment needs information and"
         " consent, except what the service requires.",
         source="digi.no; clp.no; foyen.no"),
    rule(TELECOM, "3-traffic-data", "kapittel 3",
         "Trafikkdata slettes eller anonymiseres når de ikke lenger trengs til"
         " kommunikasjon, fakturering eller plikt i lov.",
         "Traffic data are erased or made anonymous when no longer needed"
         " for communication, billing or a duty in law.",
         section_en="chapter 3", confidence=_LOW,
         source="Lovvedtak 165 (2020-2021); Prop. 93 LS (2023-2024) ch. 6.1"),
    rule(TELECOM, "3-secrecy", "kapittel 3",
         "En tilbyder har taushetsplikt om innhold i og bruk av kommunikasjon.",
         "A provider keeps the content and use of communication secret.",
         section_en="chapter 3", confidence=_MEDIUM, source="Prop. 93 LS (2023-2024) ch. 6.1"),
    rule(_OLD_TELECOM, "2-7-b", "§ 2-7 b",
         "Informasjonskapsler krevde informasjon og samtykke, etter"
         " veiledningen den gang også gjennom nettleseren.",
         "Cookies needed information and consent, by the guidance of the time also through the browser.",
         since=date(2013, 7, 1), until=date(2024, 12, 31), source="sjt.no"),
    rule(_TELECOM_RULES, "directory", "", "Abonnenten velger selv om nummeret skal stå i nummeropplysningen.",
         "The subscriber chooses whether the number is listed in directory services.", confidence=_MEDIUM),
    rule(_E_COMMERCE, "8", "§ 8", "Et nettsted skal vise navn, adresse, e-post og organisasjonsnummer.",
         "A website shows name, address, e-mail and organisation number.", confidence=_MEDIUM),
    rule(_E_COMMERCE, "9", "§ 9",
         "Reklame på nett skal kunne kjennes igjen, og avsenderen skal være tydelig.",
         "Advertising online is recognisable, and its sender is clear.", confidence=_MEDIUM, source=_GUIDE),
    rule(_BUSINESS_REGISTER, "10-2", "§ 10-2", "Organisasjonsnummeret skal stå i brev og på nettsted.",
         "The organisation number stands in letters and on the website.", confidence=_MEDIUM),
)

_WORKING_ENVIRONMENT = Act(
    id="arbeidsmiljoloven", nb="arbeidsmiljøloven", en="the Working Environment Act",
    in_force=date(2006, 1, 1),
)
_EQUALITY = Act(
    id="ldl", nb="likestillings- og diskrimineringsloven", en="the Equality and Anti-Discrimination Act",
    in_force=date(2018, 1, 1),
)
_EMPLOYMENT = (
    rule(_WORKING_ENVIRONMENT, "", "", "Arbeidsgiveren har plikter og rettigheter overfor de ansatte.",
         "The employer has duties and rights towards employees.", source="arbeidsmiljoloven.com"),
    rule(_WORKING_ENVIRONMENT, "9-1", "§ 9-1",
         "Kontrolltiltak trenger en saklig grunn og må ikke være uforholdsmessig belastende.",
         "Control measures need an objective ground and must not be a disproportionate burden."),
    rule(_WORKING_ENVIRONMENT, "9-2", "§ 9-2", "Kontrolltiltak drøftes, kunngjøres og vurderes jevnlig.",
         "Control measures are discussed, announced and evaluated regularly."),
    rule(_WORKING_ENVIRONMENT, "9-5", "§ 9-5", "Innsyn i ansattes e-post følger egne regler i forskrift.",
         "Access to employees' e-mail follows rules of its own.", source="arbeidstilsynet.no"),
    rule(MAILBOX, "2", "§ 2",
         "Arbeidsgiveren kan se i en e-postkasse bare for driften eller"
         " ved begrunnet mistanke om grovt brudd.",
         "The employer may look into a mailbox only for operations or"
         " on founded suspicion of a serious breach.",
         source="foyen.no; arbeidstilsynet.no"),
    rule(MAILBOX, "3", "§ 3", "Den ansatte varsles, får være til stede, og innsynet skrives ned.",
         "The employee is told and may attend, and the access is written down.",
         source="foyen.no; arbeidstilsynet.no"),
    rule(MAILBOX, "4", "§ 4",
         "Når noen slutter, stenges e-postkassen, og innhold som ikke"
         " trengs til driften, slettes innen rimelig tid.",
         "When somebody leaves, the mailbox is closed, and what operations do"
         " not need is erased within reasonable time.",
         source="foyen.no; arbeidstilsynet.no"),
    rule(_EQUALITY, "26", "§ 26", "Arbeidsgivere skal arbeide aktivt for likestilling.",
         "Employers work actively for equality.", confidence=_MEDIUM),
    rule(_EQUALITY, "26-a", "§ 26 a", "Arbeidsgivere skal kartlegge lønn og redegjøre for likestillingen.",
         "Employers survey pay and report on equality.", confidence=_MEDIUM),
    rule(_EQUALITY, "31", "§ 31",
         "En søker som ikke fikk jobben, kan be om opplysninger om den som fikk den.",
         "An applicant who was not hired may ask about the one who was.",
         confidence=_MEDIUM, source="secondary source"),
    rule(_EQUALITY, "37", "§ 37",
         "Er det grunn til å tro at noe var diskriminering, må den andre vise at det ikke var det.",
         "If there is reason to believe that something was"
         " discrimination, the other party must show it was not.",
         confidence=_MEDIUM, source="secondary source"),
    rule(_EQUALITY, "38", "§ 38", "Den som er diskriminert, kan kreve oppreisning og erstatning.",
         "Whoever was discriminated against can claim redress and damages.",
         confidence=_MEDIUM, source="secondary source"),
)

_CREDIT_INFORMATION = Act(
    id="kredittopplysningsloven", nb="kredittopplysningsloven", en="the Credit Information Act",
    in_force=date(2022, 7, 1),
)
_COLLECTION = Act(
    id="inkassoloven", nb="inkassoloven", en="the Debt Collection Act", in_force=date(1989, 7, 1)
)
_POPULATION_REGISTER = Act(
    id="folkeregisterloven", nb="folkeregisterloven", en="the Population Register Act",
    in_force=date(2017, 10, 1),
)
_CREDIT_AND_REGISTERS = (
    rule(_CREDIT_INFORMATION, "", "",
         "Kredittopplysninger om personer og enkeltpersonforetak har egne regler, i kraft fra juli 2022.",
         "Credit information on persons and sole proprietors has rules of its own, in force from July 2022.",
         source="datatilsynet.no"),
    rule(_CREDIT_INFORMATION, "need", "",
         "En kredittsjekk trenger et saklig behov, og personen får kopi av det som ble gitt ut.",
         "A credit check needs an objective need, and the person gets a copy of what was given out.",
         confidence=_MEDIUM),
    rule(_COLLECTION, "8", "§ 8", "Inkasso skal følge god inkassoskikk.",
         "Debt collection follows good collection practice.", confidence=_LOW),
    rule(_COLLECTION, "9", "§ 9", "Skyldneren får et varsel med 14 dagers frist før saken går til inkasso.",
         "The debtor gets a notice with 14 days before the claim goes to collection.", confidence=_LOW),
    rule(_POPULATION_REGISTER, "10-1", "§ 10-1",
         "Opplysninger som ikke er taushetsbelagte, kan gis til offentlige organer og virksomheter.",
         "Data that are not secret may be given to public bodies and businesses.",
         source="Prop. 85 L (2022-2023)"),
)

# fmt: on
CONDUCT: tuple[Statute, ...] = _PERSONAL_DATA + _MARKETING + _ONLINE + _EMPLOYMENT + _CREDIT_AND_REGISTERS
