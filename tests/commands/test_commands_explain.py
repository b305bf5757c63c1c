"""`interceptor explain`."""

from pathlib import Path

import pytest
from office import AN_HOUR_LATER, Office
from wires import Rig, wire

from interceptor.commands import explanation
from models.tables import TableModel


def test_an_intercepted_transfer_has_its_reasons_and_lanes(office: Office) -> None:
    shown = office.shown("explain", office.ids["mule"][:8])
    assert "1 scored intercept recall" in shown
    assert "known_creditor_new_account" in shown
    assert "Pays “Cedar Timber Ltd” on HK account …789" in shown
    assert "desk hk_adcc" in shown


def test_a_released_transfer_is_explained_from_the_stored_values(office: Office) -> None:
    found = office.read("explain", office.ids["honest"])
    rescored = found["rescored"]
    assert rescored["same_model"] is True
    assert found["decisions"][-1]["reasons"] is None
    assert rescored["probability"] == pytest.approx(found["decisions"][-1]["score"], abs=1e-12)
    assert found["values"].keys().isdisjoint(found["unknown"])
    shown = office.shown("explain", office.ids["honest"])
    assert "base rate" in shown
    assert "weights are the model's, from the values of that time" in shown
    assert "lanes, were it to be recalled now" in shown


def test_another_model_in_force_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanation.scoring, "label", lambda model: f"{model.name}:another")
    assert "is in force" in office.shown("explain", office.ids["honest"])


def test_revisions_come_in_order_and_repeats_are_left_out(office: Office) -> None:
    rig = Rig(office.data / "store.db", live=True, now_ms=AN_HOUR_LATER)
    rig.score([wire(950, 0.02, amount="49000.00")])
    rig.close()
    office.shown("cases", "open", office.ids["honest"], "--basis", "reported")
    office.shown("cases", "withdraw", office.read("cases", "list")[0]["case_id"], "--reason", "genuine")
    found = office.read("explain", office.ids["honest"])
    assert [record["revision"] for record in found["decisions"]] == list(range(1, len(found["decisions"]) + 1))
    assert [record["cause"] for record in found["decisions"]][:2] == ["scored", "report"]


def test_hostile_text_is_shown_and_does_nothing(office: Office) -> None:
    shown = office.shown("explain", office.ids["hostile"])
    assert "Cedar [red]Timber[/red] Ltd\\x1b[31m\\x1b]0;owned" in shown


def test_what_was_only_learnt_was_never_weighed(office: Office, tmp_path: Path) -> None:
    rig = Rig(office.data / "store.db", learning=True)
    rig.raw([wire(990, amount="1.00")])
    ((digest,),) = rig.rows("SELECT transfer_id FROM register ORDER BY number DESC LIMIT 1")
    rig.close()
    assert "it was never weighed" in office.shown("explain", digest.hex())
    assert office.read("explain", digest.hex())["rescored"] is None


def test_unknown_and_foreign_transfers_are_one_line(office: Office) -> None:
    for typed, tenant in (("00000000", "bank"), ("x", "bank"), (office.ids["mule"], "other")):
        assert office.refused("explain", typed, tenant=tenant).startswith("no such transfer")


def test_contributions_add_up_to_the_sum(office: Office) -> None:
    found = office.read("explain", office.ids["mule"])
    model: TableModel = explanation.scoring.shipped()
    total = sum(share["contribution"] for share in found["rescored"]["contributions"])
    assert model.probability(total) == pytest.approx(found["decisions"][0]["score"], rel=1e-9)
