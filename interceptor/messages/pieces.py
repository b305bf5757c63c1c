"""A message in pieces, without parsing it: its markup, and the texts that stand between `>` and `<`.

Where two messages have the same markup, character for character, and their texts hold no markup, an XML parser makes
the same tree of both. So what is learned from one message that the parser took holds for all with its markup.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_MAX_BYTES: Final = 65_536
"""Larger messages are batches, which hardly repeat."""

# Longer texts than the walk keeps of an identifier (`walk.MAX_ID`) stay in the markup, which is then another.
_TEXT: Final = re.compile(r">([^<\s][^<]{0,199}+)<")
CURRENCY: Final = 'Ccy="'
"""What stands before the letters of a currency."""
_AMPERSAND: Final = "&amp;"
"""The one entity that is frequent, in names of firms; texts with others are left to the parser."""


class Pieces(NamedTuple):
    """What a message is made of."""

    markup: tuple[str, ...]
    """All but the texts and the currencies."""
    texts: list[str]
    """Printable, with single blanks and none at the ends, 200 characters at most."""
    currencies: list[str]
    """Values of the attributes `Ccy`, which count as texts: three letters each."""


def pieces(body: bytes) -> Pieces | None:
    """The pieces of `body`; None for what is left to the parser: long, not UTF-8, or with texts that need cleaning."""
    if len(body) > _MAX_BYTES:
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    currencies: list[str] = []
    before, *others = text.split(CURRENCY)
    if others:
        currencies = [other[:3] for other in others]
        letters = "".join(currencies)
        if not (letters.isalpha() and letters.isascii() and len(letters) == 3 * len(others)):
            return None
        text = CURRENCY.join([before, *[other[3:] for other in others]])
    parts = _TEXT.split(text)
    texts = usual(parts[1::2])
    return None if texts is None else Pieces(tuple(parts[::2]), texts, currencies)


def usual(texts: Sequence[str]) -> list[str] | None:
    """`texts` without `&amp;`; None unless they are printable, with single blanks and none at the ends."""
    joined = " ".join(["", *texts, ""])
    # Of all white space only the blank is printable; surrogates, control characters and non-characters are not.
    if not joined.isprintable() or "  " in joined or ">" in joined or CURRENCY in joined:
        return None
    if "&" not in joined:
        return list(texts)
    if joined.count("&") != joined.count(_AMPERSAND):
        return None
    return [text.replace(_AMPERSAND, "&") for text in texts]
