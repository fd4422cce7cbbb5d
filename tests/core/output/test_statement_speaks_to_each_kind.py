"""What a reader is told about people of another kind, twice, or in one breath for two: none of it."""

from itertools import pairwise

import pytest
from tests.core.output.companies import (
    LANGUAGES,
    PROFILES,
    changed,
    company,
    content,
    everything,
    plain,
    published,
)

from hjemmel.core.compile import load
from hjemmel.core.output.statement import Bullets, Note, Statement, sentences_of, statement
from hjemmel.core.output.statement.people import kind_categories, kind_sources
from hjemmel.core.output.statement.writer import Writer
from hjemmel.core.terms import Basis


def test_a_user_is_not_told_of_the_owners_credit_and_bills() -> None:
    """One table holds owners, buyers and users; each kind is told of what its own purposes keep."""
    w = Writer(company("mobile"), "nb")
    assert "kredittrapport" in kind_categories(w, "owner")
    assert "kredittrapport" not in kind_categories(w, "user")
    assert "regninger og betalinger" not in kind_categories(w, "user")


def test_a_source_that_is_for_some_kinds_is_told_to_them_alone() -> None:
    for_contacts = changed("gifts", (("sources", "activity", "for"), ["contact"]))
    w = Writer(for_contacts, "nb")
    assert "det du kjøper og spør om" in kind_sources(w, "contact")
    assert "det du kjøper og spør om" not in kind_sources(w, "sole_trader")


def test_a_source_for_an_unknown_kind_is_found() -> None:
    written = content("gifts").decode().replace("kind: generated}", "kind: generated, for: [contakt]}", 1)
    found = [finding for finding in load(written.encode()).findings if "contakt" in finding.message]
    assert [finding.place.line for finding in found] == [
        written.splitlines().index(next(line for line in written.splitlines() if "contakt" in line)) + 1
    ]
    assert "contact" in found[0].remedy


def test_what_is_done_for_others_about_the_same_people_stands_with_them() -> None:
    made = published("mailhouse", "nb")
    ours, theirs = made.section("what"), made.section("processor")
    assert ours and theirs
    assert "adressefiler og trykkfiler" not in _text(ours.blocks)
    assert "adressefiler og trykkfiler" in _text(theirs.blocks)


def test_a_purpose_that_keeps_only_keys_is_about_nobody() -> None:
    """A certificate of shredding names nobody: who gets mail is told of what is done for the sender, no more."""
    section = published("mailhouse", "nb").section("what")
    assert section is not None
    assert "Kunne vise at papir er makulert" not in _text(section.blocks)
    assert "Mottaker av post" not in _text(section.blocks)


def test_a_kind_whom_both_we_and_others_answer_for_is_sent_on_to_the_other_part() -> None:
    kinds = ["contact", "sole_trader", "employee", "visitor", "addressee"]
    made = statement(changed("mailhouse", (("purposes", "accountability", "for"), kinds)), "nb")
    section = made.section("what")
    assert section is not None
    assert "Det vi gjør på oppdrag fra dem som er ansvarlige, står i en egen del." in _text(section.blocks)


def test_an_applicant_has_no_contract_yet() -> None:
    said = everything(published("trades", "nb"))
    assert "Du har bedt oss om det, før en mulig avtale, art. 6 nr. 1 b" in said


def test_who_is_responsible_can_be_reached_where_it_is_first_said() -> None:
    who = published("trades", "nb").section("who")
    assert who is not None
    assert "Du når oss på personvern@kvitberg-elektro.example og telefon 00 00 01 01." in _text(who.blocks)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES)
def test_each_purpose_one_may_object_to_is_named_in_the_part_on_saying_no(profile: str, lang: str) -> None:
    section = published(profile, lang).section("marketing")
    assert section is not None and isinstance(section.blocks[0], Note)
    said = _text(section.blocks)
    for purpose in company(profile).purposes.values():
        if Basis.LEGITIMATE_INTERESTS in purpose.basis.values() and not purpose.direct_marketing:
            title = purpose.declared.title
            assert plain(title.nb if lang == "nb" else title.en).lower() in said.lower()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES)
def test_no_two_lists_stand_against_each_other(profile: str, lang: str) -> None:
    """In Markdown, and to somebody who listens, they would be one."""
    for section in published(profile, lang).sections:
        kinds = [type(block) for block in section.blocks]
        assert (Bullets, Bullets) not in set(pairwise(kinds)), section.part


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES)
def test_no_sentence_stands_twice_in_a_section(profile: str, lang: str) -> None:
    for section in published(profile, lang).sections:
        if section.part == "what":
            continue  # kinds of people share purposes
        said = [
            plain(one.text)
            for block in section.blocks
            if not hasattr(block, "rows")
            for one in sentences_of((block,))
        ]
        assert len(said) == len(set(said)), section.part


def test_the_same_transfer_is_explained_once_for_all() -> None:
    said = everything(published("footcare", "nb"))
    assert said.count("kan behandle opplysninger i USA") == 1
    assert "Meta Platforms Ireland Ltd og Google Ireland Ltd kan behandle opplysninger i USA." in said


def test_what_a_promise_says_is_not_said_again_in_the_houses_words() -> None:
    rests = (("promises", "P004-32", "rests_on"), ["changes.major", "changes.banner", "statement.version"])
    said = everything(statement(changed("gifts", rests), "nb"))
    assert "Endringer vises øverst på nettsidene" not in said
    assert "Viktig er et nytt formål" not in said
    assert "Vi går gjennom erklæringen hvert år" in said


def test_a_recipient_with_a_title_is_called_by_it_in_each_language() -> None:
    titled = changed(
        "gifts", (("recipients", "postferd", "title"), {"nb": "Postferden", "en": "The Norwegian carrier"})
    )
    assert _who(statement(titled, "nb"))[5] == "Postferden"
    assert _who(statement(titled, "en"))[5] == "The Norwegian carrier"


def _who(made: Statement) -> list[str]:
    section = made.section("recipients")
    assert section is not None
    return [row.cells[0].text for block in section.blocks for row in getattr(block, "rows", ())]


def _text(blocks: tuple) -> str:
    return plain("\n".join(sentence.text for sentence in sentences_of(blocks)))
