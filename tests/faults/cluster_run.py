"""The two runs over one input: a quiet one and a stormy one, each with topics and a database of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from interceptor.store.store import Store
from streams.kafka import KafkaConfig, KafkaSource
from tests.faults import cluster_input, cluster_plan, cluster_reading, engine_state, engine_storm
from tests.faults.cluster_input import Feed
from tests.faults.cluster_plan import Deaths, Event
from tests.faults.cluster_site import INCOMING, Site, running
from tests.faults.cluster_storm import Happened, Storm
from tests.faults.engine_input import Expected
from tests.faults.engine_state import TENANT, Left
from tests.services import database as databases
from tests.services.broker import Broker
from tests.services.clients import Kafka
from tests.services.database import Postgres

if TYPE_CHECKING:
    from tests.faults.cluster import Parameters

WIRES, REPORTS, REPLIES = INCOMING
_DESK_SHARE = 0.08
"""Of the deaths, those while reports are worked; as many again while replies are."""


@dataclass
class Ran:
    """What a run left behind, and what happened to it."""

    left: Left
    dsn: str
    happened: Happened
    lag: int
    """Records not worked at the end."""
    unpublished: int


@dataclass
class Runs:
    """Both runs, on one broker and one server."""

    folder: Path
    given: "Parameters"
    source: Path
    expected: Expected
    broker: Broker
    database: Postgres
    policy: Path = field(init=False)
    _places: bytes = field(init=False)
    _reports: list[dict[str, object]] = field(default_factory=list)
    _replies: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = cluster_input.partitions_of(self.source, self.given.partitions)
        self.policy = self.folder / "policy.toml"
        self.policy.write_text(engine_storm.policy_text())

    def quiet(self) -> Ran:
        """One worker and one relay to which nothing happens."""
        return self._run("quiet", 1, Deaths.none(), [])

    def stormy(self) -> Ran:
        """All workers, all deaths, all restarts."""
        given = self.given
        deaths = cluster_plan.deaths(given.kills, given.seed)
        events = cluster_plan.events(given.broker_restarts, given.database_restarts, given.seed, outage=given.outage)
        return self._run("stormy", given.workers, deaths, events)

    def _run(self, name: str, workers: int, deaths: Deaths, events: Sequence[Event]) -> Ran:
        site = self._site(name)
        storm = Storm(site, self.broker, self.database, self.given.seed)
        members = [site.member("worker", number) for number in range(1, workers + 1)] + [site.member("relay", 1)]
        first, second, third = deaths.split(_DESK_SHARE)
        with running(members):
            storm.run(members, first, events, Feed(site.kafka, self.source, self._places))
            self._put(site, REPORTS, self._reports or list(engine_storm.reports(site.dsn)))
            storm.go_on(members, second)
            self._put(site, REPLIES, self._replies or list(engine_storm.replies(site.dsn)))
            storm.go_on(members, third)
            for member in members:
                member.end()
        status = site.status()
        left = self._left(site)
        return Ran(left, site.dsn, storm.happened, site.lag(status), status.numbered - status.published)

    def _site(self, name: str) -> Site:
        databases.create_database(self.database.dsn(), name)
        broker = Kafka.at(self.broker)
        site = Site(
            kafka=Kafka(broker.servers, prefix=f"{name}."),
            dsn=self.database.dsn(name),
            folder=self.folder / name,
            clock=self.expected.clock,
            batch_size=self.given.batch_size,
            settings={"INTERCEPTOR_POLICY": str(self.policy)},
        )
        site.command("topics", "apply", "--partitions", str(self.given.partitions), "--replicas", "1")
        self._number_streams(site)
        return site

    def _number_streams(self, site: Site) -> None:
        """Give the partitions their streams in one order, whoever of the workers comes first: numbers are compared."""
        source = KafkaSource(KafkaConfig(servers=site.kafka.servers, prefix=site.kafka.prefix), INCOMING, "numbering")
        with Store(site.dsn) as store:
            tenant = store.tenant(TENANT)
            for topic in INCOMING:
                identity = source.identity(topic)
                for partition in range(self.given.partitions):
                    tenant.assign(topic, partition, f"{identity.cluster}/{identity.topic_id}")
        source.close()

    def _put(self, site: Site, topic: str, records: list[dict[str, object]]) -> None:
        """The stormy run gets what the quiet one got."""
        if topic == REPORTS:
            self._reports = records
        else:
            self._replies = records
        cluster_input.put(site.kafka, topic, records)
        site.fed[topic, 0] += len(records)

    def _left(self, site: Site) -> Left:
        with Store(site.dsn) as store:
            return engine_state.of_store(store, cluster_reading.read(site), self.database.check(site.name))
