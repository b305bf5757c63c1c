"""Bad weather for a command: it is started, killed as by `kill -9` at named points or random times, started again.

The command has to end by itself, with exit code 0, once its work is done; what it leaves behind is then compared with
a quiet run. Used by the fault tests of every room that claims to survive.
"""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from streams.crashpoints import VARIABLE


@dataclass(frozen=True)
class Kill:
    """One death. `point` names a crash point and `count` how often it is reached before; without a point the
    process is killed `after` seconds."""

    point: str = ""
    count: int = 1
    after: float = 0.0


@dataclass
class Weather:
    """What happened."""

    killed: Counter[str] = field(default_factory=Counter)
    """Deaths by point; those at random times under `random`."""
    finished_early: int = 0
    """Starts that were done before their kill came: those kills prove nothing."""
    starts: int = 0

    @property
    def kills(self) -> int:
        return sum(self.killed.values())


class WeatherError(AssertionError):
    """The command failed by itself, or did not end. Its last output is in the text."""


def at_points(points: Sequence[str], each: int, seed: int, most: int = 20) -> Iterator[Kill]:
    """`each` kills at every point, in turns, at random counts up to `most`."""
    chance = random.Random(seed)
    for _ in range(each):
        for point in points:
            yield Kill(point, chance.randint(1, most))


def at_random(count: int, seed: int, shortest: float, longest: float) -> Iterator[Kill]:
    """Kills at random times after the start, in seconds."""
    chance = random.Random(seed)
    for _ in range(count):
        yield Kill(after=chance.uniform(shortest, longest))


def endure(
    command: Sequence[str],
    kills: Iterable[Kill],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    timeout: float = 120.0,
    died: Callable[[Kill], None] = lambda _kill: None,
) -> Weather:
    """Run `command` through all kills, then once in peace until it ends with 0. Its output is added to `log`.

    `died` is called after each death, before the next start: there a test may do what a power cut does to files.
    Raises WeatherError when it ends by itself with another code, or is not done `timeout` seconds after a start.
    """
    weather = Weather()
    for kill in kills:
        if _start(command, kill, log, environment or {}, timeout, weather):
            died(kill)
    _start(command, Kill(), log, environment or {}, timeout, weather)
    return weather


def _start(
    command: Sequence[str], kill: Kill, log: Path, environment: Mapping[str, str], timeout: float, weather: Weather
) -> bool:
    """True when the process was killed."""
    surroundings = {**os.environ, **environment}
    if kill.point:
        surroundings[VARIABLE] = f"{kill.point}:{kill.count}"
    weather.starts += 1
    with log.open("ab") as output:
        child = subprocess.Popen(command, env=surroundings, stdout=output, stderr=subprocess.STDOUT)
    try:
        code = _wait(child, kill, timeout)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if code == -signal.SIGKILL:
        weather.killed[kill.point or "random"] += 1
    elif code == 0:
        weather.finished_early += bool(kill.point or kill.after)
    else:
        raise WeatherError(f"exit code {code} under {kill}\n{_tail(log)}")
    return code == -signal.SIGKILL


def _wait(child: subprocess.Popen[bytes], kill: Kill, timeout: float) -> int | None:
    """Exit code; None if it had to be ended for taking too long."""
    if kill.after:
        try:
            return child.wait(kill.after)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + timeout
    while (code := child.poll()) is None and time.monotonic() < deadline:
        time.sleep(0.005)
    return code


def _tail(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-30:])
