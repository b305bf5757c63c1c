"""A payment as MT103 with headers and UETR (research/iso20022.md 4.1 and 4.3)."""

import random
import unicodedata
from datetime import UTC
from textwrap import wrap

from models.worlds.payment import Holder, Payment

_ALLOWED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ")
"""SWIFT X character set, line ends aside."""

_CLEARING_CODES = {"USABA": "FW", "GBDSC": "SC", "CACPA": "CC", "HKNCC": "HK", "AUBSB": "AU", "DEBLZ": "BL",
                   "INFSC": "IN", "CNAPS": "CN"}  # fmt: skip


def render(payment: Payment, rng: random.Random) -> str:
    """One MT103 as sent by the debtor's bank; options of fields 50, 57 and 59 are drawn from `rng`."""
    debtor, creditor = payment.debtor, payment.creditor
    sender, receiver = debtor.bank.bic, creditor.bank.bic
    amount = f"{payment.amount:f}".replace(".", ",")
    if "," not in amount:
        amount += ","
    lines = [f":20:{payment.reference[:16]}", ":23B:CRED"]
    if payment.category == "INTC":
        lines.append(":23E:INTC")
    lines += [
        f":32A:{payment.time.astimezone(UTC):%y%m%d}{payment.currency}{amount}",
        f":33B:{payment.currency}{amount}",
        *_debtor(debtor, rng),
        f":52A:{sender}",
        *_creditor_agent(creditor, rng),
        *_creditor(creditor, rng),
        *_remittance(payment, with_reference=rng.random() < 0.25),
        ":71A:SHA",
        *([":72:/INS/" + sender] if rng.random() < 0.1 else []),
    ]
    urgency = "U" if payment.urgent else "N"
    head = (
        f"{{1:F01{sender}AXXX0000000000}}{{2:I103{receiver}XXXX{urgency}}}"
        f"{{3:{{108:{payment.reference[:16]}}}{{111:001}}{{121:{payment.uetr}}}}}"
    )
    return head + "{4:\r\n" + "\r\n".join(lines) + "\r\n-}"


def plain(text: str) -> str:
    """`text` in the SWIFT X character set: accents folded, `&` written out, anything else a blank."""
    folded = unicodedata.normalize("NFKD", text.replace("&", "and"))
    kept = (char if char in _ALLOWED else " " for char in folded if not unicodedata.combining(char))
    return "".join(kept).strip()


def _rows(text: str, width: int, count: int) -> list[str]:
    # A line must not begin with a colon or a hyphen, which end the field or the block.
    return [row.lstrip(":-") for row in wrap(plain(text), width)][:count]


def _debtor(holder: Holder, rng: random.Random) -> list[str]:
    who, number = holder.party, holder.account.number
    if rng.random() < 0.3:
        names = [f"1/{row}" for row in _rows(who.name, 33, 2)]
        street = _rows(f"{who.number} {who.street}", 33, 1)[0]
        return [f":50F:/{number}", *names, f"2/{street}", f"3/{who.country.code}/{plain(who.town)}"]
    return [f":50K:/{number}", *_rows(who.name.upper(), 35, 2), *_address(holder)]


def _address(holder: Holder) -> list[str]:
    who = holder.party
    street = _rows(f"{who.number} {who.street}".upper(), 35, 1)
    return [*street, plain(f"{who.postcode} {who.town} {who.country.name}".upper())[:35].strip()]


def _creditor(holder: Holder, rng: random.Random) -> list[str]:
    who, number = holder.party, holder.account.number
    if rng.random() < 0.25:
        names = [f"1/{row}" for row in _rows(who.name, 33, 2)]
        street = _rows(f"{who.number} {who.street}", 33, 1)[0]
        return [f":59F:/{number}", *names, f"2/{street}", f"3/{who.country.code}/{plain(who.town)}"]
    return [f":59:/{number}", *_rows(who.name.upper(), 35, 2), *_address(holder)]


def _creditor_agent(holder: Holder, rng: random.Random) -> list[str]:
    bank = holder.bank
    code = _CLEARING_CODES.get(bank.country.clearing)
    if code and bank.member and rng.random() < 0.15:
        where = plain(f"{bank.town} {bank.country.name}".upper())[:35]
        return [f":57D://{code}{bank.member}", plain(bank.name.upper())[:35], where]
    return [f":57A:{bank.bic}"]


def _remittance(payment: Payment, *, with_reference: bool) -> list[str]:
    text = payment.remittance
    if payment.end_to_end and with_reference:
        text = f"/ROC/{payment.end_to_end}//{text.lstrip('/')}"
    if payment.ultimate_creditor:
        text += f" /ULTB/{payment.ultimate_creditor}"
    rows = _rows(text, 35, 4)
    return [f":70:{rows[0]}", *rows[1:]] if rows else []
