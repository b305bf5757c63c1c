"""The pipeline on one page: decode → read profiles → assess → decide → commit."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from interceptor.decisions import policy as policies
from interceptor.decisions import scoring
from interceptor.decisions.policy import Policy
from interceptor.errors import PASSING, ConfigError, Fault, MessageError, StoreError
from interceptor.pipeline.assessing import Assessor
from interceptor.pipeline.batch_run import STRIDE, BatchRun
from interceptor.pipeline.brakes import Brakes
from interceptor.pipeline.casework import Casework
from interceptor.pipeline.clock import StreamClock
from interceptor.pipeline.entries import Entries
from interceptor.pipeline.planning import Institution
from interceptor.pipeline.profiling import Profiling
from interceptor.pipeline.reading import Numbered, Reader
from interceptor.pipeline.work import Work
from interceptor.routing.plan import LocalSettings
from interceptor.store.batch import Batch
from interceptor.store.tenant import Position, TenantStore
from models.tables import TableModel
from streams import crashpoints

_ATTEMPTS: Final = 5
"""How often a batch is run again when another writer was quicker, before it is given up."""
_WHOLE: Final = 1 << 30
"""A stride that no batch fills."""
_NOT_OF_THE_RECORD: Final = (StoreError, ConfigError, sqlite3.Error, OSError, MemoryError)
"""Faults of the store or the machine: no record is to blame, so none is rejected."""


@dataclass(frozen=True, slots=True)
class Options:
    """How an engine works; the defaults are those of a live one."""

    institution: Institution
    policy: Policy = field(default_factory=policies.default)
    model: TableModel = field(default_factory=scoring.shipped)
    cache_size: int = 20_000
    stride: int | None = None
    """Records whose profiles are open at a time; None leaves it to the store."""
    learning: bool = False
    explain_all: bool = False
    demo: bool = False
    share_accounts: Literal["no", "digest", "account"] = "no"
    """Whether confirmed mule accounts go out on `intel.accounts`, and as what."""
    network: str | None = None
    """Name under which creditor profiles are shared with other tenants of the store that have it too; None: not."""
    local: LocalSettings = field(default_factory=LocalSettings)


class Engine:
    """Works one partition of one tenant. One thread, batch after batch; everything it learns is in the store."""

    def __init__(
        self,
        store: TenantStore,
        position: Position,
        options: Options,
        *,
        now_ms: int,
        live: bool,
        told: Callable[[Batch], None] = lambda _batch: None,
    ) -> None:
        """`now_ms` is the receipt time of live records, or when a replay began. A live engine acts by it; a replay
        acts by the stream's own time, so that the same input gives the same output on any day. `told` is given each
        batch when it is durable."""
        self._store = store
        self._told = told
        self._position = position
        self._options = options
        policy = options.policy
        self._clock = StreamClock(position.watermark, now_ms, live=live)
        self._reader = Reader(store.name, self._clock, options.network)
        self._profiles = Profiling(store, position.stream, options.cache_size, policy.trust_after)
        home = options.institution.country
        self._doubtful = False
        self._assessor = Assessor(store.name, options.model, policy, home, explain_all=options.explain_all)

    @property
    def next_offset(self) -> int:
        """Where the input goes on: the offset after the last committed record."""
        return self._position.next_offset

    def process(self, records: Sequence[Numbered], now_ms: int | None = None) -> list[bytes]:
        """Decide on every transaction of `records` and commit. One line each, in input order; learning gives none.

        A record that makes the engine fail does not stop the stream: the batch is run again record by record, and the
        one at fault is rejected as poison, with its bytes kept. Raises `StoreError` (`fenced`) when another worker has
        the partition: nothing of the batch, or of the record under way, was written. After another fault of the store
        (`errors.PASSING`) give it the same records again: what was committed after all is not worked twice, and gives
        no line.
        """
        if self._doubtful:
            self._ask_where_we_stand()
            records = [record for record in records if record.offset >= self._position.next_offset]
        if not records:
            return []
        if now_ms is not None:
            self._clock.now_ms = now_ms
        try:
            return self._committing(records)
        except _NOT_OF_THE_RECORD:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, one record must not end the stream
            return [line for record in records for line in self._alone(record)]

    def _alone(self, record: Numbered) -> list[bytes]:
        try:
            return self._committing([record])
        except _NOT_OF_THE_RECORD:
            raise
        except Exception as error:  # noqa: BLE001
            record.fault = MessageError(Fault.POISON, type(error).__name__)
            return self._committing([record])

    def _committing(self, records: Sequence[Numbered]) -> list[bytes]:
        watermark = self._clock.watermark
        for attempt in range(_ATTEMPTS):
            try:
                with self._store.turn(attempt):
                    return self._once(records)
            except StoreError as error:
                self._profiles.forget()
                self._clock.watermark = watermark
                self._doubtful = error.fault in PASSING
                if error.fault is not Fault.CONFLICT or attempt == _ATTEMPTS - 1:
                    raise
            except BaseException:
                self._profiles.forget()
                self._clock.watermark = watermark
                raise
        raise AssertionError("unreachable")

    def _once(self, records: Sequence[Numbered]) -> list[bytes]:
        begun_ms = self._clock.begun_ms
        items = self._reader.read(records)
        works = [item for item in items if isinstance(item, Work)]
        self._profiles.fetch([work.payment for work in works])
        entries = Entries(self._store)
        entries.prepare(works)
        run = self._run(entries, records[-1].offset + 1, begun_ms)
        run.run(items)
        batch = run.finish()
        crashpoints.reach("in_commit")
        self._store.commit(batch)
        crashpoints.reach("after_commit")
        self._committed(batch)
        return run.lines

    def _ask_where_we_stand(self) -> None:
        """A connection that was lost in COMMIT leaves open whether the batch was kept; the stream's row knows."""
        standing = self._store.standing(self._position.stream)
        if standing.epoch != self._position.epoch:
            raise StoreError(Fault.FENCED)
        self._position = standing
        self._clock.watermark = standing.watermark
        self._doubtful = False

    def _run(self, entries: Entries, next_offset: int, begun_ms: int) -> BatchRun:
        position, options = self._position, self._options
        brakes = Brakes(self._store, begun_ms, options.policy.alerts_per_hour)
        batch = Batch(
            position.stream,
            position.epoch,
            next_offset,
            position.register_count,
            position.outbox_count,
            position.rejected_count,
            self._clock.watermark,
        )
        casework = Casework(
            self._store,
            batch,
            options.institution,
            options.policy,
            settings=options.local,
            now_ms=begun_ms,
            brakes=brakes,
            writer=f"engine-{position.stream}",
            actor="engine",
            salt=_salt,
            demo=options.demo,
        )
        return BatchRun(
            self._store.name,
            batch,
            self._profiles,
            entries,
            self._assessor,
            options.policy,
            casework,
            brakes=brakes,
            learning=options.learning,
            network=options.network,
            stride=options.stride or (_WHOLE if self._store.database.remote else STRIDE),
        )

    def _committed(self, batch: Batch) -> None:
        position = self._position
        position.next_offset = batch.next_offset
        position.register_count = batch.register_count
        position.outbox_count = batch.outbox_count
        position.rejected_count = batch.rejected_count
        position.watermark = batch.watermark
        self._profiles.committed()
        self._told(batch)


def _salt() -> bytes:
    return os.urandom(16)
