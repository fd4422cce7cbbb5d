"""What a reader never meets: keys and columns, the other language, trade words, a sentence from nowhere."""

import re
from typing import get_args

import pytest
from tests.core.output.companies import LANGUAGES, PROFILES, company, content, everything, plain, published

from hjemmel.core.declaration.promises import Never
from hjemmel.core.output.clocks import Clocks
from hjemmel.core.output.language import Tongue
from hjemmel.core.output.statement import sentences_of
from hjemmel.core.output.statement.writer import NEVER_PART

NORWEGIAN = {
    "og", "ikke", "vi", "oss", "du", "deg", "som", "til", "hos", "eller", "når", "opplysninger", "hvis",
    "være", "blir", "etter", "måneder", "år", "dager", "ved",
}  # fmt: skip
ENGLISH = {
    "the", "and", "not", "you", "your", "of", "or", "when", "with", "is", "are", "we", "our", "from", "until",
    "years", "months", "been", "that", "which",
}  # fmt: skip
TRADE_WORDS = ("hjemmel", "behandlingsgrunnlag", "behandlingsansvarlig", "rettslig grunnlag")
HOUSE_NAMES = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")

both = pytest.mark.parametrize("lang", LANGUAGES)
every = pytest.mark.parametrize("profile", PROFILES)


@both
@every
def test_no_key_column_or_event_shows(profile: str, lang: str) -> None:
    data_map, said = company(profile), _without_names(profile, lang)
    names = set(data_map.collections)
    names |= {
        column
        for collection in data_map.collections.values()
        for column in collection.columns
        if "_" in column
    }
    names |= {
        name
        for name in (*data_map.events, *data_map.purposes, *data_map.declaration.recipients)
        if "_" in name
    }
    shown = sorted(name for name in names if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", said))
    assert not shown
    assert not HOUSE_NAMES.findall(said)


@both
@every
def test_no_word_of_the_other_language(profile: str, lang: str) -> None:
    other = ENGLISH if lang == "nb" else NORWEGIAN
    words = re.findall(r"[a-zæøå]+", _without_names(profile, lang).lower())
    assert not sorted(other & set(words))


@every
def test_the_public_page_speaks_plainly(profile: str) -> None:
    said = everything(published(profile, "nb")).lower()
    assert not [word for word in TRADE_WORDS if re.search(rf"\b{word}", said)]


@both
@every
def test_every_clock_has_words_of_its_own(profile: str, lang: str) -> None:
    """A column with no titled event, and a name that says nothing, leaves a keep line without words."""
    data_map = company(profile)
    clocks = Clocks(data_map, Tongue(lang))
    wordless = [
        f"purposes.{name}.keep.{number}: {keep.after}"
        for name, purpose in data_map.declaration.purposes.items()
        for number, keep in enumerate(purpose.keep if purpose.keep != "use_only" else ())
        if clocks.is_shown(keep)
        and getattr(keep, "in_", ())
        and keep.after
        and not clocks.has_words(keep.after)
    ]
    assert not wordless, "declare an event with a title for it"


@both
@every
def test_every_sentence_says_where_it_comes_from(profile: str, lang: str) -> None:
    lines = content(profile).decode().splitlines()
    for sentence in published(profile, lang).sentences():
        assert 1 <= sentence.line <= len(lines), sentence.text
        assert lines[sentence.line - 1].strip(), sentence.text
        assert sentence.anchor, sentence.text


@both
@every
def test_sentences_are_whole(profile: str, lang: str) -> None:
    """No empty cell, no doubled sign, no sentence that begins with a small letter."""
    cookies = company(profile).declaration.cookies
    names = {cookie.name for cookie in cookies.cookies} if cookies else set()
    for sentence in published(profile, lang).sentences():
        text = plain(sentence.text)
        assert text
        if text in names or "@" in text.split(" ")[0]:
            continue
        assert not re.search(r"[.,:;]\s*[.,;]|\(\)|\s[.,;:]", text.replace("...", "")), text
        assert not re.search(r"(?<!mv)(?<!nr)(?<!art)(?<!kl)(?<!no)(?<!org)(?<!\d)[.]\s+[a-zæøå]", text), text
        assert text[0] == text[0].upper(), text


@both
@every
def test_each_promise_stands_once_in_its_part_with_its_anchor(profile: str, lang: str) -> None:
    made, declared = published(profile, lang), company(profile).declaration.promises
    tongue = Tongue(lang)
    found = [
        (section, one) for section in made.sections for one in sentences_of(section.blocks) if one.promise
    ]
    assert sorted(one.promise for _, one in found) == sorted(declared)
    for section, sentence in found:
        promise = declared[sentence.promise]
        assert plain(sentence.text) == plain(tongue.text(promise.says))
        assert sentence.anchor == sentence.promise
        assert section.part in (promise.part, "processor")
    for name, promise in declared.items():
        below = [section.blocks for section in made.sections if section.part != "short"]
        same = [
            one
            for blocks in below
            for one in sentences_of(blocks)
            if plain(one.text) == plain(tongue.text(promise.says))
        ]
        assert len(same) == 1, name


@both
@every
def test_each_negative_promise_is_said_or_realised_by_a_promise(profile: str, lang: str) -> None:
    declaration = company(profile).declaration
    said = everything(published(profile, lang))
    for name, never in declaration.never.items():
        promised = any(f"never.{name}" in promise.rests_on for promise in declaration.promises.values())
        assert promised or plain(Tongue(lang).text(never.says)) in said, name


def test_each_kind_of_negative_promise_has_its_part() -> None:
    assert set(NEVER_PART) == set(get_args(Never.model_fields["kind"].annotation))


@both
@every
def test_anchors_are_unique(profile: str, lang: str) -> None:
    made = published(profile, lang)
    anchors = [section.id for section in made.sections]
    rows: set[str] = set()
    for section in made.sections:
        for sentence in (*section.margin, *sentences_of(section.blocks)):
            if sentence.anchor in rows:
                continue  # cells of one row share its anchor
            rows.add(sentence.anchor)
    assert not rows & set(anchors)
    assert len(anchors) == len(set(anchors))


def _without_names(profile: str, lang: str) -> str:
    """The statement without names of companies, places, cookies and tools."""
    declaration = company(profile).declaration
    organisation = declaration.organisation
    names = [organisation.name, organisation.address, organisation.email, *organisation.sites]
    names += [contact.name for contact in (organisation.answers_for_privacy,) if contact]
    names += [recipient.name for recipient in declaration.recipients.values() if not recipient.title]
    if declaration.cookies:
        names += [cookie.name for cookie in declaration.cookies.cookies]
        names += [cookie.set_by for cookie in declaration.cookies.cookies]
        names += [tool.title for tool in declaration.cookies.tools if tool.recipient]
        names += declaration.cookies.help_links
    said = everything(published(profile, lang))
    for name in sorted((plain(name) for name in names if name), key=len, reverse=True):
        said = said.replace(name, " ")
    return said.replace("Data Privacy Framework", " ")
