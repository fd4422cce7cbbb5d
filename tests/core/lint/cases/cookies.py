from tests.core.lint.breaking import breaks

_COUNT = "lifetime: 1 month, consent: true}"
_COUNTER = (
    "    - {name: count, party: first, set_by: Oss, category: statistics, purpose: {nb: telle besøk, en:"
    " count"
    " visits}, lifetime: 1 month, consent: true}\n"
)
_CART = (
    "    - {name: cart, party: first, set_by: Oss, category: necessary, purpose: {nb: huske kurven, en:"
    " remember"
    " the basket}, lifetime: session, consent: false}\n"
)
_SECTION = f"cookies:\n  consent_by: active_choice\n  cookies:\n{_CART}{_COUNTER}"


def tool(name: str, recipient: str = "") -> str:
    named = f", recipient: {recipient}" if recipient else ""
    does = "does: {nb: viser kart, en: shows maps}"
    return f"    - {{title: {name}, category: embed, {does}, consent: true{named}}}\n"


CASES = (
    breaks("HJ651", ("consent_by: active_choice", "consent_by: use")),
    breaks("HJ652", (_COUNT, _COUNT.replace("true", "false"))),
    breaks("HJ653", (_SECTION, ""), at="  sites:"),
    breaks("HJ654", (_COUNT, _COUNT.replace("1 month", "en stund"))),
    breaks(
        "HJ655",
        ("consent_by: active_choice\n", "consent_by: active_choice\n  refuse_as_easy: false\n"),
        at="refuse_as",
    ),
    breaks("HJ656", ("    law: ekomloven-3-15\n", ""), at="name: count"),
    breaks("HJ657", (_COUNTER, _COUNTER.replace("first", "third"))),
    breaks("HJ658", (_COUNTER, f"{_COUNTER}  tools:\n{tool('Kart', 'drifft')}"), at="title: Kart"),
    breaks("HJ659", ("web_log: {kept: 30 days, purposes: [offers]}\n", ""), at="  sites:"),
    breaks("HJ660", ("web_log: {kept: 30 days", "web_log: {kept: 2 years")),
    breaks("HJ661", ("purposes: [offers]}", "purposes: [ofers]}")),
    breaks("HJ662", (_COUNT, _COUNT.replace("true}", "true, identifies: false}"))),
)
