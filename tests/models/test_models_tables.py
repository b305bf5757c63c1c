"""The table model against a naive reading of the same file, and what its file refuses."""

import json
import math
from bisect import bisect_right
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.document import Document, PairTable, Table, digest, dump, largest_sum, parse, rest_bin
from models.errors import ModelError
from models.tables import BASE, TableModel, parts

NAMES = ("alpha", "beta", "gamma", "delta")
WEIGHTS = st.floats(-3, 3).map(lambda weight: round(weight, 3))
EDGES = st.lists(st.integers(-3, 9), min_size=1, max_size=4, unique=True).map(
    lambda edges: tuple(map(float, sorted(edges)))
)
VALUES = st.none() | st.just(0.0) | st.floats(-5, 12) | st.sampled_from([math.nan, math.inf, -math.inf])


@st.composite
def tables(draw: st.DrawFn, name: str) -> Table:
    edges = draw(EDGES)
    weights = draw(st.lists(WEIGHTS, min_size=len(edges) + 1, max_size=len(edges) + 1))
    weights[rest_bin(edges)] = 0.0
    return Table(name, edges, tuple(weights), draw(st.just(0.0) | WEIGHTS))


@st.composite
def pair_tables(draw: st.DrawFn, first: str, second: str) -> PairTable:
    edges, others = draw(EDGES), draw(EDGES)
    row = st.lists(WEIGHTS, min_size=len(others) + 2, max_size=len(others) + 2)
    cells = draw(st.lists(row, min_size=len(edges) + 2, max_size=len(edges) + 2))
    cells[rest_bin(edges)] = [0.0] * (len(others) + 2)
    for cell in cells:
        cell[rest_bin(others)] = 0.0
    return PairTable(first, second, edges, others, tuple(map(tuple, cells)))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    return Document(
        schema="models.tables/1",
        name="test@1",
        about="drawn",
        intercept=draw(WEIGHTS),
        tables=tuple(draw(tables(name)) for name in NAMES),
        pairs=(draw(pair_tables("alpha", "gamma")), draw(pair_tables("delta", "beta"))),
        calibration=((-9.0, -9.0), (1.0, 1.0), (60.0, 8.0)),
    )


def known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def naive(document: Document, values: list[float | None]) -> float:
    """The sum as the file format says it, with no short cut."""
    at = dict(zip(NAMES, values, strict=True))
    terms = [document.intercept]
    for table in document.tables:
        value = at[table.name]
        terms.append(table.values[bisect_right(table.edges, value)] if known(value) else table.missing)
    for pair in document.pairs:
        first, second = at[pair.first], at[pair.second]
        row = pair.values[bisect_right(pair.first_edges, first) if known(first) else -1]
        terms.append(row[bisect_right(pair.second_edges, second) if known(second) else -1])
    return math.fsum(terms)


def example(**changes: Any) -> Document:
    start = Document(
        schema="models.tables/1",
        name="test@1",
        about="by hand",
        intercept=-9.21,
        tables=(Table("alpha", (1.0,), (0.0, 4.0)), Table("beta", (0.5, 3.0), (0.0, 1.0, 2.0))),
        pairs=(PairTable("beta", "alpha", (0.5,), (1.0,), ((0.0, 0.0, 0.0), (0.0, 1.5, 0.0), (0.0, 0.0, 0.0))),),
        calibration=((-9.0, -9.0), (3.0, 3.0), (30.0, 8.0)),
    )
    return msgspec.structs.replace(start, **changes)


@given(documents(), st.lists(VALUES, min_size=4, max_size=4))
def test_equals_the_naive_reading_and_its_own_contributions(document: Document, values: list[float | None]) -> None:
    model = TableModel.load(dump(document))
    score = model.score(values)
    assert score == pytest.approx(naive(document, values), abs=1e-12)
    contributions = model.contributions(values)
    total = 0.0
    for _, weight in contributions:
        total += weight
    assert total == score
    assert contributions[0] == (BASE, document.intercept)
    assert all(weight for _, weight in contributions[1:])
    assert set().union(*(parts(name) for name, _ in contributions[1:])) <= set(NAMES)


@given(documents(), st.floats(-60, 80), st.floats(1e-6, 5))
def test_probability_rises_strictly(document: Document, total: float, more: float) -> None:
    model = TableModel(document)
    top = largest_sum(document)
    low, high = (model.probability(min(total, top - more)), model.probability(min(total, top - more) + more))
    assert 0.0 < low < high < 1.0


