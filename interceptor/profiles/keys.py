"""Row keys of profiles. They are digests, so a store of profiles shows no account number."""

from typing import Final

from interceptor.transfers.accounts import is_iban
from interceptor.transfers.identity import digest8

ACCOUNT_PREFIX: Final = b"A"
NAME_PREFIX: Final = b"N"
DEBTOR_KEY: Final = 8
"""Bytes of a debtor's row key; a relationship's has twice as many."""


def debtor_key(tenant: str, account: str | None, name_key: str) -> bytes:
    """8 bytes. `account` is the canonical number; a debtor without one is told apart by name."""
    return digest8("debtor", tenant, account) if account else digest8("debtor-name", tenant, name_key)


def account_digest(tenant: str, account: str) -> bytes:
    """8 bytes: how an account stands inside the profiles of one debtor, where the number alone is enough.

    Not remembered, like all keys: where accounts seldom come twice, a cache costs more than the digest (0.6 us).
    """
    return digest8("account", tenant, account)


def entity_digest(tenant: str, *parts: str) -> bytes:
    """8 bytes: a payee by its name key (and legal forms, where two payees share the key)."""
    return digest8("entity", tenant, *parts)


def relationship_key(debtor: bytes, entity: bytes) -> bytes:
    """16 bytes that begin with the debtor's key, so that a debtor's rows lie beside it."""
    return debtor + entity


def parties(relationship: bytes) -> tuple[bytes, bytes]:
    """Debtor key and entity digest of a relationship's key."""
    return relationship[:DEBTOR_KEY], relationship[DEBTOR_KEY:]


def account_key(scope: str, account: str, agent: str | None) -> bytes:
    """9 bytes. `scope` is the tenant, or the name of the network that tenants have joined.

    A number that is no IBAN is unique only inside its bank, so the bank is part of the key: a report on account
    1001 of one bank must not taint account 1001 of another.
    """
    return ACCOUNT_PREFIX + digest8("account-row", scope, account, "" if is_iban(account) else agent or "")


def name_key(entity: bytes) -> bytes:
    """9 bytes; `entity` is the name's `entity_digest` in the scope of the row, as for accounts."""
    return NAME_PREFIX + entity
