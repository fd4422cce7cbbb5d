"""Art. 13 and 14, element by element, for every company. A missing element is named by its article."""

from collections.abc import Callable, Iterator

import pytest
from tests.core.output.companies import LANGUAGES, PROFILES, company, everything, plain, published

from hjemmel.core.datamap import DataMap, Purpose
from hjemmel.core.identifiers import format_orgnr
from hjemmel.core.output.clocks import Clocks
from hjemmel.core.output.language import Tongue
from hjemmel.core.output.statement import Details, Heading, Statement, Table, sentences_of
from hjemmel.core.output.vocabulary import article, country
from hjemmel.core.terms import NO_PERSON, Basis, Role

Missing = Iterator[str]
Check = Callable[[DataMap, Statement], Missing]


def identity(data_map: DataMap, made: Statement) -> Missing:
    organisation = data_map.declaration.organisation
    wanted = [organisation.name, organisation.address, organisation.email, organisation.phone]
    wanted.append(format_orgnr(organisation.orgnr) if organisation.orgnr else None)
    yield from _absent(made, "contact", [text for text in wanted if text])


def officer(data_map: DataMap, made: Statement) -> Missing:
    appointed = data_map.declaration.organisation.data_protection_officer
    if appointed in (None, "none"):
        words = "Vi har ikke personvernombud" if made.lang == "nb" else "no data protection officer"
    else:
        words = appointed.name
    yield from _absent(made, "contact", [words])


def purposes_and_bases(data_map: DataMap, made: Statement) -> Missing:
    """Each purpose in the part of each kind of person, with the article it rests on."""
    for kind, rows in _groups(data_map, made).items():
        for purpose in data_map.purposes.values():
            if (
                kind not in purpose.kinds
                or purpose.declared.role is Role.PROCESSOR
                or _keeps_keys_only(purpose)
            ):
                continue
            title = plain(Tongue(made.lang).text(purpose.declared.title)).lower()
            found = [why for what, why in rows if what.lower() == title]
            if not found:
                yield f"{kind}: {title}"
            elif plain(article(Tongue(made.lang), purpose.basis[kind])) not in found[0]:
                yield f"{kind}: the article of {title}"


def interests(data_map: DataMap, made: Statement) -> Missing:
    """13(1)(d): the interest itself, in the row of its purpose."""
    tongue = Tongue(made.lang)
    for kind, rows in _groups(data_map, made).items():
        for purpose in data_map.purposes.values():
            if (
                purpose.basis.get(kind) is not Basis.LEGITIMATE_INTERESTS
                or purpose.declared.role is Role.PROCESSOR
            ):
                continue
            interest = purpose.declared.interest
            words = (
                plain(tongue.pick(interest.nb, interest.en)).split(". ")[0].rstrip(".").lower()
                if interest
                else "?"
            )
            if not any(words in why.lower() for _, why in rows):
                yield f"{kind}: {words}"


def categories(data_map: DataMap, made: Statement) -> Missing:
    """14(1)(d): what is held about each kind of person."""
    for kind in data_map.declaration.subjects:
        said = _part_of(data_map, made, kind)
        held = {
            group.category
            for collection in data_map.collections.values()
            for group in collection.groups
            if group.is_personal and getattr(group.whose.kind, "kind", None) == kind
        }
        for name in held:
            title = plain(Tongue(made.lang).text(data_map.declaration.categories[name].title))
            if title.lower() not in said.lower():
                yield f"{kind}: {title}"


def sources(data_map: DataMap, made: Statement) -> Missing:
    titles = [Tongue(made.lang).text(source.title) for source in data_map.declaration.sources.values()]
    yield from _absent(made, "sources", titles)


def recipients(data_map: DataMap, made: Statement) -> Missing:
    tongue = Tongue(made.lang)
    for recipient in data_map.declaration.recipients.values():
        called = tongue.text(recipient.title) if recipient.title else recipient.name
        wanted = [called, tongue.text(recipient.does), country(tongue, recipient.country)]
        yield from _absent(made, "recipients", wanted)


def transfers(data_map: DataMap, made: Statement) -> Missing:
    """13(1)(f): where, by what right, since when checked, and how to get a copy."""
    tongue = Tongue(made.lang)
    for recipient in data_map.declaration.recipients.values():
        if recipient.transfer:
            wanted = [country(tongue, recipient.transfer.country), tongue.date(recipient.transfer.checked_on)]
            wanted += [tongue.text(recipient.transfer.copy_from)] if recipient.transfer.copy_from else []
            yield from _absent(made, "recipients", wanted)


def retention(data_map: DataMap, made: Statement) -> Missing:
    """13(2)(a): a row for every keep line that holds more than keys."""
    tables = [block for section in made.sections for block in section.blocks if isinstance(block, Table)]
    lines = {row.line for table in tables if len(table.columns) == 3 for row in table.rows}
    said = everything(made).lower()
    for name, purpose in data_map.purposes.items():
        keeps = purpose.declared.keep if purpose.declared.keep != "use_only" else ()
        for number, keep in enumerate(keeps):
            if set(getattr(keep, "categories", ("data",))) == {"none"}:
                continue
            title = plain(Clocks(data_map, Tongue(made.lang)).what(keep)).lower()
            if data_map.line("purposes", name, "keep", number) not in lines and title not in said:
                yield f"purposes.{name}.keep.{number}"


