"""Domains of instruction e-mails: is one the known domain, a look-alike of it, or free webmail?

Look-alikes seen in cases: rn for m, l for i, another top-level domain (research/indicators.md 1.7 #53; F16 K4 K47).
"""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from interceptor.indicators.lexicon import lines
from interceptor.profiles.confusables import skeleton

MAX_DOMAIN: Final = 253
"""Characters of a domain name, RFC 1035."""

_SECOND_LEVEL: Final = frozenset(
    ("co", "com", "org", "net", "gov", "gob", "gouv", "ac", "edu", "or", "ne", "go", "ltd", "plc")
)
"""Labels under which a country's registry sells names, as in co.uk: the name is then the third label from the right."""

_MARKS: Final = re.compile(r"[\-_]")
_LEAST_LETTERS: Final = 5
"""Shorter names are near each other by chance, or parts of other words by chance (estimate)."""


def domain(address: str | None) -> str | None:
    """The domain of an e-mail address, or of a bare domain: lower case, Unicode; None without one."""
    if not address:
        return None
    text = address.strip().strip("<>").rpartition("@")[2].strip(" .>").casefold()[:MAX_DOMAIN]
    if "." not in text or any(char.isspace() for char in text):
        return None
    return ".".join(_unicode(label) for label in text.split("."))


def _unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError, ValueError):  # a label that only pretends to be punycode
        return label


def belongs(name: str, known: str) -> bool:
    """True when `name` is the known domain or a part of it."""
    return name == known or name.endswith("." + known)


def is_webmail(name: str) -> bool:
    """True for free webmail (`webmail_domains.csv`)."""
    return name in lines("webmail_domains.csv")


def registered(name: str) -> str:
    """The label that was registered: `mould` of `mail.mould.co.uk`."""
    labels = name.split(".")
    if len(labels) >= 3 and labels[-2] in _SECOND_LEVEL:
        return labels[-3]
    return labels[-2] if len(labels) >= 2 else name


@lru_cache(maxsize=4_096)
def imitation(name: str, known: str) -> str | None:
    """How domain `name` imitates `known`: a short phrase for evidence, or None when it does not.

    None too for the known domain itself, its parts, and a domain that has nothing in common with it.
    """
    if belongs(name, known):
        return None
    label, real = registered(name), registered(known)
    if label == real:
        return "has the same name under another ending"
    plain, real_plain = _MARKS.sub("", label), _MARKS.sub("", real)
    if plain == real_plain or skeleton(plain) == skeleton(real_plain):
        return "looks the same with other characters"
    if len(real_plain) < _LEAST_LETTERS:
        return None
    if real_plain in plain or any(registered(part) == real for part in _inner(name)):
        return "contains the known name"
    allowed = 1 if len(real_plain) < 8 else 2
    distance = OSA.distance(plain, real_plain, score_cutoff=allowed)
    return f"is {distance} character{'s' * (distance > 1)} away from it" if distance <= allowed else None


def _inner(name: str) -> list[str]:
    """Domains that a longer one begins with, as in mould.co.uk.example.net."""
    labels = name.split(".")
    return [".".join(labels[:count]) for count in range(2, len(labels) - 1)]
