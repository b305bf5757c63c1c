"""Code words in MT free text: fields 70, 72 and 77B (research/iso20022.md 4.1 and 4.3)."""

import re
from typing import Final

_CODE = re.compile(r"/([A-Z0-9]{1,8})/(.*)\Z", re.DOTALL)
_INLINE = re.compile(r"/(ROC|INV|RFB|IPI|URI|ULTD|ULTB|PURP)/")

RETURNS: Final = {"RETN": "return", "REJT": "reject"}
"""First code word of field 72 that turns the message into the return or reject of another."""


def coded(lines: list[str]) -> list[tuple[str, str]]:
    """Lines as pairs of code word and text. A line that begins with `//` continues the one before it; text without a
    code has an empty one."""
    found: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith("//") and found:
            code, text = found[-1]
            found[-1] = (code, f"{text} {line[2:].strip()}".strip())
        elif match := _CODE.match(line):
            found.append((match[1], match[2].strip()))
        else:
            found.append(("", line))
    return found


def remittance_codes(lines: list[str]) -> dict[str, list[str]]:
    """Code words inside field 70, each with the texts behind it up to the end of its line: `/ROC/`, `/INV/` and others.

    Within a line `//` parts several references under one code. A line that begins with it continues the one before.
    """
    found: dict[str, list[str]] = {}
    last: list[str] | None = None
    for line in lines:
        if line.startswith("//") and last:
            last[-1] += line[2:].strip()
            continue
        pieces = _INLINE.split(line)
        for code, value in zip(pieces[1::2], pieces[2::2], strict=True):
            texts = [text for part in value.split("//") if (text := part.strip(" /"))]
            if texts:
                last = found.setdefault(code, [])
                last += texts
    return found


def residences(lines: list[str]) -> dict[str, str]:
    """Countries of 77B under `BENEFRES` (creditor) and `ORDERRES` (debtor)."""
    return {
        code: text[:2].upper()
        for code, text in coded(lines)
        if code in {"BENEFRES", "ORDERRES"} and text[:2].isalpha() and text[:2].isascii() and len(text) >= 2
    }
