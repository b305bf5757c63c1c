"""The shipped model is the build of the shipped catalogue, and the loader refuses anything else."""

from importlib.resources import files
from pathlib import Path

import pytest

from interceptor.decisions import expert, scoring
from interceptor.errors import ConfigError, Fault
from interceptor.indicators.catalogue import CATALOGUE
from models.document import dump, parse
from models.expert import build
from models.expert_weights import OVERRIDES, PAIRS

SHIPPED = (files("models.shipped") / "expert.json").read_bytes()


def test_shipped_file_is_the_build() -> None:
    assert expert.build() == SHIPPED, "run: python -m interceptor.decisions.expert"


def test_label_names_model_and_digest() -> None:
    model = scoring.shipped()
    assert scoring.label(model) == f"expert@1:{model.digest[:12]}"
    assert model.names == tuple(item.id for item in CATALOGUE)


def test_an_altered_model_is_refused() -> None:
    with pytest.raises(ConfigError, match="digest") as caught:
        scoring.load(SHIPPED.replace(b"-9.21024", b"-8.21024"))
    assert caught.value.fault is Fault.BAD_MODEL


def test_a_model_of_another_catalogue_is_refused() -> None:
    items = [
        {"id": item.id, "strength": item.strength, "lowers": item.lowers, "steps": item.steps} for item in CATALOGUE
    ]
    with pytest.raises(ConfigError, match="another catalogue"):
        scoring.load(dump(build(items[::-1])))  # type: ignore[arg-type]


def test_weights_point_the_way_the_catalogue_says() -> None:
    lowering = {item.id for item in CATALOGUE if item.lowers}
    assert {name for name, item in OVERRIDES.items() if item.weight < 0} <= lowering
    for table in parse(SHIPPED).tables:
        sign = -1 if table.name in lowering else 1
        assert all(sign * value >= 0 for value in table.values)
        assert table.missing == 0.0


def test_every_weight_is_on_the_decision_page() -> None:
    page = Path(__file__).parents[2] / "docs" / "decisions" / "expert-model.md"
    text = page.read_text()
    for name, override in OVERRIDES.items():
        assert f"| {name} | {override.weight:+.1f} |" in text
    for pair in PAIRS:
        assert f"| {pair.first} | {pair.second} | {pair.weight:+.1f} |" in text
