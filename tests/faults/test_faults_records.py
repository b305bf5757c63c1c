"""Records that nobody can read, and one that kills whoever touches it: rejected, and the others go on."""

from collections.abc import Callable

from kafka import KafkaProducer

from tests.faults import cluster_reading
from tests.faults.cluster_scene import WIRES, Scene, lines
from tests.faults.weather import Kill

GARBAGE = (
    None,
    b"",
    b"\0",
    b"\xff\xfe\x00",
    b"{" * 100_000,
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><Document/>",
    b"x" * 8_500_000,
)
"""With a tombstone, and one message over the cap of 8 MB."""


def test_garbage_between_wires_is_rejected_and_the_wires_are_worked(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=1)
    good = lines(20)
    scene.put(0, good[:30])
    producer = KafkaProducer(**scene.site.kafka.options(), acks="all", max_request_size=9_000_000)
    for value in GARBAGE:
        producer.send(scene.site.kafka.prefix + WIRES, value, key=b"k", partition=0).get(30)
    producer.close()
    scene.site.fed[WIRES, 0] += len(GARBAGE)
    scene.put(0, good[30:])
    scene.start("worker")
    scene.start("relay")
    scene.until_quiet()
    assert scene.rows("SELECT count(*) FROM rejected") == [(len(GARBAGE),)]
    assert not scene.broken()


class _Name(str):
    """A header's name that goes out as bytes that are no UTF-8."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        return b"form\xffat"


def test_a_wire_with_a_header_whose_name_is_no_text_is_worked(make_scene: Callable[..., Scene]) -> None:
    """It stopped its partition for ever."""
    scene = make_scene(partitions=1)
    good = lines(20)
    scene.put(0, good[:-6])
    producer = KafkaProducer(**scene.site.kafka.options(), acks="all")
    for line in good[-6:-3]:
        message = cluster_reading.message_of(line)
        headers = [*message.headers, (_Name("x"), b"mt103")]
        producer.send(scene.site.kafka.prefix + WIRES, message.value, headers=headers, partition=0).get(30)
    producer.close()
    scene.site.fed[WIRES, 0] += 3
    scene.wires += 3
    scene.put(0, good[-3:])
    scene.start("worker")
    scene.start("relay")
    scene.until_quiet()
    assert scene.rows("SELECT count(*) FROM rejected") == [(0,)]
    assert scene.rows("SELECT count(*) FROM register") == [(len(good),)]


def test_a_record_that_kills_three_times_is_rejected_as_poison(make_scene: Callable[..., Scene]) -> None:
    scene = make_scene(partitions=1)
    scene.put(0, lines(30))
    scene.start("relay")
    for _ in range(6):
        worker = scene.start("worker", Kill("in_commit"))
        scene.until(worker.died, "it dies at its first record", 60)
        scene.members.remove(worker)
        if scene.worked() or scene.rows("SELECT count(*) FROM rejected") != [(0,)]:
            break
    scene.start("worker")
    scene.until_quiet()
    (found,) = scene.rows("SELECT source_offset, fault FROM rejected")
    assert found[1] == "poison"
    scene.wires -= 1
    assert not scene.broken()
