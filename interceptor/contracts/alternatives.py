"""A JSON Schema as alternatives without `$ref`, `anyOf` or lists of types at the top: what can be compared."""

from collections.abc import Iterator
from typing import Any

from interceptor.errors import ConfigError, Fault

ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "default",
        "examples",
        "deprecated",
        "$schema",
        "$id",
        "$defs",
        "$comment",
        "contentMediaType",
    }
)
"""Words that change nothing about what is valid."""

Schema = dict[str, Any]

_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
_OF_VALUES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def alternatives(schema: Schema, root: Schema) -> list[Schema]:
    """Every way to be valid, each with at most one `type`. Raises `ConfigError` (`bad_data`) if it cannot be told."""
    return list(_alternatives(schema, root, 0))


def _alternatives(schema: Schema | bool, root: Schema, depth: int) -> Iterator[Schema]:
    if depth > 50:
        raise ConfigError(Fault.BAD_DATA, "a schema that refers to itself")
    if isinstance(schema, bool):
        if schema:
            yield {}
        return
    bare = {word: value for word, value in schema.items() if word not in ANNOTATIONS}
    if "$ref" in bare:
        target = resolve(bare.pop("$ref"), root)
        for alternative in _alternatives(target, root, depth + 1):
            yield from _alternatives(_both(alternative, bare), root, depth + 1)
        return
    for word in ("anyOf", "oneOf"):
        if word in bare:
            parts = bare.pop(word)
            for part in parts:
                for alternative in _alternatives(part, root, depth + 1):
                    yield from _alternatives(_both(bare, alternative), root, depth + 1)
            return
    if "allOf" in bare:
        whole: Schema = {}
        for part in bare.pop("allOf"):
            (alternative,) = _alternatives(part, root, depth + 1)
            whole = _both(whole, alternative)
        yield from _alternatives(_both(whole, bare), root, depth + 1)
        return
    yield from _of_one_type(bare)


def _of_one_type(bare: Schema) -> Iterator[Schema]:
    if "const" in bare:
        bare["enum"] = [bare.pop("const")]
    types = bare.get("type")
    if "enum" in bare and types is None:
        found = {_OF_VALUES[type(value)] for value in bare["enum"]}
        types = [name for name in _TYPES if name in found]
    if not isinstance(types, list):
        yield bare
        return
    for name in types:
        alternative = {**bare, "type": name}
        if "enum" in bare:
            alternative["enum"] = [value for value in bare["enum"] if _OF_VALUES[type(value)] == name]
        yield alternative


def _both(first: Schema, second: Schema) -> Schema:
    """Valid by both. Only what our generators write beside each other is known."""
    merged = dict(first)
    for word, value in second.items():
        if word not in merged or merged[word] == value:
            merged[word] = value
        elif word == "required":
            merged[word] = sorted({*merged[word], *value})
        elif word == "properties" and not merged[word].keys() & value.keys():
            merged[word] = {**merged[word], **value}
        else:
            raise ConfigError(Fault.BAD_DATA, f"`{word}` stands twice in one schema")
    return merged


def resolve(reference: str, root: Schema) -> Schema:
    """The part of `root` that a local reference names."""
    found: Any = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    assert isinstance(found, dict)
    return found
