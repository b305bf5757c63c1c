"""What watching costs in CPU time: `python -m benchmarks.observing`. Metrics, health and log over one batch, and a
scrape of the page."""

import io
from collections.abc import Callable
from time import perf_counter, process_time

from benchmarks.traffic import traffic
from interceptor.engine import Engine, Options
from interceptor.observability import logs
from interceptor.observability.commits import CommitMetrics
from interceptor.observability.health import Health
from interceptor.observability.journal import Journal
from interceptor.observability.metrics import Metrics
from interceptor.observability.pages import Pages
from interceptor.observability.places import Places
from interceptor.observability.several import Several
from interceptor.observability.worker_metrics import WorkerMetrics
from interceptor.pipeline.feeding import numbered
from interceptor.pipeline.planning import Institution
from interceptor.store.batch import Batch
from interceptor.store.store import Store
from streams.port import Partition
from streams.replay import Line

_ROUNDS = 300
_NOW = 1_780_000_000_000
_INSTITUTION = Institution("Example Bank of Canada", "XMPLCAT0", "CA")
_WIRES = Partition("wires.outbound", 0)


def main() -> None:
    """Prints microseconds a batch and a transfer, for a batch of 500 and of one."""
    logs.configure(lambda: _NOW, "info", io.StringIO())
    metrics, places, health = Metrics(), Places(perf_counter), Health(perf_counter)
    observer = Several((places, WorkerMetrics(metrics, places, lambda: _NOW), health, Journal()))
    commits = CommitMetrics(metrics, lambda: _NOW)
    for size in (500, 1):
        batch = _batch(size)

        def watch(batch: Batch = batch, size: int = size) -> None:
            observer.polled(size, 0.01)
            commits("default", batch, 0.01, None)
            observer.committed("default", batch, _NOW)
            observer.worked("default", _WIRES, size, 0.01)

        spent = _microseconds(watch)
        print(f"batch of {size}: {spent:.0f} us, {spent / size:.2f} us a transfer")
    pages = Pages(metrics.registry, health)
    print(f"/metrics without the store's figures: {_microseconds(lambda: pages.get('/metrics')):.0f} us")


def _microseconds(work: Callable[[], object]) -> float:
    begun = process_time()
    for _ in range(_ROUNDS):
        work()
    return (process_time() - begun) / _ROUNDS * 1e6


def _batch(size: int) -> Batch:
    """What an engine commits for so many wires."""
    found: list[Batch] = []
    with Store.temporary() as store:
        tenant = store.tenant("default")
        position = tenant.assign("wires.outbound", 0, "bench")
        engine = Engine(tenant, position, Options(_INSTITUTION), now_ms=_NOW, live=False)
        tenant.commit = found.append  # type: ignore[method-assign]
        lines = (Line("bench", count, line) for count, line in enumerate(traffic(size), 1))
        engine.process(list(numbered(lines, engine.next_offset)))
    return found[0]


if __name__ == "__main__":
    main()
