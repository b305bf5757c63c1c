"""The forms that a line of NDJSON may have (DESIGN 5.1)."""

import msgspec

ABSENT = msgspec.Raw(b"null")


class Line(msgspec.Struct, gc=False):
    received_at: msgspec.Raw = ABSENT
    format: str | None = None
    message: msgspec.Raw = ABSENT
    message_base64: str | None = None
    context: msgspec.Raw = ABSENT
    settlement_amount: msgspec.Raw = ABSENT
    """Of a transfer that stands bare, without a record around it; `amount` is its other name."""
    amount: msgspec.Raw = ABSENT


class UsualLine(msgspec.Struct, gc=False):
    """Nearly every line: the message is a text, so that it need not be passed over first and decoded then."""

    message: str
    received_at: str
    format: str | None = None
    message_base64: None = None
    context: msgspec.Raw = ABSENT


decode_line = msgspec.json.Decoder(Line).decode
decode_usual = msgspec.json.Decoder(UsualLine).decode
decode_text = msgspec.json.Decoder(str).decode
