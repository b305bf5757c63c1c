"""Retention of the embedded log as a daily chore: records that are worked, and old enough."""

from collections.abc import Callable

from interceptor.pipeline import topics
from interceptor.store.store import Store
from interceptor.store.upkeep import Pace, Upkeep
from streams.embedded import EmbeddedLog

_DAY_MS = 86_400_000
_INPUTS = ("wires.outbound", *topics.acts(topics.DEFAULT_TENANT))
"""Topics that an engine reads; those of a tenant carry its name behind a dot."""


class LogUpkeep:
    """A chore. `log` gives the log while it is open; `days` is for how long at least a record stays, None for good."""

    def __init__(self, log: Callable[[], EmbeddedLog | None], days: int | None) -> None:
        self._log = log
        self._days = days

    def __call__(self, store: Store, now_ms: int, done: Upkeep, pace: Pace) -> None:
        """Drop whole segments. Of what an engine reads nothing goes that it has not worked; others read in time."""
        log = self._log()
        if log is None or self._days is None:
            return
        before = (now_ms - self._days * _DAY_MS) / 1000
        for topic in log.topics():
            worked = store.read_through(topic) if _is_input(topic) else None
            done.segments += log.drop_segments(topic, written_before=before, keep_from=worked)
            pace()


def _is_input(topic: str) -> bool:
    return any(topic == name or topic.startswith(f"{name}.") for name in _INPUTS)
