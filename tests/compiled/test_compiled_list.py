"""The list of compiled modules keeps to its rule, and what is compiled tells so."""

import ast
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import msgspec
import pytest
from pydantic import BaseModel

from interceptor import __version__
from interceptor.compiled import compiled

ROOT = Path(__file__).parents[2]
LISTED = [line for line in (ROOT / "compiled.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]


def test_the_list_is_sorted_and_names_files() -> None:
    assert sorted(set(LISTED)) == LISTED
    assert [path for path in LISTED if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("path", LISTED)
def test_no_compiled_module_defines_what_needs_plain_python(path: str) -> None:
    module = import_module(path.removesuffix(".py").replace("/", "."))
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    defined = [getattr(module, node.name) for node in tree.body if isinstance(node, ast.ClassDef)]
    assert [kind for kind in defined if issubclass(kind, msgspec.Struct | BaseModel)] == []


def test_all_that_is_listed_is_compiled_or_nothing_is() -> None:
    origins = {Path(str(import_module(path.removesuffix(".py").replace("/", ".")).__file__)).suffix for path in LISTED}
    assert origins == {".so" if compiled() else ".py"}


def test_version_and_benchmarks_say_whether_it_is_compiled() -> None:
    def said(*arguments: str) -> str:
        return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    version = said("-c", "from interceptor.cli import main; main()", "--version")
    assert version == f"interceptor {__version__} ({'compiled' if compiled() else 'plain Python'})\n"
    assert json.loads(said("-m", "benchmarks.machine"))["compiled"] is compiled()
