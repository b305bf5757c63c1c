"""The brokers that tests use: they carry records, keep them over a kill, and let nobody in who may not."""

import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata, TopicPartition

from tests.services.broker import Broker
from tests.services.clients import Kafka


def produce(kafka: Kafka, topic: str, *values: bytes, user: str = "admin") -> None:
    producer = KafkaProducer(**kafka.options(user))
    try:
        for sent in [producer.send(topic, value, partition=0) for value in values]:
            sent.get(20)
    finally:
        producer.close()


def consume(kafka: Kafka, topic: str, count: int, user: str = "admin") -> list[bytes]:
    consumer = KafkaConsumer(**kafka.options(user), isolation_level="read_committed", consumer_timeout_ms=3_000)
    place = TopicPartition(topic, 0)
    consumer.assign([place])
    consumer.seek(place, 0)
    try:
        return [record.value for record, _ in zip(consumer, range(count), strict=False)]
    finally:
        consumer.close()


def test_what_is_produced_is_consumed(kafka: Kafka) -> None:
    topic = kafka.create_topic()
    produce(kafka, topic, b"one", b"two")
    assert consume(kafka, topic, 2) == [b"one", b"two"]


def test_an_aborted_transaction_is_not_read(kafka: Kafka) -> None:
    topic = kafka.create_topic()
    producer = KafkaProducer(**kafka.options(), transactional_id=f"{kafka.prefix}relay")
    producer.init_transactions()
    for value, end in ((b"aborted", producer.abort_transaction), (b"kept", producer.commit_transaction)):
        producer.begin_transaction()
        producer.send(topic, value, partition=0)
        producer.flush()
        producer.send_offsets_to_transaction(
            {TopicPartition(topic, 0): OffsetAndMetadata(1, "", -1)}, f"{kafka.prefix}group"
        )
        end()
    producer.close()
    assert consume(kafka, topic, 2) == [b"kept"]


def test_a_broker_keeps_its_records_over_stop_and_kill(broker: Broker) -> None:
    kafka = Kafka.at(broker)
    topic = kafka.create_topic()
    produce(kafka, topic, b"before")
    broker.restart(kill=True)
    produce(kafka, topic, b"after a kill")
    broker.restart()
    assert consume(kafka, topic, 2) == [b"before", b"after a kill"]


def test_a_frozen_broker_answers_when_it_goes_on(broker: Broker) -> None:
    kafka = Kafka.at(broker)
    topic = kafka.create_topic()
    producer = KafkaProducer(**kafka.options())
    producer.send(topic, b"early", partition=0).get(20)
    broker.pause()
    sent = producer.send(topic, b"late", partition=0)
    with pytest.raises(KafkaError):
        sent.get(0.5)
    broker.resume()
    assert sent.get(20).offset == 1
    producer.close()


def test_users_of_the_secure_broker_may_do_what_acls_say(secure_kafka: Kafka) -> None:
    topic = secure_kafka.create_topic()
    produce(secure_kafka, topic, b"secret")
    assert consume(secure_kafka, topic, 1, user="reader") == []
    pattern = ResourcePattern(ResourceType.TOPIC, topic)
    with secure_kafka.admin() as admin:
        admin.create_acls([ACL("User:reader", "*", ACLOperation.READ, ACLPermissionType.ALLOW, pattern)])
    assert consume(secure_kafka, topic, 1, user="reader") == [b"secret"]
    with pytest.raises(KafkaError, match="AuthorizationFailed"):
        produce(secure_kafka, topic, b"forged", user="reader")
