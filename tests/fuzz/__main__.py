"""Coverage-guided fuzzing of one target or of all: `python -m tests.fuzz [TARGET ...] --seconds N`.

Needs the packages of requirements/fuzz.txt (`make fuzz` installs them in a place of their own). A broken promise does
not end the run: the first input of each kind of fault is written to the folder of findings, and the run goes on.
"""

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

HANGS = 10.0
"""CPU seconds after which a call is broken off."""
SLOW = 5.0
"""CPU seconds of one call that are a fault: code that counts its coverage takes five to ten times as long."""
MAX_BYTES = 8_192
"""Largest input of the guided search; hypothesis pumps larger ones."""


class _Hang(BaseException):
    """Raised inside a call that does not end."""


def _broken_off(*_: object) -> None:
    raise _Hang


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz the parsers.")
    parser.add_argument("targets", nargs="*", help="names of targets; all when none is given")
    parser.add_argument("--seconds", type=int, default=600, help="in all, shared evenly")
    parser.add_argument("--output", type=Path, default=Path(".fuzz"), help="where corpora and findings are kept")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Run the targets one after another, each in a process of its own; 1 when any promise was broken."""
    given = _arguments()
    if given.inner:
        _fuzz(given.targets[0], given.seconds, given.output)
    from tests.fuzz.targets import TARGETS

    names = given.targets or list(TARGETS)
    each = max(1, given.seconds // len(names))
    for name in names:
        arguments = [name, "--seconds", str(each), "--output", str(given.output), "--inner"]
        subprocess.run([sys.executable, "-m", "tests.fuzz", *arguments], check=False)
    found = sorted((given.output / "findings").glob("*/*.txt"))
    for path in found:
        print(path, path.read_text().strip().splitlines()[-1])
    print(f"{len(names)} targets, {each} s each, {len(found)} findings")
    return int(bool(found))


def _fuzz(name: str, seconds: int, output: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["interceptor", "models", "streams", "json", "tomllib"]):
        from tests.fuzz.samples import samples
        from tests.fuzz.targets import TARGETS, run

    corpus, findings = output / "corpus" / name, output / "findings" / name
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    seeds = samples(TARGETS[name].samples)
    for seed in seeds:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    begun, calls = time.monotonic(), 0
    signal.signal(signal.SIGVTALRM, _broken_off)

    def one(data: bytes) -> None:
        nonlocal calls
        calls += 1
        signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
        try:
            run(name, data, SLOW)
        except (Exception, _Hang) as error:  # noqa: BLE001  whatever leaves a target is a finding
            _keep(findings, data, error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if time.monotonic() - begun > seconds:
            spent = time.monotonic() - begun
            kinds = len(list(findings.glob("*.txt")))
            print(
                json.dumps({"target": name, "seconds": round(spent), "executions": calls, "findings": kinds}),
                flush=True,
            )
            os._exit(0)

    with tempfile.NamedTemporaryFile("w", suffix=".dict") as words:
        words.write(_words(seeds))
        words.flush()
        options = [f"-max_len={MAX_BYTES}", "-timeout=60", f"-dict={words.name}", "-verbosity=0", "-rss_limit_mb=4096"]
        atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=_mutator)
        atheris.Fuzz()


def _mutator(data: bytes, max_size: int, seed: int) -> bytes:
    """Every second time a change that keeps the grammar, else one of the search's own."""
    import atheris

    from tests.fuzz.mutations import mutated

    if seed % 2:
        return mutated(data, seed, 1 + seed % 3)[:max_size]
    return bytes(atheris.Mutate(data, max_size))


def _words(seeds: tuple[bytes, ...]) -> str:
    """A dictionary for the search: tags, names and numbers of the seeds."""
    import re

    pattern = rb"</?[A-Za-z]+>|:[0-9]{2}[A-Z]?:|\{[1-5]:|\"[a-z_]{2,40}\":|[a-z_]{3,40} =|/[A-Z]{3,8}/|[A-Z]{3,11}"
    words = {word for seed in seeds for word in re.findall(pattern, seed)}
    words |= {b"<![CDATA[", b"<!DOCTYPE a>", b"&amp;", b"1e999999999", b"9" * 40, b"NaN", b"\xff\xfe", b"\xef\xbb\xbf"}
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in sorted(words) if len(word) < 60)


def _keep(findings: Path, data: bytes, error: BaseException) -> None:
    """The first and then the shortest input of one kind of fault, beside where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    kind = hashlib.sha256(
        f"{type(error).__name__} {place if not isinstance(error, _Hang) else ''}".encode()
    ).hexdigest()[:12]
    path = findings / kind
    if not path.exists() or len(data) < path.stat().st_size:
        path.write_bytes(data)
        path.with_suffix(".txt").write_text(f"{place}\n{type(error).__name__}: {str(error)[:200]}\n")


if __name__ == "__main__":
    sys.exit(main())
