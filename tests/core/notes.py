"""Made-up notes of about ninety characters, as people write them into a customer register: ordinary ones full of numbers
and words that look like something else, and ones in which something is planted, with its place."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from hjemmel.core.identifiers import is_account_number, synthetic_fnr
from hjemmel.core.texts.free_text import Kind

SIZES = {"4": 16, "51": 16, "55": 16, "2221": 16, "34": 15, "37": 15, "3528": 16, "6011": 16, "36": 14}

ORDINARY = (
    "Kunden ringte om ordre {order} og lurer på når pakken kommer. Sporing {tracking}.",
    "Faktura {invoice} på kr {amount} er betalt {day}. KID {kid}. Alt i orden, saken er lukket.",
    "Reklamasjon på varenr {item}: skeiv dør på skapet, sender ny til butikken i Venstre gate {small}.",
    "Avtalt befaring {day} kl. 10.30, tro på oppstart uke {small}. Ta til høyre etter rødt hus.",
    "Bilen er inne til diagnose på verkstedet, feilkode P0{small}, motor fusker. Hentes {day}.",
    "Kunden tror fakturaen er feil, men fag og priser stemmer. Sykt bra service, skrev hun.",
    "Strøm er innlagt i garasjen. Vi har siktet oss inn mot uke {small}. Pris {amount} kr eks. mva.",
    "Levert {small} sykler med lås, serienr {serial}. Kunden heter Kristen og bor i Kirkegata.",
    "Filmen ble anmeldt i avisen, så vi får mange bestillinger. Lager {order} telles {iso}.",
    "Hei! Takk for hjelpen, dere er de beste. Kunne vi få levert på lørdag i stedet? Mvh",
    "Customer asks about order {order}, shipped {iso}. Invoice {invoice}, total {amount} NOK.",
    "The account is disabled after an aborted process; charged with 25% VAT. Ticket {ticket}.",
    "Målene er 1200 x 600 x 2400, vekt {small} kg, postnr {post}. Montering {day} av to mann.",
    "Allergivennlig dyne og allergitestet maling bestilt, antall {small}, varenr {item}.",
    "Depresjonen i markedet gjør at de venter. Ny kontakt i mars, tilbud {order} gjelder til {iso}.",
    "Lo godt av reklamen vår. LO i hodet sa han! Vil ha katalogen for {year} og {year}.",
    "Tallene for 2023 2024 2025 2026 er sendt. Omsetning {amount}, antall {order}, sum {amount}.",
    "Teknikeren mistenkte lekkasje, kjelleren ble tømt {day}. Saksnr {year}/{small}, ref {ticket}.",
    "Dommeren dømte feil, spøkte kunden. Hentet {small} bord fra lager {post} {day}.",
    "Org.nr. {orgnr} er lagt inn. De vil ha EHF-faktura, merket {order} og {item}.",
)

PLANTED = (
    ("Betalte med kort {value} i går, fikk ikke kvittering. Ring tilbake når dere kan.", Kind.CARD),
    ("Kunden oppga {value} på telefonen, jeg noterte det her i tilfelle noe går galt.", Kind.CARD),
    ("Kunde {value} vil ha tilsendt avtalen på nytt, adressen er endret siden sist.", Kind.SYNTHETIC),
    ("Legitimerte seg med fnr. {value}, alt stemte. Sendte nytt passord i posten.", Kind.SYNTHETIC),
    ("Pengene skal til konto {value} snarest, ifølge kunden har det hastet lenge.", Kind.ACCOUNT),
    ("Kona svarer på {value} når han er på jobb, ellers prøv dagen etter klokka ti.", Kind.PHONE),
    ("Send kopi til {value} også, det er søsteren som tar seg av regningene der.", Kind.EMAIL),
    ("Kunden er {value} og kan ikke hente før til høsten, avtalt å vente med levering.", Kind.SPECIAL),
)
SPECIAL_WORDS = (
    "sykmeldt",
    "gravid",
    "alvorlig syk",
    "straffedømt",
    "fagorganisert",
    "homofil",
    "kreftsyk",
    "asylsøker",
)


def luhn_digit(digits: str) -> str:
    """Counted from the right, by a table of doubled digits: another way than the product's."""
    doubled = {"0": 0, "1": 2, "2": 4, "3": 6, "4": 8, "5": 1, "6": 3, "7": 5, "8": 7, "9": 9}
    total = sum(doubled[one] if place % 2 == 0 else int(one) for place, one in enumerate(reversed(digits)))
    return str(-total % 10)


