"""How promises are judged: the rules of a verdict one by one, and what a probe makes of companies that go wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hjemmel.connectors.memory import MemoryConnector
from hjemmel.connectors.protocol import Connector, Unreachable
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About, ConsentGiven
from hjemmel.core.observation import Observation
from hjemmel.core.promise import Evidence, Measurement, judge, standing
from hjemmel.core.terms import Grade, Verdict

from .ports import ANE, Stores
from .worlds import Table, compiled, house, in_memory, profile, rows_of, text_of

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
TODAY = date(2026, 11, 23)
TWO_DAYS = timedelta(days=2)
GOOD = Measurement(
    at=NOW,
    cases=3,
    breaches=0,
    in_scope=frozenset({"a", "b"}),
    observed=frozenset({"a", "b", "c"}),
    seen_nb="ja",
    seen_en="yes",
)


def verdict(seen: Measurement) -> Verdict:
    return judge("P1", 1, Grade.MEASURED, seen, NOW, TWO_DAYS).verdict


# ---- the rules ----------------------------------------------------------------------------------------------


def test_kept_needs_everything_at_once() -> None:
    assert verdict(GOOD) is Verdict.KEPT


@pytest.mark.parametrize(
    "lacking",
    [
        {"cases": 0},
        {"observed": frozenset({"a"})},
        {"observed": frozenset()},
        {"at": NOW - timedelta(days=2, seconds=1)},
        {"unknown": 1},
        {"missing_nb": "noe", "missing_en": "something"},
    ],
    ids=["no case", "a system unseen", "none seen", "too old", "one case unjudged", "something missing"],
)
def test_without_any_one_of_them_it_is_unknown_and_never_kept(lacking: dict[str, object]) -> None:
    seen = judge("P1", 1, Grade.MEASURED, replace(GOOD, **lacking), NOW, TWO_DAYS)
    assert seen.verdict is Verdict.UNKNOWN
    assert seen.why_nb
    assert seen.why_en
    assert verdict(replace(GOOD, **lacking, breaches=1)) is Verdict.BROKEN, (
        "a known breach wins over all of them"
    )


def test_evidence_counts_to_the_end_of_its_interval_and_is_at_risk_shortly_before() -> None:
    assert verdict(replace(GOOD, at=NOW - timedelta(hours=30))) is Verdict.KEPT
    assert verdict(replace(GOOD, at=NOW - TWO_DAYS)) is Verdict.AT_RISK


def test_stored_evidence_ages_and_a_breach_stays_a_breach() -> None:
    kept = judge("P1", 1, Grade.MEASURED, GOOD, NOW, TWO_DAYS)
    later = standing(kept, NOW + timedelta(days=3), TWO_DAYS)
    assert (kept.verdict, later.verdict) == (Verdict.KEPT, Verdict.UNKNOWN)
    assert later.why_en == "The probe is too old."
    assert standing(kept, NOW + timedelta(days=1), TWO_DAYS).verdict is Verdict.KEPT
    broken = judge("P1", 1, Grade.MEASURED, replace(GOOD, breaches=1), NOW, TWO_DAYS)
    assert standing(broken, NOW + timedelta(days=99), TWO_DAYS).verdict is Verdict.BROKEN


def test_probes_stand_apart_from_the_selections_that_sweeps_are_made_of() -> None:
    """A probe that asked the sweep's own question could not find the sweep wrong."""
    told = subprocess.run(
        [sys.executable, "-c", "import sys, hjemmel.engine.probes; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(told.stdout.split())
    assert "hjemmel.core.grounds.explain" in loaded
    assert not loaded & {
        "hjemmel.core.retention",
        "hjemmel.core.grounds.claim",
        "hjemmel.core.grounds.claims",
        "hjemmel.core.grounds.over",
    }


# ---- a company ----------------------------------------------------------------------------------------------

CARD = {
    "buyer_kind": "person", "first_name": "Kari", "last_name": "Lunde", "marketing_opt_out": False,
    "created_at": "2025-01-01 08:00:00",
}  # fmt: skip
DUTY = """  P004-99:
    says: {nb: Det loven krever er der, en: What the law requires is there}
    part: retention
    grade: measured
    rests_on: [purposes.bookkeeping]
    control: {nb: telles, en: counted}
    probe: {kind: duty, purposes: [bookkeeping]}
  P004-98:
    says: {nb: Hvert formål har grunnlag, en: Each purpose has a basis}
    part: purposes
    grade: measured
    rests_on: [purposes.market_others]
    control: {nb: telles, en: counted}
    probe: {kind: bases}
  P004-97:
    says: {nb: Alt har en plass, en: Everything has a place}
    part: what
    grade: measured
    rests_on: [systems]
    control: {nb: leses, en: read}
    probe: {kind: drift}
"""


def gifts() -> DataMap:
    """The profile, with a promise of each kind that is tried here."""
    text = text_of("gifts")
    return compiled(text.replace("\npromises:\n", "\npromises:\n" + DUTY, 1))


class Broken:
    """A system that does not answer."""

    def __getattr__(self, name: str) -> object:
        raise Unreachable("system", "it does not answer", "try again")


class Company:
    """A running customer with an invoice of each of two years, an enquiry and a newsletter consent."""

    def __init__(self, data_map: DataMap | None = None) -> None:
        self.map, self.stores = data_map or gifts(), Stores()
        rows = {
            "nettbutikk.accounts": [{**CARD, "id": 1, "email": "kari@a.example"}],
            "nettbutikk.orders": [
                {"id": 1, "account_id": 1, "placed_at": "2026-10-01 09:00:00", "total": 10}
            ],
            "salgskompass.contacts": [{"id": 1, "account_id": 1, "company": "A", "status": "kunde"}],
            "salgskompass.enquiries": [
                {"id": 1, "contact_id": 1, "subject": "x", "at": "2026-09-01 10:00:00"}
            ],
            "regnskap.customers": [{"id": 1, "account_id": 1, "name": "Kari"}],
            "regnskap.invoices": [
                {"id": n, "customer_id": 1, "amount": n, "fiscal_year": year}
                for n, year in ((1, 2024), (2, 2025), (3, 2025))
            ],
            "nyhetsbrev.subscribers": [
                {"id": 1, "email": "ola@b.example", "basis": "consent", "consent_at": "2026-10-01 08:00:00"}
            ],
        }
        self.rows: dict[str, Table] = rows_of(self.map, rows)
        self.connectors: dict[str, Connector] = in_memory(self.map, self.rows)

    def judged(self, day: date = TODAY) -> dict[str, Evidence]:
        told = house(self.map, self.connectors, day, self.stores)
        return {one.promise: one for one in told.judge(ANE)}

    def verdict(self, promise: str, day: date = TODAY) -> Verdict:
        return self.judged(day)[promise].verdict

    def lose_sight_of(self, system: str) -> None:
        self.connectors[system] = Broken()  # type: ignore[assignment]

    def grows(self, system: str, table: str, column: str) -> None:
        """The company adds a column that nobody has declared."""
        tables = {one.shape.table: self.rows[one.name] for one in self.map.in_system(system)}
        for row in tables[table]:
            row[column] = None
        shapes = {one.name: one.shape for one in self.map.in_system(system)}
        self.connectors[system] = MemoryConnector(
            system, shapes, {name: found for name, found in tables.items() if found}
        )


@pytest.fixture
def company() -> Iterator[Company]:
    yield Company()


RETENTION = ("P004-23", "P004-25")
DUTIES, BASES, DRIFT = "P004-99", "P004-98", "P004-97"


def test_a_company_in_order_keeps_its_promises(company: Company) -> None:
    found = company.judged()
    assert {found[name].verdict for name in RETENTION} == {Verdict.KEPT}
    assert found[BASES].verdict is Verdict.KEPT
    assert found[DRIFT].verdict is Verdict.KEPT


def test_without_a_single_case_nothing_is_kept(company: Company) -> None:
    for rows in company.rows.values():
        rows.clear()
    found = company.judged()
    assert {found[name].verdict for name in RETENTION} == {Verdict.UNKNOWN}
    assert "No case" in found["P004-23"].why_en


def test_one_row_too_old_breaks_it_whatever_else_is_unknown(company: Company) -> None:
    later = date(2031, 12, 1)
    assert company.verdict("P004-23", later) is Verdict.BROKEN
    company.lose_sight_of("nyhetsbrev")
    assert company.verdict("P004-23", later) is Verdict.BROKEN


@pytest.mark.parametrize("system", ["nettbutikk", "salgskompass", "regnskap", "nyhetsbrev"])
def test_with_a_system_out_of_reach_no_promise_that_needs_it_is_kept_and_none_is_called_broken(
    company: Company, system: str
) -> None:
    company.judged()
    company.judged()
    company.lose_sight_of(system)
    found = company.judged()
    assert found["P004-25"].verdict is Verdict.UNKNOWN
    assert found[DRIFT].verdict is Verdict.UNKNOWN
    assert not [name for name, one in found.items() if one.verdict is Verdict.BROKEN]
    if system in ("nettbutikk", "regnskap"):
        assert found[DUTIES].verdict is Verdict.UNKNOWN
    if system in ("nettbutikk", "salgskompass"):
        assert found["P004-23"].verdict is Verdict.UNKNOWN


def test_a_missing_column_puts_the_system_out_of_sight(company: Company) -> None:
    for row in company.rows["salgskompass.enquiries"]:
        del row["note"]
    tables = {one.shape.table: company.rows[one.name] for one in company.map.in_system("salgskompass")}
    shapes = {one.name: one.shape for one in company.map.in_system("salgskompass")}
    company.connectors["salgskompass"] = MemoryConnector("salgskompass", shapes, tables)
    found = company.judged()
    assert {found[name].verdict for name in (*RETENTION, DRIFT)} == {Verdict.UNKNOWN}


def test_an_undeclared_column_makes_the_drift_promise_unknown(company: Company) -> None:
    company.rows["nettbutikk.order_lines"].append(
        {"id": 1, "order_id": 1, "article": "krus", "logo_file": None, "qty": 1}
    )
    company.grows("nettbutikk", "orders", "gift_card_for")
    seen = company.judged()[DRIFT]
    assert seen.verdict is Verdict.UNKNOWN
    assert "nettbutikk.orders.gift_card_for" in seen.why_en


def test_a_denied_column_breaks_the_drift_promise_whatever_else_is_unknown() -> None:
    denied = compiled(
        text_of("gifts")
        .replace("\npromises:\n", "\npromises:\n" + DUTY, 1)
        .replace("    run_by: silverlind\n", "    run_by: silverlind\n    denied_columns: [religion]\n", 1)
    )
    company = Company(denied)
    company.grows("nettbutikk", "accounts", "religion")
    seen = company.judged()[DRIFT]
    assert seen.verdict is Verdict.BROKEN
    assert "nettbutikk.accounts.religion" in seen.why_en
    company.lose_sight_of("regnskap")
    assert company.verdict(DRIFT) is Verdict.BROKEN


def test_a_duty_is_counted_first_and_kept_from_the_second_count_on(company: Company) -> None:
    assert company.verdict(DUTIES) is Verdict.UNKNOWN
    assert company.verdict(DUTIES) is Verdict.KEPT


def test_an_invoice_that_the_law_requires_and_that_is_gone_breaks_the_duty(company: Company) -> None:
    company.judged()
    company.rows["regnskap.invoices"].pop()
    assert company.verdict(DUTIES) is Verdict.BROKEN


def test_what_the_law_requires_stays_lost_until_it_is_back(company: Company) -> None:
    company.judged()
    lost = company.rows["regnskap.invoices"].pop()
    assert [company.verdict(DUTIES) for _ in range(3)] == [Verdict.BROKEN] * 3
    company.rows["regnskap.invoices"].append(lost)
    assert company.verdict(DUTIES) is Verdict.KEPT


def test_a_new_invoice_does_not_hide_one_that_is_gone(company: Company) -> None:
    company.judged()
    company.rows["regnskap.invoices"][0] = {
        **company.rows["regnskap.invoices"][0], "id": 9, "fiscal_year": 2026,
    }  # fmt: skip
    assert company.verdict(DUTIES) is Verdict.BROKEN


def test_a_customer_card_that_is_gone_is_no_kept_duty_though_a_new_one_has_come(company: Company) -> None:
    company.judged()
    company.rows["regnskap.customers"][0] = {**company.rows["regnskap.customers"][0], "id": 2}
    assert company.verdict(DUTIES) is not Verdict.KEPT


def test_an_invoice_that_went_when_its_time_had_come_breaks_nothing(company: Company) -> None:
    company.judged(date(2029, 12, 31))
    company.rows["regnskap.invoices"] = [
        row for row in company.rows["regnskap.invoices"] if row["fiscal_year"] != 2024
    ]
    company.connectors = in_memory(company.map, company.rows)
    assert company.verdict(DUTIES, date(2030, 1, 1)) is Verdict.KEPT


def test_a_new_invoice_breaks_nothing_although_the_customer_must_now_be_kept_longer(company: Company) -> None:
    company.judged()
    company.rows["regnskap.invoices"].append(
        {"id": 4, "customer_id": 1, "amount": 4, "issued_on": None, "fiscal_year": 2026}
    )
    assert company.verdict(DUTIES) is Verdict.KEPT


def test_what_was_lost_while_a_system_was_out_of_reach_is_found_when_it_is_back(company: Company) -> None:
    company.judged()
    whole = company.connectors["regnskap"]
    company.lose_sight_of("regnskap")
    assert company.verdict(DUTIES) is Verdict.UNKNOWN
    company.connectors["regnskap"] = whole
    company.rows["regnskap.invoices"].pop()
    assert company.verdict(DUTIES) is Verdict.BROKEN


def test_a_withdrawn_consent_breaks_the_promise_of_a_basis_until_the_address_is_gone(
    company: Company,
) -> None:
    reader = company.rows["nyhetsbrev.subscribers"][0]
    reader["optout_at"] = "2026-11-22 08:00:00"
    assert company.verdict(BASES) is Verdict.BROKEN
    told = house(company.map, company.connectors, TODAY, company.stores)
    plan = told.plan_sweep()
    told.approve(plan.digest, ANE)
    told.advance(plan.digest, ANE)
    assert company.rows["nyhetsbrev.subscribers"][0]["email"] == "slettet-1@invalid.example"
    assert company.rows["nyhetsbrev.subscribers"][0]["optout_at"], "that it was withdrawn is kept, as proof"
    assert company.verdict(BASES) is not Verdict.BROKEN


def test_a_consent_taken_from_mere_use_breaks_the_promise_that_there_are_none(company: Company) -> None:
    assert company.verdict("P004-02") is not Verdict.BROKEN
    taken = ConsentGiven(
        about=About(collection="nyhetsbrev.subscribers", key=(1,)),
        purpose="market_others",
        given_at=NOW,
        channel="use",
    )
    company.stores.facts.record([taken], ANE, NOW)
    assert company.verdict("P004-02") is Verdict.BROKEN


def test_what_has_no_probe_yet_says_so_and_is_never_kept() -> None:
    for name in ("gifts", "mailhouse", "trades", "footcare", "mobile"):
        data_map = profile(name)
        found = house(data_map, in_memory(data_map, rows_of(data_map, {})), TODAY).judge(ANE)
        assert len(found) == len(data_map.declaration.promises)
        for one in found:
            kind = data_map.declaration.promises[one.promise].probe.kind
            if kind in ("not_yet", "vouched"):
                assert one.verdict is Verdict.UNKNOWN
                assert one.why_nb and one.why_en
            if kind in ("retention", "duty", "coverage"):
                assert one.verdict is not Verdict.KEPT, "an empty company proves nothing"


def test_observing_is_not_remembering() -> None:
    """Each look is a new one: what was seen of a system before it went down is no evidence of today."""
    company = Company()
    seen = house(company.map, company.connectors, TODAY, company.stores).observe()
    assert all(isinstance(one, Observation) for one in seen.observations)
    company.lose_sight_of("regnskap")
    again = house(company.map, company.connectors, TODAY, company.stores).observe()
    assert again.unreached == ("regnskap",)
