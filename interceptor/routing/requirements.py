"""Which fields each lane's alert carries (research/alert-contents.md section 2), as a table.

Columns: B bank, U the US desks, I NCB and I-GRIP, A anti-scam centre, F FIU. Cells: R required, W wanted, - not sent.
Field 30 is `-` for the bank although the source table wants it there: its own rule keeps 20, 30 and 35 out of Swift.
"""

import csv
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import msgspec

from interceptor.errors import ConfigError, Fault

COLUMNS: Final = ("B", "U", "I", "A", "F")
SEND_NUMBERS: Final = frozenset({1, 3, 5, 11, 12, 19, 21, 23, 32})
"""With these, 8 or 9, and the basis, an alert is useful within minutes (DESIGN 5.5)."""
INTERNAL_NUMBERS: Final = frozenset({37, 38})
NEVER_SWIFT_NUMBERS: Final = frozenset({20, 30, 35})


class Requirement(msgspec.Struct, frozen=True):
    """One row of the table."""

    number: int
    field: str
    """Attribute of `Alert`."""
    content: str
    cells: MappingProxyType[str, str]
    path: str
    """Element of camt.056, or the format."""


@cache
def requirements() -> tuple[Requirement, ...]:
    """All rows in number order. Raises `ConfigError` (`bad_data`) when the table is not as it must be."""
    text = (files("interceptor.routing") / "data" / "alert_fields.csv").read_text("utf-8")
    rows = []
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=1):
        cells = {column: row[column] for column in COLUMNS}
        unsound = (
            row["number"] != str(number)
            or not set(cells.values()) <= {"R", "W", "-"}
            or (number in INTERNAL_NUMBERS and set(cells.values()) != {"-"})
            or (number in NEVER_SWIFT_NUMBERS and cells["B"] != "-")
        )
        if unsound:
            raise ConfigError(Fault.BAD_DATA, f"alert_fields {number}")
        rows.append(Requirement(number, row["field"], row["content"], MappingProxyType(cells), row["path"]))
    return tuple(rows)


@cache
def send_set(has_uetr: bool) -> tuple[str, ...]:
    """Fields with which version 1 goes out, the same on every lane: the UETR, or else the other references."""
    numbers = SEND_NUMBERS | {8 if has_uetr else 9}
    return (*(row.field for row in requirements() if row.number in numbers), "basis")


@cache
def complete_set(column: str) -> tuple[str, ...]:
    """Every field that the lane takes, required or wanted; never an internal one."""
    return (*(row.field for row in requirements() if row.cells[column] != "-"), "basis")


@cache
def required_set(column: str) -> tuple[str, ...]:
    """Fields without which the lane turns the request back."""
    return (*(row.field for row in requirements() if row.cells[column] == "R"), "basis")
