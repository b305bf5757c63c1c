"""Two workers and a relay as processes, on real Kafka and real PostgreSQL: wires in, decisions and alerts out, once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from wires import NOW, diverted, history

from interceptor.pipeline.records import read_line, to_headers
from interceptor.store.store import Store
from streams.kafka import MARKS_TOPIC, KafkaConfig, KafkaSink, KafkaSource
from streams.port import Message
from tests.services.clients import Kafka

DEBTORS = 8
"""Fewer than make alerts enough for the brake on alerts an hour."""
PATIENCE = 90.0
TOPICS = {
    "wires.outbound": 4, "wires.reports": 1, "recalls.replies": 1, "intel.accounts": 1, "wires.decisions": 2,
    "wires.rejected": 1, "recalls.outbound": 1, "recalls.alerts.hk": 1, "recalls.alerts.ca": 1, MARKS_TOPIC: 1,
}  # fmt: skip


class Plant:
    """The processes of an installation, and what comes out of it."""

    def __init__(self, kafka: Kafka, store: str, folder: Path) -> None:
        for name, partitions in TOPICS.items():
            kafka.create_topic(name, partitions)
        self.store, self.folder = store, folder
        self.environment = {
            **os.environ,
            "INTERCEPTOR_STORE": store,
            "INTERCEPTOR_KAFKA_SERVERS": kafka.servers,
            "INTERCEPTOR_KAFKA_PREFIX": kafka.prefix,
            "INTERCEPTOR_KAFKA_SESSION_SECONDS": "3",
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        config = KafkaConfig(servers=kafka.servers, prefix=kafka.prefix)
        self.sink = KafkaSink(config)
        self.out = KafkaSource(config, ["wires.decisions", "recalls.alerts.hk", "recalls.outbound"], "readers")
        self.found: dict[str, list[bytes]] = {}

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        code = "from interceptor.cli import main; main()"
        log = (self.folder / f"{command[0]}-{len(self.processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", code, *command],
                env={**self.environment, **environment},
                stderr=log,
            )
        self.processes.append(process)
        return process

    def worker(self, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        return self.start("worker", "--clock", NOW.isoformat(), "--batch-size", "7", *options, **environment)

    def feed(self, lines: list[tuple[bytes, bytes]]) -> None:
        records = [(key, read_line(line)) for key, line in lines]
        self.sink.append([Message("wires.outbound", key, found.body, to_headers(found)) for key, found in records])

    def until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, self.logs()
            for partition in self.out.changes().assigned:
                self.out.seek(partition, 0)
            for record in self.out.poll(500, 0.2):
                self.found.setdefault(record.topic, []).append(record.value)

    def count(self, topic: str) -> int:
        return len(self.found.get(topic, ()))

    def logs(self) -> str:
        return "\n".join(path.read_text()[-1500:] for path in self.folder.glob("*.log"))

    def end(self) -> list[int]:
        """End what still runs, as an operator does."""
        running = [process for process in self.processes if process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        return [process.wait(30) for process in running]

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.sink.close()
        self.out.close()


@pytest.fixture
def plant(kafka: Kafka, postgres: str, tmp_path: Path) -> Iterator[Plant]:
    made = Plant(kafka, postgres, tmp_path)
    yield made
    made.close()


def wires() -> list[tuple[bytes, bytes]]:
    """Of each debtor eight months of payments and one that is diverted to Hong Kong."""
    lines = []
    for debtor in range(DEBTORS):
        for line in [*history(8), diverted(900)]:
            record = json.loads(line)
            message = record["message"]
            message["debtor_account"] = {"id": f"5550001112{debtor:02}"}
            message["uetr"] = f"{message['uetr'][:9]}{debtor:04x}{message['uetr'][13:]}"
            for field in ("message_id", "end_to_end_id"):
                message[field] += f"-{debtor}"
            lines.append((b"5550001112%02d" % debtor, json.dumps(record).encode()))
    return lines


def check(plant: Plant, lines: list[tuple[bytes, bytes]]) -> None:
    """Everything was worked once, and published once."""
    decisions = [json.loads(value) for value in plant.found["wires.decisions"]]
    assert len(decisions) == len({one["transfer_id"] for one in decisions}) == len(lines)
    assert sum(one["decision"] == "intercept" for one in decisions) == DEBTORS
    alerts = [json.loads(value)["alert_id"] for value in plant.found["recalls.alerts.hk"]]
    assert len(alerts) == len(set(alerts)) == DEBTORS
    with Store(plant.store) as store:
        assert store.database.execute("SELECT COUNT(*) FROM register").fetchone()[0] == len(lines)
        offsets = store.database.execute(
            "SELECT next_offset FROM position WHERE topic = 'wires.outbound' ORDER BY partition"
        ).fetchall()
        assert sum(row[0] for row in offsets) == len(lines)


@pytest.mark.slow
def test_two_workers_and_a_relay_share_the_work_and_end_when_told(plant: Plant) -> None:
    lines = wires()
    plant.worker()
    plant.worker()
    plant.start("relay")
    plant.feed(lines[: len(lines) // 2])
    plant.until(lambda: plant.count("wires.decisions") >= len(lines) // 4)
    plant.feed(lines[len(lines) // 2 :])
    plant.until(lambda: plant.count("wires.decisions") >= len(lines) and plant.count("recalls.alerts.hk") >= DEBTORS)
    assert plant.end() == [0, 0, 0]
    check(plant, lines)


@pytest.mark.slow
def test_kills_at_every_named_point_lose_and_double_nothing(plant: Plant) -> None:
    lines = wires()
    plant.feed(lines)
    for point in ("after_poll:3", "in_commit:2", "after_commit:2", "in_rebalance:3", "in_transaction:2"):
        dying = plant.worker(INTERCEPTOR_CRASH_AT=point)
        assert dying.wait(PATIENCE) == -signal.SIGKILL, f"{point}\n{plant.logs()}"
    for point in ("before_publish", "in_publish", "after_publish"):
        worker = plant.worker()
        dying = plant.start("relay", INTERCEPTOR_CRASH_AT=point)
        assert dying.wait(PATIENCE) == -signal.SIGKILL, f"{point}\n{plant.logs()}"
        worker.kill()
        worker.wait()
    plant.worker()
    plant.worker("--relay")
    plant.until(lambda: plant.count("wires.decisions") >= len(lines) and plant.count("recalls.alerts.hk") >= DEBTORS)
    assert plant.end() == [0, 0]
    check(plant, lines)
