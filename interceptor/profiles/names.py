"""Payee names: one key to compare on, who is the same payee, and who only looks like it.

Three answers that must not be mixed up (research/indicators.md 1.2 #1 and #12):

- `name_key` is equal for candidates. It drops legal forms, so equal keys alone do not make the same payee.
- `same_payee` decides: case, punctuation, word order, a missing legal form, transliteration and the 35-character cut
  of MT names are forgiven; another legal form is not.
- `looks_alike` is nearly the same and yet not: the spelling that a fraudster registers.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from interceptor.profiles.confusables import skeleton, spoofed
from interceptor.profiles.legal_forms import begins_form, split_forms, split_native

MAX_LENGTH: Final = 280
"""Characters of a name that count: twice the 140 of ISO 20022, so a hostile name costs no more than a long one."""

_CUTS: Final[tuple[tuple[int, int], ...]] = ((30, 35), (66, 70), (136, 140))
"""Lengths of a name that may have been cut: one or two MT lines of 35, or ISO 20022's 140, less what is stripped."""

_MARKS: Final = re.compile(r"[^\w\s]|_")
_APOSTROPHES: Final = str.maketrans("", "", "'’`´ʼ")
_ASCII: Final = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256)).lower()
_NO_LETTERS: Final = bytes(code for code in range(256) if _ASCII[code] == 32)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_HIDDEN: Final = frozenset(("Cf", "Cs", "Co", "Cn"))
_DIGITS: Final = re.compile(r"\d+")
_PLACES: Final = frozenset(
    files("interceptor.profiles").joinpath("name_suffixes.csv").read_text(encoding="utf-8").split()[1:]
)


def _key(ordered: str) -> str:
    return ordered.replace("ae", "a").replace("oe", "o").replace("ue", "u")


class Name:
    """A payee name taken apart. All parts are case-folded; words are transliterated unless they mix scripts.

    Every payment has its payee's name folded, and few are compared with another: the parts that only comparisons use
    are made when first asked for.
    """

    def __init__(self, name: str, words: list[str], written: list[str], native: set[str], expanded: str | None) -> None:
        """`words` are transliterated where `written` are not; `native` are forms that were found in the text."""
        self._name = name
        self._ordered: str | None = None
        self._squashed: str | None = None
        self._full: str | None = None
        self._eye: str | None = None
        self._stem: str | None = None
        self._words = words
        self._written = written
        core, forms = split_forms(words)
        self.words = core
        """Core words in order: without legal forms and connectors."""
        self.forms = frozenset(forms | native) if native else frozenset(forms)
        """Legal forms, one spelling each."""
        self._expanded = expanded

    @property
    def ordered(self) -> str:
        """Core words sorted."""
        if self._ordered is None:
            self._ordered = " ".join(sorted(self.words))
        return self._ordered

    @property
    def expanded(self) -> str:
        """As `ordered` with ü written ue and so on; equal to it when there is no such letter."""
        return self._expanded or self.ordered

    @property
    def key(self) -> str:
        """Core words sorted, umlauts and their two-letter spellings made one."""
        return _key(self.ordered)

    @property
    def squashed(self) -> str:
        """Core words in order without spaces."""
        if self._squashed is None:
            self._squashed = "".join(self.words)
        return self._squashed

    @property
    def full(self) -> str:
        """All words, forms included, without spaces: what is left when a name is cut."""
        if self._full is None:
            self._full = "".join(self._words)
        return self._full

    @property
    def last(self) -> str:
        """Last word, which a cut may have shortened."""
        return self._words[-1] if self._words else ""

    @property
    def eye(self) -> str:
        """Skeleton of the core words as written, before transliteration: what the eye sees."""
        if self._eye is None:
            same = self._written is self._words
            self._eye = skeleton(self.squashed if same else "".join(split_forms(self._written)[0]))
        return self._eye

    @property
    def stem(self) -> str:
        """Core words, sorted, without those of places and groups."""
        if self._stem is None:
            placeless = _PLACES.isdisjoint(self.words)
            self._stem = self.ordered if placeless else " ".join(sorted(set(self.words) - _PLACES))
        return self._stem

    @property
    def cut(self) -> bool:
        """The name is as long as one that was cut, see `_CUTS`."""
        length = len(self._name.strip())
        return length >= _CUTS[0][0] and any(low <= length <= high for low, high in _CUTS)


def _joined_letters(words: list[str]) -> list[str]:
    """`words` with runs of single letters made one word: S.A.R.L. and J.P. however the dots stood."""
    joined: list[str] = []
    in_run = False
    for word in words:
        single = len(word) == 1
        if single and in_run:
            joined[-1] += word
        else:
            joined.append(word)
        in_run = single
    return joined


def _split(text: str) -> list[str]:
    if text.isascii():
        words = text.encode().translate(_ASCII, b"'`").decode().split()
    else:
        words = _MARKS.sub(" ", text.translate(_APOSTROPHES)).split()
    for word in words:
        if len(word) == 1:
            return _joined_letters(words)
    return words


def _latin(words: list[str]) -> list[str]:
    latin: list[str] = []
    for word in words:
        latin += [word] if word.isascii() or spoofed(word) else _split(anyascii(word).casefold())
    return latin


