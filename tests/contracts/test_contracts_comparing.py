"""A change is refused exactly where an outside program would trip over it; which way a record goes decides."""

import copy
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.contracts.alternatives import alternatives
from interceptor.contracts.comparing import Direction, breaks

Schema = dict[str, Any]

OLD: Schema = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 36},
        "kind": {"enum": ["bank", "desk"], "type": "string"},
        "amount": {"anyOf": [{"type": "number"}, {"type": "string"}]},
        "note": {"anyOf": [{"$ref": "#/$defs/Note"}, {"type": "null"}], "default": None},
        "hops": {"type": "array", "items": {"$ref": "#/$defs/Note"}, "maxItems": 5},
    },
    "required": ["id", "kind"],
    "$defs": {"Note": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}},
}


def changed(path: str, value: Any = None) -> Schema:
    """`OLD` with the word at `path` set, or taken out when there is no value."""
    document = copy.deepcopy(OLD)
    *way, last = path.split("/")
    part: Any = document
    for step in way:
        part = part[int(step)] if isinstance(part, list) else part[step]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return document


def lines(new: Schema, direction: Direction) -> list[str]:
    return [str(line) for line in breaks(OLD, new, direction)]


@pytest.mark.parametrize(
    ("path", "value", "when_read", "when_written"),
    [
        ("properties/kind", None, ["kind: is no longer there"], ["kind: is no longer there"]),
        (
            "$defs/Note/properties/text",
            None,
            ["hops[].text: is no longer there", "note.text: is no longer there"],
            ...,
        ),
        ("properties/more", {"type": "string"}, [], []),
        ("properties/id/type", "integer", ["id: no longer takes string"], ["id: may now be integer"]),
        ("properties/amount", {"type": "string"}, ["amount: no longer takes number"], []),
        ("properties/id", {"type": ["string", "null"]}, [], ...),
        ("required", ["id", "kind", "amount"], ["amount: is required now"], []),
        ("required", ["id"], [], ["kind: may be missing now"]),
        ("properties/kind/enum", ["bank"], ["kind: no longer takes 'desk'"], []),
        ("properties/kind/enum", ["bank", "desk", "fiu"], [], ["kind: may now be 'fiu'"]),
        ("properties/kind", {"type": "string"}, [], ["kind: may now be any value"]),
        ("properties/id/maxLength", 35, ["id: `maxLength` is narrower"], []),
        ("properties/id/maxLength", 40, [], ["id: `maxLength` is wider"]),
        ("properties/id/maxLength", None, [], ["id: `maxLength` is wider"]),
        ("properties/id/minLength", 2, ["id: `minLength` is narrower"], []),
        ("properties/id/pattern", "^[a-z]+$", ["id: `pattern` is not as it was"], []),
        ("properties/hops/maxItems", 6, [], ["hops: `maxItems` is wider"]),
        ("properties/hops/items", {"type": "string"}, ..., ...),
        ("$defs/Note/required", [], [], ["hops[].text: may be missing now", "note.text: may be missing now"]),
        ("properties/note/anyOf", [{"$ref": "#/$defs/Note"}], ["note: no longer takes null"], []),
        ("additionalProperties", False, ["the record: takes no other fields now"], []),
        ("not", {"required": ["x"]}, ["the record: `not` is not as it was"], ["the record: `not` is not as it was"]),
        ("title", "Another", [], []),
    ],
)
def test_a_change(path: str, value: Any, when_read: Any, when_written: Any) -> None:
    new = changed(path, value)
    for direction, expected in (("in", when_read), ("out", when_written)):
        found = [line.removeprefix(": ") for line in lines(new, direction)]  # type: ignore[arg-type]
        found = [f"the record: {line}" if ": " not in line else line for line in found]
        if expected is ...:
            assert found
        elif expected and expected[0].endswith("..."):
            continue
        else:
            assert found == expected, direction


def test_a_schema_that_holds_itself_is_compared() -> None:
    tree = {"$ref": "#/$defs/T", "$defs": {"T": {"type": "object", "properties": {"below": {"$ref": "#/$defs/T"}}}}}
    assert breaks(tree, copy.deepcopy(tree), "in") == []
    other = copy.deepcopy(tree)
    other["$defs"]["T"]["required"] = ["below"]  # type: ignore[index]
    assert {line.what for line in breaks(tree, other, "in")} == {"is required now"}
    assert breaks(tree, other, "out") == []


