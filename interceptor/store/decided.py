"""Decisions of one tenant for programs that ask: by transfer, by revision, and as a stream that is followed.

Like `TenantStore`, a `Decided` is bound to one tenant at construction. It may be used beside a running engine.
"""

from collections.abc import Mapping
from typing import NamedTuple

from interceptor.store.numbers import bounds, stream_of
from interceptor.store.tenant import TenantStore


class Found(NamedTuple):
    """A transfer of the register, with its latest decision."""

    number: int
    body: bytes
    """Of the register row."""
    decision: int
    """Number of the latest decision; 0 when the transfer was only learnt from."""


class Published(NamedTuple):
    """One decision as published, repeats of it too."""

    stream: int
    number: int
    """Rising within the stream; numbers that are left out are messages of other kinds."""
    body: bytes


class Decided:
    """`incarnation` is the store's: it changes when the numbers of streams may start over."""

    def __init__(self, store: TenantStore, incarnation: str) -> None:
        self._store = store
        self._database = store.database
        self.incarnation = incarnation

    def find(self, transfer_id: bytes) -> Found | None:
        """The transfer with this id (16 bytes), or None."""
        numbers = self._store.find_stored("transfer_id", transfer_id)
        for row in self._store.register(numbers).values():
            if row[1] == transfer_id:
                return Found(row[0], bytes(row[9]), row[8])
        return None

    def newest(self, found: Found) -> bytes | None:
        """The latest decision on it."""
        row = self._store.decision(found.decision) if found.decision else None
        return bytes(row[3]) if row else None

    def revision(self, found: Found, revision: int) -> list[bytes]:
        """One revision of the decision on it, and every repeat of that revision."""
        rows = self._database.execute(
            "SELECT body FROM decision WHERE register = ? AND revision = ? AND tenant = ? ORDER BY number",
            (found.number, revision, self._store.tenant_id),
        )
        return [bytes(row[0]) for row in rows.fetchall()]

    def ends(self) -> dict[int, int]:
        """The last number given in each of the tenant's streams."""
        rows = self._database.execute(
            "SELECT stream, outbox_count FROM position WHERE tenant = ? ORDER BY stream", (self._store.tenant_id,)
        )
        return {int(row[0]): int(row[1]) for row in rows.fetchall()}

    def after(self, positions: Mapping[int, int], limit: int) -> list[Published]:
        """At most `limit` decisions behind these positions, stream by stream; streams not named are read from 0.

        Streams share the limit, so that a busy one does not keep the others back.
        """
        waiting = [stream for stream, end in self.ends().items() if end > positions.get(stream, 0)]
        found: list[Published] = []
        for left, stream in zip(range(len(waiting), 0, -1), waiting, strict=True):
            share = (limit - len(found)) // left
            if share:
                found += self._of_stream(stream, positions.get(stream, 0), share)
        return found

    def _of_stream(self, stream: int, begin: int, limit: int) -> list[Published]:
        base, end = bounds(stream)
        rows = self._database.execute(
            "SELECT number, body FROM decision WHERE number > ? AND number < ? AND tenant = ? ORDER BY number LIMIT ?",
            (base + begin, end, self._store.tenant_id, limit),
        )
        return [Published(stream_of(row[0]), row[0] - base, bytes(row[1])) for row in rows.fetchall()]
