"""What the embedded log does with torn tails, damage and foreign bytes."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streams_harness import WIRES, Harness, messages

from streams.embedded import EmbeddedLog, EmbeddedPublisher
from streams.embedded.frames import Row, encode_frame
from streams.errors import LogDamaged, StreamError
from streams.port import Mark, Message

BATCHES = (4, 1, 3, 2)


def built(root: Path, segment_bytes: int = 1 << 20) -> tuple[Path, list[int]]:
    """A log of four acknowledged batches; its only segment and the byte at which each batch ends."""
    log = EmbeddedLog(root, segment_bytes=segment_bytes)
    ends, first = [], 0
    log.create_topic("wires")
    segment = root / "topics" / "wires" / "0" / f"{0:020d}.log"
    for count in BATCHES:
        log.append(messages(count, first=first))
        first += count
        ends.append(segment.stat().st_size)
    log.close()
    return segment, ends


def reopened(root: Path) -> tuple[EmbeddedLog, list[int]]:
    log = EmbeddedLog(root)
    return log, [int(value[6:]) for value in Harness(log, lambda: EmbeddedPublisher(log)).values("wires")]


def forget_acknowledgement(segment: Path, offset: int) -> None:
    """Put the acknowledged offset back, as a power cut before the last sync leaves it."""
    from streams.embedded.files import Acknowledged

    acknowledged = Acknowledged(segment.parent, writable=True)
    acknowledged.write(offset)
    acknowledged.close()


@pytest.mark.parametrize("synced", [8, 10], ids=["unsynced", "acknowledged"])
def test_cut_at_every_byte_of_the_last_batches_whole_ones_survive(tmp_path: Path, synced: int) -> None:
    segment, ends = built(tmp_path / "log")
    for length in range(ends[1], ends[3]):
        root = tmp_path / "cut"
        shutil.copytree(tmp_path / "log", root)
        copy = root / segment.relative_to(tmp_path / "log")
        with copy.open("r+b") as file:
            file.truncate(length)
        forget_acknowledgement(copy, min(synced, 10))
        log, numbers = reopened(root)
        survivors = sum(count for count, end in zip(BATCHES, ends, strict=True) if end <= length)
        assert numbers == list(range(survivors)), length
        assert log.append(messages(2, first=50))[0][1] >= max(survivors, synced), "an offset is never given twice"
        assert log.append(messages(1, first=52))
        log.close()
        log, numbers = reopened(root)
        assert numbers == [*range(survivors), 50, 51, 52]
        assert not log.cuts
        log.close()
        shutil.rmtree(root)


def test_what_was_cut_is_kept_and_told(tmp_path: Path) -> None:
    segment, ends = built(tmp_path / "log")
    with segment.open("ab") as file:
        file.write(b"half a frame")
    log, numbers = reopened(tmp_path / "log")
    assert numbers == list(range(10))
    (cut,) = log.cuts
    assert (cut.segment, cut.position, cut.torn) == (segment, ends[3], 12)
    assert cut.kept.read_bytes() == b"half a frame"
    assert log.lost == {}
    log.close()


def test_lost_acknowledged_offsets_are_told_and_never_given_again(tmp_path: Path) -> None:
    segment, ends = built(tmp_path / "log")
    with segment.open("r+b") as file:
        file.truncate(ends[1])
    log = EmbeddedLog(tmp_path / "log")
    assert log.lost == {WIRES: range(5, 10)}
    assert log.append(messages(1))[0][1] == 10
    source = log.source(["wires"])
    source.seek(WIRES, 7)
    assert [record.offset for record in source.poll(9, 0)] == [10]
    log.close()


@pytest.mark.parametrize("tail", [b"\0" * 4096, b"IFRM" * 20, b"\xff" * 100], ids=["zeros", "magic", "ones"])
def test_rubbish_behind_the_last_frame_is_a_torn_tail(tmp_path: Path, tail: bytes) -> None:
    segment, _ = built(tmp_path / "log")
    with segment.open("ab") as file:
        file.write(tail)
    log, numbers = reopened(tmp_path / "log")
    assert numbers == list(range(10))
    log.close()


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_flipped_bit_in_acknowledged_records_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    root = tmp_path / "log"
    shutil.rmtree(root, ignore_errors=True)
    segment, ends = built(root)
    position = data.draw(st.integers(0, ends[3] - 1))
    content = bytearray(segment.read_bytes())
    content[position] ^= 1 << data.draw(st.integers(0, 7))
    segment.write_bytes(content)
    before = segment.read_bytes()
    with pytest.raises(LogDamaged, match="restore the named segment"):
        EmbeddedLog(root)
    assert segment.read_bytes() == before, "nothing is repaired by guessing"


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_damage_in_an_older_segment_stops_its_reader_behind_the_good_records(
    tmp_path: Path, data: st.DataObject
) -> None:
    root = tmp_path / "log"
    shutil.rmtree(root, ignore_errors=True)
    segment, _ = built(root, segment_bytes=1)
    second = sorted(segment.parent.glob("*.log"))[1]
    content = bytearray(second.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    second.write_bytes(content)
    check_stops_behind(root, second, [0, 1, 2, 3])


@pytest.mark.parametrize("length", [0, 10, 28, 40, 60])
def test_an_older_segment_that_was_shortened_or_is_gone_is_never_skipped(tmp_path: Path, length: int) -> None:
    segment, _ = built(tmp_path / "log", segment_bytes=1)
    second = sorted(segment.parent.glob("*.log"))[1]
    if length:
        with second.open("r+b") as file:
            file.truncate(length)
    else:
        second.unlink()
    check_stops_behind(tmp_path / "log", second if length not in (0, 28) else segment.parent, [0, 1, 2, 3])


def check_stops_behind(root: Path, named: Path, good: list[int]) -> None:
    log = EmbeddedLog(root, segment_bytes=1)
    source = log.source(["wires"])
    for start in (0, 3):
        source.seek(WIRES, start)
        assert [record.offset for record in source.poll(10, 0)] == good[start:]
        with pytest.raises(LogDamaged, match=named.name):
            source.poll(10, 0)
        assert source.poll(10, 0) == []
    log.close()


def test_bytes_in_a_message_never_pass_for_a_frame(tmp_path: Path) -> None:
    """A sender cannot make a torn tail look like damage, which would keep the log from opening."""
    segment, _ = built(tmp_path / "log")
    forged = b"".join(encode_frame([Row(b"k", b"forged")], 11, salt) for salt in range(50))
    log = EmbeddedLog(tmp_path / "log")
    log.append([Message("wires", b"k", forged + b"x" * 100)])
    log.close()
    content = bytearray(segment.read_bytes())
    content[-50] ^= 1
    segment.write_bytes(content)
    forget_acknowledgement(segment, 10)
    log, numbers = reopened(tmp_path / "log")
    assert numbers == list(range(10))
    log.close()


@pytest.mark.parametrize("size", [0, 5, 28], ids=["empty", "part", "unwritten"])
def test_a_segment_whose_creation_was_torn_is_made_again(tmp_path: Path, size: int) -> None:
    segment, _ = built(tmp_path / "log")
    (segment.parent / f"{10:020d}.log").write_bytes(b"\0" * size)
    log, numbers = reopened(tmp_path / "log")
    assert numbers == list(range(10))
    assert log.append(messages(1))[0][1] == 10
    log.close()


@pytest.mark.parametrize("size", [0, 27, 28])
def test_a_segment_cut_to_nothing_is_told_as_lost(tmp_path: Path, size: int) -> None:
    segment, _ = built(tmp_path / "log")
    with segment.open("r+b") as file:
        file.truncate(size)
    log = EmbeddedLog(tmp_path / "log")
    assert log.lost == {WIRES: range(10)}
    assert log.append(messages(1))[0][1] == 10
    log.close()


def test_segments_that_are_gone_are_damage(tmp_path: Path) -> None:
    segment, _ = built(tmp_path / "log")
    segment.unlink()
    with pytest.raises(LogDamaged, match="10 offsets were acknowledged"):
        EmbeddedLog(tmp_path / "log")


@given(data=st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_as_a_segment_open_or_are_refused_never_worse(tmp_path: Path, data: st.DataObject) -> None:
    root = tmp_path / "log"
    shutil.rmtree(root, ignore_errors=True)
    segment, _ = built(root)
    good = segment.read_bytes()
    start = data.draw(st.integers(0, len(good)))
    segment.write_bytes(good[:start] + data.draw(st.binary(max_size=200)))
    try:
        log, numbers = reopened(root)
    except StreamError:
        return
    assert numbers == list(range(len(numbers)))
    log.close()


@pytest.mark.parametrize("applied", [0, 1, 2], ids=["nothing", "one partition", "everything"])
def test_a_committed_batch_is_finished_at_open(tmp_path: Path, applied: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between the journal's sync and the last partition's."""
    root = tmp_path / "log"
    log = EmbeddedLog(root)
    batch = [*messages(3, "alerts"), *messages(2, "decisions")]
    log.publish("p0", batch, Mark(5, "store"))
    before = {path: path.stat().st_size for path in (root / "topics").rglob("*.log")}
    log.publish("p0", [Message(m.topic, m.key, b"second " + m.value) for m in batch], Mark(10, "store"))
    log.close()
    for path in sorted(before)[applied:]:
        with path.open("r+b") as file:
            file.truncate(before[path])
        forget_acknowledgement(path, 3 if "alerts" in str(path) else 2)
    for _ in range(2):
        log = EmbeddedLog(root)
        harness = Harness(log, lambda log=log: EmbeddedPublisher(log))
        assert log.committed("p0") == Mark(10, "store")
        assert harness.values("alerts") == [f"{s}value-{i}".encode() for s in ("", "second ") for i in range(3)]
        assert harness.values("decisions") == [f"{s}value-{i}".encode() for s in ("", "second ") for i in range(2)]
        assert not log.lost
        log.close()


def test_a_batch_whose_entry_is_torn_never_happened(tmp_path: Path) -> None:
    root = tmp_path / "log"
    log = EmbeddedLog(root)
    log.publish("p0", messages(3), Mark(3, "store"))
    journal = next((root / "journal").glob("*.log"))
    good = journal.stat().st_size
    log.publish("p0", messages(3, first=3), Mark(6, "store"))
    log.close()
    for path, size in ((journal, good + 20), (root / "topics" / "wires" / "0" / f"{0:020d}.log", None)):
        if size is not None:
            with path.open("r+b") as file:
                file.truncate(size)
            forget_acknowledgement(path, 1)
    log = EmbeddedLog(root)
    assert log.committed("p0") == Mark(3, "store")
    log.close()
