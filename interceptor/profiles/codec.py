"""Profiles as bytes: one byte for the kind and its schema version, then MessagePack by position.

The kind is in the high half of the byte, the version in the low half. Fields added at the end need no new version:
older bytes decode with the field's default. A change that breaks the order takes the next version and an entry in
`_DECODERS` that upgrades the old one.
"""

from typing import Any, Final, TypeVar

import msgspec

from interceptor.errors import Fault, StoreError
from interceptor.profiles.creditor_account import AccountWords, CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.relationship import RelationshipProfile

Profile = DebtorProfile | RelationshipProfile | CreditorAccountProfile | CreditorNameProfile
P = TypeVar("P", bound=Profile | AccountWords)

_SCHEMAS: Final[dict[type[Any], bytes]] = {
    DebtorProfile: b"\x11",
    RelationshipProfile: b"\x21",
    CreditorAccountProfile: b"\x31",
    CreditorNameProfile: b"\x41",
}
_READ: Final[dict[type[Any], bytes]] = {**_SCHEMAS, AccountWords: _SCHEMAS[CreditorAccountProfile]}
_DECODERS: Final = {(kind, schema[0]): msgspec.msgpack.Decoder(kind).decode for kind, schema in _READ.items()}
_encode: Final = msgspec.msgpack.Encoder().encode


def encode(profile: Profile) -> bytes:
    """The profile's bytes. Lossless, and the same for equal profiles whose dicts are in the same order."""
    return _SCHEMAS[type(profile)] + _encode(profile)


def decode(kind: type[P], body: bytes) -> P:
    """The profile of this `kind` in `body`.

    Raises `StoreError` (`store_foreign`) on another kind, an unknown version, or bytes that are no profile.
    """
    decoder = _DECODERS.get((kind, body[0])) if body else None
    if decoder is None:
        raise StoreError(Fault.STORE_FOREIGN, f"schema byte {body[:1].hex() or 'missing'} of {kind.__name__}")
    try:
        profile: P = decoder(body[1:])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise StoreError(Fault.STORE_FOREIGN, f"damaged {kind.__name__}") from error
    return profile
