"""Text that asks to move money, names another account or carries a link (research/alert-contents.md section 5).

Freezing tools are abused, and false answers are one way to do it (research/recall.md section 0, fact 6). Neither our
alerts nor the answers to them have any need for such text, so it is refused in both directions.
"""

import re
import unicodedata

from interceptor.errors import Fault, MessageError
from interceptor.transfers.accounts import canonical_number, is_iban

# One character before `@` or the dot is enough to know: a run of them would be tried from each of its characters.
_LINK = re.compile(
    r"\bhttps?\b|\bhxxps?\b|\bftp://|\bwww\s*\.|\bmailto:|[\w.+-]@[\w-]+\.\w{2,}"
    r"|[\w-]\.(?:com|net|org|info|biz|io|co|me|ly|app|link|site|online|shop|xyz|top|ru|cn|tk)(?:/|\b)",
    re.ASCII,
)
_POLITE = r"(?:please|pls|kindly|must|should|you (?:need|have) to|are to|is to be|urgently|immediately|required to)"
_MOVE = r"(?:transfer|send|remit|wire|pay|deposit|credit|redirect|forward|route|move|settle)"
_MONEY = r"(?:funds?|money|amount|sum|balance|fees?|charges?|deposit|payments?|proceeds|(?:usd|eur|gbp|cad|hkd|cny)\b)"
_TARGET = r"(?:accounts?|iban|wallet|beneficiary|address|details)\b(?!\s+(?:servicing|holding|holder|officer|manager))"
_INSTRUCTION = re.compile(
    rf"\b{_POLITE}\s+(?:\w+\s+){{0,3}}{_MOVE}\b(?!\s+(?:us\s+)?(?:a\s+|an\s+|the\s+|your\s+)?"
    r"(?:indemnity|letter|copy|confirmation|information|details|reply|request|message|documents?|report))"
    rf"|\b{_MOVE}\s+(?:\S+\s+){{0,3}}{_MONEY}\s+(?:\S+\s+){{0,4}}(?:to|into|via)\b"
    r"(?!\s+(?:you|your|(?:the )?(?:debtor|payer|originator)))"
    rf"|\b{_MOVE}\s+(?:\S+\s+){{0,4}}(?:to|into)\s+(?:\S+\s+){{0,3}}{_TARGET}"
    r"|\bclick\b|\bscan (?:the|this) (?:qr|code)\b"
)
_ACCOUNT = re.compile(
    rf"\b(?:new|alternative|alternate|updated|changed|substitute|following|below)\s+(?:\w+\s+){{0,2}}{_TARGET}"
    rf"|\b(?:use|to use|instead)\s+(?:\w+\s+){{0,2}}(?:another|different|other|correct)\s+(?:\w+\s+){{0,2}}{_TARGET}"
)
_MAYBE_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}")
_LONGEST_READ = 20_000
_OVERLAP = 500


def hostile_text(text: str) -> bool:
    """True when `text` holds a link, an order to move money, or an account to move it to.

    Errs on the side of a person: whatever is refused is kept and shown, never lost.
    """
    seen = "".join(char for char in text[:_LONGEST_READ] if unicodedata.category(char) != "Cf")
    folded = unicodedata.normalize("NFKC", seen)
    lowered = " ".join(folded.casefold().split())
    if any(pattern.search(lowered) for pattern in (_LINK, _INSTRUCTION, _ACCOUNT)):
        return True
    return any(_holds_iban(match[0]) for match in _MAYBE_IBAN.finditer(folded.upper()))


def _holds_iban(text: str) -> bool:
    number = canonical_number(text)
    return any(is_iban(number[:length]) for length in range(15, min(len(number), 34) + 1))


def refuse_hostile(texts: tuple[str, ...]) -> None:
    """Raises `MessageError` (`instruction`) when the texts, read as one, are hostile."""
    whole = " ".join(texts)
    # In pieces that overlap, so that nothing stands beyond what is read.
    for start in range(0, len(whole), _LONGEST_READ - _OVERLAP):
        if hostile_text(whole[start : start + _LONGEST_READ]):
            raise MessageError(Fault.INSTRUCTION)
