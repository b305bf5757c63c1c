"""One broker and one server for all test processes of a run: the first who needs one starts it, the last one ends it.

A guardian process (`guardian.py`) runs the service. Whoever uses it holds a shared lock on a file; when the guardian
gets that lock for itself, nobody is left, be it that they ended or were killed: the system gives the locks back.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.services.child import ServiceFailed, ServiceMissing, tail
from tests.services.jars import ROOT

KINDS = ("broker", "secure-broker", "database")
STANDING = ROOT / ".services" / "run"
"""Folder of the services that `make services` started."""
_TIMEOUT = 180.0
"""Seconds until a service has to be there, the download of the broker included."""


def paths(folder: Path, kind: str) -> tuple[Path, Path, Path]:
    """Files of a service: the lock of its users, how to reach it (there while it runs), the guardian's output."""
    return folder / f"{kind}.users", folder / f"{kind}.json", folder / f"{kind}.log"


def is_standing(kind: str) -> bool:
    """True while `make services` runs it."""
    users, described, _ = paths(STANDING, kind)
    if not described.exists() or not users.exists():
        return False
    with users.open("r") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def shared(kind: str, folder: Path) -> Iterator[dict[str, Any]]:
    """How to reach the service, which runs until the end of the block. Raises ServiceMissing, ServiceFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    users, described, log = paths(folder, kind)
    with (folder / f"{kind}.start").open("w") as starting, users.open("a") as using:
        fcntl.flock(starting, fcntl.LOCK_EX)
        # Waits while a guardian that found nobody ends its service and removes its description.
        fcntl.flock(using, fcntl.LOCK_SH)
        if not described.exists():
            _start(kind, folder, described, log)
        fcntl.flock(starting, fcntl.LOCK_UN)
        yield json.loads(described.read_text("utf-8"))


def _start(kind: str, folder: Path, described: Path, log: Path) -> None:
    command = [sys.executable, "-m", "tests.services.guardian", kind, str(folder)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    deadline = time.monotonic() + _TIMEOUT
    while not described.exists():
        if process.poll() is not None:
            missing = process.returncode == os.EX_UNAVAILABLE
            raise (ServiceMissing if missing else ServiceFailed)(tail(log))
        if time.monotonic() > deadline:
            process.kill()
            raise ServiceFailed(f"{kind} was not there after {_TIMEOUT:.0f} s\n{tail(log)}")
        time.sleep(0.05)
    # It outlives us by design: without this, `Popen` would warn of it.
    process.returncode = 0
