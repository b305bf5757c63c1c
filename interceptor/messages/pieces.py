"""A message in pieces, without parsing it: its markup, and the texts that stand between `>` and `<`.

Where two messages have the same markup, character for character, and their texts hold no markup, an XML parser makes
the same tree of both. So what is learned from one message that the parser took holds for all with its markup.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_MAX_CHUNK: Final = 2_000
"""Longer ones are not learned; an envelope takes some 600 characters."""
_MAX_BYTES: Final = 65_536
"""Larger messages are batches, which hardly repeat."""

# Longer texts than the walk keeps of an identifier (`walk.MAX_ID`) stay in the markup, which is then another.
_TEXT: Final = re.compile(r">([^<\s][^<]{0,199}+)<")
CURRENCY: Final = 'Ccy="'
"""What stands before the letters of a currency."""
_AMPERSAND: Final = "&amp;"
"""The one entity that is frequent, in names of firms; texts with others are left to the parser."""
_DEFAULT_NAMESPACE: Final = 'xmlns="'
"""The way to the parser rewrites it (see `iso`), also where a text spells it."""


class Pieces(NamedTuple):
    """What a message is made of: chunk, text, chunk and so on to the last chunk."""

    markup: list[str]
    """All but the texts, in chunks that begin behind a `<` and end before a `>`, save at both ends of the message."""
    texts: list[str]
    """Printable, with single blanks and none at the ends, 200 characters at most."""


def pieces(body: bytes) -> Pieces | None:
    """The pieces of `body`; None for what is left to the parser: long, not UTF-8, or with texts that need cleaning."""
    if len(body) > _MAX_BYTES:
        return None
    try:
        parts = _TEXT.split(body.decode())
    except UnicodeDecodeError:
        return None
    texts = usual(parts[1::2])
    return None if texts is None else Pieces(parts[::2], texts)


def usual(texts: Sequence[str]) -> list[str] | None:
    """`texts` without `&amp;`; None unless they are printable, with single blanks and none at the ends."""
    joined = " ".join(["", *texts, ""])
    # Of all white space only the blank is printable; surrogates, control characters and non-characters are not.
    if not joined.isprintable() or "  " in joined or ">" in joined or _DEFAULT_NAMESPACE in joined:
        return None
    if "&" not in joined:
        return list(texts)
    if joined.count("&") != joined.count(_AMPERSAND):
        return None
    return [text.replace(_AMPERSAND, "&") for text in texts]


def apart(chunk: str) -> tuple[str, str | None] | None:
    """`chunk` without the letters of the currency in its last tag, and these letters.

    None when it is long, or has a currency that is not as usual.
    """
    if len(chunk) > _MAX_CHUNK:
        return None
    before, attribute, behind = chunk.rpartition(CURRENCY)
    if not attribute:
        return chunk, None
    letters = behind[:3]
    usual = len(letters) == 3 and letters.isascii() and letters.isalpha() and behind[3:4] == '"'
    if not usual or "<" in behind or CURRENCY in before or before[-1:] not in _BLANKS:
        return None
    return f"{before}{attribute}{behind[3:]}", letters


_BLANKS: Final = frozenset(" \t\r\n")
