"""Counts commits of the store, and what each did: batches of wires, acts of the desk, answers and refusals alike."""

from collections.abc import Callable

from prometheus_client import Counter

from interceptor.errors import Fault, StoreError
from interceptor.observability.logs import logger, told
from interceptor.observability.metrics import Metrics
from interceptor.observability.tally import tally
from interceptor.store.batch import Batch

_KNOWN = {Fault.CONFLICT: "conflict", Fault.FENCED: "fenced"}


class Children:
    """The children of one metric, by their label values: kept, since looking one up costs 1.2 us."""

    def __init__(self, metric: Counter) -> None:
        self._metric = metric
        self._found: dict[tuple[str, ...], Counter] = {}

    def add(self, amount: float, *values: str) -> None:
        """Raise one child."""
        child = self._found.get(values)
        if child is None:
            child = self._found[values] = self._metric.labels(*values)
        child.inc(amount)


class CommitMetrics:
    """A `CommitWatch`. `clock` gives milliseconds since 1970."""

    def __init__(self, metrics: Metrics, clock: Callable[[], int]) -> None:
        self._metrics = metrics
        self._clock = clock
        self._seconds = metrics.commit.labels()
        self._outcomes = {name: metrics.commits.labels(name) for name in ("committed", "failed", *_KNOWN.values())}
        self._transfers = Children(metrics.transfers)
        self._decisions = Children(metrics.decisions)
        self._revisions = Children(metrics.revisions)
        self._rejected = Children(metrics.rejected)
        self._alerts = Children(metrics.alerts)

    def __call__(self, tenant: str, batch: Batch, seconds: float, error: BaseException | None) -> None:
        """One attempt. It is over, so nothing that goes wrong here may look as if the commit had."""
        if error is not None:
            fault = error.fault if isinstance(error, StoreError) else None
            self._outcomes[_KNOWN.get(fault, "failed") if fault else "failed"].inc()
            return
        self._outcomes["committed"].inc()
        self._seconds.observe((seconds,))
        try:
            self._count(tenant, batch)
        except Exception as unforeseen:  # noqa: BLE001 - see above
            logger().warning("observer failed", **told(unforeseen))

    def _count(self, tenant: str, batch: Batch) -> None:
        now_ms = self._clock()
        counted = tally(batch, now_ms)
        if counted.transfers:
            self._transfers.add(counted.transfers, tenant)
        for (decision, jurisdiction), count in counted.decisions.items():
            self._decisions.add(count, tenant, decision, jurisdiction)
        for cause, count in counted.causes.items():
            self._revisions.add(count, tenant, cause)
        for fault, count in counted.rejected.items():
            self._rejected.add(count, tenant, fault)
        for (lane, jurisdiction), count in counted.alerts.items():
            self._alerts.add(count, tenant, lane, jurisdiction)
        if counted.waited:
            self._metrics.to_decision.labels(tenant).observe(counted.waited)
        if counted.decisions:
            self._metrics.newest.labels(tenant).set(now_ms / 1000)
