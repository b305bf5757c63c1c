"""Acts beside the cases: the brake on alerts, API keys, signing and erasing the audit. Each is one audited commit."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from interceptor.cases import audit
from interceptor.errors import CaseError, Fault, StoreError
from interceptor.pipeline import topics
from interceptor.pipeline.brakes import PAUSED
from interceptor.pipeline.publishing import publish
from interceptor.store.api_keys import ApiKey
from interceptor.store.batch import AuditRow, Batch
from interceptor.store.reading import Readings
from interceptor.store.tenant import DESK, TenantStore

CHECKPOINTS = "checkpoint"
"""Stands in for a writer: under it the audit keeps the signed checkpoints over everybody's heads."""

_ERASE = "erase"
"""The act of erasing, which is itself never erased: why something is missing must stay known."""
_ATTEMPTS = 5
Record = TypeVar("Record", audit.Entry, audit.Checkpoint)


class Housekeeping:
    """Acts on one tenant. `actor` is a reference into the directory of officers, never a name."""

    def __init__(self, store: TenantStore, actor: str) -> None:
        self._store = store
        self._actor = actor
        store.assign(DESK, 0, "")

    def pause(self, reason: str, now: datetime) -> None:
        """From now on every new alert is a draft; stops of unsent money and the queue go on."""
        self._commit(lambda batch: self._brake(batch, "pause", "yes", reason, now))

    def resume(self, reason: str, now: datetime) -> None:
        """Alerts go out again. Drafts made in between stay drafts, for a person to sign."""
        self._commit(lambda batch: self._brake(batch, "resume", "no", reason, now))

    def make_key(self, key: ApiKey, now: datetime) -> None:
        """Keep a new API key of the tenant."""
        body: dict[str, object] = {
            "name": key.name,
            "scopes": sorted(key.scopes),
            "jurisdiction": key.jurisdiction,
            "expires_at": key.expires_at,
        }

        def act(batch: Batch) -> None:
            batch.keys.append(key.row())
            self._note(batch, "make_key", key.key_id, body, now)

        self._commit(act)

    def revoke_key(self, key_id: str, now: datetime) -> None:
        """From now on the key opens nothing. Raises `StoreError` (`unknown_api_key`) where none was valid until now."""

        def act(batch: Batch) -> None:
            batch.keys_revoked.append((round(now.timestamp() * 1000), key_id))
            self._note(batch, "revoke_key", key_id, {}, now)

        self._commit(act)

    def checkpoint(self, key: Ed25519PrivateKey, now: datetime, *, new_key: bool = False) -> audit.Checkpoint:
        """Sign the heads of every audit chain, keep that in the audit, and publish it to `audit.checkpoints`.

        Raises `CaseError` (`other_key`) when another key signed the last one, unless this is a `new_key`.
        """
        readings = Readings(self._store)
        made: list[audit.Checkpoint] = []

        def act(batch: Batch) -> None:
            heads = {name: self._head(name) for name in readings.audit_writers() if name != CHECKPOINTS}
            before = self._last(CHECKPOINTS, audit.Checkpoint)
            if before is not None and not new_key and not audit.signed_by(before, key.public_key()):
                raise CaseError(Fault.OTHER_KEY, self._store.name)
            made[:] = [audit.checkpoint(heads, time=now, key=key, after=before)]
            body = msgspec.json.encode(made[0])
            batch.audit.append(AuditRow(CHECKPOINTS, made[0].number, body))
            topic = topics.checkpoints(self._store.name)
            publish(batch, topic, self._store.name.encode(), made[0].schema, body)

        self._commit(act)
        return made[0]

    def unsigned(self) -> bool:
        """Whether some chain has entries that the last checkpoint does not cover."""
        last = self._last(CHECKPOINTS, audit.Checkpoint)
        signed = last.heads if last else {}
        writers = (name for name in Readings(self._store).audit_writers() if name != CHECKPOINTS)
        return any(self._head(name) != signed.get(name) for name in writers)

    def erase(self, subject: str, reason: str, now: datetime) -> int:
        """Erase what the audit says of a case or transfer; gives how many bodies went.

        Who acted, when and on what stays, and so do the digests: every chain and checkpoint verifies as before. Raises
        `CaseError` (`audit_broken`) where an entry cannot be read, since that is for the auditor to see first.
        """
        readings = Readings(self._store)
        erased: list[AuditRow] = []

        def act(batch: Batch) -> None:
            erased[:] = [
                AuditRow(writer, entry.number, msgspec.json.encode(audit.erase(entry)))
                for writer in readings.audit_writers()
                if writer != CHECKPOINTS
                for entry in _entries(readings, writer)
                if entry.subject == subject and entry.act != _ERASE and entry.body is not None
            ]
            batch.audit_erased += erased
            self._note(batch, _ERASE, subject, {"reason": reason, "bodies": len(erased)}, now)

        self._commit(act)
        return len(erased)

    def _brake(self, batch: Batch, act: str, value: str, reason: str, now: datetime) -> None:
        batch.settings.append((PAUSED, value))
        self._note(batch, act, "alerts", {"reason": reason}, now)

    def _note(self, batch: Batch, act: str, subject: str, body: dict[str, object], now: datetime) -> None:
        writer = f"desk-{batch.stream}"
        entry = audit.append(
            self._head(writer),
            writer=writer,
            time=now,
            actor=self._actor,
            act=act,
            subject=subject,
            body=msgspec.json.encode(body).decode(),
            salt=os.urandom(16),
        )
        batch.audit.append(AuditRow(writer, entry.number, msgspec.json.encode(entry)))

    def _head(self, writer: str) -> audit.Head:
        last = self._last(writer, audit.Entry)
        return last.head() if last else audit.Head()

    def _last(self, writer: str, kind: type[Record]) -> Record | None:
        """A writer's last record. Raises `CaseError` (`audit_broken`) when it is no such record any more."""
        last = self._store.audit_head(writer)
        try:
            return msgspec.json.decode(last, type=kind) if last else None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CaseError(Fault.AUDIT_BROKEN, f"the last record of {writer}") from error

    def _commit(self, act: Callable[[Batch], None]) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                with self._store.turn(attempt):
                    at = self._store.position(DESK, 0)
                    counts = (at.register_count, at.outbox_count, at.rejected_count)
                    batch = Batch(at.stream, at.epoch, at.next_offset, *counts, at.watermark, desk=True)
                    act(batch)
                    self._store.commit(batch)
            except StoreError as error:
                if error.fault not in (Fault.CONFLICT, Fault.FENCED) or attempt == _ATTEMPTS - 1:
                    raise
                continue
            return


def _entries(readings: Readings, writer: str) -> Iterator[audit.Entry]:
    """A writer's entries. Raises `CaseError` (`audit_broken`) at one that cannot be read."""
    for body in readings.audit(writer):
        try:
            yield msgspec.json.decode(body, type=audit.Entry)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CaseError(Fault.AUDIT_BROKEN, f"a record of {writer}") from error
