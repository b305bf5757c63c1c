"""Finding register rows of a SQLite store by transfer id, identifier or creditor account.

Three random index entries a transfer cost more than scoring it, when each dirties a page of its own (measured:
17 us an entry at a million rows, `python -m benchmarks.store`). So entries of the newest transfers are held in memory
and go into the table one slice of the key space at a time, in key order: many entries a page, and no long pause. The
register rows themselves are the log of what is still in memory: opening a store reads that tail back.
"""

from collections.abc import Sequence
from typing import Any, Final

from interceptor.store.batch import RegisterRow
from interceptor.store.numbers import bounds, key_of, stream_of
from interceptor.store.port import Database, Write
from interceptor.store.statements import Insert

_SLICES: Final = 64
_SHIFT: Final = 58  # the top six bits of 64
_ROWS_A_SLICE: Final = 1_024  # a slice is merged every so many transfers: each entry waits at most 64 * 1,024 of them

_ENTRY: Final = Insert("lookup", "key:int number:int")
_MARK: Final = (
    "INSERT INTO lookup_slice (slice, stream, through) VALUES (?, ?, ?)"
    " ON CONFLICT (slice, stream) DO UPDATE SET through = excluded.through"
)


def _slice_of(key: int) -> int:
    return (key >> _SHIFT) & (_SLICES - 1)


def _slice_of_digest(digest: bytes) -> int:
    """As `_slice_of` of its key, without 64-bit arithmetic, which costs an object a step."""
    return digest[0] >> (_SHIFT - 56)


class Lookup:
    """The index of one store. Only the engine process holds one; short readers use `find_stored`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[dict[int, int]] = [{} for _ in range(_SLICES)]
        """By slice: key to register number. A key's further numbers stand in `_more`: few keys come twice."""
        self._more: dict[int, list[int]] = {}
        self._newest: dict[int, int] = {}
        self._slice = 0
        self._since = 0
        self._coming = 0
        self._merging = False
        self._load_tail()

    def find(self, keys: Sequence[int]) -> dict[int, list[int]]:
        """Register numbers by key, oldest first; keys without a row are absent."""
        found = find_indexed(self._database, keys)
        for key in keys:
            recent = self._waiting_for(key)
            if recent:
                found[key] = [*found.get(key, ()), *recent]
        return found

    def _waiting_for(self, key: int) -> Sequence[int]:
        first = self._waiting[_slice_of(key)].get(key)
        return () if first is None else (first, *self._more.get(key, ()))

    def _wait(self, digest: bytes, number: Any) -> None:
        key: Any = key_of(digest)  # not taken for a number that fits a register, and so not made anew for each use
        if self._waiting[_slice_of_digest(digest)].setdefault(key, number) != number:
            self._more.setdefault(key, []).append(number)

    def find_beside(self, database: Database, column: str, digest: bytes) -> list[int]:
        """As `find_stored`, for another thread on a connection of its own, without reading the tail of the register.

        In this order: what is not yet confirmed is behind `newest`; what leaves the memory meanwhile is in the table.
        """
        newest = dict(self._newest)
        key = key_of(digest)
        numbers = set(self._waiting_for(key))
        numbers.update(find_indexed(database, [key]).get(key, ()))
        for (stream,) in database.execute("SELECT stream FROM position").fetchall():
            low, high = bounds(stream)
            numbers.update(_tail(database, column, digest, newest.get(stream, low), high))
        return sorted(numbers)

    def writes(self, rows: int) -> list[Write]:
        """For the commit of so many transfers: the next slice when enough have come since the last."""
        self._merging = self._since + rows >= _ROWS_A_SLICE
        self._coming = rows
        if not self._merging:
            return []
        part = self._waiting[self._slice]
        entries = [*part.items()]
        if self._more:
            entries += [(key, number) for key in part.keys() & self._more.keys() for number in self._more[key]]
        entries.sort()
        marks = [(self._slice, stream, through) for stream, through in self._newest.items()]
        return [Write(_ENTRY, entries), Write(_MARK, marks)]

    def confirm(self, rows: Sequence[RegisterRow]) -> None:
        """After the commit: `rows` are findable, and a merged slice is forgotten."""
        self._since += self._coming
        if self._merging:
            for key in self._waiting[self._slice].keys() & self._more.keys():
                del self._more[key]
            self._waiting[self._slice] = {}
            self._slice = (self._slice + 1) % _SLICES
            self._since = 0
            self._merging = False
        for row in rows:
            for digest in (row.transfer_id, row.identifier, row.account):
                if digest:
                    self._wait(digest, row.number)
        if rows:
            self._newest[stream_of(rows[-1].number)] = rows[-1].number

    def _load_tail(self) -> None:
        streams = [int(row[0]) for row in self._database.execute("SELECT stream FROM position")]
        for stream in streams:
            marks = _marks(self._database, stream)
            low, high = bounds(stream)
            rows = self._database.execute(
                "SELECT number, transfer_id, identifier, account FROM register"
                " WHERE number > ? AND number < ? ORDER BY number",
                (min(marks) if marks else low, high),
            )
            for number, *digests in rows:
                for digest in digests:
                    # Empty: a transfer without a creditor account.
                    if digest and number > marks[_slice_of_digest(digest)]:
                        self._wait(digest, number)
                self._newest[stream] = number


def _marks(database: Database, stream: int) -> list[int]:
    marks = [bounds(stream)[0]] * _SLICES
    for part, through in database.execute("SELECT slice, through FROM lookup_slice WHERE stream = ?", (stream,)):
        marks[part] = through
    return marks


def merged_through(database: Database, stream: int, key: int) -> int:
    """The last register number of `stream` whose entries near `key` are in the table; later rows are not yet."""
    return _marks(database, stream)[_slice_of(key)]


def find_indexed(database: Database, keys: Sequence[int]) -> dict[int, list[int]]:
    """What the table alone knows of `keys`."""
    found: dict[int, list[int]] = {}
    for key, number in database.select_in("SELECT key, number FROM lookup WHERE key IN", keys):
        found.setdefault(key, []).append(number)
    for numbers in found.values():
        numbers.sort()
    return found


def find_stored(database: Database, column: str, digest: bytes) -> list[int]:
    """For short readers beside a running engine: the table, then the unmerged tail of the register.

    `column` is `transfer_id`, `identifier` or `account`. The tail is at most some 66,000 rows a stream.
    """
    assert column in {"transfer_id", "identifier", "account"}
    key = key_of(digest)
    numbers = find_indexed(database, [key]).get(key, [])
    for (stream,) in database.execute("SELECT stream FROM position").fetchall():
        mark = _marks(database, stream)[_slice_of(key)]
        numbers.extend(_tail(database, column, digest, mark, bounds(stream)[1]))
    return numbers


def _tail(database: Database, column: str, digest: bytes, low: int, high: int) -> list[int]:
    """Register numbers between two, read one by one."""
    rows = database.execute(
        f"SELECT number FROM register WHERE number > ? AND number < ? AND {column} = ?", (low, high, digest)
    )
    return [int(row[0]) for row in rows]
