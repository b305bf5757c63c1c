"""What the wire's and the order's text says (research/indicators.md 1.6 #47, #48, #49).

Clean text never lowers a score: in vendor fraud the payer's own staff fill the remittance from real invoices
(research/indicators.md section 5).
"""

from typing import Final

from interceptor.indicators.declaration import UNSETTLED, indicator
from interceptor.indicators.lexicon import GENERIC, PRETEXTS, Reading, read
from interceptor.indicators.quoting import quote
from interceptor.indicators.standing import creditor_assigned
from interceptor.indicators.subject import Subject

_CHANGE: Final = frozenset({"account_change"})
_ASSIGNMENT: Final = frozenset({"assignment"})

LARGE_USD: Final = 10_000.0
"""From here on a vague text counts in full: about a fifth of the lowest mean of section 3.2 (estimate)."""


def _vague(text: str) -> bool:
    """True when no word of the folded text is specific: no number of three digits, no word but generic ones."""
    for word in text.split():
        digits = 0 if word.isalpha() else sum(char.isdigit() for char in word)
        if digits >= 3 or (not digits and len(word) > 1 and word not in GENERIC):
            return False
    return True


def _generic(subject: Subject, value: float) -> str:
    text = " ".join(subject.gist.remittance).strip()
    said = f"only says {quote(text)}" if text else "is empty"
    return f"The remittance {said}, without a document number."


@indicator(
    number=47,
    id="remittance_generic_or_missing",
    typologies="CEO MNA",
    data="P",
    strength="M",
    source="indicators.md 1.6 #47; K26 (generic concept alarmed the branch)",
    evidence=_generic,
    steps=((0.5, 0.3), (1.0, 1.0)),
    gate=UNSETTLED,
)
def remittance_generic_or_missing(subject: Subject) -> float | None:
    """1.0 for a vague or missing remittance on a large wire to a new payee, 0.5 otherwise."""
    gist = subject.gist
    if gist.numbered or gist.tax or not _vague(subject.reading.text):
        return 0.0
    large = subject.amount_usd is None or subject.amount_usd >= LARGE_USD
    return 1.0 if subject.young_payee and large else 0.5


def _order(subject: Subject) -> Reading | None:
    """The text of the order that the bank holds; None when it has none."""
    text = subject.context.instruction_text
    return read((text,)) if text else None


def _wire(subject: Subject) -> Reading | None:
    return subject.reading if subject.gist.remittance else None


def _found(subject: Subject, subjects: frozenset[str]) -> str:
    parts = (("order", _order(subject)), ("remittance", _wire(subject)))
    said = [f"{what} {quote(phrase)}" for what, text in parts if text and (phrase := text.phrase(subjects))]
    return " and the ".join(said)


def _pretext(subject: Subject, value: float) -> str:
    return f"A pretext known from fraud is used: the {_found(subject, PRETEXTS)}."


@indicator(
    number=48,
    id="remittance_pretext_language",
    typologies="MNA CEO ATT",
    data="P+X",
    strength="M",
    source="indicators.md 1.6 #48 (M in the order, W in the wire) and 5.1, 5.3; F16 K20 K26 K32",
    evidence=_pretext,
    fires_at=0.5,
    steps=((0.5, 0.3), (1.0, 1.0)),
    gate=UNSETTLED,
)
def remittance_pretext_language(subject: Subject) -> float | None:
    """1.0 for pretext words in the order, 0.5 in the wire alone; None without any text."""
    order, wire = _order(subject), _wire(subject)
    if order is not None and order.phrase(PRETEXTS):
        return 1.0
    if wire is not None and wire.phrase(PRETEXTS):
        return 0.5
    return None if order is None and wire is None else 0.0


def _account_change(subject: Subject, value: float) -> str:
    return f"The text speaks of a changed account: the {_found(subject, _CHANGE)}."


@indicator(
    number=49,
    id="remittance_account_change_language",
    typologies="VEC",
    data="P+X",
    strength="M",
    source="indicators.md 1.6 #49 and 5.1; K4 K11 K34",
    evidence=_account_change,
    steps=((0.5, 0.3), (1.0, 1.0)),
    gate=UNSETTLED,
)
def remittance_account_change_language(subject: Subject) -> float | None:
    """1.0 when the text speaks of new or blocked bank details, 0.5 when it also cites an assignment to a factor."""
    texts = [text for text in (_order(subject), _wire(subject)) if text is not None]
    if not texts:
        return None
    if not any(text.phrase(_CHANGE) for text in texts):
        return 0.0
    assigned = creditor_assigned(subject.gist) and any(text.phrase(_ASSIGNMENT) for text in texts)
    return 0.5 if assigned else 1.0
