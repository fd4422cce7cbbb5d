from tests.core.lint.breaking import breaks

CASES = (
    breaks("HJ301", ("name: Prøvehuset AS", "name: Selskapet")),
    breaks("HJ302", ('  orgnr: "312045109"\n', ""), at="organisation:"),
    breaks("HJ303", ('"312045109"', '"312045108"')),
    breaks("HJ304", ("  address: Storgata 1, 0155 Oslo\n", ""), at="organisation:"),
    breaks(
        "HJ305",
        ("  email: personvern@provehuset.example\n  phone: 00 00 00 01\n", ""),
        at="organisation:",
        also="HJ713",
    ),
    breaks("HJ306", ("  data_protection_officer: none\n", ""), at="organisation:"),
    breaks("HJ307", ("data_protection_officer: none", "data_protection_officer: {name: Ola Nordmann}")),
    breaks("HJ308", ("valid_from: 2026-10-01", "valid_from: 2028-12-24")),
    breaks("HJ309", ("last_reviewed: 2026-10-01", "last_reviewed: 2025-10-01")),
    breaks("HJ310", ("  sites: [provehuset.example]\n", ""), at="organisation:"),
)
