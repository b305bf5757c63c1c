"""The OpenAPI document: routes from the app, schemas from the types that read and write."""

import json
from typing import Any, get_args

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from interceptor import __version__
from interceptor.cases.reply_json import ReplyRecord
from interceptor.pipeline.reports import Report
from interceptor.transfers.context import Context
from interceptor.web.api.accepting import Accepted
from interceptor.web.api.decisions import DecisionPage
from interceptor.web.api.documents import ref
from interceptor.web.api.envelopes import Format
from interceptor.web.api.problems import Problem
from interceptor.web.api.replies import ReplyAccepted
from interceptor.web.api.reports import ReportAccepted

TITLE = "Interceptor"
_DESCRIPTION = (
    "Wires and reports in, decisions out, for banks without Kafka. Every request carries an API key, and the key alone"
    " says whose wires these are. Guide: docs/guides/http.md."
)
_WRITTEN = "#/components/schemas/{name}"
_MODELS = "#/components/schemas/{model}"
_SOMETHING = r"\S"


def document(app: FastAPI) -> dict[str, Any]:
    """The document of the app, made once."""
    if app.openapi_schema is None:
        made = get_openapi(title=TITLE, version=__version__, description=_DESCRIPTION, routes=app.routes)
        for path in made["paths"].values():
            for operation in path.values():
                _only_our_answers(operation)
        made.setdefault("components", {})["schemas"] = schemas()
        app.openapi_schema = made
    found: dict[str, Any] = app.openapi_schema
    return found


def rendered(app: FastAPI) -> bytes:
    """The document as it is written to docs/reference."""
    return json.dumps(document(app), indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _only_our_answers(operation: dict[str, Any]) -> None:
    """FastAPI adds an answer 422 of its own shape; ours are problems."""
    operation["responses"].get("422", {}).get("content", {}).pop("application/json", None)


def schemas() -> dict[str, Any]:
    """Every schema by its name."""
    _, written = msgspec.json.schema_components(
        [Accepted, DecisionPage, ReportAccepted, ReplyAccepted, Problem], ref_template=_WRITTEN
    )
    return {
        **written,
        "Format": {"enum": list(get_args(Format)), "description": "What the message is."},
        "WireRecord": _wire_record(),
        **_model("Context", Context),
        **_model("Report", Report),
        "Report": _report(),
        **_model("ReplyRecord", ReplyRecord),
        "ReplyRecord": _reply(),
    }


def _model(name: str, model: type[Any]) -> dict[str, Any]:
    made = model.model_json_schema(by_alias=True, ref_template=_MODELS)
    parts = made.pop("$defs", {})
    return {**parts, name: made}


def _wire_record() -> dict[str, Any]:
    """As `envelopes` takes it: the envelope is held to its types, the context and the message are not."""
    something = {"type": "string", "minLength": 1}
    return {
        "title": "WireRecord",
        "description": "One message of the bank with what came along; a message may hold several transactions. A JSON"
        " transfer may also stand bare, without `message`: it is known by its amount.",
        "type": "object",
        "properties": {
            "received_at": {"type": ["string", "null"], "description": "ISO 8601; UTC when it names no offset."},
            "format": {"anyOf": [ref("Format"), {"type": "null"}], "description": "Absent: detected."},
            "message": {"anyOf": [something, {"type": "object"}], "description": "Text, or an object for `json`."},
            "message_base64": {
                "type": "string",
                "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$",
                "contentEncoding": "base64",
                "description": "The exact bytes, in place of `message`.",
            },
            "context": {
                "anyOf": [ref("Context"), {"type": "object"}, {"type": "null"}],
                "description": "A field with a bad value counts as unknown, with a warning; it refuses no wire.",
            },
            "tenant": {"const": None, "description": "Leave it out: the key says whose it is, another is refused."},
            "settlement_amount": {"description": "Of a JSON transfer that stands bare, its fields beside these."},
            "amount": {"description": "Another name of `settlement_amount`."},
        },
        "anyOf": [{"required": [name]} for name in ("message", "message_base64", "settlement_amount", "amount")],
    }


def _report() -> dict[str, Any]:
    """The report as the model has it, and that one of three fields must say which transfer it is."""
    made: dict[str, Any] = _model("Report", Report)["Report"]
    naming = ("transfer_id", "uetr", "payment_id")
    identifier = {"type": "string", "maxLength": 140, "pattern": _SOMETHING}
    _not_blank(made)
    made["anyOf"] = [{"required": [name], "properties": {name: identifier}} for name in naming]
    return made


def _not_blank(schema: Any) -> None:
    """Spaces around a text do not count: one that must not be empty must hold something else."""
    if isinstance(schema, dict):
        if schema.get("type") == "string" and schema.get("minLength"):
            schema.setdefault("pattern", _SOMETHING)
        for part in schema.values():
            _not_blank(part)
    elif isinstance(schema, list):
        for part in schema:
            _not_blank(part)


def _reply() -> dict[str, Any]:
    """The reply as the model has it; here the alert is named by its id."""
    made: dict[str, Any] = _model("ReplyRecord", ReplyRecord)["ReplyRecord"]
    made["properties"]["alert_id"] = {"type": "string", "minLength": 1, "maxLength": 140}
    made["required"] = sorted({*made.get("required", ()), "alert_id"})
    return made
