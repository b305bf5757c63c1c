"""What the commands that run until they are ended share: settings, who watches, and the signals that end them."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import typer

from interceptor.commands.common import load_settings, now_ms, options, store_place
from interceptor.engine import Options
from interceptor.errors import PASSING, StoreError
from interceptor.observability import logs
from interceptor.observability.watch import Watch
from interceptor.settings import Settings
from interceptor.store.store import Store
from streams.errors import BrokerUnreachable

T = TypeVar("T")
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 5.0
"""Seconds between attempts to start."""
_PATIENCE = 120.0
"""Seconds after which what does not answer is rather a wrong setting: one clear line and exit code 1 then."""


@contextmanager
def ended_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set; a second signal ends the process at once."""
    end = threading.Event()

    def handle(number: int, _frame: FrameType | None) -> None:
        if end.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        end.set()

    before: dict[int, Any] = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def watched(config: Settings, *, log: bool = True) -> Iterator[Watch]:
    """Metrics and health of this process, as the settings want them, and its log unless a person looks on."""
    if log:
        logs.configure(now_ms, config.log_level)
    with Watch(lambda: Store(store_place(config)), config.all_tenants(), clock=now_ms) as watch:
        if config.metrics_port is not None:
            watch.serve(config.metrics_bind, config.metrics_port)
        yield watch


def patiently(act: Callable[[], T], end: threading.Event) -> T:
    """What `act` gives, tried again while the store or Kafka is away: a process that starts in an outage waits for its
    end as one that was running does, for two minutes. Raises what does not pass, and `typer.Exit` when told to end
    before."""
    wait, until = _FIRST_WAIT, time.monotonic() + _PATIENCE
    while True:
        try:
            return act()
        except (StoreError, BrokerUnreachable) as error:
            passing = not isinstance(error, StoreError) or error.fault in PASSING
            if not passing or time.monotonic() > until:
                raise
            logs.logger().warning("cannot start yet", **logs.told(error))
        if end.wait(wait):
            raise typer.Exit(0)
        wait = min(2 * wait, _LONGEST_WAIT)


def of_tenant(config: Settings, tenant: str) -> Options:
    """Engine options of one of the tenants."""
    return options(config.model_copy(update={"tenant": tenant}))


def settings_of(tenants: list[str] | None, data: Path | None) -> Settings:
    """Settings in force, with what the command line said."""
    config = load_settings(data=data)
    return config.model_copy(update={"tenants": ",".join(tenants)}) if tenants else config
