"""The dashboard and the alert rules ask only for what is there, and everything that is there is shown."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from interceptor.observability.described import described

_ROOT = Path(__file__).parents[2]
_DASHBOARD = json.loads((_ROOT / "deploy" / "grafana" / "dashboards" / "interceptor.json").read_text("utf-8"))
_PROMETHEUS = _ROOT / "deploy" / "prometheus"
_RULES_FILE = _PROMETHEUS / "rules" / "interceptor.yml"
_GROUPS = yaml.safe_load(_RULES_FILE.read_text("utf-8"))["groups"]
_RULES = [rule for group in _GROUPS for rule in group["rules"]]
_PANELS = [panel for panel in _DASHBOARD["panels"] if panel["type"] != "row"]
_METRIC = re.compile(r"\b((?:interceptor|process)_[a-z_]+)(\{[^}]*\})?")
_LABEL = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)")
_GROUPED = re.compile(r"\b(?:by|on|without)\s*\(([^)]*)\)")
_ADDED = {"instance", "job"}
"""Labels that Prometheus adds."""
_OF_PROCESS = {"process_cpu_seconds_total", "process_resident_memory_bytes"}


def _series() -> dict[str, set[str]]:
    """Name of every series with its labels."""
    found: dict[str, set[str]] = {name: set() for name in _OF_PROCESS}
    for metric in described():
        labels = {*metric.labels, *({"version", "model", "policy"} if metric.kind == "info" else ())}
        if metric.kind == "histogram":
            found[f"{metric.name}_bucket"] = {*labels, "le"}
            found[f"{metric.name}_sum"] = found[f"{metric.name}_count"] = labels
        else:
            found[metric.name] = labels
    return found


_SERIES = _series()


def _expressions() -> Iterator[tuple[str, str]]:
    for panel in _PANELS:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for rule in _RULES:
        yield rule["alert"], rule["expr"]


@pytest.mark.parametrize(("name", "expression"), list(_expressions()))
def test_it_asks_for_what_is_there(name: str, expression: str) -> None:
    labels: set[str] = set()
    used = _METRIC.findall(expression)
    assert used, name
    for metric, selector in used:
        assert metric in _SERIES, f"{name}: there is no {metric}"
        labels |= _SERIES[metric]
        assert set(_LABEL.findall(selector)) <= _SERIES[metric] | _ADDED, f"{name}: {selector}"
    for group in _GROUPED.findall(expression):
        assert {label.strip() for label in group.split(",") if label.strip()} <= labels | _ADDED, f"{name}: {group}"


def test_everything_that_is_there_is_shown() -> None:
    shown = {metric for _, expression in _expressions() for metric, _ in _METRIC.findall(expression)}
    missing = [metric.name for metric in described() if not {metric.name, f"{metric.name}_bucket"} & shown]
    assert missing == []


@pytest.mark.parametrize("panel", _PANELS, ids=lambda panel: panel["title"])
def test_a_panel_has_a_unit_a_meaning_and_the_chosen_source(panel: dict[str, Any]) -> None:
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["description"]
    assert panel["datasource"]["uid"] == "${datasource}"
    assert all(target["datasource"] == panel["datasource"] for target in panel["targets"])


def test_panels_have_ids_of_their_own_and_lie_beside_each_other() -> None:
    panels = _DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24


def test_a_rule_says_how_bad_it_is_and_what_to_do() -> None:
    guide = (_ROOT / "docs" / "guides" / "observability.md").read_text("utf-8")
    headings = {heading.lower() for heading in re.findall(r"^### (\w+)$", guide, re.MULTILINE)}
    for rule in _RULES:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        assert page == "docs/guides/observability.md"
        assert anchor == rule["alert"].lower()
    assert headings == {rule["alert"].lower() for rule in _RULES}


def test_every_rule_has_a_test_where_it_fires() -> None:
    tests = (_PROMETHEUS / "tests" / "interceptor.yml").read_text("utf-8")
    assert [rule["alert"] for rule in _RULES if f'alertname="{rule["alert"]}",alertstate="firing"' not in tests] == []


@pytest.mark.parametrize(
    "arguments",
    [("check", "rules", "rules/interceptor.yml"), ("test", "rules", "tests/interceptor.yml")],
    ids=["check", "test"],
)
def test_prometheus_takes_the_rules(arguments: tuple[str, ...]) -> None:
    """promtool comes with Prometheus (on Debian: the package `prometheus`)."""
    promtool = shutil.which("promtool")
    if promtool is None:
        assert not os.environ.get("CI"), "promtool must be there in CI"
        pytest.skip("promtool is not here")
    done = subprocess.run([promtool, *arguments], cwd=_PROMETHEUS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
