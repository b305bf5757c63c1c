"""Every store that the contract holds for: a SQLite file, and a fresh PostgreSQL database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from interceptor.store.batch import Batch
from interceptor.store.store import Store
from interceptor.store.tenant import TenantStore
from tests.store.store_batches import batch_at


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a new store may be."""
    if request.param == "sqlite":
        return tmp_path / "s.db"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def open_store() -> Iterator[Callable[..., Store]]:
    """Opens stores, and closes them at the end."""
    opened: list[Store] = []

    def opens(place: Path | str, **options: Any) -> Store:
        opened.append(Store(place, **{"engine": True, "durable": False, **options}))
        return opened[-1]

    yield opens
    for store in opened:
        store.close()


@pytest.fixture
def tenant(place: Path | str, open_store: Callable[..., Store]) -> TenantStore:
    """The tenant `north` of a new store."""
    return open_store(place).tenant("north")


@pytest.fixture
def batch() -> Callable[..., Batch]:
    """Makes a commit at a position."""
    return batch_at
