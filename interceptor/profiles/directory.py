"""The directory of a debtor's payees: rows stay bytes in the profile, since a payment concerns one of up to 256."""

import msgspec

from interceptor.profiles.debtor import DebtorProfile, Payee

_unpack = msgspec.msgpack.Decoder(Payee).decode
_pack = msgspec.msgpack.Encoder().encode


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
