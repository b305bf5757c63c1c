"""Identity of a transfer (DESIGN 5.2): what makes two messages the same payment, and two payments different."""

import hashlib
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from interceptor.transfers.accounts import canonical
from interceptor.transfers.transfer import Transfer

NAMESPACE: Final = UUID("3f1c7a52-6d0e-5b8f-9a41-c2e7d4b86f10")
"""Namespace of every UUIDv5 of this project. Fixed: ids must not change between releases."""

_NAMESPACE_BYTES: Final = NAMESPACE.bytes
_SEPARATOR: Final = "\x1f"
_EIGHT: Final = hashlib.blake2b(digest_size=8)
_SHA1: Final = hashlib.sha1(_NAMESPACE_BYTES, usedforsecurity=False)
"""Begun digests: a copy of one costs half of making it."""


class Identity(NamedTuple):
    """Ids of one transfer within a tenant."""

    transfer_id: str
    key: bytes
    """The 16 bytes of `transfer_id`."""
    identifier: bytes
    """8-byte digest of the identifiers alone: equal here with another `transfer_id` means a reused identifier."""


def uuid5(*parts: str) -> str:
    """UUIDv5 of the parts under `NAMESPACE`, unambiguous because the parts are joined by a control character."""
    return uuid_text(uuid5_bytes(*parts))


def uuid5_bytes(*parts: str) -> bytes:
    """The 16 bytes of `uuid5`."""
    sha1 = _SHA1.copy()
    sha1.update(_SEPARATOR.join(parts).encode("utf-8", "surrogatepass"))
    key = bytearray(sha1.digest()[:16])
    key[6] = key[6] & 0x0F | 0x50  # version 5
    key[8] = key[8] & 0x3F | 0x80  # variant of RFC 9562
    return bytes(key)


def uuid_text(key: bytes) -> str:
    """16 bytes in the usual writing."""
    text = key.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _amount(amount: Decimal) -> str:
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def fingerprint(transfer: Transfer) -> str:
    """Debtor account, creditor account, settled amount, currency and date in canonical form."""
    return _SEPARATOR.join(
        (
            canonical(transfer.debtor_account) or "",
            canonical(transfer.creditor_account) or "",
            _amount(transfer.amount),
            transfer.currency,
            transfer.settlement_date or "",
        )
    )


def identifiers(transfer: Transfer) -> str:
    """The identifiers present: the UETR; without one the message, instruction, end-to-end and transaction ids."""
    if transfer.uetr:
        return transfer.uetr
    end_to_end = transfer.end_to_end_id
    if end_to_end is not None and end_to_end.upper() == "NOTPROVIDED":
        end_to_end = None
    return _SEPARATOR.join(
        (
            transfer.message_id or "",
            transfer.instruction_id or "",
            end_to_end or "",
            transfer.transaction_id or "",
            str(transfer.index),
        )
    )


def _kind(transfer: Transfer) -> str:
    return transfer.format + (".cov" if transfer.cover else "")


def payment_transfer_id(tenant: str, payment_id: str) -> str:
    """Transfer id of a payment that the bank gave an id of its own."""
    return uuid5("payment", tenant, payment_id)


def identifier_of_uetr(tenant: str, kind: str, uetr: str) -> bytes:
    """`Identity.identifier` of a transfer with this UETR; `kind` is its format, with `.cov` behind it for a cover."""
    return digest8(tenant, kind, uetr)


def identify(tenant: str, transfer: Transfer, payment_id: str | None = None) -> Identity:
    """Ids of `transfer` for `tenant`; `payment_id` is the bank's own id from the context, if it gave one.

    The debtor agent and the message kind are part of both digests without a `payment_id`, so that a cover and its
    transfer, which share the UETR, never overwrite each other (research/iso20022.md 4.1).
    """
    keys = identifiers(transfer)
    kind = _kind(transfer)
    agent = transfer.debtor_agent
    bank = (agent.bic or agent.member_id or "") if agent else ""
    # A UETR is unique world-wide, so another debtor agent must not hide its second use.
    scope = (tenant, kind, keys) if transfer.uetr else (tenant, kind, keys, bank)
    if payment_id:
        key = uuid5_bytes("payment", tenant, payment_id)
    else:
        key = uuid5_bytes("wire", tenant, bank, kind, keys, fingerprint(transfer))
    return Identity(uuid_text(key), key, digest8(*scope))


def digest8(*parts: str) -> bytes:
    """8-byte blake2b digest of the parts: the key of a profile row or of an index entry."""
    digest = _EIGHT.copy()
    digest.update(_SEPARATOR.join(parts).encode("utf-8", "surrogatepass"))
    return digest.digest()
