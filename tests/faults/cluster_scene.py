"""A small run for one fault: some hundred wires, workers and a relay, on services that the test may hurt."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from kafka import KafkaProducer

from interceptor.store.store import Store
from tests.faults import cluster_reading, engine_checks, engine_state, engine_storm
from tests.faults.cluster_members import Member
from tests.faults.cluster_site import Site, Status
from tests.faults.engine_state import TENANT, Left
from tests.services.broker import Broker
from tests.services.child import tail
from tests.services.clients import Kafka
from tests.services.database import Postgres
from tests.wires import NOW, diverted, history, wire

WIRES = "wires.outbound"
_DEBTORS = 24
_SECONDS = 90.0


def lines(count: int, first: int = 1_000) -> list[bytes]:
    """So many wires of some debtors, one in ten of them a diverted payment that raises alerts."""
    found = history(12)
    for number in range(first, first + count):
        days = (number - first) / count
        if number % 10:
            found.append(wire(number, days, debtor_account=f"5550001{number % _DEBTORS:05d}"))
        else:
            found.append(diverted(number, days, account=f"80890001{number:05d}"))
    return found


@dataclass
class Scene:
    """One fault's topics, database and processes."""

    site: Site
    broker: Broker
    database: Postgres
    members: list[Member] = field(default_factory=list)
    wires: int = 0
    """Distinct transfers that were put in."""
    last: Status = field(default_factory=lambda: Status({}, 0, 0))

    @classmethod
    def make(cls, folder: Path, broker: Broker, database: Postgres, partitions: int = 2, **settings: str) -> "Scene":
        """Topics and a database of its own, named after the folder."""
        database.create_database(folder.name)
        policy = folder / "policy.toml"
        policy.write_text(engine_storm.policy_text())
        site = Site(
            kafka=Kafka(broker.servers, prefix=f"{folder.name}."),
            dsn=database.dsn(folder.name),
            folder=folder,
            clock=NOW.isoformat(),
            batch_size=20,
            settings={"INTERCEPTOR_POLICY": str(policy), **settings},
        )
        site.command("topics", "apply", "--partitions", str(partitions), "--replicas", "1")
        with Store(site.dsn) as store:
            store.tenant(TENANT)
        return cls(site, broker, database)

    # --- processes ---

    def start(self, role: str, kill: Any = None) -> Member:
        """One more worker or relay."""
        member = self.site.member(role, 1 + sum(each.role == role for each in self.members))
        self.members.append(member)
        member.start(kill)
        return member

    def close(self) -> None:
        """Nobody is left."""
        for member in self.members:
            member.thaw()
            member.die()

    # --- records ---

    def put(self, partition: int, values: Iterable[bytes], topic: str = WIRES, *, count: bool = True) -> None:
        """Write lines of NDJSON as records to one partition; `count` them as wires that have to be worked."""
        producer = KafkaProducer(**self.site.kafka.options(), acks="all")
        try:
            sent = [self._send(producer, topic, partition, value) for value in values]
            for each in sent:
                each.get(30)
        finally:
            producer.close()
        self.site.fed[topic, partition] += len(sent)
        self.wires += len(sent) if count else 0

    def _send(self, producer: Any, topic: str, partition: int, value: bytes) -> Any:
        message = cluster_reading.message_of(value)
        name = self.site.kafka.prefix + topic
        return producer.send(name, message.value, headers=list(message.headers), partition=partition)

    # --- waiting ---

    def until(self, reached: Callable[[], bool], what: str, seconds: float = _SECONDS) -> None:
        """Wait. Raises AssertionError with everybody's last words."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if reached():
                    return
            except psycopg.OperationalError:
                pass  # the database is down
            if time.monotonic() > deadline:
                words = "\n".join(f"--- {each.name}\n{tail(each.log, 25)}" for each in self.members)
                raise AssertionError(f"not within {seconds:.0f} s: {what}\n{words}")
            time.sleep(0.1)

    def status(self) -> Status:
        """How far all is, or was when the database last answered."""
        with suppress(psycopg.OperationalError):
            self.last = self.site.status()
        return self.last

    def worked(self) -> int:
        """Records of wires.outbound that are worked."""
        return self.status().of(WIRES)

    def until_still(self, seconds: float = 5.0) -> None:
        """Nothing was worked for so long."""
        seen = (-1, 0.0)

        def still() -> bool:
            nonlocal seen
            now = time.monotonic()
            if self.worked() != seen[0]:
                seen = (self.worked(), now)
            return now - seen[1] > seconds

        self.until(still, f"nothing is worked for {seconds:.0f} s")

    def until_worked(self, count: int, seconds: float = _SECONDS) -> None:
        """At least so many records are worked."""
        self.until(lambda: self.worked() >= count, f"{count} records worked", seconds)

    def until_quiet(self, seconds: float = _SECONDS) -> None:
        """Everything that was put in is worked and published."""
        self.until(lambda: self.site.is_quiet(self.site.status()), "all worked and published", seconds)

    def until_said(self, member: Member, words: str, seconds: float = _SECONDS) -> None:
        """The process has logged these words."""
        self.until(lambda: words in tail(member.log, 100_000), f"{member.name} says {words!r}", seconds)

    # --- the end ---

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the store has."""
        with psycopg.connect(self.site.dsn) as connection:
            return connection.execute(statement).fetchall()

    def left(self) -> Left:
        """Rows and topics, when all is over."""
        with Store(self.site.dsn) as store:
            return engine_state.of_store(store, cluster_reading.read(self.site), self.database.check(self.site.name))

    def broken(self) -> Sequence[engine_checks.Check]:
        """What is lost or twice: nothing, if all is well."""
        left = self.left()
        registered = {bytes(row[2]) for row in left.register}
        checks = [
            engine_checks.Check("register rows", len(left.register), self.wires),
            engine_checks.Check("distinct transfers", len(registered), self.wires),
            *engine_checks.of_topics(left),
            *engine_checks.of_cases(left, self.site.dsn),
        ]
        return [each for each in checks if not each.kept]
