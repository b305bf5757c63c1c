"""Which policy a tenant has."""

from pathlib import Path

import pytest

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
