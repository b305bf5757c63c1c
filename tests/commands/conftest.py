"""A store made once, and an office of its own for every test."""

from pathlib import Path

import pytest
from office import Office, build, freeze


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder of the store, and the ids in it."""
    path = tmp_path_factory.mktemp("office")
    return path, build(path)


@pytest.fixture
def office(built: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Commands over a copy of the store, at a fixed time."""
    freeze(monkeypatch)
    return Office(*built, tmp_path / "data")
