"""The audit chain: who did what, when, to what; one chain a writer, and signed checkpoints over the heads of all.

An entry holds a salted digest of its body, never the body itself, and the hash of the entry before it. The body and
its salt lie beside it and can be erased: the chain still verifies, and the digest gives nothing away. What makes
hashes and signatures is written out in `_hashed`, so that anybody can verify a file without this program.

Lines of `audit.ndjson` are entries and checkpoints in the order written. Salt and keys are passed in.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

GENESIS = "0" * 64
"""`previous` of the first entry of a chain and of the first checkpoint."""


class Head(msgspec.Struct, frozen=True):
    """Where a chain ends: number and hash of its last entry."""

    number: int = 0
    hash: str = GENESIS


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act. Everything but `salt` and `body` is under `hash`."""

    schema: Literal["audit.entry.1"] = "audit.entry.1"
    writer: str
    number: int
    """1, 2, 3 … within the writer's chain."""
    time: datetime
    actor: str
    """Reference of an officer, or the name of the part of the program that acted."""
    act: str
    subject: str
    """Id of the case, alert or transfer."""
    digest: str
    """SHA-256 of salt and body."""
    previous: str
    hash: str
    salt: str | None = None
    """Hexadecimal; None once erased."""
    body: str | None = None
    """What was done, in full; None once erased."""

    def head(self) -> Head:
        """The chain's head after this entry."""
        return Head(self.number, self.hash)


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The heads of all chains at one time, signed with Ed25519: entries up to them can no longer be cut off."""

    schema: Literal["audit.checkpoint.1"] = "audit.checkpoint.1"
    number: int
    time: datetime
    heads: dict[str, Head]
    previous: str
    """Hash of the checkpoint before."""
    hash: str
    signature: str
    """Hexadecimal, over the hash's text."""


def _hashed(*parts: object) -> str:
    """SHA-256 over the parts as one compact JSON array (UTF-8, times as RFC 3339)."""
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def digest_of(salt: bytes, body: str) -> str:
    """SHA-256 of the salt followed by the body in UTF-8."""
    return hashlib.sha256(salt + body.encode("utf-8", "surrogatepass")).hexdigest()


def entry_hash(entry: Entry) -> str:
    """What the entry's `hash` must be."""
    return _hashed(
        entry.schema,
        entry.writer,
        entry.number,
        entry.time,
        entry.actor,
        entry.act,
        entry.subject,
        entry.digest,
        entry.previous,
    )


def checkpoint_hash(checkpoint: Checkpoint) -> str:
    """What the checkpoint's `hash` must be; heads in the order of the writers' names."""
    heads = [[writer, head.number, head.hash] for writer, head in sorted(checkpoint.heads.items())]
    return _hashed(checkpoint.schema, checkpoint.number, checkpoint.time, heads, checkpoint.previous)


def append(
    head: Head, *, writer: str, time: datetime, actor: str, act: str, subject: str, body: str, salt: bytes
) -> Entry:
    """The next entry of the writer's chain. `salt` is at least 16 random bytes, used once."""
    if len(salt) < 16:
        raise ValueError("salt is too short to hide a guessable body")
    entry = Entry(
        writer=writer,
        number=head.number + 1,
        time=time,
        actor=actor,
        act=act,
        subject=subject,
        digest=digest_of(salt, body),
        previous=head.hash,
        hash="",
        salt=salt.hex(),
        body=body,
    )
    done: Entry = msgspec.structs.replace(entry, hash=entry_hash(entry))
    return done


def erase(entry: Entry) -> Entry:
    """The entry without its body and salt; it verifies as before."""
    erased: Entry = msgspec.structs.replace(entry, salt=None, body=None)
    return erased


def checkpoint(
    heads: Mapping[str, Head], *, time: datetime, key: Ed25519PrivateKey, after: Checkpoint | None = None
) -> Checkpoint:
    """A signed checkpoint over the heads of all chains; `after` is the checkpoint before it."""
    unsigned = Checkpoint(
        number=after.number + 1 if after else 1,
        time=time,
        heads=dict(heads),
        previous=after.hash if after else GENESIS,
        hash="",
        signature="",
    )
    found = checkpoint_hash(unsigned)
    signed: Checkpoint = msgspec.structs.replace(unsigned, hash=found, signature=key.sign(found.encode()).hex())
    return signed


def signed_by(made: Checkpoint, key: Ed25519PublicKey) -> bool:
    """Whether the checkpoint's signature is that key's."""
    try:
        key.verify(unhex(made.signature) or b"", made.hash.encode())
    except InvalidSignature:
        return False
    return True


def unhex(text: str | None) -> bytes | None:
    """The bytes of lower-case hexadecimal; None for any other text, so that one value has one spelling."""
    try:
        found = bytes.fromhex(text or "")
    except ValueError:
        return None
    return found if found.hex() == text else None


def line(record: Entry | Checkpoint) -> bytes:
    """The record as a line of `audit.ndjson`, with its line feed."""
    return msgspec.json.encode(record) + b"\n"
