"""Work that runs by itself: the list of jobs, each with its name, how often, and what does it. `desk/worker.py` runs them.

A job is a wake-up and nothing else. What it does must be durable where it does it, gone on with after a break, and the same
if it is done twice; it takes the actor and answers how much it did. To add one, write it in `JOBS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final

from hjemmel.capabilities.plans.store import KeptPlan
from hjemmel.capabilities.staff import store as staff
from hjemmel.connectors.protocol import Failure
from hjemmel.core.declaration.parts import Text
from hjemmel.core.request import State
from hjemmel.core.work import Daily, Every, Schedule
from hjemmel.desk import (
    answers,
    assignments,
    at_end,
    cases,
    change_mail,
    change_shown,
    clock,
    contact_data,
    contact_form,
    cookie_choice,
    due_papers,
    flood,
    forecasts,
    identity,
    imports,
    keepers,
    ledger,
    links,
    mailboxes,
    mailings,
    notice_mail,
    office,
    own_rows,
    reminders,
    requests,
    sign_up,
    sweeps,
    tell_a_friend,
    telling_mail,
    ticking,
    visits,
    web_log,
    webhooks,
)
from hjemmel.desk.programs import answers as answers_to_programs
from hjemmel.desk.published import NothingPublished
from hjemmel.desk.requests import NotTaken
from hjemmel.engine.house import Refused
from hjemmel.engine.ports import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something that is done again and again without anybody asking."""

    name: str
    title: Text
    schedule: Schedule
    do: Callable[[Actor], int]


# ---- small joints ------------------------------------------------------------------------------------------


def sweep(actor: Actor) -> int:
    """A plan for everything that is due. What people have said yes to before is carried out; the rest waits for them. Those
    who keep what no program reads are asked about what is due there."""
    due_papers.ask(actor)
    return len(sweeps.tonight(actor).plan.actions)


def forecast(actor: Actor) -> int:
    """How many rows go in a year."""
    return forecasts.count(actor).rows


def promises(actor: Actor) -> int:
    return len(office.judge_promises(actor))


def webhooks_sent(actor: Actor) -> int:
    return sum(webhooks.send(actor).values())


def requests_carried_out(actor: Actor) -> int:
    """What was approved and broke off is gone on with."""
    found = [one.id for one in requests.inbox(State.APPROVED.value) if _is_broken_off(requests.plan(one.id))]
    return _each(found, lambda id: requests.carry_out(id, actor))


def plans_carried_out(actor: Actor) -> int:
    found = [view.plan.digest for view in office.plans_view() if view.can_go_on and _is_broken_off(view.kept)]
    return _each(found, lambda digest: office.approve_and_run(digest, actor))


def _is_broken_off(kept: KeptPlan | None) -> bool:
    """Approved, and something that Hjemmel does itself has no receipt. Where rows were left, a person decides."""
    return (
        kept is not None
        and kept.approval is not None
        and any(
            number not in kept.outcomes and not action.by_hand
            for number, action in enumerate(kept.plan.actions)
        )
    )


def _each(found: Sequence[str], do: Callable[[str], object]) -> int:
    """Do it for every one; what a system that is away stops is told when the others have been done.

    What has become stale waits for a person, who plans it anew."""
    done, stopped = 0, None
    for one in found:
        try:
            done += bool(do(one))
        except (Refused, NotTaken):
            continue
        except Failure as failure:
            stopped = failure
    if stopped is not None:
        raise stopped
    return done


def ledger_signed(actor: Actor) -> int:
    """How many lines the newest signed head is over."""
    return ledger.newest_head().checkpoint.size


def mailings_sent(actor: Actor) -> int:
    """A mailing whose sending broke off in the middle of somebody. One that a person is sending now is left to them."""
    sent = 0
    for view in mailings.views():
        if view.kept.can_be_sent and view.kept.begun:
            with suppress(mailings.Busy):
                sent += mailings.send(view.kept.id, actor).sent - view.kept.sent
    return sent


def mail_read(actor: Actor) -> int:
    """New mail in our own mailboxes becomes drafts."""
    return sum(one.drafts for one in mailboxes.read(actor))


def visitors_forgotten(actor: Actor) -> int:
    return (
        identity.forget_visitors(actor)
        + contact_form.forget_visitors(actor)
        + visits.end_past(actor)
        + flood.forget()
        + staff.forget_sign_ins(clock.machine(), clock.now())
        + answers_to_programs.forget()
    )


