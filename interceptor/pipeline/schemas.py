"""JSON Schemas of every record that enters or leaves, made from the types that read and write them (DESIGN 5)."""

import json
from typing import Any, Final

import msgspec

from interceptor.cases.audit import Checkpoint
from interceptor.cases.reply_json import ReplyRecord
from interceptor.cases.states import ANSWERS, Event
from interceptor.pipeline.decision_record import DecisionRecord, ErrorLine, SkippedLine
from interceptor.pipeline.notices import Outcome, Reminder, Withdrawal
from interceptor.pipeline.rejecting import RejectedRecord
from interceptor.pipeline.reports import Report
from interceptor.pipeline.suspects import SuspectAccount
from interceptor.routing.alert.document import json_schema as alert_schema
from interceptor.transfers.context import Context

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by name. The same release gives the same."""
    found = {
        "decision": _written(DecisionRecord),
        "error-line": _written(ErrorLine),
        "skipped-line": _written(SkippedLine),
        "rejected": _written(RejectedRecord),
        "withdrawal": _written(Withdrawal),
        "outcome": _written(Outcome),
        "reminder": _written(Reminder),
        "checkpoint": _written(Checkpoint),
        "wire-record": _wire_record(),
        "context": _context(),
        "alert": alert_schema(),
        "reply": _reply(),
        "report": _report(),
        "suspect-account": {
            **SuspectAccount.model_json_schema(by_alias=True),
            **_one_of("account", "account_sha256"),
        },
    }
    return {name: {"$schema": DRAFT, **_standard(schema)} for name, schema in sorted(found.items())}


def documents() -> dict[str, bytes]:
    """File name and content of every schema. The same release gives the same bytes."""
    return {f"{name}.schema.json": rendered(schema) for name, schema in schemas().items()}


def rendered(document: dict[str, Any]) -> bytes:
    """The document as it is kept in the repository: sorted, so that a difference is a difference."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _written(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """What we write has every field, also those with a default; its `schema` is always the same; later ones add."""
    document = msgspec.json.schema(kind)
    for part in document["$defs"].values():
        part["required"] = list(part["properties"])
        part.pop("additionalProperties", None)
        given = part["properties"].get("schema", {})
        if "default" in given:
            part["properties"]["schema"] = {"const": given["default"], "type": "string"}
    return document


def _standard(part: Any, *, names: bool = False) -> Any:
    """pydantic writes bounds of decimal numbers in words of its own; here are those of JSON Schema.

    `names` is true where the keys are names of fields, not words of JSON Schema.
    """
    if isinstance(part, list):
        return [_standard(item) for item in part]
    if not isinstance(part, dict):
        return part
    if names:
        return {name: _standard(value) for name, value in part.items()}
    words = {"gt": "exclusiveMinimum", "ge": "minimum"}
    kept = {words.get(word, word): value for word, value in part.items() if word not in _DIGITS}
    digits = [f"at most {part[word]} {text}" for word, text in _DIGITS.items() if word in part]
    if digits:
        kept["description"] = " ".join([*([kept["description"]] if "description" in kept else []), *digits])
    return {word: _standard(value, names=word in {"properties", "$defs"}) for word, value in kept.items()}


_DIGITS = {"max_digits": "digits", "decimal_places": "decimal places"}


def _reply() -> dict[str, Any]:
    document = ReplyRecord.model_json_schema(by_alias=True)
    document["$defs"]["Event"]["enum"] = [event.value for event in Event if event in ANSWERS]
    document["$defs"]["Event"]["description"] = "What an addressee can say."
    return {**document, **_one_of("alert_id", "message_id", "case_reference", "uetr")}


def _report() -> dict[str, Any]:
    return {**Report.model_json_schema(), **_one_of("transfer_id", "uetr", "payment_id")}


def _one_of(*names: str) -> dict[str, Any]:
    return {"anyOf": [{"required": [name]} for name in names]}


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
