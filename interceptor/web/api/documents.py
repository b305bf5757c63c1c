"""What OpenAPI says of each route beyond its parameters: bodies, examples, answers and refusals."""

from typing import Any

from interceptor.web.api.problems import MEDIA_TYPE

_EXAMPLE_ID = "f5072f18-44a1-5b6f-9d0a-6f2f6f0f8f11"
_WIRE = {
    "received_at": "2026-03-02T14:03:11.120Z",
    "format": "json",
    "message": {
        "message_id": "MGF0107",
        "end_to_end_id": "MGF-E2E-0107",
        "settlement_amount": "49870.25",
        "currency": "CAD",
        "settlement_date": "2026-03-02",
        "debtor": {"name": "Maple Grove Furniture Inc"},
        "debtor_account": {"id": "555000111222"},
        "debtor_agent": {"bic": "MAPLCATT"},
        "creditor": {"name": "Cedar Timber Ltd"},
        "creditor_account": {"id": "004412345123"},
        "creditor_agent": {"bic": "NRTHCATT"},
        "remittance": ["INV 20441"],
    },
    "context": {"stage": "initiated", "channel": "email"},
}
_REFUSALS = {
    "400": "The body cannot be read as what it says it is.",
    "401": "No valid API key.",
    "403": "The key does not allow this, or a record names another tenant.",
    "404": "Unknown, or not decided yet.",
    "408": "The body came too slowly.",
    "409": "The cursor is none of this store, or of an older copy of it: start without `after`.",
    "413": "Over a size cap: of a message, its context, or the body.",
    "415": "A media type or content encoding that is not taken.",
    "422": "Well-formed, and not what it has to be.",
    "429": "More is under way than fits; send it again after `Retry-After` seconds.",
    "503": "The log or the store does not answer, or nobody works the key's tenant; send it again after `Retry-After`"
    " seconds.",
}
_HEADERS = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Always `Bearer`."}},
    **{
        status: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}} for status in ("429", "503")
    },
}


def ref(name: str) -> dict[str, str]:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def refusals(*statuses: str) -> dict[str, Any]:
    """Responses of refusals; those that every route has come by themselves."""
    found = {}
    for status in sorted({"401", "403", "429", "503", *statuses}):
        found[status] = {
            "description": _REFUSALS[status],
            "headers": _HEADERS.get(status, {}),
            "content": {MEDIA_TYPE: {"schema": ref("Problem")}},
        }
    return found


def _json(description: str, schema: str, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "description": description,
        "headers": headers or {},
        "content": {"application/json": {"schema": ref(schema)}},
    }


def _header(name: str, description: str, **what: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, **what}


_LINES = {"type": "string", "description": "One wire record a line."}
_MESSAGE = {"type": "string", "minLength": 1, "description": "One message, its exact bytes."}

TRANSFERS = {
    "parameters": [
        _header("Interceptor-Format", "Of a body that is a message; absent: detected.", schema=ref("Format")),
        _header("Interceptor-Received-At", "Of such a body: ISO 8601.", schema={"type": "string"}),
        _header(
            "Interceptor-Context",
            "Of such a body: the context as JSON, in ASCII.",
            content={"application/json": {"schema": {"type": "object"}}},
        ),
        _header(
            "Idempotency-Key",
            "Not read. What a wire says is its identity: the same again gives the same ids and no second alert.",
            schema={"type": "string"},
            deprecated=True,
        ),
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        ref("WireRecord"),
                        {"type": "array", "items": ref("WireRecord"), "minItems": 1, "maxItems": 1_000},
                    ]
                },
                "examples": {"one": {"value": _WIRE}, "many": {"value": [_WIRE]}},
            },
            "application/x-ndjson": {"schema": _LINES},
            "application/xml": {"schema": {"description": _MESSAGE["description"]}},
            "text/plain": {"schema": _MESSAGE},
        },
    },
    "responses": {
        "202": _json("Durable, every record of it. What cannot be read is kept too, with the reason.", "Accepted"),
        **refusals("400", "408", "413", "415", "422"),
    },
}
_REVISION = {
    "ETag": {"schema": {"type": "string"}, "description": "The revision, in quotes."},
    "Newest-Revision": {"schema": {"type": "integer"}, "description": "The newest revision there is."},
}
DECISION = {
    "parameters": [_header("If-None-Match", "`ETag` of the revision that you have.", schema={"type": "string"})],
    "responses": {
        "200": _json("The decision, byte for byte as published.", "DecisionRecord", _REVISION),
        "304": {"description": "No other revision than yours.", "headers": _REVISION},
        **refusals("404", "422"),
    },
}
DECISIONS = {"responses": {"200": _json("A page; empty at the end.", "DecisionPage"), **refusals("409", "422")}}
REPORTS = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": ref("Report"),
                "example": {"transfer_id": _EXAMPLE_ID, "basis": "reported", "text": "We never ordered this."},
            }
        },
    },
    "responses": {"202": _json("Durable.", "ReportAccepted"), **refusals("400", "408", "413", "415", "422")},
}
REPLIES = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": ref("ReplyRecord"),
                "example": {"alert_id": _EXAMPLE_ID, "answer": "ACK", "case_number": "ADCC-26-0117"},
            }
        },
    },
    "responses": {
        "202": _json("Durable.", "ReplyAccepted"),
        **refusals("400", "404", "408", "413", "415", "422"),
        "409": {**refusals("409")["409"], "description": "The answer is not possible in the state of the alert."},
    },
}
