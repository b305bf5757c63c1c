"""The contract of the port, over every log. Kafka joins through the fixture `harness`."""

import pytest
from streams_harness import WIRES, Harness, messages

from streams.errors import Fenced, OffsetOutOfRange, UnknownTopic
from streams.port import Changes, Mark, Message, Partition, StreamBatch


def test_what_is_written_is_read_back_whole_and_in_order(harness: Harness) -> None:
    full = Message("wires", b"k", b"\x00v\xff", (("format", b"mt103"), ("format", b"again")), 1_772_460_191_120)
    bare = Message("wires", None, b"")
    places = harness.log.append([full, bare])
    assert places == [(WIRES, 0), (WIRES, 1)]
    first, second = harness.read_all("wires")
    assert (first.key, first.value, first.headers, first.timestamp) == (b"k", full.value, full.headers, full.timestamp)
    assert (second.key, second.value, second.headers, second.timestamp) == (None, b"", (), second.timestamp)
    assert (second.timestamp is not None) == harness.stamps


def test_a_key_keeps_its_partition_and_its_order(harness: Harness) -> None:
    harness.log.create_topic("wires", 4)
    for start in range(0, 100, 10):
        harness.log.append(messages(10, first=start))
    records = harness.read_all("wires")
    assert sorted(record.value for record in records) == sorted(m.value for m in messages(100))
    for record in records:
        assert record.key is not None
        assert record.partition == harness.partition_of(record.key, 4)
    for key in {record.key for record in records}:
        numbers = [int(record.value[6:]) for record in records if record.key == key]
        assert numbers == sorted(numbers)


def test_an_assigned_partition_gives_nothing_until_it_is_sought(harness: Harness) -> None:
    harness.log.append(messages(3))
    source = harness.log.source(["wires"])
    assert harness.changes(source) == Changes(assigned=(WIRES,))
    assert source.changes() == Changes()
    assert source.assigned() == {WIRES}
    assert source.poll(10, harness.patience / 20) == []
    source.seek(WIRES, 1)
    assert [record.offset for record in harness.poll(source)] == [1, 2]


def test_a_poll_gives_no_more_than_asked_and_goes_on_where_it_was(harness: Harness) -> None:
    harness.log.append(messages(10))
    source = harness.sought("wires")
    assert [len(harness.poll(source, 4)) for _ in range(3)] == [4, 4, 2]
    assert source.poll(4, 0) == []
    harness.log.append(messages(1, first=10))
    assert [record.offset for record in harness.poll(source)] == [10]


def test_seeking_back_gives_the_same_records_again(harness: Harness) -> None:
    harness.log.append(messages(10))
    source = harness.sought("wires")
    first = harness.poll(source)
    assert len(first) == 10
    source.seek(WIRES, 0)
    assert harness.poll(source) == first


@pytest.mark.parametrize("offset", [-1, 4])
def test_an_offset_that_is_not_there_is_an_error_and_stops_only_its_partition(harness: Harness, offset: int) -> None:
    harness.log.append(messages(3))
    harness.log.append(messages(2, topic="reports"))
    source = harness.assigned(["wires", "reports"], 2)
    source.seek(WIRES, offset)
    source.seek(Partition("reports", 0), 0)
    errors, records = [], []
    for _ in range(4):
        try:
            records += source.poll(10, harness.patience / 20)
        except OffsetOutOfRange as error:
            errors.append((error.topic, error.partition, error.offset, error.begin, error.end))
    assert errors == [("wires", 0, offset, 0, 3)]
    assert [record.topic for record in records] == ["reports", "reports"]
    source.seek(WIRES, 3)
    assert source.poll(10, 0) == []


def test_the_end_is_a_position_and_begin_and_end_are_told(harness: Harness) -> None:
    harness.log.append(messages(3))
    source = harness.assigned(["wires"])
    assert (source.begin_offset(WIRES), source.end_offset(WIRES)) == (0, 3)
    source.seek(WIRES, 3)
    assert source.poll(10, 0) == []
    harness.log.append(messages(1))
    assert len(harness.poll(source)) == 1


