"""The profiles that one micro-batch works on: read in bulk, folded in place, written back once.

Own profiles (debtor, relationship) stay in memory between batches, since one partition is their only writer; every row
has a version, so if somebody else did write, the commit fails and the batch is run again from the store. Shared
profiles (creditor account, creditor name) are read anew for every batch and merged over all streams.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from interceptor.store.batch import ProfileRow

P = TypeVar("P")


@dataclass(slots=True)
class _Own(Generic[P]):
    version: int
    profile: P


@dataclass(slots=True)
class _Shared(Generic[P]):
    version: int
    """Of this stream's row; 0 when it has none yet."""
    mine: P
    others: list[P]


class OwnProfiles(Generic[P]):
    """Own profiles of one kind, by row key. `capacity` is how many stay in memory between batches; 0 keeps none."""

    def __init__(
        self, new: Callable[[], P], encode: Callable[[P], bytes], decode: Callable[[bytes], P], capacity: int
    ) -> None:
        self._new = new
        self._encode = encode
        self._decode = decode
        self._capacity = capacity
        self._rows: OrderedDict[bytes, _Own[P]] = OrderedDict()
        self._dirty: set[bytes] = set()

    def missing(self, keys: Iterable[bytes]) -> list[bytes]:
        """Which of `keys` must be read."""
        rows = self._rows
        return [key for key in keys if key not in rows]

    def load(self, keys: Iterable[bytes], found: dict[bytes, tuple[int, bytes]]) -> None:
        """Take in what was read for `keys`; a key without a row becomes a new profile."""
        for key in keys:
            row = found.get(key)
            self._rows[key] = _Own(0, self._new()) if row is None else _Own(row[0], self._decode(row[1]))

    def get(self, key: bytes) -> P:
        """The profile of a loaded key."""
        return self._rows[key].profile

    def give_up(self, key: bytes) -> P:
        """The profile of a loaded key, which is kept elsewhere from now on."""
        return self._rows.pop(key).profile

    def __contains__(self, key: bytes) -> bool:
        return key in self._rows

    def exists(self, key: bytes) -> bool:
        """True when the profile is stored or was folded into; a new, untouched one does not count."""
        return self._rows[key].version > 0 or key in self._dirty

    def touch(self, key: bytes) -> None:
        """The profile was folded into and must be written."""
        self._dirty.add(key)

    def rows(self) -> list[ProfileRow]:
        """What to write."""
        rows, encode = self._rows, self._encode
        return [ProfileRow(key, rows[key].version, encode(rows[key].profile)) for key in self._dirty]

    def committed(self) -> None:
        """The rows were written: versions rise, and the least recently used profiles leave memory."""
        for key in self._dirty:
            self._rows[key].version += 1
            if self._capacity:
                self._rows.move_to_end(key)
        self._dirty.clear()
        if not self._capacity:
            self._rows.clear()
        while len(self._rows) > self._capacity:
            self._rows.popitem(last=False)

    def forget(self) -> None:
        """The commit failed: nothing in memory can be trusted."""
        self._rows.clear()
        self._dirty.clear()


class SharedProfiles(Generic[P]):
    """Shared profiles of one kind for one batch, by row key."""

    def __init__(
        self,
        new: Callable[[], P],
        encode: Callable[[P], bytes],
        decode: Callable[[bytes], P],
        merge: Callable[[list[P]], P],
    ) -> None:
        self._new = new
        self._encode = encode
        self._decode = decode
        self._merge = merge
        self._rows: dict[bytes, _Shared[P]] = {}
        self._dirty: set[bytes] = set()

    def load(self, keys: Iterable[bytes], found: dict[bytes, list[tuple[int, int, bytes]]], stream: int) -> None:
        """Take in every stream's rows of `keys`."""
        decode = self._decode
        for key in keys:
            version, mine, others = 0, None, []
            for owner, row_version, value in found.get(key, ()):
                if owner == stream:
                    version, mine = row_version, decode(value)
                else:
                    others.append(decode(value))
            self._rows[key] = _Shared(version, self._new() if mine is None else mine, others)

    def __contains__(self, key: bytes) -> bool:
        return key in self._rows

    def merged(self, key: bytes) -> P:
        """What all streams together know; the fold of an earlier transfer of this batch included."""
        row = self._rows[key]
        return self._merge([row.mine, *row.others]) if row.others else row.mine

    def mine(self, key: bytes) -> P:
        """This stream's own part, to fold into."""
        return self._rows[key].mine

    def touch(self, key: bytes) -> None:
        """The part was folded into and must be written."""
        self._dirty.add(key)

    def rows(self) -> list[ProfileRow]:
        """What to write."""
        rows, encode = self._rows, self._encode
        return [ProfileRow(key, rows[key].version, encode(rows[key].mine)) for key in self._dirty]

    def forget(self) -> None:
        """The batch is over: shared profiles are never kept longer."""
        self._rows.clear()
        self._dirty.clear()
