"""A broker, a database with learnt history, and the processes of the engine on them, all of this run's own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
from kafka import KafkaAdminClient
from kafka.admin import NewTopic

from benchmarks.traffic import history
from tests.services.broker import Broker
from tests.services.child import free_port
from tests.services.database import Postgres

_TICK_S = 0.02
_POLICY = Path("interceptor/decisions/data/default_policy.toml")


class Installation:
    """What a bank runs, on one machine."""

    def __init__(self, broker: Broker, database: Postgres, folder: Path, partitions: int) -> None:
        self.broker, self.database, self.folder, self.partitions = broker, database, folder, partitions
        self.dsn = database.create_database("bench")
        policy = folder / "policy.toml"
        # The hourly cap on alerts would turn most of those measured into drafts.
        policy.write_text(_POLICY.read_text().replace("alerts_per_hour = 20", "alerts_per_hour = 1000000"))
        self.environment = {
            **os.environ,
            "INTERCEPTOR_STORE": self.dsn,
            "INTERCEPTOR_DATA": str(folder),
            "INTERCEPTOR_POLICY": str(policy),
            "INTERCEPTOR_KAFKA_SERVERS": broker.servers,
        }
        self._reader = psycopg.connect(self.dsn, autocommit=True)

    def command(self, *arguments: str) -> None:
        """Run `interceptor …` to its end. Raises CalledProcessError."""
        subprocess.run(  # noqa: S603 - our own program
            [_program(), *arguments], env=self.environment, check=True, stdout=subprocess.DEVNULL
        )

    def learn(self) -> None:
        """Take the history of `benchmarks.traffic` into the profiles."""
        path = self.folder / "history.ndjson"
        path.write_bytes(b"\n".join(history()))
        self.command("learn", str(path))

    def topic(self, name: str) -> None:
        """A topic for the echo."""
        admin = KafkaAdminClient(bootstrap_servers=self.broker.servers)
        admin.create_topics([NewTopic(name, self.partitions, 1)])
        admin.close()

    @contextmanager
    def running(self, workers: int) -> Iterator[dict[str, int]]:
        """Workers and a relay, ready; gives their pids by name."""
        commands = {**{f"worker {number + 1}": ["worker"] for number in range(workers)}, "relay": ["relay"]}
        log = (self.folder / "processes.log").open("ab")
        ports = {name: free_port() for name in commands}
        started = {
            name: subprocess.Popen(  # noqa: S603 - our own program
                [_program(), *words],
                env={**self.environment, "INTERCEPTOR_METRICS_PORT": str(ports[name])},
                stdout=log,
                stderr=log,
            )
            for name, words in commands.items()
        }
        try:
            for name, port in ports.items():
                self._wait_ready(name, port)
            yield {name: process.pid for name, process in started.items()}
        finally:
            for process in started.values():
                process.terminate()
            for process in started.values():
                process.wait(60)
            log.close()

    def _wait_ready(self, name: str, port: int, timeout: float = 60.0) -> None:
        until = time.perf_counter() + timeout
        while time.perf_counter() < until:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        raise TimeoutError(f"{name} is not ready; see {self.folder / 'processes.log'}")

    def published(self) -> int:
        """Messages of wire streams that the relay has marked as published."""
        row = self._reader.execute(
            "SELECT COALESCE(SUM(m.number), 0) FROM outbox_mark m JOIN position p ON p.stream = m.stream"
            " WHERE p.topic LIKE 'wires.outbound%'"
        ).fetchone()
        return int(row[0]) if row else 0

    def decided(self) -> int:
        """Register rows."""
        row = self._reader.execute("SELECT COALESCE(SUM(register_count), 0) FROM position").fetchone()
        return int(row[0]) if row else 0

    def wait_published(self, count: int) -> float:
        """Wait until so many transfers are decided and every decision is published; gives the moment (perf_counter)."""
        return self._wait(lambda: self.decided() >= count and self._all_published(), count)

    def _wait(self, over: Callable[[], bool], count: int, timeout: float = 600.0) -> float:
        until = time.perf_counter() + timeout
        while time.perf_counter() < until:
            if over():
                return time.perf_counter()
            time.sleep(_TICK_S)
        raise TimeoutError(f"{self.decided()} of {count} decided; see {self.folder / 'processes.log'}")

    def _all_published(self) -> bool:
        row = self._reader.execute(
            "SELECT COALESCE(SUM(outbox_count), 0) FROM position WHERE topic LIKE 'wires.outbound%'"
        ).fetchone()
        return row is not None and self.published() >= int(row[0])


def _program() -> str:
    return str(Path(sys.executable).parent / "interceptor")


@contextmanager
def installation(partitions: int, properties: Mapping[str, str] | None = None) -> Iterator[Installation]:
    """Everything started, topics made, history learnt."""
    with tempfile.TemporaryDirectory() as folder, Broker(properties=properties) as broker, Postgres() as database:
        made = Installation(broker, database, Path(folder), partitions)
        made.command("topics", "apply", "--replicas", "1", "--partitions", str(partitions))
        made.learn()
        yield made
        print(json.dumps({"broker log": broker.log.stat().st_size}), file=sys.stderr)
