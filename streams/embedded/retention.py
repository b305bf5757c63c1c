"""Retention: what is dropped of a partition, whole segments at a time."""

from pathlib import Path

from streams.embedded.files import sync_directory
from streams.embedded.partition import segment_bases, segment_path


def drop_segments(
    directory: Path, keep_bytes: int | None, written_before: float | None, keep_from: int | None = None
) -> int:
    """Drop what is no longer kept and give the number of segments; see `EmbeddedLog.drop_segments`."""
    bases = segment_bases(directory)
    paths = [segment_path(directory, base) for base in bases]
    stats = [path.stat() for path in paths]
    newer = sum(stat.st_size for stat in stats)
    dropped = 0
    for path, stat, end in zip(paths, stats, bases[1:], strict=False):
        newer -= stat.st_size
        if keep_from is not None and end > keep_from:
            break
        too_many = keep_bytes is not None and newer >= keep_bytes
        too_old = written_before is not None and stat.st_mtime < written_before
        if not (too_many or too_old):
            break
        path.unlink()
        dropped += 1
    if dropped:
        sync_directory(directory)
    return dropped
