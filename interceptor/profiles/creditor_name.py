"""What all debtors together show about one creditor name. Written from every partition, merged when read."""

from typing import Final

import msgspec

from interceptor.profiles.creditor_account import Report

ACCOUNTS: Final = 8
REPORTS: Final = 8


class CreditorNameProfile(msgspec.Struct, array_like=True, gc=False):
    """Since when a name is paid, and on which accounts. Merges like `CreditorAccountProfile`.

    Like it, it is folded only while the account is not settled for the payer, and it is read only then.
    """

    earliest_day: int = 0
    """Day number of the first payment; 0 before it."""
    accounts: dict[bytes, int] = {}
    """Bytes 1 to 5 of the account's row key: first day paid. The smallest digests stay."""
    reports: dict[bytes, Report] = {}
    """8-byte case digest: latest word. The newest stay."""