def _visible(text: str) -> str:
    """`text` in compatibility form and case-folded, without characters that do not show."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = "".join(char for char in text if unicodedata.category(char) not in _HIDDEN)
    return unicodedata.normalize("NFKC", text.casefold())


@lru_cache(maxsize=65_536)
def fold(name: str) -> Name:
    """The parts of `name` that comparisons use. Never raises; a name without letters has an empty key."""
    text = name[:MAX_LENGTH]
    if text.isascii():
        words = _split(text)
        return Name(name, words, words, set(), None)
    text, native = split_native(_visible(text))
    written = _split(text)
    spelled_out = text.translate(_UMLAUTS)
    expanded = None
    if spelled_out != text:
        expanded = " ".join(sorted(split_forms(_latin(_split(spelled_out)))[0]))
    return Name(name, _latin(written), written, native, expanded)


_SQUASHED: Final[dict[str, str]] = {}
MOST_SQUASHED: Final = 65_536
"""Names whose squashed form is remembered. Beyond it all are forgotten: a cache that knows which was used last would
touch three times the memory for each name, and whole directories are asked for."""


def squashed_all(names: list[str]) -> list[str]:
    """`Name.squashed` of each of the names: whole directories of names are compared in it."""
    found: list[str] = []
    for name in names:
        known = _SQUASHED.get(name)
        if known is None:
            if len(_SQUASHED) >= MOST_SQUASHED:
                _SQUASHED.clear()
            # As `fold` does, which would make more of a plain name than is asked here, and remember it.
            text = name[:MAX_LENGTH]
            known = "".join(split_forms(_split(text))[0]) if text.isascii() else fold(name).squashed
            _SQUASHED[name] = known
        found.append(known)
    return found


def letters(text: str) -> str:
    """The ASCII letters and digits of `text` in lower case: every word of an ASCII name stands in those of the name."""
    return text.encode("ascii", "replace").translate(_ASCII, _NO_LETTERS).decode()


def name_key(name: str) -> str:
    """Key of a payee name: equal for every writing of one name, and also where only the legal form differs.

    Use it to find candidates and to key name profiles; let `same_payee` decide. Every transfer asks for it, and most
    creditors are paid once in a long while, so a plain name is not taken apart further, nor remembered.
    """
    text = name[:MAX_LENGTH]
    if not text.isascii():
        return fold(name).key
    core, _ = split_forms(_split(text))
    return _key(" ".join(sorted(core)))


def _same_core(a: Name, b: Name) -> bool:
    if a.squashed == b.squashed or a.ordered == b.ordered:
        return True
    if a.expanded is a.ordered and b.expanded is b.ordered:
        return False
    return a.expanded in (b.ordered, b.expanded) or a.ordered == b.expanded


def _same_forms(a: Name, b: Name) -> bool:
    # A missing form, or part of one (Ltd for Pty Ltd), is carelessness; another one is another company.
    return a.forms <= b.forms or b.forms <= a.forms


def _cut(short: Name, whole: Name) -> bool:
    if not short.cut:
        return False
    if whole.full.startswith(short.full):
        return True
    # The cut may have gone through a legal form that the other side abbreviates: "… Limi" and "… Ltd".
    return short.squashed.removesuffix(short.last) == whole.squashed and begins_form(short.last)


def same_payee(a: str, b: str) -> bool:
    """True when `a` and `b` are writings of one name. Symmetric. False for names without any letter or digit."""
    return same(fold(a), fold(b))


def same(first: Name, second: Name) -> bool:
    """As `same_payee`, of names taken apart."""
    if not first.squashed or not second.squashed:
        return False
    if first is second:
        return True
    if _same_core(first, second):
        return _same_forms(first, second)
    return _cut(first, second) or _cut(second, first)


def similarity(a: str, b: str) -> float:
    """From 0 (nothing in common) to 1 (the same payee); between them, the share of equal characters."""
    if same_payee(a, b):
        return 1.0
    return min(0.99, fuzz.ratio(fold(a).ordered, fold(b).ordered) / 100)


def _edits_allowed(length: int) -> int:
    # One edit in a short name is another name (Bing, Ping); our thresholds, estimate.
    return 0 if length < 5 else 1 if length < 10 else 2


def _numbered(a: str, b: str) -> bool:
    # Fund 3 and Fund 4, or Store 12 and Store 13, are a series and not a spoof.
    return a != b and _DIGITS.sub("#", a) == _DIGITS.sub("#", b)


def _near(a: Name, b: Name) -> bool:
    """One name for both, but for edits, characters that look alike, or added places."""
    if _same_core(a, b) or a.eye == b.eye or (a.stem == b.stem and a.stem):
        return True
    length, other = len(a.squashed), len(b.squashed)
    allowed = _edits_allowed(min(length, other))
    if abs(length - other) > allowed or not allowed:
        return False
    return (
        OSA.distance(a.squashed, b.squashed, score_cutoff=allowed) <= allowed
        or OSA.distance(a.ordered, b.ordered, score_cutoff=allowed) <= allowed
    )


def looks_alike(a: str, b: str) -> bool:
    """True when `a` passes for `b` and is not the same payee.

    One or two edits, characters that look alike, letters of another script, another legal form, or an added place or
    group word (research/indicators.md 1.2 #12; cases K1 K4). Symmetric.
    """
    return alike(fold(a), fold(b))


def alike(first: Name, second: Name) -> bool:
    """As `looks_alike`, of names taken apart."""
    if not first.words or not second.words or not _near(first, second):
        return False
    return not _numbered(first.squashed, second.squashed) and not same(first, second)
