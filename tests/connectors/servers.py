"""Database servers for tests: one that a setting names, or one started here, in a temporary folder, over a socket.

A server never runs as root, and nobody uses one as its owner: tests come in as a role without any privilege but to its
own database."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

ROLE = "tester"
STARTS_WITHIN = 40
SETTINGS = {"postgres": "HJEMMEL_TEST_PG", "mariadb": "HJEMMEL_TEST_MARIADB"}
PACKAGES = {"postgres": "postgresql", "mariadb": "mariadb-server", "dovecot": "dovecot-imapd"}


@dataclass(frozen=True)
class Server:
    """`url` is that of an empty database which tests may do with as they like; `owner` that of who may do everything,
    where it was started here."""

    url: str
    owner: str | None = None


def binary(name: str) -> str | None:
    """A server's program, in the path or where Debian keeps it."""
    kept = [
        *sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True),
        Path("/usr/sbin") / name,
    ]
    return shutil.which(name) or next((str(path) for path in kept if path.exists()), None)


def can_be_had(engine: str) -> bool:
    needed = {"postgres": ("initdb", "postgres"), "mariadb": ("mariadbd", "mariadb-install-db")}[engine]
    return bool(os.environ.get(SETTINGS[engine])) or all(map(binary, needed))


@contextmanager
def server(engine: str) -> Iterator[Server]:
    given = os.environ.get(SETTINGS[engine])
    if given:
        yield Server(given)
        return
    with (
        own_folder() as (folder, user),
        {"postgres": _postgres, "mariadb": _mariadb}[engine](folder, user) as found,
    ):
        yield found


@contextmanager
def own_folder() -> Iterator[tuple[Path, str | None]]:
    """Short enough for the path of a socket; of the user that the server is to run as, if that must be another."""
    folder = Path(tempfile.mkdtemp(prefix="hj-", dir="/tmp" if Path("/tmp").is_dir() else None))
    user = None
    if os.geteuid() == 0:
        user = "nobody"
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    try:
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str], user: str | None) -> None:
    done = subprocess.run(command, user=user, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stderr or done.stdout


@contextmanager
def running(
    command: Sequence[str],
    user: str | None,
    folder: Path,
    answers: Callable[[], bool],
    stop: signal.Signals,
) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        group = pwd.getpwnam(user).pw_gid if user else None
        process = subprocess.Popen(command, user=user, group=group, stdout=log, stderr=log, cwd="/")
    try:
        _wait_for(answers, process, folder / "log")
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not answers():
        assert process.poll() is None and time.monotonic() < until, log.read_text(errors="replace")
        time.sleep(0.05)


def _lets_in(owner: str) -> Callable[[], bool]:
    """Whether the database takes its owner in."""
    engine = sa.create_engine(owner, poolclass=sa.NullPool)

    def answers() -> bool:
        try:
            engine.connect().close()
        except sa.exc.DBAPIError:
            return False
        return True

    return answers


def execute(url: str, *statements: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@contextmanager
def _postgres(folder: Path, user: str | None) -> Iterator[Server]:
    initdb, postgres = binary("initdb"), binary("postgres")
    assert initdb and postgres
    data = str(folder / "data")
    _run([initdb, "-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], user)
    careless = [
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "shared_buffers=32MB",
        "max_wal_size=256MB",
    ]
    options = [part for one in careless for part in ("-c", one)]
    command = [postgres, "-D", data, "-k", str(folder), "-c", "listen_addresses=", *options]
    owner = f"postgresql+psycopg://owner@/postgres?host={folder}"
    with running(command, user, folder, _lets_in(owner), signal.SIGINT):
        role = f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
        execute(owner, role, f"CREATE DATABASE shop OWNER {ROLE} TEMPLATE template0 LOCALE 'C.UTF-8'")
        yield Server(f"postgresql://{ROLE}@/shop?host={folder}", owner)


@contextmanager
def _mariadb(folder: Path, user: str | None) -> Iterator[Server]:
    install, mariadbd = binary("mariadb-install-db"), binary("mariadbd")
    assert install and mariadbd
    data, socket = folder / "data", folder / "socket"
    _run(
        [
            install,
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ],
        user,
    )
    command = [
        mariadbd, "--no-defaults", f"--datadir={data}", f"--socket={socket}", f"--pid-file={folder / 'pid'}",
        "--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--skip-log-bin",
        "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=64M", "--skip-name-resolve",
    ]  # fmt: skip
    owner = f"mysql+pymysql://root@localhost/mysql?unix_socket={socket}"
    with running(command, user, folder, _lets_in(owner), signal.SIGTERM):
        execute(
            owner,
            "CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
            f"CREATE USER {ROLE}@localhost IDENTIFIED BY ''",
            f"GRANT ALL ON `shop%%`.* TO {ROLE}@localhost",
        )
        yield Server(f"mariadb://{ROLE}@localhost/shop?unix_socket={socket}", owner)
