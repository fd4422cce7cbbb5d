"""Why something is done or left alone, in one short clause of each language, with its line and its law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .action import Because
from .datamap import After, Collection, DataMap, Line, Purpose, With
from .facts import Hold
from .output.clocks import Clocks
from .output.language import Tongue
from .period import Period
from .statutes import find
from .terms import LANGUAGES

MOST_RULES = 3
BY_KEEPER = "keeper"
"""The rule of what no program reads."""


def because_over(data_map: DataMap, lines: Sequence[Line]) -> Because:
    """The rules whose end made the rows due, the longest first; its line is the first one's."""
    ending = [line for line in lines if isinstance(line.window, After)]
    if not ending:
        return Because(
            rule="", line=lines[0].place.line if lines else 0, text_nb="ingen hjemmel", text_en="no ground"
        )
    ending.sort(key=_length, reverse=True)
    nb, en = (_rules(data_map, ending, Tongue(lang)) for lang in LANGUAGES)
    line = ending[0]
    return Because(rule=line.purpose, line=line.place.line, law=line.law, text_nb=nb, text_en=en)


def because_paper(data_map: DataMap, lines: Sequence[Line]) -> Because:
    """The same, of rows that stand for paper that has not been destroyed."""
    over = because_over(data_map, lines)
    return replace(
        over,
        text_nb=f"{over.text_nb}; papiret ligger der ennå, og makuleres før raden slettes",
        text_en=f"{over.text_en}; the paper still lies there, and is shredded before the row is erased",
    )


def waited_for(data_map: DataMap, lines: Sequence[Line]) -> tuple[str, str]:
    """What the rows still wait for, in both languages: «tre år etter at du sa nei», or what they are kept with."""
    nb, en = (_waited_for(data_map, lines, Tongue(lang)) for lang in LANGUAGES)
    return nb, en


def _waited_for(data_map: DataMap, lines: Sequence[Line], tongue: Tongue) -> str:
    clocks = Clocks(data_map, tongue)
    along = dict.fromkeys(line.window.collection for line in lines if isinstance(line.window, With))
    kept = tongue.pick("like lenge som {}", "as long as {}")
    found = [rules] if (rules := _rules(data_map, sorted(lines, key=_length, reverse=True), tongue)) else []
    return tongue.pick(", eller ", ", or ").join(
        [*found, *(kept.format(clocks.collection(one)) for one in along)]
    )


def because_statute(data_map: DataMap, purpose: Purpose, lines: Sequence[Line]) -> Because:
    line = max(lines, key=_length)
    laws = purpose.declared.law
    law = line.law or (laws if isinstance(laws, str) else laws[0] if laws else "")
    cited = find(law, data_map.declaration.statement.valid_from) if law else None
    title = purpose.declared.title
    nb = f"{title.nb}: {cited.cite_nb}" if cited else title.nb
    en = f"{title.en}: {cited.cite_en}" if cited else title.en
    return Because(rule=purpose.name, line=line.place.line, law=law, text_nb=nb, text_en=en)


def because_purpose(data_map: DataMap, purpose: Purpose, lines: Sequence[Line]) -> Because:
    """A purpose that still needs the data, with the articles of its bases."""
    line = max(lines, key=_length)
    articles = sorted({basis.article for basis in purpose.basis.values()})
    title = purpose.declared.title
    return Because(
        rule=purpose.name,
        line=line.place.line,
        law=line.law or f"gdpr-{articles[0].replace(')(', '-').replace('(', '-').rstrip(')')}",
        text_nb=f"{title.nb}: personvernforordningen artikkel {', '.join(map(_nb_article, articles))}",
        text_en=f"{title.en}: Art. {', '.join(articles)}",
    )


def because_shared(collection: Collection) -> Because:
    return Because(
        rule="shared",
        line=collection.place.line,
        law="gdpr-15-4",
        text_nb="en annens opplysninger viser til raden",
        text_en="another person's data refers to the row",
    )


def because_held(hold: Hold, collection: Collection) -> Because:
    return Because(
        rule=hold.id,
        line=collection.place.line,
        law=hold.law or "gdpr-17-3-e",
        text_nb=f"slettesperre «{hold.title}»",
        text_en=f"hold “{hold.title}”",
    )


def because_restricted(collection: Collection) -> Because:
    return Because(
        rule="restriction",
        line=collection.place.line,
        law="gdpr-18",
        text_nb="behandlingen er begrenset",
        text_en="processing is restricted",
    )


def because_unknown(collection: Collection) -> Because:
    return Because(
        rule="unknown",
        line=collection.place.line,
        text_nb="kan ikke avgjøres",
        text_en="cannot be decided",
    )


def because_more_than_went(collection: Collection) -> Because:
    return Because(
        rule="more-than-went",
        line=collection.place.line,
        text_nb="flere rader enn dem som ble slettet",
        text_en="more rows than were erased",
    )


def because_no_room(collection: Collection) -> Because:
    return Because(
        rule="no-room",
        line=collection.place.line,
        text_nb="kolonnen tar ikke imot det som skulle stått der",
        text_en="the column does not take what was to stand there",
    )


def because_no_key(collection: Collection) -> Because:
    return Because(
        rule="no-key",
        line=collection.place.line,
        text_nb="nøkkelen til raden er ikke hel, så ingen kan si hvilken rad det er",
        text_en="the row's key is not whole, so nobody can say which row it is",
    )


def because_unreached(line: int) -> Because:
    return Because(
        rule="unreached",
        line=line,
        text_nb="systemet er ikke nådd, eller er annerledes enn deklarasjonen sier",
        text_en="the system was not reached, or differs from the declaration",
    )


def because_kept_by_hand(line: int) -> Because:
    return Because(
        rule=BY_KEEPER,
        line=line,
        text_nb="ingen programmer kan lese det, så den som har det, blir spurt",
        text_en="no program can read it, so whoever keeps it is asked",
    )


def _nb_article(article: str) -> str:
    """`6(1)(f)` as Norwegian law writes it."""
    number, _, rest = article.partition("(")
    parts = rest.rstrip(")").split(")(")
    return f"{number} nr. {parts[0]} bokstav {parts[1]}" if len(parts) == 2 else number


def _rules(data_map: DataMap, lines: Sequence[Line], tongue: Tongue) -> str:
    """The periods and their events in the words of the statement, each event once."""
    clocks = Clocks(data_map, tongue)
    periods: dict[str, dict[Period, None]] = {}
    named: dict[str, str] = {}
    for line in lines:
        if isinstance(line.window, After):
            words = tongue.text(clocks.words(line.window.event))
            named.setdefault(words, line.window.event)
            found = periods.setdefault(words, {})
            if line.window.period:
                found[line.window.period] = None
    rules = [
        clocks.counted(sorted(found, key=lambda one: one.about_days), named[words])
        for words, found in periods.items()
    ]
    return tongue.pick(", eller ", ", or ").join(rules[:MOST_RULES])


def _length(line: Line) -> float:
    window = line.window
    return window.period.about_days if isinstance(window, After) and window.period else 0.0
