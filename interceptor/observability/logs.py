"""Structured logs: one JSON object a line on standard error (columns on a terminal), with ids only.

Here is the one place that configures logging and binds who a line is about. What may stand in a line is in `fields`.
Libraries log by the standard library; of them only the constant template of a message is kept, since its arguments may
quote a record.
"""

import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor

from interceptor.errors import InterceptorError
from interceptor.observability.fields import FIELDS, allowed
from interceptor.pipeline.times import format_time
from streams.errors import StreamError

Level = Literal["debug", "info", "warning", "error"]

_ROOT = Path(__file__).parents[2]
_OURS = ("interceptor", "models", "streams")
_LEVELS: dict[Level, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def configure(clock: Callable[[], int], level: Level = "info", stream: TextIO | None = None) -> None:
    """Log to `stream` (standard error) from `level` on. `clock` gives milliseconds since 1970."""
    target = sys.stderr if stream is None else stream
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _stamp(clock),
            _exception,
            allowed,
            _in_order,
            _renderer(target),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Library()]
    root.setLevel(max(_LEVELS[level], logging.WARNING))


def _drop(_logger: Any, _method: str, _line: EventDict) -> EventDict:
    raise structlog.DropEvent


_SILENT = structlog.wrap_logger(None, processors=[_drop])


def logger() -> Any:
    """The logger of this program; silent before `configure`. Events are a few constant lower-case words."""
    return structlog.get_logger() if structlog.is_configured() else _SILENT


def about(**ids: object) -> AbstractContextManager[Any]:
    """Every line logged within is about these: `tenant`, `topic`, `partition`, `transfer_id`, `case_id`, `alert_id`."""
    assert ids.keys() <= FIELDS.keys()
    return structlog.contextvars.bound_contextvars(**ids)


def told(error: BaseException | None) -> dict[str, Any]:
    """Fields for an error: its type, its fault code if it has one, and the frames of our own code, innermost last.

    Never its text, which may quote the input, and never the values of variables.
    """
    if error is None:
        return {}
    fault = error.fault.code if isinstance(error, InterceptorError) else None
    return {"error": type(error).__name__, "fault": fault, "frames": list(_frames(error))}


@contextmanager
def crash_logged() -> Iterator[None]:
    """An exception that nobody foresaw is logged without its text, and ends the process with 70 (EX_SOFTWARE).

    Faults of the catalogue and of the log or the machine go on: commands tell them in one line of their own.
    """
    try:
        yield
    except (InterceptorError, StreamError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - the last line before the end
        logger().critical("crashed", **told(error))
        raise SystemExit(70) from None


def _frames(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        path = _ROOT / frame.filename  # compiled modules name their file from the root
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in _OURS:
            module = ".".join(path.relative_to(_ROOT).with_suffix("").parts)
            yield f"{module}.{frame.name}:{frame.lineno}"


def _stamp(clock: Callable[[], int]) -> Processor:
    def stamp(_logger: Any, _method: str, line: EventDict) -> EventDict:
        line["time"] = format_time(clock())
        return line

    return stamp


def _exception(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """`exc_info`, by whomever, becomes what may be told of it."""
    given = line.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    return {**line, **told(error)} if isinstance(error, BaseException) else line


def _in_order(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Time, level and event first, then as the list has them: lines that stand below each other can be compared."""
    return {name: line[name] for name in FIELDS if name in line}


def _renderer(target: TextIO) -> Processor:
    if target.isatty():
        return structlog.dev.ConsoleRenderer(timestamp_key="time", sort_keys=False)
    return structlog.processors.JSONRenderer()


class _Library(logging.Handler):
    """Takes what libraries log: where it was logged and the constant part of it."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line; a message without arguments may have been put together before, so it is left out."""
        template = record.msg if record.args and isinstance(record.msg, str) else None
        error = record.exc_info[1] if record.exc_info else None
        method = getattr(logger(), record.levelname.lower(), logger().warning)
        method("library", logger=record.name, line=record.lineno, template=template, **told(error))
