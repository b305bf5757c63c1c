"""How evidence quotes text of a message: short, without control characters, account numbers masked."""

import re
import unicodedata
from typing import Final

from interceptor.transfers.accounts import canonical_number, masked

LIMIT: Final = 60
"""Characters quoted at most."""

# Eight digits and more, spaced or not, with the letters of an IBAN before or between them.
_NUMBER: Final = re.compile(
    r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?\d[A-Za-z0-9]{0,2})?\b|(?:\d[ \-./]?){8,}"
)


def _mask(match: re.Match[str]) -> str:
    digits = sum(char.isdigit() for char in match[0])
    return masked(canonical_number(match[0])) + " " if digits >= 8 else match[0]


def quote(text: str | None) -> str:
    """`text` in quotation marks: one line, at most 60 characters, long numbers by their last three characters."""
    visible = "".join(
        " " if char.isspace() else char
        for char in (text or "")[: LIMIT * 8]
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    line = " ".join(_NUMBER.sub(_mask, " ".join(visible.split())).split())
    return f"“{line if len(line) <= LIMIT else line[: LIMIT - 1] + '…'}”"
