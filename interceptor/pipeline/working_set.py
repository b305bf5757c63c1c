"""The profiles that one micro-batch works on: read in bulk, folded in place, written back once.

Own profiles (debtor, relationship) are read by one partition only, so their rows stay in memory between batches; every
row has a version, so if somebody else did write, the commit fails and the batch is run again from the store. Shared
profiles (creditor account, creditor name) are read anew for every batch and merged over all streams.

Own profiles are kept as the bytes of their rows and opened for the few transfers that are worked on next: thousands of
open profiles, each of dozens of small objects, would be out of the processor's caches when their turn comes, and lie
scattered among whatever is made and freed beside them (measured: docs/decisions/packed-transfers.md).
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, Generic, TypeVar

from interceptor.store.batch import ProfileRow

P = TypeVar("P")

Found = dict[bytes, tuple[int, bytes]]
"""Version and bytes of stored rows."""

_NO_ROW: Final[tuple[int, None]] = (0, None)


class _Shared(Generic[P]):
    def __init__(self, version: int, mine: P, others: list[P]) -> None:
        self.version = version
        self.mine = mine
        self.others = others


class OwnProfiles(Generic[P]):
    """Own profiles of one kind, by row key."""

    def __init__(
        self,
        new: Callable[[], P],
        encode: Callable[[P], bytes],
        decode: Callable[[bytes], P],
        read: Callable[[Sequence[bytes]], Found],
        capacity: int,
    ) -> None:
        """`read` gives the stored rows of keys; `capacity` is how many rows stay in memory between batches."""
        self._new = new
        self._encode = encode
        self._decode = decode
        self._read = read
        self._capacity = capacity
        self._rows: dict[bytes, tuple[int, bytes | None]] = {}
        """Of this batch: the version in the store, 0 when it has none, and the bytes as folded so far."""
        self._changed: dict[bytes, None] = {}
        """Keys of `_rows` to write."""
        self._open: dict[bytes, P] = {}
        self._touched: set[bytes] = set()
        """Keys of `_open` that were folded into."""
        self._kept: OrderedDict[bytes, tuple[int, bytes]] = OrderedDict()
        """Between batches, the one written longest ago first."""

    def fetch(self, keys: Iterable[bytes]) -> None:
        """Get the rows of `keys`, those that are not in memory from the store."""
        rows, kept, unread = self._rows, self._kept, []
        for key in keys:
            if key not in rows:
                row = kept.get(key)
                if row is None:
                    unread.append(key)
                else:
                    rows[key] = row
        if unread:
            found = self._read(unread)
            for key in unread:
                rows[key] = found.get(key, _NO_ROW)

    def open(self, keys: Collection[bytes]) -> None:
        """Open the profiles of `keys`; a key without a row gets a new one."""
        self.fetch(keys)
        rows, opened, decode = self._rows, self._open, self._decode
        for key in keys:
            if key not in opened:
                body = rows[key][1]
                opened[key] = self._new() if body is None else decode(body)

    def get(self, key: bytes) -> P:
        """An open profile."""
        return self._open[key]

    def give_up(self, key: bytes) -> P:
        """An open profile, which is kept elsewhere from now on."""
        del self._rows[key]
        return self._open.pop(key)

    def __contains__(self, key: bytes) -> bool:
        """True when the profile is open."""
        return key in self._open

    def exists(self, key: bytes) -> bool:
        """True when the profile is stored or was folded into; a new, untouched one does not count."""
        return self._rows[key][1] is not None or key in self._touched

    def touch(self, key: bytes) -> None:
        """The profile was folded into and must be written."""
        self._touched.add(key)

    def close(self) -> None:
        """Back to bytes, until they are opened again or written."""
        rows, opened, encode = self._rows, self._open, self._encode
        for key in self._touched:
            rows[key] = (rows[key][0], encode(opened[key]))
            self._changed[key] = None
        self._touched.clear()
        opened.clear()

    def rows(self) -> list[ProfileRow]:
        """What to write, once all are closed."""
        rows = self._rows
        return [ProfileRow(key, rows[key][0], rows[key][1] or b"") for key in self._changed]

    def committed(self) -> None:
        """The rows were written: versions rise, and those written longest ago leave memory."""
        kept = self._kept
        if self._capacity:
            for key in self._changed:
                version, body = self._rows[key]
                kept[key] = version + 1, body or b""
                kept.move_to_end(key)
            while len(kept) > self._capacity:
                kept.popitem(last=False)
        self._start_over()

    def forget(self) -> None:
        """The commit failed: nothing in memory can be trusted."""
        self._kept.clear()
        self._start_over()

    def _start_over(self) -> None:
        for held in (self._rows, self._changed, self._open, self._touched):
            held.clear()


class SharedProfiles(Generic[P]):
    """Shared profiles of one kind for one batch, by row key."""

    def __init__(
        self,
        new: Callable[[], P],
        encode: Callable[[P], bytes],
        decode: Callable[[bytes], P],
        merge: Callable[[list[P]], P],
        stream: int,
    ) -> None:
        """`stream` is whose part may be folded into; `merge` makes one profile of all parts."""
        self._new = new
        self._encode = encode
        self._decode = decode
        self._merge = merge
        self._stream = stream
        self._loaded: dict[bytes, Sequence[tuple[int, int, bytes]]] = {}
        """Every stream's rows as they were read; opened when they are asked for first."""
        self._rows: dict[bytes, _Shared[P]] = {}
        self._dirty: set[bytes] = set()

    def load(self, keys: Iterable[bytes], found: dict[bytes, list[tuple[int, int, bytes]]]) -> None:
        """Take in every stream's rows of `keys`."""
        for key in keys:
            self._loaded[key] = found.get(key, ())

    def _row(self, key: bytes) -> _Shared[P]:
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = self._opened(self._loaded[key])
        return row

    def _opened(self, found: Sequence[tuple[int, int, bytes]]) -> _Shared[P]:
        version, mine, others = 0, None, []
        for owner, row_version, value in found:
            if owner == self._stream:
                version, mine = row_version, self._decode(value)
            else:
                others.append(self._decode(value))
        return _Shared(version, self._new() if mine is None else mine, others)

    def __contains__(self, key: bytes) -> bool:
        return key in self._loaded

    def merged(self, key: bytes) -> P:
        """What all streams together know; the fold of an earlier transfer of this batch included."""
        row = self._row(key)
        return self._merge([row.mine, *row.others]) if row.others else row.mine

    def unopened(self, key: bytes) -> Sequence[bytes] | None:
        """The bytes of all parts as they were read; None once they were opened, since they may have changed then."""
        return None if key in self._rows else [value for _, _, value in self._loaded[key]]

    def mine(self, key: bytes) -> P:
        """This stream's own part, to fold into."""
        return self._row(key).mine

    def touch(self, key: bytes) -> None:
        """The part was folded into and must be written."""
        self._dirty.add(key)

    def rows(self) -> list[ProfileRow]:
        """What to write."""
        rows, encode = self._rows, self._encode
        return [ProfileRow(key, rows[key].version, encode(rows[key].mine)) for key in self._dirty]

    def forget(self) -> None:
        """The batch is over: shared profiles are never kept longer."""
        self._loaded.clear()
        self._rows.clear()
        self._dirty.clear()
