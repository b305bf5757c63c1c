"""Counts what a relay tells."""

from collections import Counter as Tally
from collections.abc import Callable, Sequence

from interceptor.observability import labels
from interceptor.observability.backlog import Backlog
from interceptor.observability.commits import Children
from interceptor.observability.metrics import Metrics
from interceptor.observer import Unobserved
from interceptor.pipeline import topics
from interceptor.pipeline.times import parse_time
from streams.errors import Fenced
from streams.port import OutboxMessage
from streams.relay import Resumption

_FIRST_OUT = (topics.alerts("").rstrip("."), topics.recalls(topics.DEFAULT_TENANT))
"""Topics that alerts leave on, without tenant and country."""


class RelayMetrics(Unobserved):
    """Metrics of one relay. `clock` gives milliseconds since 1970, `monotonic` seconds."""

    def __init__(self, metrics: Metrics, clock: Callable[[], int], monotonic: Callable[[], float]) -> None:
        self._metrics = metrics
        self._clock = clock
        self._monotonic = monotonic
        self._published = Children(metrics.published)
        self._done: dict[str, int] = {}
        self._backlogs: dict[str, Backlog] = {}

    def active(self, active: bool) -> None:
        """Publishing, or standing by; who stands by says nothing of streams."""
        self._metrics.relay_active.set(active)
        if not active:
            self._backlogs.clear()
            self._metrics.pending.clear()
            self._metrics.oldest_pending.clear()

    def resumed(self, resumption: Resumption) -> None:
        """Why the stream goes on where it does."""
        self._metrics.resumptions.labels(resumption.basis.value).inc()

    def published(self, stream: str, messages: Sequence[OutboxMessage], seconds: float) -> None:
        """Count by topic; for first alerts of the engine, the time since the wire was received."""
        counts = Tally(message.topic for message in messages)
        for name, count in counts.items():
            self._published.add(count, labels.topic(name))
        if any(labels.topic(name) in _FIRST_OUT for name in counts):
            self._alerted(messages)
        self._metrics.publish.labels().observe((seconds,))
        if messages:
            self._done[stream] = messages[-1].number

    def _alerted(self, messages: Sequence[OutboxMessage]) -> None:
        now_ms = self._clock()
        for message in messages:
            headers = dict(message.headers)
            received = (
                parse_time(headers["received-at"].decode("ascii", "replace")) if "received-at" in headers else None
            )
            if received is not None:
                self._metrics.to_alert.labels(labels.topic(message.topic)).observe(((now_ms - received) / 1000,))

    def behind(self, stream: str, messages: int) -> None:
        """What waits, and for how long."""
        backlog = self._backlogs.setdefault(stream, Backlog(self._monotonic))
        done = self._done.get(stream, 0)
        backlog.sample(done + messages, done)
        self._metrics.pending.labels(stream).set(messages)
        self._metrics.oldest_pending.labels(stream).set(backlog.age)

    def round(self, messages: int, seconds: float) -> None:
        """The loop turns."""
        self._metrics.turned.labels("relay").set(self._clock() / 1000)

    def failed(self, stream: str | None, error: Exception) -> None:
        """Count failures, and apart from them being fenced."""
        if isinstance(error, Fenced):
            self._metrics.relay_fenced.inc()
        else:
            self._metrics.relay_failures.inc()
