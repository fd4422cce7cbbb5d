"""How plans, promises and reasons look in a terminal: one line a thing, aligned, no colour needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..action import Action, Refusal, Review, Verb
from ..datamap import After, DataMap, Path
from ..drift import Drift
from ..grounds.explain import Answer, State
from ..grounds.ground import GroundNow
from ..grounds.holds import HoldNow
from ..lineage import Trace
from ..plan import Plan
from ..promise import Evidence
from ..receipt import Receipt
from ..selection import Scalar
from ..statutes import find
from ..terms import Basis, Tri, Verdict
from .clocks import Clocks
from .language import NBSP, Tongue

SIGNS = {Verb.ERASE: "-", Verb.OVERWRITE: "~", Verb.EXPORT: ">", Verb.RECTIFY: "*", Verb.RESTRICT: "|"}
BY_HAND, LEFT, UNKNOWN = "?", ".", "?"
FIRST_KEYS = 5
"""Keys told of each way."""


def plan_text(plan: Plan) -> str:
    """The plan as design § 9 shows it."""
    systems = len(plan.made_from.systems)
    state = (
        "forecast for " + plan.day.isoformat()
        if plan.forecast
        else "complete"
        if plan.complete
        else "INCOMPLETE"
    )
    head = f"Plan {plan.short}   from hjemmel.yaml@{plan.made_from.declaration[:4]}   {systems} systems observed   {state}"
    rows = [_action(action) for action in plan.actions] + [_refusal(refusal) for refusal in plan.refusals]
    rows += [_review(review) for review in plan.reviews]
    return "\n".join([head, *aligned(rows), _sum(plan), *_next_step(plan)])


def promises_text(evidence: Iterable[Evidence], says: dict[str, str]) -> str:
    """One promise a line: verdict, sentence, what was seen."""
    order = {Verdict.BROKEN: 0, Verdict.AT_RISK: 1, Verdict.KEPT: 2, Verdict.UNKNOWN: 3}
    found = sorted(evidence, key=lambda one: (order[one.verdict], one.promise))
    rows = [
        (one.verdict.value, one.promise, _short(says.get(one.promise, ""), 60), one.why_en) for one in found
    ]
    counts = Counter(one.verdict for one in found)
    total = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in order if counts[verdict])
    end = f"{len(found)} promises: {total}." if found else "The declaration makes no promises."
    return "\n".join([*aligned(rows, indent=""), end])


def receipts_text(receipts: Sequence[Receipt]) -> str:
    rows: list[tuple[str, ...]] = [
        (receipt.collection, receipt.verb, rows_told(receipt.touched), f"{receipt.left:,} left")
        for receipt in receipts
    ]
    return "\n".join(aligned(rows)) or "  nothing to do"


def why_text(
    data_map: DataMap,
    rows: Iterable[tuple[str, tuple[Scalar, ...], tuple[Answer, ...]]],
    unreached: Sequence[str],
) -> str:
    """Each row with its fields: which purposes hold them, on which basis, until when. No values."""
    lines: list[str] = []
    table: list[tuple[str, ...]] = []
    for collection, key, answers in rows:
        shown = [answer for answer in answers if answer.state not in (State.BLANK, State.NOT_PERSONAL)]
        personal = [answer for answer in shown if answer.group.is_personal]
        if personal:
            table.append((f"{collection} #{'-'.join(str(part) for part in key)}",))
            for answer in personal:
                table += _datum(data_map, answer)
    lines += aligned(table, indent="")
    lines += [f"{system}: not reached; what it holds is UNKNOWN" for system in unreached]
    return "\n".join(lines) or "nothing is held about this identity in the systems that were reached"


def trace_text(trace: Trace) -> str:
    """By which way each row is the person's; then what else is about them, or may be. Keys, and no values."""
    table = [
        (
            one.way.collection,
            rows_told(one.rows),
            _way(one.way.path) or "the person's own",
            _keys(one.keys, one.rows),
        )
        for one in trace.found
    ]
    table += [
        (one.collection, rows_told(one.rows), "shared: about nobody", _way(one.path)) for one in trace.shared
    ]
    lines = aligned(table, indent="")
    for one in trace.hanging:
        rows = "rows that cannot be counted" if one.rows is None else rows_told(one.rows)
        what = f"{one.system}.{one.table}: {rows}, not declared, {' '.join(one.columns)} -> {one.on}"
        lines.append(f"{what}  hjemmel.yaml:{one.line}" if one.line else what)
    lines += [
        f"{one.about.collection} #{_key(one.about.key)}: may be the same person (same {', '.join(one.by)})"
        for one in trace.alike
    ]
    lines += [f"{system}: not reached; what it holds is UNKNOWN" for system in trace.unreached]
    return "\n".join(lines) or "nobody is known by this in the systems that were reached"


def drift_text(drift: Drift) -> str:
    rows = [
        (found.kind.value, found.name, f"hjemmel.yaml:{found.line}" if found.line else "")
        for found in drift.differences
    ]
    rows += [("not reached", system, "") for system in drift.unreached]
    total = (
        f"{drift.columns_placed} of {drift.columns_seen} columns have category, purpose and security class."
    )
    return "\n".join([*aligned(rows, indent=""), total])


