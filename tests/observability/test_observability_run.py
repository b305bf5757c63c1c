"""`run` leaves its word on freshness, and `serve` has its health and metrics."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner
from watching import Clocks
from wires import diverted, history

from interceptor.cli import app
from interceptor.observability.watch import Watch
from interceptor.observer import PartitionState
from interceptor.store.store import Store
from interceptor.web.api.app import make_app
from interceptor.web.health import health_router
from streams.port import Partition


def test_a_run_says_that_nothing_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.ndjson").write_bytes(b"\n".join([*history(8), diverted(900)]))
    ran = CliRunner().invoke(app, ["run", "in.ndjson"], catch_exceptions=False)
    assert ran.exit_code == 0
    status = CliRunner().invoke(app, ["status", "--json"], catch_exceptions=False)
    assert status.exit_code == 0
    found = json.loads(status.stdout)
    assert (found["behind"], found["outbox_pending"]) == (0, 0)
    assert {part["topic"] for part in found["partitions"]} >= {"wires.outbound", "wires.reports", "recalls.replies"}
    assert found["since_newest_decision_seconds"] < 60
    listed = CliRunner().invoke(app, ["cases", "list"], catch_exceptions=False)
    assert listed.stdout.startswith("up to date: nothing waits for a decision; newest decision")


def test_the_http_interface_tells_its_health_and_no_money(tmp_path: Path, clocks: Clocks) -> None:
    path = tmp_path / "store.db"
    with Watch(lambda: Store(path), [], clock=clocks.wall, monotonic=clocks.monotonic) as watch, Store(path) as store:
        observer = watch.worker(store)
        http = make_app(None, beside=[health_router(watch.pages)])

        def get(path: str) -> httpx.Response:
            async def ask() -> httpx.Response:
                async with httpx.AsyncClient(transport=httpx.ASGITransport(http), base_url="http://x") as client:
                    return await client.get(path)

            return asyncio.run(ask())

        assert get("/readyz").status_code == 503
        observer.polled(0, 0.1)
        assert get("/readyz").text == "ok\n"
        assert get("/healthz").status_code == 200
        observer.partition("bank", Partition("wires.outbound.bank", 0), PartitionState.STOPPED, ValueError("Cedar"))
        assert get("/readyz").text == "partition wires.outbound.bank/0: stopped, ValueError\n"
        assert get("/metrics").status_code == 404
        assert "/healthz" not in get("/openapi.json").text
