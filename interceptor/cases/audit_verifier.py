"""Verifying an audit file off-line: edits, deletions, changes of order, and cut tails."""

from collections.abc import Iterable, Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from interceptor.cases.audit import Checkpoint, Entry, Head, checkpoint_hash, digest_of, entry_hash, signed_by, unhex

_MOST_PROBLEMS = 100


class Report(msgspec.Struct):
    """What an audit file is worth. It verifies when `problems` is empty."""

    entries: int = 0
    erased: int = 0
    """Entries whose body was erased."""
    checkpoints: int = 0
    heads: dict[str, Head] = {}
    signed: dict[str, int] = {}
    """Last number of each writer that a checkpoint covers; later entries could be cut off unseen."""
    problems: list[str] = []
    """`line 7: edited`, at most 100; a checkpoint given beside the file has no line."""

    @property
    def intact(self) -> bool:
        """True when nothing was edited, deleted, moved or cut off."""
        return not self.problems


def verify(
    lines: Iterable[bytes], public_key: Ed25519PublicKey | Sequence[Ed25519PublicKey], checkpoints: Iterable[bytes] = ()
) -> Report:
    """Verify a file's lines. Never raises for what they hold: every fault is a problem of the report.

    `public_key` is that of who signed; all of them where the key was changed.
    `checkpoints` are lines that were published elsewhere (topic `audit.checkpoints`): they show up a file that was
    cut before its own last checkpoint. Without any, the end of the file is what it says it is.
    """
    verifier = _Verifier([public_key] if isinstance(public_key, Ed25519PublicKey) else public_key)
    for number, line in enumerate(lines, 1):
        if line.strip():
            verifier.take(f"line {number}", line)
    for number, line in enumerate(checkpoints, 1):
        if line.strip():
            verifier.published(f"published checkpoint {number}", line)
    verifier.finish()
    return verifier.report


class _Verifier:
    def __init__(self, public_keys: Sequence[Ed25519PublicKey]) -> None:
        self.report = Report()
        self._keys = public_keys
        self._hashes: dict[str, dict[int, str]] = {}
        self._checkpoint = Head()
        self._claims: list[tuple[str, Checkpoint]] = []

    def _problem(self, place: str, what: str) -> None:
        if len(self.report.problems) < _MOST_PROBLEMS:
            self.report.problems.append(f"{place}: {what}")

    def take(self, place: str, line: bytes) -> None:
        """One line of the file."""
        record = _read(line)
        if isinstance(record, Entry):
            self._entry(place, record)
        elif isinstance(record, Checkpoint):
            self._own_checkpoint(place, record)
        else:
            self._problem(place, "unreadable")

    def published(self, place: str, line: bytes) -> None:
        """One checkpoint from outside the file."""
        record = _read(line)
        if isinstance(record, Checkpoint):
            self._claim(place, record)
        else:
            self._problem(place, "unreadable")

    def _entry(self, place: str, entry: Entry) -> None:
        self.report.entries += 1
        last = self.report.heads.get(entry.writer, Head())
        if entry.number != last.number + 1:
            self._problem(place, f"number {entry.number} after {last.number}: deleted, repeated or moved")
        elif entry.previous != last.hash:
            self._problem(place, "does not follow the entry before it")
        if entry_hash(entry) != entry.hash:
            self._problem(place, "edited")
        self._body(place, entry)
        # The chain goes on from what the file says, so that one fault is told once.
        self._hashes.setdefault(entry.writer, {})[entry.number] = entry.hash
        self.report.heads[entry.writer] = entry.head()

    def _body(self, place: str, entry: Entry) -> None:
        if entry.body is None and entry.salt is None:
            self.report.erased += 1
            return
        salt = unhex(entry.salt)
        if salt is None or entry.body is None or digest_of(salt, entry.body) != entry.digest:
            self._problem(place, "body edited")

    def _own_checkpoint(self, place: str, checkpoint: Checkpoint) -> None:
        self.report.checkpoints += 1
        if (checkpoint.number, checkpoint.previous) != (self._checkpoint.number + 1, self._checkpoint.hash):
            self._problem(place, "does not follow the checkpoint before it")
        self._checkpoint = Head(checkpoint.number, checkpoint.hash)
        self._claim(place, checkpoint)

    def _claim(self, place: str, checkpoint: Checkpoint) -> None:
        if checkpoint_hash(checkpoint) != checkpoint.hash or not any(signed_by(checkpoint, key) for key in self._keys):
            self._problem(place, "checkpoint edited, or signed with another key")
        else:
            self._claims.append((place, checkpoint))

    def finish(self) -> None:
        """Compare what the checkpoints claim with what the file holds."""
        for place, checkpoint in self._claims:
            for writer, head in sorted(checkpoint.heads.items()):
                if head.number == 0:
                    continue
                found = self._hashes.get(writer, {}).get(head.number)
                if found is None:
                    self._problem(place, f"writer {writer}: entry {head.number} is missing: cut off or deleted")
                elif found != head.hash:
                    self._problem(place, f"writer {writer}: entry {head.number} is not the one signed")
                else:
                    self.report.signed[writer] = max(self.report.signed.get(writer, 0), head.number)


def _read(line: bytes) -> Entry | Checkpoint | None:
    try:
        return msgspec.json.decode(line, type=Entry)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return msgspec.json.decode(line, type=Checkpoint)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
