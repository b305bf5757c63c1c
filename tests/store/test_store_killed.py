"""`interceptor run` on PostgreSQL, killed at every point of a commit: begun again, it ends as a quiet run does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from wires import HONG_KONG, diverted, history, wire

from interceptor.pipeline import topics
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store

pytestmark = pytest.mark.slow

POINTS = ["in_commit:3", "in_transaction:3", "after_commit:3", "after_commit_before_publish:2"]


def run(data: Path, store: str, crash_at: str = "") -> int:
    """Work the input in small batches; gives the exit code."""
    environment = {**os.environ, "INTERCEPTOR_STORE": store, "INTERCEPTOR_COUNTRY": "CA"}
    if crash_at:
        environment["INTERCEPTOR_CRASH_AT"] = crash_at
    command = [sys.executable, "-c", "from interceptor.cli import main; main()", "run", str(data / "in.ndjson")]
    command += ["--data", str(data), "--tenant", "bank", "--batch-size", "9", "--clock", "2026-03-20T12:00:00Z"]
    return subprocess.run(command, env=environment, check=False, capture_output=True).returncode


def published(place: Path | str) -> list[tuple[str, int, str, bytes]]:
    """Every message of the outbox, with its stream and number; audit entries and salts are not among them."""
    with Store(place) as store:
        outbox = StoreOutbox(store.database, topics.decisions)
        found = [
            (stream, message.number, message.topic, message.value)
            for stream in outbox.streams()
            for message in outbox.read(stream, 0, 10_000)
        ]
        assert all(outbox.marked(stream) == outbox.last(stream) for stream in outbox.streams())
    return found


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int, str, bytes]]:
    """What a run on SQLite that nobody disturbs publishes."""
    data = tmp_path_factory.mktemp("quiet")
    feed(data)
    assert run(data, str(data / "store.db")) == 0
    return published(data / "store.db")


def feed(data: Path) -> None:
    """A history, an interception, another payment to the mule, a repeat, and what cannot be read."""
    lines = [*history(12), diverted(900), wire(901, 0.1, **HONG_KONG), diverted(900), b"no record"]
    (data / "in.ndjson").write_bytes(b"\n".join(lines) + b"\n")


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_run_ends_as_a_quiet_one(
    point: str, postgres: str, tmp_path: Path, quiet: list[tuple[str, int, str, bytes]]
) -> None:
    feed(tmp_path)
    assert run(tmp_path, postgres, point) == -signal.SIGKILL
    assert run(tmp_path, postgres) == 0
    assert published(postgres) == quiet


def test_the_first_message_after_a_cold_start_is_scored(postgres: str, tmp_path: Path) -> None:
    for place, name in ((postgres, "served"), (str(tmp_path / "s.db"), "embedded")):
        data = tmp_path / name
        data.mkdir()
        (data / "in.ndjson").write_bytes(wire(1) + b"\n")
        assert run(data, place) == 0
        ((_, number, topic, value),) = published(place if place == postgres else Path(place))
        assert (number, topic) == (1, "wires.decisions.bank")
        assert b'"decision"' in value
