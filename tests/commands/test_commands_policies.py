"""Which policy a tenant has."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner
from wires import Rig, diverted, wire

from interceptor.cli import app
from interceptor.commands.common import load_settings, options
from interceptor.decisions import policy

SHIPPED = Path(policy.__file__).parent / "data" / "default_policy.toml"


def test_a_tenant_has_its_own_policy_and_others_the_installations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = SHIPPED.read_text("utf-8")
    (tmp_path / "north.toml").write_text(text.replace('name = "default"', 'name = "north"'), "utf-8")
    monkeypatch.setenv("INTERCEPTOR_POLICIES", str(tmp_path))
    assert options(load_settings("north")).policy.name == "north"
    assert options(load_settings("south")).policy.name == "default"


def decided(number: int, worth: float | None, score: float = 0.1, **fields: object) -> str:
    made = {"transfer_id": f"t{number}", "received_at": f"2026-03-{1 + number % 10:02d}T12:00:00.000Z", "revision": 1}
    return json.dumps({**made, "score": score, "decision": "review", "recoverable_usd": worth, **fields})


def fitted(path: Path, lines: list[str], *more: str) -> object:
    path.write_text("\n".join(lines))
    result = CliRunner().invoke(app, ["policy", "fit", str(path), "--capacity", "2", "--json", *more])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_review_bar_is_fitted_to_the_desk(tmp_path: Path) -> None:
    lines = [decided(number, 10.0 * number) for number in range(100)]
    others = [decided(3, 9e9, 0.001), decided(3, 9e9, revision=2), decided(3, 9e9, repeat_of="t1"), '{"error": "x"}']
    found = fitted(tmp_path / "d.ndjson", [*lines, *others])
    assert isinstance(found, dict)
    assert (found["doubted"], found["days"], found["passed"]) == (100, 9.0, 18)
    assert found["review_worth_usd"] == 810.01
    text = SHIPPED.read_text("utf-8").replace('workload = "cost"', "")
    given = {name: found[name] for name in ("workload", "reviews_per_day", "review_worth_usd")}
    policy.load((text + "".join(f"\n{name} = {json.dumps(value)}" for name, value in given.items())).encode())
    assert fitted(tmp_path / "d.ndjson", lines, "--days", "100")["review_worth_usd"] == 0.0  # type: ignore[index]


def test_a_bar_cannot_be_fitted_where_no_bar_helps(tmp_path: Path) -> None:
    path = tmp_path / "d.ndjson"
    path.write_text("\n".join(decided(number, None) for number in range(50)))
    result = CliRunner().invoke(app, ["policy", "fit", str(path), "--capacity", "2"])
    assert result.exit_code == 2
    assert "50 of these wires have no reference rate" in " ".join(result.output.split())
    path.write_text("no json")
    assert CliRunner().invoke(app, ["policy", "fit", str(path), "--capacity", "2"]).exit_code == 1


def test_a_decision_says_what_acting_could_save(tmp_path: Path, make_rig: Callable[..., Rig]) -> None:
    rig = make_rig()
    found = rig.one(diverted(900))
    assert 0 < found["recoverable_usd"] < 250_000
    assert rig.one(wire(901))["recoverable_usd"] is None
    lines = [json.dumps(found)]
    assert fitted(tmp_path / "d.ndjson", lines)["doubted"] == 1  # type: ignore[index]
