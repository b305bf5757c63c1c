"""What all debtors together show about one creditor name. Written from every partition, merged when read."""

import msgspec

from interceptor.profiles.creditor_account import Report

ACCOUNTS = 8
REPORTS = 8
COARSE_DAYS = 30
"""`latest` moves in steps of this many days, so that paying an established name rewrites nothing."""


class CreditorNameProfile(msgspec.Struct, array_like=True):
    """Since when a name is paid, and on which accounts. Merges like `CreditorAccountProfile`."""

    earliest_day: int = 0
    """Day number of the first payment; 0 before it."""
    latest_day: int = 0
    """Day number of the latest payment, rounded down to `COARSE_DAYS`."""
    accounts: dict[bytes, int] = {}
    """Bytes 1 to 5 of the account's row key: first day paid. The smallest digests stay."""
    reports: dict[bytes, Report] = {}
    """8-byte case digest: latest word. The newest stay."""
