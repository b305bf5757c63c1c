"""`interceptor schemas`, and the copies in the documentation."""

import json
from pathlib import Path

import msgspec
from office import Office

from interceptor.contracts import asyncapi
from interceptor.pipeline import line_forms, schemas
from interceptor.pipeline.decision_record import DecisionRecord

COPIES = Path(__file__).parents[2] / "docs" / "reference" / "schemas"


def test_the_copies_are_up_to_date() -> None:
    """Renew them with `interceptor schemas --output docs/reference/schemas`."""
    assert {path.name: path.read_bytes() for path in COPIES.glob("*.json")} == asyncapi.documents()


def test_they_are_written_as_files_and_printed_as_one_object(office: Office, tmp_path: Path) -> None:
    assert "14 schemas and asyncapi.json in" in office.shown("schemas", "--output", str(tmp_path / "made" / "here"))
    written = {path.name for path in (tmp_path / "made" / "here").iterdir()}
    printed = json.loads(office.run("schemas").stdout)
    assert written == asyncapi.documents().keys()
    assert printed.keys() == {name.removesuffix(".json").removesuffix(".schema") for name in written}


def test_the_wire_record_has_the_fields_that_are_read() -> None:
    described = json.loads(schemas.documents()["wire-record.schema.json"])["properties"].keys()
    assert described == {field.name for field in msgspec.structs.fields(line_forms.Line)} | {"tenant"}


def test_the_decision_record_has_every_field_of_the_contract() -> None:
    document = json.loads(schemas.documents()["decision.schema.json"])
    described = document["$defs"]["DecisionRecord"]["properties"].keys()
    assert described == {field.name for field in msgspec.structs.fields(DecisionRecord)}
