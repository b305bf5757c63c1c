"""What an alert may say: neutral, clean, in two scripts and on two clocks (research/alert-contents.md 5)."""

import re
from datetime import UTC, datetime
from typing import Final

from anyascii import anyascii

from interceptor.messages.hostile_text import hostile_text
from interceptor.routing.alert.parts import Instructed, Moment, Name
from interceptor.routing.calendars import local
from interceptor.routing.plan import Basis, Kind
from interceptor.transfers.accounts import canonical_number, is_iban

WITHHELD: Final = "[withheld: the text holds a link, an account or an order to move money; on request]"
_OPENING: Final[dict[Basis, str]] = {
    "suspected": "The account may have received funds obtained by deception; the payer is being asked.",
    "reported": "The payer reports the account as having received funds obtained by deception.",
    "confirmed": "The account is reported, and by call-back confirmed, as having received funds obtained by deception.",
}
_FOLLOWS: Final[dict[Kind, str]] = {
    "bank": "An answer by camt.029 or a return by pacs.004 is asked for; an indemnity can be discussed.",
    "desk": "The police report number and the payer's statement follow under this alert id as soon as they exist.",
    "police": "A formal request follows by the national bureau once the report is registered.",
    "fiu": "The suspicious-activity report follows by the national FIU's own channel.",
}
_ACCUSING = re.compile(
    r"\b(?:fraudsters?|scammers?|criminals?|crooks?|thie(?:f|ves)|launderers?|mules?|guilty)\b", re.I
)
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_ADDRESS = re.compile(r"://|\bwww\b|@|\bmailto\b", re.IGNORECASE)


def clean(text: str, longest: int = 350) -> str:
    """Without control, direction and surrogate characters, blanks folded, cut to `longest`."""
    return " ".join(_UNSENDABLE.sub(" ", text).split())[:longest]


def free(text: str, longest: int = 350) -> str:
    """Free text fit to send: cleaned, or withheld when our own parser would refuse it."""
    cleaned = clean(text, longest)
    return WITHHELD if hostile_text(cleaned) else cleaned


def number(text: str) -> str:
    """An account number fit to send: an IBAN is at home here, anything else is free text."""
    cleaned = clean(text, 140)
    return cleaned if is_iban(canonical_number(cleaned)) else free(text, 140)


def hostile_name(text: str) -> bool:
    """True for a name that is really a link or an order. A company may be called Example.com; that is no link."""
    return bool(_ADDRESS.search(text)) or hostile_text(text.replace(".", " "))


def label(text: str) -> str:
    """A name on one line, such as the addressee's."""
    cleaned = clean(text)
    return WITHHELD if hostile_name(cleaned) else cleaned


def name(text: str | None) -> Name | None:
    """The name in its own script, and in Latin letters when that differs."""
    return Name.model_validate(_scripts(text)) if text and clean(text) else None


def instructed(text: str | None) -> Instructed | None:
    """The payee's name, marked as what the payer was told."""
    return Instructed.model_validate(_scripts(text)) if text and clean(text) else None


def _scripts(text: str) -> dict[str, str]:
    original, latin = label(text), label(anyascii(clean(text)))
    return {"original": original} if latin in {original, ""} else {"original": original, "latin": latin}


def moment(time: datetime | None, zone: str) -> Moment | None:
    """UTC and the receiver's local time."""
    return Moment(utc=time.astimezone(UTC), local=local(time, zone)) if time is not None else None


def summary(basis: Basis, payer_says: tuple[str, ...], bank_sees: tuple[str, ...]) -> str:
    """At most 1000 characters: what is asked about, what the payer says, what the bank sees, kept apart."""
    told = [("Payer", text) for text in payer_says] + [("Bank", text) for text in bank_sees]
    parts = [_OPENING[basis]]
    for source, text in told:
        sentence = free(text)
        if sentence != WITHHELD and not _ACCUSING.search(sentence):
            parts.append(f"{source}: {sentence}")
    whole = " ".join(parts)[:1_000].rstrip()
    # Sentences harmless one by one may read as an order together; then the opening stands alone.
    return _OPENING[basis] if hostile_text(whole) else whole


def opening(basis: Basis) -> str:
    """One neutral sentence on the account, without guilt."""
    return _OPENING[basis]


def follows(kind: Kind) -> str:
    """What comes next on that lane."""
    return _FOLLOWS[kind]
