"""The fifteen cases that broke an earlier draft of the model. Each is told of a real profile, asked row by row
and by selections, and set beside what the naive reading would have said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.engine.ports import ANE, Stores
from tests.engine.worlds import World, changed, compiled, findings, in_memory, profile, sweep
from tests.engine.worlds import house as house_over

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import (
    STANDING,
    About,
    ConsentGiven,
    Hold,
    HoldKind,
    Objection,
    ObjectionMade,
    Remembered,
    Restricted,
)
from hjemmel.core.grounds.explain import State
from hjemmel.core.grounds.years import ONE_DAY
from hjemmel.core.hold import lacks
from hjemmel.core.period import Period
from hjemmel.core.terms import Basis, Tri, Verdict

HELD, DUE, UNKNOWN, BLANK = State.HELD, State.DUE, State.UNKNOWN, State.BLANK
CARD = {"id": 7, "buyer_kind": "person", "first_name": "Kari", "last_name": "Lunde", "email": "kari@lunde.example",
        "phone": "40000001", "title": "innkjøper", "workplace": "Lunde AS", "marketing_opt_out": False,
        "created_at": "2019-05-02 10:00:00"}  # fmt: skip
CONTACT = {"id": 70, "account_id": 7, "company": "Lunde AS", "status": "kunde"}


def gifts() -> DataMap:
    return profile("gifts")


# ---- 1 ----------------------------------------------------------------------------------------------------


def test_1_an_account_that_never_ordered_falls_back_to_the_day_it_was_made() -> None:
    world = World(
        gifts(), date(2024, 4, 29), {"nettbutikk.accounts": [{**CARD, "created_at": "2022-03-01 10:00:00"}]}
    )
    # 24 months, then 60 days.
    assert world.until("nettbutikk.accounts", "phone", 7) == date(2024, 4, 30)
    assert world.state("nettbutikk.accounts", "phone", 7) is HELD
    assert world.on(date(2024, 4, 30)).state("nettbutikk.accounts", "phone", 7) is DUE


def test_1_an_event_that_may_never_happen_is_refused_without_a_fallback() -> None:
    fallback = "    if_none: nettbutikk.accounts.created_at\n    null_child: ignored\n  relationship_ended"
    text = changed("gifts", (fallback, "    null_child: ignored\n  relationship_ended"))
    assert "HJ208" in [finding.code for finding in findings(text)]


# ---- 2 ----------------------------------------------------------------------------------------------------


def chain() -> World:
    rows = {
        "nettbutikk.accounts": [CARD],
        "nettbutikk.orders": [{"id": 1, "account_id": 7, "placed_at": "2021-01-15 09:00:00", "total": 900}],
        "salgskompass.contacts": [CONTACT],
        "salgskompass.enquiries": [
            {"id": 5, "contact_id": 70, "subject": "krus", "at": "2020-02-01 12:00:00"}
        ],
    }
    return World(gifts(), date(2025, 6, 1), rows)


def test_2_enquiries_go_three_years_after_an_end_that_is_itself_two_years_after_the_last_activity() -> None:
    world = chain()
    assert world.until("salgskompass.enquiries", "subject", 5) == date(2026, 1, 15)
    assert world.on(date(2026, 1, 14)).state("salgskompass.enquiries", "subject", 5) is HELD
    assert world.on(date(2026, 1, 15)).state("salgskompass.enquiries", "subject", 5) is DUE
    one_anchor = (
        "        after: relationship_ended\n        period: 3 years",
        "        after: salgskompass.enquiries.at\n        period: 3 years",
    )
    naive = compiled(changed("gifts", one_anchor))
    assert world.under(naive).state("salgskompass.enquiries", "subject", 5) is DUE


def test_2_an_enquiry_keeps_the_name_in_the_other_database_and_nothing_else_of_the_card() -> None:
    world = chain()
    name = world.explain("nettbutikk.accounts", "first_name", 7)
    assert name.state is HELD
    assert [(g.purpose, g.waits_for) for g in name.grounds if g.stands is Tri.YES] == [
        ("document_enquiries", "salgskompass.enquiries")
    ]
    assert world.state("nettbutikk.accounts", "phone", 7) is DUE
    assert world.state("nettbutikk.accounts", "title", 7) is DUE
    assert world.state("nettbutikk.accounts", "email", 7) is DUE
    assert world.on(date(2026, 1, 15)).state("nettbutikk.accounts", "first_name", 7) is DUE


def test_2_the_name_is_unknown_while_the_other_database_is_out_of_reach() -> None:
    assert chain().without("salgskompass").state("nettbutikk.accounts", "first_name", 7) is UNKNOWN


# ---- 3 ----------------------------------------------------------------------------------------------------


def bought_two_years_ago() -> World:
    rows = {
        "nettbutikk.accounts": [CARD],
        "salgskompass.contacts": [{**CONTACT, "relationship_ended_on": "2026-01-10"}],
        "regnskap.customers": [{"id": 3, "account_id": 7, "name": "Kari Lunde", "invoice_address": "Vei 1"}],
        "regnskap.invoices": [
            {"id": 9, "customer_id": 3, "amount": 500, "issued_on": "2024-11-02", "fiscal_year": 2024}
        ],
        "nyhetsbrev.subscribers": [
            {"id": 4, "email": "kari@lunde.example", "basis": "customer", "sale_ref": "1"}
        ],
    }
    return World(gifts(), date(2026, 11, 23), rows)


def test_3_bookkeeping_holds_the_name_on_the_voucher_and_not_the_address_in_the_newsletter() -> None:
    world = bought_two_years_ago()
    assert world.until("regnskap.customers", "name", 3) == date(2030, 1, 1)
    assert world.state("nyhetsbrev.subscribers", "email", 4) is DUE
    assert world.state("nettbutikk.accounts", "email", 7) is DUE
    assert world.state("nettbutikk.accounts", "first_name", 7) is DUE


def test_3_a_purpose_that_held_the_category_everywhere_would_hold_the_newsletter_address_for_years() -> None:
    naive = changed(
        "gifts",
        ("  last_send:\n", "  invoiced:\n    of: nettbutikk.accounts\n    latest: [invoice_year_over]\n"
         "    if_none: relationship_ended\n    null_child: ignored\n  last_send:\n"),
        ("    for: [contact, sole_trader, none]\n", "    for: [contact, sole_trader, subscriber, none]\n"),
        ("      - in: [regnskap.collection]\n", "      - in: [nettbutikk.accounts, nyhetsbrev.subscribers]\n"
         "        categories: [name, contact_details]\n        after: invoiced\n        period: 5 years\n"
         "      - in: [regnskap.collection]\n"),
    )  # fmt: skip
    world = bought_two_years_ago().under(compiled(naive))
    assert world.until("nyhetsbrev.subscribers", "email", 4) == date(2030, 1, 1)


# ---- 4 ----------------------------------------------------------------------------------------------------


def invoice(data_map: DataMap, day: date, fiscal_year: object = 2024) -> World:
    rows = {
        "nettbutikk.accounts": [CARD],
        "regnskap.customers": [{"id": 3, "account_id": 7, "name": "Kari Lunde"}],
        "regnskap.invoices": [{"id": 9, "customer_id": 3, "amount": 500, "fiscal_year": fiscal_year}],
    }
    return World(data_map, day, rows)


def test_4_an_invoice_of_2024_is_kept_to_the_end_of_2029() -> None:
    world = invoice(gifts(), date(2029, 12, 31))
    assert world.until("regnskap.invoices", "amount", 9) == date(2030, 1, 1)
    assert world.state("regnskap.invoices", "amount", 9) is HELD
    assert world.on(date(2030, 1, 1)).state("regnskap.invoices", "amount", 9) is DUE
    naive = date(2024, 12, 31) + Period(years=5)
    assert naive == date(2029, 12, 31), "a day early: still within the fifth year"


ENDS = "  financial_year_ends: 12-31\n"


@pytest.mark.parametrize(
    ("years", "until"),
    [
        ("  financial_year_ends: 06-30\n", date(2029, 7, 1)),
        ("  financial_year_ends: 06-30\n  financial_year_named_by: start\n", date(2030, 7, 1)),
        ("  financial_year_ends: 02-29\n", date(2029, 3, 1)),
        (ENDS + "  short_financial_years: {2024: 2024-08-31}\n", date(2029, 9, 1)),
    ],
)
def test_4_deviating_and_short_financial_years_end_when_they_end(years: str, until: date) -> None:
    data_map = compiled(changed("gifts", (ENDS, years)))
    world = invoice(data_map, until - ONE_DAY)
    assert world.until("regnskap.invoices", "amount", 9) == until
    assert world.state("regnskap.invoices", "amount", 9) is HELD
    assert world.on(until).state("regnskap.invoices", "amount", 9) is DUE


@pytest.mark.parametrize("year", ["24", "i fjor", 20240, 2024.5, ""])
def test_4_what_is_no_year_is_unknown(year: object) -> None:
    assert invoice(gifts(), date(2040, 1, 1), year).state("regnskap.invoices", "amount", 9) is UNKNOWN


def test_4_a_year_as_text_is_a_year() -> None:
    assert invoice(gifts(), date(2029, 12, 31), "2024").until("regnskap.invoices", "amount", 9) == date(
        2030, 1, 1
    )


# ---- 5 ----------------------------------------------------------------------------------------------------


def restricted_contact(lifted: object = None) -> World:
    rows = {
        "nettbutikk.accounts": [{**CARD, "created_at": "2020-01-01 10:00:00"}],
        "salgskompass.contacts": [CONTACT],
        "salgskompass.offers": [
            {"id": 2, "contact_id": 70, "amount": 10, "sent_on": "2020-02-01", "expires_on": "2020-03-01"}
        ],
        "salgskompass.restrictions": [
            {"contact_id": 70, "from_at": "2026-10-01 08:00:00", "reason": "18(1)(c)", "lifted_at": lifted}
        ],
    }
    return World(gifts(), date(2026, 11, 23), rows)


def test_5_a_restriction_holds_what_would_otherwise_be_due() -> None:
    world = restricted_contact()
    answer = world.explain("salgskompass.contacts", "status", 70)
    assert answer.state is HELD
    assert [hold.kind for hold in answer.holds] == ["restriction"]
    assert answer.restricted is Tri.YES
    assert world.state("nettbutikk.accounts", "phone", 7) is HELD, "all of the person's data, in every system"
    assert world.state("salgskompass.offers", "amount", 2) is HELD


def test_5_if_a_restriction_only_stopped_use_the_row_would_be_swept() -> None:
    no_hold = (
        "{begins: from_at, lifted: lifted_at, reason: reason}",
        "{begins: from_at, lifted: from_at, reason: reason}",
    )
    naive = restricted_contact().under(compiled(changed("gifts", no_hold)))
    assert naive.state("salgskompass.contacts", "status", 70) is DUE


def test_5_a_lifted_restriction_holds_no_longer() -> None:
    assert restricted_contact("2026-11-22 09:00:00").state("salgskompass.contacts", "status", 70) is DUE
    assert restricted_contact("2026-11-24 09:00:00").state("salgskompass.contacts", "status", 70) is HELD


# ---- 6 ----------------------------------------------------------------------------------------------------


def old_card() -> World:
    """Long over, but an order that must be looked at by hand still refers to the card."""
    rows = {
        "nettbutikk.accounts": [{**CARD, "created_at": "2015-01-01 10:00:00", "company_address": "Vei 1"}],
        "nettbutikk.orders": [{"id": 1, "account_id": 7, "placed_at": "2016-01-15 09:00:00", "total": 900}],
    }
    return World(gifts(), date(2026, 11, 23), rows)


def test_6_what_was_overwritten_yesterday_is_not_there_today() -> None:
    world = old_card()
    assert set(sweep(world.house())) == {"erase nettbutikk.orders", "overwrite nettbutikk.accounts"}
    card = world.row("nettbutikk.accounts", 7)
    assert card["email"] == "slettet-7@invalid.example"
    tomorrow = world.on(date(2026, 11, 24))
    for column in ("first_name", "email", "phone", "title", "company_address", "marketing_opt_out"):
        assert tomorrow.state("nettbutikk.accounts", column, 7) is BLANK
    plan = tomorrow.house().plan_sweep()
    assert (plan.actions, plan.refusals) == ((), ())


def test_6_if_the_blank_were_not_recognised_the_card_would_be_due_every_day() -> None:
    world = old_card()
    sweep(world.house())
    blank = 'category: contact_details, blank: "slettet-{key}@invalid.example", source: [person]}\n          - {columns: [phone]'
    other = compiled(changed("gifts", (blank, blank.replace("slettet-{key}", "borte-{key}"))))
    assert world.on(date(2026, 11, 24)).under(other).state("nettbutikk.accounts", "email", 7) is DUE


def test_6_another_rows_blank_is_a_datum() -> None:
    world = World(
        gifts(), date(2026, 11, 23), {"nettbutikk.accounts": [{**CARD, "email": "slettet-8@invalid.example"}]}
    )
    assert world.state("nettbutikk.accounts", "email", 7) is DUE


# ---- 7 ----------------------------------------------------------------------------------------------------

STOP = date(2026, 6, 5)
"""Six months after 10 January, less the 35 days that backups live on."""


def disputed_job(**job: object) -> World:
    rows = {
        "jobbarkiv.controllers": [{"id": 1, "name": "Kunde AS"}],
        "jobbarkiv.agreements": [{"id": 1, "controller_id": 1, "signed_on": "2020-01-01", "valid_to": "2030-01-01"}],
        "jobbarkiv.instructions": [{"id": 1, "controller_id": 1, "received_at": "2020-01-02 08:00:00"}],
        "jobbarkiv.jobs": [
            {"id": 1, "instruction_id": 1, "completed_at": "2026-01-10 10:00:00", "extended_to": "2026-12-01",
             "extension_reason": "tvist", "approved_by": "Ane Furuseth", **job}
        ],
        "jobbarkiv.addressees": [{"id": 5, "job_id": 1, "full_name": "Ola Nes"}],
    }  # fmt: skip
    return World(profile("mailhouse"), date(2026, 8, 15), rows)


def hold(kind: HoldKind, law: str = "") -> Hold:
    return Hold(
        id="2026-14", title="tvist", kind=kind, home="jobbarkiv.jobs", keys=frozenset({(1,)}), reason="tvist", law=law,
        approver="Ane Furuseth", begins_on=date(2026, 2, 1), ends_on=date(2026, 12, 31), review_on=date(2026, 6, 1),
    )  # fmt: skip


def test_7_an_extension_holds_past_two_months_and_ends_where_backups_would_reach_six() -> None:
    world = disputed_job()
    assert world.on(date(2026, 4, 1)).state("jobbarkiv.addressees", "full_name", 5) is HELD
    assert world.on(date(2026, 6, 4)).state("jobbarkiv.addressees", "full_name", 5) is HELD
    assert world.on(STOP).state("jobbarkiv.addressees", "full_name", 5) is DUE
    assert world.state("jobbarkiv.addressees", "full_name", 5) is DUE, "month 7"


@pytest.mark.parametrize("lacking", ["extended_to", "extension_reason", "approved_by"])
def test_7_an_extension_needs_a_day_a_reason_and_somebody_who_approved(lacking: str) -> None:
    world = disputed_job(**{lacking: None}).on(date(2026, 4, 1))
    assert world.state("jobbarkiv.addressees", "full_name", 5) is DUE


def test_7_a_bounded_hold_ends_at_the_hard_stop_and_a_statutory_one_does_not() -> None:
    world = disputed_job(extended_to=None)
    bounded, statutory = hold(HoldKind.BOUNDED), hold(HoldKind.STATUTORY, "bokforingsloven-13-primary")
    assert world.told(bounded).on(date(2026, 6, 4)).state("jobbarkiv.addressees", "full_name", 5) is HELD
    assert world.told(bounded).on(STOP).state("jobbarkiv.addressees", "full_name", 5) is DUE
    assert world.told(statutory).on(STOP).state("jobbarkiv.addressees", "full_name", 5) is HELD
    assert world.told(statutory).state("jobbarkiv.addressees", "full_name", 5) is HELD
    assert world.told(statutory).on(date(2026, 12, 31)).state("jobbarkiv.addressees", "full_name", 5) is DUE


def test_7_a_bounded_hold_past_the_hard_stop_lacks_something_from_the_beginning() -> None:
    assert lacks(hold(HoldKind.BOUNDED), STOP)
    assert not lacks(hold(HoldKind.STATUTORY, "bokforingsloven-13-primary"), STOP)


def test_7_the_house_looks_up_the_hard_stop_in_the_rows_that_a_hold_covers() -> None:
    house = disputed_job().on(date(2026, 3, 1)).house()
    bounded = hold(HoldKind.BOUNDED)
    assert house.hard_stop(bounded) == STOP
    assert house.hard_stop(replace(bounded, ends_on=STOP)) is None, "it may last until the day itself"
    assert house.hard_stop(replace(bounded, keys=frozenset({(2,)}))) is None, "another job"
    assert house.hard_stop(hold(HoldKind.STATUTORY, "bokforingsloven-13-primary")) is None


def test_7_a_job_that_is_not_finished_has_no_hard_stop_yet_and_one_with_a_date_that_is_none_has_no_time_at_all() -> (
    None
):
    bounded = hold(HoldKind.BOUNDED)
    assert disputed_job(completed_at=None).on(date(2026, 3, 1)).house().hard_stop(bounded) is None
    unreadable = disputed_job(completed_at="i vinter").on(date(2026, 3, 1)).house()
    assert unreadable.hard_stop(bounded) == bounded.begins_on


def test_7_nobody_knows_the_hard_stop_while_the_system_is_out_of_reach() -> None:
    world = disputed_job().on(date(2026, 3, 1))
    reached = {name: one for name, one in in_memory(world.map, world.tables).items() if name != "jobbarkiv"}
    with pytest.raises(Unreachable):
        house_over(world.map, reached, world.day).hard_stop(hold(HoldKind.BOUNDED))


# ---- 8 ----------------------------------------------------------------------------------------------------


def print_job(ended: object = None, valid_to: object = "2030-01-01") -> World:
    rows = {
        "jobbarkiv.controllers": [{"id": 1, "name": "Kunde AS"}],
        "jobbarkiv.agreements": [
            {"id": 1, "controller_id": 1, "signed_on": "2020-01-01", "valid_to": valid_to}
        ],
        "jobbarkiv.instructions": [
            {"id": 1, "controller_id": 1, "received_at": "2020-01-02 08:00:00", "ended_on": ended}
        ],
        "jobbarkiv.jobs": [{"id": 1, "instruction_id": 1, "completed_at": "2026-11-20 10:00:00"}],
        "jobbarkiv.addressees": [{"id": 5, "job_id": 1, "full_name": "Ola Nes"}],
    }
    return World(profile("mailhouse"), date(2026, 11, 23), rows)


def test_8_a_processor_holds_by_agreement_and_instruction_and_by_nothing_else() -> None:
    found = print_job().standing("jobbarkiv.addressees", "full_name", 5)
    assert {name: ground.basis for name, ground in found.items()} == {
        "print_on_instruction": Basis.INSTRUCTION
    }
    assert print_job(ended="2026-11-22").state("jobbarkiv.addressees", "full_name", 5) is DUE
    assert print_job(ended="2026-11-24").state("jobbarkiv.addressees", "full_name", 5) is HELD
    assert print_job(valid_to="2026-11-22").state("jobbarkiv.addressees", "full_name", 5) is DUE
    assert print_job(valid_to="2026-11-23").state("jobbarkiv.addressees", "full_name", 5) is HELD
    assert print_job(ended="en gang").state("jobbarkiv.addressees", "full_name", 5) is UNKNOWN


@pytest.mark.parametrize(
    ("basis", "ended", "wrong"), [("contract", "2026-11-22", HELD), ("consent", None, DUE)]
)
def test_8_without_that_basis_the_file_is_kept_for_no_reason_or_lost_in_the_middle_of_the_job(
    basis: str, ended: object, wrong: State
) -> None:
    naive = compiled(changed("mailhouse", ("    basis: instruction\n", f"    basis: {basis}\n")))
    assert print_job(ended=ended).under(naive).state("jobbarkiv.addressees", "full_name", 5) is wrong


# ---- 9 ----------------------------------------------------------------------------------------------------


def boxes(data_map: DataMap) -> World:
    rows = print_job().tables
    rows["jobbarkiv.jobs"][0]["completed_at"] = "2026-06-01 10:00:00"
    rows["jobbarkiv.addressees"].clear()
    rows["utsending.papirbatch"] = [
        {"id": 8, "job_id": 1, "boxes": 2, "location": "reol 4", "destroy_by": "2026-08-01"},
        {"id": 9, "job_id": 2, "boxes": 1, "location": "reol 5", "destroy_by": "2027-01-01"},
    ]
    rows["jobbarkiv.jobs"].append(
        {**rows["jobbarkiv.jobs"][0], "id": 2, "completed_at": "2026-11-20 10:00:00"}
    )
    return World(data_map, date(2026, 11, 23), rows)


def verdict(world: World, promise: str, stores: Stores | None = None) -> Verdict:
    return {one.promise: one.verdict for one in world.house(stores).judge(ANE)}[promise]


def test_9_the_row_about_the_boxes_stays_and_the_promise_is_broken_until_a_person_has_shredded_them() -> None:
    world, stores = boxes(profile("mailhouse")), Stores()
    house = world.house(stores)
    plan = house.plan_sweep()
    assert [(action.rows.collection, action.by_hand) for action in plan.actions] == [
        ("utsending.papirbatch", True)
    ]
    house.approve(plan.digest, ANE)
    assert house.advance(plan.digest, ANE) == ()
    assert world.row("utsending.papirbatch", 8)["location"] == "reol 4"
    assert verdict(world, "P000-33") is Verdict.BROKEN
    world.row("utsending.papirbatch", 8).update(
        location=None, destroyed_at="2026-11-23 12:00:00", certificate="M-17"
    )
    assert verdict(world, "P000-33") is Verdict.KEPT
    assert world.house().plan_sweep().actions == (), "the row itself proves it, and goes after its own time"


def test_9_if_the_row_were_simply_emptied_the_promise_would_look_kept_and_the_boxes_would_stand_there() -> (
    None
):
    world = boxes(compiled(changed("mailhouse", ("        when_due: ask\n", "        when_due: erase\n"))))
    sweep(world.house())
    assert world.row("utsending.papirbatch", 8)["location"] is None
    assert verdict(world, "P000-33") is Verdict.KEPT


# ---- 10 ---------------------------------------------------------------------------------------------------


def three_projects() -> World:
    """The same work, finished on the same day, for three customers."""
    people = [(1, False), (2, True), (3, False)]
    rows = {
        "crm.persons": [
            {"id": n, "name": f"P{n}", "relation": "customer", "private_customer": private, "created_at": "2020-01-01 08:00:00"}
            for n, private in people
        ],
        "prosjekt.projects": [
            {"id": n, "person_id": n, "address": "Vei 1", "work": "tak", "completed_on": "2022-05-01", "fiscal_year": 2022,
             "is_construction": n == 1}
            for n, _ in people
        ],
    }  # fmt: skip
    return World(profile("trades"), date(2024, 11, 23), rows)


def test_10_one_purpose_has_several_periods_told_apart_by_declared_columns() -> None:
    world = three_projects()
    ends = {n: world.until("prosjekt.projects", "address", n) for n in (1, 2, 3)}
    assert ends == {1: date(2033, 1, 1), 2: date(2027, 5, 1), 3: date(2025, 5, 1)}
    later = world.on(date(2026, 11, 23))
    assert [later.state("prosjekt.projects", "address", n) for n in (1, 2, 3)] == [HELD, HELD, DUE]
    later.row("prosjekt.projects", 3)["is_construction"] = None
    assert later.state("prosjekt.projects", "address", 3) is UNKNOWN


def test_10_one_period_for_all_would_keep_what_must_go() -> None:
    naive = compiled(changed("trades", ("        where: {crm.persons.private_customer: true}\n", "")))
    assert (
        three_projects().on(date(2026, 11, 23)).under(naive).state("prosjekt.projects", "address", 3) is HELD
    )


def test_10_personnel_files_go_at_six_months_and_claim_papers_at_three_years() -> None:
    rows = {
        "hr.employees": [
            {"id": 1, "name": "Per", "fnr": "x", "left_on": "2024-01-31", "hired_on": "2019-01-01"}
        ],
        "hr.documents": [
            {"id": n, "employee_id": 1, "type": kind, "file": "f.pdf"}
            for n, kind in enumerate(("ordinary", "course", "contract", "warning", "injury"), 1)
        ],
    }
    world = World(profile("trades"), date(2024, 3, 1), rows)
    ends = [world.until("hr.documents", "file", n) for n in range(1, 6)]
    assert ends == [date(2024, 7, 31)] * 2 + [date(2027, 1, 31)] * 3
    assert world.until("hr.employees", "fnr", 1) == date(2024, 7, 31)
    later = world.on(date(2024, 7, 31))
    assert [later.state("hr.documents", "file", n) for n in range(1, 6)] == [DUE, DUE, HELD, HELD, HELD]


# ---- 11 ---------------------------------------------------------------------------------------------------


def quiet_since_2024(data_map: DataMap) -> World:
    rows = {
        "nettbutikk.accounts": [CARD],
        "nettbutikk.orders": [{"id": 1, "account_id": 7, "placed_at": "2024-06-10 09:00:00", "total": 900}],
        "salgskompass.contacts": [CONTACT],
        "salgskompass.enquiries": [
            {"id": 5, "contact_id": 70, "subject": "krus", "at": "2022-01-20 12:00:00"}
        ],
    }
    return World(data_map, date(2026, 8, 9), rows)


def test_11_the_day_is_remembered_before_the_orders_that_set_it_go() -> None:
    world, stores = quiet_since_2024(gifts()), Stores()
    assert world.until("salgskompass.enquiries", "subject", 5) == date(2029, 6, 10)
    assert "erase nettbutikk.orders" in sweep(world.house(stores))
    assert world.tables["nettbutikk.orders"] == []
    kept = Remembered(
        event="relationship_ended",
        about=About(collection="nettbutikk.accounts", key=(7,)),
        day=date(2026, 6, 10),
    )
    assert stores.facts.read().remembered == (kept,)
    after = world.told(*stores.facts.read())
    assert after.until("salgskompass.enquiries", "subject", 5) == date(2029, 6, 10)
    assert after.on(date(2027, 1, 20)).state("salgskompass.enquiries", "subject", 5) is HELD


def test_11_without_remembering_the_end_would_jump_back_two_years() -> None:
    world = quiet_since_2024(compiled(changed("gifts", ("    remember: true\n", ""))))
    stores = Stores()
    sweep(world.house(stores))
    assert stores.facts.read().remembered == ()
    assert world.until("salgskompass.enquiries", "subject", 5) == date(2027, 1, 20)


def test_11_new_activity_resets_what_was_remembered() -> None:
    world, stores = quiet_since_2024(gifts()), Stores()
    sweep(world.house(stores))
    world.tables["salgskompass.enquiries"].append(
        {"id": 6, "contact_id": 70, "subject": "pris", "note": None, "at": "2026-09-01 12:00:00"}
    )
    after = World(gifts(), date(2026, 9, 2), world.tables, *stores.facts.read())
    assert after.until("salgskompass.enquiries", "subject", 5) == date(2031, 9, 1)


# ---- 12 ---------------------------------------------------------------------------------------------------


def asked_for_offers(data_map: DataMap, withdrawn: object = None) -> World:
    """The relationship ended long ago; whether there is a consent stands in another system."""
    rows = {
        "nettbutikk.customers": [{"id": 1, "is_sole_trader": False, "created_at": "2015-01-01 08:00:00"}],
        "nettbutikk.contacts": [{"id": 2, "customer_id": 1, "role": "employee", "name": "Siv", "email": "siv@a.example"}],
        "samtykke.consents": [
            {"id": 3, "contact_id": 2, "purpose": "offers", "channel": "email", "given_at": "2025-01-01 08:00:00",
             "withdrawn_at": withdrawn}
        ],
    }  # fmt: skip
    return World(data_map, date(2026, 11, 23), rows)


def with_a_list_kept_on_consent() -> DataMap:
    """The profile itself keeps nothing on consent alone; a company that kept a mailing list would add this."""
    use_only = "    direct_marketing: {channels: [email, sms, post]}\n    keep: use_only\n  timing:"
    keep = (
        "    direct_marketing: {channels: [email, sms, post]}\n    keep:\n      - in: [nettbutikk.contacts]\n"
        "        categories: [contact_details]\n        after: relationship_ended\n        period: 20 years\n  timing:"
    )
    return compiled(changed("footcare", (use_only, keep)))


def test_12_when_consents_cannot_be_read_nothing_is_erased_and_nothing_may_be_used() -> None:
    listed = asked_for_offers(with_a_list_kept_on_consent())
    withdrawn = asked_for_offers(with_a_list_kept_on_consent(), "2026-11-01 08:00:00")
    assert listed.state("nettbutikk.contacts", "email", 2) is HELD
    assert withdrawn.state("nettbutikk.contacts", "email", 2) is DUE
    for world in (listed, withdrawn):
        assert world.without("samtykke").state("nettbutikk.contacts", "email", 2) is UNKNOWN
    down = listed.without("samtykke")
    plan = down.house().preview_sweep()
    assert plan.complete
    naive = World(listed.map, listed.day, {**listed.tables, "samtykke.consents": []})
    assert naive.state("nettbutikk.contacts", "email", 2) is DUE, "no consent seen, so no ground"


def test_12_a_consent_that_cannot_be_read_is_neither_a_yes_nor_a_no() -> None:
    def consent(world: World) -> Tri:
        group, row = world.group("nettbutikk.contacts", "email"), world.row("nettbutikk.contacts", 2)
        return world.grounds.consent("offers", group, row)

    footcare = profile("footcare")
    assert consent(asked_for_offers(footcare)) is Tri.YES
    assert consent(asked_for_offers(footcare, "2026-11-01 08:00:00")) is Tri.NO
    assert consent(asked_for_offers(footcare).without("samtykke")) is Tri.UNKNOWN


# ---- 13 ---------------------------------------------------------------------------------------------------


def credit_check(day: date, state: Objection | None = None) -> World:
    rows = {
        "nettbutikk.customers": [
            {"id": 1, "is_sole_trader": True, "legal_name": "Fot AS", "created_at": "2026-01-01 08:00:00"}
        ],
        "salg.credit_checks": [
            {"id": 4, "customer_id": 1, "report": "score 61", "outcome": "ja", "received_on": "2026-11-18",
             "decided_on": "2026-11-20"}
        ],
    }  # fmt: skip
    world = World(profile("footcare"), day, rows)
    about = About(collection="nettbutikk.customers", key=(1,))
    at = datetime(2026, 11, 21, 8, tzinfo=UTC)
    made = ObjectionMade(about=about, purpose="credit_assessment", state=state, at=at) if state else None
    return world.told(made) if made else world


BEFORE, AFTER = date(2026, 11, 23), date(2026, 12, 4)
"""Within the seven days, and past them."""


def test_13_a_raised_objection_restricts_and_holds_until_it_is_decided() -> None:
    assert credit_check(AFTER).state("salg.credit_checks", "report", 4) is DUE
    for day in (BEFORE, AFTER):
        answer = credit_check(day, Objection.RAISED).explain("salg.credit_checks", "report", 4)
        assert answer.state is HELD
        assert [(one.kind, one.purpose) for one in answer.holds] == [("objection", "credit_assessment")]
        assert answer.restricted is Tri.YES
        assert answer.until is None


def test_13_an_upheld_objection_ends_the_ground_and_a_rejected_one_does_not() -> None:
    assert credit_check(BEFORE, Objection.UPHELD).state("salg.credit_checks", "report", 4) is DUE
    assert credit_check(BEFORE, Objection.REJECTED).state("salg.credit_checks", "report", 4) is HELD
    assert credit_check(BEFORE, Objection.REJECTED).until("salg.credit_checks", "report", 4) == date(
        2026, 11, 27
    )
    assert credit_check(AFTER, Objection.REJECTED).state("salg.credit_checks", "report", 4) is DUE


@pytest.mark.parametrize("state", STANDING)
def test_13_direct_marketing_ends_at_once_whatever_anybody_decides(state: Objection) -> None:
    rows = {"salg.prospects": [{"id": 6, "name": "Ine", "phone": "40000002", "imported_on": "2026-11-01"}]}
    world = World(profile("footcare"), BEFORE, rows)
    assert world.state("salg.prospects", "phone", 6) is HELD
    about = About(collection="salg.prospects", key=(6,))
    no = ObjectionMade(
        about=about, purpose="find_customers", state=state, at=datetime(2026, 11, 22, tzinfo=UTC)
    )
    assert world.told(no).state("salg.prospects", "phone", 6) is DUE


# ---- 14 ---------------------------------------------------------------------------------------------------

BUYER, OWNER, USER = 1, 2, 3


def family() -> World:
    rows = {
        "abonnement.persons": [
            {"id": BUYER, "relation": "buyer", "name": "Far", "email": "far@a.example", "created_at": "2020-01-01 08:00:00"},
            {"id": OWNER, "relation": "owner", "name": "Mor", "email": "mor@a.example", "created_at": "2020-01-01 08:00:00"},
            {"id": USER, "relation": "user", "name": "Barn", "email": "barn@a.example", "created_at": "2020-01-01 08:00:00"},
        ],
        "abonnement.subscriptions": [
            {"id": 10, "buyer_id": BUYER, "owner_id": OWNER, "user_id": USER, "msisdn": "40000003", "plan": "Ung",
             "opened_on": "2020-01-01", "listing": "none"}
        ],
        "faktura.invoices": [
            {"id": 20, "owner_id": OWNER, "amount": 299, "due_on": "2026-10-20", "paid_on": "2026-10-15",
             "fiscal_year": 2026, "period": "monthly"}
        ],
        "taksering.cdr": [
            {"id": 30, "subscription_id": 10, "user_id": USER, "invoice_id": 20, "kind": "voice", "billed": True,
             "started_at": "2026-10-01 08:00:00", "b_number": "40000009"}
        ],
    }  # fmt: skip
    return World(profile("mobile"), date(2026, 11, 23), rows)


def upheld(person: int, purpose: str = "deliver") -> ObjectionMade:
    about = About(collection="abonnement.persons", key=(person,))
    return ObjectionMade(
        about=about, purpose=purpose, state=Objection.UPHELD, at=datetime(2026, 11, 1, tzinfo=UTC)
    )


def test_14_the_fields_of_one_row_are_about_different_people() -> None:
    world = family()
    kinds = {
        column: world.grounds.kind(world.group(collection, column).whose, world.row(collection, key))
        for collection, column, key in (
            ("abonnement.subscriptions", "msisdn", 10),
            ("abonnement.subscriptions", "plan", 10),
            ("faktura.invoices", "amount", 20),
            ("taksering.cdr", "started_at", 30),
            ("taksering.cdr", "b_number", 30),
        )
    }
    assert kinds == {
        "msisdn": "user",
        "plan": "owner",
        "amount": "owner",
        "started_at": "user",
        "b_number": "called_party",
    }


def test_14_what_the_user_ends_never_touches_the_owners_bill() -> None:
    world = family().told(upheld(USER), upheld(USER, "bookkeeping"))
    assert world.state("abonnement.persons", "email", USER) is DUE
    # The number stays as long as the subscription: directory enquiries must be told what was chosen for it.
    assert world.state("abonnement.subscriptions", "msisdn", 10) is HELD
    assert world.state("abonnement.subscriptions", "plan", 10) is HELD
    assert world.state("faktura.invoices", "amount", 20) is HELD
    assert world.state("abonnement.persons", "email", OWNER) is HELD


def test_14_a_restriction_follows_the_field() -> None:
    limit = Restricted(
        about=About(collection="abonnement.persons", key=(USER,)), at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    world = family().on(date(2027, 3, 1)).told(limit)
    assert world.state("taksering.cdr", "started_at", 30) is HELD, "the traffic is the user's"
    assert world.state("taksering.cdr", "b_number", 30) is DUE, "the number called is a third party's"


def test_14_with_one_person_a_row_the_users_objection_would_end_nothing_or_everything() -> None:
    field = ", about: {via: user_id}, source: [activity]}      # the number is the user's"
    naive = compiled(changed("mobile", (field, field.replace(", about: {via: user_id}", ""))))
    assert family().told(upheld(USER)).under(naive).state("abonnement.subscriptions", "msisdn", 10) is HELD


# ---- 15 ---------------------------------------------------------------------------------------------------


def owner_of(
    subscriptions: list[object], paid: list[object], *, settled: list[object] | None = None
) -> World:
    rows = {
        "abonnement.persons": [
            {"id": OWNER, "relation": "owner", "email": "mor@a.example", "created_at": "2019-01-01 08:00:00"}
        ],
        "abonnement.subscriptions": [
            {
                "id": n,
                "buyer_id": OWNER,
                "owner_id": OWNER,
                "user_id": OWNER,
                "plan": "M",
                "closed_on": closed,
            }
            for n, closed in enumerate(subscriptions, 10)
        ],
        "faktura.invoices": [
            {"id": n, "owner_id": OWNER, "amount": 9, "paid_on": day, "fiscal_year": 2024}
            for n, day in enumerate(paid, 20)
        ],
        "faktura.claims": [
            {"id": n, "invoice_id": 20, "status": "x", "settled_on": day}
            for n, day in enumerate(settled or [], 40)
        ],
    }
    return World(profile("mobile"), date(2026, 11, 23), rows)


def test_15_the_relationship_has_ended_when_the_last_subscription_is_closed_and_everything_is_paid() -> None:
    over = owner_of(["2024-03-31", "2024-06-30"], ["2024-07-15"])
    assert over.state("abonnement.persons", "email", OWNER) is DUE
    assert over.on(date(2025, 7, 14)).until("abonnement.persons", "email", OWNER) == date(2025, 7, 15)
    assert owner_of(["2024-03-31", None], ["2024-07-15"]).state("abonnement.persons", "email", OWNER) is HELD
    assert owner_of(["2024-03-31"], ["2024-07-15", None]).state("abonnement.persons", "email", OWNER) is HELD
    assert (
        owner_of(["2024-03-31"], ["2024-07-15"], settled=[None]).state("abonnement.persons", "email", OWNER)
        is HELD
    )


def test_15_no_rows_at_all_is_not_the_same_as_a_row_that_is_not_closed() -> None:
    assert owner_of([], []).state("abonnement.persons", "email", OWNER) is DUE
    waiting = owner_of([None], []).explain("abonnement.persons", "email", OWNER)
    assert (waiting.state, waiting.until) == (HELD, None)
    assert [g.waits_for for g in waiting.grounds if g.stands is Tri.YES] == ["relationship_ended"]
    ignored = changed(
        "mobile",
        ("abonnement.subscriptions.closed_on, via: owner_id, null: open", "abonnement.subscriptions.closed_on, via: owner_id, null: ignored"),
        ("abonnement.subscriptions.closed_on, via: user_id, null: open", "abonnement.subscriptions.closed_on, via: user_id, null: ignored"),
        ("abonnement.subscriptions.closed_on, via: buyer_id, null: open", "abonnement.subscriptions.closed_on, via: buyer_id, null: ignored"),
    )  # fmt: skip
    assert owner_of([None], []).under(compiled(ignored)).state("abonnement.persons", "email", OWNER) is DUE


def test_15_what_is_owed_in_a_database_that_cannot_be_reached_is_unknown() -> None:
    world = owner_of(["2024-06-30"], ["2024-07-15"]).without("faktura")
    assert world.state("abonnement.persons", "email", OWNER) is UNKNOWN


def test_15_a_new_subscription_opens_it_again_after_the_end_was_remembered() -> None:
    about = About(collection="abonnement.persons", key=(OWNER,))
    ended = Remembered(event="relationship_ended", about=about, day=date(2024, 7, 15))
    assert owner_of([], []).told(ended).state("abonnement.persons", "email", OWNER) is DUE
    again = owner_of([None], []).told(ended)
    assert (
        again.state("abonnement.persons", "email", OWNER),
        again.until("abonnement.persons", "email", OWNER),
    ) == (HELD, None)


# ---- consents kept by Hjemmel itself ----------------------------------------------------------------------


def test_a_consent_among_our_own_facts_counts_like_one_in_the_companys_data() -> None:
    world = World(
        gifts(),
        date(2026, 11, 23),
        {"nyhetsbrev.subscribers": [{"id": 4, "email": "a@a.example", "basis": "consent", "consent_at": None}],
         "nyhetsbrev.sends": [{"id": 1, "subscriber_id": 4, "at": "2026-10-01 08:00:00"}]},
    )  # fmt: skip
    assert world.state("nyhetsbrev.subscribers", "email", 4) is DUE
    given = ConsentGiven(
        about=About(collection="nyhetsbrev.subscribers", key=(4,)), purpose="market_others",
        given_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert world.told(given).state("nyhetsbrev.subscribers", "email", 4) is HELD
