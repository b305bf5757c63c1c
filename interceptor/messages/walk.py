"""One walk over an element tree, along a table of paths: every value we want, in a dict, and nothing else touched.

The hot path of the engine: a walk along a trie costs half of what `findtext` paths cost (research/hotpath.md 1).
Tags are matched by local name, since senders differ in prefix and namespace (research/iso20022.md 2); each full tag is
resolved once and remembered.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from lxml import etree

from interceptor.errors import Fault, MessageError

Found = dict[str, Any]
"""Field name to value, ready for the constructor of a Struct."""

MAX_ID: Final = 200
"""Characters kept of an identifier or code; ISO allows 35 to 140 where we read one."""
MAX_TEXT: Final = 2_000
"""Characters kept of a name, address line or remittance line; ISO allows 350 at most (140 for remittance)."""
MAX_REPEATS: Final = 1_000
"""Entries kept of a repeated element, so that a hostile message cannot make the walk quadratic."""
_MAX_TAGS: Final = 256


class Step(Protocol):
    """What to do with an element. The frequent cases `str`, `Steps`, `Text` and `Block` are done by `collect`."""

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        """Put what `element` says into `found`; what was read around into `warnings`."""


class Steps(dict[str, Any]):
    """The children of one element that are read: full tag to step, or to None for tags that are passed over."""

    __slots__ = ("names",)

    def __init__(self, names: Mapping[str, Any]) -> None:
        super().__init__()
        self.names = dict(names)

    def __missing__(self, tag: str) -> Any:
        step = self.names.get(tag.rpartition("}")[2])
        if len(self) < _MAX_TAGS:
            self[tag] = step
        return step


def steps(paths: Mapping[str, Any]) -> Steps:
    """Trie of `paths` such as `{"PmtId/UETR": "uetr"}`. A step is a field name, or an object with `take`."""
    root: dict[str, Any] = {}
    for path, step in paths.items():
        *parents, name = path.split("/")
        names = root
        for parent in parents:
            child = names.setdefault(parent, Steps({}))
            assert isinstance(child, Steps), path
            names = child.names
        assert name not in names, path
        names[name] = step
    return Steps(root)


class Text:
    """A name or other text for people."""

    __slots__ = ("field",)

    def __init__(self, field: str) -> None:
        self.field = field


class Block:
    """A nested element that becomes one object."""

    __slots__ = ("field", "make", "table")

    def __init__(self, field: str, table: Steps, make: Callable[..., Any]) -> None:
        self.field = field
        self.table = table
        self.make = make


def collect(element: etree._Element, table: Steps, found: Found, warnings: list[str]) -> None:
    """Walk the children of `element` along `table` into `found`. An empty element counts as absent."""
    children: list[etree._Element] = element[:]  # type: ignore[assignment,index]  # half of what the iterator costs
    tags = [child.tag for child in children]
    if len(set(tags)) < len(tags):
        check_repeats(children, table, warnings)
    for child, tag in zip(children, tags, strict=True):
        step = table[tag]
        if step is None:
            continue
        kind = step.__class__
        if kind is str:
            text = child.text
            if text and (text := text.strip()):
                found[step] = text if len(text) <= MAX_ID else shortened(text, MAX_ID, warnings)
        elif kind is Steps:
            collect(child, step, found, warnings)
        elif kind is Text:
            text = child.text
            if text and (text := " ".join(text.split())):
                found[step.field] = text if len(text) <= MAX_TEXT else shortened(text, MAX_TEXT, warnings)
        elif kind is Block:
            inner: Found = {}
            collect(child, step.table, inner, warnings)
            if inner:
                found[step.field] = step.make(**inner)
        else:
            step.take(child, found, warnings)


def check_repeats(children: list[etree._Element], table: Steps, warnings: list[str]) -> None:
    """See whether an element that we read once stands there several times.

    Warns `repeated_element` where all say the same. Raises `MessageError` (`repeated_element`) where they do not: of
    two amounts or accounts one is scored and the other may be paid, since programs differ in which they take.
    """
    first: dict[str, etree._Element] = {}
    for child in children:
        if may_repeat(table[child.tag]):
            continue
        known = first.setdefault(child.tag, child)
        if known is child:
            continue
        if _says(known) != _says(child):
            raise MessageError(Fault.REPEATED_ELEMENT, child.tag.rpartition("}")[2])
        warn(warnings, "repeated_element")


def may_repeat(step: Any) -> bool:
    """True for what is gathered, or not read at all; of an element with children, when all that is read of it is."""
    if step.__class__ is Steps:
        return all(map(may_repeat, step.names.values()))
    return step is None or getattr(step, "repeats", False)


def _says(element: etree._Element) -> tuple[Any, ...]:
    """What an element says, whatever its prefixes and spacing."""
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    return name, (element.text or "").strip(), element.get("Ccy"), tuple(map(_says, element))


def shortened(text: str, limit: int, warnings: list[str]) -> str:
    """The first `limit` characters of `text`; warns `truncated`."""
    warn(warnings, "truncated")
    return text[:limit]


def warn(warnings: list[str], code: str) -> None:
    """Note `code` once."""
    if code not in warnings:
        warnings.append(code)


def text_of(element: etree._Element, warnings: list[str]) -> str:
    """Text of `element` on one line with single blanks; empty when it has none."""
    text = element.text
    if not text:
        return ""
    text = " ".join(text.split())
    return text if len(text) <= MAX_TEXT else shortened(text, MAX_TEXT, warnings)
