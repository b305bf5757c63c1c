"""Helpers of these tests."""

from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from wires import NOW_MS, Rig

from interceptor.observability.commits import CommitMetrics
from interceptor.observability.metrics import Metrics
from interceptor.observability.places import Places
from interceptor.observability.several import Several
from interceptor.observability.worker_metrics import WorkerMetrics
from interceptor.store.batch import Batch


class Clocks:
    """Wall and monotonic clock, turned together."""

    def __init__(self) -> None:
        self.ms = NOW_MS
        self.seconds = 1_000.0

    def wall(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.seconds

    def turn(self, seconds: float) -> None:
        self.ms += round(seconds * 1000)
        self.seconds += seconds


class Scene:
    """A worker's metrics, told by hand."""

    def __init__(self, clocks: Clocks) -> None:
        self.clocks = clocks
        self.metrics = Metrics()
        self.places = Places(clocks.monotonic)
        self.commits = CommitMetrics(self.metrics, clocks.wall)
        self.observer = Several((self.places, WorkerMetrics(self.metrics, self.places, clocks.wall)))

    def value(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, labels)


def batches_of(rig: Rig, lines: list[bytes]) -> list[Batch]:
    """What an engine commits for these lines."""
    found: list[Batch] = []
    commit = rig.tenant.commit

    def keep(batch: Batch) -> None:
        commit(batch)
        found.append(batch)

    rig.tenant.commit = keep  # type: ignore[method-assign]
    try:
        rig.raw(lines)
    finally:
        del rig.tenant.commit
    return found


def samples(exposition: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], Any]:
    """Every sample of a page, by name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(exposition.decode())
        for sample in family.samples
    }
