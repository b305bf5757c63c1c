"""What only a real broker can show: transactions, groups, topics made anew, and sizes."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from kafka_log import KafkaLog
from streams_harness import WIRES, messages

from streams.errors import BrokerUnreachable, Fenced, RecordTooLarge, TopicRecreated, UnknownTopic
from streams.kafka import KafkaConfig, KafkaPublisher, KafkaSink, KafkaSource
from streams.kafka.client import open_producer
from streams.memory import MemoryOutbox
from streams.port import Mark, Message, Partition, Record
from streams.relay import Relay
from tests.services.clients import Kafka

PATIENCE = 60.0
"""Seconds: on a machine that tests share, 16 MB through Python took more than 20."""


@pytest.fixture
def log(kafka: Kafka) -> Iterator[KafkaLog]:
    made = KafkaLog(kafka)
    yield made
    made.close_all()


def until(found: Callable[[], bool], source: KafkaSource, records: list[Record]) -> None:
    """Poll until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < deadline, "it never came"
        for partition in source.changes().assigned:
            source.seek(partition, 0)
        records += source.poll(500, 0.1)


def reading(log: KafkaLog, *topics: str) -> KafkaSource:
    """A source that stands at the begin of every partition."""
    source = log.source(topics)
    until(lambda: bool(source.assigned()), source, [])
    for partition in source.changes().assigned:
        source.seek(partition, 0)
    return source


def test_what_was_aborted_is_never_seen_and_offsets_go_on_behind_it(log: KafkaLog) -> None:
    log.create_topic("wires")
    producer = open_producer(log.config, transactional_id=log.kafka.prefix + "writer")
    producer.init_transactions()
    for commit in (True, False, True):
        producer.begin_transaction()
        for number in range(3):
            producer.send(log.kafka.prefix + "wires", b"%d %d" % (commit, number), None, [], 0, None)
        producer.flush(10)
        producer.commit_transaction() if commit else producer.abort_transaction()  # type: ignore[attr-defined]
    source, records = reading(log, "wires"), []
    until(lambda: len(records) == 6, source, records)
    assert [record.value[:1] for record in records] == [b"1"] * 6
    assert [record.offset for record in records] == [0, 1, 2, 8, 9, 10]
    assert source.poll(10, 0.3) == []
    assert source.lag(WIRES) == 0, "markers behind the last record are no lag"
    source.seek(WIRES, 11)
    assert source.poll(10, 0.3) == []
    producer.close(5)


def test_an_open_transaction_holds_readers_back_until_its_delayed_commit(log: KafkaLog) -> None:
    log.create_topic("wires")
    slow, quick = (open_producer(log.config, transactional_id=f"{log.kafka.prefix}{name}") for name in ("a", "b"))
    topic = log.kafka.prefix + "wires"
    for producer in (slow, quick):
        producer.init_transactions()
        producer.begin_transaction()
        producer.send(topic, b"slow" if producer is slow else b"quick", None, [], 0, None)
        producer.flush(10)
    quick.commit_transaction()  # type: ignore[attr-defined]
    source, records = reading(log, "wires"), []
    records += source.poll(10, 1.0)
    assert records == []
    assert source.lag(WIRES) == 0, "what is not committed is no lag"
    slow.commit_transaction()  # type: ignore[attr-defined]
    until(lambda: len(records) == 2, source, records)
    assert [record.value for record in records] == [b"slow", b"quick"]
    slow.close(5)
    quick.close(5)


CRASH = """
import sys
from streams.kafka import KafkaConfig, KafkaPublisher
from streams.port import Mark, Message
publisher = KafkaPublisher(KafkaConfig(servers=sys.argv[1], prefix=sys.argv[2]))
assert publisher.committed("p0") in (None, Mark(2, "first"))
publisher.publish("p0", [Message("alerts", b"p0", b"p0:1"), Message("alerts", b"p0", b"p0:2")], Mark(2, "first"))
print("committed")
"""


def test_a_relay_killed_between_send_and_commit_leaves_nothing_and_its_heir_sends_once(log: KafkaLog) -> None:
    kafka = log.kafka
    command = [sys.executable, "-W", "ignore", "-c", CRASH, kafka.servers, kafka.prefix]
    run = subprocess.run(
        command, env={**os.environ, "INTERCEPTOR_CRASH_AT": "in_publish"}, capture_output=True, check=False, timeout=60
    )
    assert (run.returncode, run.stdout) == (-9, b"")
    outbox = MemoryOutbox()
    for number in (1, 2, 3):
        outbox.put("p0", Message("alerts", b"p0", b"p0:%d" % number))
    relay = Relay(outbox, log.publisher())
    assert relay.round() == 3
    source, records = reading(log, "alerts"), []
    until(lambda: len(records) >= 3, source, records)
    records += source.poll(10, 0.3)
    assert [record.value for record in records] == [b"p0:1", b"p0:2", b"p0:3"]
    assert records[0].offset > 0, "the killed one's messages lie before, aborted"


