"""Text and identifiers of outgoing messages: whatever the original held, what is written passes the schema.

Free text is cleaned and cut; an identifier or number is either written whole or left out, since a shortened one would
point at another payment.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import category

from interceptor.transfers.money import plain

_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}", re.ASCII)
_UETR = re.compile(r"[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?", re.ASCII)

_INVISIBLE = {"Cf": ""}
_MAX_DIGITS, _MAX_DECIMALS = 18, 5  # ActiveOrHistoricCurrencyAndAmount_SimpleType in every schema


def clean(text: str | None, limit: int) -> str | None:
    """`text` without what cannot be seen, blanks joined, cut to `limit`; None when nothing is left.

    Control characters and line ends become blanks. Format characters, which hide or turn text, go without a trace.
    """
    if not text:
        return None
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _INVISIBLE.get(category(char), " ") for char in text)
    return " ".join(text.split())[:limit].rstrip() or None


def identifier(text: str | None, limit: int) -> str | None:
    """`text` whole, or None when it is empty or longer than `limit` once cleaned."""
    cleaned = clean(text, limit + 1)
    return cleaned if cleaned is not None and len(cleaned) <= limit else None


def lines(texts: Iterable[str], width: int, most: int) -> Iterator[str]:
    """`texts` cleaned and wrapped at blanks to at most `most` lines of `width`; what does not fit is left out."""
    left = most
    for text in texts:
        rest = clean(text, width * most) or ""
        while rest and left:
            cut = len(rest) if len(rest) <= width else rest.rfind(" ", 1, width + 1)
            cut = cut if cut > 0 else width
            yield rest[:cut].rstrip()
            rest, left = rest[cut:].lstrip(), left - 1


def _whole(pattern: re.Pattern[str], text: str | None) -> str | None:
    return text if text is not None and pattern.fullmatch(text) else None


def valid_bic(text: str | None) -> str | None:
    """A BIC of the schema's form, or None."""
    return _whole(_BIC, text)


def valid_lei(text: str | None) -> str | None:
    """An LEI of the schema's form, or None."""
    return _whole(_LEI, text)


def valid_uetr(text: str | None) -> str | None:
    """A UETR as networks take it, a lower-case UUID of version 4, or None. It is never invented."""
    return _whole(_UETR, text)


def valid_country(text: str | None) -> str | None:
    """A two-letter country code, or None."""
    return _whole(_COUNTRY, text)


def valid_date(text: str | None) -> str | None:
    """A day that exists, as `YYYY-MM-DD`, or None."""
    if _whole(_DATE, text) is None:
        return None
    try:
        return date.fromisoformat(text or "").isoformat()
    except ValueError:
        return None


def valid_date_time(text: str | None) -> str | None:
    """`text` verbatim when it is an ISODateTime of a moment that exists, or None: a recall copies, it never mends."""
    matched = _whole(_DATE_TIME, text)
    if matched is None:
        return None
    try:
        datetime.fromisoformat(matched[:19])
    except ValueError:
        return None
    return matched


def moment(when: datetime) -> str:
    """`when` in UTC with its offset in figures, which CBPR+ demands (research/iso20022.md 4.6)."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds")


def amount(value: Decimal | None, currency: str | None) -> tuple[str, str] | None:
    """Digits and currency, digits as received; None when they do not fit the schema. Never rounded: an altered amount
    would be a false statement, and the identifiers still find the payment."""
    if value is None or not value.is_finite() or value < 0 or _whole(_CURRENCY, currency) is None:
        return None
    text = plain(value)
    if not _fits(text) and "." in text:
        text = text.rstrip("0").rstrip(".")
    return (text, currency or "") if _fits(text) else None


def _fits(text: str) -> bool:
    whole, _, decimals = text.partition(".")
    return len(decimals) <= _MAX_DECIMALS and len(whole) + len(decimals) <= _MAX_DIGITS
