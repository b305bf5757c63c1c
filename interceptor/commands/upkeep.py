"""The daily upkeep, as commands have it: what belongs to it, and its thread beside whatever runs for long."""

import threading
from types import TracebackType

from interceptor.commands.common import now_ms, store_place
from interceptor.observability.watch import Watch
from interceptor.settings import Settings
from interceptor.store.store import Store
from interceptor.store.upkeep import Upkeep
from interceptor.upkeeping import Chores, UpkeepService


def chores(config: Settings) -> Chores:
    """What the settings want done once a day."""

    def do(store: Store, at_ms: int) -> Upkeep:
        return store.maintain(at_ms, config.register_months) or Upkeep()

    return do


class Upkeeping:
    """A thread for as long as the context; none where the settings want none."""

    def __init__(self, config: Settings, watch: Watch, end: threading.Event | None = None) -> None:
        """`end` is the process's own; without one the end of the context is the only one."""
        self._end = end or threading.Event()
        service = UpkeepService(
            lambda: Store(store_place(config)), chores(config), self._end, clock=now_ms, observer=watch.upkeep()
        )
        self._thread = threading.Thread(target=service.run, name="upkeep") if config.upkeep else None

    def __enter__(self) -> "Upkeeping":
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._end.set()
        if self._thread is not None:
            self._thread.join()
