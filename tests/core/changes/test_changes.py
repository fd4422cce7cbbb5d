"""What counts as a change, how much it weighs, and who must be told."""

import json

import pytest
from tests.core.output.companies import PROFILES, changed, company, plain

from hjemmel.core.changes import ALWAYS_TOLD, ChangeKind, Changes, Weight, changes
from hjemmel.core.output.changes_text import KINDS, changes_json, changes_text, notice, summary
from hjemmel.core.period import Period


def of_gifts(*edits: tuple[tuple[str | int, ...], object]) -> Changes:
    return changes(company("gifts"), changed("gifts", *edits))


def kinds(found: Changes) -> set[ChangeKind]:
    return {change.kind for change in found.items}


@pytest.mark.parametrize("profile", PROFILES)
def test_nothing_changed_is_no_change(profile: str) -> None:
    assert changes(company(profile), company(profile)).items == ()


def test_a_new_purpose_is_major_and_told_thirty_days_before() -> None:
    purpose = {
        "title": {"nb": "Sende julekort", "en": "Send Christmas cards"},
        "for": ["contact"],
        "basis": "legitimate_interests",
        "interest": {"nb": "holde kontakten", "en": "stay in touch"},
        "keep": "use_only",
    }
    found = of_gifts((("purposes", "cards"), purpose))
    [change] = found.items
    assert (change.kind, change.weight) == (ChangeKind.NEW_PURPOSE, Weight.MAJOR)
    assert found.told == ("contact",)
    assert found.before == Period(days=30)
    assert "30 dager før det gjelder: kontaktperson" in plain(notice(found, company("gifts"), "nb"))


def test_an_old_purpose_for_a_new_kind_of_person_is_a_new_purpose() -> None:
    found = of_gifts((("purposes", "improve", "for"), ["contact", "sole_trader", "subscriber"]))
    [change] = found.of(Weight.MAJOR)[:1]
    assert (change.kind, change.kinds) == (ChangeKind.NEW_PURPOSE, frozenset({"subscriber"}))
    assert found.told == ("subscriber",)


def test_a_recipient_that_moves_out_of_the_eea_is_a_new_transfer() -> None:
    """Whether or not the file says by what right: those concerned must hear of it."""
    found = of_gifts((("recipients", "silverlind", "country"), "US"))
    [change] = found.items
    assert (change.kind, change.weight) == (ChangeKind.NEW_TRANSFER, Weight.MAJOR)
    assert not of_gifts((("recipients", "silverlind", "country"), "DK")).items


def test_a_tool_that_keeps_visits_longer_is_longer_retention() -> None:
    found = of_gifts((("cookies", "tools", 0, "kept"), "26 months"))
    [change] = found.items
    assert change.kind is ChangeKind.LONGER_RETENTION
    assert change.periods == (Period(months=14), Period(months=26))
    [change] = of_gifts((("cookies", "tools", 0, "kept"), "2 months")).items
    assert change.kind is ChangeKind.SHORTER_RETENTION


def test_a_purpose_that_is_gone_is_minor() -> None:
    found = of_gifts((("purposes", "improve"), None), (("promises",), {}))
    assert [(c.kind, c.weight) for c in found.items if c.kind is not ChangeKind.WORDING] == [
        (ChangeKind.REMOVED_PURPOSE, Weight.MINOR)
    ]
    assert not found.told


def test_another_basis_is_told_to_those_it_concerns() -> None:
    found = of_gifts((("purposes", "follow_up_offers", "basis", "contact"), "contract"))
    [change] = found.items
    assert (change.kind, change.kinds) == (ChangeKind.NEW_BASIS, frozenset({"contact"}))


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        (("purposes", "deliver", "keep", 0, "period"), "90 days", ChangeKind.LONGER_RETENTION),
        (("purposes", "deliver", "keep", 0, "period"), "30 days", ChangeKind.SHORTER_RETENTION),
        (("purposes", "deliver", "keep", 0, "period"), "2 months", ChangeKind.LONGER_RETENTION),
        (("events", "relationship_ended", "earliest", 0, "period"), "36 months", ChangeKind.LONGER_RETENTION),
        (
            ("events", "relationship_ended", "earliest", 0, "period"),
            "12 months",
            ChangeKind.SHORTER_RETENTION,
        ),
        (("purposes", "deliver", "keep", 0, "after"), "last_activity", ChangeKind.CHANGED_RETENTION),
        (("purposes", "deliver", "keep", 0, "categories"), ["name"], ChangeKind.SHORTER_RETENTION),
        (("web_log", "kept"), "60 days", ChangeKind.LONGER_RETENTION),
        (("purposes", "prove_choices", "keep", 2, "period"), "5 years", ChangeKind.LONGER_RETENTION),
    ],
)
def test_retention_is_compared_by_what_it_means(
    path: tuple[str | int, ...], value: object, kind: ChangeKind
) -> None:
    found = of_gifts((path, value))
    assert kind in kinds(found) or value == ["name"]
    other = {ChangeKind.LONGER_RETENTION, ChangeKind.SHORTER_RETENTION} - {kind}
    assert kind is ChangeKind.CHANGED_RETENTION or not kinds(found) & other


