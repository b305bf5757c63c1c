"""Every topic (DESIGN 5.4): its direction, its key, its headers and the records on it."""

from typing import Any, Literal, NamedTuple

from interceptor.messages.decoding import FORMATS as WIRE_FORMATS
from interceptor.pipeline import topics
from interceptor.pipeline.suspects import SCHEMA as SUSPECT

Direction = Literal["in", "out"]
Parted = Literal["tenant", "country"]

XML, FIN, JSON = "application/xml", "text/plain", "application/json"


class Format(NamedTuple):
    """One kind of record on a topic; the header `format` says which it is."""

    name: str
    """Value of the header `format`; empty where none is needed."""
    content_type: str
    schema: str | None = None
    """Name of the JSON Schema; None for bytes that a standard describes."""
    summary: str = ""


class Header(NamedTuple):
    """A header of the records of a topic; its value is UTF-8 text."""

    schema: dict[str, Any]
    required: bool = False


class Channel(NamedTuple):
    """One topic."""

    topic: str
    """Of the tenant `default`, and without a country."""
    direction: Direction
    parted: Parted
    """What stands behind the name: the tenant (other than `default`), or the country."""
    key: str
    """What the record's key is."""
    summary: str
    formats: tuple[Format, ...]
    headers: dict[str, Header]


_ANSWER_FORMATS = frozenset({"admi.002", "camt.029", "mt196", "pacs.002", "pacs.004"})
"""DESIGN 5.4."""
_TIME = {"type": "string", "format": "date-time"}
_RECEIVED = {**_TIME, "description": "When the bank took the message; UTC when it names no offset."}
_DEFAULT = topics.DEFAULT_TENANT


def _types(names: frozenset[str]) -> tuple[Format, ...]:
    """Messages of standards by their `format`, as bytes."""
    return tuple(Format(name, FIN if name.startswith("mt") else XML) for name in sorted(names - {"json"}))


def _enum(names: frozenset[str]) -> Header:
    return Header({"type": "string", "enum": sorted(names), "description": "What the bytes are; absent: detected."})


def _format(formats: tuple[Format, ...]) -> Header:
    return Header({"type": "string", "enum": [form.name for form in formats]}, required=True)


def _since_alerts() -> Header:
    text = "On the first message of an alert that the engine raised: when its wire was received."
    return Header({**_TIME, "description": text})


_REJECTED = (Format("interceptor.rejected/1", JSON, "rejected"),)
_NOTICES = (
    Format("interceptor.reminder/1", JSON, "reminder", "No answer has come in time."),
    Format("interceptor.withdrawal/1", JSON, "withdrawal", "Everything asked for is taken back."),
    Format("interceptor.outcome/1", JSON, "outcome", "How it ended."),
)
_ALERTS = (Format("interceptor.alert/1", JSON, "alert", "One request; versions count up under one id."), *_NOTICES)
_RECALLS = (
    Format("camt.056", XML, None, "Recall: FIToFIPaymentCancellationRequest."),
    Format("mt192", FIN, None, "Recall where there is no UETR."),
    Format("pacs.028", XML, None, "Status request: what became of the recall."),
    *_NOTICES,
)
_CHECKPOINTS = (Format("audit.checkpoint.1", JSON, "checkpoint"),)


def _suspects(direction: Direction) -> Channel:
    return Channel(
        topics.suspects(_DEFAULT),
        direction,
        "tenant",
        "the source's reference",
        "Suspect accounts: what others name, and what we confirm and share.",
        (Format(SUSPECT, JSON, "suspect-account"),),
        {"format": _enum(frozenset({SUSPECT}))},
    )


CHANNELS: tuple[Channel, ...] = (
    Channel(
        topics.wires(_DEFAULT),
        "in",
        "tenant",
        "debtor account, as a hint: nothing depends on it",
        "Outbound wires as the bank has them; one message may hold several transfers.",
        (*_types(WIRE_FORMATS), Format("json", JSON, None, "A transfer in our own JSON: docs/guides/wire-records.md.")),
        {
            "format": _enum(WIRE_FORMATS),
            "received-at": Header(_RECEIVED),
            "context": Header({"type": "string", "contentMediaType": JSON, "contentSchema": {"$ref": "context"}}),
        },
    ),
    Channel(
        topics.reports(_DEFAULT),
        "in",
        "tenant",
        "anything",
        "A payer or officer reports a transfer, also one that was released.",
        (Format("", JSON, "report"),),
        {},
    ),
    Channel(
        topics.replies(_DEFAULT),
        "in",
        "tenant",
        "anything",
        "What desks and banks answer.",
        (Format("json", JSON, "reply"), *_types(_ANSWER_FORMATS)),
        {"format": _enum(_ANSWER_FORMATS | {"json"})},
    ),
    _suspects("in"),
    _suspects("out"),
    Channel(
        topics.decisions(_DEFAULT),
        "out",
        "tenant",
        "register number of the transfer: all its revisions are in one partition, in order",
        "Decision records, every revision.",
        (Format("", JSON, "decision"),),
        {},
    ),
    Channel(
        topics.rejected(_DEFAULT),
        "out",
        "tenant",
        "SHA-256 of the message",
        "What could not be read; the bytes stay in the store.",
        _REJECTED,
        {"format": _format(_REJECTED)},
    ),
    Channel(
        topics.alerts("").rstrip("."),
        "out",
        "country",
        "alert id",
        "Alerts for the addressee's jurisdiction: desks in the receiving country, police and FIU in the payer's.",
        _ALERTS,
        {"format": _format(_ALERTS), "received-at": _since_alerts()},
    ),
    Channel(
        topics.recalls(_DEFAULT),
        "out",
        "tenant",
        "case id",
        "Messages for the bank's gateway.",
        _RECALLS,
        {"format": _format(_RECALLS), "received-at": _since_alerts()},
    ),
    Channel(
        topics.checkpoints(_DEFAULT),
        "out",
        "tenant",
        "tenant",
        "Signed heads of the audit chains.",
        _CHECKPOINTS,
        {"format": _format(_CHECKPOINTS)},
    ),
)
