"""Account numbers: one canonical form to compare on, the IBAN check, and how an account is shown to a person."""

import re
from functools import lru_cache
from typing import Final

from schwifty import registry

from interceptor.transfers.transfer import Account

_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}\Z")
_DIGITS: Final = {char: str(int(char, 36)) for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
"""What a character counts as in the check of an IBAN."""
_SPACING: Final = re.compile(r"[\s\-./]+")


@lru_cache(maxsize=512)
def _length(country: str) -> int | None:
    try:
        return registry.get_iban_spec(country).iban_length
    except ValueError:  # schwifty's InvalidCountryCode is one
        return None


@lru_cache(maxsize=512)  # of the transfer under way and some before: it is asked of an account a few times in a row
def is_iban(number: str) -> bool:
    """True when the canonical `number` has a registered country, its length, and mod 97 = 1."""
    if not _IBAN.match(number) or _length(number[:2]) != len(number):
        return False
    inner, check = number[4:], number[2:4]
    digits = inner if inner.isdigit() else "".join([_DIGITS[char] for char in inner])
    return int(digits + _DIGITS[number[0]] + _DIGITS[number[1]] + check) % 97 == 1


def canonical_number(number: str) -> str:
    """Upper case, without spaces, dashes, dots and slashes."""
    return (number if number.isalnum() else _SPACING.sub("", number)).upper()


def canonical(account: Account | None) -> str | None:
    """The form of an account to compare on, or None when the message has none.

    An IBAN may hide in `Othr/Id`, spaced and in lower case, so the number alone counts, not where it stood
    (research/iso20022.md 4.4). A proxy is prefixed, so that it never equals a number.
    """
    if account is None:
        return None
    if account.id:
        return canonical_number(account.id)
    return f"PROXY:{account.proxy.strip().casefold()}" if account.proxy else None


def masked(number: str | None) -> str:
    """How evidence shows an account to a person: the last three characters."""
    return f"…{number[-3:]}" if number else "(none)"
