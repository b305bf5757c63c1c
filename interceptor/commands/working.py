"""What the commands that run until they are ended share: settings, who watches, and the signals that end them."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from interceptor.commands.common import load_settings, now_ms, options, store_place
from interceptor.engine import Options
from interceptor.observability import logs
from interceptor.observability.watch import Watch
from interceptor.settings import Settings
from interceptor.store.store import Store


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


def of_tenant(config: Settings, tenant: str) -> Options:
    """Engine options of one of the tenants."""
    return options(config.model_copy(update={"tenant": tenant}))


def settings_of(tenants: list[str] | None, data: Path | None) -> Settings:
    """Settings in force, with what the command line said."""
    config = load_settings(data=data)
    return config.model_copy(update={"tenants": ",".join(tenants)}) if tenants else config