def own_rows_erased(actor: Actor) -> int:
    """What Hjemmel's own declaration has no ground for any more, and files whose import nobody ended."""
    try:
        dropped = imports.tidy(actor)
    except NothingPublished:
        dropped = 0
    return dropped + own_rows.erase_due(actor)


def notices(actor: Actor) -> int:
    """Batch by batch, for as long as a batch gets on."""
    sent = 0
    while True:
        told = notice_mail.send(actor)
        sent += told.sent
        if not told.left or not told.sent:
            return sent


JOBS: Final = (
    Job(
        name="sign_up_letters",
        title=Text(nb="Brev som ber om en bekreftelse", en="Letters that ask for a confirmation"),
        schedule=Every(gap=timedelta(minutes=1)),
        do=sign_up.send_letters,
    ),
    Job(
        name="contact_form",
        title=Text(nb="Meldinger fra kontaktskjemaet", en="Messages from the contact form"),
        schedule=Every(gap=timedelta(minutes=5)),
        do=contact_form.send,
    ),
    Job(
        name="contact_form_trials",
        title=Text(nb="Testmeldinger gjennom kontaktskjemaet", en="Trials of the contact form"),
        schedule=Every(gap=timedelta(hours=6)),
        do=contact_form.try_all,
    ),
    Job(
        name="webhooks",
        title=Text(nb="Beskjeder til programmer", en="Webhooks to programs"),
        schedule=Every(gap=timedelta(minutes=1)),
        do=webhooks_sent,
    ),
    Job(
        name="requests_carried_out",
        title=Text(nb="Godkjente henvendelser som ble avbrutt", en="Approved requests that were broken off"),
        schedule=Every(gap=timedelta(minutes=5)),
        do=requests_carried_out,
    ),
    Job(
        name="plans_carried_out",
        title=Text(nb="Godkjente sletterunder som ble avbrutt", en="Approved sweeps that were broken off"),
        schedule=Every(gap=timedelta(minutes=5)),
        do=plans_carried_out,
    ),
    Job(
        name="identity_judged",
        title=Text(nb="Hva riktige koder viser", en="What right codes show"),
        schedule=Every(gap=timedelta(minutes=5)),
        do=identity.go_on_with_all,
    ),
    Job(
        name="tasks_counted",
        title=Text(nb="Avkryssede oppgaver telles etter", en="Tasks that were ticked off are counted"),
        schedule=Every(gap=timedelta(hours=1)),
        do=ticking.count_ticked,
    ),
    Job(
        name="keepers",
        title=Text(
            nb="Brev til dem som har manuelle systemer", en="Letters to the keepers of manual systems"
        ),
        schedule=Every(gap=timedelta(minutes=5)),
        do=keepers.send,
    ),
    Job(
        name="tasks_reminded",
        title=Text(nb="Påminnelser om oppgaver", en="Reminders of tasks"),
        schedule=Daily(at=time(6, 0)),
        do=reminders.send_of_tasks,
    ),
    Job(
        name="mailings",
        title=Text(nb="Utsendinger som ble avbrutt", en="Mailings that were broken off"),
        schedule=Every(gap=timedelta(minutes=5)),
        do=mailings_sent,
    ),
    Job(
        name="mailboxes",
        title=Text(nb="Nye meldinger i postkassene", en="New mail in the mailboxes"),
        schedule=Every(gap=timedelta(minutes=5)),
        do=mail_read,
    ),
    Job(
        name="mailbox_trials",
        title=Text(nb="Testmeldinger til postkassene", en="Trials of whether the mailboxes work"),
        schedule=Every(gap=timedelta(hours=1)),
        do=mailboxes.try_all,
    ),
    Job(
        name="at_end",
        title=Text(
            nb="Databehandlere skal slette når et forhold eller en avtale er slutt",
            en="Processors are to erase when a relationship or an agreement has ended",
        ),
        schedule=Every(gap=timedelta(hours=1)),
        do=at_end.instruct,
    ),
    Job(
        name="tellings",
        title=Text(
            nb="Mottakere får beskjed om det som er slettet, rettet og begrenset",
            en="Recipients are told of what was erased, corrected and restricted",
        ),
        schedule=Every(gap=timedelta(minutes=5)),
        do=telling_mail.send,
    ),
    Job(
        name="packages",
        title=Text(nb="Svarpakker som er utløpt, slettes", en="Answer packages that have expired are erased"),
        schedule=Daily(at=time(0, 20)),
        do=answers.let_expired_go,
    ),
    Job(
        name="visitors_forgotten",
        title=Text(nb="Hvor skjemaer ble sendt fra, glemmes", en="Where forms were sent from is forgotten"),
        schedule=Every(gap=timedelta(hours=1)),
        do=visitors_forgotten,
    ),
    Job(
        name="assignments",
        title=Text(
            nb="Adressefiler som har nådd fristen, slettes", en="Address files that are due are erased"
        ),
        schedule=Daily(at=time(2, 30)),
        do=assignments.erase_due,
    ),
    Job(
        name="assignment_cases",
        title=Text(
            nb="Saker som oppdragsgiveren har hentet, slettes",
            en="Cases that the controller has fetched are erased",
        ),
        schedule=Daily(at=time(0, 35)),
        do=cases.let_go,
    ),
    Job(
        name="cookie_choices",
        title=Text(nb="Gamle valg om informasjonskapsler slettes", en="Old cookie choices are erased"),
        schedule=Daily(at=time(0, 40)),
        do=cookie_choice.forget,
    ),
    Job(
        name="web_log",
        title=Text(nb="Gamle linjer i loggen til sidene slettes", en="Old lines of the web log are erased"),
        schedule=Daily(at=time(0, 50)),
        do=web_log.forget,
    ),
    Job(
        name="own_rows",
        title=Text(
            nb="Det Hjemmel selv ikke har grunnlag for lenger, slettes",
            en="What Hjemmel itself has no ground for any more is erased",
        ),
        schedule=Daily(at=time(1, 10)),
        do=own_rows_erased,
    ),
    Job(
        name="links",
        title=Text(nb="Lenker til andres sider prøves", en="Links to others' pages are tried"),
        schedule=Every(gap=timedelta(hours=6)),
        do=links.try_all,
    ),
    Job(
        name="change_shown",
        title=Text(
            nb="Nettsiden sjekkes for endringer som skal vises",
            en="The website is checked for changes it is to show",
        ),
        schedule=Every(gap=timedelta(hours=1)),
        do=change_shown.look,
    ),
    Job(
        name="friend_trials",
        title=Text(
            nb="En prøveadresse tipses om en side, og letes etter",
            en="A trial address is told of a page, and sought",
        ),
        schedule=Every(gap=timedelta(hours=1)),
        do=tell_a_friend.try_it,
    ),
    Job(
        name="ledger",
        title=Text(nb="Journalens hode signeres", en="The ledger's head is signed"),
        schedule=Daily(at=time(3, 10)),
        do=ledger_signed,
    ),
    Job(
        name="sweep",
        title=Text(nb="En ny sletterunde til godkjenning", en="A new sweep to be approved"),
        schedule=Daily(at=time(4, 0)),
        do=sweep,
    ),
    Job(
        name="forecast",
        title=Text(nb="Det som kommer til å bli slettet, telles", en="What will go is counted"),
        schedule=Daily(at=time(4, 30)),
        do=forecast,
    ),
    Job(
        name="promises",
        title=Text(nb="Løftene prøves", en="The promises are tried"),
        schedule=Daily(at=time(5, 0)),
        do=promises,
    ),
    Job(
        name="contact_data",
        title=Text(
            nb="Kontaktopplysninger som ingen har bekreftet", en="Contact data that nobody has confirmed"
        ),
        schedule=Daily(at=time(5, 30)),
        do=contact_data.ask,
    ),
    Job(
        name="reminders",
        title=Text(nb="Påminnelser om frister for henvendelser", en="Reminders of the last days of requests"),
        schedule=Daily(at=time(6, 30)),
        do=reminders.send,
    ),
    Job(
        name="change_notices",
        title=Text(nb="Varsler om endringer i erklæringen", en="Notices of changes of the statement"),
        schedule=Every(gap=timedelta(hours=1)),
        do=change_mail.tell,
    ),
    Job(
        name="notices",
        title=Text(nb="Varsler etter artikkel 14", en="Notices by Article 14"),
        schedule=Daily(at=time(9, 0)),
        do=notices,
    ),
)
"""In the order in which one worker takes them when several are due."""
