"""Words that may say something of a special category (Art. 9) or of offences (Art. 10): a hint, never a fact.

A small lexicon in bokmål and English, chosen for being rarely wrong: a word that mostly means something else (tro, fag,
Høyre, syk, diagnose) counts only in company that settles its meaning, or not at all. Nothing is decided by it; a person looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hjemmel.core.terms import Special

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NEAR = 12
"""How many words away company may stand."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A word at a place that may be of this kind."""

    special: Special
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Weak:
    """Counts only beside one of `with_any`, and beside none of `not_with`."""

    special: Special
    with_any: frozenset[str]
    not_with: frozenset[str] = frozenset()


def mentions(text: str) -> Iterator[Mention]:
    """Every word of the text that may say something special, in order."""
    if not may_mention(text):
        return
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    lowered = [word.lower() for word, _, _ in words]
    for at, word in enumerate(lowered):
        if word[:_START] not in _BEGINS:
            continue
        special = _sure(word, words[at][0]) or _paired(lowered, at) or _in_company(lowered, at, words[at][0])
        if special is not None:
            yield Mention(special, words[at][1], words[at][2])


def may_mention(text: str) -> bool:
    """Whether some word begins as one of the lexicon does. Most notes have none; to look at each word takes longer."""
    return not _BEGINS.isdisjoint(_BEGINNING.findall(text.lower()))


def _sure(word: str, written: str) -> Special | None:
    if word in _NAMES_TOO:
        return _NAMES_TOO[word] if written == word else None
    found = _WORDS.get(word)
    if found is not None or len(word) < _START:
        return found
    for stem, special in _STEMS.get(word[:_START], ()):
        if word.startswith(stem):
            return special
    return None


def _paired(words: Sequence[str], at: int) -> Special | None:
    """The second word of a pair that says it only together."""
    second = _PAIRS.get(words[at])
    return second.get(words[at - 1]) if second and at else None


def _in_company(words: Sequence[str], at: int, written: str) -> Special | None:
    weak = _WEAK.get(words[at])
    if weak is None or not _is_written_as_meant(words[at], written):
        return None
    near = [*words[max(0, at - _NEAR) : at], *words[at + 1 : at + 1 + _NEAR]]
    if weak.with_any.isdisjoint(near) or not weak.not_with.isdisjoint(near):
        return None
    return weak.special


def _is_written_as_meant(word: str, written: str) -> bool:
    """Høyre is a party, høyre is a side; LO is a union, lo is to have laughed."""
    if word in _ABBREVIATIONS:
        return written.isupper() or written in ("Frp", "KrF")
    return word not in _CAPITAL or written[0].isupper()


# ---- the lexicon ----------------------------------------------------------------------------------------------

_START = 4
"""So many letters tell of nearly every word that it is not here; no stem is shorter."""
_BEGINNING = re.compile(rf"(?<![^\W\d_])[^\W\d_]{{1,{_START}}}")

# As they stand here.
_EXACT: dict[Special, str] = {
    Special.HEALTH: """
        kreft kreften brystkreft lungekreft hudkreft allergi allergien allergisk allergiker nøtteallergi pollenallergi
        abort aborten spontanabort ufør rullestol rullestolen angst angsten adhd kols dement demens psykolog psykologen
        psykologtime fastlegen fastlegens migrene cancer pregnant pregnancy asthma dementia wheelchair epilepsy""",
    Special.SEX: "homofil homofile lesbisk lesbiske biseksuell biseksuelle lesbian bisexual transgender",
    Special.BELIEF: "jøde jøden jødisk jødiske muslim muslimen muslimsk muslimske jewish catholic",
    Special.ETHNIC: "etnisk etnisitet mørkhudet ethnicity",
    Special.UNION: "fagorganisert fagorganiserte unionised unionized",
    Special.CRIMINAL: "rulleblad rullebladet fengslet underslag underslaget voldtekt convicted",
}  # fmt: skip

# With whatever ending.
_BEGINNINGS: dict[Special, str] = {
    Special.HEALTH: """
        sykmeld sykemeld kreftsyk kreftbehandl cellegift gravid diabet sukkersyke epilep psykiat autis alzheimer hiv-posit
        hiv-smitt cøliak astma uføretrygd rullestolbruk funksjonsneds hjerteinfarkt hjerneslag rusmisbruk rusavheng
        alkoholiker selvmord legeerklæring hospitali chemotherap psychiatr miscarriage""",
    Special.SEX: "transperson transkjønn",
    Special.BELIEF: "katolikk katolsk hinduis buddhist ateist pinsevenn kirkemedlem trossamfunn",
    Special.ETHNIC: "asylsøk romfolk sigøyner",
    Special.UNION: "fagforening streikebidrag fellesforbundet",
    Special.POLITICAL: "partimedlem",
    Special.GENETIC: "gentest dna-prøv dna-test genfeil",
    Special.BIOMETRIC: "ansiktsgjenkjen irisskann",
    Special.CRIMINAL: "straffedøm domfelt varetekt straffesak promillekjør ruskjør voldsdøm",
}  # fmt: skip

