"""What the store says, as metrics: read when Prometheus asks, at most every few seconds, on a connection of its own.

Every process that may read the store says the same, so dashboards take the `max` over processes, never the sum.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Lock
from time import perf_counter

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from interceptor.errors import InterceptorError
from interceptor.observability import labels
from interceptor.observability.freshness import freshness
from interceptor.observability.snapshot import Snapshot, Snapshots
from interceptor.store.store import Store

KEPT_SECONDS = 10.0
"""How long figures are given again before the store is asked anew: scrapes every second shall not load it."""

FAMILIES: dict[str, tuple[str, Sequence[str]]] = {
    "interceptor_cases": ("Cases by status and basis, without those of demonstrations.", ("status", "basis")),
    "interceptor_case_alerts": (
        "Alerts of cases that are not closed, by lane, state and jurisdiction.",
        ("lane", "state", "jurisdiction"),
    ),
    "interceptor_case_money": (
        "Money by account of the ledger and currency, over all hops of all cases; to the cent only in `cases`.",
        ("account", "currency"),
    ),
    "interceptor_tasks_waiting": ("Tasks that wait for a person, by kind.", ("task",)),
    "interceptor_tasks_oldest_timestamp_seconds": ("When the oldest task of a kind was set.", ("task",)),
    "interceptor_rejected_waiting": ("Rejected records that have not been read after all, by fault.", ("fault",)),
    "interceptor_deadlines": ("Running stops (unsent money) and holds (sent money).", ("kind",)),
    "interceptor_next_deadline_timestamp_seconds": ("When the next stop or hold ends.", ("kind",)),
    "interceptor_alerts_paused": ("1 while a person has paused the alerts.", ()),
    "interceptor_alerts_last_hour": ("Alerts that left within the last hour; the policy has a cap on it.", ()),
    "interceptor_outbox_pending_messages": ("Messages that are committed and not yet published.", ()),
    "interceptor_behind_records": ("Records that wait for a decision, by the workers' word in the store.", ()),
    "interceptor_freshness_seconds": ("Age of the oldest undecided record, by the workers' word in the store.", ()),
    "interceptor_silence_seconds": ("Time since the workers' last word in the store.", ()),
    "interceptor_since_decision_seconds": ("Time since the newest decision, by the workers' word in the store.", ()),
}
"""Names, meanings and labels; `tenant` comes before these labels."""


_UP, _READ, _UPKEPT = "interceptor_store_up", "interceptor_store_read_seconds", "interceptor_upkeep_timestamp_seconds"
HEALTH = {
    _UP: "1 when the store could be read.",
    _READ: "Time of the last reading of these figures.",
    _UPKEPT: "When the store's daily upkeep was last done, by whichever process; 0 when it never was.",
}
"""Names and meanings; these have no labels."""


class StoreCollector(Collector):
    """Figures of some tenants. `open_store` opens a store to read; it is opened again after a failure."""

    def __init__(
        self,
        open_store: Callable[[], Store],
        tenants: Callable[[], Sequence[str]],
        clock: Callable[[], int],
        monotonic: Callable[[], float],
    ) -> None:
        self._open = open_store
        self._tenants = tenants
        self._clock = clock
        self._monotonic = monotonic
        self._lock = Lock()
        self._store: Store | None = None
        self._snapshots: dict[str, Snapshots] = {}
        self._taken: dict[str, Snapshot] | None = None
        self._taken_at = float("-inf")
        self._seconds = 0.0
        self._upkept_ms = 0

    def describe(self) -> Iterable[Metric]:
        """The families without series: registering does not read the store."""
        return [*_families().values(), *_health(0.0, None, 0)]

    def collect(self) -> Iterator[Metric]:
        """The figures as families; only `interceptor_store_up` 0 when the store cannot be read."""
        with self._lock:
            if self._monotonic() - self._taken_at >= KEPT_SECONDS:
                self._taken = self._read()
                self._taken_at = self._monotonic()
            taken, seconds, upkept_ms = self._taken, self._seconds, self._upkept_ms
        yield from _health(seconds, taken, upkept_ms)
        families = _families()
        for tenant, snapshot in (taken or {}).items():
            for name, values, number in _samples(snapshot):
                families[name].add_metric((tenant, *values), number)
        yield from (family for family in families.values() if taken is not None)

    def reachable(self) -> bool:
        """Whether the store can be read now; for readiness."""
        with self._lock:
            try:
                self._opened().database.execute("SELECT 1").fetchall()
            except (InterceptorError, sqlite3.Error, OSError):
                self._shut()
                return False
            return True

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._shut()

    def _read(self) -> dict[str, Snapshot] | None:
        begun = perf_counter()
        try:
            store = self._opened()
            found = {}
            self._upkept_ms = store.upkept_ms
            for tenant in self._tenants():
                if tenant not in self._snapshots:
                    self._snapshots[tenant] = Snapshots(store.tenant(tenant, new=False), self._clock)
                found[tenant] = self._snapshots[tenant].take()
        except (InterceptorError, sqlite3.Error, OSError):
            self._shut()
            return None
        self._seconds = perf_counter() - begun
        return found

    def _opened(self) -> Store:
        if self._store is None:
            self._store = self._open()
        return self._store

    def _shut(self) -> None:
        self._snapshots.clear()
        if self._store is not None:
            self._store.close()
            self._store = None


def _families() -> dict[str, GaugeMetricFamily]:
    return {
        name: GaugeMetricFamily(name, meaning, labels=("tenant", *given)) for name, (meaning, given) in FAMILIES.items()
    }


def _health(seconds: float, taken: object, upkept_ms: int) -> Iterator[Metric]:
    yield GaugeMetricFamily(_UP, HEALTH[_UP], int(taken is not None))
    yield GaugeMetricFamily(_READ, HEALTH[_READ], seconds)
    if taken is not None:
        yield GaugeMetricFamily(_UPKEPT, HEALTH[_UPKEPT], upkept_ms / 1000)


_Sample = tuple[str, tuple[str, ...], float]


def _samples(snapshot: Snapshot) -> Iterator[_Sample]:
    yield from _casework(snapshot)
    yield from _waiting(snapshot)
    yield "interceptor_alerts_paused", (), int(snapshot.paused)
    yield "interceptor_alerts_last_hour", (), snapshot.sent_last_hour
    pending = sum(max(marks.last - marks.marked, 0) for marks in snapshot.streams)
    yield "interceptor_outbox_pending_messages", (), pending
    fresh = freshness(snapshot.words, snapshot.at_ms)
    if fresh is not None:
        yield "interceptor_behind_records", (), fresh.behind
        yield "interceptor_freshness_seconds", (), fresh.waited
        yield "interceptor_silence_seconds", (), fresh.silent
        if fresh.decided is not None:
            yield "interceptor_since_decision_seconds", (), fresh.decided


def _casework(snapshot: Snapshot) -> Iterator[_Sample]:
    for kind, count in sorted(snapshot.cases.items()):
        yield "interceptor_cases", kind, count
    for (lane, state, jurisdiction), count in sorted(snapshot.alerts.items()):
        yield "interceptor_case_alerts", (labels.lane(lane), labels.state(state), jurisdiction), count
    for key, amount in sorted(snapshot.money.items()):
        yield "interceptor_case_money", key, float(amount)
    for kind_of, moments in (("stop", snapshot.stops), ("hold", snapshot.holds)):
        yield "interceptor_deadlines", (kind_of,), len(moments)
        if moments:
            yield "interceptor_next_deadline_timestamp_seconds", (kind_of,), min(moments) / 1000


def _waiting(snapshot: Snapshot) -> Iterator[_Sample]:
    for task in snapshot.tasks:
        yield "interceptor_tasks_waiting", (task.task,), task.waiting
        yield "interceptor_tasks_oldest_timestamp_seconds", (task.task,), task.oldest / 1000
    for fault, count in snapshot.rejected:
        yield "interceptor_rejected_waiting", (labels.fault(fault),), count