def test_a_zombies_batch_under_way_is_aborted_when_its_heir_takes_over(log: KafkaLog) -> None:
    heir = log.publisher()
    zombie = KafkaPublisher(log.config, checkpoint=lambda _point: heir.committed("p0") and None)
    zombie.committed("p0")
    with pytest.raises(Fenced, match="another publisher"):
        zombie.publish("p0", messages(3, "alerts"), Mark(3, "s"))
    heir.publish("p0", messages(1, "alerts", first=7), Mark(1, "s"))
    source, records = reading(log, "alerts"), []
    until(lambda: bool(records), source, records)
    records += source.poll(10, 0.3)
    assert [record.value for record in records] == [b"value-7"]
    assert heir.committed("p0") == Mark(1, "s")
    zombie.close()


def test_a_message_larger_than_its_topic_takes_names_topic_and_size(log: KafkaLog) -> None:
    from kafka.admin import ConfigResource, ConfigResourceType

    name = log.kafka.prefix + "alerts"
    with log.kafka.admin() as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, {"max.message.bytes": "5000"})])
    publisher = log.publisher()
    publisher.committed("p0")
    with pytest.raises(RecordTooLarge, match=r"alerts: 9000 bytes; see max.message.bytes"):
        publisher.publish("p0", [Message("alerts", None, b"x" * 9000), *messages(2, "alerts")], Mark(3, "s"))
    assert publisher.committed("p0") is None
    with pytest.raises(RecordTooLarge, match=r"alerts: 10000000 bytes; see kafka.max_message_bytes"):
        publisher.publish("p0", [Message("alerts", None, b"x" * 10_000_000)], Mark(1, "s"))
    publisher.committed("p0")
    publisher.publish("p0", messages(1, "alerts"), Mark(1, "s"))
    sink = KafkaSink(log.config)
    with pytest.raises(RecordTooLarge, match=r"alerts; see max.message.bytes"):
        sink.append([Message("alerts", None, b"x" * 9000)])
    sink.close()


def test_wires_of_the_largest_size_pass(log: KafkaLog) -> None:
    log.create_topic("wires")
    body = os.urandom(8 * 1024 * 1024)
    log.append([Message("wires", b"a", body), Message("wires", b"b", body), *messages(3)])
    source, records = reading(log, "wires"), []
    until(lambda: len(records) == 5, source, records)
    assert records[0].value == records[1].value == body


def test_a_topic_that_does_not_exist_is_said_soon(log: KafkaLog) -> None:
    publisher = log.publisher()
    publisher.committed("p0")
    begun = time.monotonic()
    with pytest.raises(UnknownTopic, match="absent"):
        publisher.publish("p0", messages(1, "absent"), Mark(1, "s"))
    sink = KafkaSink(log.config)
    with pytest.raises(UnknownTopic, match="absent"):
        sink.append(messages(1, "absent"))
    sink.close()
    assert time.monotonic() - begun < 15


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_brokers_that_do_not_answer_are_said_in_time() -> None:
    config = KafkaConfig(servers="127.0.0.1:1", timeout=1.0)
    for use in (
        lambda: KafkaSource(config, ["wires"], "readers"),
        lambda: KafkaSink(config),
        lambda: KafkaPublisher(config).committed("p0"),
    ):
        with pytest.raises(BrokerUnreachable, match=r"127.0.0.1:1"):
            use()
    gc.collect()  # kafka-python leaves sockets that never connected to the collector


def test_a_topic_made_anew_under_its_name_stops_while_others_go_on(log: KafkaLog) -> None:
    log.append(messages(3))
    log.append(messages(2, "reports"))
    source, records = reading(log, "wires", "reports"), []
    until(lambda: len(source.assigned()) == 2, source, records)
    until(lambda: len(records) == 5, source, records)
    before = source.identity("wires")
    with log.kafka.admin() as admin:
        admin.delete_topics([log.kafka.prefix + "wires"])
        while log.kafka.prefix + "wires" in admin.list_topics():
            time.sleep(0.05)
    log.kafka.create_topic("wires", 1)
    log._sink.close()
    log._sink = KafkaSink(log.config)
    log.append(messages(9))
    log.append(messages(1, "reports"))
    time.sleep(1.1)  # as if the caller had worked a batch meanwhile
    stopped, deadline = [], time.monotonic() + PATIENCE
    while len(records) + len(stopped) < 7 and time.monotonic() < deadline:
        try:
            records += source.poll(10, 0.1)
        except TopicRecreated as error:
            stopped.append(Partition(error.topic, error.partition))
    assert stopped == [WIRES], "before a record of the new topic is given at an offset of the old one"
    assert [record.topic for record in records].count("wires") == 3
    assert source.identity("wires") != before, "whoever takes the partition over again sees it by this"