_TOGETHER: dict[Special, tuple[str, ...]] = {
    Special.HEALTH: (
        "er syk", "var syk", "blitt syk", "ble syk", "alvorlig syk", "psykisk syk", "kronisk syk", "langvarig syk",
        "psykisk helse", "psykiske problemer", "psykiske lidelser", "sick leave", "seriously ill",
        "mental health", "mental illness", "disability pension", "disability benefits", "fikk diagnosen",
    ),
    Special.UNION: ("trade union", "union member", "union representative", "union membership"),
    Special.POLITICAL: ("politisk syn", "politisk ståsted", "political views", "political opinions", "party member"),
    Special.BELIEF: ("jehovas vitne", "jehovas vitner", "religious beliefs"),
    Special.ETHNIC: ("utenlandsk opprinnelse", "etniske opprinnelse", "ethnic origin", "asylum seeker"),
    Special.SEX: ("seksuell legning", "seksuelle legning", "sexual orientation"),
    Special.GENETIC: ("arvelig sykdom", "genetic test", "genetisk test"),
    Special.CRIMINAL: ("criminal record", "criminal conviction", "til fengsel"),
}  # fmt: skip


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PERSON = _set(
    "hun han kunden pasienten sønnen datteren mannen kona legen lege sykehus sykehuset he she patient doctor hospital"
)
_MACHINE = _set(
    "bil bilen motor motoren verksted verkstedet feilkode feilkoder feilkoden pc pcen server serveren nettverk nettverket"
    " eu-kontroll bremser girkasse girkassen maskin maskinen varmepumpe varmepumpen anlegget systemet programmet abonnement"
    " car engine server system vehicle software error"
)  # fmt: skip
_OFFENCE = _set(
    "politi politiet tyveri vold svindel bedrageri underslag ran drap narkotika promille retten tingretten tingrett fengsel"
    " lovbrudd theft fraud assault murder police court"
)
_VOTING = _set("stemmer stemte stemt velger medlem medlemskap partiet valget politisk votes voted member")
_WORKING = _set(
    "medlem medlemskap organisert fagforening fagforeningen forbund forbundet klubb kontingent member"
)

_COMPANY: dict[str, _Weak] = {
    "diagnose": _Weak(Special.HEALTH, _PERSON, _MACHINE),
    "diagnosen": _Weak(Special.HEALTH, _PERSON, _MACHINE),
    "diagnosed": _Weak(Special.HEALTH, _PERSON, _MACHINE),
    "diagnostisert": _Weak(Special.HEALTH, _PERSON, _MACHINE),
    "innlagt": _Weak(Special.HEALTH, _set("sykehus sykehuset psykiatrisk avdeling")),
    "operert": _Weak(Special.HEALTH, _set("sykehus sykehuset kneet hofta hoften ryggen hjertet skulderen øyet legen")),
    "depresjon": _Weak(Special.HEALTH, _PERSON),
    "deprimert": _Weak(Special.HEALTH, _PERSON),
    "depression": _Weak(Special.HEALTH, _PERSON),
    "sykdom": _Weak(Special.HEALTH, _PERSON),
    "lo": _Weak(Special.UNION, _WORKING),
    "nho": _Weak(Special.UNION, _set("fagforening fagforeningen")),
    "tillitsvalgt": _Weak(Special.UNION, _set("klubben klubb tariff lønnsforhandling fagforbundet bedriften arbeidsgiver")),
    **dict.fromkeys(
        _set("arbeiderpartiet høyre frp fremskrittspartiet sv senterpartiet venstre rødt mdg krf"),
        _Weak(Special.POLITICAL, _VOTING),
    ),
    "kirken": _Weak(Special.BELIEF, _set("utmeldt innmeldt meldt medlem medlemskap")),
    "fingeravtrykk": _Weak(Special.BIOMETRIC, _set("hans hennes ansatt ansatte ansattes kundens avgitt tatt lagret")),
    "fingeravtrykket": _Weak(Special.BIOMETRIC, _set("hans hennes ansatt ansatte ansattes kundens avgitt tatt lagret")),
    **dict.fromkeys(_set("dømt siktet tiltalt mistenkt anmeldt arrestert"), _Weak(Special.CRIMINAL, _OFFENCE)),
    **dict.fromkeys(_set("charged arrested suspected"), _Weak(Special.CRIMINAL, _OFFENCE)),
    "fengsel": _Weak(Special.CRIMINAL, _set("dømt soner sonet sitter satt")),
    "prison": _Weak(Special.CRIMINAL, _set("sentenced serving served convicted")),
}  # fmt: skip

_NAMES_TOO = {"kristen": Special.BELIEF, "christian": Special.BELIEF, "gay": Special.SEX}
"""First names and surnames when they begin with a capital."""
_ABBREVIATIONS = frozenset(("lo", "nho", "sv", "frp", "mdg", "krf"))
_CAPITAL = frozenset(("høyre", "venstre", "rødt", "arbeiderpartiet", "senterpartiet"))
"""Parties: without the capital it is right, left or red."""

_WORDS = {word: special for special, words in _EXACT.items() for word in words.split()}
_WEAK = _COMPANY
_STEMS: dict[str, tuple[tuple[str, Special], ...]] = {}
for _special, _stems in _BEGINNINGS.items():
    for _stem in _stems.split():
        _STEMS[_stem[:_START]] = (*_STEMS.get(_stem[:_START], ()), (_stem, _special))
_PAIRS: dict[str, dict[str, Special]] = {}
for _special, _couples in _TOGETHER.items():
    for _couple in _couples:
        _first, _second = _couple.split()
        _PAIRS.setdefault(_second, {})[_first] = _special
_BEGINS = frozenset(word[:_START] for words in (_WORDS, _STEMS, _PAIRS, _WEAK, _NAMES_TOO) for word in words)
