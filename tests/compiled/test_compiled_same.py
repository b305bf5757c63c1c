"""One code, two speeds: compiled or plain, the same wires give the same bytes and the same profiles."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from interceptor.compiled import compiled

ROOT = Path(__file__).parents[2]
RUN = "from interceptor.cli import main; main()"
WORLD = ("--seed", "11", "--days", "120", "--wires", "6000", "--fraud-rate", "0.01", "--lookalike-rate", "0.02")
TABLES = {
    "profile": "key, version, value",
    "shared_profile": "key, stream, version, value",
    "decision": "number, register, revision, kind, body",
    "case_file": "case_id, register, status, due_at, version, body",
    "rejected": "source_offset, received_at, fault, detail",
    "register": "*",
}


def python(root: Path, *arguments: str, output: Path | None = None) -> str:
    """What Python says with the packages below `root`."""
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, *arguments], cwd=root, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    if output:
        output.write_bytes(done.stdout)
    return done.stdout.decode()


def rows(store: Path, table: str, columns: str) -> list[Any]:
    with sqlite3.connect(store) as opened:
        return opened.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages without what was compiled of them."""
    if not compiled():
        if os.environ.get("CI") == "true" and os.environ.get("INTERCEPTOR_PURE") != "1":
            pytest.fail("in CI the engine has to be compiled")
        pytest.skip("the engine is not compiled here: there is nothing to compare")
    root = tmp_path_factory.mktemp("plain")
    for name in ("interceptor", "models", "streams"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    assert python(root, "-c", RUN, "--version").endswith("(plain Python)\n")
    assert python(ROOT, "-c", RUN, "--version").endswith("(compiled)\n")
    return root


def scored(root: Path, wires: Path, folder: Path, *options: str) -> tuple[bytes, Path]:
    """What `score` writes, and the store that it leaves."""
    folder.mkdir()
    output, store = folder / "decisions.ndjson", folder / "store.db"
    python(root, "-c", RUN, "score", str(wires), "--output", str(output), "--store", str(store), *options)
    return output.read_bytes(), store


@pytest.mark.slow
def test_compiled_and_plain_decide_the_same_to_the_byte(plain: Path, tmp_path: Path) -> None:
    wires = tmp_path / "wires.ndjson"
    python(ROOT, "-m", "models.worlds", *WORLD, "--mix", "pacs.008=0.5,mt103=0.35,json=0.15", output=wires)
    with wires.open("ab") as file:
        file.write(wires.read_bytes()[: wires.stat().st_size // 10])  # repeats, and a record cut in two
        file.write(b'\n{"format": "pacs.008\\u0000", "message": "<Document/>"}\nno record\n')
    quick, quick_store = scored(ROOT, wires, tmp_path / "quick", "--explain")
    slow, slow_store = scored(plain, wires, tmp_path / "slow", "--explain")

    assert quick == slow
    assert quick.count(b'"intercept"') > 10
    assert quick.count(b"repeat_of") > 100
    for table, columns in TABLES.items():
        found = rows(quick_store, table, columns)
        assert found == rows(slow_store, table, columns), table
        assert found, table


@pytest.mark.slow
def test_compiled_and_plain_go_on_from_each_other_s_store(plain: Path, tmp_path: Path) -> None:
    first, then = tmp_path / "first.ndjson", tmp_path / "then.ndjson"
    python(ROOT, "-m", "models.worlds", *WORLD, output=first)
    lines = first.read_bytes().splitlines(keepends=True)
    first.write_bytes(b"".join(lines[:2_000]))
    then.write_bytes(b"".join(lines[2_000:4_000]))
    found = []
    for name, before, after in (("a", ROOT, plain), ("b", plain, ROOT)):
        _, store = scored(before, first, tmp_path / name)
        output = tmp_path / name / "then.ndjson"
        python(after, "-c", RUN, "score", str(then), "--output", str(output), "--store", str(store))
        found.append((output.read_bytes(), [rows(store, *table) for table in TABLES.items()]))
    assert found[0] == found[1]
