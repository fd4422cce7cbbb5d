"""How long Norwegian law makes, lets or forbids a company to keep things: duties, limits and windows.

Rules about how a company behaves, without a period, stand in `conduct`."""

from __future__ import annotations

from datetime import date

from hjemmel.core.period import Period
from hjemmel.core.statutes.statute import Act, Bound, Confidence, Statute, rule

# The rules are tables: one group of related arguments a line.
# fmt: off
_MEDIUM, _LOW = Confidence.MEDIUM, Confidence.LOW
_AT_LEAST, _AT_MOST = Bound.AT_LEAST, Bound.AT_MOST

_BOOKKEEPING_ACT = Act(
    id="bokforingsloven", nb="bokføringsloven", en="the Bookkeeping Act", in_force=date(2005, 1, 1)
)
_BOOKKEEPING_RULES = Act(
    id="bokforingsforskriften",
    nb="bokføringsforskriften",
    en="the Bookkeeping Regulation",
    in_force=date(2005, 1, 1),
)
# Five years were decided with effect from February 2014, but transitional rules kept ten until this day.
_SHORTENED = date(2015, 1, 1)

_BOOKKEEPING = (
    rule(
        _BOOKKEEPING_ACT, "13-primary", "§ 13",
        "Bilag, spesifikasjoner, årsregnskap og revisors nummererte brev"
        " oppbevares i fem år etter regnskapsåret.",
        "Vouchers, specifications, annual accounts and the auditor's numbered letters"
        " are kept for five years after the financial year.",
        bound=_AT_LEAST, period=Period(years=5), anchor="financial_year_end", since=_SHORTENED,
        source="info.altinn.no; deloitte.no; skatteetaten.no",
    ),
    rule(
        _BOOKKEEPING_ACT, "13-secondary", "§ 13",
        "Viktige avtaler og brev, pakksedler og prislister oppbevares i"
        " tre år og seks måneder etter regnskapsåret.",
        "Important contracts and letters, delivery notes and price"
        " lists are kept for three years and six months"
        " after the financial year.",
        bound=_AT_LEAST, period=Period(years=3, months=6), anchor="financial_year_end", since=_SHORTENED,
        source="info.altinn.no",
    ),
    rule(
        _BOOKKEEPING_ACT, "13-payroll", "§ 13",
        "Lønnsbilag oppbevares som andre bilag, i fem år etter regnskapsåret.",
        "Payroll vouchers are kept like other vouchers, for five years after the financial year.",
        bound=_AT_LEAST, period=Period(years=5), anchor="financial_year_end", since=_SHORTENED,
        source="secondary source",
    ),
    rule(
        _BOOKKEEPING_RULES, "construction", "",
        "Prosjektregnskap i bygg og anlegg oppbevares i ti år etter regnskapsåret.",
        "Project accounts in building and construction are kept for ten years after the financial year.",
        bound=_AT_LEAST, period=Period(years=10), anchor="financial_year_end", since=_SHORTENED,
        source="deloitte.no; fokusokonomi.no",
    ),
    rule(
        _BOOKKEEPING_RULES, "real-property", "",
        "Kjøpsdokumentasjon for bygg som kan justeres for merverdiavgift,"
        " oppbevares i minst ti år etter regnskapsåret.",
        "Purchase documents for buildings subject to VAT adjustment are kept"
        " for at least ten years after the financial year.",
        bound=_AT_LEAST, period=Period(years=10), anchor="financial_year_end", since=_SHORTENED,
        confidence=_MEDIUM, source="fokusokonomi.no",
    ),
)

