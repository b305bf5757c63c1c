"""A live input is answered as it comes."""

import threading
from collections.abc import Iterator

import pytest

from interceptor.pipeline.feeding import as_it_comes
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.records import Incoming
from streams.errors import InputDamaged


def _record(number: int) -> Numbered:
    return Numbered(number, number - 1, Incoming(b"x"))


def test_a_slow_pipe_is_answered_record_by_record() -> None:
    gate = threading.Event()

    def slow() -> Iterator[Numbered]:
        yield _record(1)
        gate.wait(10)
        yield _record(2)

    batches = as_it_comes(slow(), 100)
    assert [record.line for record in next(batches)] == [1]
    gate.set()
    assert [record.line for record in next(batches)] == [2]
    assert list(batches) == []


def test_a_fast_pipe_comes_whole_in_order_and_bounded() -> None:
    batches = list(as_it_comes((_record(number) for number in range(1, 1001)), 64))
    assert [record.line for batch in batches for record in batch] == list(range(1, 1001))
    assert max(map(len, batches)) <= 64


def test_damage_comes_behind_the_good_records() -> None:
    def damaged() -> Iterator[Numbered]:
        yield _record(1)
        raise InputDamaged("pipe")

    batches = as_it_comes(damaged(), 10)
    assert [record.line for record in next(batches)] == [1]
    with pytest.raises(InputDamaged):
        next(batches)
