"""The periods of the five companies, exactly as they are said; and the wording of clocks, one by one."""

import pytest
from tests.core.output.companies import changed, everything, plain, published

from hjemmel.core.declaration.parts import Text
from hjemmel.core.output.language import Tongue, is_clause, is_infinitive, tidy
from hjemmel.core.output.statement import Table, statement
from hjemmel.core.period import Period

NB, EN = Tongue("nb"), Tongue("en")


def rows(profile: str, lang: str) -> dict[str, tuple[str, str]]:
    tables = [block for section in published(profile, lang).sections for block in section.blocks]
    return {
        plain(row.cells[0].text): (plain(row.cells[1].text), plain(row.cells[2].text))
        for table in tables
        if isinstance(table, Table) and len(table.columns) == 3
        for row in table.rows
    }


GIFTS = {
    "nb": {
        "Kundekortet": "Til 60 dager etter at kundeforholdet er slutt. Det er slutt 24 måneder etter siste"
        " bestilling, tilbud eller henvendelse, eller tidligere hvis du eller vi avslutter det.",
        "Henvendelser og dialog": "Til tre år etter at kundeforholdet er slutt. Når kundeforholdet er slutt,"
        " er tilgangen begrenset.",
        "Fakturaer": "Til fem år etter at regnskapsåret er slutt",
        "Tilbud som ikke ble godtatt": "Tolv måneder etter utløpsdatoen",
        "Bevis for samtykke": "Til tre år etter at samtykket er trukket",
        "Loggen på nettserveren": "Til 30 dager etter at linjen ble skrevet",
    },
    "en": {
        "The customer card": "Until 60 days after the customer relationship has ended. It ends 24 months"
        " after the last order, offer or enquiry, or earlier if you or we end it.",
        "Invoices": "Until five years after the financial year has ended",
        "Offers that were not accepted": "Twelve months after the expiry date",
        "Proof of consent": "Until three years after consent was withdrawn",
        "The log of the web server": "Until 30 days after the line was written",
    },
}


@pytest.mark.parametrize("lang", GIFTS)
def test_gifts_says_its_periods_exactly(lang: str) -> None:
    said = rows("gifts", lang)
    assert {what: said[what][0] for what in GIFTS[lang]} == GIFTS[lang]


def test_the_law_is_the_reason_where_there_is_one() -> None:
    said = rows("gifts", "nb")
    assert said["Fakturaer"][1] == "Bokføringsloven § 13"
    assert said["Henvendelser og dialog"][1] == "Foreldelsesloven § 2"
    assert rows("gifts", "en")["Invoices"][1] == "The Bookkeeping Act § 13"


def test_the_mail_house_says_two_months_and_at_most_six() -> None:
    nb = [kept for kept, _ in rows("mailhouse", "nb").values()]
    en = [kept for kept, _ in rows("mailhouse", "en").values()]
    assert (
        sum(
            kept.startswith("To måneder etter at jobben er ferdig") and "høyst seks måneder" in kept
            for kept in nb
        )
        >= 2
    )
    assert (
        sum(
            kept.startswith("Two months after the job is finished") and "at most six months" in kept
            for kept in en
        )
        >= 2
    )


def test_footcare_says_three_years_after_the_last_delivery() -> None:
    assert "tre år etter siste levering" in everything(published("footcare", "nb"))
    assert "three years after the last delivery" in everything(published("footcare", "en"))


@pytest.mark.parametrize("profile", ["gifts", "mailhouse", "trades", "footcare", "mobile"])
def test_vouchers_are_kept_five_years_after_the_financial_year(profile: str) -> None:
    assert "til fem år etter at regnskapsåret er slutt" in everything(published(profile, "nb")).lower()
    assert (
        "until five years after the financial year has ended" in everything(published(profile, "en")).lower()
    )


def test_gifts_promises_thirty_days() -> None:
    assert "svar innen 30 dager" in everything(published("gifts", "nb"))


def test_a_longer_clock_is_said_at_once() -> None:
    longer = changed("gifts", (("purposes", "deliver", "keep", 0, "period"), "90 days"))
    said = everything(statement(longer, "nb"))
    assert "Til 90 dager etter at kundeforholdet er slutt" in said


@pytest.mark.parametrize(
    ("period", "nb", "en"),
    [
        (Period(days=60), "60 dager", "60 days"),
        (Period(days=1), "en dag", "one day"),
        (Period(months=1), "en måned", "one month"),
        (Period(years=1), "ett år", "one year"),
        (Period(months=24), "24 måneder", "24 months"),
        (Period(years=3, months=6), "tre år og seks måneder", "three years and six months"),
        (Period(days=7), "sju dager", "seven days"),
    ],
)
def test_periods_are_words_up_to_twelve(period: Period, nb: str, en: str) -> None:
    assert (plain(NB.period(period)), plain(EN.period(period))) == (nb, en)


@pytest.mark.parametrize(
    ("nb", "en", "after"),
    [
        ("kundeforholdet er slutt", "the relationship has ended", "etter at kundeforholdet er slutt"),
        ("siste levering", "the last delivery", "etter siste levering"),
        ("det siste som har skjedd mellom oss", "the last that has happened between us",
         "etter det siste som har skjedd mellom oss"),
        ("du sa ja", "you said yes", "etter at du sa ja"),
    ],
)  # fmt: skip
def test_clauses_and_nouns_follow_after(nb: str, en: str, after: str) -> None:
    assert NB.after(Text(nb=nb, en=en)) == after
    assert EN.after(Text(nb=nb, en=en)) == f"after {en}"


def test_infinitives_are_told_from_nouns() -> None:
    assert all(map(is_infinitive, ["sende faktura", "Levere varer", "unngå tap", "se hva kundene liker"]))
    assert not any(map(is_infinitive, ["et bedre utvalg", "nyhetsbrev", "bedret kvalitet"]))
    assert is_clause(Text(nb="jobben er ferdig", en="the job is finished"))


def test_lines_do_not_end_after_a_sign_or_inside_a_number() -> None:
    assert tidy("art. 6 nr. 1 f") == "art.\u00a06 nr.\u00a01\u00a0f"
    assert tidy("bokføringsloven § 13") == "bokføringsloven §\u00a013"
    assert tidy("316 228 046") == "316\u00a0228\u00a0046"


def test_lists_keep_their_parts_apart() -> None:
    assert NB.listed(["a", "b", "c"]) == "a, b og c"
    assert NB.listed(["navn", "tittel og firma"]) == "navn, og tittel og firma"
    assert EN.either(["e-mail", "phone"]) == "e-mail or phone"