def card(chance: random.Random) -> str:
    first = chance.choice(sorted(SIZES))
    body = first + "".join(chance.choices("0123456789", k=SIZES[first] - len(first) - 1))
    return body + luhn_digit(body)


def grouped(card: str, chance: random.Random) -> str:
    gap = chance.choice(("", " ", "-", ".", "\u00a0"))
    sizes = {15: (4, 6, 5), 14: (4, 6, 4)}.get(len(card), (4, 4, 4, 4))
    parts, at = [], 0
    for size in sizes:
        parts.append(card[at : at + size])
        at += size
    return gap.join(parts)


def account(chance: random.Random) -> str:
    while True:
        made = "".join(chance.choices("0123456789", k=11))
        if made[0] != "0" and is_account_number(made):
            return chance.choice(
                (made, f"{made[:4]}.{made[4:6]}.{made[6:]}", f"{made[:4]} {made[4:6]} {made[6:]}")
            )


def phone(chance: random.Random) -> str:
    made = chance.choice("49") + "".join(chance.choices("0123456789", k=7))
    forms = (
        f"{made[:3]} {made[3:5]} {made[5:]}",
        f"{made[:2]} {made[2:4]} {made[4:6]} {made[6:]}",
        f"+47 {made}",
        f"+47{made}",
    )
    return chance.choice(forms)


def person(chance: random.Random) -> str:
    made = synthetic_fnr(date(1950, 1, 1) + timedelta(chance.randrange(20_000)), chance.randrange(100))
    return chance.choice((made, f"{made[:6]} {made[6:]}", f"{made[:6]}-{made[6:]}"))


def ordinary(count: int, seed: int) -> Iterator[str]:
    """Notes in which nothing is to be found."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.choice(ORDINARY).format(**_decoys(chance))


def planted(count: int, seed: int) -> Iterator[tuple[str, Kind, int]]:
    """Notes with one thing to be found: what it is, and where it begins."""
    chance = random.Random(seed)
    for _ in range(count):
        template, kind = chance.choice(PLANTED)
        value = _value(kind, chance)
        yield template.format(value=value), kind, template.index("{")


def _value(kind: Kind, chance: random.Random) -> str:
    match kind:
        case Kind.CARD:
            return grouped(card(chance), chance)
        case Kind.SYNTHETIC:
            return person(chance)
        case Kind.ACCOUNT:
            return account(chance)
        case Kind.PHONE:
            return phone(chance)
        case Kind.EMAIL:
            return f"kari.{chance.randrange(99)}+handel@post.kunde.example"
        case _:
            return chance.choice(SPECIAL_WORDS)


def _decoys(chance: random.Random) -> dict[str, object]:
    day = date(2026, 1, 1) + timedelta(chance.randrange(365))
    number = "".join(chance.choices("0123456789", k=20))
    thousands = f"{chance.randrange(1, 400)} {chance.randrange(1000):03}"
    return {
        "order": number[:8], "invoice": number[:6], "tracking": "7" + number[:16], "kid": number[:16],
        "item": number[:7], "serial": f"SN{number[:11]}", "ticket": f"T-{number[:9]}", "post": number[:4],
        "small": chance.randrange(1, 60), "year": chance.randrange(2019, 2027), "amount": f"{thousands},{number[:2]}",
        "day": chance.choice((f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", f"{day.day}.{day.month}.")),
        "iso": chance.choice((day.isoformat(), f"{day:%Y%m%d}")), "orgnr": number[:9],
    }  # fmt: skip
