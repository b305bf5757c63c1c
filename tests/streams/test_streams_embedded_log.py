"""The embedded log: one writer, syncs before acknowledgement, readers beside the writer, segments, retention."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from streams_harness import WIRES, Harness, messages

from streams.embedded import EmbeddedLog, EmbeddedPublisher, EmbeddedSource
from streams.errors import BadTopic, Closed, LogBusy, LogWriteFailed, OffsetOutOfRange, RecordTooLarge, UnknownTopic
from streams.port import Mark, Message, Partition


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "log"


def record_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Writes and syncs in the order in which the system is asked for them, by kind of file."""
    calls: list[str] = []

    def kind(fd: int) -> str:
        target = Path(f"/proc/self/fd/{fd}").readlink()
        return "directory" if target.is_dir() else target.suffix or target.name

    for name in ("pwrite", "fsync", "fdatasync"):
        real = getattr(os, name)

        def call(fd: int, *rest: object, name: str = name, real: object = real) -> object:
            calls.append(f"{name} {kind(fd)}")
            return real(fd, *rest)  # type: ignore[operator]

        monkeypatch.setattr(os, name, call)
    return calls


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to tell files apart")
def test_a_batch_is_synced_once_before_it_is_acknowledged(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = EmbeddedLog(root)
    log.create_topic("wires")
    calls = record_calls(monkeypatch)
    log.append(messages(500))
    assert calls == ["pwrite .log", "fdatasync .log", "pwrite acknowledged"]
    log.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to tell files apart")
def test_a_new_segment_and_its_name_are_synced_before_anything_is_written_to_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = EmbeddedLog(root, segment_bytes=100)
    log.append(messages(10))
    calls = record_calls(monkeypatch)
    log.append(messages(1))
    assert calls == [
        *["pwrite .log", "fsync .log", "fsync directory"],
        *["pwrite .log", "fdatasync .log", "pwrite acknowledged"],
    ]
    log.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to tell files apart")
def test_a_published_batch_is_committed_before_it_is_seen(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = EmbeddedLog(root)
    log.create_topic("wires")
    calls = record_calls(monkeypatch)
    log.publish("p0", messages(5), Mark(5, "store"))
    assert calls == ["pwrite .log", "fdatasync .log", "pwrite acknowledged"] * 2
    log.close()


@pytest.mark.parametrize("broken", ["pwrite", "fdatasync"])
def test_a_failed_write_acknowledges_nothing_and_the_writer_takes_no_more(
    root: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    log = EmbeddedLog(root)
    log.append(messages(2))

    def full(*_arguments: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, broken, full)
        with pytest.raises(LogWriteFailed, match="No space left"):
            log.append(messages(1, first=2))
    assert len(Harness(log, lambda: EmbeddedPublisher(log)).values("wires")) == 2
    with pytest.raises(LogWriteFailed, match="earlier"):
        log.append(messages(1, first=2))
    log.close()
    log = EmbeddedLog(root)
    log.append(messages(1, first=3))
    assert Harness(log, lambda: EmbeddedPublisher(log)).values("wires")[:2] == [b"value-0", b"value-1"]
    log.close()


def test_a_failed_publish_is_finished_or_forgotten_by_the_next_open(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = EmbeddedLog(root)
    log.create_topic("alerts")

    def fail(*_arguments: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(log._writers[Partition("alerts", 0)], "_write", fail)
    with pytest.raises(LogWriteFailed):
        log.publish("p0", messages(3, "alerts"), Mark(3, "store"))
    with pytest.raises(LogWriteFailed, match="not finished"):
        log.publish("p1", messages(1, "wires"), Mark(1, "store"))
    log.close()
    log = EmbeddedLog(root)
    assert log.committed("p0") == Mark(3, "store")
    assert len(Harness(log, lambda: EmbeddedPublisher(log)).values("alerts")) == 3
    log.close()


def test_a_second_writer_is_told_who_has_the_log(root: Path) -> None:
    log = EmbeddedLog(root)
    with pytest.raises(LogBusy, match=f"process {os.getpid()}.*end it first"):
        EmbeddedLog(root)
    code = "import sys, pathlib; from streams.embedded import EmbeddedLog; EmbeddedLog(pathlib.Path(sys.argv[1]))"
    child = subprocess.run([sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=False)
    assert child.returncode == 1
    assert "LogBusy" in child.stderr
    log.close()
    EmbeddedLog(root).close()


def test_a_log_that_could_not_be_opened_is_not_left_locked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("streams.embedded.topics.ensure_cluster_id", lambda _root: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            EmbeddedLog(root)
    EmbeddedLog(root).close()


def test_a_closed_log_takes_nothing(root: Path) -> None:
    log = EmbeddedLog(root)
    log.close()
    with pytest.raises(Closed):
        log.append(messages(1))


def test_a_reader_beside_the_writer_sees_every_record_once_and_in_order(root: Path) -> None:
    log = EmbeddedLog(root, segment_bytes=3000)
    log.create_topic("wires")
    seen: list[int] = []

    def read() -> None:
        source = EmbeddedSource(root, ["wires"])
        source.seek(WIRES, 0)
        while len(seen) < 600:
            seen.extend(int(record.value[6:]) for record in source.poll(11, 1.0))
        source.close()

    readers = [threading.Thread(target=read)]
    for reader in readers:
        reader.start()
    for first in range(0, 600, 6):
        log.append(messages(6, first=first))
    for reader in readers:
        reader.join(20)
    assert seen == list(range(600))
    log.close()


def test_a_reader_never_sees_what_is_not_acknowledged(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = EmbeddedLog(root)
    log.append(messages(2))
    source = log.source(["wires"])
    source.seek(WIRES, 0)
    seen_before_sync: list[int] = []
    real = os.fdatasync

    def sync(fd: int) -> None:
        seen_before_sync.append(len(source.poll(10, 0)))
        real(fd)

    monkeypatch.setattr(os, "fdatasync", sync)
    log.append(messages(3, first=2))
    assert seen_before_sync == [2]
    assert [record.offset for record in source.poll(10, 0)] == [2, 3, 4]
    log.close()


def test_seeking_finds_any_offset_in_any_segment(root: Path) -> None:
    log = EmbeddedLog(root, segment_bytes=2000)
    for first in range(0, 300, 7):
        log.append(messages(7, first=first))
    assert len(list((root / "topics" / "wires" / "0").glob("*.log"))) > 3
    source = log.source(["wires"])
    for offset in (0, 1, 6, 7, 150, 299, 300):
        source.seek(WIRES, offset)
        assert source.poll(1, 0)[0].value == b"value-%d" % offset
    log.close()


def test_the_index_is_used_and_right_in_a_large_segment(root: Path) -> None:
    log = EmbeddedLog(root)
    for first in range(0, 90, 3):
        log.append([Message("wires", None, b"%d:" % i + b"x" * 20_000) for i in range(first, first + 3)])
    source = log.source(["wires"])
    source.seek(WIRES, 0)
    while source.poll(10, 0):
        pass
    for offset in range(89, -1, -8):
        source.seek(WIRES, offset)
        assert source.poll(1, 0)[0].value.startswith(b"%d:" % offset)
    log.close()


def test_retention_drops_whole_old_segments_and_a_slow_reader_is_told(root: Path) -> None:
    log = EmbeddedLog(root, segment_bytes=500)
    for first in range(0, 100, 10):
        log.append(messages(10, first=first))
    slow = log.source(["wires"])
    slow.seek(WIRES, 0)
    assert len(slow.poll(5, 0)) == 5
    assert log.drop_segments("wires", keep_bytes=600) > 0
    begin = slow.begin_offset(WIRES)
    assert 0 < begin < 100
    while_good = slow.poll(100, 0)
    assert all(record.offset < begin for record in while_good)
    with pytest.raises(OffsetOutOfRange, match=f"kept {begin} to 100"):
        slow.poll(100, 0)
    slow.seek(WIRES, begin)
    assert [record.offset for record in slow.poll(1000, 0)] == list(range(begin, 100))
    assert log.drop_segments("wires", written_before=0.0) == 0
    assert log.drop_segments("wires", written_before=4e9) > 0
    assert log.drop_segments("wires", written_before=4e9) == 0, "the last segment stays"
    with pytest.raises(UnknownTopic):
        log.drop_segments("unknown")
    log.close()
    log = EmbeddedLog(root, segment_bytes=500)
    assert log.append(messages(1))[0][1] == 100
    log.close()


def test_the_cluster_id_is_made_once_and_a_remade_topic_has_another_identity(root: Path, tmp_path: Path) -> None:
    log = EmbeddedLog(root)
    log.append(messages(1))
    first = log.source(["wires"]).identity("wires")
    log.close()
    log = EmbeddedLog(root)
    assert log.source(["wires"]).identity("wires") == first
    log.close()
    (root / "topics" / "wires").rename(tmp_path / "gone")
    log = EmbeddedLog(root)
    log.append(messages(1))
    second = log.source(["wires"]).identity("wires")
    assert second.cluster == first.cluster
    assert second.topic_id != first.topic_id
    log.close()


@pytest.mark.parametrize("name", ["", ".", "..", "../up", "a/b", "a\0b", "x" * 201, "ünïcode", ".hidden"])
def test_a_topic_name_cannot_leave_the_log(root: Path, name: str) -> None:
    log = EmbeddedLog(root)
    with pytest.raises(BadTopic):
        log.append([Message(name, None, b"v")])
    assert not (root.parent / "up").exists()
    log.close()


def test_partitions_can_only_be_added(root: Path) -> None:
    log = EmbeddedLog(root)
    log.create_topic("wires", 3)
    log.create_topic("wires", 3)
    for count in (2, 0, -1, 10_001):
        with pytest.raises(BadTopic):
            log.create_topic("wires", count)
    log.close()


def test_a_record_over_the_cap_is_refused_and_writes_nothing(root: Path) -> None:
    log = EmbeddedLog(root)
    with pytest.raises(RecordTooLarge, match="keep large bodies in the store"):
        log.append([Message("wires", None, b"small"), Message("wires", None, b"x" * (16 * 1024 * 1024 + 1))])
    assert Harness(log, lambda: EmbeddedPublisher(log)).values("wires") == []
    log.close()


def test_large_keys_and_headers_count_too(root: Path) -> None:
    log = EmbeddedLog(root)
    large = b"x" * (16 * 1024 * 1024)
    for message in (Message("wires", large, b"v"), Message("wires", None, b"v", (("context", large),))):
        with pytest.raises(RecordTooLarge):
            log.append([message])
        with pytest.raises(RecordTooLarge):
            log.publish("p0", [message], Mark(1, "store"))
    log.close()


def test_a_batch_over_the_cap_is_refused_and_the_log_goes_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.embedded.log.MAX_BATCH_BYTES", 50)
    log = EmbeddedLog(root)
    with pytest.raises(RecordTooLarge, match="send less at once"):
        log.publish("p0", messages(10), Mark(10, "store"))
    log.publish("p0", messages(2), Mark(2, "store"))
    assert log.committed("p0") == Mark(2, "store")
    log.close()


def test_large_appends_are_split_into_frames(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.embedded.log._APPEND_BYTES", 30)
    log = EmbeddedLog(root)
    places = log.append(messages(10))
    assert [offset for _, offset in places] == list(range(10))
    assert Harness(log, lambda: EmbeddedPublisher(log)).values("wires") == [m.value for m in messages(10)]
    log.close()


def test_the_journal_keeps_its_last_segment_only(root: Path) -> None:
    log = EmbeddedLog(root, segment_bytes=300)
    for number in range(1, 20):
        log.publish(f"p{number % 2}", messages(2), Mark(number, "store"))
    assert len(list((root / "journal").glob("*.log"))) == 1
    log.close()
    log = EmbeddedLog(root, segment_bytes=300)
    assert (log.committed("p0"), log.committed("p1")) == (Mark(18, "store"), Mark(19, "store"))
    log.close()
