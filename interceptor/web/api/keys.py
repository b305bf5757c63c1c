"""API keys as text: `ik_<id>_<secret>`. The id is public and finds the row; the store keeps a digest of the whole.

A key holds 256 random bits, so a plain SHA-256 of it cannot be guessed back: slow digests are for passwords.
"""

import base64
import hashlib
import hmac
import re
import secrets
from typing import Final

from interceptor.store.api_keys import ApiKey

TRANSFERS_WRITE: Final = "transfers:write"
DECISIONS_READ: Final = "decisions:read"
REPORTS_WRITE: Final = "reports:write"
REPLIES_WRITE: Final = "replies:write"
SCOPES: Final = {
    TRANSFERS_WRITE: "send wires",
    DECISIONS_READ: "read decisions",
    REPORTS_WRITE: "report transfers as fraud",
    REPLIES_WRITE: "answer alerts of the key's jurisdiction",
}
"""What a key may be allowed, in words."""
BANK_SCOPES: Final = frozenset({TRANSFERS_WRITE, DECISIONS_READ, REPORTS_WRITE})
"""What a key has when nothing is said."""

_KEY = re.compile(r"ik_([a-z2-7]{16})_[A-Za-z0-9_-]{43}")
_ID_BYTES = 10  # 16 characters of base 32: two keys of an installation never share them
_SECRET_BYTES = 32
_ABSENT = hashlib.sha256(b"no key").digest()


def new_key() -> str:
    """A key that nobody has."""
    key_id = base64.b32encode(secrets.token_bytes(_ID_BYTES)).decode().lower()
    return f"ik_{key_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"


def id_of(key: str) -> str | None:
    """The public id in a key; None when it is no key."""
    found = _KEY.fullmatch(key)
    return found[1] if found else None


def digest_of(key: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).digest()


def opens(key: str, row: ApiKey | None, now_ms: int) -> bool:
    """Whether `key` is the one in `row`, compared in constant time, and still valid."""
    same = hmac.compare_digest(digest_of(key), row.digest if row is not None else _ABSENT)
    return same and row is not None and row.valid(now_ms)
