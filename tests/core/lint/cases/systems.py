from tests.core.lint.breaking import breaks

_BACKUP = "    backup: {kept: 30 days, taken_before_act: 2026-10-01, restore_tested_on: 2026-10-01}\n"
_DETAIL = "          - {columns: [detail], category: extra, source: [person]}\n"
_CONTRADICTION = """\
never:
  joins: {says: {nb: Loggen kobles ikke til deg., en: The log is not tied to you.}, kind: no_join}
"""
_VOUCHED = """\
promises:
  P-1:
    says: {nb: Vi prøver låsene., en: We try the locks.}
    part: security
    grade: measured
    rests_on: [measures.locks]
    probe: {kind: vouched, every: 12 months}
"""
_END = "breach: {authority_within_hours: 72}\n"

_SQL = 'connect: {kind: sql, url: "${SHOP_URL}"}'
_IN_FILES = (
    (_SQL, _SQL.replace("sql", "files")),
    ("{nb: bestillinger, en: orders}", "{nb: bestillinger, en: orders}\n        file: {name: orders.csv}"),
    ("{nb: fakturaer, en: invoices}", "{nb: fakturaer, en: invoices}\n        file: {name: invoices.csv}"),
)
_BEHIND_API = (
    (_SQL, _SQL.replace("sql", "http")),
    (
        "{nb: bestillinger, en: orders}",
        "{nb: bestillinger, en: orders}\n        api: {list: /orders, item: '/orders/{id}', erase: DELETE}",
    ),
    (
        "{nb: fakturaer, en: invoices}",
        "{nb: fakturaer, en: invoices}\n        api: {list: /invoices, item: '/invoices/{id}', erase: DELETE}",
    ),
)

_IN_MAIL = (
    (_SQL, _SQL.replace("sql", "imap")),
    (
        "{nb: bestillinger, en: orders}",
        "{nb: bestillinger, en: orders}\n        mailbox: {folder: Bestilt, ours: [x.example]}",
    ),
    (
        "{nb: fakturaer, en: invoices}",
        "{nb: fakturaer, en: invoices}\n        mailbox: {folder: Faktura, ours: [x.example]}",
    ),
)


def _customers(layout: str) -> tuple[str, str]:
    return ("{nb: kunder, en: customers}", f"{{nb: kunder, en: customers}}\n        {layout}")


CASES = (
    breaks("HJ911", _customers("file: {name: customers.csv}"), at="file: {name: customers.csv}"),
    breaks(
        "HJ912",
        _customers("file: {name: customers.csv, columns: {emial: {heading: E-post}}}"),
        *_IN_FILES,
        at="emial",
    ),
    breaks("HJ913", _customers("file: {name: ../customers.csv}"), *_IN_FILES, at="../customers.csv"),
    breaks(
        "HJ914",
        _customers("api: {list: /customers, change: PATCH}"),
        ("mode: watch", "mode: act"),
        *_BEHIND_API,
        at="change: PATCH",
    ),
    breaks(
        "HJ915",
        _customers(
            "mailbox: {folder: INBOX, ours: [x.example], requests: all, address: a@x.example, address_files_to: ordres}"
        ),
        *_IN_MAIL,
        at="ordres",
    ),
    breaks("HJ901", ("mode: watch", "mode: act"), ("taken_before_act: 2026-10-01, ", "")),
    breaks("HJ902", ('url: "${SHOP_URL}"', 'url: "postgresql://app:hemmelig@db.example/shop"')),
    breaks(
        "HJ903",
        ("    run_by: drift\n", "    run_by: drift\n    denied_columns: [detail]\n"),
        at="[detail], category",
    ),
    breaks("HJ904", (", restore_tested_on: 2026-10-01}", ", restore_tested_on: 2024-10-01}")),
    breaks("HJ905", (_BACKUP, ""), at="  shop:"),
    breaks("HJ906", (_DETAIL, _DETAIL.replace("}", ", zone: Europe/Olso}")), at="Europe/Olso"),
    breaks(
        "HJ907",
        ("[id, created_on], category: none, why: key and clock}", "[id, created_on], category: none}"),
    ),
    breaks("HJ908", ("[id, created_on], category", "[id, created_on, home_address], category")),
    breaks(
        "HJ951",
        ("purposes: [offers]}", "purposes: [offers], joined_with_person: by_case}"),
        (_END, _END + _CONTRADICTION),
        at="  joins:",
    ),
    breaks("HJ952", (_END, _END + _CONTRADICTION.replace("no_join", "no_content")), at="  joins:"),
    breaks(
        "HJ953", (_END, _END + _CONTRADICTION.replace("no_join", "no_join, scope: [shpo]")), at="  joins:"
    ),
    breaks("HJ954", (_END, _END + _VOUCHED), at="grade: measured"),
    breaks(
        "HJ955",
        (_END, _END + _VOUCHED.replace("kind: vouched, every: 12 months", "kind: lint, codes: [HJ999]")),
        at="probe:",
    ),
)
