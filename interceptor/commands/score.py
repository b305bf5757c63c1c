"""`interceptor score` and `interceptor learn`: a file, folder or pipe of wire records through the engine, no broker."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from interceptor.commands.common import console, load_settings, now_ms, options, progress, store_place, user_errors
from interceptor.commands.printing import text
from interceptor.engine import Engine, Options
from interceptor.pipeline.feeding import batches, numbered
from interceptor.store.store import Store
from interceptor.sweeping import sweeping
from streams.replay import replay

_CLUSTER, _TOPIC = "replay", "replay"
"""Where offsets of replayed records count from: a replay goes on behind whatever the store has seen."""

Input = Annotated[str, typer.Argument(help="NDJSON file, .gz, .zst, folder, or - for standard input.")]


@contextmanager
def _output(path: Path | None) -> Iterator[BinaryIO]:
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with path.open("wb") as file:
        yield file


@contextmanager
def _store(place: str | None) -> Iterator[Store]:
    with Store(place, engine=True) if place else Store.temporary() as store:
        yield store


def run_through(store: Store, tenant: str, source: str, chosen: Options, size: int, output: BinaryIO | None) -> int:
    """Put every record of `source` through an engine on `store`; gives how many there were."""
    tenants = store.tenant(tenant)
    position = tenants.assign(_TOPIC, 0, _CLUSTER)
    engine = Engine(tenants, position, chosen, now_ms=now_ms(), live=False)
    count = 0
    with progress("records") as advance, sweeping() as sweep:
        for batch in batches(numbered(replay(source), engine.next_offset), size):
            lines = engine.process(batch)
            if output is not None:
                output.write(b"".join(line + b"\n" for line in lines))
            count += len(batch)
            advance(len(batch))
            sweep(len(batch))
    return count


@user_errors
def score(
    source: Input,
    output: Annotated[Path | None, typer.Option(help="Where the decisions go; standard output when absent.")] = None,
    store: Annotated[
        str | None, typer.Option(help="Keep what is learnt in this SQLite file, or this database.")
    ] = None,
    explain: Annotated[bool, typer.Option(help="Reasons for every decision, not only review and intercept.")] = False,
    tenant: Annotated[str | None, typer.Option(help="Whose wires these are.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Records a commit.")] = None,
    cache_size: Annotated[int | None, typer.Option(min=0, help="Profiles kept in memory; 0 keeps none.")] = None,
) -> None:
    """Decide on wire records from a file; sends nothing. One NDJSON line a transaction, in input order."""
    config = load_settings(tenant)
    cache = config.cache_size if cache_size is None else cache_size
    chosen = options(config, cache_size=cache, explain_all=explain)
    with _store(store) as opened, _output(output) as file:
        count = run_through(opened, config.tenant, source, chosen, batch_size or config.batch_size, file)
    if output is not None and str(output) != "-":
        console.print(text(f"{count:,} records; one line a transaction in {output}"))


@user_errors
def learn(
    source: Input,
    store: Annotated[str | None, typer.Option(help="The store; the installation's own when absent.")] = None,
    tenant: Annotated[str | None, typer.Option(help="Whose wires these were.")] = None,
) -> None:
    """Load history into the profiles. Decides nothing and alerts nobody."""
    config = load_settings(tenant)
    with Store(store or store_place(config), engine=True) as opened:
        count = run_through(opened, config.tenant, source, options(config, learning=True), config.batch_size, None)
    console.print(f"learnt from {count:,} records")
