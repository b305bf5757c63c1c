"""The AsyncAPI document is sound by itself, and by the official schema of AsyncAPI where that is at hand.

`npm pack @asyncapi/specs` has it as `schemas/3.0.0.json`; INTERCEPTOR_ASYNCAPI_SCHEMA names the file.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from interceptor.contracts import asyncapi
from interceptor.contracts.channels import CHANNELS
from interceptor.pipeline import schemas, topics

DOCUMENT = asyncapi.document()


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for word, value in part.items():
            if word == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(part, list):
        for item in part:
            yield from _references(item)


def _resolved(reference: str) -> Any:
    found: Any = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return found


def test_every_reference_leads_somewhere() -> None:
    for reference in _references(DOCUMENT):
        if reference.startswith("#/"):
            assert _resolved(reference)
        else:
            assert reference in schemas.documents()


def test_every_topic_of_the_program_is_in_it() -> None:
    addresses = {channel["address"] for channel in DOCUMENT["channels"].values()}
    wires = (topics.wires, topics.reports, topics.decisions, topics.rejected)
    for name in (*wires, topics.recalls, topics.replies, topics.suspects, topics.checkpoints):
        assert {name("default"), name("{tenant}")} <= addresses
    assert topics.alerts("{country}") in addresses


def test_every_channel_has_its_operations_with_all_its_messages() -> None:
    for name, channel in DOCUMENT["channels"].items():
        operations = [
            each for each in DOCUMENT["operations"].values() if each["channel"]["$ref"] == f"#/channels/{name}"
        ]
        assert len(operations) == (2 if name.startswith("intel.accounts") else 1)
        for operation in operations:
            assert [_resolved(item["$ref"]) for item in operation["messages"]] == list(channel["messages"].values())
        assert set(re.findall(r"\{(\w+)\}", channel["address"])) == set(channel.get("parameters", {}))


def test_every_message_has_a_key_and_json_has_a_schema() -> None:
    for message in DOCUMENT["components"]["messages"].values():
        assert message["bindings"]["kafka"]["key"]["description"]
        # A transfer in our own JSON is read as leniently as any other message, by no schema.
        assert ("payload" in message) == (message["contentType"] == "application/json") or message["name"] == "json"
        jsonschema.Draft202012Validator.check_schema(message.get("headers", {}))


def test_every_schema_is_sound_and_used() -> None:
    used = {form.schema for channel in CHANNELS for form in channel.formats}
    assert schemas.schemas().keys() - used == {"context", "wire-record", "error-line", "skipped-line"}
    for schema in schemas.schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_it_is_valid_by_the_official_schema() -> None:
    file = os.environ.get("INTERCEPTOR_ASYNCAPI_SCHEMA")
    if not file:
        pytest.skip("INTERCEPTOR_ASYNCAPI_SCHEMA names no file")
    validator = jsonschema.Draft7Validator(json.loads(Path(file).read_bytes()))
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(DOCUMENT)] == []
    broken = {**DOCUMENT, "operations": {"x": {"action": "shout", "channel": {"$ref": "#/channels/x"}}}}
    assert list(validator.iter_errors(broken)), "the official schema finds nothing wrong in what is wrong"
