"""Replay of files, folders and standard input: every line once, bounded memory, clear errors."""

import gzip
import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from streams import replay as module
from streams.errors import InputDamaged, InputUnreadable
from streams.replay import Item, Line, Oversize, Whole, _lines, replay

LINES = [b'{"a": 1}', b"not json", '{"name": "Zoë"}'.encode()]


def values(items: list[Item]) -> list[tuple[int, bytes]]:
    return [(item.number, item.value) for item in items if isinstance(item, Line)]


PEAK = "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
"""Prints the most memory that the process had, in kB. (`ru_maxrss` would count the parent's.)"""


def run_replay(act: str, location: str) -> str:
    """What another process prints for each item of `location`, and its peak of memory."""
    code = f"import sys; from streams.replay import replay\nfor item in replay(sys.argv[1]): {act}\n{PEAK}"
    return subprocess.run([sys.executable, "-c", code, location], capture_output=True, text=True, check=True).stdout


def packed(kind: str, data: bytes) -> bytes:
    match kind:
        case ".gz":
            return gzip.compress(data)
        case ".zst":
            return zstandard.ZstdCompressor(write_checksum=True).compress(data)
    return data


@pytest.mark.parametrize("kind", ["", ".gz", ".zst"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_lines_with_their_numbers(tmp_path: Path, kind: str, end: bytes) -> None:
    path = tmp_path / f"wires.ndjson{kind}"
    path.write_bytes(packed(kind, b"\xef\xbb\xbf" + LINES[0] + b"\r\n\n  \t\n" + LINES[1] + b"\n" + LINES[2] + end))
    assert values(list(replay(str(path)))) == [(1, LINES[0]), (4, LINES[1]), (5, LINES[2])]


@given(
    lines=st.lists(st.binary(max_size=30).map(lambda b: b.replace(b"\n", b"") or b"x"), max_size=20),
    sizes=st.lists(st.integers(1, 50), min_size=1, max_size=10),
)
def test_pieces_may_end_anywhere(lines: list[bytes], sizes: list[int]) -> None:
    data, pieces, turn = b"\n".join(lines), [], 0
    while data:
        size = sizes[turn % len(sizes)]
        pieces.append(data[:size])
        data, turn = data[size:], turn + 1
    expected = [(number, line) for number, line in enumerate(lines, start=1)]
    if expected:
        expected[0] = (1, expected[0][1].removeprefix(b"\xef\xbb\xbf"))
    expected = [(number, line.removesuffix(b"\r")) for number, line in expected]
    assert values(list(_lines(iter(pieces), "-", 1000))) == [(n, line) for n, line in expected if line.strip()]


@given(lengths=st.lists(st.integers(1, 40), min_size=1, max_size=10), piece=st.integers(1, 50))
def test_a_line_over_the_cap_is_named_with_size_and_digest_and_the_stream_goes_on(
    lengths: list[int], piece: int
) -> None:
    lines = [bytes([65 + i]) * length for i, length in enumerate(lengths)]
    data = b"\n".join(lines)
    pieces = [data[i : i + piece] for i in range(0, len(data), piece)]
    items = list(_lines(iter(pieces), "-", 20))
    assert items == [
        Line("-", number, line)
        if len(line) <= 20
        else Oversize("-", number, len(line), hashlib.sha256(line).hexdigest())
        for number, line in enumerate(lines, start=1)
    ]


def test_several_members_and_frames_are_one_input(tmp_path: Path) -> None:
    for kind in (".gz", ".zst"):
        path = tmp_path / f"joined.ndjson{kind}"
        path.write_bytes(packed(kind, b"one\ntw") + packed(kind, b"o\nthree") + (b"\0" * 9 if kind == ".gz" else b""))
        assert values(list(replay(str(path)))) == [(1, b"one"), (2, b"two"), (3, b"three")]


@pytest.mark.parametrize("kind", [".gz", ".zst"])
@pytest.mark.parametrize("harm", ["cut", "flip", "rubbish"])
def test_damaged_compression_is_an_error_behind_the_good_lines(tmp_path: Path, kind: str, harm: str) -> None:
    lines = b"".join(hashlib.sha256(b"%d" % i).hexdigest().encode() + b"\n" for i in range(20_000))
    whole = packed(kind, lines)
    middle = len(whole) * 3 // 4
    broken = {
        "cut": whole[:middle],
        "flip": whole[:middle] + bytes(b ^ 0xA5 for b in whole[middle : middle + 64]) + whole[middle + 64 :],
        "rubbish": whole + b"rubbish",
    }[harm]
    path = tmp_path / f"wires.ndjson{kind}"
    path.write_bytes(broken)
    good: list[Item] = []
    with pytest.raises(InputDamaged, match="the lines before the damage were read"):
        good.extend(replay(str(path)))
    good = []
    try:
        for item in replay(str(path)):
            good.append(item)
    except InputDamaged:
        pass
    assert len(good) > 1000
    if harm != "flip":
        assert [v for _, v in values(good)] == lines.split()[: len(good)]


@pytest.mark.parametrize("kind", [".gz", ".zst"])
def test_an_empty_packed_file_gives_nothing(tmp_path: Path, kind: str) -> None:
    for data in (b"", packed(kind, b"")):
        path = tmp_path / f"empty.ndjson{kind}"
        path.write_bytes(data)
        assert list(replay(str(path))) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
@pytest.mark.parametrize("kind", [".gz", ".zst"])
def test_what_expands_without_end_is_never_held(tmp_path: Path, kind: str) -> None:
    """A few kilobytes that claim a hundred megabytes in one line: only counted."""
    size = 100_000_000
    path = tmp_path / f"bomb.ndjson{kind}"
    path.write_bytes(packed(kind, b"\0" * size + b"\nlast"))
    *items, peak_kb = run_replay("print(type(item).__name__, getattr(item, 'size', 0))", str(path)).splitlines()
    assert items == [f"Oversize {size}", "Line 0"]
    assert int(peak_kb) < 90_000


def test_a_folder_in_sorted_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.fin").write_bytes(b"{1:F01}\n{4:\n-}\n")
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(b"<Document>\n</Document>"))
    (tmp_path / "c.ndjson").write_bytes(b"x\ny\n")
    (tmp_path / "d.json").write_bytes(b'{\n "pretty": 1\n}')
    (tmp_path / "e.json").write_bytes(b'\n{"one": 1}\n{"two": 2}\n')
    (tmp_path / "f.TXT").write_bytes(b":20:REF\n")
    (tmp_path / "readme.md").write_bytes(b"left out")
    (tmp_path / ".hidden.xml").write_bytes(b"left out")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.xml").write_bytes(b"left out")
    assert list(replay(str(tmp_path))) == [
        Whole("a.xml.gz", b"<Document>\n</Document>"),
        Whole("b/1.fin", b"{1:F01}\n{4:\n-}\n"),
        Line("c.ndjson", 1, b"x"),
        Line("c.ndjson", 2, b"y"),
        Whole("d.json", b'{\n "pretty": 1\n}'),
        Line("e.json", 2, b'{"one": 1}'),
        Line("e.json", 3, b'{"two": 2}'),
        Whole("f.TXT", b":20:REF\n"),
    ]


def test_a_message_file_over_the_cap_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    path.write_bytes(b"<" * 5000)
    assert list(replay(str(path), max_bytes=4999)) == [
        Oversize(str(path), 0, 5000, hashlib.sha256(b"<" * 5000).hexdigest())
    ]
    assert list(replay(str(path), max_bytes=5000)) == [Whole(str(path), b"<" * 5000)]


def test_a_json_file_nested_without_end_is_one_message(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_bytes(b"[" * 200_000)
    assert list(replay(str(path))) == [Whole(str(path), b"[" * 200_000)]


def test_an_input_that_cannot_be_opened_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match="check the path"):
        replay(str(tmp_path / "absent.ndjson"))


def test_standard_input_is_answered_as_it_comes() -> None:
    code = (
        "import sys; from streams.replay import replay\n"
        "for item in replay('-'): print(item.number, item.value.decode(), flush=True)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        for number in range(1, 4):
            child.stdin.write(b"line\n")
            child.stdin.flush()
            assert child.stdout.readline() == b"%d line\n" % number
        child.stdin.write(b"last")
        child.stdin.close()
        assert child.stdout.readline() == b"4 last\n"


def test_standard_input_may_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\nb")))
    assert values(list(replay(module.STANDARD_INPUT))) == [(1, b"a"), (2, b"b")]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_memory_stays_flat_over_a_long_pipe() -> None:
    code = f"from streams.replay import replay; print(sum(1 for _ in replay('-')), end=' ')\n{PEAK}"
    line = b'{"message": "' + b"x" * 4000 + b'"}\n'
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        for _ in range(1000):
            child.stdin.write(line * 200)
        child.stdin.close()
        count, peak_kb = map(int, child.stdout.read().split())
    assert count == 200_000
    assert peak_kb < 60_000
