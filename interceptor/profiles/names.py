"""Payee names: one key to compare on, who is the same payee, and who only looks like it.

Three answers that must not be mixed up (research/indicators.md 1.2 #1 and #12):

- `name_key` is equal for candidates. It drops legal forms, so equal keys alone do not make the same payee.
- `same_payee` decides: case, punctuation, word order, a missing legal form, transliteration and the 35-character cut
  of MT names are forgiven; another legal form is not.
- `looks_alike` is nearly the same and yet not: the spelling that a fraudster registers.
"""

import csv
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from interceptor.profiles.confusables import skeleton, spoofed

MAX_LENGTH = 280
"""Characters of a name that count: twice the 140 of ISO 20022, so a hostile name costs no more than a long one."""

_CUTS = ((30, 35), (66, 70), (136, 140))
"""Lengths of a name that may have been cut: one or two MT lines of 35, or ISO 20022's 140, less what is stripped."""

_MARKS = re.compile(r"[^\w\s]|_")
_LETTER_RUN = re.compile(r"\b(?:\w )+\w\b")
_APOSTROPHES = str.maketrans("", "", "'’`´ʼ")
_EXPANDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_CONNECTORS = frozenset(("and", "und", "et", "the"))
_DIGITS = re.compile(r"\d+")


def _rows(name: str) -> list[tuple[str, str]]:
    text = files("interceptor.profiles").joinpath(name).read_text(encoding="utf-8")
    return [(row["spelling"], row["form"]) for row in csv.DictReader(text.splitlines())]


_FORMS = {spelling: form.split() for spelling, form in _rows("legal_forms.csv") if " " not in spelling}
_LONG_FORMS: dict[str, list[tuple[tuple[str, ...], list[str]]]] = {}
for _spelling, _form in sorted(_rows("legal_forms.csv"), key=lambda row: -len(row[0])):
    if " " in _spelling:
        _words = tuple(_spelling.split())
        _LONG_FORMS.setdefault(_words[0], []).append((_words, _form.split()))
_NATIVE_FORMS = _rows("native_forms.csv")
_PLACES = frozenset(files("interceptor.profiles").joinpath("name_suffixes.csv").read_text(encoding="utf-8").split()[1:])


class Name(NamedTuple):
    """A payee name taken apart. All parts are case-folded."""

    key: str
    """Core words, transliterated and sorted, umlauts and their two-letter spellings made one."""
    words: tuple[str, ...]
    """Core words in order: transliterated, legal forms removed; a word of mixed scripts is left as it is."""
    forms: frozenset[str]
    """Legal forms, one spelling each."""
    sorted_words: str
    expanded: str
    """As `sorted_words` with ü written ue and so on; equal to it when there is no such letter."""
    squashed: str
    """Core words in order without spaces."""
    full: str
    """All words, forms included, without spaces: what is left when a name is cut."""
    last: str
    """Last word, which a cut may have shortened."""
    eye: str
    """Skeleton of the core words before transliteration."""
    length: int
    """Characters as received."""


def _words(text: str) -> list[str]:
    plain = _MARKS.sub(" ", text.translate(_APOSTROPHES))
    plain = " ".join(plain.split())
    # "s a r l" and "j p" are one word each, however the dots stood.
    if _LETTER_RUN.search(plain):
        plain = _LETTER_RUN.sub(lambda match: match[0].replace(" ", ""), plain)
    return plain.split()


def _latin(words: list[str]) -> list[str]:
    latin: list[str] = []
    for word in words:
        latin += [word] if word.isascii() or spoofed(word) else _words(anyascii(word).casefold())
    return latin


def _split_forms(words: list[str]) -> tuple[list[str], set[str]]:
    core: list[str] = []
    forms: set[str] = set()
    position = 0
    while position < len(words):
        word = words[position]
        taken = 1
        for spelled, form in _LONG_FORMS.get(word, ()):
            if tuple(words[position : position + len(spelled)]) == spelled:
                forms.update(form)
                taken = len(spelled)
                break
        else:
            single = _FORMS.get(word)
            if single is not None:
                forms.update(single)
            elif word not in _CONNECTORS:
                core.append(word)
        position += taken
    return core or words, forms


def _native(text: str) -> tuple[str, set[str]]:
    forms: set[str] = set()
    for spelling, form in _NATIVE_FORMS:
        if spelling in text:
            text = text.replace(spelling, " ")
            forms.add(form)
    return text, forms


