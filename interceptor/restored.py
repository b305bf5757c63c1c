"""A store that was restored from an older copy gives numbers again that were published before.

Whoever numbers messages looks first: where a mark on the log is beyond the last number of its stream, and is of this
store, the store is older than what it published. It then gets a new incarnation, by which every relay, also one that
runs, knows that the numbers start over: it goes on from the store's own marks and sends again under the same ids.
Without this a relay would take the numbers given since the restore for published, and leave recalls out.
"""

from collections.abc import Callable, Mapping, Sequence

from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from streams.port import Mark

Marks = Callable[[Sequence[str]], Mapping[str, Mark]]
"""The marks that the log keeps of these streams."""


class RestoreGuard:
    """Looks at all streams whenever partitions are taken over."""

    def __init__(self, store: Store, outbox: StoreOutbox, marks: Marks) -> None:
        self._store = store
        self._outbox = outbox
        self._marks = marks

    def __call__(self) -> None:
        """Raises `StoreError`, and `StreamError` when the log does not answer: then nothing may be numbered yet."""
        incarnation = self._outbox.incarnation()
        marks = self._marks(self._outbox.streams())
        heads = self._outbox.heads()  # after the marks: other workers and the relay go on meanwhile
        ours = {stream: mark.number for stream, mark in marks.items() if mark.incarnation == incarnation}
        if any(number > heads.get(stream, 0) for stream, number in ours.items()):
            self._store.renew_incarnation(incarnation)
