"""A log line holds ids, codes and counts; whatever else is handed to it is left out."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from wires import NOW_MS

from interceptor.errors import Fault, MessageError
from interceptor.observability import logs
from interceptor.observability.fields import FIELDS, allowed
from interceptor.pipeline.records import read_line

ID = "5d0f6a4e-0000-4000-8000-000000000001"
_PACKAGE = Path(__file__).parents[2] / "interceptor"


class Lines:
    """What is logged."""

    def __init__(self) -> None:
        self.text = io.StringIO()
        logs.configure(lambda: NOW_MS, "debug", self.text)

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.getvalue().splitlines()]

    def one(self) -> dict[str, Any]:
        (line,) = self.all()
        return line


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield Lines()
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)


def test_a_line_has_time_level_event_and_ids(lines: Lines) -> None:
    with logs.about(tenant="bank", partition=3):
        logs.logger().info("transfer intercepted", transfer_id=ID)
    logs.logger().warning("store sick")
    assert lines.all() == [
        {
            "time": "2026-03-10T12:00:00.000Z",
            "level": "info",
            "event": "transfer intercepted",
            "tenant": "bank",
            "partition": 3,
            "transfer_id": ID,
        },
        {"time": "2026-03-10T12:00:00.000Z", "level": "warning", "event": "store sick"},
    ]


def test_what_has_no_field_is_left_out_and_counted(lines: Lines) -> None:
    logs.logger().info("partition changed", creditor="Cedar Timber Ltd", transfer_id="Cedar Timber Ltd", case_id=ID)
    line = lines.one()
    assert "Cedar" not in lines.text.getvalue()
    assert (line["dropped"], line["case_id"]) == (2, ID)


def test_an_event_with_a_name_in_it_is_unnamed(lines: Lines) -> None:
    logs.logger().info("paid Cedar Timber Ltd")
    assert lines.one()["event"] == "unnamed"


def test_an_error_is_told_without_its_text(lines: Lines) -> None:
    try:
        read_line(b'{"Cedar Timber Ltd": ')
    except MessageError:
        logs.logger().exception("record refused")
    try:
        raise ValueError("Cedar Timber Ltd 004412345678")
    except ValueError as error:
        logs.logger().error("record refused", **logs.told(error))
    first, second = lines.all()
    assert (first["error"], first["fault"]) == ("MessageError", Fault.NOT_JSON.code)
    assert first["frames"][-1].startswith("interceptor.pipeline.records._read_unusual:")
    assert second["error"] == "ValueError"
    assert "Cedar" not in lines.text.getvalue()
    assert "004412345678" not in lines.text.getvalue()


def test_a_crash_is_one_line_and_a_code(lines: Lines) -> None:
    with pytest.raises(SystemExit) as ended, logs.crash_logged():
        raise RuntimeError("Cedar Timber Ltd")
    assert ended.value.code == 70
    assert ended.value.__suppress_context__
    assert lines.one()["event"] == "crashed"
    assert "Cedar" not in lines.text.getvalue()


def test_a_fault_of_the_catalogue_is_no_crash(lines: Lines) -> None:
    with pytest.raises(MessageError), logs.crash_logged():
        raise MessageError(Fault.EMPTY)
    assert lines.all() == []


def test_of_a_library_the_template_stays_and_the_arguments_go(lines: Lines) -> None:
    logging.getLogger("kafka.client").warning("Record %s is too large", "Cedar Timber Ltd")
    logging.getLogger("kafka.client").warning("Record of Cedar Timber Ltd is too large")
    logging.getLogger("kafka.client").debug("Sent %s", "Cedar Timber Ltd")
    first, second = lines.all()
    assert (first["logger"], first["template"]) == ("kafka.client", "Record %s is too large")
    assert "template" not in second
    assert "Cedar" not in lines.text.getvalue()


def test_before_it_is_configured_nothing_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.logger().critical("crashed")
    assert capsys.readouterr() == ("", "")


_VALUES = st.one_of(st.text(), st.binary(), st.integers(), st.lists(st.text()), st.dictionaries(st.text(), st.text()))


@given(st.dictionaries(st.one_of(st.sampled_from(list(FIELDS)), st.text()), _VALUES))
def test_free_text_never_passes(line: dict[str, Any]) -> None:
    marked = {name: f"Cedar {value} Timber" if isinstance(value, str) else value for name, value in line.items()}
    marked.pop("template", None)
    kept = allowed(None, "info", marked)
    assert kept.keys() <= FIELDS.keys()
    assert "Cedar" not in json.dumps(kept)


def test_every_event_of_the_program_is_a_constant() -> None:
    """An f-string could carry a name past the list of fields."""
    methods = {"debug", "info", "warning", "error", "exception", "critical"}
    events = []
    for path in _PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        if "observability.logs import" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {*methods, "tell"} and not isinstance(node.args[0], ast.Name):
                events.append((path.name, node.args[0]))
    assert len(events) > 10
    assert [name for name, event in events if not isinstance(event, ast.Constant)] == []
    assert [e.value for _, e in events if not FIELDS["event"](e.value)] == []  # type: ignore[attr-defined]
