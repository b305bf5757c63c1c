"""Whether one JSON Schema may follow another: for what we read, everything that was valid must stay valid; for what we
write, nothing may appear that was not valid before. Fields may be added to both; none is ever taken away.

Words of JSON Schema that are not known here must stay as they are.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from interceptor.contracts.alternatives import Schema, alternatives

Direction = Literal["in", "out"]

_LOWEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_HIGHEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_EXACT = ("pattern", "format", "multipleOf", "uniqueItems", "contentEncoding")
_COMPARED = {
    *_LOWEST, *_HIGHEST, *_EXACT,
    "type", "enum", "required", "properties", "items", "additionalProperties",
}  # fmt: skip
_DEEPEST = 12
"""Levels of fields within fields that are looked at for what is gone: a schema may hold itself."""


class Break(NamedTuple):
    """One change that an outside program would trip over."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def breaks(old: Schema, new: Schema, direction: Direction) -> list[Break]:
    """Everything in `new` that breaks what `old` promised; empty when it may follow."""
    if direction == "in":
        found = _Comparison(new, old, direction).narrower(new, old, "")
    else:
        found = _Comparison(old, new, direction).narrower(old, new, "")
    return sorted({*found, *_removed([old], old, [new], new, "")})


class _Comparison:
    """`wide` must allow all that `narrow` allows. Which of the two is the new one is a matter of words alone."""

    def __init__(self, wide_root: Schema, narrow_root: Schema, direction: Direction) -> None:
        self._wide_root = wide_root
        self._narrow_root = narrow_root
        self._in = direction == "in"
        self._seen: set[tuple[int, int]] = set()

    def narrower(self, wide: Schema, narrow: Schema, path: str) -> list[Break]:
        """Why `narrow` is not within `wide`."""
        pair = (id(wide), id(narrow))
        if pair in self._seen:
            return []  # under way already: a schema that holds itself
        self._seen.add(pair)
        allowed = alternatives(wide, self._wide_root)
        found: list[Break] = []
        for case in alternatives(narrow, self._narrow_root):
            found += self._one(allowed, case, path)
        self._seen.discard(pair)
        return found

    def _one(self, allowed: list[Schema], case: Schema, path: str) -> list[Break]:
        """Why none of the alternatives takes `case`: the reasons of the one that comes nearest."""
        fitting = [choice for choice in allowed if _takes_type(choice.get("type"), case.get("type"))]
        if not fitting:
            name = case.get("type", "anything")
            return [Break(path, f"no longer takes {name}" if self._in else f"may now be {name}")]
        reasons = [self._within(choice, case, path) for choice in fitting]
        return min(reasons, key=len)

    def _within(self, wide: Schema, narrow: Schema, path: str) -> list[Break]:
        return [
            *self._values(wide, narrow, path),
            *self._bounds(wide, narrow, path),
            *self._fields(wide, narrow, path),
            *self._insides(wide, narrow, path),
            *(
                Break(path, f"`{word}` is not as it was")
                for word in sorted({*wide, *narrow} - _COMPARED)
                if wide.get(word) != narrow.get(word)
            ),
        ]

    def _values(self, wide: Schema, narrow: Schema, path: str) -> Iterator[Break]:
        if "enum" not in wide:
            return
        if "enum" not in narrow:
            yield Break(path, "takes only some values now" if self._in else "may now be any value")
            return
        for value in narrow["enum"]:
            if value not in wide["enum"]:
                yield Break(path, f"no longer takes {value!r}" if self._in else f"may now be {value!r}")

    def _bounds(self, wide: Schema, narrow: Schema, path: str) -> Iterator[Break]:
        verb = "is narrower" if self._in else "is wider"
        for word in _LOWEST:
            if word in wide and narrow.get(word, float("-inf")) < wide[word]:
                yield Break(path, f"`{word}` {verb}")
        for word in _HIGHEST:
            if word in wide and narrow.get(word, float("inf")) > wide[word]:
                yield Break(path, f"`{word}` {verb}")
        for word in _EXACT:
            if word in wide and narrow.get(word) != wide[word] and "enum" not in narrow:
                yield Break(path, f"`{word}` is not as it was")

    def _fields(self, wide: Schema, narrow: Schema, path: str) -> Iterator[Break]:
        for name in wide.get("required", []):
            if name not in narrow.get("required", []):
                yield Break(_at(path, name), "is required now" if self._in else "may be missing now")
        known, given = wide.get("properties", {}), narrow.get("properties", {})
        for name in sorted(known.keys() & given.keys()):
            yield from self.narrower(known[name], given[name], _at(path, name))
        others = wide.get("additionalProperties", True)
        if others is False:
            for name in sorted(given.keys() - known.keys()):
                yield Break(_at(path, name), "is not allowed there")
        if others is False and narrow.get("additionalProperties", True) is not False and _holds_fields(narrow):
            yield Break(path, "takes no other fields now" if self._in else "may now hold other fields")

    def _insides(self, wide: Schema, narrow: Schema, path: str) -> Iterator[Break]:
        for word, step in (("items", "[]"), ("additionalProperties", "[*]")):
            inside = wide.get(word)
            if isinstance(inside, dict):
                given = narrow.get(word, {})
                yield from self.narrower(inside, given if isinstance(given, dict) else {}, _at(path, step))


def _holds_fields(schema: Schema) -> bool:
    return bool(schema.get("type", "object") == "object")


def _takes_type(wide: str | None, narrow: str | None) -> bool:
    return wide is None or wide == narrow or (wide == "number" and narrow == "integer")


def _removed(olds: list[Schema], old_root: Schema, news: list[Schema], new_root: Schema, path: str) -> Iterator[Break]:
    """Fields that were described and are no more, wherever they are; the lists are all that one field may be."""
    before, after = _parts(olds, old_root), _parts(news, new_root)
    for name, there in sorted(before.items()):
        if name not in after:
            yield Break(_at(path, name), "is no longer there")
        elif path.count(".") < _DEEPEST:
            yield from _removed(there, old_root, after[name], new_root, _at(path, name))


def _parts(schemas: list[Schema], root: Schema) -> dict[str, list[Schema]]:
    """Field name to all that the field may be; items of an array and values of a map by their step."""
    found: dict[str, list[Schema]] = {}
    for alternative in (choice for schema in schemas for choice in alternatives(schema, root)):
        for name, part in alternative.get("properties", {}).items():
            found.setdefault(name, []).append(part)
        for word, step in (("items", "[]"), ("additionalProperties", "[*]")):
            if isinstance(alternative.get(word), dict):
                found.setdefault(step, []).append(alternative[word])
    return found


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name[0] != "[" else path + name