def test_the_lag_is_what_poll_has_not_given(harness: Harness) -> None:
    harness.log.append(messages(5))
    source = harness.sought("wires", 1)
    assert source.lag(WIRES) == 4
    assert len(harness.poll(source)) == 4
    source.worked({WIRES: 5})
    assert source.lag(WIRES) == 0


def test_a_paused_partition_waits_with_its_position(harness: Harness) -> None:
    harness.log.append(messages(3))
    source = harness.sought("wires", 1)
    source.pause([WIRES])
    assert source.poll(10, harness.patience / 20) == []
    source.resume([WIRES])
    assert [record.offset for record in harness.poll(source)] == [1, 2]


def test_topics_and_partitions_made_later_are_assigned(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.embedded.source._RESCAN_EVERY", -1.0)
    source = harness.log.source(["wires"])
    assert source.changes() == Changes()
    harness.log.create_topic("wires", 1)
    assert harness.changes(source).assigned == (WIRES,)
    harness.log.create_topic("wires", 3)
    assert harness.changes(source).assigned == (Partition("wires", 1), Partition("wires", 2))


def test_identity_names_cluster_and_topic(harness: Harness) -> None:
    harness.log.append(messages(1))
    source = harness.log.source(["wires"])
    identity = source.identity("wires")
    assert identity.cluster
    assert identity.topic == "wires"
    assert identity == harness.log.source(["wires"]).identity("wires")
    with pytest.raises(UnknownTopic):
        source.identity("unknown")


def test_an_unknown_partition_is_an_error(harness: Harness) -> None:
    source = harness.log.source(["wires"])
    with pytest.raises(UnknownTopic):
        source.seek(WIRES, 0)
    with pytest.raises(UnknownTopic):
        source.end_offset(WIRES)


def test_a_published_batch_and_its_mark_are_there_together(harness: Harness) -> None:
    for topic in ("alerts", "decisions"):
        harness.log.create_topic(topic)
    publisher = harness.publisher()
    assert publisher.committed("p0") is None
    batch = messages(3, "alerts") + messages(2, "decisions")
    publisher.publish("p0", batch, Mark(5, "store-1"))
    publisher.publish("p1" if publisher.committed("p1") is None else "", [], Mark(2, "store-1"))
    assert publisher.committed("p0") == Mark(5, "store-1")
    assert publisher.committed("p1") == Mark(2, "store-1")
    assert len(harness.values("alerts")) == 3
    assert len(harness.values("decisions")) == 2


def test_several_streams_are_published_together(harness: Harness) -> None:
    for topic in ("wires", "alerts"):
        harness.log.create_topic(topic)
    publisher = harness.publisher()
    for stream in ("p0", "p1"):
        publisher.committed(stream)
    batches = [StreamBatch("p0", messages(3), Mark(3, "s")), StreamBatch("p1", messages(2, "alerts"), Mark(7, "s"))]
    publisher.publish_together(batches)
    assert len(harness.values("wires")) == 3
    assert len(harness.values("alerts")) == 2
    assert [publisher.committed(stream) for stream in ("p0", "p1")] == [Mark(3, "s"), Mark(7, "s")]


def test_the_last_publisher_to_ask_has_the_stream(harness: Harness) -> None:
    harness.log.create_topic("wires")
    zombie, heir = harness.publisher(), harness.publisher()
    zombie.committed("p0")
    zombie.publish("p0", messages(1), Mark(1, "store"))
    assert heir.committed("p0") == Mark(1, "store")
    with pytest.raises(Fenced):
        zombie.publish("p0", messages(1), Mark(2, "store"))
    heir.publish("p0", messages(1, first=1), Mark(2, "store"))
    assert harness.values("wires") == [b"value-0", b"value-1"]


def test_close_may_be_called_twice(harness: Harness) -> None:
    source, publisher = harness.log.source(["wires"]), harness.publisher()
    for thing in (source, source, publisher, publisher, harness.log, harness.log):
        thing.close()