def test_members_of_a_group_share_the_partitions_and_take_over_from_one_that_leaves(log: KafkaLog) -> None:
    log.create_topic("wires", 4)
    first, second = (KafkaSource(log.config, ["wires"], "shared", session=6.0) for _ in range(2))
    told: dict[KafkaSource, list[Partition]] = {first: [], second: []}

    def poll(*sources: KafkaSource) -> None:
        for source in sources:
            changes = source.changes()
            told[source] = [one for one in told[source] if one not in changes.revoked] + list(changes.assigned)
            source.poll(1, 0.1)

    def settle(done: Callable[[], bool], *sources: KafkaSource) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline
            poll(*sources)

    settle(lambda: len(told[first]) == 4, first)
    settle(lambda: (len(told[first]), len(told[second])) == (2, 2), first, second)
    assert not set(told[first]) & set(told[second])
    assert set(told[first]) == first.assigned()
    second.close()
    settle(lambda: len(told[first]) == 4, first)
    first.close()


def test_the_groups_own_offsets_decide_nothing(log: KafkaLog) -> None:
    log.append(messages(5))
    for _ in range(2):
        source = KafkaSource(log.config, ["wires"], "shared", clock=iter(range(0, 10**9, 10)).__next__)
        until(lambda source=source: bool(source.assigned()), source, [])
        source.changes()
        source.worked({WIRES: 4})
        assert source.poll(10, 0.5) == [], "not sought"
        source.seek(WIRES, 2)
        records: list[Record] = []
        until(lambda records=records: len(records) == 3, source, records)
        source.close()


def test_a_member_whose_group_never_answers_joins_again(log: KafkaLog, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    log.append(messages(3))
    source = KafkaSource(log.config, ["wires"], "unanswered", clock=lambda: now[0])
    sick = source._member.client()
    monkeypatch.setattr("streams.kafka.source.rejoining", lambda _client: True)
    for now[0] in (2.0, 11.0, 21.0):
        source.poll(10, 0)
        assert source._member.client() is sick
    now[0] = 23.0
    source.poll(10, 0)
    assert source._member.client() is not sick
    monkeypatch.undo()
    until(lambda: bool(source.assigned()), source, [])
    source.close()


def test_a_partition_that_stands_still_gets_a_new_consumer(log: KafkaLog, monkeypatch: pytest.MonkeyPatch) -> None:
    now, stalls = [0.0], []
    log.append(messages(3))
    source = KafkaSource(
        log.config,
        ["wires"],
        "stalling",
        clock=lambda: now[0],
        stalled=lambda partition, seconds: stalls.append((partition, seconds)),
    )
    until(lambda: bool(source.assigned()), source, [])
    source.changes()
    source.seek(WIRES, 0)
    sick = source._member.client()
    monkeypatch.setattr(type(sick), "poll", lambda self, **_: {})
    for now[0] in (20.0, 31.0, 40.0):
        assert source.poll(10, 0) == []
        assert (source._member.client() is sick, stalls) == (True, [])
    now[0] = 46.0
    source.poll(10, 0)
    assert stalls == [(WIRES, 46.0)]
    monkeypatch.undo()
    assert source._member.client() is not sick
    assert source.changes().revoked == (WIRES,)
    records: list[Record] = []
    until(lambda: len(records) == 3, source, records)
    source.close()


def test_a_member_that_polls_seldom_and_shortly_joins_all_the_same(log: KafkaLog) -> None:
    """As one does that works a batch between two polls: the group's answer comes while nobody waits for it."""
    log.append(messages(3))
    source = log.source(["wires"])
    deadline = time.monotonic() + 20
    while not source.assigned():
        assert time.monotonic() < deadline, "every answer was thrown away, and asked for anew"
        source.poll(1, 0.0)
        time.sleep(0.5)


def test_a_partition_paused_within_a_fetch_goes_on_when_nothing_else_comes(log: KafkaLog) -> None:
    """kafka-python keeps what is left of the fetch, and gave it only once another partition had records: a partition
    that was fenced for a moment stood still for 45 s."""
    log.create_topic("wires", 2)
    producer = open_producer(log.config)
    for partition in (0, 1) * 20:
        producer.send(log.kafka.prefix + "wires", b"x", None, [], partition, None)
    producer.flush(10)
    producer.close(5)
    source, records = reading(log, "wires"), []

    def read(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 15
        while not done():
            assert time.monotonic() < deadline, "it never came"
            records.extend(source.poll(3, 0.1))

    read(lambda: bool(records))
    paused = Partition("wires", records[-1].partition)
    source.pause([paused])
    read(lambda: sum(record.partition != paused.number for record in records) == 20)
    source.poll(3, 0.1)
    records.clear()
    source.seek(paused, 0)
    source.resume([paused])
    read(lambda: len(records) == 20)
