"""The store as the relay sees it: numbered messages, stream by stream (`streams.port.Outbox`)."""

from collections.abc import Callable, Mapping, Sequence
from heapq import merge

import msgspec

from interceptor.store.numbers import bounds
from interceptor.store.port import Database
from streams.port import Headers, OutboxMessage

_headers = msgspec.msgpack.Decoder(list[tuple[str, bytes]])


class StoreOutbox:
    """Outbox of every tenant and stream in one store. `decisions` names a tenant's topic for decision records."""

    def __init__(self, database: Database, decisions: Callable[[str], str]) -> None:
        self._database = database
        self._decisions = decisions

    def incarnation(self) -> str:
        """Random name of this store; a copy of the file keeps it, a new store has another."""
        row = self._database.execute("SELECT value FROM meta WHERE name = 'incarnation'").fetchone()
        return str(row[0]) if row else ""

    def streams(self) -> Sequence[str]:
        """Every stream that has a position."""
        return [str(row[0]) for row in self._database.execute("SELECT stream FROM position ORDER BY stream")]

    def heads(self) -> Mapping[str, int]:
        """The highest number given in each stream: what the relay looks at many times a second."""
        rows = self._database.execute("SELECT stream, outbox_count FROM position ORDER BY stream")
        return {str(stream): int(count) for stream, count in rows}

    def read(self, stream: str, after: int, limit: int) -> Sequence[OutboxMessage]:
        """Messages above `after`, rising: decisions and everything else share one sequence."""
        base, end = bounds(int(stream))
        found = merge(self._decided(base, end, after, limit), self._others(base, end, after, limit), key=_number)
        return list(found)[:limit]

    def _decided(self, base: int, end: int, after: int, limit: int) -> list[OutboxMessage]:
        rows = self._database.execute(
            "SELECT d.number, t.name, d.register, d.body FROM decision d JOIN tenant t ON t.id = d.tenant"
            " WHERE d.number > ? AND d.number < ? ORDER BY d.number LIMIT ?",
            (base + after, end, limit),
        )
        return [
            OutboxMessage(number - base, self._decisions(tenant), str(register).encode(), body)
            for number, tenant, register, body in rows
        ]

    def _others(self, base: int, end: int, after: int, limit: int) -> list[OutboxMessage]:
        rows = self._database.execute(
            "SELECT number, topic, key, headers, value FROM outbox WHERE number > ? AND number < ?"
            " ORDER BY number LIMIT ?",
            (base + after, end, limit),
        )
        return [OutboxMessage(row[0] - base, row[1], row[2], row[4], _read_headers(row[3])) for row in rows]

    def last(self, stream: str) -> int:
        """The highest number given in the stream."""
        row = self._database.execute("SELECT outbox_count FROM position WHERE stream = ?", (int(stream),)).fetchone()
        return int(row[0]) if row else 0

    def mark(self, stream: str, number: int) -> None:
        """The stream is published through `number`."""
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO outbox_mark (stream, number) VALUES (?, ?)"
                " ON CONFLICT (stream) DO UPDATE SET number = excluded.number",
                (int(stream), number),
            )

    def marked(self, stream: str) -> int:
        """What `mark` kept."""
        row = self._database.execute("SELECT number FROM outbox_mark WHERE stream = ?", (int(stream),)).fetchone()
        return int(row[0]) if row else 0


def _read_headers(body: bytes) -> Headers:
    return tuple(_headers.decode(body))


def _number(message: OutboxMessage) -> int:
    return message.number
