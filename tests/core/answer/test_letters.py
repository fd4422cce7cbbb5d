"""The letters: every outcome in both languages says what was done, why, by which law, and what the person can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.core.output.companies import PROFILES, company, plain

from hjemmel.core.answer.letter import Case, Letter
from hjemmel.core.answer.letters import letter
from hjemmel.core.answer.outcome import (
    Access,
    Choice,
    Erasure,
    Extension,
    Given,
    Kept,
    Lifting,
    NotIdentified,
    ObjectionRejected,
    ObjectionUpheld,
    Outcome,
    Portability,
    Recipients,
    Rectification,
    Refused,
    Restriction,
    Share,
    Withdrawal,
)
from hjemmel.core.answer.page import page
from hjemmel.core.answer.told import KeeperSays, Told
from hjemmel.core.declaration.parts import Text
from hjemmel.core.rights.right import Right
from hjemmel.core.tasks.task import WhyNot
from hjemmel.core.tasks.words import WHY_NOT

NOTHING = Told(systems=())
ARCHIVE = Text(nb="papirarkivet", en="the paper archive")
SHOP = Text(nb="butikken", en="the shop")


def said(nb: str, en: str) -> Text:
    return Text(nb=nb, en=en)


ERASURE = Erasure(
    erased=(Share(title=said("bestillinger", "orders"), rows=12),),
    overwritten=(Share(title=said("kundekort", "customer cards"), rows=1),),
    kept=(
        Kept(
            title=said("fakturaer", "invoices"),
            rows=3,
            why=said("fakturere og føre regnskap", "invoice and keep accounts"),
            law="bokforingsloven-13-primary",
            until=date(2031, 1, 1),
        ),
    ),
    by_hand=(ARCHIVE,),
    unreached=(SHOP,),
    recipients=(said("Postferd Norge AS", "Postferd Norge AS"),),
)
OUTCOMES: tuple[tuple[Outcome, str], ...] = (
    (Access(told=NOTHING), "15"),
    (Portability(told=NOTHING), "20"),
    (ERASURE, "17"),
    (Rectification(fields=(said("adressen", "the address"),), rows=2), "16"),
    (Restriction(point="18(1)(a)", begins_on=date(2026, 11, 5)), "18"),
    (
        Lifting(
            ends_on=date(2026, 12, 1), reason=said("Vi har rettet adressen", "We have corrected the address")
        ),
        "18",
    ),
    (Recipients(given=(), declared=()), "19"),
    (Extension(right=Right.ACCESS, until=date(2027, 2, 3), reason=said("Saken er stor", "It is much")), "12"),
    (
        Refused(right=Right.ERASURE, reason=said("Det er en tvist", "There is a dispute"), law="gdpr-17-3-e"),
        "17",
    ),
    (NotIdentified(right=Right.ACCESS), "12"),
)


def written(outcome: Outcome, lang: str = "nb", profile: str = "gifts") -> Letter:
    case = Case(
        reference="ABCD2345EFGH6789", received_on=date(2026, 11, 3), day=date(2026, 11, 23), lang=lang
    )
    return letter(company(profile), case, outcome)


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize(("outcome", "article"), OUTCOMES, ids=lambda one: type(one).__name__)
def test_every_letter_names_its_rule_the_complaint_and_the_sender(
    outcome: Outcome, article: str, lang: str
) -> None:
    made = written(outcome, lang)
    text = plain(made.text)
    assert f"art. {article}" in text.lower()
    assert "Datatilsynet" in text
    assert made.organisation in text
    assert "3. november 2026" in text or "3 November 2026" in text or isinstance(outcome, Lifting)
    assert made.reference in page(made)
    assert len({section.id for section in made.sections}) == len(made.sections)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("lang", ["nb", "en"])
def test_every_company_can_write_every_letter(profile: str, lang: str) -> None:
    data_map = company(profile)
    some = next(iter(data_map.purposes))
    outcomes: list[Outcome] = [
        *(outcome for outcome, _ in OUTCOMES),
        ObjectionUpheld(purposes=(some,), erasure=ERASURE),
        ObjectionRejected(purposes=(some,), reason=said("Vi må kunne levere", "We must be able to deliver")),
        Withdrawal(purposes=(some,)),
    ]
    for outcome in outcomes:
        text = plain(written(outcome, lang, profile).text)
        assert "Merkevarden" not in text or profile.startswith("gifts")
        assert "  " not in text and " ." not in text and ".." not in text.replace("...", ""), text


@pytest.mark.parametrize(("lang", "day"), [("nb", "1. januar 2031"), ("en", "1 January 2031")])
def test_what_stays_is_told_with_ground_law_and_the_day_it_goes_by_itself(lang: str, day: str) -> None:
    text = plain(written(ERASURE, lang).text)
    assert day in text
    assert ("bokføringsloven § 13" if lang == "nb" else "§ 13") in text
    assert ("av oss selv" if lang == "nb" else "of our own accord") in text


def test_rows_that_go_by_and_by_are_told_with_the_first_day_and_the_last() -> None:
    by_and_by = replace(ERASURE.kept[0], first=date(2028, 1, 1))
    text = plain(written(replace(ERASURE, kept=(by_and_by,))).text)
    assert "De første 1. januar 2028, de siste 1. januar 2031" in text


def test_fields_of_one_row_that_go_for_several_reasons_are_not_told_as_several_rows() -> None:
    cards = Share(title=said("kundekort", "customer cards"), rows=None)
    assert "Kundekort: opplysningene om deg tatt ut." in plain(
        written(replace(ERASURE, overwritten=(cards,))).text
    )


def test_what_was_not_reached_or_is_done_by_hand_is_named() -> None:
    for outcome in (
        ERASURE,
        Access(told=Told(systems=(), unreached=(SHOP,), by_hand=(ARCHIVE,))),
        Rectification(
            fields=(said("adressen", "the address"),), rows=0, unreached=(SHOP,), by_hand=(ARCHIVE,)
        ),
    ):
        text = plain(written(outcome).text)
        assert "Vi fikk ikke svar fra butikken" in text
        assert "I papirarkivet må en medarbeider" in text


def test_what_a_keeper_has_answered_takes_the_place_of_no_answer() -> None:
    says = (
        KeeperSays(system="archive", title=ARCHIVE),
        KeeperSays(system="cellar", title=Text(nb="kjelleren", en="the cellar"), found_something=True),
        KeeperSays(
            system="portal",
            title=Text(nb="portalen", en="the portal"),
            not_possible=WHY_NOT[WhyNot.NO_ACCESS],
        ),
    )
    text = plain(written(Access(told=Told(systems=(), keepers=says))).text)
    assert "Papirarkivet er gjennomgått for hånd. Der står ingenting om deg." in text
    assert "Kjelleren er gjennomgått for hånd, og der står noe om deg. Du får det for seg." in text
    assert "Portalen er ikke gjennomgått: vi har ikke tilgang til det." in text
    assert "Vi fikk ikke svar" not in text


def test_a_letter_of_nothing_says_so_and_does_not_claim_more_than_was_looked_at() -> None:
    assert "Vi fant ingenting om deg." in written(Access(told=NOTHING)).text
    some = written(Access(told=Told(systems=(), unreached=(SHOP,)))).text
    assert "Vi fant ingenting om deg der vi har lett så langt." in some


def test_everything_erased_and_nothing_erased_have_titles_of_their_own() -> None:
    gone, stays = Erasure(erased=ERASURE.erased), Erasure(kept=ERASURE.kept)
    assert written(gone).title.text == "Opplysningene dine er slettet"
    assert written(stays).title.text == "Opplysningene må beholdes en stund til"
    assert written(ERASURE).title.text == "Vi har slettet det vi kan slette"
    assert written(Erasure()).title.text == "Det var ingenting å slette"


def test_a_no_to_marketing_is_followed_without_any_weighing() -> None:
    marketing = next(one.name for one in company("gifts").purposes.values() if one.direct_marketing)
    text = plain(written(ObjectionUpheld(purposes=(marketing,))).text)
    assert "Du får ikke flere reklamehenvendelser" in text
    assert "art. 21 nr. 3" in text


def test_who_got_the_data_and_what_was_chosen_are_told() -> None:
    given = Given(
        recipient=said("Innfordra Inkasso AS", "Innfordra Inkasso AS"), ground=None, day=date(2026, 1, 5)
    )
    choice = Choice(text=said("ja", "yes"), purpose=said("Nyhetsbrev", "Newsletter"), day=date(2025, 1, 10))
    text = plain(written(Access(told=NOTHING, given=(given,), choices=(choice,))).text)
    assert "Innfordra Inkasso AS" in text and "5. januar 2026" in text
    assert "Ja: nyhetsbrev" in text and "10. januar 2025" in text


def test_the_page_runs_nothing_and_escapes_everything() -> None:
    wild = Extension(
        right=Right.ACCESS, until=date(2027, 2, 3), reason=said("<script>alert(1)</script>", "<b>")
    )
    shown = page(written(wild))
    assert "<script" not in shown and "&lt;script&gt;" in shown
    assert "default-src 'none'" in shown and "unsafe" not in shown
    assert "style=" not in shown and "http-equiv" in shown
