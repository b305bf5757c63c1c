"""The command line: one console script, one module a command.

Only the module of the command that was asked for is loaded: a web server takes longer to import than a thousand wires
take to score.
"""

import atexit
import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any, Final

import typer

from interceptor import __version__
from interceptor.compiled import compiled

_MODULES: Final = {
    "demo": "demo",
    "run": "run",
    "serve": "serve",
    "worker": "worker",
    "relay": "relay",
    "feed": "feed",
    "score": "score",
    "learn": "score",
    "routes": "routes",
    "explain": "explain",
    "schemas": "schemas",
    "status": "status",
    "openapi": "schemas",
    "cases": "cases",
    "alerts": "alerts",
    "policy": "policy",
    "rejected": "rejected",
    "audit": "audit",
    "keys": "keys",
    "store": "store",
    "topics": "topics",
}
"""Command to its module in `interceptor.commands`, which holds a function of that name, or an `app` of subcommands."""


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"interceptor {__version__} ({'compiled' if compiled() else 'plain Python'})")
        raise typer.Exit


def make_app(names: Iterable[str] = _MODULES) -> typer.Typer:
    """The command line with the commands of these names."""
    made = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
        help="Stops business e-mail compromise: a wire in, a recall out, the money followed.",
        callback=_options,  # a lone command keeps its name
    )
    for name in names:
        module = import_module(f"interceptor.commands.{_MODULES[name]}")
        if hasattr(module, "app"):
            made.add_typer(module.app, name=name)
        else:
            made.command(name)(getattr(module, name))
    return made


def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Which version this is, and exit.")
    ] = False,
) -> None:
    pass


def __getattr__(name: str) -> Any:
    """`app` is the command line with every command."""
    if name != "app":
        raise AttributeError(name)
    return make_app()


def main() -> None:
    """Entry point of the console script."""
    asked = sys.argv[1:2]
    names: Iterable[str] = asked if asked and asked[0] in _MODULES else _MODULES
    with _no_garbage():
        app = make_app(() if asked == ["--version"] else names)
    app()


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Nobody looks for cyclic garbage among what is loaded, now or later, nor among all that is left at the end.

    Of a start a fifth went that way, and at the end a second where the caches were full.
    """
    atexit.register(gc.freeze)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
