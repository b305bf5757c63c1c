"""Every attempt to commit is counted by what came of it."""

from collections.abc import Callable

import pytest
from wires import NOW_MS, Rig, wire

from interceptor.errors import StoreError
from interceptor.observability.commits import CommitMetrics
from interceptor.observability.metrics import Metrics


def test_commits_conflicts_and_fencing(make_rig: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch) -> None:
    rig = make_rig(learnt=False)
    metrics = Metrics()
    rig.tenant.watch = CommitMetrics(metrics, lambda: NOW_MS)
    rig.raw([wire(1), wire(2, 0.1)], size=1)
    rig.tenant.assign("wires.outbound", 0, "cluster")  # another worker takes the partition
    with pytest.raises(StoreError):
        rig.raw([wire(3, 0.2)])
    monkeypatch.setattr(rig.tenant, "_commit", lambda _batch: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rig.raw([wire(4, 0.3)])

    def count(outcome: str) -> float | None:
        return metrics.registry.get_sample_value("interceptor_store_commits_total", {"outcome": outcome})

    assert (count("committed"), count("fenced"), count("conflict")) == (2, 1, 0)
    assert (count("failed") or 0) > 0
    assert metrics.registry.get_sample_value("interceptor_store_commit_seconds_count") == 2


def test_a_store_gives_its_watch_to_every_tenant(make_rig: Callable[..., Rig]) -> None:
    rig = make_rig(learnt=False)
    seen: list[BaseException | None] = []
    rig.store.watch = lambda _tenant, _batch, _seconds, error: seen.append(error)
    assert rig.store.tenant("bank").watch is rig.store.watch
    assert rig.tenant.watch is not rig.store.watch
