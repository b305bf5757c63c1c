"""What each stage of the chain costs: the engine's own steps, taken one by one as `Engine` takes them.

They are called from here, since a clock cannot be put between functions that are compiled together.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import chain
from benchmarks.report import Stage
from benchmarks.traffic import traffic
from interceptor.engine import Engine
from interceptor.messages import decode
from interceptor.pipeline.entries import Entries
from interceptor.pipeline.feeding import batches
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.work import Work
from interceptor.store.store import Store
from interceptor.sweeping import sweeping


class _Laps:
    """CPU seconds of this thread between one lap and the next, summed by name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._last = time.thread_time()

    def begin(self) -> None:
        self._last = time.thread_time()

    def lap(self, name: str) -> None:
        now = time.thread_time()
        self.spent[name] = self.spent.get(name, 0.0) + now - self._last
        self._last = now


def stages(path: Path) -> list[Stage]:
    """CPU microseconds of each step for one transfer, from a run of its own."""
    lines = list(traffic(chain.TRANSFERS))[: chain.TRANSFERS // 2]
    laps = _Laps()
    with Store(path, engine=True) as store, sweeping() as sweep:
        engine = chain.engine(store)
        laps.begin()
        for batch in batches(chain.records(iter(lines), engine.next_offset), chain.BATCH):
            laps.lap("read the line")
            _work(engine, batch, laps)
            sweep(len(batch))
            laps.begin()
    decoding, reading = laps.spent.pop("decode"), laps.spent.pop("read")
    line = laps.spent.pop("read the line")
    parts = {"read the line": line, "decode": decoding, "pack, facts, keys, identity": reading - decoding}
    spent = parts | laps.spent
    return [Stage(name, seconds / len(lines) * 1e6) for name, seconds in spent.items()]


def _work(engine: Engine, records: Sequence[Numbered], laps: _Laps) -> None:
    """One batch, as `Engine` works it when nothing goes wrong."""
    for record in records:  # once more than needed: reading decodes by itself
        decode(record.record.body, record.record.format, declared_encoding=not record.record.text)
    laps.lap("decode")
    begun_ms = engine._clock.begun_ms
    items = engine._reader.read(records)
    laps.lap("read")
    works = [item for item in items if isinstance(item, Work)]
    engine._profiles.fetch([work.payment for work in works])
    laps.lap("read profiles")
    entries = Entries(engine._store)
    entries.prepare(works)
    laps.lap("look up the register")
    run = engine._run(entries, records[-1].offset + 1, begun_ms)
    run.run(items)
    laps.lap("open profiles, indicators to folds")
    batch = run.finish()
    laps.lap("encode rows")
    engine._store.commit(batch)
    laps.lap("commit")
    engine._committed(batch)
    laps.lap("what follows the commit")
