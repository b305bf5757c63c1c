"""The daily upkeep, as commands have it: what belongs to it, and its thread beside whatever runs for long."""

import threading
from collections.abc import Callable
from types import TracebackType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from interceptor.commands import audit_keys
from interceptor.commands.common import now_ms, store_place
from interceptor.log_upkeep import LogUpkeep
from interceptor.observability.watch import Watch
from interceptor.pipeline import topics
from interceptor.restored import RestoreGuard
from interceptor.settings import Settings
from interceptor.signing import Signing
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store, is_url
from interceptor.store.upkeep import Keep, Pace, Upkeep
from interceptor.upkeeping import Chore, UpkeepService
from streams.embedded import EmbeddedLog

Log = Callable[[], EmbeddedLog | None]
"""The embedded log of this process, while it is open."""


def _no_log() -> None:
    """For a process without one."""


def chores(config: Settings, log: Log = _no_log) -> list[Chore]:
    """What the settings want done once a day."""

    def maintain(store: Store, at_ms: int, done: Upkeep, pace: Pace) -> None:
        store.maintain(at_ms, Keep(config.register_months, config.outbox_days), done=done, pace=pace)

    return [maintain, LogUpkeep(log, config.log_days), Signing(lambda: _key(config), _guard(config))]


def _key(config: Settings) -> Ed25519PrivateKey | None:
    """Beside a store on PostgreSQL the data folder may be this process's alone: a key made there would be lost."""
    if is_url(str(store_place(config))) and not audit_keys.key_path(config).exists():
        return None
    return audit_keys.private_key(config)


def _guard(config: Settings) -> Callable[[Store], None]:
    """With Kafka its marks are asked; the embedded log is looked at when its engine starts."""

    def guard(store: Store) -> None:
        from streams.kafka import KafkaPublisher

        marks = KafkaPublisher(config.kafka.config(), config.kafka.relay)
        try:
            RestoreGuard(store, StoreOutbox(store.database, topics.decisions), marks.marks)()
        finally:
            marks.close()

    return guard if config.kafka.servers else lambda _store: None


class Upkeeping:
    """A thread for as long as the context; none where the settings want none."""

    def __init__(self, config: Settings, watch: Watch, end: threading.Event | None = None, log: Log = _no_log) -> None:
        """`end` is the process's own; without one the end of the context is the only one."""
        self._end = end or threading.Event()
        service = UpkeepService(
            lambda: Store(store_place(config)), chores(config, log), self._end, clock=now_ms, observer=watch.upkeep()
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
