"""A PostgreSQL server of our own, from the system's packages, with durable settings; can be stopped and killed."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

from tests.services import child

_OWNER = "postgres"
"""PostgreSQL refuses to run as root; the package makes this user."""
_OLDEST = 15
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_min_messages": "warning",
}
_GONE_SECONDS = 10.0
"""Longest time in which a killed process goes; one that waits for a disk goes later."""
_STOPS: dict[str, signal.Signals] = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


@cache
def binaries() -> Path:
    """The folder of the newest PostgreSQL here. Raises ServiceMissing."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    found = sorted((path for path in found if (path / "postgres").exists()), key=lambda path: int(path.parent.name))
    if not found and (beside := shutil.which("postgres")):
        found = [Path(beside).parent]
    if not found or (found[-1].parent.name.isdigit() and int(found[-1].parent.name) < _OLDEST):
        raise child.ServiceMissing("the tests need PostgreSQL 15 or newer: apt-get install postgresql")
    return found[-1]


class Postgres:
    """One server. Its port and data stay the same over every stop and start.

    Call `start` from a main thread: the server is ended when the thread that started it ends.
    """

    def __init__(self, folder: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
        """In `folder`, which is made ours and removed at the end; `settings` are added to those of postgresql.conf.
        Raises ServiceMissing, ServiceFailed."""
        self._bin = binaries()
        self.folder = folder or Path(tempfile.mkdtemp(prefix="interceptor-postgres-"))
        self.log = self.folder / "server.log"
        self.port = child.free_port()
        self.password = secrets.token_hex(12)
        self._settings = {**_SETTINGS, "port": str(self.port), **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = ""
        if os.geteuid() == 0:
            self._give_away()
        self._init()

    def _give_away(self) -> None:
        try:
            owner = pwd.getpwnam(_OWNER)
        except KeyError:
            raise child.ServiceMissing(f"as root the tests run PostgreSQL as user {_OWNER}: there is none") from None
        os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._owner = _OWNER

    def _init(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        secret.chmod(0o644)
        command = ["setpriv", *child.as_user(self._owner)] if self._owner else []
        command += [str(self._bin / "initdb"), "--pgdata", str(self.folder / "data"), "--no-sync"]
        command += ["--username=interceptor", "--auth=scram-sha-256", f"--pwfile={secret}"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8"]
        with self.log.open("ab") as output:
            done = subprocess.run(command, stdout=output, stderr=output, cwd="/", check=False)
        secret.unlink()
        if done.returncode:
            raise child.ServiceFailed(f"initdb failed\n{child.tail(self.log)}")

    def dsn(self, database: str = "postgres") -> str:
        """How to connect to a database of this server, as its owner."""
        return f"postgresql://interceptor:{self.password}@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int | None:
        """Of the running server."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, timeout: float = 60.0) -> None:
        """Start, going through its log if it was killed, and wait until it takes connections. Raises ServiceFailed."""
        command = [str(self._bin / "postgres"), "-D", str(self.folder / "data")]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        # QUIT: ends it at once, but lets it give back what it holds of the system.
        self._process = child.spawn(command, self.log, dying="QUIT", user=self._owner, folder=Path("/"))
        child.wait_until(self._answers, self._process, self.log, timeout)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.dsn(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, mode: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """As `pg_ctl stop --mode` does; `immediate` leaves work for the next start."""
        if self._process:
            child.end(self._process, _STOPS[mode])

    def kill(self) -> None:
        """`kill -9` of the server and of every process it has; all are gone when it returns."""
        if self._process is None or self.pid is None:
            return
        self._process.send_signal(signal.SIGSTOP)  # it makes no more processes, so that none is left out
        processes = self._processes()
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()
        deadline = time.monotonic() + _GONE_SECONDS
        while any(map(_lives, processes)) and time.monotonic() < deadline:
            time.sleep(0.01)

    def freeze(self) -> None:
        """Let every process of it stand still: connections stay open, nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen one go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _processes(self) -> list[int]:
        """The server and its processes."""
        if self.pid is None:
            return []
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [self.pid, *map(int, children.read_text().split() if children.exists() else [])]

    def restart(self, *, kill: bool = False) -> None:
        """Down and up again; killed, it starts from its log."""
        self.kill() if kill else self.stop()
        self.start()

    def create_database(self, name: str = "") -> str:
        """A new, empty database; gives how to connect to it."""
        name = name or f"test_{secrets.token_hex(6)}"
        create_database(self.dsn(), name)
        return self.dsn(name)

    def check(self, database: str) -> str:
        """`ok` when every table and index of a database is sound by `pg_amcheck`; else what it says."""
        command = [str(self._bin / "pg_amcheck"), "--install-missing", "--heapallindexed", "--host=127.0.0.1"]
        command += [f"--port={self.port}", "--username=interceptor", database]
        password = {**os.environ, "PGPASSWORD": self.password}
        done = subprocess.run(command, capture_output=True, text=True, env=password, check=False)
        return "ok" if done.returncode == 0 else done.stdout + done.stderr

    def close(self) -> None:
        """End it and remove its data."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Postgres":
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _lives(process: int) -> bool:
    """Whether it still holds anything: a zombie does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def create_database(server: str, name: str) -> None:
    """Make an empty database on the server that `server` connects to."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))


def drop_database(server: str, name: str) -> None:
    """Remove a database and cut off whoever is connected to it."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
