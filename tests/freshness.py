"""Whether the compiled modules are those of the sources beside them.

`make` looks after that by itself; this is for whoever calls pytest, after an edit or a change of branch. Python would
import what is compiled, and the test would pass or fail for a code that nobody sees.
"""

import os
from pathlib import Path

_PACKAGES = ("interceptor", "models", "streams")
_REMEDY = "Run `make setup`, or `INTERCEPTOR_PURE=1 make setup` for plain Python while you edit."


def complaint(root: Path) -> str | None:
    """What is wrong with the compiled modules below `root`, and what to do; `None` if they are right or not there."""
    there = {_source(so.relative_to(root)) for name in _PACKAGES for so in (root / name).rglob("*.so")}
    if not there:
        return None
    if os.environ.get("INTERCEPTOR_PURE") == "1":
        return f"INTERCEPTOR_PURE=1 asks for plain Python, and {min(there)} is compiled. {_REMEDY}"
    made = root / "build/compiled.d"
    if not made.exists():
        return f"Nobody knows what {min(there)} was compiled from. {_REMEDY}"
    listed = {line for line in (root / "compiled.txt").read_text("utf-8").splitlines() if line and line[0] != "#"}
    if amiss := there ^ listed:
        return f"compiled.txt and the compiled modules differ: {min(amiss)}. {_REMEDY}"
    if not [*root.glob("interceptor__mypyc.*")]:
        return f"The code of the compiled modules is gone. {_REMEDY}"
    newer = [path for path in sources(made) if _written(root / path) > made.stat().st_mtime_ns]
    if newer:
        return f"{newer[0]} has changed after it was compiled. {_REMEDY}"
    return None


def sources(made: Path) -> list[str]:
    """What the compiled modules were made from, out of the rules of make that `setup.py` writes."""
    pairs = (line.split(": ") for line in made.read_text("utf-8").splitlines())
    return ["setup.py", "compiled.txt", "compiled.h", *(pair[1] for pair in pairs if len(pair) == 2)]


def _source(compiled: Path) -> str:
    return compiled.as_posix().partition(".")[0] + ".py"


def _written(source: Path) -> float:
    """When, in nanoseconds; a source that is gone has changed, too."""
    return source.stat().st_mtime_ns if source.exists() else float("inf")
