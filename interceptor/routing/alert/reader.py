"""Reading an alert that somebody else sent: we are a desk too. Hostile until shown otherwise."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError

from interceptor.errors import Fault, MessageError
from interceptor.messages.hostile_text import hostile_text
from interceptor.routing.alert.document import Alert
from interceptor.routing.alert.words import hostile_name
from interceptor.transfers.accounts import canonical_number, is_iban

LARGEST: Final = 262_144
"""Bytes. Our own largest alert, every field full, stays far below."""

_DEEPEST = 12
_NAMES = frozenset({"original", "latin", "addressee"})
# Our own ids and digests: a UUID can look like an IBAN to a pattern, and is none.
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
_OFFERING_KEY = re.compile(r"account|iban|wallet|url|link|href|pay|redirect|beneficiary|remit_to|phone", re.IGNORECASE)
_KNOWN_KEYS = frozenset({"creditor_account", "debtor_account", "linked_alerts", "account"})


def read(body: bytes) -> Alert:
    """The alert in `body`.

    Raises `MessageError`: `too_large`, `not_json`, `bad_field` (naming the place, never the value), and
    `instruction` when any text in it, known field or not, holds an order to move money, an alternative account or a
    link (research/alert-contents.md 5).
    """
    if len(body) > LARGEST:
        raise MessageError(Fault.TOO_LARGE, f"{LARGEST} bytes")
    try:
        data = json.loads(
            body.decode("utf-8"), parse_float=str, parse_constant=_refuse_constant, object_pairs_hook=_once
        )
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise MessageError(Fault.NOT_JSON) from error
    if not isinstance(data, dict):
        raise MessageError(Fault.NOT_JSON, "not an object")
    for key, text in _texts(data, "", 0):
        if _hostile(key, text):
            raise MessageError(Fault.INSTRUCTION)
    try:
        return Alert.model_validate_json(body)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"])
        raise MessageError(Fault.BAD_FIELD, place[:80] if place.isascii() else "") from error


def _refuse_constant(constant: str) -> str:
    raise ValueError(constant)


def _texts(value: Any, key: str, depth: int) -> Iterator[tuple[str, str]]:
    """Every text with the key that it stands under; a key that offers a way to pay is a text of its own."""
    if depth > _DEEPEST:
        raise MessageError(Fault.BAD_FIELD, "too deep")
    if isinstance(value, dict):
        for name, item in value.items():
            if name not in _KNOWN_KEYS and _OFFERING_KEY.search(name):
                raise MessageError(Fault.INSTRUCTION, "unknown field")
            yield "", name
            yield from _texts(item, name, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, key, depth + 1)
    elif isinstance(value, str):
        yield key, value


def _hostile(key: str, text: str) -> bool:
    if _ID.fullmatch(text):
        return False
    if key in _NAMES:
        return hostile_name(text)
    if key == "account" and is_iban(canonical_number(text)):
        return False
    return hostile_text(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key is said twice: the second could hide the first from the check."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
