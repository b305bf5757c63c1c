"""Statements for many rows, said once and written in the way of each database.

SQLite takes one row after the other (`executemany`); PostgreSQL takes whole columns as arrays (`unnest`), which costs
it least (research/streaming.md 4). Columns are written `name:type` with the types of `_TYPES`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

_TYPES: Final = {"int": "bigint", "bytes": "bytea", "text": "text"}


def _split(columns: str) -> list[tuple[str, str]]:
    return [(name, _TYPES[kind]) for name, kind in (column.split(":") for column in columns.split())]


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert rows of `columns`; `fixed` are columns that have one number in all of them."""

    table: str
    columns: str
    fixed: tuple[tuple[str, int], ...] = ()
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """Set `changed` in the rows found by `where` and `fixed`; a row's values come in that order. `also` is SQL."""

    table: str
    changed: str
    where: str
    fixed: tuple[tuple[str, int], ...] = ()
    also: str = ""


@dataclass(frozen=True, slots=True)
class Arrays:
    """A statement of PostgreSQL alone over whole columns, each an array marked `?`; `types` as in `_TYPES`."""

    text: str
    types: tuple[str, ...]


@cache
def by_rows(statement: Insert, count: int) -> str:
    """For `count` rows at once, their values marked `?`, one row after the other."""
    columns = [name for name, _ in _split(statement.columns)]
    names = ", ".join([*columns, *(name for name, _ in statement.fixed)])
    values = ", ".join([*("?" for _ in columns), *(str(value) for _, value in statement.fixed)])
    rows = ", ".join([f"({values})"] * count)
    return f"INSERT INTO {statement.table} ({names}) VALUES {rows} {statement.conflict}".rstrip()


@cache
def by_row(statement: Insert | Update) -> str:
    """For one row, its values marked `?`."""
    if isinstance(statement, Insert):
        return by_rows(statement, 1)
    changes = [f"{name} = ?" for name, _ in _split(statement.changed)]
    found = [f"{name} = ?" for name, _ in _split(statement.where)]
    found += [f"{name} = {value}" for name, value in statement.fixed]
    also = [statement.also] if statement.also else []
    return f"UPDATE {statement.table} SET {', '.join(changes + also)} WHERE {' AND '.join(found)}"


@cache
def by_column(statement: Insert | Update | Arrays) -> str:
    """For many rows, one array a column, marked `?`."""
    if isinstance(statement, Arrays):
        return statement.text
    if isinstance(statement, Insert):
        columns = _split(statement.columns)
        names = ", ".join([*(name for name, _ in columns), *(name for name, _ in statement.fixed)])
        values = ", ".join([*(f"c{n}" for n in range(len(columns))), *(str(value) for _, value in statement.fixed)])
        return (
            f"INSERT INTO {statement.table} ({names}) SELECT {values} FROM {_arrays(columns)} {statement.conflict}"
        ).rstrip()
    changed, where = _split(statement.changed), _split(statement.where)
    changes = [f"{name} = c{n}" for n, (name, _) in enumerate(changed)]
    found = [f"t.{name} = c{n}" for n, (name, _) in enumerate(where, len(changed))]
    found += [f"t.{name} = {value}" for name, value in statement.fixed]
    also = [statement.also] if statement.also else []
    return (
        f"UPDATE {statement.table} AS t SET {', '.join(changes + also)} FROM {_arrays(changed + where)}"
        f" WHERE {' AND '.join(found)}"
    )


@cache
def types(statement: Insert | Update | Arrays) -> tuple[str, ...]:
    """The type of each array of `by_column`, as PostgreSQL calls it."""
    if isinstance(statement, Arrays):
        return tuple(_TYPES[kind] for kind in statement.types)
    columns = statement.columns if isinstance(statement, Insert) else f"{statement.changed} {statement.where}"
    return tuple(kind for _, kind in _split(columns))


def _arrays(columns: list[tuple[str, str]]) -> str:
    arrays = ", ".join(f"?::{kind}[]" for _, kind in columns)
    return f"unnest({arrays}) AS new({', '.join(f'c{n}' for n in range(len(columns)))})"
