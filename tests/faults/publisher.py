"""A process to be killed: relays an outbox kept in SQLite into an embedded log.

    python publisher.py ROOT OUTBOX MESSAGES

The outbox is filled on the first start; every start relays what is left, in small rounds over two topics.
"""

import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from streams.embedded import EmbeddedLog, EmbeddedPublisher
from streams.port import OutboxMessage
from streams.relay import Relay


class SqlOutbox:
    """The smallest durable outbox."""

    def __init__(self, path: Path, messages: int) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("CREATE TABLE IF NOT EXISTS mark (stream TEXT PRIMARY KEY, number INTEGER)")
        self._last = messages

    def incarnation(self) -> str:
        return "store-1"

    def streams(self) -> Sequence[str]:
        return ["p0", "p1"]

    def heads(self) -> Mapping[str, int]:
        return dict.fromkeys(self.streams(), self._last)

    def read(self, stream: str, after: int, limit: int) -> Sequence[OutboxMessage]:
        numbers = range(after + 1, min(after + limit, self._last) + 1)
        topics = ("decisions", "alerts.hk")
        return [OutboxMessage(n, topics[n % 10 == 0], b"%d" % n, f"{stream}:{n}".encode()) for n in numbers]

    def last(self, stream: str) -> int:
        return self._last

    def mark(self, stream: str, number: int) -> None:
        self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (stream, number))

    def marked(self, stream: str) -> int:
        row = self._db.execute("SELECT number FROM mark WHERE stream = ?", (stream,)).fetchone()
        return row[0] if row else 0

    def close(self) -> None:
        self._db.close()


def main(root: Path, outbox_path: Path, messages: int) -> None:
    log = EmbeddedLog(root, segment_bytes=20_000)
    log.create_topic("decisions", 2)
    outbox = SqlOutbox(outbox_path, messages)
    relay = Relay(outbox, EmbeddedPublisher(log), limit=7)
    while relay.round():
        pass
    outbox.close()
    log.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
