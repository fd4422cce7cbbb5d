from tests.core.lint.breaking import breaks

_MUST_GIVE = "    must_give: {nb: Du må gi navn for å bestille., en: You must give a name to order.}\n"
_ABOUT = (
    "    about: {nb: Vi har navnet ditt og det du har kjøpt., en: We have your name and what you bought.}\n"
)
_WORK = "  work: {title: {nb: arbeidet vårt, en: our work}, kind: generated}"
_MACHINE = (
    "    automated: {kind: decision, logic: {nb: poeng, en: points}, consequence: {nb: nei, en: no},"
    " human_decides: false}\n"
)

CASES = (
    breaks("HJ311", (_MUST_GIVE, ""), at="  customer:"),
    breaks("HJ312", (_ABOUT, ""), at="  customer:"),
    breaks(
        "HJ313",
        (
            "subjects:\n",
            "subjects:\n  stranger: {title: {nb: ukjent, en: stranger}, about: {nb: Intet., en: None.}}\n",
        ),
        at="  stranger:",
    ),
    breaks("HJ314", ("    sources: [person, work]\n", ""), at="  deliver:"),
    breaks("HJ315", (_WORK, _WORK.replace("generated", "authority"))),
    breaks("HJ316", (_WORK, _WORK.replace("generated", "authority, notice_within: 3 months"))),
    breaks("HJ317", ("[placed_on], category: purchase, source: [work]", "[placed_on], category: purchase")),
    breaks("HJ318", (_WORK, _WORK.replace("generated", "public, notice_within: 14 days"))),
    breaks(
        "HJ319",
        ("    direct_marketing: {channels: [email], exception: mfl-15-3}\n", _MACHINE),
        ("portability, objection", "portability, human_review, objection"),
        at="automated:",
        also="HJ560",
    ),
    breaks("HJ320", ("{nb: Føre regnskap, en: Keep accounts}", "{nb: Profilering, en: Profiling}")),
    breaks(
        "HJ321",
        ("    - {nb: Vi bruker opplysningene til å levere., en: We use the data to deliver.}\n", ""),
        ("in_short:\n", "in_short: []\n"),
        at="in_short:",
    ),
    breaks("HJ322", ("en: the website}}", "en: the website}, notice_given: false}")),
    breaks("HJ323", ("    role: processor\n", "    role: joint_controller\n"), at="  drift:"),
    breaks(
        "HJ324",
        ("about: {kind: customer}", "about: {column: id, values: {company: customer}, otherwise: unknown}"),
    ),
)
