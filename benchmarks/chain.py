"""The whole chain against the bare parse of the same bytes, on a store that has seen much.

Conditions: SQLite with `synchronous=FULL`, at least 200,000 stored profiles and 1,000,000 register rows, every
indicator, a register row and a decision row a transfer. CPU is the whole process's, per batch; the bare parse of the
same messages follows each batch, so that both meet the same machine. Medians.
"""

import os
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from benchmarks.traffic import history, traffic
from interceptor.engine import Engine, Options
from interceptor.messages.xml import new_parser
from interceptor.pipeline.feeding import batches, numbered
from interceptor.pipeline.planning import Institution
from interceptor.pipeline.reading import Numbered
from interceptor.profiles.codec import decode
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.keys import DEBTOR_KEY
from interceptor.store import numbers
from interceptor.store.store import Store
from interceptor.sweeping import sweeping
from streams.replay import Line

PROFILES, REGISTER = 200_000, 1_000_000
BATCH = 500
TRANSFERS = 20_000
SINGLES = 2_000
_INSTITUTION = Institution("Example Bank of Canada", "XMPLCAT0", "CA")
_NOW = 1_767_225_600_000
"""1 January 2026 in milliseconds: when the replay is said to begin."""


def prepare(path: Path) -> None:
    """Fill a store: profiles by learning from history, the register by rows like those."""
    with Store(path, engine=True) as store:
        made = engine(store, learning=True)
        for batch in batches(records(history(), made.next_offset), BATCH):
            made.process(batch)
    _say("history learnt")
    _pad(path)
    with Store(path) as store:
        shared, register = (
            store.database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
            for table in ("shared_profile", "register")
        )
        profiles = shared + sum(map(_profiles_in, store.database.execute("SELECT key, value FROM profile")))
    _say(f"{profiles:,} profiles, {register:,} register rows")
    assert profiles >= PROFILES
    assert register >= REGISTER


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _profiles_in(row: tuple[bytes, bytes]) -> int:
    """A debtor's row holds its first relationships too."""
    key, body = row
    return 1 + len(decode(DebtorProfile, body).relationships) if len(key) == DEBTOR_KEY else 1


def _pad(path: Path) -> None:
    """Rows of a stream of their own, so that the register and its index are as large as they must be."""
    rng = random.Random(1)
    database = sqlite3.connect(path, isolation_level=None)
    body = database.execute("SELECT body FROM register LIMIT 1").fetchone()[0]
    have = database.execute("SELECT COUNT(*) FROM register").fetchone()[0]
    first = 99 << 40
    database.execute("BEGIN")
    database.executemany(
        "INSERT INTO register (number, tenant, transfer_id, identifier, account, received_at, event_at, stage, folded,"
        " decision, body) VALUES (?, 1, ?, ?, ?, 0, 0, 2, 2, 0, ?)",
        ((first + n, rng.randbytes(16), rng.randbytes(8), rng.randbytes(8), body) for n in range(REGISTER - have)),
    )
    keys = sorted({numbers.key_of(rng.randbytes(8)) for _ in range(3 * (REGISTER - have))})
    database.executemany("INSERT INTO lookup (key, number) VALUES (?, ?)", ((key, first) for key in keys))
    database.execute("COMMIT")
    database.close()


def engine(store: Store, *, learning: bool = False) -> Engine:
    """An engine on a store that is there."""
    tenant = store.tenant("bench")
    position = tenant.assign("bench", 0, "bench")
    return Engine(tenant, position, Options(_INSTITUTION, learning=learning), now_ms=_NOW, live=False)


def records(lines: Iterator[bytes], start: int) -> Iterator[Numbered]:
    """Lines as the engine takes them, counted from offset `start`."""
    return numbered((Line("bench", count, line) for count, line in enumerate(lines, 1)), start)


def _cpu() -> float:
    return time.process_time()


class Measured(NamedTuple):
    """The chain beside the bare parse of the same bytes: CPU microseconds a transfer, medians over the batches."""

    chain: float
    parse: float
    ratio: float
    """Median of the ratios, batch by batch."""
    ratio_of_totals: float
    """Of all CPU spent: the batches count in which a slice of the index is merged, every third, and the first ones."""


def measure(path: Path) -> Measured:
    """Both in turn, batch after batch."""
    parser = new_parser()
    lines = list(traffic(TRANSFERS))
    with Store(path, engine=True) as store, sweeping() as sweep:
        made = engine(store)
        chain, parse = [], []
        for start in range(0, len(lines), BATCH):
            began = _cpu()
            batch = list(records(iter(lines[start : start + BATCH]), made.next_offset))
            made.process(batch)
            sweep(len(batch))
            between = _cpu()
            for record in batch:
                etree.fromstring(record.record.body, parser)
            ended = _cpu()
            chain.append((between - began) / len(batch) * 1e6)
            parse.append((ended - between) / len(batch) * 1e6)
    ratio = statistics.median(a / b for a, b in zip(chain, parse, strict=True))
    return Measured(statistics.median(chain), statistics.median(parse), ratio, sum(chain) / sum(parse))


def batch_of_one(path: Path) -> tuple[float, float]:
    """99th percentile of wall milliseconds: a lone transfer through the chain, and one bare fsync'd commit."""
    lines = list(traffic(TRANSFERS))[-SINGLES:]
    chain, commit = [], []
    with Store(path, engine=True) as store, sweeping() as sweep:
        made = engine(store)
        bare = _Bare(path.with_suffix(".bare"))
        for line in lines:
            began = time.perf_counter()
            made.process(list(records(iter([line]), made.next_offset)))
            sweep(1)
            between = time.perf_counter()
            bare.commit()
            chain.append(between - began)
            commit.append(time.perf_counter() - between)
        bare.close()
    return _percentile(chain) * 1e3, _percentile(commit) * 1e3


class _Bare:
    """A SQLite file with one small row a commit: what durability alone costs here."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, body BLOB)")

    def commit(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("INSERT INTO row (body) VALUES (?)", (os.urandom(256),))
        self._database.execute("COMMIT")

    def close(self) -> None:
        self._database.close()
        self._path.unlink()


def _percentile(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]
