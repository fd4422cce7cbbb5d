"""Changes in words and as data, for the company that is about to publish."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..changes import Change, ChangeKind, Changes, Weight
from ..datamap import DataMap
from .language import Tongue, capital, tidy
from .vocabulary import pair

KINDS = {
    ChangeKind.NEW_PURPOSE: pair("nytt formål", "new purpose"),
    ChangeKind.REMOVED_PURPOSE: pair("formål som er borte", "purpose that is gone"),
    ChangeKind.NEW_BASIS: pair("nytt behandlingsgrunnlag", "new legal basis"),
    ChangeKind.NEW_RECIPIENT: pair("ny mottaker", "new recipient"),
    ChangeKind.REMOVED_RECIPIENT: pair("mottaker som er borte", "recipient that is gone"),
    ChangeKind.RECIPIENT_ROLE: pair("mottaker med en annen rolle", "recipient in another role"),
    ChangeKind.NEW_TRANSFER: pair("ny overføring ut av EØS", "new transfer outside the EEA"),
    ChangeKind.CHANGED_TRANSFER: pair("overføring på et annet grunnlag", "transfer by another mechanism"),
    ChangeKind.REMOVED_TRANSFER: pair("overføring som er slutt", "transfer that has ended"),
    ChangeKind.LONGER_RETENTION: pair("beholdes lenger", "kept longer"),
    ChangeKind.SHORTER_RETENTION: pair("beholdes kortere", "kept shorter"),
    ChangeKind.CHANGED_RETENTION: pair(
        "slettefristen regnes på en annen måte", "time limit counted in another way"
    ),
    ChangeKind.NEW_CATEGORY: pair("ny kategori opplysninger", "new category of data"),
    ChangeKind.REMOVED_CATEGORY: pair("kategori som er borte", "category that is gone"),
    ChangeKind.NEW_SOURCE: pair("ny kilde", "new source"),
    ChangeKind.REMOVED_SOURCE: pair("kilde som er borte", "source that is gone"),
    ChangeKind.NEW_GROUP: pair("ny gruppe mennesker", "new group of people"),
    ChangeKind.REMOVED_GROUP: pair("gruppe som er borte", "group that is gone"),
    ChangeKind.NEW_AUTOMATION: pair(
        "ny profilering eller automatisert avgjørelse", "new profiling or automated decision"
    ),
    ChangeKind.FEWER_RIGHTS: pair("rettighet som er borte", "right that is gone"),
    ChangeKind.MORE_RIGHTS: pair("ny rettighet", "new right"),
    ChangeKind.SLOWER_ANSWER: pair("lengre svarfrist", "longer time to answer"),
    ChangeKind.FASTER_ANSWER: pair("kortere svarfrist", "shorter time to answer"),
    ChangeKind.NEW_COOKIE: pair("ny informasjonskapsel", "new cookie"),
    ChangeKind.REMOVED_COOKIE: pair("informasjonskapsel som er borte", "cookie that is gone"),
    ChangeKind.CONTROLLER: pair("ny behandlingsansvarlig", "new controller"),
    ChangeKind.CONTACT: pair("kontaktopplysninger", "contact details"),
    ChangeKind.WORDING: pair("bare ordlyden", "wording only"),
}
_WEIGHTS = {
    Weight.MAJOR: pair("Vesentlig", "Major"),
    Weight.TOLD: pair("Bør fortelles", "Worth telling"),
    Weight.MINOR: pair("Mindre", "Minor"),
}


def changes_text(changes: Changes, old: DataMap, new: DataMap, lang: str) -> str:
    return "\n".join(_lines(changes, old, new, Tongue(lang))).rstrip() + "\n"


def summary(change: Change, lang: str) -> str:
    """One change in one line: «Beholdes lenger: kundekortet (60 dager, nå 90 dager)»."""
    tongue = Tongue(lang)
    kind = capital(tongue.text(KINDS[change.kind]))
    was, now = change.periods
    more = ""
    if was and now and was != now:
        more = tongue.pick(
            f" ({tongue.period(was)}, nå {tongue.period(now)})",
            f" ({tongue.period(was)}, now {tongue.period(now)})",
        )
    return tidy(f"{kind}: {tongue.text(change.what)}{more}")


def notice(changes: Changes, new: DataMap, lang: str) -> str:
    """Who must be told, and when; or that nobody must."""
    tongue = Tongue(lang)
    if not changes.told:
        return tongue.pick("Ingen må ha beskjed.", "Nobody must be told.")
    kinds = [tongue.text(new.declaration.subjects[kind].title) for kind in changes.told]
    if changes.before:
        before = tongue.period(changes.before)
        return tongue.pick(
            f"Skal ha beskjed {before} før det gjelder: {'; '.join(kinds)}.",
            f"To be told {before} before it applies: {'; '.join(kinds)}.",
        )
    return tongue.pick(
        f"Skal ha beskjed før det gjelder (art. 13 nr. 3): {'; '.join(kinds)}.",
        f"To be told before it applies (Art. 13(3)): {'; '.join(kinds)}.",
    )


def changes_json(
    changes: Changes, old: DataMap, new: DataMap, besides: Mapping[str, Any] | None = None
) -> str:
    """The changes as data; `besides` is told after them."""
    data = {**changes_data(changes, old, new), **(besides or {})}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def changes_data(changes: Changes, old: DataMap, new: DataMap) -> dict[str, Any]:
    return {
        "from": {"version": old.declaration.statement.version, "declaration": old.digest},
        "to": {"version": new.declaration.statement.version, "declaration": new.digest},
        "major": changes.is_major,
        "told": list(changes.told),
        "told_before": str(changes.before) if changes.before else None,
        "changes": [_item(change) for change in changes.items],
    }


# ---- parts ----------------------------------------------------------------------------------------------------


def _lines(changes: Changes, old: DataMap, new: DataMap, tongue: Tongue) -> Iterator[str]:
    was, now = old.declaration.statement.version, new.declaration.statement.version
    if not changes.items:
        yield tongue.pick(
            f"Versjon {was} til versjon {now}: ingenting er endret.",
            f"Version {was} to version {now}: nothing has changed.",
        )
        return
    counts = "   ".join(
        f"{len(changes.of(weight))} {tongue.text(_WEIGHTS[weight]).lower()}"
        for weight in Weight
        if changes.of(weight)
    )
    yield tongue.pick(
        f"Versjon {was} til versjon {now}   {counts}", f"Version {was} to version {now}   {counts}"
    )
    for weight in Weight:
        found = changes.of(weight)
        if not found:
            continue
        yield from ("", tongue.text(_WEIGHTS[weight]))
        for change in found:
            place = tongue.pick(f"linje {change.line}", f"line {change.line}")
            yield f"  {summary(change, tongue.lang)}   {place}"
            if change.kind is ChangeKind.WORDING and change.was and change.now:
                changed = tongue if tongue.text(change.was) != tongue.text(change.now) else _other(tongue)
                yield f"    - {changed.text(change.was)}"
                yield f"    + {changed.text(change.now)}"
    yield from ("", tidy(notice(changes, new, tongue.lang)))


def _other(tongue: Tongue) -> Tongue:
    return Tongue("en" if tongue.lang == "nb" else "nb")


def _item(change: Change) -> dict[str, Any]:
    was, now = change.periods
    item: dict[str, Any] = {
        "kind": change.kind.value,
        "weight": change.weight.value,
        "what": change.what.model_dump(),
        "subjects": sorted(change.kinds),
        "line": change.line,
    }
    if was or now:
        item["periods"] = [str(was) if was else None, str(now) if now else None]
    if change.was and change.now:
        item["was"], item["now"] = change.was.model_dump(), change.now.model_dump()
    return item
