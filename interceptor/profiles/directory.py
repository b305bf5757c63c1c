"""The directory of a debtor's payees: rows stay bytes in the profile, since a payment concerns one of up to 256."""

import msgspec

from interceptor.profiles.debtor import DebtorProfile, Named, Payee

_unpack = msgspec.msgpack.Decoder(Payee).decode
_unpack_names = msgspec.msgpack.Decoder(list[Named]).decode
_pack = msgspec.msgpack.Encoder().encode
_LIST = b"\xdc"
"""How MessagePack begins a list, before two bytes with its length."""
_BYTES_OF_4 = b"\xc4\x04"
"""How MessagePack begins four bytes."""


def payee_of(profile: DebtorProfile, entity: bytes) -> Payee | None:
    """The payee with this entity digest, or None. A copy: see `put_payee`."""
    row = profile.payees.get(entity)
    return None if row is None else _unpack(row)


def put_payee(profile: DebtorProfile, entity: bytes, payee: Payee) -> None:
    """Store a payee's row; a new one goes last, a known one keeps its place."""
    profile.payees[entity] = msgspec.Raw(_pack(payee))


def directory(profile: DebtorProfile) -> dict[bytes, Payee]:
    """All payees, the one paid longest ago first. Copies, some 0.4 us each."""
    return {entity: _unpack(row) for entity, row in profile.payees.items()}


def rows(profile: DebtorProfile) -> bytes:
    """The rows of all payees, one behind the other."""
    return b"".join(profile.payees.values())


def payee_names(profile: DebtorProfile, packed: bytes | None = None) -> list[str]:
    """The names of all payees in the order of `directory`, at a third of its price; `packed` are `rows` if at hand."""
    count = len(profile.payees).to_bytes(2, "big")
    return [row.name for row in _unpack_names(_LIST + count + (rows(profile) if packed is None else packed))]


def may_hold_account(packed: bytes, account: bytes) -> bool:
    """False when no payee of these rows was paid on `account`, the first 4 bytes of its digest."""
    return _BYTES_OF_4 + account in packed


def may_hold_lei(packed: bytes, lei: str) -> bool:
    """False when no payee of these rows has this LEI."""
    return lei.encode("utf-8", "surrogatepass") in packed
