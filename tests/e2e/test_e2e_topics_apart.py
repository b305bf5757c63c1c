"""One bank's login reads and writes nothing of another's, on every topic of a real broker that asks for rights.

A topic without a line in `BANKS` fails the test: say who may do what there.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from typer.testing import CliRunner

from interceptor.cli import make_app
from interceptor.contracts.channels import CHANNELS
from interceptor.pipeline import topic_plan, topics
from streams.kafka import MARKS_TOPIC
from tests.services.clients import Kafka

ACME, BIRCH, DESK = "reader", "stranger", "interceptor"
"""Users of the broker who stand for all programs of two banks, and for the desk of a country."""
TENANTS = (topics.DEFAULT_TENANT, "acme", "birch")
COUNTRIES = ("CA", "HK")
BANKS = {
    "wires.outbound": "write",
    "wires.reports": "write",
    "wires.decisions": "read",
    "wires.rejected": "read",
    "recalls.outbound": "read",
    "recalls.replies": "write",
    "intel.accounts": "read write",
    "audit.checkpoints": "read",
    "recalls.alerts": "",
}
"""What a bank, its gateway and its source of intelligence may do on its own topics. Alerts are for desks alone."""


def test_every_topic_has_its_line() -> None:
    assert {channel.topic for channel in CHANNELS} == BANKS.keys()


@pytest.fixture
def cluster(secure_kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> Kafka:
    """A cluster as `topics apply` makes it for three tenants, with all roles of two of them given to one user each."""
    for name, value in secure_kafka.settings().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(topic_plan, "COUNTRIES", frozenset(COUNTRIES))
    roles = [name for name, role in topic_plan.plan().role.items() if role.per == "tenant"]
    assert {"bank", "gateway", "intelligence"} == set(roles)
    grants = [f"{role}:{bank}=User:{user}" for bank, user in (("acme", ACME), ("birch", BIRCH)) for role in roles]
    options = [word for tenant in TENANTS for word in ("--tenant", tenant)]
    options += [word for grant in (*grants, f"desk:hk=User:{DESK}") for word in ("--grant", grant)]
    command = ["topics", "apply", "--partitions", "1", "--replicas", "1", *options]
    found = CliRunner().invoke(make_app(["topics"]), command, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return secure_kafka


def every_topic() -> list[str]:
    """All topics of the installation, by name without the prefix."""
    names = [topics.of_tenant(base, tenant) for base in BANKS if base != "recalls.alerts" for tenant in TENANTS]
    return [*names, *(topics.alerts(country) for country in (*COUNTRIES, "zz")), MARKS_TOPIC]


class Login:
    """A user of the broker, who tries things."""

    def __init__(self, kafka: Kafka, user: str) -> None:
        from kafka import KafkaConsumer, KafkaProducer

        self._kafka = kafka
        self._options = kafka.options(user)
        self._consumer = KafkaConsumer(**self._options, enable_auto_commit=False, auto_offset_reset="earliest")
        self._producer = KafkaProducer(**self._options, enable_idempotence=False)

    def reads(self, topic: str) -> bool:
        """Whether it gets a record of the topic, in which there is one."""
        from kafka import TopicPartition

        name = self._kafka.prefix + topic
        if name not in self._consumer.topics():
            return False  # it is not even shown that there is such a topic

        def read() -> None:
            self._consumer.assign([TopicPartition(name, 0)])
            deadline = time.monotonic() + 10
            while not self._consumer.poll(200):
                assert time.monotonic() < deadline, f"neither a record of {topic} nor a refusal"

        return _allowed(read)

    def writes(self, topic: str) -> bool:
        """Whether a record goes into the topic."""
        return _allowed(lambda: self._producer.send(self._kafka.prefix + topic, b"x").get(10))

    def uses_group(self, group: str) -> bool:
        """Whether it may ask a consumer group for its offsets, which is what joining takes too."""
        from kafka import KafkaConsumer, TopicPartition

        consumer = KafkaConsumer(**self._options, group_id=self._kafka.prefix + group, enable_auto_commit=False)
        try:
            partition = TopicPartition(self._kafka.prefix + MARKS_TOPIC, 0)
            return _allowed(lambda: consumer.committed(partition))
        finally:
            consumer.close()

    def close(self) -> None:
        self._consumer.close()
        with suppress(Exception):
            self._producer.close(5)


def _allowed(act: Callable[[], object]) -> bool:
    from kafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError

    try:
        act()
    except (TopicAuthorizationFailedError, GroupAuthorizationFailedError):
        return False
    return True


@contextmanager
def login(kafka: Kafka, user: str) -> Iterator[Login]:
    made = Login(kafka, user)
    try:
        yield made
    finally:
        made.close()


def _fill(kafka: Kafka) -> None:
    """A record in every topic, so that reading one is an answer."""
    from kafka import KafkaProducer

    producer: Any = KafkaProducer(**kafka.options())
    for topic in every_topic():
        producer.send(kafka.prefix + topic, b"x")
    producer.flush(20)
    producer.close()


@pytest.mark.slow
def test_a_bank_reads_and_writes_nothing_of_another_on_every_topic(cluster: Kafka) -> None:
    _fill(cluster)
    for user, bank, other in ((ACME, "acme", "birch"), (BIRCH, "birch", "acme")):
        may_read = {topics.of_tenant(base, bank) for base, rights in BANKS.items() if "read" in rights}
        may_write = {topics.of_tenant(base, bank) for base, rights in BANKS.items() if "write" in rights}
        with login(cluster, user) as tries:
            assert {topic for topic in every_topic() if tries.reads(topic)} == may_read
            assert {topic for topic in every_topic() if tries.writes(topic)} == may_write
            for role in ("bank", "gateway", "intelligence"):
                assert not tries.uses_group(f"{role}.{other}.readers")
            assert not tries.uses_group("relay.p0")
    with login(cluster, DESK) as tries:
        assert {topic for topic in every_topic() if tries.reads(topic)} == {topics.alerts("HK")}
        assert {topic for topic in every_topic() if tries.writes(topic)} == set()
