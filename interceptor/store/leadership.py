"""One of several processes does what must be done by one alone, such as the relay: whoever holds the lock.

On PostgreSQL it is a session's advisory lock on a connection of its own: the server gives it back when the process or
its connection dies. A leader that was cut off may go on for a moment without knowing it, so what it does must be
fenced in itself (the relay's Kafka transactions are). On SQLite the engine process is the only one, and leads.
"""

from types import TracebackType

from interceptor.errors import StoreError
from interceptor.store.port import Database

LEADER_MS = 30_000
"""A leader who does not ask `held` for so long has lost it on PostgreSQL: a frozen one must not keep others from it."""


class Leadership:
    """The right to be the only one at something, for as long as `held` says so."""

    def __init__(self, connection: Database | None) -> None:
        self._connection = connection

    def held(self) -> bool:
        """Whether it is still ours; asks the server, so that a lost connection shows. Ask every few seconds."""
        if self._connection is None:
            return True
        try:
            return self._connection.execute("SELECT 1").fetchone() is not None
        except StoreError:
            return False

    def close(self) -> None:
        """Let another one lead."""
        if self._connection is not None:
            self._connection.close()

    def __enter__(self) -> "Leadership":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
