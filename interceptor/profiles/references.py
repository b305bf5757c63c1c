"""Reference styles and invoice numbers in remittance text.

A payee's invoices look alike ("INV 2024-11873", "INV 2024-11874"): the style is kept as a template with digits
replaced, the numbers as short digests (research/indicators.md 1.6 #46, #50 and 5.2).
"""

import re

from interceptor.transfers.identity import digest8
from interceptor.transfers.transfer import Transfer

LONGEST = 280
"""Characters of remittance that are looked at: twice the 140 of ISO 20022 Ustrd."""
MOST_DOCUMENTS = 4

_NUMBER = re.compile(r"(?:\b([A-Za-zÀ-ÿ]{2,14})[ .:#/-]{0,3})?\b([A-Za-z]{0,6}[-/]?\d[\dA-Za-z/-]{0,24})")
_DIGITS = re.compile(r"\d+")
_LENGTHS = "aabbccddde"
"""Class of the number of digits: 0-1 a, 2-3 b, … so that invoice 999 and 1000 mostly keep one style."""
_INVOICE_WORDS = frozenset(
    "BILL FACT FACTURA FACTURE FATTURA FATURA FAKTURA FACTUUR FT INV INVC INVOICE INVOICES INVS KINV RECHNUNG RE RG RNR"
    " RECH".split()
)
"""Words before an invoice number; purchase-order and matter numbers recur and prove no duplicate."""


def _template(word: str, number: str) -> str:
    digits = sum(char.isdigit() for char in number)
    style = _DIGITS.sub("#", number.upper())
    return f"{word.upper()} {style}:{_LENGTHS[min(digits, 9)]}"


def _digest(number: str) -> bytes:
    plain = "".join(char for char in number.upper() if char.isalnum()).lstrip("0")
    return digest8("document", plain)[:4]


def _long_enough(number: str) -> bool:
    return sum(char.isdigit() for char in number) >= 3


def read(transfer: Transfer) -> tuple[str | None, tuple[bytes, ...]]:
    """The template of the first reference, and 4-byte digests of at most four invoice numbers.

    The template is None without any remittance, and `words` when the text has no number.
    """
    text = " ".join(transfer.remittance)[:LONGEST] if transfer.remittance else ""
    template = None
    documents = [_digest(number) for number in transfer.documents[:MOST_DOCUMENTS]]
    if transfer.documents or transfer.references:
        first = (transfer.documents or transfer.references)[0][:LONGEST]
        template = _template("", first)
    if text:
        found = _NUMBER.findall(text)
        if template is None:
            template = next((_template(word, number) for word, number in found if _long_enough(number)), "words")
        if not documents:
            documents = [
                _digest(number) for word, number in found if word.upper() in _INVOICE_WORDS and _long_enough(number)
            ][:MOST_DOCUMENTS]
    return template, tuple(documents)
