"""What changed from one data map to another, how much it weighs, and who must be told (Art. 13(3), 14(4)).

No sentence is written here: those stand in `output/changes_text`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..datamap import DataMap, Purpose
from ..declaration.company import Recipient
from ..declaration.parts import Text
from ..period import Period
from ..statutes import is_third_country
from ..terms import NO_CATEGORY, NO_PERSON
from .lasting import days, direction, shift
from .reading import (
    ANSWER,
    FREE,
    LOG,
    RIGHTS,
    by_datum,
    fact_lines,
    given_to,
    held,
    keep_lines,
    kept_title,
    named,
    old_period,
    texts,
    told_by,
)
from .values import ALWAYS_TOLD, COUNTS_AS, Change, ChangeKind, Changes, Weight


def changes(old: DataMap, new: DataMap) -> Changes:
    """What a reader of the old statement must know about the new one."""
    comparison = _Comparison(old, new)
    items = sorted(
        comparison.all(), key=lambda change: (_ORDER[change.weight], _KINDS[change.kind], change.line)
    )
    concerned = {kind for change in items if change.weight is not Weight.MINOR for kind in change.kinds}
    told = tuple(kind for kind in new.declaration.subjects if kind in concerned)
    promised = old.declaration.changes or new.declaration.changes
    major = any(change.weight is Weight.MAJOR for change in items)
    return Changes(items=tuple(items), told=told, before=promised.told_before if promised and major else None)


_ORDER = {weight: number for number, weight in enumerate(Weight)}
_KINDS = {kind: number for number, kind in enumerate(ChangeKind)}


# ---- comparing ----------------------------------------------------------------------------------------


class _Comparison:
    """Two maps beside one another. Things are the same when they have the same name in the file."""

    def __init__(self, old: DataMap, new: DataMap) -> None:
        self.old, self.new = old, new
        majors = [d.changes.major for d in (old.declaration, new.declaration) if d.changes]
        self.major = {name for names in majors for name in names}

    def all(self) -> Iterator[Change]:
        for part in _PARTS:
            yield from part(self)

    def make(
        self,
        kind: ChangeKind,
        what: Text,
        line: int,
        kinds: frozenset[str],
        *,
        was: Text | None = None,
        now: Text | None = None,
        periods: tuple[Period | None, Period | None] = (None, None),
    ) -> Change:
        named = COUNTS_AS.get(kind, kind.value)
        weight = Weight.MAJOR if named in self.major else Weight.TOLD if kind in ALWAYS_TOLD else Weight.MINOR
        return Change(
            kind=kind,
            weight=weight,
            what=what,
            was=was,
            now=now,
            periods=periods,
            kinds=kinds - {NO_PERSON},
            line=line,
        )

    @property
    def everybody(self) -> frozenset[str]:
        return frozenset(self.new.declaration.subjects)

    def both(self) -> Iterator[tuple[Purpose, Purpose]]:
        for name, purpose in self.new.purposes.items():
            if name in self.old.purposes:
                yield self.old.purposes[name], purpose


def _purposes(c: _Comparison) -> Iterator[Change]:
    for name, purpose in c.new.purposes.items():
        before = c.old.purposes.get(name)
        line = c.new.line("purposes", name)
        if before is None:
            yield c.make(ChangeKind.NEW_PURPOSE, purpose.declared.title, line, purpose.kinds)
        elif purpose.kinds - before.kinds:
            yield c.make(ChangeKind.NEW_PURPOSE, purpose.declared.title, line, purpose.kinds - before.kinds)
    for name, purpose in c.old.purposes.items():
        if name not in c.new.purposes:
            line = c.old.line("purposes", name)
            yield c.make(ChangeKind.REMOVED_PURPOSE, purpose.declared.title, line, purpose.kinds)


def _bases(c: _Comparison) -> Iterator[Change]:
    for before, after in c.both():
        changed = frozenset(
            kind for kind in before.kinds & after.kinds if before.basis[kind] is not after.basis[kind]
        )
        if changed:
            line = c.new.line("purposes", after.name, "basis")
            yield c.make(ChangeKind.NEW_BASIS, after.declared.title, line, changed)
        if after.declared.automated and not before.declared.automated:
            line = c.new.line("purposes", after.name, "automated")
            yield c.make(ChangeKind.NEW_AUTOMATION, after.declared.title, line, after.kinds)


def _recipients(c: _Comparison) -> Iterator[Change]:
    old, new = c.old.declaration.recipients, c.new.declaration.recipients
    known = {recipient.name for recipient in old.values()}
    for name, recipient in new.items():
        before = old.get(name) or next((one for one in old.values() if one.name == recipient.name), None)
        line = c.new.line("recipients", name)
        concerned = given_to(c.new, name) or c.everybody
        if recipient.name not in known:
            yield c.make(ChangeKind.NEW_RECIPIENT, named(recipient.name), line, concerned)
        elif before is not None and (fresh := given_to(c.new, name) - given_to(c.old, name)):
            yield c.make(ChangeKind.NEW_RECIPIENT, named(recipient.name), line, fresh)
        if before is not None and before.role != recipient.role:
            yield c.make(ChangeKind.RECIPIENT_ROLE, named(recipient.name), line, concerned)
        yield from _transfers(c, name, before, recipient, concerned)
    kept = {recipient.name for recipient in new.values()}
    for name, recipient in old.items():
        if recipient.name not in kept:
            line = c.old.line("recipients", name)
            yield c.make(ChangeKind.REMOVED_RECIPIENT, named(recipient.name), line, given_to(c.old, name))


def _transfers(
    c: _Comparison, name: str, before: Recipient | None, after: Recipient, concerned: frozenset[str]
) -> Iterator[Change]:
    """A recipient that moves out of the EEA is a new transfer, whether or not the file calls it one yet."""
    was, now = before.transfer if before else None, after.transfer
    line = c.new.line("recipients", name, "transfer" if now else "country")
    if _abroad(after) - (_abroad(before) if before else frozenset()):
        yield c.make(ChangeKind.NEW_TRANSFER, named(after.name), line, concerned)
    elif now and was and was.mechanism != now.mechanism:
        yield c.make(ChangeKind.CHANGED_TRANSFER, named(after.name), line, concerned)
    elif before and _abroad(before) - _abroad(after):
        yield c.make(ChangeKind.REMOVED_TRANSFER, named(after.name), line, concerned)


def _abroad(recipient: Recipient) -> frozenset[str]:
    """The countries outside the EEA where it handles the data."""
    named_there = {recipient.country} | ({recipient.transfer.country} if recipient.transfer else set())
    return frozenset(country for country in named_there if is_third_country(country))


def _retention(c: _Comparison) -> Iterator[Change]:
    for before, after in c.both():
        yield from _kept_data(c, before, after)
        yield from _kept_facts(c, before, after)


def _kept_data(c: _Comparison, before: Purpose, after: Purpose) -> Iterator[Change]:
    """Each keep line of the new purpose, against what the old one said of the same data."""
    old = by_datum(before)
    seen: set[tuple[str, str]] = set()
    for number, keep in keep_lines(after):
        lines = [line for line in after.lines if line.number == number]
        shifts: list[float | None] = []
        for line in lines:
            for category in line.categories - {NO_CATEGORY}:
                seen.add((line.collection, category))
                shifts.append(shift(old.get((line.collection, category), []), line))
        kind = direction(shifts)
        if kind:
            place = c.new.line("purposes", after.name, "keep", number)
            was = old_period(before, keep)
            yield c.make(kind, kept_title(c.new, keep), place, after.kinds, periods=(was, keep.period))
    for number, keep in keep_lines(before):
        data = {
            (line.collection, one)
            for line in before.lines
            if line.number == number
            for one in line.categories
        }
        if data and not (data & seen) and any(one != NO_CATEGORY for _, one in data):
            place = c.old.line("purposes", before.name, "keep", number)
            yield c.make(ChangeKind.SHORTER_RETENTION, kept_title(c.old, keep), place, before.kinds)


def _kept_facts(c: _Comparison, before: Purpose, after: Purpose) -> Iterator[Change]:
    old = {keep.facts: keep for _, keep in fact_lines(before)}
    for number, keep in fact_lines(after):
        was = old.get(keep.facts)
        difference = days(keep.period) - days(was.period) if was else days(keep.period)
        if difference:
            kind = ChangeKind.LONGER_RETENTION if difference > 0 else ChangeKind.SHORTER_RETENTION
            what = keep.title or after.declared.title
            place = c.new.line("purposes", after.name, "keep", number)
            yield c.make(kind, what, place, after.kinds, periods=(was.period if was else None, keep.period))


def _categories(c: _Comparison) -> Iterator[Change]:
    old, new = held(c.old), held(c.new)
    yield from _grown(c, ChangeKind.NEW_CATEGORY, old, new, c.new)
    yield from _grown(c, ChangeKind.REMOVED_CATEGORY, new, old, c.old)


def _grown(
    c: _Comparison,
    kind: ChangeKind,
    less: Mapping[str, frozenset[str]],
    more: Mapping[str, frozenset[str]],
    where: DataMap,
) -> Iterator[Change]:
    for name, category in where.declaration.categories.items():
        fresh = more.get(name, frozenset()) - less.get(name, frozenset())
        if fresh:
            yield c.make(kind, category.title, where.line("categories", name), fresh)


def _sources(c: _Comparison) -> Iterator[Change]:
    old, new = told_by(c.old), told_by(c.new)
    for name, kinds in new.items():
        if name not in old:
            title = c.new.declaration.sources[name].title
            yield c.make(ChangeKind.NEW_SOURCE, title, c.new.line("sources", name), kinds)
    for name, kinds in old.items():
        if name not in new:
            title = c.old.declaration.sources[name].title
            yield c.make(ChangeKind.REMOVED_SOURCE, title, c.old.line("sources", name), kinds)


def _groups(c: _Comparison) -> Iterator[Change]:
    old, new = c.old.declaration.subjects, c.new.declaration.subjects
    for name in new:
        if name not in old:
            yield c.make(
                ChangeKind.NEW_GROUP, new[name].title, c.new.line("subjects", name), frozenset((name,))
            )
    for name in old:
        if name not in new:
            yield c.make(ChangeKind.REMOVED_GROUP, old[name].title, c.old.line("subjects", name), frozenset())


def _rights(c: _Comparison) -> Iterator[Change]:
    old, new = c.old.declaration.rights, c.new.declaration.rights
    offered_before, offered = set(old.offered if old else ()), set(new.offered if new else ())
    line = c.new.line("rights")
    for right in sorted(offered_before - offered):
        yield c.make(ChangeKind.FEWER_RIGHTS, RIGHTS[right], line, c.everybody)
    for right in sorted(offered - offered_before):
        yield c.make(ChangeKind.MORE_RIGHTS, RIGHTS[right], line, c.everybody)
    if old and new and old.answer_within != new.answer_within:
        later = new.answer_within.about_days > old.answer_within.about_days
        kind = ChangeKind.SLOWER_ANSWER if later else ChangeKind.FASTER_ANSWER
        line = c.new.line("rights", "answer_within")
        yield c.make(kind, ANSWER, line, c.everybody, periods=(old.answer_within, new.answer_within))
    if old and new and old.free and not new.free:
        yield c.make(ChangeKind.FEWER_RIGHTS, FREE, c.new.line("rights", "free"), c.everybody)


def _cookies(c: _Comparison) -> Iterator[Change]:
    old = {one.name: one for one in (c.old.declaration.cookies.cookies if c.old.declaration.cookies else ())}
    new = {one.name: one for one in (c.new.declaration.cookies.cookies if c.new.declaration.cookies else ())}
    for number, name in enumerate(new):
        if name not in old:
            yield c.make(
                ChangeKind.NEW_COOKIE, named(name), c.new.line("cookies", "cookies", number), frozenset()
            )
    for number, name in enumerate(old):
        if name not in new:
            yield c.make(
                ChangeKind.REMOVED_COOKIE, named(name), c.old.line("cookies", "cookies", number), frozenset()
            )


def _web_log(c: _Comparison) -> Iterator[Change]:
    old, new = c.old.declaration.web_log, c.new.declaration.web_log
    if new is None or old is None or old.kept == new.kept:
        return
    kind = ChangeKind.LONGER_RETENTION if days(new.kept) > days(old.kept) else ChangeKind.SHORTER_RETENTION
    kinds = frozenset(
        k for name in new.purposes if name in c.new.purposes for k in c.new.purposes[name].kinds
    )
    yield c.make(kind, LOG, c.new.line("web_log", "kept"), kinds, periods=(old.kept, new.kept))


def _tools(c: _Comparison) -> Iterator[Change]:
    """What the tools on the website collect about visits, kept longer or shorter."""
    declared = c.old.declaration.cookies
    old = {one.title: one.kept for one in (declared.tools if declared else ())}
    cookies = c.new.declaration.cookies
    for number, tool in enumerate(cookies.tools if cookies else ()):
        was = old.get(tool.title)
        if was is None or tool.kept is None or was == tool.kept:
            continue
        longer = days(tool.kept) > days(was)
        kind = ChangeKind.LONGER_RETENTION if longer else ChangeKind.SHORTER_RETENTION
        line = c.new.line("cookies", "tools", number, "kept")
        yield c.make(kind, named(tool.title), line, frozenset(), periods=(was, tool.kept))


def _organisation(c: _Comparison) -> Iterator[Change]:
    old, new = c.old.declaration.organisation, c.new.declaration.organisation
    line = c.new.line("organisation")
    if (old.name, old.orgnr) != (new.name, new.orgnr):
        yield c.make(
            ChangeKind.CONTROLLER,
            named(new.name),
            line,
            c.everybody,
            was=named(old.name),
            now=named(new.name),
        )
    contact = ("address", "email", "phone", "answers_for_privacy", "data_protection_officer")
    if any(getattr(old, part) != getattr(new, part) for part in contact):
        yield c.make(ChangeKind.CONTACT, named(new.name), line, frozenset())


def _wording(c: _Comparison) -> Iterator[Change]:
    """Texts that stand in both files and no longer say the same."""
    old, new = dict(texts(c.old)), dict(texts(c.new))
    for path, text in new.items():
        before = old.get(path)
        if before is not None and before != text:
            yield c.make(ChangeKind.WORDING, text, c.new.line(*path), frozenset(), was=before, now=text)


_PARTS: tuple[Callable[[_Comparison], Iterator[Change]], ...] = (
    _purposes, _bases, _recipients, _retention, _categories, _sources, _groups, _rights, _cookies, _tools, _web_log,
    _organisation, _wording,
)  # fmt: skip