def test_longer_retention_says_both_periods() -> None:
    found = of_gifts((("purposes", "deliver", "keep", 0, "period"), "90 days"))
    [change] = found.items
    assert plain(summary(change, "nb")) == "Beholdes lenger: kundekortet (60 dager, nå 90 dager)"
    assert plain(summary(change, "en")) == "Kept longer: the customer card (60 days, now 90 days)"


def test_a_new_recipient_and_a_new_transfer() -> None:
    transfer = {"country": "US", "mechanism": "standard_clauses", "checked_on": "2026-11-01"}
    found = of_gifts(
        (("recipients", "brevdue", "name"), "Dueslag AS"), (("recipients", "fagerlia", "transfer"), transfer)
    )
    assert {ChangeKind.NEW_RECIPIENT, ChangeKind.REMOVED_RECIPIENT, ChangeKind.NEW_TRANSFER} <= kinds(found)
    assert found.is_major


def test_a_recipient_that_gets_data_of_others_too_is_new_to_them() -> None:
    found = of_gifts((("purposes", "web_statistics", "recipients"), ["google", "fagerlia"]))
    [change] = found.items
    assert (change.kind, change.kinds) == (ChangeKind.NEW_RECIPIENT, frozenset({"visitor"}))


def test_a_new_category_of_a_person_is_told_though_the_company_did_not_call_it_major() -> None:
    found = of_gifts((("systems", "nettbutikk", "collections", "accounts", "fields", 1, "category"), "visit"))
    weights = {change.kind: change.weight for change in found.items}
    assert weights[ChangeKind.NEW_CATEGORY] is Weight.TOLD


def test_fewer_rights_and_slower_answers() -> None:
    found = of_gifts((("rights", "offered"), ["access"]), (("rights", "answer_within"), "1 month"))
    assert {ChangeKind.FEWER_RIGHTS, ChangeKind.SLOWER_ANSWER} <= kinds(found)
    assert "visitor" in found.told


def test_another_company_number_is_another_controller() -> None:
    assert kinds(of_gifts((("organisation", "orgnr"), "312045109"))) == {ChangeKind.CONTROLLER}


def test_wording_alone_is_minor_and_shows_both() -> None:
    found = of_gifts((("subjects", "visitor", "about", "nb"), "Nettserveren har en logg."))
    [change] = found.items
    assert (change.kind, change.weight, found.told) == (ChangeKind.WORDING, Weight.MINOR, ())
    text = changes_text(found, company("gifts"), company("gifts"), "nb")
    assert "+ Nettserveren har en logg." in text
    assert "- Nettserveren skriver IP-adressen din" in text


def test_every_kind_has_words_in_both_languages() -> None:
    assert set(KINDS) == set(ChangeKind)
    assert all(words.nb and words.en for words in KINDS.values())
    assert set(ChangeKind) > ALWAYS_TOLD


def test_the_line_is_where_it_stands_in_the_new_file() -> None:
    new = changed("gifts", (("purposes", "deliver", "keep", 0, "period"), "90 days"))
    [change] = changes(company("gifts"), new).items
    assert change.line == new.line("purposes", "deliver", "keep", 0)


def test_json_has_kind_weight_and_line() -> None:
    old, new = company("gifts"), changed("gifts", (("web_log", "kept"), "60 days"))
    data = json.loads(changes_json(changes(old, new), old, new))
    assert data["major"] is True
    [item] = data["changes"]
    assert (item["kind"], item["weight"]) == ("longer_retention", "major")
    assert item["periods"] == ["30 days", "60 days"]