_LIMITATION_ACT = Act(
    id="foreldelsesloven", nb="foreldelsesloven", en="the Limitation Act", in_force=date(1980, 1, 1)
)
_LIMITATION = (
    rule(
        _LIMITATION_ACT, "2", "§ 2",
        "Et krav foreldes som regel etter tre år.",
        "A claim is as a rule barred after three years.",
        period=Period(years=3), anchor="claim_due", source="Ot.prp. nr. 23 (2006-2007); jusinfo.no",
    ),
    rule(
        _LIMITATION_ACT, "3", "§ 3",
        "Fristen løper fra kravet kunne vært krevd oppfylt, og ved"
        " mislighold fra misligholdet, som regel leveringen.",
        "The period runs from when performance could first be demanded; on"
        " breach, from the breach, normally delivery.",
        period=Period(years=3), anchor="delivery", source="Ot.prp. nr. 23 (2006-2007); jusinfo.no",
    ),
    rule(
        _LIMITATION_ACT, "9", "§ 9",
        "Krav på erstatning utenfor avtale foreldes tre år etter at skadelidte"
        " fikk vite om skaden og hvem som er ansvarlig.",
        "Damages outside contract are barred three years after the injured"
        " party knew of the damage and who is liable.",
        period=Period(years=3), anchor="knowledge", confidence=_LOW,
    ),
    rule(
        _LIMITATION_ACT, "10", "§ 10",
        "Den som ikke kjente kravet, får ett år fra kunnskapen, høyst"
        " ti år i tillegg til den vanlige fristen.",
        "A creditor who did not know of the claim has one year from"
        " knowledge, at most ten beyond the ordinary period.",
        period=Period(years=1), anchor="knowledge", source="Ot.prp. nr. 23 (2006-2007); jusinfo.no",
    ),
)

_CONSUMER_SALES = Act(
    id="forbrukerkjopsloven", nb="forbrukerkjøpsloven", en="the Consumer Purchases Act",
    in_force=date(2002, 7, 1),
)
_SALES = Act(id="kjopsloven", nb="kjøpsloven", en="the Sale of Goods Act", in_force=date(1989, 1, 1))
_CRAFTS = Act(
    id="handverkertjenesteloven",
    nb="håndverkertjenesteloven",
    en="the Craftsmen Services Act",
    in_force=date(1990, 7, 1),
)
_LOW_VOLTAGE = Act(
    id="fel",
    nb="forskrift om elektriske lavspenningsanlegg",
    en="the Low-Voltage Installations Regulation",
    in_force=date(1999, 1, 1),
)
_COMPLAINTS = (
    rule(
        _CONSUMER_SALES, "27-2-years", "§ 27",
        "En forbruker kan klage på en vare i to år etter overtakelsen.",
        "A consumer can complain about goods for two years after taking them over.",
        period=Period(years=2), anchor="take_over", source="Prop. 49 LS (2022-2023)",
    ),
    rule(
        _CONSUMER_SALES, "27-5-years", "§ 27",
        "En forbruker kan klage i fem år etter overtakelsen når varen"
        " er ment å vare vesentlig lenger enn to år.",
        "A consumer can complain for five years after taking over goods"
        " that are meant to last much longer than two.",
        period=Period(years=5), anchor="take_over", source="Prop. 49 LS (2022-2023)",
    ),
    rule(
        _SALES, "32", "§ 32",
        "En kjøper i næring kan klage i to år etter overtakelsen, med mindre det er gitt lengre garanti.",
        "A business buyer can complain for two years after taking over, unless a longer guarantee was given.",
        period=Period(years=2), anchor="take_over", source="secondary source",
    ),
    rule(
        _CRAFTS, "22-2-years", "§ 22",
        "En forbruker kan klage på arbeid på ting i to år etter at oppdraget var avsluttet.",
        "A consumer can complain about work on things for two years after the job was finished.",
        period=Period(years=2), anchor="job_finished", source="lovkommentar.no",
    ),
    rule(
        _CRAFTS, "22-5-years", "§ 22",
        "Fristen er fem år for arbeid på fast eiendom, og når resultatet er ment å vare vesentlig lenger.",
        "The period is five years for work on real property, and for a result meant to last much longer.",
        period=Period(years=5), anchor="job_finished", source="lovkommentar.no",
    ),
    rule(
        _LOW_VOLTAGE, "12", "§ 12",
        "Eieren oppbevarer samsvarserklæringen; for installatørens kopi nevnes ofte fem år.",
        "The owner keeps the declaration of conformity; five years is often named for the installer's copy.",
        period=Period(years=5), anchor="job_finished", confidence=_LOW,
    ),
)

