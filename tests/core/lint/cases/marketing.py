from tests.core.lint.breaking import Edit, breaks

_EMAIL = "customers: existing_customer, others: consent}"
_WORK = "  work: {title: {nb: arbeidet vårt, en: our work}, kind: generated}"
_BOUGHT = "  bought: {title: {nb: kjøpte lister, en: bought lists}, kind: bought, notice_within: 1 month"


def bought(*edits: Edit, checked: bool) -> tuple[Edit, ...]:
    more = ", checked_against_reservations: true}" if checked else "}"
    return ((_WORK, f"{_WORK}\n{_BOUGHT}{more}"), *edits)


CASES = (
    breaks("HJ601", (_EMAIL, _EMAIL.replace("others: consent", "others: reservation_register"))),
    breaks("HJ602", (_EMAIL, _EMAIL.replace("}", ", former_customers: reservation_register}"))),
    breaks("HJ603", ("{channels: [email], exception: mfl-15-3}", "{channels: [email, post]}")),
    breaks("HJ604", ("  existing_customer_until: last_order\n", ""), at="exception: mfl-15-3"),
    breaks("HJ605", (_EMAIL, _EMAIL.replace("existing_customer", "opt_out"))),
    breaks("HJ606", (_EMAIL, _EMAIL.replace("}", ", opt_out_in_each: false}"))),
    breaks("HJ607", ("washed_within: 1 month", "washed_within: 6 months")),
    breaks(
        "HJ608",
        *bought(
            (
                "    sources: [work]\n    recipients: [drift]\n    direct_marketing",
                "    sources: [bought]\n    recipients: [drift]\n    direct_marketing",
            ),
            checked=True,
        ),
        at="exception: mfl-15-3",
    ),
    breaks("HJ609", *bought(checked=False), at="  bought:"),
    breaks("HJ610", ("      - {facts: suppressions, until: lifted}\n", ""), at="exception: mfl-15-3"),
    breaks(
        "HJ611",
        ("marketing:\n", "marketing:\n  service_messages_without_offers: false\n"),
        at="service_messages",
    ),
    breaks(
        "HJ612",
        (_EMAIL, _EMAIL.replace("existing_customer", "never").replace("others: consent", "others: never")),
        at="exception: mfl-15-3",
    ),
    breaks("HJ613", ("existing_customer_until: last_order", "existing_customer_until: last_ordre")),
)
