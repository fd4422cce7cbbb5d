"""What a letter says is gone, and what stays: with its ground, the law, and the day on which it goes by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..declaration.parts import Text
from ..output.language import capital, ended
from ..output.statement.model import Block, Row, Section, Table
from ..output.statement.writer import Writer
from .letter import Case
from .outcome import Erasure, Kept, Share
from .wording import also_told, bullets, not_done_yet, paragraph, rows_of, section


def erasure_sections(w: Writer, case: Case, outcome: Erasure) -> list[Section]:
    return [one for one in (_gone(w, outcome), _kept(w, case, outcome)) if one.blocks]


def _gone(w: Writer, outcome: Erasure) -> Section:
    blocks: list[Block] = bullets(w, _shares(w, outcome))
    if blocks:
        blocks.append(
            paragraph(
                w,
                w.pick(
                    "Sikkerhetskopier overskrives etter hvert. Opplysningene hentes ikke tilbake derfra.",
                    "Backups are overwritten in turn. The data are not brought back from them.",
                ),
            )
        )
    blocks += also_told(w, outcome.recipients, outcome.awaiting, "slettingen", "the erasure")
    blocks += not_done_yet(w, outcome.by_hand, outcome.unreached)
    return section(w, "gone", "Hva som er slettet", "What is erased", blocks)


def _shares(w: Writer, outcome: Erasure) -> Iterator[str]:
    yield from (_share(w, one, "slettet", "erased") for one in outcome.erased)
    yield from (
        _share(w, one, "opplysningene om deg tatt ut", "the data about you taken out")
        for one in outcome.overwritten
    )


def _share(w: Writer, share: Share, nb: str, en: str) -> str:
    how_many = "" if share.rows is None else f"{rows_of(w, share.rows)}, "
    return ended(f"{capital(w.text(share.title))}: {how_many}{w.pick(nb, en)}")


def _kept(w: Writer, case: Case, outcome: Erasure) -> Section:
    if not outcome.kept:
        return section(w, "kept", "", "", [])
    table = Table(
        w.pick("Det vi beholder", "What we keep"),
        (
            w.pick("Hva", "What"),
            w.pick("Hvorfor", "Why"),
            w.pick("Når det går", "When it goes"),
        ),
        tuple(_kept_row(w, one) for one in outcome.kept),
    )
    by_itself = w.pick(
        "Du trenger ikke be om det igjen. Når dagen kommer, sletter vi det av oss selv.",
        "You need not ask again. When the day comes, we erase it of our own accord.",
    )
    return section(
        w, "kept", "Hva vi beholder, og hvorfor", "What we keep, and why", [table, paragraph(w, by_itself)]
    )


def _kept_row(w: Writer, kept: Kept) -> Row:
    cells: Sequence[str] = (
        f"{capital(w.text(kept.title))} ({rows_of(w, kept.rows)})",
        _why(w, kept),
        capital(_when(w, kept)),
    )
    return Row(tuple(w.say(cell) for cell in cells))


def _why(w: Writer, kept: Kept) -> str:
    cited = w.cite(kept.law) if kept.law else ""
    why = capital(w.text(kept.why))
    return f"{why}, {cited}" if cited and cited not in why else why


def _when(w: Writer, kept: Kept) -> str:
    if kept.until is not None:
        last = w.tongue.date(kept.until)
        if kept.first in (None, kept.until):
            return last
        first = w.tongue.date(kept.first)
        return w.pick(f"de første {first}, de siste {last}", f"the first on {first}, the last on {last}")
    waits = kept.waits or Text(nb="når grunnen er borte", en="when the reason has gone")
    return w.text(waits)
