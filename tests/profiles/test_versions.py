"""The versions before and after today's: whole files that could be published, and that differ from today's in more than words."""

from datetime import timedelta

import pytest
from tests.core.output.companies import PROFILES, company

from hjemmel.cli.demo import FIRST_DAY
from hjemmel.core.changes import changes
from hjemmel.core.compile import load
from hjemmel.core.finding import has_errors
from hjemmel.core.lint import lint
from hjemmel.core.output.changes_text import summary
from hjemmel.profiles.versions import coming, earlier

WITH_HISTORY = [profile for profile in PROFILES if earlier(profile)]


def test_gifts_and_footcare_have_a_history() -> None:
    assert {"gifts", "footcare"} <= set(WITH_HISTORY)


@pytest.mark.parametrize("profile", WITH_HISTORY)
def test_the_version_before_could_be_published_then_and_is_another_one(profile: str) -> None:
    before, today = earlier(profile), company(profile)
    assert before
    compiled = load(before.content)
    assert compiled.map is not None, [str(finding) for finding in compiled.findings]
    day = before.published_at.date()
    assert not has_errors(lint(compiled.map, day))
    then, now = compiled.map.declaration.statement, today.declaration.statement
    assert then.version == now.version - 1
    assert then.valid_from < now.valid_from
    assert day <= then.valid_from + timedelta(days=1)


def test_what_changed_is_told_in_periods() -> None:
    before = earlier("gifts")
    assert before
    then = load(before.content).map
    assert then is not None
    told = [summary(change, "nb") for change in changes(then, company("gifts")).items]
    assert "Beholdes kortere: henvendelser og dialog (fem år, nå tre år)" in told


def test_mobile_has_published_a_major_change_ahead_in_time_to_tell_people() -> None:
    content, today = coming("mobile"), company("mobile")
    assert content
    then = load(content).map
    assert then is not None and not has_errors(lint(then, FIRST_DAY))
    changed = changes(today, then)
    assert changed.is_major and changed.before
    assert [summary(change, "nb") for change in changed.items] == [
        "Beholdes lenger: henvendelser til kundeservice (24\xa0måneder, nå 36\xa0måneder)"
    ]
    assert then.declaration.statement.valid_from >= FIRST_DAY + changed.before
    assert then.declaration.statement.version == today.declaration.statement.version + 1
