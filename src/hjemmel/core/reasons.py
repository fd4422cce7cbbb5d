"""Why something is done or left alone, in one short clause of each language, with its line and its law."""

from __future__ import annotations

from collections.abc import Sequence

from .action import Because
from .datamap import After, Collection, DataMap, Line, Purpose
from .facts import Hold
from .period import Period
from .statutes import find

MOST_RULES = 3


def because_over(data_map: DataMap, lines: Sequence[Line]) -> Because:
    """The rules whose end made the rows due, the longest first; its line is the first one's."""
    ending = [line for line in lines if isinstance(line.window, After)]
    if not ending:
        return Because(
            rule="", line=lines[0].place.line if lines else 0, text_nb="ingen hjemmel", text_en="no ground"
        )
    ending.sort(key=_length, reverse=True)
    rules = list(dict.fromkeys(_rule(data_map, one) for one in ending))[:MOST_RULES]
    nb, en = " eller ".join(nb for nb, _ in rules), " or ".join(en for _, en in rules)
    line = ending[0]
    return Because(rule=line.purpose, line=line.place.line, law=line.law, text_nb=nb, text_en=en)


def because_statute(data_map: DataMap, purpose: Purpose, lines: Sequence[Line]) -> Because:
    line = max(lines, key=_length)
    laws = purpose.declared.law
    law = line.law or (laws if isinstance(laws, str) else laws[0] if laws else "")
    cited = find(law, data_map.declaration.statement.valid_from) if law else None
    title = purpose.declared.title
    nb = f"{title.nb}: {cited.cite_nb}" if cited else title.nb
    en = f"{title.en}: {cited.cite_en}" if cited else title.en
    return Because(rule=purpose.name, line=line.place.line, law=law, text_nb=nb, text_en=en)


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


def because_unreached(line: int) -> Because:
    return Because(
        rule="unreached",
        line=line,
        text_nb="systemet er ikke nådd, eller er annerledes enn deklarasjonen sier",
        text_en="the system was not reached, or differs from the declaration",
    )


def period_nb(period: Period) -> str:
    parts = [
        f"{period.years} år" if period.years else "",
        f"{period.months} {'måned' if period.months == 1 else 'måneder'}" if period.months else "",
        f"{period.days} {'dag' if period.days == 1 else 'dager'}" if period.days else "",
    ]
    return " og ".join(part for part in parts if part)


def event_title(data_map: DataMap, reference: str) -> tuple[str, str]:
    """The event in the words of the statement: its title, or that of the data that holds the column."""
    declared = data_map.declaration.events.get(reference)
    if declared is not None and declared.title is not None:
        return declared.title.nb, declared.title.en
    system, _, rest = reference.partition(".")
    collection = rest.partition(".")[0]
    known = data_map.declaration.systems.get(system)
    if known and collection in known.collections:
        column = rest.partition(".")[2]
        group = next(
            (g for g in known.collections[collection].fields if column in g.columns and g.title), None
        )
        title = group.title if group and group.title else known.collections[collection].title
        return f"datoen i {title.nb}", f"the date in {title.en}"
    return "hendelsen", "the event"


def _rule(data_map: DataMap, line: Line) -> tuple[str, str]:
    window = line.window
    if not isinstance(window, After):
        return "", ""
    nb, en = event_title(data_map, window.event)
    if window.period is None:
        return nb, en
    return f"{period_nb(window.period)} etter: {nb}", f"{window.period} after: {en}"


def _length(line: Line) -> float:
    window = line.window
    return window.period.about_days if isinstance(window, After) and window.period else 0.0
