"""What all debtors together show about one creditor account. Written from every partition, merged when read."""

from typing import Final

import msgspec

DEBTORS: Final = 8
NAMES: Final = 8
REPORTS: Final = 8

SUSPECTED, REPORTED, CONFIRMED = 1, 2, 3
"""Basis of a report as stored, see DESIGN 2; 0 is a withdrawn report."""


class Report(msgspec.Struct, array_like=True, gc=False):
    """The latest word on one case that named the account or name."""

    time: int
    """Epoch seconds."""
    basis: int
    """0 withdrawn, 1 suspected, 2 reported, 3 confirmed."""
    source: str = ""
    """Who says so, where it is not a case of ours."""


class Fact(msgspec.Struct, array_like=True, gc=False):
    """What a desk or receiving bank said about the account; the latest wins."""

    time: int
    value: float


class AccountWords(msgspec.Struct, array_like=True, gc=False):
    """A `CreditorAccountProfile` of which only reports and facts are opened: they are asked for on every payment."""

    payments: int = 0
    earliest: int = 0
    debtors: msgspec.Raw = msgspec.Raw()
    names: msgspec.Raw = msgspec.Raw()
    reports: dict[bytes, Report] = {}
    facts: dict[str, Fact] = {}


class CreditorAccountProfile(msgspec.Struct, array_like=True, gc=False):
    """How the account came to be used: only payments and attempts of debtors for whom it was not yet known.

    A settled payment tells nothing new about it and leaves it as it is, so that most payments write no shared row. Only
    what merges is kept: a sum, the earliest, the smallest digests, the latest word a key. Any split of the same events
    over partitions merges to the same profile; see `merging.py`.
    """

    payments: int = 0
    """Payments while the account was not settled, less those taken out; not decayed."""
    earliest: int = 0
    """Epoch seconds of the earliest payment ever folded, also if taken out later; 0 before it."""
    debtors: dict[bytes, int] = {}
    """Payers, a sample: first 4 bytes of the debtor key: day first paid. The smallest digests stay."""
    names: dict[bytes, int] = {}
    """Creditor names that came up with the account, paid or tried: bytes 1 to 5 of the name's row key: day last used
    while it was not settled. The smallest digests stay."""
    reports: dict[bytes, Report] = {}
    """8-byte digest of the case, or of another source's reference: latest word. The newest stay."""
    facts: dict[str, Fact] = {}
    """Desk-fed: `pass_through` (share of money moved on at once), `holder_differs` (0 or 1), `opened_at` (seconds)."""
