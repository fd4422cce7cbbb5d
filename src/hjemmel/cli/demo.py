"""`hjemmel demo [PROFILE]`: one of the example companies with all its systems, made up, on this machine only."""

from __future__ import annotations

import argparse
import hashlib
import importlib.resources
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import hjemmel
from hjemmel.cli.declared import COULD_NOT_RUN
from hjemmel.cli.report import complain, say
from hjemmel.desk.machine import LOOPBACK, is_free
from hjemmel.profiles.footcare import demo as footcare
from hjemmel.profiles.gifts import demo as gifts
from hjemmel.profiles.gifts_small import demo as gifts_small
from hjemmel.profiles.mailhouse import demo as mailhouse
from hjemmel.profiles.mobile import demo as mobile
from hjemmel.profiles.sample import write_sqlite
from hjemmel.profiles.trades import demo as trades
from hjemmel.profiles.versions import earlier

TABLES = {
    "gifts": gifts.tables,
    "mailhouse": mailhouse.tables,
    "trades": trades.tables,
    "footcare": footcare.tables,
    "mobile": mobile.tables,
}
FOLDERS = {"trades": trades.log_files}
"""Companies with a system that is a folder: what lies in it, by the name of the system."""
IN_REGISTER = {"gifts-small": gifts_small.PEOPLE}
"""Companies whose only system is Hjemmel's own register, and how many people it holds: filled when the company begins."""
PROFILES = (*TABLES, *IN_REGISTER)
PEOPLE, SEED = 2_000, 1
FIRST_DAY = date(2026, 11, 23)
"""The day on which every demo begins, so that it is the same everywhere."""
OSLO = ZoneInfo("Europe/Oslo")
ACCOUNT = "demo"
PORT, LAST_PORT = 8000, 8099
MADE_BY, EARLIER = "made-by", "earlier.yaml"


def command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hjemmel demo", description="Try Hjemmel on a made-up company.")
    parser.add_argument("profile", nargs="?", default=PROFILES[0], choices=PROFILES)
    parser.add_argument("--port", type=int, help=f"default: the first free one from {PORT}")
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="move the demo's clock to this day"
    )
    parser.add_argument("--fresh", action="store_true", help="begin again with new data")
    parser.add_argument("--folder", type=Path, default=Path(".demo"), help="where it is kept (default .demo)")
    parser.add_argument(
        "--run", nargs=argparse.REMAINDER, metavar="COMMAND",
        help="run this command of Hjemmel against the demo, and do not serve it; it comes last",
    )  # fmt: skip
    parser.add_argument("--only-make", action="store_true", help="make the company, do not serve it")
    wanted = parser.parse_args(argv)
    # While the company is made another process does it, which must not be left behind. What this one becomes afterwards
    # has its own way to stop.
    signal.signal(signal.SIGTERM, _stop)
    folder = (wanted.folder / wanted.profile).resolve()
    if wanted.fresh or not _is_made(folder):
        _make(wanted.profile, folder)
    if wanted.on:
        _run(folder, wanted.profile, "move", wanted.on.isoformat())
    if wanted.run:
        return _command(wanted.profile, folder, wanted.run)
    if wanted.only_make:
        return 0
    return _serve(wanted.profile, folder, wanted.port)


def environment(profile: str, folder: Path) -> dict[str, str]:
    """What the demo's processes need to know: its own database, and the address of each system."""
    file = importlib.resources.files("hjemmel.profiles").joinpath(profile.replace("-", "_"), "hjemmel.yaml")
    content = file.read_text(encoding="utf-8")
    names = re.findall(r"\$\{([A-Z0-9_]+)_URL\}", content)
    systems = {f"{name}_URL": f"sqlite:///{folder / 'systems' / name.lower()}.db" for name in names}
    for name in FOLDERS[profile](FIRST_DAY, SEED) if profile in FOLDERS else ():
        systems[f"{name.upper()}_URL"] = f"file://{folder / 'systems' / name}"
    # Nobody gets what a demo sends: it lies in a folder, and the office shows it.
    systems["MAIL_URL"] = f"mailbox://{folder / 'mailbox'}"
    systems["LOGS"] = str(folder / "logs")
    return {
        **os.environ,
        **systems,
        "DATABASE_URL": f"sqlite:///{folder / 'hjemmel.sqlite3'}",
        "SECRET_KEY": (folder / "secret").read_text(),
        "HJEMMEL_FILE": str(file),
        "HJEMMEL_HOSTS": "localhost,127.0.0.1",
        "HJEMMEL_KEYS": str(folder / "keys"),
        "HJEMMEL_MASTER_KEY_FILE": str(folder / "master.keys"),
        "HJEMMEL_MASTER_KEY": "",
        "DJANGO_SETTINGS_MODULE": "hjemmel.web.settings",
    }


def _stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _is_made(folder: Path) -> bool:
    made_by = folder / MADE_BY
    return made_by.is_file() and made_by.read_text() == _this_code()


