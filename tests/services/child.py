"""Child processes that cannot outlive us, and the ports they listen on."""

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PORTS = range(20_000, 32_000)
"""Below the range from which Linux takes the ports of outgoing connections (32768 and up): a port from there could be
taken while a service is down, or a client on loopback could even connect to itself."""


class ServiceMissing(Exception):  # noqa: N818 - it says what is so, nothing has gone wrong
    """This machine lacks what the service needs; the text says what to install."""


class ServiceFailed(Exception):  # noqa: N818
    """The service did not start or did not end; the text has the end of its log."""


def spawn(
    command: Sequence[str],
    log: Path,
    *,
    dying: str = "KILL",
    user: str = "",
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in `folder`, its output added to `log`, as another user if one is named. `environment` is added
    to ours.

    It gets the signal `dying` when the thread that called this ends, however it ends: so call it from a main thread.
    Where `setpriv` is missing (macOS) it is only ended by `end`."""
    guard = ["setpriv", "--pdeathsig", dying] if shutil.which("setpriv") else []
    with log.open("ab") as output:
        return subprocess.Popen(
            [*guard, *(as_user(user) if guard else []), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd=folder,
            env={**os.environ, **(environment or {})},
        )


def as_user(name: str) -> list[str]:
    """Options of `setpriv` to become this user; none to stay who we are."""
    return [f"--reuid={name}", f"--regid={name}", "--clear-groups"] if name else []


def end(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM, timeout: float = 30.0) -> None:
    """Send a signal and wait; after `timeout` seconds kill."""
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.send_signal(number)
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, timeout: float) -> None:
    """Until `ready`. Raises ServiceFailed when the process ends before, or time is up."""
    deadline = time.monotonic() + timeout
    while not ready():
        if process.poll() is not None:
            raise ServiceFailed(f"it ended with code {process.returncode}\n{tail(log)}")
        if time.monotonic() > deadline:
            raise ServiceFailed(f"it was not ready after {timeout:.0f} s\n{tail(log)}")
        time.sleep(0.05)


def tail(log: Path, lines: int = 20) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:]) if log.exists() else ""


def free_port() -> int:
    """A loopback port on which nothing listens."""
    chance = random.Random(os.urandom(8))
    while True:
        port = chance.choice(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