def rights(data_map: DataMap, made: Statement) -> Missing:
    offered = data_map.declaration.rights
    assert offered is not None
    words = {
        "access": ("Innsyn:", "Access:"),
        "rectification": ("Retting:", "Rectification:"),
        "erasure": ("Sletting:", "Erasure:"),
        "restriction": ("Begrensning:", "Restriction:"),
        "portability": ("Dataportabilitet:", "Portability:"),
        "objection": ("Innsigelse:", "Objection:"),
        "withdrawal": ("Trekke samtykket:", "Withdraw consent:"),
        "human_review": ("Ny vurdering:", "Human review:"),
    }
    yield from _absent(made, "rights", [Tongue(made.lang).pick(*words[name]) for name in offered.offered])
    yield from _absent(made, "rights", [Tongue(made.lang).period(offered.answer_within)])


def complaint(data_map: DataMap, made: Statement) -> Missing:
    section = made.section("rights")
    links = [sentence.link for sentence in sentences_of(section.blocks)] if section else []
    if not any(link and "datatilsynet.no" in link.href for link in links):
        yield "the link to Datatilsynet"


def must_give(data_map: DataMap, made: Statement) -> Missing:
    for kind, subject in data_map.declaration.subjects.items():
        if subject.must_give and plain(Tongue(made.lang).text(subject.must_give)) not in _part_of(
            data_map, made, kind
        ):
            yield kind


def automated(data_map: DataMap, made: Statement) -> Missing:
    for purpose in data_map.purposes.values():
        if purpose.declared.automated:
            wanted = [Tongue(made.lang).text(purpose.declared.automated.consequence)]
            yield from _absent(made, "what", wanted)
    none = "maskin" if made.lang == "nb" else "machine"
    yield from _absent(made, "purposes", [none])


def say_no_apart(data_map: DataMap, made: Statement) -> Missing:
    """21(4): a part of its own, before the details."""
    section = made.section("marketing")
    if section is None or not any(type(block).__name__ == "Note" for block in section.blocks):
        yield "the note"


ELEMENTS: dict[str, Check] = {
    "13(1)(a) identity and contact": identity,
    "13(1)(b) data protection officer": officer,
    "13(1)(c) purposes and bases": purposes_and_bases,
    "13(1)(d) interests": interests,
    "14(1)(d) categories": categories,
    "14(2)(f) sources": sources,
    "13(1)(e) recipients": recipients,
    "13(1)(f) transfers": transfers,
    "13(2)(a) retention": retention,
    "13(2)(b)-(c) rights": rights,
    "13(2)(d) complaint": complaint,
    "13(2)(e) must data be given": must_give,
    "13(2)(f) automated decisions": automated,
    "21(4) the right to say no, apart": say_no_apart,
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("element", ELEMENTS)
def test_the_statement_tells_what_the_law_asks(element: str, profile: str, lang: str) -> None:
    missing = list(ELEMENTS[element](company(profile), published(profile, lang)))
    assert not missing, f"Art. {element} is not told: {missing}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_company_with_both_roles_has_two_parted_sections(lang: str) -> None:
    made = published("mailhouse", lang)
    data_map = company("mailhouse")
    ours, theirs = made.section("what"), made.section("processor")
    assert ours and theirs
    processed = [p for p in data_map.purposes.values() if p.declared.role is Role.PROCESSOR]
    for purpose in processed:
        title = plain(Tongue(lang).text(purpose.declared.title)).lower()
        assert title in _text(theirs.blocks).lower()
        assert title not in _text(ours.blocks).lower()


# ---- reading ------------------------------------------------------------------------------------------


def _text(blocks: tuple) -> str:
    return plain("\n".join(sentence.text for sentence in sentences_of(blocks)))


def _absent(made: Statement, part: str, wanted: list[str]) -> Missing:
    section = made.section(part)
    said = _text(section.blocks).lower() if section else ""
    yield from (words for words in wanted if plain(words).lower().rstrip(".") not in said)


def _part_of(data_map: DataMap, made: Statement, kind: str) -> str:
    """What is said under the heading of one kind of person, where we answer and where others do."""
    title = plain(Tongue(made.lang).text(data_map.declaration.subjects[kind].title)).lower()
    found: list = []
    for part in ("what", "processor"):
        section = made.section(part)
        inside = False
        for block in section.blocks if section else ():
            if isinstance(block, Details) and plain(block.summary.text).lower() == title:
                found.extend(block.blocks)
            if isinstance(block, Heading | Details):
                inside = isinstance(block, Heading) and plain(block.sentence.text).lower() == title
            elif inside:
                found.append(block)
    return _text(tuple(found))


def _groups(data_map: DataMap, made: Statement) -> dict[str, list[tuple[str, str]]]:
    """Kind of person -> the rows of its table of purposes."""
    section = made.section("what")
    assert section is not None
    tables: dict[str, list[tuple[str, str]]] = {}
    heading = ""
    for block in section.blocks:
        if isinstance(block, Heading):
            heading = block.sentence.text
        if isinstance(block, Table):
            tables[plain(heading).lower()] = _rows(block)
        if isinstance(block, Details):
            tables[plain(block.summary.text).lower()] = [
                row for inner in block.blocks if isinstance(inner, Table) for row in _rows(inner)
            ]
    titles = {
        kind: plain(Tongue(made.lang).text(one.title)).lower()
        for kind, one in data_map.declaration.subjects.items()
    }
    ours = {
        kind
        for purpose in data_map.purposes.values()
        if purpose.declared.role is not Role.PROCESSOR and not _keeps_keys_only(purpose)
        for kind in purpose.kinds - {NO_PERSON}
    }
    return {kind: tables.get(titles[kind], []) for kind in ours}


def _keeps_keys_only(purpose: Purpose) -> bool:
    keeps = purpose.declared.keep
    return keeps != "use_only" and all(
        set(getattr(keep, "categories", ("data",))) == {"none"} for keep in keeps
    )


def _rows(table: Table) -> list[tuple[str, str]]:
    return [(plain(row.cells[0].text), plain(row.cells[1].text)) for row in table.rows]
