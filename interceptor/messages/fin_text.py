"""Text of outgoing FIN messages: the SWIFT X character set, fields and blocks (research/iso20022.md 4.3)."""

import re
from collections.abc import Sequence
from decimal import Decimal

from anyascii import anyascii

from interceptor.messages.outgoing_text import clean, lines
from interceptor.transfers.money import minor_units, plain

_NOT_X = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_REPLACED = str.maketrans({"&": "+", "_": "-", "@": "(", ";": ",", '"': "'", "[": "(", "]": ")", "{": "(", "}": ")"})
_AMOUNT_LENGTH = 15


def x_text(text: str) -> str:
    """`text` in the X character set: letters of other scripts spelt in Latin, the rest replaced by a full stop."""
    return _NOT_X.sub(".", anyascii(clean(text, 2_000) or "").translate(_REPLACED))


def x_lines(texts: Sequence[str], width: int, most: int) -> list[str]:
    """`texts` in the X set as at most `most` lines of `width` that cannot be taken for a field, a code or the end.

    `:` and `-` open a field or end the block, and `/` opens a code word, when they begin a line.
    """
    wrapped = lines((x_text(text) for text in texts), width, most)
    return [line for line in (line.lstrip(":-/. ") for line in wrapped) if line]


def reference(text: str | None) -> str:
    """`text` as a 16x reference. Longer ones are cut and marked with `+`, as translation rules do; none is NONREF."""
    cleaned = x_text(text or "").replace("//", "/").strip("/ ")
    if not cleaned:
        return "NONREF"
    return cleaned if len(cleaned) <= 16 else cleaned[:15] + "+"


def fin_amount(amount: Decimal, currency: str) -> str | None:
    """`amount` with a decimal comma, or None when it has more digits or decimals than the field and currency take."""
    whole, _, decimals = plain(amount).partition(".")
    decimals = decimals.rstrip("0") if len(decimals) > minor_units(currency) else decimals
    text = f"{whole},{decimals}"
    return text if len(text) <= _AMOUNT_LENGTH and len(decimals) <= minor_units(currency) else None


def logical_terminal(bic: str, terminal: str) -> str:
    """The 12-character address of a BIC: its first 8, the terminal code, its branch (`XXX` is the head office)."""
    return f"{bic[:8]}{terminal}{bic[8:] or 'XXX'}"


def message(
    kind: str, sender: str, receiver: str, uetr: str | None, fields: Sequence[tuple[str, Sequence[str]]]
) -> bytes:
    """Blocks 1 to 4 of an input message of type `kind`; `fields` are tag and lines, in order."""
    user = f"{{3:{{121:{uetr}}}}}" if uetr else ""
    text = "".join(f":{tag}:" + "\r\n".join(content) + "\r\n" for tag, content in fields)
    head = f"{{1:F01{logical_terminal(sender, 'A')}0000000000}}{{2:I{kind}{logical_terminal(receiver, 'X')}N}}"
    return f"{head}{user}{{4:\r\n{text}-}}".encode("ascii")
