"""What is told of the daily upkeep: counted, and logged with counts alone."""

import io
import json
from collections.abc import Iterator

import pytest
import structlog
from wires import NOW_MS

from interceptor.errors import Fault, StoreError
from interceptor.observability import logs
from interceptor.observability.journal import Journal
from interceptor.observability.metrics import Metrics
from interceptor.observability.several import Several
from interceptor.observability.upkeep_metrics import UpkeepMetrics
from interceptor.store.upkeep import Upkeep


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    written = io.StringIO()
    logs.configure(lambda: NOW_MS, stream=written)
    yield written
    structlog.reset_defaults()


def test_it_is_counted_and_logged_by_counts(log: io.StringIO) -> None:
    metrics = Metrics()
    told = Several((UpkeepMetrics(metrics), Journal()))
    for _ in range(2):
        told.upkeep_failed(StoreError(Fault.STORE_SLOW, "/a/path"))
    told.upkept(Upkeep(removed=7), 1.5)
    assert metrics.registry.get_sample_value("interceptor_upkeep_failures_total") == 2
    assert metrics.registry.get_sample_value("interceptor_upkeep_seconds") == 1.5
    first, last = map(json.loads, log.getvalue().splitlines())
    assert (first["event"], first["fault"]) == ("upkeep failed", "store_slow")
    assert (last["event"], last["count"], last["seconds"]) == ("upkeep done", 7, 1.5)
    assert "path" not in log.getvalue()