# --- whatever the schema, and whatever the change ---

_SCALARS = st.one_of(
    st.builds(
        lambda low, more: {"type": "integer", "minimum": low, "maximum": low + more},
        st.integers(-3, 3),
        st.integers(0, 4),
    ),
    st.builds(
        lambda low, more: {"type": "string", "minLength": low, "maxLength": low + more},
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    st.lists(st.sampled_from("abcd"), min_size=1, unique=True).map(lambda values: {"type": "string", "enum": values}),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"type": "number"}, {"type": ["integer", "null"]}]),
)


def _objects(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    def build(properties: dict[str, Schema], data: list[bool]) -> Schema:
        required = [name for name, needed in zip(sorted(properties), data, strict=False) if needed]
        return {"type": "object", "properties": properties, "required": required}

    return st.builds(
        build, st.dictionaries(st.sampled_from("pqrs"), inner, max_size=3), st.lists(st.booleans(), min_size=3)
    )


SCHEMAS = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        _objects(inner),
        st.builds(lambda items: {"type": "array", "items": items, "maxItems": 3}, inner),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"anyOf": parts}),
    ),
    max_leaves=6,
)


def instances(schema: Schema) -> st.SearchStrategy[Any]:
    """Values that are valid by `schema`."""
    return st.one_of([_of(choice) for choice in alternatives(schema, schema)])


def _of(choice: Schema) -> st.SearchStrategy[Any]:
    if "enum" in choice:
        return st.sampled_from(choice["enum"])
    kind = choice["type"]
    if kind == "integer":
        return st.integers(choice.get("minimum", -9), choice.get("maximum", 9))
    if kind == "string":
        return st.text("ab", min_size=choice["minLength"], max_size=choice["maxLength"])
    if kind == "array":
        return st.lists(instances(choice["items"]), max_size=choice["maxItems"])
    if kind == "object":
        parts = {name: instances(part) for name, part in choice["properties"].items()}
        optional = {name: parts.pop(name) for name in list(parts) if name not in choice["required"]}
        return st.fixed_dictionaries(parts, optional=optional)
    return {"boolean": st.booleans(), "null": st.none(), "number": st.floats(-5, 5)}[kind]


@given(SCHEMAS)
def test_a_schema_may_follow_itself(schema: Schema) -> None:
    assert breaks(schema, copy.deepcopy(schema), "in") == breaks(schema, copy.deepcopy(schema), "out") == []


@given(SCHEMAS, SCHEMAS, st.data())
def test_what_may_follow_takes_all_that_was_sent_before(old: Schema, new: Schema, data: st.DataObject) -> None:
    if not breaks(old, new, "in"):
        jsonschema.validate(data.draw(instances(old)), new)


@given(SCHEMAS, SCHEMAS, st.data())
def test_what_may_follow_sends_only_what_was_taken_before(old: Schema, new: Schema, data: st.DataObject) -> None:
    if not breaks(old, new, "out"):
        jsonschema.validate(data.draw(instances(new)), old)


def _fields(schema: Any) -> Iterator[tuple[Schema, str]]:
    """Every (object schema, field) in a schema."""
    if isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items():
            yield schema, name
            yield from _fields(part)
        yield from _fields(schema.get("items"))
        yield from (found for part in schema.get("anyOf", []) for found in _fields(part))


@given(SCHEMAS, st.data(), st.sampled_from(["in", "out"]))
def test_a_field_that_is_taken_away_is_always_seen(old: Schema, data: st.DataObject, direction: Direction) -> None:
    new = copy.deepcopy(old)
    there = list(_fields(new))
    if not there:
        return
    at, name = data.draw(st.sampled_from(there))
    del at["properties"][name]
    at["required"] = [other for other in at["required"] if other != name]
    twice = sum(other == name for _, other in _fields(old)) > 1  # the same field may be told by another alternative
    assert breaks(old, new, direction) or twice


@given(SCHEMAS, st.data())
def test_an_added_field_is_always_fine(old: Schema, data: st.DataObject) -> None:
    new = copy.deepcopy(old)
    places = [at for at, _ in _fields(new)]
    if not places:
        return
    data.draw(st.sampled_from(places))["properties"]["new"] = {"type": "string"}
    assert breaks(old, new, "in") == breaks(old, new, "out") == []
