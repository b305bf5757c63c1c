"""A transfer packed away: bytes, and on the outside what is asked of every transfer.

A batch holds hundreds of transfers of a hundred small objects each, and most are released on their profiles alone,
so that nobody looks at them again. Packed as soon as it is read, a transfer leaves the processor's caches to the ones
behind it (measured: docs/decisions/packed-transfers.md).
"""

from dataclasses import dataclass

import msgspec

from interceptor.transfers.gist import Gist
from interceptor.transfers.money import plain
from interceptor.transfers.transfer import Transfer

_COVERED = "COVE"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Transfer).decode


@dataclass(init=False, slots=True)
class Packed:
    """One transfer; `transfer` opens it."""

    body: bytes
    """The whole transfer, as the register keeps it."""
    gist: Gist
    """What is asked when it is weighed."""
    uetr: str | None
    end_to_end_id: str | None
    index: int
    cover: bool
    covered: bool
    """Its money goes by a cover of its own (settlement method COVE)."""
    creditor_account: str | None
    """In the form to compare on."""
    amount: str
    """Plain digits, as the contracts carry it."""
    currency: str
    warnings: tuple[str, ...]
    _opened: Transfer | None

    def __init__(
        self,
        body: bytes,
        gist: Gist,
        uetr: str | None,
        end_to_end_id: str | None,
        index: int,
        cover: bool,
        covered: bool,
        creditor_account: str | None,
        amount: str,
        currency: str,
        warnings: tuple[str, ...],
    ) -> None:
        self.body = body
        self.gist = gist
        self.uetr = uetr
        self.end_to_end_id = end_to_end_id
        self.index = index
        self.cover = cover
        self.covered = covered
        self.creditor_account = creditor_account
        self.amount = amount
        self.currency = currency
        self.warnings = warnings
        self._opened = None

    @property
    def transfer(self) -> Transfer:
        """The transfer as it was read; taken out of its bytes when it is asked for first."""
        if self._opened is None:
            self._opened = _decode(self.body)
        return self._opened


def pack(transfer: Transfer) -> Packed:
    """`transfer` as bytes; what is changed in it later is not in them."""
    gist = Gist(transfer)
    return Packed(
        _encode(transfer),
        gist,
        transfer.uetr,
        transfer.end_to_end_id,
        transfer.index,
        transfer.cover,
        transfer.settlement_method == _COVERED,
        gist.creditor_account,
        plain(transfer.amount),
        transfer.currency,
        transfer.warnings,
    )
