"""How long: one row for each thing kept, generated from the keep lines; and when copies are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...datamap import Purpose
from ...declaration.purposes import FactLine, KeepLine
from ...terms import Basis
from ..language import capital, ended, small
from .model import Block, Prose, Row, Section, Sentence, Table
from .writer import Writer


def retention(w: Writer) -> Section:
    blocks: list[Block] = [*w.said("retention")]
    rows = [row for purpose in w.purposes() for row in keep_rows(w, purpose)]
    rows += [*_web_log(w), *_tools(w)]
    blocks += keep_table(w, rows)
    blocks += _copies(w)
    margin = [
        w.say(
            w.pick(
                "En tvist eller en klage kan gjøre at vi må vente med å slette. Da sier vi fra.",
                "A dispute or a complaint can mean that we must wait before we erase. Then we tell you.",
            ),
            "purposes",
        )
    ]
    return w.section("retention", "Hvor lenge", "How long", blocks, margin)


def keep_table(w: Writer, rows: list[Row]) -> list[Block]:
    columns = (w.pick("Hva", "What"), w.pick("Vi beholder det", "We keep it"), w.pick("Fordi", "Because"))
    return [Table(w.pick("Når vi sletter", "When we erase"), columns, tuple(merged(rows)))] if rows else []


def keep_rows(w: Writer, purpose: Purpose) -> Iterator[Row]:
    """A purpose's keep lines. Lines that hold nothing but keys are left out."""
    declared = purpose.declared
    for number, keep in enumerate(declared.keep if declared.keep != "use_only" else ()):
        if not w.clocks.is_shown(keep):
            continue
        at = ("purposes", purpose.name, "keep", number)
        yield w.row(
            (w.clocks.what(keep), at), (how_long(w, keep, purpose), at), (because(w, keep, purpose), at)
        )


def how_long(w: Writer, keep: KeepLine | FactLine, purpose: Purpose) -> str:
    """The period in words; the first row that runs from a counted event also says when that event is."""
    text = w.clocks.kept(keep, purpose.declared)
    if isinstance(keep, FactLine):
        return text
    more = []
    for reference in (keep.after, keep.until):
        if reference and reference not in w.explained:
            w.explained.add(reference)
            more.append(w.clocks.definition(reference))
    more.append(w.clocks.restricted(keep))
    if keep.criterion and not keep.until:
        more.append(ended(capital(w.text(keep.criterion))))
    rest = " ".join(part for part in more if part)
    return f"{ended(text)} {rest}" if rest else text


def because(w: Writer, keep: KeepLine | FactLine, purpose: Purpose) -> str:
    """The law that says so; else what it is for."""
    laws = [keep.law] if keep.law else []
    if not laws and set(purpose.basis.values()) == {Basis.LEGAL_OBLIGATION}:
        laws = list(w.laws(purpose))
    cited = w.cite_all(laws)
    aim = capital(w.tongue.in_order_to(purpose.declared.title))
    if cited and all(law.startswith("gdpr") for law in laws):
        return f"{aim} ({cited})"
    return capital(cited) or aim


def merged(rows: list[Row]) -> list[Row]:
    """Rows that say the same of the same thing become one, with both reasons.

    The first may say more: when the event that both run from comes about is told once."""
    found: list[Row] = []
    for row in rows:
        what, kept, reason = row.cells
        same = next((n for n, one in enumerate(found) if _is_same(one, what.text, kept.text)), None)
        if same is None:
            found.append(row)
            continue
        first = found[same]
        if reason.text not in first.cells[2].text:
            both = replace(first.cells[2], text=f"{first.cells[2].text}; {small(reason.text)}")
            found[same] = Row((*first.cells[:2], both))
    return found


def _is_same(row: Row, what: str, kept: str) -> bool:
    said = row.cells[1].text
    return row.cells[0].text.lower() == what.lower() and (said == kept or said.startswith(f"{kept}. "))


# ---- parts ----------------------------------------------------------------------------------------------------


def _web_log(w: Writer) -> list[Row]:
    """The log, unless a purpose's own keep line says the same of it."""
    log = w.declaration.web_log
    if log is None:
        return []
    purposes = [w.declaration.purposes[name] for name in log.purposes if name in w.declaration.purposes]
    said = {
        keep.period
        for purpose in purposes
        if purpose.keep != "use_only"
        for keep in purpose.keep
        if keep.period
    }
    rows = []
    if log.kept not in said:
        reasons = w.tongue.reasons([purpose.title for purpose in purposes])
        what = w.pick("Loggen på nettserveren", "The log of the web server")
        kept = w.tongue.period(log.kept)
        kept = w.pick(f"Til {kept} etter at linjen ble skrevet", f"Until {kept} after the line was written")
        rows.append(
            w.row(
                (what, ("web_log",)), (kept, ("web_log", "kept")), (capital(reasons), ("web_log", "purposes"))
            )
        )
    if log.blocks and log.blocks not in said:
        what = w.pick("Adresser vi har sperret", "Addresses we have blocked")
        kept = capital(w.tongue.period(log.blocks))
        reason = w.pick("For å hindre nye angrep", "To prevent new attacks")
        rows.append(
            w.row((what, ("web_log",)), (kept, ("web_log", "blocks")), (reason, ("web_log", "blocks")))
        )
    return rows


_TOOL_REASONS = {
    "necessary": ("For at nettsidene skal virke", "So that the website works"),
    "functional": ("For å huske innstillingene dine", "To remember your settings"),
    "statistics": ("For å lage besøksstatistikk", "To make visit statistics"),
    "marketing": ("For å måle annonser", "To measure advertising"),
    "embed": ("For å vise innhold fra andre", "To show content from others"),
}


def _tools(w: Writer) -> list[Row]:
    """What the tools on the website collect about visits, where the file says for how long."""
    rows = []
    for number, tool in enumerate(w.declaration.cookies.tools if w.declaration.cookies else ()):
        if tool.kept is None:
            continue
        at = ("cookies", "tools", number)
        period = w.tongue.period(tool.kept)
        what = w.pick(f"Det {tool.title} samler om besøket", f"What {tool.title} collects about your visit")
        kept = w.pick(f"Til {period} etter besøket", f"Until {period} after the visit")
        rows.append(
            w.row(
                (what, (*at, "title")),
                (kept, (*at, "kept")),
                (w.pick(*_TOOL_REASONS[tool.category]), (*at, "category")),
            )
        )
    return rows


def _copies(w: Writer) -> list[Block]:
    """How long copies live on after erasure, told once for the longest."""
    kept = {name: system.backup.kept for name, system in w.declaration.systems.items() if system.backup}
    sentences: list[Sentence] = []
    if kept:
        name = max(kept, key=lambda system: kept[system].about_days)
        longest = w.tongue.period(kept[name])
        text = w.pick(
            f"Sikkerhetskopier er borte senest {longest} etter at vi har slettet.",
            f"Backup copies are gone at most {longest} after we have erased.",
        )
        sentences.append(w.say(text, "systems", name, "backup", "kept"))
    return [Prose(tuple(sentences))] if sentences else []
