"""Small values with a form of their own: BIC, country, UETR, rate. Each gives the canonical spelling, or None."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from interceptor.errors import MessageError
from interceptor.transfers.money import parse_amount

# BICFIDec2014Identifier of the ISO 20022 schemas (shared xsd of pacs.008.001.08).
_BIC: Final = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\Z")
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_LETTERS: Final = re.compile(r"[A-Z]{2}\Z")
_RATE: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{0,12})?\Z")


@lru_cache(maxsize=65_536)
def bic(text: str) -> str | None:
    """BIC of 8 or 11 upper-case characters."""
    code = text.strip().upper()
    return code if _BIC.match(code) else None


@lru_cache(maxsize=1_024)
def country(text: str) -> str | None:
    """Two upper-case letters, as ISO 3166 has them; whether the code is assigned is for the directory to say."""
    code = text.strip().upper()
    return code if _LETTERS.match(code) else None


def uetr(text: str) -> str | None:
    """Lower-case UUID."""
    code = text.strip().lower()
    return code if _UUID.match(code) else None


def rate(text: str) -> Decimal | None:
    """Exchange rate: a positive decimal number."""
    text = text.strip()
    return Decimal(text) if _RATE.match(text) and text.strip("0.") else None


def amount(text: str) -> Decimal | None:
    """Positive amount, or None where an amount that cannot be read must not refuse the transfer."""
    try:
        return parse_amount(text)
    except MessageError:
        return None


@lru_cache(maxsize=4_096)
def iso_date(text: str) -> str | None:
    """ISO 8601 date `YYYY-MM-DD`; an XML offset behind it is cut off."""
    text = text.strip()[:10]
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
