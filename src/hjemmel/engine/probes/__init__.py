"""Probes: how each promise is tried. Each gives a measurement; `core.promise` alone gives the verdict."""

from __future__ import annotations

from hjemmel.core.declaration.promises import (
    AccessesProbe,
    AgreementsProbe,
    AnsweredProbe,
    ApartProbe,
    AssignmentsProbe,
    AtEndProbe,
    BasesProbe,
    BlocksProbe,
    BoughtListsProbe,
    ChangeShownProbe,
    ChangesToldProbe,
    ContactFormProbe,
    CoverageProbe,
    CreditChecksProbe,
    DisclosuresProbe,
    DriftProbe,
    DutyProbe,
    ExtractsProbe,
    GroupsProbe,
    IdentityProbe,
    LinksProbe,
    LintProbe,
    ListingsProbe,
    LogCodesProbe,
    LogSearchesProbe,
    LookupsProbe,
    MailboxProbe,
    MailingsProbe,
    NotYetProbe,
    OriginsProbe,
    Promise,
    RecipientsProbe,
    RetentionProbe,
    RolesProbe,
    SaysProbe,
    ShownProbe,
    SourcesProbe,
    SubProcessorsProbe,
    TellAFriendProbe,
    TriageProbe,
    VerifiedProbe,
    VouchedProbe,
    WaysProbe,
)
from hjemmel.core.promise import Evidence, Measurement, interval_of
from hjemmel.core.promise import judge as given_verdict

from .accesses import accesses
from .ages import bases, coverage, duty, retention
from .apart import apart
from .assignments import assignments, with_assignments
from .at_end import at_end
from .blocks import blocks
from .change_shown import change_shown
from .changes_told import changes_told
from .columns import drift, groups, sources
from .contact_data import with_contact_data
from .contact_form import contact_form
from .credit import credit_checks
from .disclosures import disclosures
from .extracts import extracts
from .links import links
from .listings import listings
from .log_codes import log_codes
from .log_searches import log_searches
from .mailbox import mailbox
from .mailings import mailings
from .origins import lookups, origins
from .received import bought_lists, triage
from .recipients import agreements, recipients
from .requests import answered, verified, ways
from .settled import with_ages, with_plans
from .shown import shown
from .sight import Sight, nothing
from .statements import identity, lint_clean, roles, says
from .sub_processors import sub_processors
from .tell_a_friend import tell_a_friend
from .told import with_recipients
from .vouched import without_what_is_vouched_for

__all__ = ["Sight", "judge_all", "measure"]


def judge_all(sight: Sight) -> list[Evidence]:
    """A verdict for every promise of the declaration, in its order."""
    return [_judged(name, promise, sight) for name, promise in sight.map.declaration.promises.items()]


def _judged(name: str, promise: Promise, sight: Sight) -> Evidence:
    seen = without_what_is_vouched_for(name, measure(name, promise, sight), sight)
    return given_verdict(
        name, sight.map.line("promises", name), promise.grade, seen, sight.now, interval_of(promise)
    )


def measure(name: str, promise: Promise, sight: Sight) -> Measurement:
    match promise.probe:
        case RetentionProbe():
            return with_assignments(retention(promise.probe, sight), promise.probe, sight)
        case AssignmentsProbe():
            return assignments(promise.probe, sight)
        case SubProcessorsProbe():
            return sub_processors(promise.probe, sight)
        case IdentityProbe():
            return identity(sight)
        case BasesProbe():
            return bases(sight)
        case DriftProbe():
            return drift(promise.probe, sight)
        case CoverageProbe():
            return coverage(sight)
        case SaysProbe():
            return says(promise.probe, sight)
        case DutyProbe():
            return duty(name, promise.probe, sight)
        case LintProbe():
            return lint_clean(promise.probe, sight)
        case RolesProbe():
            return roles(sight)
        case GroupsProbe():
            return groups(promise.probe, sight)
        case SourcesProbe():
            return sources(promise.probe, sight)
        case AgreementsProbe():
            return agreements(promise.probe, sight)
        case RecipientsProbe():
            return recipients(sight)
        case OriginsProbe():
            return origins(promise.probe, sight)
        case LookupsProbe():
            return lookups(promise.probe, sight)
        case CreditChecksProbe():
            return credit_checks(sight)
        case BoughtListsProbe():
            return bought_lists(promise.probe, sight)
        case TriageProbe():
            return triage(promise.probe, sight)
        case DisclosuresProbe():
            return disclosures(promise.probe, sight)
        case AccessesProbe():
            return accesses(promise.probe, sight)
        case ExtractsProbe():
            return extracts(promise.probe, sight)
        case ListingsProbe():
            return listings(sight)
        case MailingsProbe():
            return mailings(promise.probe, sight)
        case AnsweredProbe():
            seen = with_recipients(answered(promise.probe, sight), promise.probe, sight)
            seen = with_contact_data(seen, promise.probe, sight)
            return with_plans(with_ages(seen, promise.probe, sight), promise.probe, sight)
        case AtEndProbe():
            return at_end(promise.probe, sight)
        case ChangesToldProbe():
            return changes_told(promise.probe, sight)
        case ChangeShownProbe():
            return change_shown(promise.probe, sight)
        case ApartProbe():
            return apart(promise.probe, sight)
        case ShownProbe():
            return shown(promise.probe, sight)
        case WaysProbe():
            return ways(promise.probe, sight)
        case VerifiedProbe():
            return verified(promise.probe, sight)
        case MailboxProbe():
            return mailbox(promise.probe, sight)
        case ContactFormProbe():
            return contact_form(promise.probe, sight)
        case LogSearchesProbe():
            return log_searches(promise.probe, sight)
        case LogCodesProbe():
            return log_codes(promise.probe, sight)
        case BlocksProbe():
            return blocks(promise.probe, sight)
        case LinksProbe():
            return links(promise.probe, sight)
        case TellAFriendProbe():
            return tell_a_friend(promise.probe, sight)
        case NotYetProbe(missing=missing):
            return nothing(sight, missing.nb, missing.en)
        case VouchedProbe():
            return nothing(sight, "Ingen har gått god for dette ennå.", "Nobody has vouched for this yet.")
