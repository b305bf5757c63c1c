"""Plain values of a JSON transfer. A value of another type than its field's refuses the transfer: `bad_field`."""

from decimal import Decimal
from typing import Any

from interceptor.errors import Fault, MessageError
from interceptor.messages.walk import MAX_ID, MAX_REPEATS, MAX_TEXT, shortened, warn
from interceptor.transfers.money import parse_amount

_FEW_DIGITS = 40


def plain(value: Any) -> str | None:
    """A string or number as text, digits as written; None for None. Raises `MessageError` for anything else."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        # Only a number of sane size is written out: 1e999999999 would be a gigabyte of zeros.
        return format(value, "f") if abs(value.adjusted()) < _FEW_DIGITS else str(value)
    raise MessageError(Fault.BAD_FIELD, "type")


def amount(value: Any) -> Decimal:
    """Positive amount of a string or number. Raises `MessageError`."""
    return parse_amount(plain(value))


def pair(value: Any, currency: Any) -> tuple[Any, Any]:
    """Amount and currency, also from one object `{"amount": …, "currency": …}`."""
    if isinstance(value, dict):
        return value.get("amount"), value.get("currency", currency)
    return value, currency


def text(value: Any, field: str, warnings: list[str]) -> str | None:
    """A text for people on one line; None when blank."""
    return _cleaned(value, field, MAX_TEXT, warnings)


def identifier(value: Any, field: str, warnings: list[str]) -> str | None:
    """An identifier or code; None when blank."""
    return _cleaned(value, field, MAX_ID, warnings)


def texts(value: Any, field: str, warnings: list[str]) -> tuple[str, ...]:
    """A text or a list of texts."""
    entries = value if isinstance(value, list) else [value]
    if len(entries) > MAX_REPEATS:
        warn(warnings, "truncated")
    found = (text(entry, field, warnings) for entry in entries[:MAX_REPEATS])
    return tuple(entry for entry in found if entry is not None)


def flag(value: Any, field: str, warnings: list[str]) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise MessageError(Fault.BAD_FIELD, field)
    return value


def _cleaned(value: Any, field: str, limit: int, warnings: list[str]) -> str | None:
    try:
        found = plain(value)
    except MessageError:
        raise MessageError(Fault.BAD_FIELD, field) from None
    if found is None:
        return None
    if not found.isascii():
        # A lone surrogate is legal in JSON and in nothing else.
        found = found.encode("utf-8", "replace").decode()
    if "\0" in found:
        found = found.replace("\0", " ")
        warn(warnings, "control_characters")
    found = " ".join(found.split())
    if len(found) > limit:
        found = shortened(found, limit, warnings)
    return found or None
