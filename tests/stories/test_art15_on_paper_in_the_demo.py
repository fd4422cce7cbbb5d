"""Art. 15 in the demo of a company with papers: a request waits for whoever keeps them. Their letter lies in the demo's mailbox,
its link leads to the page, and the answer ends the task."""

import json
from pathlib import Path

import pytest
from tests.companies import copy_of

PEOPLE = 200
"""As in the story of what has no ground: the company is made once."""
STORY = """
import json, re
from hjemmel.desk import ready
from email import message_from_bytes, policy
from pathlib import Path
from django.conf import settings
from django.test import Client
from hjemmel.desk import clock, office, requests, tasks
from hjemmel.desk.demo_clock import demo_time
clock.use(demo_time)
folder = Path(settings.DATABASES["default"]["NAME"]).parent
visitor = Client(headers={"host": "localhost"})
found = []
for one in tasks.views():
    if one.what.system != "arkiv":
        continue
    (letter,) = (folder / "mailbox").glob(f"{one.id}.*.eml")
    message = message_from_bytes(letter.read_bytes(), policy=policy.default)
    path = re.search(r"/oppgave/[\\w-]{43}", message.get_body(("plain",)).get_content())[0]
    page = visitor.get(path).content.decode()
    if one.what.request:
        shown = visitor.post(path, {"se": "ja"}).content.decode()
        name, signs = requests.whom(one.what.request, office.HJEMMEL)
        assert signs[0] in shown and signs[0] not in page and signs[0] not in message.as_string()
    visitor.post(path, {"svar": "ja", "funnet": "nothing"})
    found.append([one.what.verb, message["To"], "Beholdes" in page, tasks.view(one.id).state.value])
print(json.dumps(sorted(found)))
"""


@pytest.mark.story
def test_the_archive_is_asked_by_a_letter_and_answers_on_a_page(tmp_path: Path) -> None:
    company = copy_of("footcare", tmp_path, PEOPLE)
    told = company.python(STORY)
    assert told.returncode == 0, told.stderr[-2000:]
    assert json.loads(told.stdout) == [
        ["access", "arkivet@lestbakken.example", False, "attested"],
        ["due", "arkivet@lestbakken.example", True, "attested"],
    ]
