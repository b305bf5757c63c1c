"""Where one run happens: topics under a prefix, a database, and what its workers and relays are told."""

import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psycopg

from interceptor.pipeline import topics
from tests.faults.cluster_members import COMMAND, Member
from tests.faults.engine_state import TENANT
from tests.faults.weather import WeatherError
from tests.services.clients import Kafka

INCOMING = (topics.wires(TENANT), topics.reports(TENANT), topics.replies(TENANT))


class Status(NamedTuple):
    """How far the store is, and how far the relay."""

    worked: Mapping[tuple[str, int], int]
    """Next offset by topic and partition."""
    numbered: int
    """Messages in all outbox streams."""
    published: int
    """Of them, those that the store knows as published."""

    def of(self, topic: str) -> int:
        """Records of a topic that are worked."""
        return sum(offset for (name, _), offset in self.worked.items() if name == topic)


@dataclass
class Site:
    """One run's share of broker and database server."""

    kafka: Kafka
    dsn: str
    folder: Path
    clock: str
    batch_size: int
    settings: Mapping[str, str] = field(default_factory=dict)
    fed: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Records put into each partition of the incoming topics."""

    @property
    def name(self) -> str:
        """Of the database."""
        return self.folder.name

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def member(self, role: str, number: int) -> Member:
        """A worker or relay of this run, not yet started. Every other worker is a static member of its group: where it
        dies and comes back, its partitions wait; those of the others move."""
        environment = self.environment()
        options = []
        if role == "worker":
            options = ["--clock", self.clock, "--batch-size", str(self.batch_size)]
            if number % 2:
                environment["INTERCEPTOR_KAFKA_MEMBER"] = f"worker-{number}"
        return Member(role, number, options, environment, self.folder)

    def command(self, *words: str) -> None:
        """Run another command of `interceptor` to its end. Raises WeatherError when it fails."""
        environment = {**os.environ, **self.environment()}
        done = subprocess.run([*COMMAND, *words], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise WeatherError(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")

    def environment(self) -> dict[str, str]:
        """Settings of every command of this run."""
        return {
            "INTERCEPTOR_KAFKA_SERVERS": self.kafka.servers,
            "INTERCEPTOR_KAFKA_PREFIX": self.kafka.prefix,
            "INTERCEPTOR_KAFKA_SESSION_SECONDS": "6",
            "INTERCEPTOR_STORE": self.dsn,
            "INTERCEPTOR_DATA": str(self.folder),
            **self.settings,
        }

    def status(self) -> Status:
        """Asked of the database by a connection of our own. Raises psycopg.OperationalError while it is down."""
        with psycopg.connect(self.dsn, connect_timeout=3) as connection:
            rows = connection.execute(
                "SELECT p.topic, p.partition, p.next_offset, p.outbox_count, COALESCE(m.number, 0)"
                " FROM position p LEFT JOIN outbox_mark m ON m.stream = p.stream"
            ).fetchall()
        worked = {(topic, partition): offset for topic, partition, offset, _, _ in rows if topic in INCOMING}
        return Status(worked, sum(row[3] for row in rows), sum(row[4] for row in rows))

    def status_or(self, before: Status | None) -> Status | None:
        """The status, or what it was `before` while the database is down."""
        try:
            return self.status()
        except psycopg.OperationalError:
            return before

    def lag(self, status: Status) -> int:
        """Records that were put in and are not worked."""
        return sum(count - status.worked.get(place, 0) for place, count in self.fed.items())

    def is_quiet(self, status: Status) -> bool:
        """Everything is worked and published."""
        return self.lag(status) == 0 and status.numbered == status.published


@contextmanager
def running(members: list[Member]) -> Iterator[None]:
    """Kills whoever is left at the end."""
    try:
        yield
    finally:
        for member in members:
            member.die()
