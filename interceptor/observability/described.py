"""Every metric with its kind, labels and meaning: for the reference page, and to check dashboards and rules against."""

from collections.abc import Iterator
from typing import NamedTuple

from prometheus_client import Counter, Gauge, Info

from interceptor.observability.histogram import Histogram
from interceptor.observability.metrics import Metrics
from interceptor.observability.scrape import FAMILIES, HEALTH

_SUFFIX = {"counter": "_total", "info": "_info"}


class Described(NamedTuple):
    """One metric, by the name under which Prometheus has it; a histogram's series carry `_bucket`, `_sum`, `_count`."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str


def described() -> list[Described]:
    """All of them, by name."""
    return sorted([*_of_the_process(), *_of_the_store()])


def _of_the_process() -> Iterator[Described]:
    for metric in vars(Metrics()).values():
        if isinstance(metric, Histogram):
            yield Described(metric.name, "histogram", metric.names, metric.meaning)
        elif isinstance(metric, Counter | Gauge | Info):
            (family,) = metric.describe()
            name = f"{family.name}{_SUFFIX.get(family.type, '')}"
            yield Described(name, family.type, tuple(metric._labelnames), family.documentation)


def _of_the_store() -> Iterator[Described]:
    for name, (meaning, labels) in FAMILIES.items():
        yield Described(name, "gauge", ("tenant", *labels), meaning)
    for name, meaning in HEALTH.items():
        yield Described(name, "gauge", (), meaning)