def _this_code() -> str:
    """Which code makes the demo: its version, and its text, so that no demo outlives a change of either."""
    text = hashlib.sha256()
    files = Path(hjemmel.__file__).parent.rglob("*")
    for file in sorted(path for path in files if path.suffix in (".py", ".yaml")):
        text.update(file.read_bytes())
    return f"{hjemmel.__version__} {text.hexdigest()[:16]}"


def _make(profile: str, folder: Path) -> None:
    """All of it anew. The mark that it is whole is set last."""
    people = IN_REGISTER.get(profile, PEOPLE)
    complain(f"Making up the company «{profile}» with {people:,} people ...")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "systems").mkdir(parents=True)
    (folder / "secret").write_text(secrets.token_urlsafe(48))
    (folder / "login").write_text(secrets.token_urlsafe(9))
    (folder / "login").chmod(0o600)
    if profile in TABLES:
        for name, system in TABLES[profile](people, FIRST_DAY, SEED).items():
            write_sqlite(system, folder / "systems" / f"{name}.db")
    for name, files in FOLDERS[profile](FIRST_DAY, SEED).items() if profile in FOLDERS else ():
        (folder / "systems" / name).mkdir()
        for file, content in files.items():
            (folder / "systems" / name / file).write_bytes(content)
    begins = datetime.combine(FIRST_DAY, time(7, 30), OSLO).astimezone(UTC)
    complain("Publishing its statement, trying its promises, making a plan ...")
    more = (
        ("register", str(people), str(SEED)) if profile in IN_REGISTER else _version_before(profile, folder)
    )
    _run(folder, profile, "begin", begins.isoformat(), *more)
    (folder / MADE_BY).write_text(_this_code())


def _version_before(profile: str, folder: Path) -> tuple[str, ...]:
    """Put the company's earlier statement in the folder, if it has one; when that was published."""
    found = earlier(profile)
    if found is None:
        return ()
    (folder / EARLIER).write_bytes(found.content)
    return (found.published_at.isoformat(),)


def _run(folder: Path, profile: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "hjemmel.web.demo_company", *arguments],
        env=environment(profile, folder),
        check=True,
    )


def _command(profile: str, folder: Path, arguments: list[str]) -> int:
    """Become the command, in the demo's environment and in its own time."""
    if "--as" in arguments:
        complain(f"The account of the demo is {ACCOUNT}, its password {(folder / 'login').read_text()}")
    os.execve(
        sys.executable,
        [sys.executable, "-m", "hjemmel.cli.in_demo", *arguments],
        environment(profile, folder),
    )


def _serve(profile: str, folder: Path, port: int | None) -> int:
    environ = environment(profile, folder)
    free = _free_port(port)
    if free is None:
        complain(f"port {port} is in use; leave --port out, or name another" if port else "no port is free")
        return COULD_NOT_RUN
    say(_welcome(profile, free, (folder / "login").read_text()))
    os.execve(sys.executable, [sys.executable, "-m", "hjemmel.web.demo", "--port", str(free)], environ)


def _free_port(port: int | None) -> int | None:
    wanted = [port] if port else range(PORT, LAST_PORT)
    return next((number for number in wanted if is_free(number)), None)


def _welcome(profile: str, port: int, password: str) -> str:
    here = f"http://{LOOPBACK}:{port}"
    return "\n".join(
        [
            f"Hjemmel demo: {profile}. All people and companies are made up. Stop with Ctrl-C.",
            f"  The public statement   {here}/personvern     (English: {here}/privacy)",
            *_ask_on_the_web(profile, here),
            f"  The office             {here}/kontor/        sign in: {ACCOUNT} / {password}",
            "  Colleagues             ingrid (approves too, sees a few purposes) and leif (reads only); the same password",
            "Try this:",
            "  1. Read the statement as a customer would.",
            "  2. Sign in, open «Løfter» (promises), and one that is BRUTT (broken).",
            "  3. Open the plan that mends it: what goes, what stays and why. Approve it.",
            "  4. Back to «Løfter»: the promise is HOLDT (kept). «Journal» shows every step; verify it.",
            "  5. Under «Personer», look somebody up: why is each datum held, and until when?",
            *_try_a_request(profile, here),
        ]
    )


def _ask_on_the_web(profile: str, here: str) -> list[str]:
    """Companies in the register alone take requests by e-mail, telephone and post."""
    return [
        f"  Your page              {here}/din-side       (English: {here}/your-page)",
        f"  Ask for your own data  {here}/dine-data      (English: {here}/your-data)",
    ] * (profile in TABLES)


def _try_a_request(profile: str, here: str) -> list[str]:
    if profile not in TABLES:
        return [
            "  6. Under «Henvendelser», enter what somebody has asked for by telephone, and follow it to the answer."
        ]
    return [
        "  6. Be a customer: open /din-side with the e-mail address of somebody you looked up. The code is in the demo's",
        f"     mailbox, {here}/kontor/utsendinger/postkasse. Ask for something, then be the staff: {here}/kontor/henvendelser",
    ]