def _datum(data_map: DataMap, answer: Answer) -> list[tuple[str, ...]]:
    name = " ".join(answer.group.columns)
    if answer.state is State.DUE:
        since = f"due since {answer.due_since}" if answer.due_since else "due"
        return [
            (
                f"  {name}",
                "no ground",
                since,
                "goes in the next sweep",
                f"hjemmel.yaml:{answer.group.place.line}",
            )
        ]
    standing = [ground for ground in answer.grounds if ground.stands is not Tri.NO]
    rows: list[tuple[str, ...]] = [
        (f"  {name}" if number == 0 else "", ground.purpose, *_ground(data_map, ground))
        for number, ground in enumerate(standing)
    ]
    rows += [
        (
            "" if rows else f"  {name}",
            hold.kind,
            hold.hold.title if hold.hold else hold.purpose,
            _hold_until(hold),
            "",
        )
        for hold in answer.holds
    ]
    return rows or [(f"  {name}", "UNKNOWN", "something is missing or cannot be read", "", "")]


def _way(path: Path) -> str:
    return ", ".join(f"{' '.join(hop.columns)} -> {hop.parent}" for hop in path)


def _keys(keys: Sequence[tuple[Scalar, ...]], rows: int) -> str:
    told = " ".join(f"#{_key(key)}" for key in keys[:FIRST_KEYS])
    return f"{told} ..." if rows > FIRST_KEYS else told


def _key(key: tuple[Scalar, ...]) -> str:
    return "-".join(str(part) for part in key)


def _hold_until(hold: HoldNow) -> str:
    if hold.hold is None:
        return "until decided" if hold.kind == "objection" else "until lifted"
    if hold.hold.ends_on:
        return f"until {hold.hold.ends_on}"
    return f"until lifted, review {hold.hold.review_on}"


def _ground(data_map: DataMap, ground: GroundNow) -> tuple[str, str, str]:
    basis = ground.basis
    words = basis.value.replace("_", " ") if basis else "basis unknown"
    laws = data_map.purposes[ground.purpose].declared.law
    law = ground.line.law or (laws if isinstance(laws, str) else laws[0] if laws else "")
    cited = find(law, data_map.declaration.statement.valid_from) if law else None
    why = f"{words}, {cited.cite_en}" if cited else f"{words}, Art. {basis.article}" if basis else words
    until = f"until {ground.until}" if ground.until else _waits(data_map, ground)
    if ground.stands is Tri.UNKNOWN:
        until = "UNKNOWN"
    return spaced(why), until, f"hjemmel.yaml:{ground.line.place.line}"


def _waits(data_map: DataMap, ground: GroundNow) -> str:
    if ground.basis is Basis.CONSENT:
        return "until withdrawn"
    clocks = Clocks(data_map, Tongue("en"))
    if ground.waits_for in data_map.collections:
        return f"as long as {clocks.collection(ground.waits_for)}"
    window = ground.line.window
    if isinstance(window, After) and window.period and ground.waits_for:
        return spaced(f"until {clocks.counted((window.period,), ground.waits_for)}")
    return clocks.until(ground.waits_for) if ground.waits_for else "until it is known"


def _action(action: Action) -> tuple[str, ...]:
    sign = BY_HAND if action.by_hand else SIGNS.get(action.verb, " ")
    verb = "ask" if action.by_hand else action.verb.value
    rule = (
        f"{action.because.rule}:{action.because.line}"
        if action.because.rule
        else f"line {action.because.line}"
    )
    return (
        action.rows.collection,
        f"{sign} {verb}",
        rows_told(action.expected),
        spaced(action.because.text_en),
        rule,
    )


def _refusal(refusal: Refusal) -> tuple[str, ...]:
    sign = f"{UNKNOWN} unknown" if refusal.unknown else f"{LEFT} leave"
    text = spaced(refusal.because.text_en)
    return (refusal.collection, sign, rows_told(refusal.rows) if refusal.rows else "", text, _until(refusal))


def _review(review: Review) -> tuple[str, ...]:
    text = spaced(review.because.text_en)
    return (review.collection, f"{BY_HAND} look", rows_told(review.rows), text, "before it is approved")


def _until(refusal: Refusal) -> str:
    """When they go: all on one day, the first and the last, or what it waits for."""
    if refusal.until is None:
        waits = f"until {refusal.waits_en}" if not refusal.unknown else refusal.waits_en
        return f"first {refusal.first.isoformat()}, the last {waits}" if refusal.first else waits
    if refusal.first is None or refusal.first == refusal.until:
        return f"until {refusal.until.isoformat()}"
    return f"first {refusal.first.isoformat()}, last {refusal.until.isoformat()}"


def _sum(plan: Plan) -> str:
    counts = Counter("ask" if action.by_hand else action.verb.value for action in plan.actions)
    counts["left alone"] = sum(not refusal.unknown for refusal in plan.refusals)
    counts["unknown"] = sum(refusal.unknown for refusal in plan.refusals)
    words = [f"{count} {word}" for word, count in counts.items() if count]
    return (", ".join(words) or "nothing is due") + "."


def _next_step(plan: Plan) -> list[str]:
    if plan.forecast:
        return ["A forecast cannot be approved."]
    if plan.batch:
        return ["It is approved with the request that it is made for."]
    return [f"approve with: hjemmel approve {plan.digest} --as YOURS"] if plan.actions else []


def spaced(text: str) -> str:
    """A terminal breaks no lines between words: ordinary spaces can be searched for."""
    return text.replace(NBSP, " ")


def rows_told(number: int) -> str:
    """ "1 row", "1,204 rows"."""
    return f"{number:,} {'row' if number == 1 else 'rows'}"


def aligned(rows: Sequence[tuple[str, ...]], indent: str = "  ") -> list[str]:
    """Lines of a table; a row of one cell is a heading of its own width."""
    columns = max((len(row) for row in rows), default=0)
    full = [row for row in rows if len(row) > 1]
    widths = [max((len(row[n]) for row in full if n < len(row)), default=0) for n in range(columns)]
    return [
        (indent + "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))).rstrip()
        for row in rows
    ]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