TELECOM = Act(
    id="ekomloven", nb="ekomloven", en="the Electronic Communications Act", in_force=date(2025, 1, 1)
)
_TELECOM_KEEPING = (
    rule(
        TELECOM, "3-ip-duty", "kapittel 3",
        "En nettilbyder lagrer hvem som hadde en IP-adresse, i tolv"
        " måneder, bare for alvorlige straffesaker.",
        "An access provider stores who had an IP address for twelve months, for serious crime only.",
        section_en="chapter 3", bound=_AT_LEAST, period=Period(months=12), anchor="communication_end",
        confidence=_LOW, source="Lovvedtak 165 (2020-2021)",
    ),
    rule(
        TELECOM, "3-ip-limit", "kapittel 3",
        "Lageret over IP-adresser slettes når de tolv månedene er gått.",
        "The store of IP addresses is erased when the twelve months are over.",
        section_en="chapter 3", bound=_AT_MOST, period=Period(months=12), anchor="communication_end",
        confidence=_LOW, source="Lovvedtak 165 (2020-2021)",
    ),
    rule(
        TELECOM, "3-ip-own-use", "kapittel 3",
        "Etter praksis lagrer en tilbyder IP-logger til egen drift i høyst tre uker.",
        "By practice a provider keeps IP logs for its own operations for at most three weeks.",
        section_en="chapter 3", bound=_AT_MOST, period=Period(days=21), anchor="log_line",
        confidence=_MEDIUM, source="Prop. 167 L (2020-2021) ch. 7.1 and 8.1",
    ),
    rule(
        TELECOM, "3-billing-monthly", "kapittel 3",
        "Trafikkdata til månedlig fakturering ble etter den gamle konsesjonen lagret i om lag tre måneder.",
        "Traffic data for monthly bills were kept for about three months under the former licence.",
        section_en="chapter 3", bound=_AT_MOST, period=Period(months=3), anchor="billing", confidence=_MEDIUM,
    ),
    rule(
        TELECOM, "3-billing-quarterly", "kapittel 3",
        "Trafikkdata til kvartalsvis fakturering ble etter den gamle"
        " konsesjonen lagret i om lag fem måneder.",
        "Traffic data for quarterly bills were kept for about five months under the former licence.",
        section_en="chapter 3", bound=_AT_MOST, period=Period(months=5), anchor="billing", confidence=_MEDIUM,
    ),
)

MAILBOX = Act(
    id="epostforskriften",
    nb="forskrift om arbeidsgivers innsyn i e-postkasse mv.",
    en="the Regulation on employers' access to e-mail",
    in_force=date(2018, 7, 20),
)
_CAMERAS = Act(
    id="kameraforskriften",
    nb="forskrift om kameraovervåking i virksomhet",
    en="the Regulation on camera surveillance in undertakings",
    in_force=date(2018, 7, 20),
)
_WORKPLACE = (
    rule(
        MAILBOX, "4-six-months", "§ 4",
        "Seks måneder er antydet som yttergrense for innholdet i e-postkassen til en som har sluttet.",
        "Six months has been suggested as the outer limit for the mailbox of somebody who has left.",
        bound=_AT_MOST, period=Period(months=6), anchor="employment_end", confidence=_LOW, source="foyen.no",
    ),
    rule(
        _CAMERAS, "week", "",
        "Kameraopptak slettes senest etter en uke.",
        "Camera recordings are erased after a week at the latest.",
        bound=_AT_MOST, period=Period(days=7), anchor="recording", confidence=_MEDIUM,
    ),
    rule(
        _CAMERAS, "police", "",
        "Opptak som trolig skal til politiet, kan oppbevares i 30 dager.",
        "Recordings that will probably go to the police may be kept for 30 days.",
        bound=_AT_MOST, period=Period(days=30), anchor="recording", confidence=_MEDIUM,
    ),
    rule(
        _CAMERAS, "bank-and-post", "",
        "Opptak fra bank- og postlokaler kan oppbevares i tre måneder.",
        "Recordings from bank and post premises may be kept for three months.",
        bound=_AT_MOST, period=Period(months=3), anchor="recording", confidence=_MEDIUM,
    ),
)

# fmt: on
KEEPING: tuple[Statute, ...] = _BOOKKEEPING + _LIMITATION + _COMPLAINTS + _TELECOM_KEEPING + _WORKPLACE
