"""The audit chain: what was edited, deleted, moved or cut off is told, and an erased body is not."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from interceptor.cases import audit
from interceptor.cases.audit import Checkpoint, Entry, Head
from interceptor.cases.audit_verifier import Report, verify

_START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_PUBLIC = _KEY.public_key()


def _records() -> list[Entry | Checkpoint]:
    heads = {"engine": Head(), "desk": Head()}
    records: list[Entry | Checkpoint] = []
    last: Checkpoint | None = None
    for number in range(8):
        writer = "desk" if number % 3 == 2 else "engine"
        entry = audit.append(
            heads[writer],
            writer=writer,
            time=_START + timedelta(seconds=number),
            actor="officer-7",
            act="sign",
            subject=f"case-{number}",
            body=f'{{"reason": "call-back {number}"}}',
            salt=bytes([number] * 16),
        )
        heads[writer] = entry.head()
        records.append(entry)
        if number in (3, 7):
            last = audit.checkpoint(heads, time=entry.time, key=_KEY, after=last)
            records.append(last)
    return records


def _lines() -> list[bytes]:
    return [audit.line(record) for record in _records()]


def _verify(lines: list[bytes], published: list[bytes] | None = None) -> Report:
    return verify(lines, _PUBLIC, published or [])


def test_a_whole_file_verifies() -> None:
    report = _verify(_lines())
    assert report.intact
    assert (report.entries, report.checkpoints, report.erased) == (8, 2, 0)
    assert report.signed == {"engine": 6, "desk": 2}


def test_an_erased_body_still_verifies_and_is_gone() -> None:
    records = _records()
    first = records[0]
    assert isinstance(first, Entry)
    records[0] = audit.erase(first)
    lines = [audit.line(record) for record in records]
    report = _verify(lines)
    assert report.intact
    assert report.erased == 1
    assert b"call-back 0" not in b"".join(lines)


@pytest.mark.parametrize("field", ["time", "actor", "act", "subject", "digest", "previous", "hash", "body", "salt"])
def test_every_edit_of_an_entry_is_found(field: str) -> None:
    lines = _lines()
    record = json.loads(lines[1])
    record[field] = "2026-03-02T13:00:00Z" if field == "time" else "00" * 32
    lines[1] = json.dumps(record).encode()
    assert not _verify(lines).intact


@pytest.mark.parametrize("index", range(10))
def test_every_deletion_is_found_by_the_checkpoints(index: int) -> None:
    lines = _lines()
    published = [line for line in lines if b"checkpoint" in line]
    del lines[index]
    assert index == 9 or not _verify(lines).intact  # the last line of all is shown up by its published copy alone
    assert not _verify(lines, published).intact or index == 9


@pytest.mark.parametrize("index", range(9))
def test_two_lines_changed_in_order_are_found_unless_of_two_writers(index: int) -> None:
    records = _records()
    writers = [getattr(record, "writer", "checkpoint") for record in records[index : index + 2]]
    lines = [audit.line(record) for record in records]
    lines[index], lines[index + 1] = lines[index + 1], lines[index]
    # Writers do not wait for each other, so only the order within one chain is evidence.
    assert _verify(lines).intact == (writers[0] != writers[1])


@pytest.mark.parametrize("kept", range(9))
def test_a_cut_tail_is_found_by_a_published_checkpoint(kept: int) -> None:
    lines = _lines()
    report = _verify(lines[:kept], [lines[-1]])
    assert any("cut off" in problem for problem in report.problems)


def test_a_checkpoint_of_another_key_is_no_checkpoint() -> None:
    forged = audit.checkpoint({"engine": Head(1, "0" * 64)}, time=_START, key=Ed25519PrivateKey.generate())
    report = _verify([audit.line(forged)])
    assert report.problems == ["line 1: checkpoint edited, or signed with another key"]


def test_a_rewritten_history_does_not_match_the_signed_heads() -> None:
    records = _records()
    rewritten = audit.append(
        Head(), writer="engine", time=_START, actor="x", act="y", subject="z", body="", salt=bytes(16)
    )
    report = _verify([audit.line(rewritten)], [audit.line(records[4])])
    assert not report.intact


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="salt"):
        audit.append(Head(), writer="w", time=_START, actor="a", act="b", subject="c", body="d", salt=b"1234")


@given(st.lists(st.binary(max_size=200), max_size=10))
def test_no_line_stops_the_verifier(lines: list[bytes]) -> None:
    report = _verify(lines)
    assert report.intact == (not any(line.strip() for line in lines))


@given(st.integers(0, 9), st.integers(0, 600), st.integers(1, 255))
def test_a_changed_byte_is_found_or_changes_nothing(index: int, position: int, change: int) -> None:
    lines = _lines()
    line = bytearray(lines[index].rstrip(b"\n"))
    line[position % len(line)] ^= change
    lines[index] = bytes(line)
    changed = b"\n" in line or b"\r" in line or not _verify(lines).intact
    if not changed:
        kind = Checkpoint if b"checkpoint" in lines[index] else Entry
        import msgspec

        assert msgspec.json.decode(lines[index], type=kind) == msgspec.json.decode(_lines()[index], type=kind)
