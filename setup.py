"""Compiles the modules of compiled.txt by mypyc; where that cannot be done they stay plain Python and decide the same.

Everything else about the package stands in pyproject.toml. Why and at what price: docs/decisions/compiled.md.
`python setup.py build_ext --inplace` puts the compiled modules beside their sources, for an editable install.
"""

import ast
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from setuptools import Distribution, Extension, setup
from setuptools.command.build_ext import build_ext

PACKAGES = ("interceptor", "models", "streams")
GROUP = "interceptor"
LIBRARY = f"{GROUP}__mypyc"
"""One library holds the code of all compiled modules, so that they call each other directly; mypyc names it so."""

HINTS = Path("compiled.h")
"""Tells the C compiler what is rarely called."""

BUILD = Path("build")
SOURCES = BUILD / "compiled.d"
"""What the compiled modules were made from, as rules of make. Its time is when that was read; every try makes it."""

COST = "It decides the same, and takes some 40 % longer for each wire (docs/decisions/compiled.md)."


def listed() -> list[str]:
    """The modules to compile, as paths from here."""
    lines = Path("compiled.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def hindrance() -> str | None:
    """Why nothing can be compiled here, with what to do; `None` if all is there."""
    if os.environ.get("INTERCEPTOR_PURE") == "1":
        return "as INTERCEPTOR_PURE=1 asks"
    try:
        import mypyc.build  # noqa: F401
    except ImportError:
        return "since mypy is not installed where this is built: see requirements/build.txt"
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    if shutil.which(compiler[0]) is None:
        return f"since there is no C compiler ({compiler[0]}): install one, on Debian gcc, libc6-dev and python3-dev"
    tried = [*compiler, "-E", "-x", "c", "-", "-I", sysconfig.get_path("include"), "-o", os.devnull]
    found = subprocess.run(tried, input=b"#include <Python.h>\n", capture_output=True, check=False)  # noqa: S603
    if found.returncode:
        return (
            "since the headers of Python or of the C library are missing: on Debian, install python3-dev and libc6-dev"
        )
    return None


def needed(paths: Iterable[str]) -> set[str]:
    """These modules and all that they import of our packages: constants and types of those are compiled in."""
    seen: set[str] = set()
    left = list(paths)
    while left:
        path = left.pop()
        if path not in seen:
            seen.add(path)
            left += _imported(path)
    return seen


def _imported(path: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(Path(path).read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            if name.split(".")[0] in PACKAGES:
                file = name.replace(".", "/")
                yield from (at for at in (f"{file}.py", f"{file}/__init__.py") if Path(at).exists())


def write_sources(paths: list[str]) -> None:
    """Tell make what to watch. A source without a rule of its own would stop make once it is removed."""
    sources = sorted(needed(paths))
    BUILD.mkdir(exist_ok=True)
    rules = [f"$(COMPILED): {source}" for source in sources] + [f"{source}:" for source in sources]
    SOURCES.write_text("\n".join(rules) + "\n", "utf-8")


def remove(folder: Path) -> None:
    """Take away what was compiled below `folder`, so that nothing stale or half built is ever imported."""
    for found in [*folder.glob(f"{LIBRARY}.*"), *(so for name in PACKAGES for so in (folder / name).rglob("*.so"))]:
        found.unlink()


def translated() -> list[Extension]:
    """The modules in C."""
    from mypyc.build import mypycify

    options = [f"--cache-dir={BUILD / 'mypy'}"]  # not that of `make lint`, whose options differ
    # Level 3 takes a fifth longer to compile and makes more code, which gains nothing where each line runs once a wire.
    made: list[Extension] = mypycify([*options, *listed()], group_name=GROUP, opt_level="2", debug_level="0")
    for extension in made:
        # A newer compiler's new warning is no reason to go without. And a multiplication stays apart from the addition
        # behind it: fused, as some processors can, the last digit would not be plain Python's.
        extension.extra_compile_args += ["-Wno-error", "-ffp-contract=off", "-include", str(HINTS.resolve())]
        extension.depends += [__file__, str(HINTS)]
    return made


class Engine(Distribution):
    """A wheel without compiled modules fits every machine, and is named so."""

    def has_ext_modules(self) -> bool:
        """Whether something will be compiled."""
        return hindrance() is None


class Compile(build_ext):
    """Compiles if it can; says in one line if it cannot, and what that costs."""

    def run(self) -> None:
        """Compile. A compile error ends a build where `CI=true`, and leaves plain Python elsewhere."""
        target = Path() if self.inplace else Path(self.build_lib)
        remove(target)
        if self.inplace:
            SOURCES.unlink(missing_ok=True)
        if why := hindrance():
            return say(f"Not compiled, {why}. {COST}")
        say("Compiling the engine; this takes about a minute.")
        begun = time.monotonic()
        try:
            if self.inplace:
                write_sources(listed())
            self.distribution.ext_modules = translated()
            second = build_ext(self.distribution)  # a command reads its extensions once, and this one has their names
            second.inplace, second.build_lib, second.parallel = self.inplace, self.build_lib, True
            second.ensure_finalized()
            second.run()
        except (Exception, SystemExit) as error:  # two compilers, each with its own ways to fail
            if os.environ.get("CI") == "true":
                raise
            remove(target)
            return say(f"Not compiled, since that failed, as said above: {error!r}. {COST}")
        return say(f"Compiled {len(listed())} modules in {time.monotonic() - begun:.0f} s.")


def say(text: str) -> None:
    """One line for whoever waits."""
    print(text, file=sys.stderr, flush=True)


setup(
    distclass=Engine,
    cmdclass={"build_ext": Compile},
    # By their names alone, for the import hook of an editable install; `Compile` fills them in.
    ext_modules=[Extension(LIBRARY, []), *(Extension(path[:-3].replace("/", "."), []) for path in listed())],
)
