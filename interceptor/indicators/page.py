"""The catalogue as a page: `python -m interceptor.indicators.page > docs/reference/indicators.md`.

Tests are found by their names: `test_<id>_fires`, `test_<id>_absent` and `test_<id>_unknown` for an indicator,
`test_lookalike_<row>_<situation>` for a genuine look-alike (research/indicators.md section 2).
"""

import ast
import csv
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.indicators.declaration import Indicator

TESTS: Final = Path("tests/indicators")

SIXTY: Final = 60
"""Rows of research/indicators.md section 1; higher numbers are our own."""

_LOOKALIKE: Final = re.compile(r"test_lookalike_(\d\d)_\w+\Z")

_HEAD: Final = """# Indicators

Written by `python -m interceptor.indicators.page` from the declarations in `interceptor/indicators`; the tests compare
the two.

Typology: VEC vendor or invoice redirection, CEO executive impersonation, ATT attorney, closing or real estate, PAY
payroll diversion, ACC compromise of the payer's account or mailbox, MNA acquisition or capital call, REF overpayment or
refund. Data: P message, X context, H learned history, N network or receiving side. Strength: S can carry an alert with
one corroborator, M moves the score, W is context only; a minus sign lowers the score. A look-alike is a genuine
situation in which the indicator fires, and in which the test shows that it does not carry an alert alone.
"""


class Note(NamedTuple):
    """What the page adds to a declaration."""

    meaning: str
    lookalike: int | None
    """Row of research/indicators.md section 2."""
    reason: str
    """Why there is no look-alike."""


def notes() -> dict[int, Note]:
    """Indicator number: its note (`page.csv`)."""
    source = files("interceptor.indicators").joinpath("page.csv").read_text(encoding="utf-8")
    return {
        int(row["number"]): Note(row["meaning"], int(row["lookalike"]) if row["lookalike"] else None, row["reason"])
        for row in csv.DictReader(source.splitlines())
    }


def situations() -> dict[int, str]:
    """Row of section 2: the genuine situation in a few words (`lookalikes.csv`)."""
    source = files("interceptor.indicators").joinpath("lookalikes.csv").read_text(encoding="utf-8")
    return {int(row["row"]): row["situation"] for row in csv.DictReader(source.splitlines())}


def find_tests(sources: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Test function: pytest node, from (path, source) of test files."""
    return {
        node.name: f"{path}::{node.name}"
        for path, source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def lookalike_tests(tests: Mapping[str, str]) -> dict[int, str]:
    """Row of section 2: node of its test."""
    return {int(match[1]): node for name, node in tests.items() if (match := _LOOKALIKE.match(name))}


def blanks(tests: Mapping[str, str]) -> list[str]:
    """What the page cannot show: missing indicators, notes and tests. Empty when all is there."""
    told, rows = notes(), lookalike_tests(tests)
    missing = [f"indicator {number}" for number in set(range(1, SIXTY + 1)) - {item.number for item in CATALOGUE}]
    for item in CATALOGUE:
        missing += [
            name for name in (f"test_{item.id}_{case}" for case in ("fires", "absent", "unknown")) if name not in tests
        ]
        note = told.get(item.number)
        if note is None or not note.meaning:
            missing.append(f"{item.id}: meaning")
        elif note.lookalike is None and not note.reason:
            missing.append(f"{item.id}: look-alike or reason")
    missing += [f"look-alike {row}" for row in situations() if row not in rows]
    return missing


def _row(item: Indicator, note: Note, tests: Mapping[str, str], rows: Mapping[int, str]) -> str:
    lookalike = note.reason
    if note.lookalike is not None:
        lookalike = f"{note.lookalike} {situations()[note.lookalike]}: `{_short(rows.get(note.lookalike, ''))}`"
    cells = (
        str(item.number),
        f"`{item.id}`",
        note.meaning,
        " ".join(item.typologies),
        item.data,
        item.strength + (" (−)" if item.lowers else ""),
        f"`{item.value.__module__.rpartition('.')[2]}`",
        f"`{_short(tests.get(f'test_{item.id}_fires', ''))}`",
        lookalike,
    )
    return f"| {' | '.join(cells)} |"


def _short(node: str) -> str:
    return node.rpartition("/")[2]


def render(tests: Mapping[str, str]) -> str:
    """The page as Markdown."""
    told, rows = notes(), lookalike_tests(tests)
    head = "| # | id | meaning | typology | data | strength | module | fires in | must not alert alone in |"
    lines = [_HEAD, head, "|" + "---|" * 9]
    lines += [_row(item, told[item.number], tests, rows) for item in CATALOGUE]
    lines += ["", "Tests are in `tests/indicators`. Sources by indicator:", ""]
    lines += [f"- {item.number} {item.source}" for item in CATALOGUE]
    return "\n".join(lines) + "\n"


def scan(folder: Path = TESTS) -> dict[str, str]:
    """The tests in a folder, see `find_tests`."""
    return find_tests((path.as_posix(), path.read_text(encoding="utf-8")) for path in sorted(folder.glob("test_*.py")))


if __name__ == "__main__":
    sys.stdout.write(render(scan()))
