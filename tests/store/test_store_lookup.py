import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from interceptor.store.batch import Batch, RegisterRow
from interceptor.store.lookup import _slice_of, _slice_of_digest
from interceptor.store.numbers import key_of, row_number
from interceptor.store.store import Store
from interceptor.store.tenant import Position


def _batch(position: Position, rows: list[RegisterRow]) -> Batch:
    position.register_count += len(rows)
    return Batch(
        stream=position.stream,
        epoch=position.epoch,
        next_offset=position.register_count,
        register_count=position.register_count,
        outbox_count=0,
        rejected_count=0,
        watermark=0,
        register=rows,
    )


def _rows(position: Position, source: random.Random, count: int) -> list[RegisterRow]:
    first = position.register_count + 1
    return [
        RegisterRow(
            row_number(position.stream, first + index),
            source.randbytes(16),
            source.randbytes(8),
            source.choice([b"", b"account1", b"account2"]),
            0,
            0,
            0,
            0,
            0,
            b"",
        )
        for index in range(count)
    ]


def test_every_row_is_found_before_and_after_merging_and_after_reopening(tmp_path: Path) -> None:
    source = random.Random(7)
    written: list[RegisterRow] = []
    for _ in range(3):  # three lives of the engine process
        with Store(tmp_path / "s.db", engine=True) as store:
            tenant = store.tenant("t")
            position = tenant.assign("wires.outbound", 0, "c")
            for size in (1, 7, 500, 513, 1_200):
                rows = _rows(position, source, size)
                tenant.commit(_batch(position, rows))
                written += rows
                for row in source.choices(written, k=20):
                    assert tenant.find([row.transfer_id]) == {row.transfer_id: [row.number]}
                    assert tenant.find([row.identifier]) == {row.identifier: [row.number]}
            numbers = [row.number for row in written if row.account == b"account1"]
            assert tenant.find([b"account1"]) == {b"account1": numbers}
            assert sorted(tenant.find_stored("account", b"account1")) == numbers
            assert tenant.find([b"absent!!"]) == {}


@given(st.binary(min_size=8, max_size=16))
def test_a_digest_waits_in_the_slice_in_which_its_key_is_looked_for(digest: bytes) -> None:
    assert _slice_of_digest(digest) == _slice_of(key_of(digest))
