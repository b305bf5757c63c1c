"""When a partition is taken to stand still."""

from streams.kafka.watch import StallWatch
from streams.port import Partition

P = Partition("wires", 0)


def test_a_quiet_partition_without_records_is_well() -> None:
    watch = StallWatch(30)
    watch.saw(P, 0)
    assert watch.quiet(29) == []
    assert watch.quiet(30) == [P]
    assert watch.looked(P, 5, 5, 30) is None
    assert watch.quiet(59) == []


def test_one_with_records_gets_a_second_look_before_it_stands_still() -> None:
    watch = StallWatch(30)
    watch.saw(P, 0)
    assert watch.looked(P, 5, 9, 30) is None
    assert watch.quiet(44) == []
    assert watch.quiet(45) == [P]
    assert watch.looked(P, 5, 9, 45) == 45


def test_one_that_moved_between_the_looks_is_well() -> None:
    watch = StallWatch(30)
    watch.saw(P, 0)
    watch.looked(P, 5, 9, 30)
    assert watch.looked(P, 6, 9, 45) is None
    watch.saw(P, 50)
    assert watch.quiet(79) == []
    watch.forget([P])
    assert watch.quiet(999) == []