@lru_cache(maxsize=65_536)
def fold(name: str) -> Name:
    """The parts of `name` that comparisons use. Never raises; a name without letters has an empty key."""
    text = name[:MAX_LENGTH]
    native: set[str] = set()
    expanded = None
    if text.isascii():
        words = seen = _words(text.lower())
    else:
        text = unicodedata.normalize("NFKC", text)
        text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cs", "Co"))
        text, native = _native(unicodedata.normalize("NFKC", text.casefold()))
        seen = _words(text)
        words = _latin(seen)
        spelled_out = text.translate(_EXPANDED)
        if spelled_out != text:
            expanded = " ".join(sorted(_split_forms(_latin(_words(spelled_out)))[0]))
    core, forms = _split_forms(words)
    ordered = " ".join(sorted(core))
    return Name(
        key=_single_umlauts(ordered),
        words=tuple(core),
        forms=frozenset(forms | native),
        sorted_words=ordered,
        expanded=expanded or ordered,
        squashed="".join(core),
        full="".join(words),
        last=words[-1] if words else "",
        eye=skeleton("".join(core if words is seen else _split_forms(seen)[0])),
        length=len(name.strip()),
    )


def _single_umlauts(text: str) -> str:
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def name_key(name: str) -> str:
    """Key of a payee name: equal for every writing of one name, and also where only the legal form differs.

    Use it to find candidates and to key name profiles; let `same_payee` decide. Cached; a few microseconds if not.
    """
    return fold(name).key


def _same_core(a: Name, b: Name) -> bool:
    return (
        a.sorted_words == b.sorted_words
        or a.expanded == b.sorted_words
        or a.sorted_words == b.expanded
        or a.expanded == b.expanded
        or a.squashed == b.squashed
    )


def _same_forms(a: Name, b: Name) -> bool:
    # A missing form, or part of one (Ltd for Pty Ltd), is carelessness; another one is another company.
    return a.forms <= b.forms or b.forms <= a.forms


def _cut(short: Name, whole: Name) -> bool:
    if not any(low <= short.length <= high for low, high in _CUTS) or short.length >= whole.length + 8:
        return False
    if whole.full.startswith(short.full):
        return True
    # The cut may have gone through a legal form that the other side abbreviates: "… Limi" and "… Ltd".
    stem = short.squashed.removesuffix(short.last)
    return stem == whole.squashed and any(spelling.startswith(short.last) for spelling in _FORMS)


def same_payee(a: str, b: str) -> bool:
    """True when `a` and `b` are writings of one name. Symmetric. False for names without any letter or digit."""
    if a == b:
        return bool(fold(a).full)
    first, second = fold(a), fold(b)
    if not first.full or not second.full:
        return False
    if _same_core(first, second):
        return _same_forms(first, second)
    return _cut(first, second) or _cut(second, first)


def similarity(a: str, b: str) -> float:
    """From 0 (nothing in common) to 1 (the same payee); between them, the share of equal characters of the keys."""
    if same_payee(a, b):
        return 1.0
    first, second = fold(a), fold(b)
    return min(0.99, fuzz.ratio(first.sorted_words, second.sorted_words) / 100)


def _edits_allowed(length: int) -> int:
    # One edit in a short name is another name (Bing, Ping); our thresholds, estimate.
    return 0 if length < 5 else 1 if length < 10 else 2


def _numbered(a: str, b: str) -> bool:
    # Fund 3 and Fund 4, or Store 12 and Store 13, are a series and not a spoof.
    return a != b and _DIGITS.sub("#", a) == _DIGITS.sub("#", b)


def _suffix_only(a: Name, b: Name) -> bool:
    shared = set(a.words) & set(b.words)
    extra = set(a.words) ^ set(b.words)
    return bool(shared - _PLACES) and bool(extra) and extra <= _PLACES


def looks_alike(a: str, b: str) -> bool:
    """True when `a` passes for `b` and is not the same payee.

    One or two edits, characters that look alike, letters of another script, another legal form, or an added place or
    group word (research/indicators.md 1.2 #12; cases K1 K4). Symmetric.
    """
    first, second = fold(a), fold(b)
    if not first.words or not second.words or same_payee(a, b):
        return False
    if _same_core(first, second) or first.eye == second.eye or _suffix_only(first, second):
        return True
    if _numbered(first.squashed, second.squashed):
        return False
    allowed = _edits_allowed(min(len(first.squashed), len(second.squashed)))
    return allowed > 0 and (
        OSA.distance(first.squashed, second.squashed, score_cutoff=allowed) <= allowed
        or OSA.distance(first.sorted_words, second.sorted_words, score_cutoff=allowed) <= allowed
    )
