from tests.core.lint.breaking import breaks

_OFFERED = "offered: [access, rectification, erasure, restriction, portability, objection, withdrawal]"
_MACHINE = (
    "    automated: {kind: decision, logic: {nb: poeng, en: points}, consequence: {nb: nei, en: no},"
    " human_decides: false}\n"
)

CASES = (
    breaks("HJ701", (_OFFERED, _OFFERED.replace("restriction, portability, ", ""))),
    breaks("HJ702", (_OFFERED, _OFFERED.replace("objection, ", ""))),
    breaks("HJ703", (_OFFERED, _OFFERED.replace(", withdrawal", ""))),
    breaks(
        "HJ704",
        ('complaint: {authority: datatilsynet, link: "https://www.datatilsynet.no/klage"}\n', ""),
        at="rights:",
    ),
    breaks("HJ705", ("identity_check: {how: [known_channel]}\n", ""), at="rights:"),
    breaks(
        "HJ706", ("  answer_within: 1 month\n", "  answer_within: 1 month\n  free: false\n"), at="free: false"
    ),
    breaks("HJ707", ("answer_within: 1 month", "answer_within: 2 months")),
    breaks("HJ708", ("answer_within: 1 month", "answer_within: 30 days")),
    breaks(
        "HJ709",
        ("answer_within: 1 month\n", "answer_within: 1 month\n  extension: 3 months\n"),
        at="extension:",
    ),
    breaks(
        "HJ710",
        ("answer_within: 1 month\n", "answer_within: 1 month\n  erasure_only_consent: true\n"),
        at="erasure_only_consent",
    ),
    breaks("HJ711", ("how: [known_channel]", "how: [known_channel, id_copy]")),
    breaks(
        "HJ712",
        ("    basis: contract\n", "    basis: contract\n    impact_assessed_on: 2026-05-01\n" + _MACHINE),
        at="offered:",
    ),
    breaks(
        "HJ713",
        ("ways: [email, phone]", "ways: [email, phone, post]"),
        ("  address: Storgata 1, 0155 Oslo\n", ""),
        also="HJ304",
    ),
    breaks("HJ714", ("alarms: [7 days]", "alarms: [40 days]")),
    breaks("HJ715", ("        identity: {email: email}\n", ""), at="      customers:"),
)
