"""Tests never run on compiled modules that are not the sources beside them."""

import os
from pathlib import Path

import pytest

from tests.freshness import complaint

NAMES = ("interceptor/engine.py", "interceptor/errors.py", "models/tables.py")
HOUR_NS = 3_600 * 10**9


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with two compiled modules, which were made from three."""
    monkeypatch.delenv("INTERCEPTOR_PURE", raising=False)
    for name in (*NAMES, "setup.py", "compiled.h"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "compiled.txt").write_text("# The rule.\ninterceptor/engine.py\nmodels/tables.py\n")
    for name in ("interceptor/engine", "models/tables", "interceptor__mypyc"):
        (tmp_path / f"{name}.cpython-311-x86_64-linux-gnu.so").touch()
    (tmp_path / "build").mkdir()
    rules = [f"$(COMPILED): {name}" for name in NAMES] + [f"{name}:" for name in NAMES]
    (tmp_path / "build/compiled.d").write_text("\n".join(rules) + "\n")
    return tmp_path


def edit(path: Path) -> None:
    """As if it were written an hour from now."""
    later = path.stat().st_mtime_ns + HOUR_NS
    os.utime(path, ns=(later, later))


def test_what_is_fresh_is_right(root: Path) -> None:
    assert complaint(root) is None


def test_plain_python_is_right(root: Path) -> None:
    for found in root.rglob("*.so"):
        found.unlink()
    edit(root / NAMES[0])
    assert complaint(root) is None


@pytest.mark.parametrize("name", [*NAMES, "setup.py", "compiled.txt", "compiled.h"])
def test_what_was_edited_later_is_stale(root: Path, name: str) -> None:
    edit(root / name)
    assert str(complaint(root)).startswith(f"{name} has changed after it was compiled. Run `make setup`")


def test_a_source_that_is_gone_is_stale(root: Path) -> None:
    (root / NAMES[1]).unlink()
    assert "interceptor/errors.py" in str(complaint(root))


def test_a_module_that_is_no_longer_listed_is_refused(root: Path) -> None:
    (root / "interceptor/errors.cpython-311-x86_64-linux-gnu.so").touch()
    assert "interceptor/errors.py" in str(complaint(root))


@pytest.mark.parametrize("name", ["interceptor/engine.*.so", "interceptor__mypyc.*", "build/compiled.d"])
def test_half_a_build_is_refused(root: Path, name: str) -> None:
    (found,) = root.glob(name)
    found.unlink()
    assert "Run `make setup`" in str(complaint(root))


def test_who_asks_for_plain_python_does_not_get_compiled_modules(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERCEPTOR_PURE", "1")
    assert "INTERCEPTOR_PURE=1 asks for plain Python" in str(complaint(root))
