"""The OpenAPI document: complete, fresh on disk, and nothing in it or beside it points elsewhere."""

import json
from pathlib import Path

import jsonschema
import pytest
from office_of_banks import Banks, bare, links
from typer.testing import CliRunner
from wires import diverted, record, wire

from interceptor.cli import app
from interceptor.web.api.app import make_app
from interceptor.web.api.openapi import rendered

_FILE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


@pytest.fixture(scope="module")
def document():
    return json.loads(rendered(make_app(None)))


def test_the_file_is_up_to_date(tmp_path):
    found = CliRunner().invoke(app, ["openapi", "--output", str(tmp_path / "found.json")], catch_exceptions=False)
    assert found.exit_code == 0
    assert _FILE.read_bytes() == (tmp_path / "found.json").read_bytes(), (
        "run: interceptor openapi --output docs/reference/openapi.json"
    )
    assert CliRunner().invoke(app, ["openapi"]).stdout.encode() == _FILE.read_bytes()


def test_every_reference_leads_somewhere(document):
    text = json.dumps(document)
    names = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert names <= document["components"]["schemas"].keys()
    assert document["components"]["schemas"].keys() - names == set(), "nothing is described in vain"


def test_every_operation_says_what_it_takes_gives_and_asks(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["security"] == [{"ApiKey": []}], where
            assert operation["summary"], where
            assert operation["description"], where
            assert {"401", "403", "429", "503"} <= operation["responses"].keys(), where
            refusals = [answer for status, answer in operation["responses"].items() if status >= "4"]
            assert all("application/problem+json" in answer["content"] for answer in refusals), where
            assert method != "post" or "requestBody" in operation, where


def test_the_schemas_are_what_is_given_and_taken(banks: Banks, document):
    def check(value, name):
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    for line in (wire(1), bare(1), diverted(2), record("x", form=None), record("<x/>", form="pacs.008")):
        check(json.loads(line), "WireRecord")
    accepted = banks.send([wire(1), record("<x/>", form="pacs.008"), diverted(2)])
    check(accepted, "Accepted")
    check(banks.decide(links(accepted)[-1]), "DecisionRecord")
    check(banks.ask("GET", "/v1/decisions").json(), "DecisionPage")
    report = {"transfer_id": "x", "basis": "confirmed"}
    check(report, "Report")
    check(banks.ask("POST", "/v1/reports", json=report).json(), "ReportAccepted")
    check(banks.ask("POST", "/v1/transfers", json=[{"message": 1}]).json(), "Problem")
    for example in document["paths"]["/v1/transfers"]["post"]["requestBody"]["content"]["application/json"][
        "examples"
    ].values():
        assert banks.ask("POST", "/v1/transfers", json=example["value"]).status_code == 202


def test_the_server_gives_the_same_document_and_no_page_that_loads_from_elsewhere(banks: Banks, document):
    assert banks.client.get("/openapi.json").json() == document
    for path in ("/docs", "/redoc", "/docs/oauth2-redirect", "/"):
        assert banks.client.get(path).status_code == 404
