"""Counts what a worker tells of its loop and its partitions; what it commits is counted by `commits`."""

from collections.abc import Callable

from prometheus_client import Gauge

from interceptor.observability import labels
from interceptor.observability.commits import Children
from interceptor.observability.metrics import Metrics
from interceptor.observability.places import Places
from interceptor.observer import PartitionState, Unobserved
from streams.port import Partition


class WorkerMetrics(Unobserved):
    """Metrics of one worker process. `places` must have listened before; `clock` gives milliseconds since 1970."""

    def __init__(self, metrics: Metrics, places: Places, clock: Callable[[], int]) -> None:
        self._metrics = metrics
        self._places = places
        self._clock = clock
        self._records = Children(metrics.records)
        self._turned = metrics.turned.labels("worker")

    def polled(self, records: int, seconds: float) -> None:
        """The loop turns."""
        self._turned.set(self._clock() / 1000)

    def worked(self, tenant: str, partition: Partition, records: int, seconds: float) -> None:
        """Count records, and the time that they took."""
        topic = labels.topic(partition.topic)
        self._records.add(records, tenant, topic)
        self._metrics.work.labels(topic).observe((seconds,))

    def lag(self, tenant: str, partition: Partition, records: int) -> None:
        """How far behind, and how fresh."""
        values = _values(tenant, partition)
        self._metrics.lag.labels(*values).set(records)
        self._metrics.oldest.labels(*values).set(self._places.place(tenant, partition).waited(self._clock()))

    def partition(self, tenant: str, partition: Partition, state: PartitionState, error: Exception | None) -> None:
        """A partition that goes away takes its series along: another worker speaks for it."""
        if (tenant, partition) not in self._places.held:
            for gauge in (self._metrics.lag, self._metrics.oldest):
                _remove(gauge, _values(tenant, partition))
        if state is PartitionState.FENCED:
            self._metrics.fenced.labels(tenant).inc()
        if state is PartitionState.STOPPED:
            self._metrics.stopped.labels(tenant).inc()
        self._metrics.partitions.labels(tenant).set(sum(name == tenant for name, _ in self._places.held))

    def store(self, error: Exception | None) -> None:
        """Sick or well."""
        self._metrics.sick.set(error is not None)

    def stalled(self, partition: Partition, seconds: float) -> None:
        """The consumer was made anew."""
        self._metrics.stalls.labels(labels.topic(partition.topic)).inc()


def _values(tenant: str, partition: Partition) -> tuple[str, str, str]:
    return tenant, labels.topic(partition.topic), str(partition.number)


def _remove(gauge: Gauge, values: tuple[str, ...]) -> None:
    try:
        gauge.remove(*values)
    except KeyError:
        return  # it was held for too short a time to say anything
