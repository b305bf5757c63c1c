"""Workers and relays as processes of their own: they die at named points or at a signal, and are started again."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from streams.crashpoints import VARIABLE
from tests.faults.weather import Kill, WeatherError
from tests.services import child

COMMAND = (sys.executable, "-c", "from interceptor.cli import main; main()")
"""`interceptor` of this environment."""
_END_SECONDS = 60.0
_START_SECONDS = 5.0
"""After so long a process certainly hears signals: before, SIGTERM ends it at once, which is no failure."""


class Member:
    """One worker or relay. `kill` is the death of this life, None for a life in peace."""

    def __init__(
        self, role: str, number: int, options: list[str], environment: Mapping[str, str], folder: Path
    ) -> None:
        """`role` is the command of `interceptor`; output goes to `folder`."""
        self.role = role
        self.name = f"{role}-{number}"
        self.log = folder / f"{self.name}.log"
        self.kill: Kill | None = None
        self.starts = 0
        self.last_words: list[str] = []
        self._command = [*COMMAND, role, *options]
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = 0.0

    def start(self, kill: Kill | None = None) -> None:
        """Start it, to die as `kill` says."""
        self.kill = kill
        self.starts += 1
        self._begun = time.monotonic()
        environment = dict(self._environment)
        if kill is not None and kill.point:
            environment[VARIABLE] = f"{kill.point}:{kill.count}"
        self._process = child.spawn(self._command, self.log, environment=environment)

    @property
    def pid(self) -> int:
        """Of the process that was started last."""
        assert self._process is not None
        return self._process.pid

    def died(self) -> bool:
        """Whether it is dead; a random death comes when its time is up. Nothing but a signal may end a worker or a
        relay: those that end by themselves leave `last_words`."""
        assert self._process is not None
        if self.kill is not None and self.kill.after and time.monotonic() - self._begun > self.kill.after:
            self._process.kill()
            self._process.wait()
        code = self._process.poll()
        if code is None:
            return False
        if code != -signal.SIGKILL:
            self.last_words.append(f"{self.name} ended by itself with {code}: {child.tail(self.log, 1)}")
        return True

    def freeze(self) -> None:
        """Let it stand still, as a long pause of its machine does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def die(self) -> None:
        """`kill -9`, now."""
        if self._process is not None:
            child.end(self._process, signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, however it ends."""
        if self._process is not None:
            child.end(self._process, signal.SIGTERM, _END_SECONDS)

    def end(self) -> None:
        """In order, unless a death that was still to come is quicker. Raises WeatherError when it does not end well."""
        assert self._process is not None
        time.sleep(max(0.0, self._begun + _START_SECONDS - time.monotonic()))
        child.end(self._process, signal.SIGTERM, _END_SECONDS)
        code = self._process.returncode
        if code != 0 and not (self.kill is not None and code == -signal.SIGKILL):
            raise WeatherError(f"{self.name} ended with {code}\n{child.tail(self.log, 40)}")
