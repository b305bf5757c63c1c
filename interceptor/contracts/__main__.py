"""`python -m interceptor.contracts docs/reference/schemas` refuses breaking changes; `--release 0.2.0` keeps one.

Released contracts lie in the folder `released` below the one given, one folder a version. The tests check the same.
"""

import argparse
import sys
from pathlib import Path

from interceptor.contracts.compatibility import load, refused, today
from interceptor.pipeline.schemas import rendered


def check(folder: Path) -> list[str]:
    """Lines for every release that today's contract breaks."""
    releases = sorted(path for path in (folder / "released").iterdir() if path.is_dir())
    return [f"{release.name}: {line}" for release in releases for line in refused(load(release), today())]


def release(folder: Path, version: str) -> None:
    """Keep today's contract as that of `version`. Raises `FileExistsError`: what is released is never changed."""
    target = folder / "released" / version
    target.mkdir(parents=True)
    for name, document in today().items():
        (target / name).write_bytes(rendered(document))


def main(arguments: list[str]) -> int:
    """Exit code: 1 when a change breaks a release."""
    parser = argparse.ArgumentParser(prog="python -m interceptor.contracts", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--release", metavar="VERSION")
    given = parser.parse_args(arguments)
    if given.release:
        release(given.folder, given.release)
    found = check(given.folder)
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print(f"{len(found)} breaking changes: add beside the old, or give the record a new schema", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
