"""The reference pages that the code itself can write: `python -m interceptor.reference docs/reference`.

The tests compare the pages with the code. Schemas, states and indicators have generators of their own.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel, SecretStr

from interceptor.cli import app
from interceptor.errors import Fault
from interceptor.kafka_settings import KafkaSettings
from interceptor.observability.described import described
from interceptor.settings import Settings
from streams.errors import StreamError

_WRITTEN = "Written by `python -m interceptor.reference docs/reference`; the tests compare the two.\n"


def errors() -> str:
    """The error catalogue."""
    lines = [
        "# Errors\n",
        _WRITTEN,
        "A command that fails prints one line on standard error, meaning and remedy, and exits with 1. A record that",
        "cannot be read is kept with its code, as an error line of `score` and in `interceptor rejected list`. Codes",
        "are stable. Details name fields, positions and limits, never names, accounts or message text.\n",
        "| code | meaning | what to do |",
        "|---|---|---|",
        *(f"| `{fault.code}` | {_cell(fault.meaning)} | {_cell(fault.remedy)} |" for fault in Fault),
        "\n## Of logs and Kafka\n",
        "| code | meaning | what to do |",
        "|---|---|---|",
        *(f"| `{kind.code}` | {_cell(kind.meaning)} | {_cell(kind.remedy)} |" for kind in StreamError.__subclasses__()),
    ]
    return "\n".join(lines) + "\n"


def settings() -> str:
    """The settings of an installation."""
    lines = [
        "# Settings\n",
        _WRITTEN,
        "Options of a command come first, then the environment, then `interceptor.toml` in the working directory (the",
        "names below in lower case without the prefix; an unknown one is refused), then the default. What differs",
        "between tenants is in their [policy](../guides/policy.md).\n",
        "| environment | default | meaning |",
        "|---|---|---|",
    ]
    lines += _rows(Settings, "INTERCEPTOR_")
    lines += [
        "\n## Kafka\n",
        "For `worker`, `relay` and `topics`; in `interceptor.toml` a table `[kafka]`. [Guide](../guides/kafka.md).\n",
        "| environment | default | meaning |",
        "|---|---|---|",
        *_rows(KafkaSettings, "INTERCEPTOR_KAFKA_"),
    ]
    return "\n".join(lines) + "\n"


def _rows(described: type[BaseModel], prefix: str) -> Iterator[str]:
    meanings = _docstrings(described)
    for name, field in described.model_fields.items():
        if field.annotation is KafkaSettings:
            continue
        shown = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        default = "none" if shown in {None, ""} else f"`{shown}`"
        yield f"| `{prefix}{name.upper()}` | {default} | {_cell(meanings[name])} |"


def commands() -> str:
    """Every command with its arguments and options."""
    lines = ["# Commands\n", _WRITTEN]
    for name, command in _leaves("interceptor", typer.main.get_command(app)):
        arguments = [item for item in command.params if item.param_type_name == "argument"]
        options = [item for item in command.params if item.param_type_name == "option" and not item.hidden]
        shown = " ".join(_metavar(item) for item in arguments)
        lines += [f"## `{f'{name} {shown}'.strip()}`\n", f"{command.help}\n"]
        rows = [(_metavar(item), item.help) for item in arguments]
        rows += [(" / ".join((*item.opts, *item.secondary_opts)), item.help) for item in options]
        if rows:
            lines += ["| | |", "|---|---|", *(f"| `{key}` | {_cell(text or '')} |" for key, text in rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def metrics() -> str:
    """Every metric."""
    lines = [
        "# Metrics\n",
        _WRITTEN,
        "Label values come from closed sets: ISO countries, kinds, fault codes, topics without their tenant, and names",
        "of tenants as configured. None comes from a message. What they mean together, and what to do when one is bad:",
        "[observability](../guides/observability.md).\n",
        "| metric | kind | labels | meaning |",
        "|---|---|---|---|",
        *(f"| `{made.name}` | {made.kind} | {_codes(made.labels)} | {_cell(made.meaning)} |" for made in described()),
    ]
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "errors.md": errors,
    "settings.md": settings,
    "commands.md": commands,
    "metrics.md": metrics,
}


def _codes(names: tuple[str, ...]) -> str:
    return " ".join(f"`{name}`" for name in names)


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    for word, below in getattr(command, "commands", {}).items():
        yield from _leaves(f"{name} {word}", below)
    if not hasattr(command, "commands"):
        yield name, command


def _metavar(argument: Any) -> str:
    word = argument.metavar or argument.name.upper()
    return word if argument.required else f"[{word}]"


def _docstrings(described: type) -> dict[str, str]:
    """The sentence below each field; empty where there is none."""
    tree = ast.parse(inspect.getsource(described)).body[0]
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for item, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            has = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            found[item.target.id] = str(after.value.value) if has else ""  # type: ignore[union-attr]
    return found


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(folder: Path) -> None:
    """Write every page below `folder`."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
