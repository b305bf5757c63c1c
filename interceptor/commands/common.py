"""What commands share: settings, the store, progress, and the one place that turns faults into exits."""

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from interceptor import settings
from interceptor.commands.printing import harmless
from interceptor.decisions import policy, scoring
from interceptor.desk import utc_now
from interceptor.engine import Options
from interceptor.errors import ConfigError, Fault, InterceptorError, StoreError
from interceptor.pipeline.planning import Institution
from interceptor.pipeline.times import parse_time
from interceptor.settings import Settings
from interceptor.store.store import Store, is_url
from streams.errors import StreamError

console = Console()
errors = Console(stderr=True)

_NETWORK = "network"
"""Name of the one network of a store."""

P = ParamSpec("P")
R = TypeVar("R")


def user_errors(command: Callable[P, R]) -> Callable[P, R]:
    """A fault becomes one clear line on standard error and exit code 1; a broken pipe ends quietly."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (InterceptorError, StreamError) as error:
            complain(str(error))
            raise typer.Exit(1) from error
        except BrokenPipeError:
            sys.stderr.close()
            raise typer.Exit(1) from None
        except OSError as error:
            complain(f"{error.filename or 'file'}: {error.strerror or error}")
            raise typer.Exit(1) from error
        except sqlite3.Error as error:
            complain(f"the store cannot be used: {error}")
            raise typer.Exit(1) from error

    return wrapped


def complain(message: str) -> None:
    """One line on standard error; `message` may quote what the user typed."""
    errors.print(Text.assemble(("interceptor:", "bold red"), " ", harmless(message)), soft_wrap=True)


def load_settings(tenant: str | None = None, data: Path | None = None) -> Settings:
    """Settings in force, with what the command line said."""
    return settings.load(tenant=tenant, data=data)


def options(config: Settings, **changes: object) -> Options:
    """Engine options from settings."""
    return Options(
        institution=Institution(config.institution, config.bic, config.country),
        policy=_policy(config),
        share_accounts=config.share_accounts,
        network=_NETWORK if config.network else None,
        model=scoring.load(config.model.read_bytes()) if config.model else scoring.shipped(),
        **{"cache_size": config.cache_size, **changes},  # type: ignore[arg-type]
    )


def _policy(config: Settings) -> policy.Policy:
    """The tenant's own policy, else the installation's, else the shipped one."""
    own = config.policies / f"{config.tenant}.toml" if config.policies else None
    path = own if own is not None and own.exists() else config.policy
    return policy.load(path.read_bytes()) if path else policy.default()


def store_place(config: Settings) -> Path | str:
    """Where the store of the installation is: a path, or the URL of PostgreSQL, which holds a password."""
    if config.store is None:
        return config.data / "store.db"
    place = config.store.get_secret_value()
    return place if is_url(place) else Path(place)


@contextmanager
def open_store(config: Settings, *, engine: bool = False, new: bool = True, reading: bool = False) -> Iterator[Store]:
    """The installation's store. Raises `StoreError` (`no_store`) when there is none and it is not to be a `new` one.

    `reading` is for whoever writes nothing: on PostgreSQL over the connection that is set apart for that, if any.
    """
    place = store_place(config)
    if not new and isinstance(place, Path) and not place.exists():
        raise StoreError(Fault.NO_STORE, str(place))
    if reading and isinstance(place, str) and config.store_reader is not None:
        place = config.store_reader.get_secret_value()
    store = Store(place, engine=engine, read_only=reading)
    try:
        yield store
    finally:
        store.close()


def now_ms() -> int:
    """The wall clock, read at the edge only."""
    return time.time_ns() // 1_000_000


def clock_of(fixed: str | None) -> Callable[[], int]:
    """The wall clock in milliseconds, or one that stands still. Raises `ConfigError` (`bad_setting`)."""
    if fixed is None:
        return now_ms
    moment = parse_time(fixed)
    if moment is None:
        raise ConfigError(Fault.BAD_SETTING, "--clock is not ISO 8601")
    return lambda: moment


def now() -> datetime:
    """The wall clock as an aware time, to the millisecond."""
    return utc_now(now_ms())


@contextmanager
def progress(label: str) -> Iterator[Callable[[int], None]]:
    """A counter on standard error while something long runs; call it with how many more are done."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    ) as bar:
        task = bar.add_task(label, total=None)
        yield lambda count: bar.advance(task, count)
