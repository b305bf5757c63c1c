"""One partition as one worker works it: a share of the topics, taken over from whoever had it before."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from interceptor.answering import Answering, Reading
from interceptor.desk import Desk
from interceptor.engine import Engine, Options
from interceptor.errors import Fault, MessageError
from interceptor.pipeline.carrying import from_record
from interceptor.pipeline.suspicion import Suspicion
from interceptor.store.batch import Batch
from interceptor.store.tenant import Position, TenantStore
from streams.port import Record


class Share(Protocol):
    """A partition under work. Whatever is raised, the store knows where it goes on."""

    suspicion: Suspicion

    @property
    def next_offset(self) -> int:
        """Where it goes on: behind what is committed."""
        ...

    def work(self, records: Sequence[Record], now_ms: int) -> None:
        """Work records of this partition, in order. Raises `StoreError`: `fenced`, or what is wrong with the store."""
        ...


class WireShare:
    """A partition of wires: an engine of its own."""

    def __init__(
        self,
        store: TenantStore,
        position: Position,
        suspicion: Suspicion,
        options: Options,
        *,
        now_ms: int,
        live: bool,
        told: Callable[[Batch], None],
    ) -> None:
        self.suspicion = suspicion
        self._engine = Engine(store, position, options, now_ms=now_ms, live=live, told=told)

    @property
    def next_offset(self) -> int:
        """See `Share.next_offset`."""
        return self._engine.next_offset

    def work(self, records: Sequence[Record], now_ms: int) -> None:
        """See `Share.work`. One commit, or one a record where one of them is suspected to kill the process."""
        waiting = deque(records)
        while waiting and self.suspicion.one_by_one:
            numbered = from_record(waiting[0])
            if not self.suspicion.note(waiting[0].offset):
                numbered.fault = MessageError(Fault.POISON)
            self._engine.process([numbered], now_ms)
            waiting.popleft()
        self._engine.process([from_record(record) for record in waiting], now_ms)
        self.suspicion.survived()


class AnswerShare:
    """A partition of reports or replies: each record is an act of the desk."""

    def __init__(
        self, store: TenantStore, position: Position, suspicion: Suspicion, desk: Desk, reading: Reading
    ) -> None:
        self.suspicion = suspicion
        self._position = position
        self._answering = Answering(store, position, suspicion, desk, reading)

    @property
    def next_offset(self) -> int:
        """See `Share.next_offset`."""
        return self._position.next_offset

    def work(self, records: Sequence[Record], now_ms: int) -> None:
        """See `Share.work`."""
        self._answering.work(records, now_ms)
