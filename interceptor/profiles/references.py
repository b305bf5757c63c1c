"""Reference styles and invoice numbers in remittance text.

A payee's invoices look alike ("INV 2024-11873", "INV 2024-11874"): the style is kept as a template with digits
replaced, the numbers as short digests (research/indicators.md 1.6 #46, #50 and 5.2).
"""

import re
from typing import Final

from interceptor.transfers.identity import digest8
from interceptor.transfers.transfer import Transfer

LONGEST: Final = 280
"""Characters of remittance that are looked at: twice the 140 of ISO 20022 Ustrd."""
MOST_DOCUMENTS: Final = 4

_NUMBER: Final = re.compile(r"(?:\b([A-Za-zÀ-ÿ]{2,14})[ .:#/-]{0,3})?\b([A-Za-z]{0,6}[-/]?\d[\dA-Za-z/-]{0,24})")
_DIGITS: Final = re.compile(r"\d+")
_LENGTHS: Final = "AABBCCDDDE"
"""Class of the number of digits: 0-1 A, 2-3 B, … so that invoice 999 and 1000 mostly keep one style."""
_INVOICE_WORDS: Final = frozenset(
    "BILL FACT FACTURA FACTURE FATTURA FATURA FAKTURA FACTUUR FT INV INVC INVOICE INVOICES INVS KINV RECHNUNG RE RG RNR"
    " RECH".split()
)
"""Words before an invoice number; purchase-order and matter numbers recur and prove no duplicate."""


_NO_SEPARATORS: Final = str.maketrans("", "", "-/ ._")
_LEAST_DIGITS: Final = 3


def _style(number: str) -> tuple[str, int]:
    """`number` with each run of digits as one mark, and how many digits there were."""
    if number.isdecimal():
        return "#", len(number)
    style = _DIGITS.sub("#", number)
    return style, len(number) - len(style) + style.count("#")


def _template(word: str, style: str, digits: int) -> str:
    return f"{word} {style}:{_LENGTHS[min(digits, 9)]}".upper()


def _digest(number: str) -> bytes:
    bare = number.upper()
    if not bare.isalnum():
        bare = bare.translate(_NO_SEPARATORS)
    return digest8("document", bare.lstrip("0"))[:4]


def read(transfer: Transfer) -> tuple[str | None, tuple[bytes, ...]]:
    """The template of the first reference, and 4-byte digests of at most four invoice numbers.

    The template is None without any remittance, and `WORDS` when the text has no number. Structured fields win.
    """
    structured = transfer.documents or transfer.references
    template = _template("", *_style(structured[0][:LONGEST])) if structured else None
    if transfer.documents:
        return template, tuple([_digest(number[:LONGEST]) for number in transfer.documents[:MOST_DOCUMENTS]])
    documents: list[bytes] = []
    text = " ".join(transfer.remittance)[:LONGEST] if transfer.remittance else ""
    for word, number in _NUMBER.findall(text):
        style, digits = _style(number)
        if digits < _LEAST_DIGITS:
            continue
        if template is None:
            template = _template(word, style, digits)
        if word.upper() in _INVOICE_WORDS and len(documents) < MOST_DOCUMENTS:
            documents.append(_digest(number))
    return template or ("WORDS" if text else None), tuple(documents)
