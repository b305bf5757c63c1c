"""JSON Schemas of every record that enters or leaves, made from the types that read and write them (DESIGN 5)."""

import json
from typing import Any, Final

import msgspec

from interceptor.cases.reply_json import ReplyRecord
from interceptor.pipeline.decision_record import DecisionRecord, ErrorLine, SkippedLine
from interceptor.pipeline.rejecting import RejectedRecord
from interceptor.pipeline.reports import Report
from interceptor.routing.alert.document import json_schema as alert_schema
from interceptor.transfers.context import Context

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def documents() -> dict[str, bytes]:
    """File name and content of every schema. The same release gives the same bytes."""
    found = {
        "decision": msgspec.json.schema(DecisionRecord),
        "error-line": msgspec.json.schema(ErrorLine),
        "skipped-line": msgspec.json.schema(SkippedLine),
        "wire-record": _wire_record(),
        "context": _context(),
        "alert": alert_schema(),
        "reply": ReplyRecord.model_json_schema(by_alias=True),
        "report": Report.model_json_schema(),
        "rejected": msgspec.json.schema(RejectedRecord),
    }
    return {f"{name}.schema.json": _rendered(schema) for name, schema in sorted(found.items())}


def _rendered(schema: dict[str, Any]) -> bytes:
    body = {"$schema": _DRAFT, **schema}
    return json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _context() -> dict[str, Any]:
    return Context.model_json_schema(by_alias=True)


def _wire_record() -> dict[str, Any]:
    """The line of an input file. Written out here, since `records.read_line` takes it apart without a model."""
    context = _context()
    parts = context.pop("$defs", {})
    return {
        "$defs": {**parts, "Context": context},
        "title": "WireRecord",
        "description": "One message of the bank with what came along; a message may hold several transactions.",
        "type": "object",
        "properties": {
            "received_at": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "When the bank took the message; UTC when it names no offset.",
            },
            "format": {
                "enum": ["pacs.008", "pacs.009", "pain.001", "mt103", "mt202", "json", None],
                "description": "Absent: detected.",
            },
            "message": {
                "type": ["string", "object"],
                "description": "The message as text, or an object for `json`.",
            },
            "message_base64": {"type": ["string", "null"], "description": "The exact bytes, in place of `message`."},
            "context": {"anyOf": [{"$ref": "#/$defs/Context"}, {"type": "null"}]},
            "settlement_amount": {"description": "Of a JSON transfer that stands bare, its fields beside these."},
            "amount": {"description": "Another name of `settlement_amount`."},
            "tenant": {"type": "string", "description": "Never believed: the tenant comes from topic, key or setting."},
        },
        "anyOf": [
            {"required": ["message"]},
            {"required": ["message_base64"]},
            {"required": ["settlement_amount"]},
            {"required": ["amount"]},
        ],
    }
