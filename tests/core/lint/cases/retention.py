from tests.core.lint.breaking import breaks

_INVOICES = "        after: year_over\n        period: 5 years\n        law: bokforingsloven-13-primary\n"
_SECOND = "      - {in: [shop.orders], categories: [purchase], after: last_order, period: 12 months}\n"
_DELIVER = "        after: last_order\n        period: 12 months\n"

CASES = (
    breaks(
        "HJ401",
        ("        categories: [name, extra]", "        categories: [name]"),
        at="[detail], category: extra",
    ),
    breaks("HJ402", (_INVOICES, _INVOICES.replace("5 years", "3 years")), at="        period: 3 years"),
    breaks(
        "HJ403",
        (_INVOICES, _INVOICES.replace("year_over", "shop.invoices.issued_on")),
        at="      - in: [shop.invoices]",
    ),
    breaks(
        "HJ404",
        (
            _DELIVER,
            "        after: last_order\n        period: 12 months\n        law: kameraforskriften-week\n",
        ),
        at="period: 12 months",
        also="HJ406",
    ),
    breaks(
        "HJ405",
        (_DELIVER, "        after: last_order\n        period: 4 years\n        law: foreldelsesloven-2\n"),
        at="period: 4 years",
        also="HJ417",
    ),
    breaks(
        "HJ406",
        (_DELIVER, "        after: last_order\n        period: 2 years\n        law: foreldelsesloven-9\n"),
        at="law: foreldelsesloven-9",
        also="HJ417",
    ),
    breaks("HJ407", (_INVOICES, _INVOICES.replace("13-primary", "13-primry")), at="13-primry"),
    breaks("HJ408", (_SECOND, _SECOND + _SECOND.replace("12 months", "24 months")), at="24 months"),
    breaks("HJ409", ("[purchase], after", "[purchase, voucher], after")),
    breaks("HJ410", (_DELIVER, _DELIVER + "        extendable_to: 6 months\n"), at="extendable_to"),
    breaks("HJ411", ("backup: {kept: 30 days", "backup: {kept: 14 months")),
    breaks(
        "HJ412", (_DELIVER, _DELIVER.replace("12 months", "12 years")), at="period: 12 years", also="HJ417"
    ),
    breaks("HJ413", ("    title: {nb: siste bestilling, en: the last order}\n", ""), at="  last_order:"),
    breaks(
        "HJ414",
        ("mode: watch", "mode: act"),
        (
            "        identity: {email: email}\n        when_due: erase\n",
            "        identity: {email: email}\n        when_due: ask\n",
        ),
        at="when_due: ask",
    ),
    breaks("HJ415", ("      - {facts: requests, after: closed, period: 3 years}\n", ""), at="purposes:"),
    breaks(
        "HJ416",
        (
            "  extra: {title",
            "  health: {title: {nb: helse, en: health}, special: health, security: strict}\n  extra: {title",
        ),
        at="  health:",
    ),
    breaks(
        "HJ417",
        (
            "      - {in: [shop.orders], categories: [purchase], after: last_order, period: 12 months}\n",
            "      - {in: [shop.orders], categories: [purchase], after: shop.orders.placed_on, period: 6 months}\n",
        ),
        at="  last_order:",
    ),
    breaks(
        "HJ418",
        ("{columns: [placed_on], category: purchase", "{columns: [placed_on, at], category: purchase"),
        (
            "      - {in: [shop.orders], categories: [purchase], after: last_order, period: 12 months}\n",
            "      - {in: [shop.orders], categories: [purchase], after: shop.orders.at, period: 12 months}\n",
        ),
        at="after: shop.orders.at",
        also="HJ417",
    ),
    breaks(
        "HJ419",
        ("mode: watch", "mode: act"),
        (
            "        identity: {email: email}\n        when_due: erase\n",
            "        identity: {email: email}\n        when_due: overwrite\n"
            "        meaning: {paper: {place: detail, destroyed: created_on}}\n",
        ),
        at="when_due: overwrite",
    ),
)
