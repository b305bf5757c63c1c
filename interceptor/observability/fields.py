"""What may stand in a log line: a closed list of fields, each with the only shape of value that it takes.

A name of a person, an account or a text has no field to stand in, and an id field takes an id: what does not fit is
left out, and the line says that something was. So a careless call cannot leak what a careful one would not.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

Check = Callable[[Any], bool]


def _matching(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _number(value: Any) -> bool:
    return isinstance(value, int | float)


_UUID = _matching(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CODE = _matching(r"[a-z][a-z0-9_]{0,40}")
_SLUG = _matching(r"[a-z0-9][a-z0-9._-]{0,120}")
"""A tenant or a topic; both are names that an operator gave."""
_TYPE = _matching(r"[A-Za-z_][A-Za-z0-9_]{0,60}")
_DIGITS = _matching(r"[0-9]{1,20}")
_FRAME = re.compile(r"[A-Za-z0-9_.<>]{1,160}:[0-9]{1,6}")


def _frames(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and _FRAME.fullmatch(item) for item in value)


FIELDS: Mapping[str, Check] = {
    "time": _matching(r"[0-9T:.Z-]{20,30}"),
    "level": _CODE,
    "event": _matching(r"[a-z][a-z ]{0,60}"),
    "tenant": _SLUG,
    "topic": _SLUG,
    "partition": _number,
    "stream": _DIGITS,
    "loop": _CODE,
    "transfer_id": _UUID,
    "case_id": _UUID,
    "alert_id": _UUID,
    "fault": _CODE,
    "error": _TYPE,
    "frames": _frames,
    "state": _CODE,
    "basis": _CODE,
    "decision": _CODE,
    "lane": _CODE,
    "count": _number,
    "records": _number,
    "messages": _number,
    "number": _number,
    "seconds": _number,
    "waiting": _number,
    "port": _number,
    "active": lambda value: isinstance(value, bool),
    "logger": _matching(r"[A-Za-z_][A-Za-z0-9_.]{0,80}"),
    "line": _number,
    "template": _matching(r"[ -~]{1,200}"),
    "version": _matching(r"[A-Za-z0-9_.+@:-]{1,80}"),
    "model": _matching(r"[A-Za-z0-9_.+@:-]{1,80}"),
    "policy": _matching(r"[A-Za-z0-9_.+@:-]{1,80}"),
    "dropped": _number,
}
"""`template` is the constant part of a library's message, never what was put into it."""


def allowed(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> dict[str, Any]:
    """A structlog processor: what the list does not allow is left out, and counted in `dropped`."""
    kept = {name: value for name, value in line.items() if value is not None and _fits(name, value)}
    dropped = sum(value is not None for value in line.values()) - len(kept)
    kept.setdefault("event", "unnamed")
    if dropped:
        kept["dropped"] = dropped
    return kept


def _fits(name: str, value: Any) -> bool:
    check = FIELDS.get(name)
    return check is not None and check(value)
