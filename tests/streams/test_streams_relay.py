"""The relay publishes every message once and in order, whatever dies wherever."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streams_harness import Harness

from streams.errors import OutboxGap, RecordTooLarge
from streams.memory import MemoryLog, MemoryOutbox, MemoryPublisher
from streams.port import Mark, Message, StreamBatch
from streams.relay import Basis, Relay, Resumption

POINTS = ("before_publish", "after_publish", "after_mark")


class CrashError(Exception):
    pass


class CrashAt:
    """Raises when a point is reached for the n-th time."""

    def __init__(self, point: str, count: int) -> None:
        self.point, self.count = point, count

    def __call__(self, point: str) -> None:
        if point == self.point:
            self.count -= 1
            if self.count == 0:
                raise CrashError(point)


def filled(streams: dict[str, int], topic: str = "alerts") -> MemoryOutbox:
    outbox = MemoryOutbox()
    for stream, count in streams.items():
        for number in range(1, count + 1):
            outbox.put(stream, Message(topic, stream.encode(), f"{stream}:{number}".encode()))
    return outbox


def drain(relay: Relay) -> int:
    total = 0
    while count := relay.round():
        total += count
    return total


def by_stream(values: list[bytes], stream: str) -> list[int]:
    return [int(value.split(b":")[1]) for value in values if value.startswith(stream.encode() + b":")]


def test_every_stream_is_published_in_order_and_marked(harness: Harness) -> None:
    outbox = filled({"p0": 12, "p1": 5})
    assert drain(Relay(outbox, harness.publisher(), limit=4)) == 17
    assert by_stream(harness.values("alerts"), "p0") == list(range(1, 13))
    assert by_stream(harness.values("alerts"), "p1") == list(range(1, 6))
    assert outbox.marks == {"p0": 12, "p1": 5}


def test_a_round_takes_no_more_than_its_limit(harness: Harness) -> None:
    relay = Relay(filled({"p0": 5}), harness.publisher(), limit=2)
    assert [relay.round() for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("point", POINTS)
def test_a_crash_at_any_point_loses_and_doubles_nothing(harness: Harness, point: str, count: int) -> None:
    outbox = filled({"p0": 10, "p1": 7})
    with pytest.raises(CrashError):
        drain(Relay(outbox, harness.publisher(), limit=3, checkpoint=CrashAt(point, count)))
    drain(Relay(outbox, harness.publisher(), limit=4))
    assert by_stream(harness.values("alerts"), "p0") == list(range(1, 11))
    assert by_stream(harness.values("alerts"), "p1") == list(range(1, 8))
    assert outbox.marks == {"p0": 10, "p1": 7}


@pytest.mark.parametrize("point", POINTS)
def test_the_same_relay_goes_on_after_an_error(harness: Harness, point: str) -> None:
    outbox = filled({"p0": 10})
    relay = Relay(outbox, harness.publisher(), limit=3, checkpoint=CrashAt(point, 2))
    with pytest.raises(CrashError):
        drain(relay)
    drain(relay)
    assert by_stream(harness.values("alerts"), "p0") == list(range(1, 11))


@given(
    crashes=st.lists(st.tuples(st.sampled_from(POINTS), st.integers(1, 4), st.integers(1, 6)), max_size=8),
    counts=st.lists(st.integers(0, 9), min_size=1, max_size=3),
)
def test_any_sequence_of_crashes_ends_in_exactly_once(crashes: list[tuple[str, int, int]], counts: list[int]) -> None:
    log, streams = MemoryLog(), {f"p{i}": count for i, count in enumerate(counts)}
    outbox = filled(streams)
    for point, count, limit in crashes:
        try:
            drain(Relay(outbox, MemoryPublisher(log), limit=limit, checkpoint=CrashAt(point, count)))
        except CrashError:
            continue
    drain(Relay(outbox, MemoryPublisher(log)))
    values = [record.value for records in log.records.values() for record in records]
    for stream, total in streams.items():
        assert by_stream(values, stream) == list(range(1, total + 1))


def test_a_store_restored_from_an_older_copy_sends_again_by_id_and_says_so(harness: Harness) -> None:
    outbox = filled({"p0": 10})
    drain(Relay(outbox, harness.publisher()))
    older = outbox.restored({"p0": 6}, incarnation="second")
    for number in (7, 8):
        older.put("p0", Message("alerts", b"p0", f"p0:{number}".encode()))
    older.marks["p0"] = 4
    told: list[Resumption] = []
    drain(Relay(older, harness.publisher(), resumed=told.append))
    assert told == [Resumption("p0", 4, Basis.OTHER_INCARNATION)]
    assert not told[0].basis.exact
    values = harness.values("alerts")
    assert by_stream(values, "p0") == [*range(1, 11), 5, 6, 7, 8]
    assert set(values[10:]) <= set(values[:10]), "the same ids and bytes, so that receivers can leave them out"
    assert harness.publisher().committed("p0") == Mark(8, "second")


def test_a_restored_store_that_kept_its_incarnation_is_recognised_while_it_is_behind(harness: Harness) -> None:
    outbox = filled({"p0": 10})
    drain(Relay(outbox, harness.publisher()))
    older = outbox.restored({"p0": 6}, incarnation="first")
    told: list[Resumption] = []
    relay = Relay(older, harness.publisher(), resumed=told.append)
    relay.resume()
    assert told == [Resumption("p0", 6, Basis.STORE_BEHIND)]
    older.put("p0", Message("alerts", b"p0", b"p0:77"))
    drain(relay)
    assert by_stream(harness.values("alerts"), "p0") == [*range(1, 11), 77]


def test_a_new_log_resumes_from_the_stores_own_mark(harness: Harness) -> None:
    outbox = filled({"p0": 5})
    outbox.mark("p0", 3)
    told: list[Resumption] = []
    drain(Relay(outbox, harness.publisher(), resumed=told.append))
    assert told == [Resumption("p0", 3, Basis.NO_MARK)]
    assert by_stream(harness.values("alerts"), "p0") == [4, 5]


def test_an_incarnation_that_changes_under_a_running_relay_is_seen(harness: Harness) -> None:
    outbox = filled({"p0": 2})
    told: list[Resumption] = []
    relay = Relay(outbox, harness.publisher(), resumed=told.append)
    drain(relay)
    outbox._incarnation = "second"
    outbox.put("p0", Message("alerts", None, b"p0:3"))
    drain(relay)
    assert [resumption.basis for resumption in told] == [Basis.FIRST, Basis.OTHER_INCARNATION]
    assert harness.publisher().committed("p0") == Mark(3, "second")


class Gapped(MemoryOutbox):
    def read(self, stream, after, limit):  # type: ignore[no-untyped-def]
        return [m for m in super().read(stream, after, limit) if m.number != 3]


def test_a_missing_number_stops_the_stream(harness: Harness) -> None:
    outbox = Gapped()
    outbox.messages = filled({"p0": 5}).messages
    relay = Relay(outbox, harness.publisher())
    with pytest.raises(OutboxGap, match="3 is missing"):
        relay.round()


def test_large_messages_are_published_in_several_batches(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.relay.BATCH_BYTES", 8)
    reached: list[str] = []
    drain(Relay(filled({"p0": 6}), harness.publisher(), checkpoint=reached.append))
    assert reached.count("after_publish") == 3
    assert by_stream(harness.values("alerts"), "p0") == [1, 2, 3, 4, 5, 6]


class Choosy(MemoryPublisher):
    """Takes no message with `large` in it."""

    def publish_together(self, batches: Sequence[StreamBatch]) -> None:
        if any(b"large" in message.value for batch in batches for message in batch.messages):
            raise RecordTooLarge("alerts")
        super().publish_together(batches)


def test_a_message_that_is_too_large_stops_its_stream_visibly_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.relay.BATCH_BYTES", 12)
    log, outbox, now, told = MemoryLog(), filled({"p0": 6, "p1": 9}), [0.0], []
    outbox.messages["p0"][2] = Message("alerts", None, b"p0:3 large")
    relay = Relay(
        outbox,
        Choosy(log),
        clock=lambda: now[0],
        failed=lambda stream, error: told.append((stream, type(error))),
    )
    drain(relay)
    values = [record.value for records in log.records.values() for record in records]
    assert by_stream(values, "p0") == [1, 2]
    assert by_stream(values, "p1") == list(range(1, 10))
    assert told == [("p0", RecordTooLarge)]
    assert relay.behind() == {"p0": 4, "p1": 0}
    now[0] += 10
    drain(relay)
    assert told == [("p0", RecordTooLarge)] * 2
    outbox.messages["p0"][2] = Message("alerts", None, b"p0:3")
    now[0] += 10
    drain(relay)
    values = [record.value for records in log.records.values() for record in records]
    assert by_stream(values, "p0") == list(range(1, 7))


def test_one_gap_stops_its_stream_and_no_other() -> None:
    log, told = MemoryLog(), []
    gapped = Gapped()
    gapped.messages = filled({"p0": 5, "p1": 2}).messages
    drain(Relay(gapped, MemoryPublisher(log), failed=lambda stream, error: told.append((stream, type(error)))))
    values = [record.value for records in log.records.values() for record in records]
    assert (by_stream(values, "p0"), by_stream(values, "p1")) == ([], [1, 2])
    assert told == [("p0", OutboxGap)]


def test_marks_are_renewed_and_say_the_same(harness: Harness) -> None:
    relay = Relay(filled({"p0": 3, "p1": 2}), harness.publisher())
    drain(relay)
    relay.renew()
    publisher = harness.publisher()
    assert [publisher.committed(stream) for stream in ("p0", "p1")] == [Mark(3, "first"), Mark(2, "first")]
    assert len(harness.values("alerts")) == 5


def test_the_stores_own_marks_may_be_written_late() -> None:
    outbox, now = filled({"p0": 3}), [0.0]
    relay = Relay(outbox, MemoryPublisher(MemoryLog()), mark_every=1.0, clock=lambda: now[0])
    assert relay.round() == 3
    assert outbox.marks == {}
    outbox.put("p0", Message("alerts", None, b"p0:4"))
    now[0] = 1.0
    assert relay.round() == 1
    assert outbox.marks == {"p0": 4}
    outbox.put("p0", Message("alerts", None, b"p0:5"))
    assert (relay.round(), outbox.marks) == (1, {"p0": 4})
    assert (relay.round(), outbox.marks) == (0, {"p0": 5})
