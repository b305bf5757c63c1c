"""TLS, logins and access rights, on a broker that allows nothing by itself."""

import dataclasses
import time
from pathlib import Path

import pytest
from kafka_log import config_of
from streams_harness import WIRES, messages

from streams.errors import BadCredentials, BrokerUnreachable, NotAllowed, StreamError
from streams.kafka import MARKS_TOPIC, KafkaConfig, KafkaPublisher, KafkaSink, KafkaSource
from streams.kafka.topics import Grant, Topics
from streams.port import Mark, Record
from tests.services.clients import Kafka

# kafka-python leaves the socket of a connection that it was making when it was closed to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def read(source: KafkaSource, count: int) -> list[Record]:
    records: list[Record] = []
    deadline = time.monotonic() + 20
    while len(records) < count and time.monotonic() < deadline:
        for partition in source.changes().assigned:
            source.seek(partition, 0)
        records += source.poll(10, 0.1)
    return records


def test_everything_works_over_tls_and_scram(secure_kafka: Kafka) -> None:
    config = config_of(secure_kafka)
    for topic in ("wires", MARKS_TOPIC):
        secure_kafka.create_topic(topic, 1)
    publisher = KafkaPublisher(config)
    assert publisher.committed("p0") is None
    publisher.publish("p0", messages(3), Mark(3, "s"))
    assert publisher.committed("p0") == Mark(3, "s")
    source = KafkaSource(config, ["wires"], "readers")
    assert [record.value for record in read(source, 3)] == [b"value-0", b"value-1", b"value-2"]
    assert source.identity("wires").topic_id
    for opened in (source, publisher):
        opened.close()


@pytest.mark.parametrize("user", ["reader", "nobody"])
def test_wrong_credentials_are_said_at_once_and_are_not_shown(secure_kafka: Kafka, user: str) -> None:
    wrong = dataclasses.replace(config_of(secure_kafka), user=user, password="guessed-wrongly", timeout=10.0)
    begun = time.monotonic()
    for use in (
        lambda: KafkaSource(wrong, ["wires"], "readers"),
        lambda: KafkaSink(wrong),
        lambda: KafkaPublisher(wrong).committed("p0"),
    ):
        with pytest.raises(BadCredentials) as raised:
            use()
        assert "guessed-wrongly" not in str(raised.value)
    assert time.monotonic() - begun < 8
    assert "guessed-wrongly" not in repr(wrong)


def test_a_broker_that_nobody_vouches_for_is_not_spoken_to(secure_kafka: Kafka) -> None:
    stranger = dataclasses.replace(config_of(secure_kafka), authority=None, timeout=2.0)
    with pytest.raises(BrokerUnreachable, match="security protocol"):
        KafkaSink(stranger)
    with pytest.raises(BrokerUnreachable):
        KafkaSink(KafkaConfig(servers=secure_kafka.servers, timeout=2.0))


def test_without_rights_nothing_goes_and_with_them_just_that(secure_kafka: Kafka) -> None:
    admin, engine, reader = (config_of(secure_kafka, user) for user in ("admin", "interceptor", "reader"))
    for topic in ("wires", "alerts", MARKS_TOPIC):
        secure_kafka.create_topic(topic, 1)
    publisher = KafkaPublisher(engine)
    with pytest.raises(NotAllowed, match="relay"):
        publisher.committed("p0")
    sink = KafkaSink(engine)
    with pytest.raises(NotAllowed):
        sink.append(messages(1))
    sink.close()
    source = KafkaSource(reader, ["wires"], "readers")
    with pytest.raises(NotAllowed):
        read(source, 1)
    with pytest.raises(NotAllowed, match="wires"):
        source.identity("wires")
    source.close()
    grants = [
        Grant("User:interceptor", "WRITE", "transaction", "relay"),
        Grant("User:interceptor", "READ", "group", "relay.", prefix=True),
        Grant("User:interceptor", "READ", "topic", MARKS_TOPIC),
        Grant("User:interceptor", "WRITE", "topic", "wires"),
        Grant("User:reader", "READ", "topic", "wires"),
        Grant("User:reader", "READ", "group", "readers"),
    ]
    topics = Topics(admin)
    missing = topics.compare([], grants)
    assert len(missing) == len(grants)
    topics.apply(missing)
    deadline = time.monotonic() + 10
    while topics.compare([], grants) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert topics.compare([], grants) == [], "done once is done"
    topics.close()
    publisher.committed("p0")
    publisher.publish("p0", messages(2), Mark(2, "s"))
    with pytest.raises(NotAllowed, match="alerts"):
        publisher.publish("p0", messages(1, "alerts"), Mark(3, "s"))
    assert publisher.committed("p0") == Mark(2, "s")
    source = KafkaSource(reader, ["wires"], "readers")
    assert len(read(source, 2)) == 2
    assert source.assigned() == {WIRES}
    for opened in (source, publisher):
        opened.close()


def test_settings_that_cannot_work_are_said_without_a_broker(tmp_path: Path) -> None:
    for config in (
        KafkaConfig(servers=" , "),
        KafkaConfig(servers="a:1", security="SASL_SSL"),
        KafkaConfig(servers="a:1", security="SSL", authority=tmp_path / "absent.pem"),
        KafkaConfig(servers="a:1", security="SASL_SSL", mechanism="OAUTHBEARER"),
        KafkaConfig(servers="a:1", security="SASL_SSL", mechanism="OAUTHBEARER", token_url="http://far.example"),
    ):
        with pytest.raises(StreamError, match="settings are not usable"):
            config.options()
