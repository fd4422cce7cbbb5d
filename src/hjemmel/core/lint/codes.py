"""The codes that reading, parsing and compiling raise, explained. Rules explain their own."""

from __future__ import annotations

from .rule import ERROR, Entry


def _shape(code: str, slug: str, title: str, meaning: str, remedy: str, law: str = "") -> Entry:
    return Entry(code=code, slug=slug, severity=ERROR, law=law, title=title, meaning=meaning, remedy=remedy)


_READING = (
    _shape("HJ001", "FILE-SIZE", "the file is too large",
           "A declaration is a few hundred lines. More than 1 MB is refused before it is read, more than"
           " 200,000 values while it is.",
           "look for data that do not belong in a declaration"),
    _shape("HJ002", "ENCODING", "the file is not UTF-8 text",
           "A byte is not UTF-8, or a character is one that YAML does not allow, such as a control"
           " character.",
           "save the file as UTF-8 and remove control characters"),
    _shape("HJ003", "YAML", "the file is not YAML",
           "The file is empty, or indentation, quotes or brackets do not fit.",
           "look at the line before, too; quote texts with a colon in them"),
    _shape("HJ004", "KEY-TWICE", "a key stands twice",
           "The same key stands twice in one place; which one holds would be chance.",
           "keep one of them"),
    _shape("HJ005", "ALIAS", "an alias names nothing, or makes the file too large",
           "Aliases are counted as often as they stand, so a small file cannot grow without end.",
           "write the values out"),
    _shape("HJ006", "NESTING", "nested too deeply",
           "More than 40 levels are refused; a declaration needs about ten.",
           "flatten this part"),
    _shape("HJ007", "DOCUMENTS", "a second document begins",
           "One file is one declaration; what stood after --- would be overlooked.",
           "keep one document in the file"),
    _shape("HJ008", "TAG", "a tag is used",
           "Tags make a reader build objects. A declaration is plain text, numbers and lists.",
           "remove the tag"),
)  # fmt: skip

_PARSING = (
    _shape("HJ101", "KEY-UNKNOWN", "an unknown key",
           "The key has no meaning here; often it is misspelt or indented wrongly.",
           "write the key that is meant; `hjemmel schema` lists them"),
    _shape("HJ102", "KEY-MISSING", "a key is missing",
           "Something that is always needed is not there.",
           "add the key"),
    _shape("HJ103", "TYPE", "a value of the wrong type",
           "Text stands where a list, number, truth value or keys with values should, or the other way"
           " round.",
           "see `hjemmel schema`"),
    _shape("HJ104", "WORD-UNKNOWN", "a word that is not known here",
           "The value is one of a closed list of words.",
           "write one of the words listed"),
    _shape("HJ105", "DATE", "not a date, or a day that does not exist",
           "Dates are written YYYY-MM-DD, days of the year MM-DD, and must stand in the calendar.",
           "check the calendar"),
    _shape("HJ106", "PERIOD", "not a period, or one below a day",
           "Periods are whole days, weeks, months or years, at least one day.",
           "write for instance 60 days, or 3 years 6 months; \"at once\" is until: EVENT"),
    _shape("HJ107", "NAME", "not a name",
           "Names are small letters, digits and _; a column is system.collection.column.",
           "rename it"),
    _shape("HJ108", "FORM", "parts that do not fit together",
           "Two things exclude each other, or one needs another that is not there.",
           "choose one of the forms; docs/declaration.md shows them"),
    _shape("HJ109", "TOO-MANY", "too many mistakes to list",
           "More than five hundred mistakes of shape: probably this is another kind of file.",
           "check that the file is a declaration"),
)  # fmt: skip

_COMPILING = (
    _shape("HJ201", "NAME-UNKNOWN", "an unknown name",
           "The name is of nothing that is declared in this file.",
           "declare it, or write the name that is meant"),
    _shape("HJ203", "REFERENCE", "a reference has not as many columns as its target",
           "Composite references are pairs of columns.",
           "list them in pairs"),
    _shape("HJ204", "NO-WAY", "no reference leads there",
           "An event, condition or keep line uses another collection, and no reference leads from one to the"
           " other.",
           "declare the reference, or an event over the children"),
    _shape("HJ205", "WAYS", "more than one reference leads there",
           "Which row is meant is not clear.",
           "say which reference with via:"),
    _shape("HJ206", "ABOUT-CIRCLE", "whom rows are about goes in a circle",
           "Each collection points to the next for whom it is about, and none says it.",
           "let one collection say it with kind: or column:"),
    _shape("HJ207", "EVENT-CIRCLE", "events in a circle",
           "Each event waits for the other, so none has a day.",
           "let one of them be a column"),
    _shape("HJ208", "EVENT-NEVER", "an event may never happen, and there is no fallback",
           "Without children there is no latest of them; the data would be kept for ever.",
           "add if_none: with an event or column that is always there", "gdpr-5-1-e"),
    _shape("HJ209", "BASIS-PER-PURPOSE", "no basis for a kind of person",
           "Each purpose has a basis for everybody it is for.",
           "add the kind to basis:", "gdpr-13"),
    _shape("HJ210", "COLUMN-TWICE", "a column stands in two groups",
           "One column has one category and one fate.",
           "keep it in one"),
    _shape("HJ211", "RESTS-ON", "a promise rests on a place that is not there",
           "Each promise names the parts of this file that realise it.",
           "write it as purposes.NAME.keep"),
    _shape("HJ212", "WITH-CIRCLE", "data kept with each other, in a circle",
           "Each would be kept because the other is, for ever.",
           "let one line name an event", "gdpr-5-1-e"),
    _shape("HJ213", "MANDATE", "instructions and agreements of different controllers",
           "An instruction counts under an agreement with the same controller; nothing ties the two"
           " together.",
           "let both collections refer to the collection of controllers"),
)  # fmt: skip

SHAPE: tuple[Entry, ...] = _READING + _PARSING + _COMPILING