@pytest.mark.parametrize("total", [-40.0, -9.21, 0.0, 5.0])
def test_nine_digits_tell_close_sums_apart(total: float) -> None:
    model = TableModel(example())
    low, high = model.probability(total), model.probability(total + 1e-6)
    assert f"{1 - low:.9g}" != f"{1 - high:.9g}" or f"{low:.9g}" != f"{high:.9g}"


def test_probability_is_logistic_where_the_map_is_the_identity() -> None:
    model = TableModel(example())
    assert model.probability(math.log(1e-4 / (1 - 1e-4))) == pytest.approx(1e-4, rel=1e-12)
    assert model.probability(0.0) == 0.5


def test_pair_counts_only_when_both_are_there() -> None:
    model = TableModel(example())
    assert model.contributions([1.0, 1.0]) == [
        (BASE, -9.21),
        ("alpha", 4.0),
        ("beta", 1.0),
        ("beta together with alpha", 1.5),
    ]
    assert model.contributions([1.0, None]) == [(BASE, -9.21), ("alpha", 4.0)]
    assert model.score([0.0, 0.0]) == model.score([None, None]) == -9.21


def test_with_value_leaves_the_original() -> None:
    values: list[float | None] = [1.0, None]
    assert TableModel.with_value(values, 0, 0.0) == [0.0, None]
    assert values == [1.0, None]


@given(documents())
def test_file_round_trip(document: Document) -> None:
    assert parse(dump(document)) == document


def test_a_changed_number_is_refused(tmp_path: Any) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(dump(example()))
    assert TableModel.load(path).digest == digest(example())
    path.write_bytes(dump(example()).replace(b"4.0", b"4.1"))
    with pytest.raises(ModelError, match="digest"):
        TableModel.load(path)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{", b"null", b'{"schema": "models.tables/2"}', b"{}"])
def test_other_files_are_refused(body: bytes) -> None:
    with pytest.raises(ModelError):
        TableModel.load(body)


def test_unknown_version_is_refused_even_with_a_right_digest() -> None:
    with pytest.raises(ModelError, match="schema"):
        parse(dump(example(schema="models.tables/2")))


def test_unknown_field_is_refused() -> None:
    content = json.loads(dump(example())) | {"pickle": "…"}
    with pytest.raises(ModelError, match="pickle"):
        parse(json.dumps(content).encode())


SQUARE = ((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0))
BROKEN: dict[str, dict[str, Any]] = {
    "share a name": {"tables": (Table("alpha", (1.0,), (0.0, 4.0)),) * 2, "pairs": ()},
    "edges must rise": {"tables": (Table("alpha", (1.0, 1.0), (0.0, 1.0, 2.0)),), "pairs": ()},
    "one value more": {"tables": (Table("alpha", (1.0,), (0.0,)),), "pairs": ()},
    "must add nothing": {"tables": (Table("alpha", (1.0,), (0.1, 4.0)),), "pairs": ()},
    "does not name two": {"pairs": (PairTable("alpha", "nobody", (1.0,), (1.0,), SQUARE),)},
    "given twice": {"pairs": (*example().pairs, PairTable("alpha", "beta", (1.0,), (0.5,), SQUARE))},
    "alpha, beta: edges": {"pairs": (PairTable("alpha", "beta", (1.0, 0.5), (0.5,), SQUARE),)},
    "a row for each bin": {"pairs": (PairTable("alpha", "beta", (1.0,), (0.5,), SQUARE[:2]),)},
    "a feature at 0": {"pairs": (PairTable("alpha", "beta", (1.0,), (0.5,), ((0.0, 1.0, 0.0), *SQUARE[1:])),)},
    "two points": {"calibration": ((0.0, 0.0),)},
    "rise everywhere": {"calibration": ((0.0, 0.0), (1.0, 1.0), (2.0, 1.0))},
    "lie within 1000": {"calibration": ((-10.0, -18446744073709551616.0), (0.0, -1.0), (5.0, 2.0))},
    "no longer rises": {"intercept": 40.0, "calibration": ((0.0, 0.0), (1.0, 1.0))},
}


@pytest.mark.parametrize("message", BROKEN)
def test_a_document_against_the_rules_is_refused(message: str) -> None:
    with pytest.raises(ModelError, match=message):
        TableModel(example(**BROKEN[message]))
