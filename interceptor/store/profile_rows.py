"""Profiles as rows: a key, a version, and bytes that only `profiles.codec` reads.

Profile keys are digests that contain the tenant's name, so they need no column of their own.
"""

from collections.abc import Sequence

from interceptor.errors import Fault
from interceptor.store.batch import ProfileRow
from interceptor.store.bound import Bound
from interceptor.store.port import Write
from interceptor.store.statements import Insert, Update

_NEW = Insert("profile", "key:bytes value:bytes", (("version", 1),), "ON CONFLICT DO NOTHING")
_CHANGED = Update("profile", "value:bytes", "key:bytes version:int", also="version = version + 1")


class Profiles(Bound):
    """Profiles of one tenant."""

    def profiles(self, keys: Sequence[bytes]) -> dict[bytes, tuple[int, bytes]]:
        """Own profiles by key: version and encoded value. Absent keys are absent."""
        rows = self.database.select_in("SELECT key, version, value FROM profile WHERE key IN", keys)
        return {row[0]: (row[1], row[2]) for row in rows}

    def shared_profiles(self, keys: Sequence[bytes]) -> dict[bytes, list[tuple[int, int, bytes]]]:
        """Shared profiles by key: (stream, version, value) of every stream that has one, in stream order."""
        found: dict[bytes, list[tuple[int, int, bytes]]] = {}
        rows = self.database.select_in("SELECT key, stream, version, value FROM shared_profile WHERE key IN", keys)
        for key, stream, version, value in rows:
            found.setdefault(key, []).append((stream, version, value))
        for parts in found.values():
            if len(parts) > 1:
                parts.sort()
        return found


def own_writes(rows: list[ProfileRow]) -> list[Write]:
    """Own profiles into a commit; a row that is not at its version any more is a conflict."""
    return _writes(rows, _NEW, _CHANGED, "profile")


def shared_writes(rows: list[ProfileRow], stream: int) -> list[Write]:
    """One stream's part of shared profiles into a commit."""
    new = Insert(
        "shared_profile", "key:bytes value:bytes", (("stream", stream), ("version", 1)), "ON CONFLICT DO NOTHING"
    )
    changed = Update(
        "shared_profile", "value:bytes", "key:bytes version:int", (("stream", stream),), "version = version + 1"
    )
    return _writes(rows, new, changed, "shared profile")


def _writes(rows: list[ProfileRow], new: Insert, changed: Update, what: str) -> list[Write]:
    rows.sort()  # in key order: neighbours share pages, and two writers never wait for each other in a circle
    first = [(row.key, row.value) for row in rows if not row.version]
    later = [(row.value, row.key, row.version) for row in rows if row.version]
    writes = []
    if first:
        writes.append(Write(new, first, Fault.CONFLICT, what))
    if later:
        writes.append(Write(changed, later, Fault.CONFLICT, what))
    return writes
