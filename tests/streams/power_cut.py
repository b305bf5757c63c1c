"""A disk that loses power: records what a program asks of the system, then builds what a cut at any moment may leave.

What was synced is there. Of what was not, any part may be there: whole writes, beginnings of writes, zeros in their
place, new names or none, removed names or not.
"""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest import mock


class Operation(NamedTuple):
    kind: str  # write, sync, sync_names, create, unlink
    path: Path
    position: int = 0
    data: bytes = b""


class Disk:
    """Watches the files below `root` from the moment at which it is made; what is there then is taken as durable."""

    def __init__(self, root: Path, copy: Path) -> None:
        self.root = root
        self.operations: list[Operation] = []
        self._before = copy
        shutil.copytree(root, copy)

    @contextmanager
    def watched(self) -> Iterator[None]:
        real_pwrite, real_fsync, real_fdatasync = os.pwrite, os.fsync, os.fdatasync
        real_open, real_unlink = os.open, os.unlink

        def note(kind: str, path: Path, position: int = 0, data: bytes = b"") -> None:
            if path.is_relative_to(self.root):
                self.operations.append(Operation(kind, path.relative_to(self.root), position, data))

        def named(fd: int) -> Path:
            return Path(f"/proc/self/fd/{fd}").readlink()

        def pwrite(fd: int, data: bytes, position: int) -> int:
            note("write", named(fd), position, bytes(data))
            return real_pwrite(fd, data, position)

        def fsync(fd: int) -> None:
            real_fsync(fd)
            note("sync_names" if named(fd).is_dir() else "sync", named(fd))

        def fdatasync(fd: int) -> None:
            real_fdatasync(fd)
            note("sync", named(fd))

        def open_(path: str | Path, flags: int, mode: int = 0o777) -> int:
            if flags & os.O_CREAT and not Path(path).exists():
                note("create", Path(path))
            return real_open(path, flags, mode)

        def unlink(path: Path) -> None:
            note("unlink", Path(path))
            real_unlink(path)

        fakes = {"pwrite": pwrite, "fsync": fsync, "fdatasync": fdatasync, "open": open_, "unlink": unlink}
        with mock.patch.multiple(os, **fakes):
            yield

    def after_cut(self, moment: int, target: Path, chance: random.Random) -> None:
        """Build in `target` one of the states that a cut before operation number `moment` may leave."""
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self._before, target)
        done = self.operations[:moment]
        for number, operation in enumerate(done):
            later = done[number + 1 :]
            file = target / operation.path
            match operation.kind:
                case "create":
                    synced = any(o.kind == "sync_names" and o.path == operation.path.parent for o in later)
                    if synced or chance.random() < 0.5:
                        file.touch()
                case "unlink":
                    if chance.random() < 0.5:
                        file.unlink(missing_ok=True)
                case "write" if file.exists():
                    synced = any(o.kind == "sync" and o.path == operation.path for o in later)
                    _put(file, operation, synced, chance)


def _put(file: Path, operation: Operation, synced: bool, chance: random.Random) -> None:
    data = operation.data
    if not synced:
        in_place = file.stat().st_size >= operation.position + len(data)
        if in_place:  # within one sector: the old bytes or the new ones
            data = chance.choice((b"", data))
        else:
            length = chance.randint(0, len(data))
            data = chance.choice((b"", data, data[:length], bytes(length), data[:length] + bytes(len(data) - length)))
    with file.open("r+b") as opened:
        opened.seek(operation.position)
        opened.write(data)
