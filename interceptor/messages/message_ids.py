"""Ids of outgoing messages: derived, so that a message built again has the id it had before."""

import base64
import hashlib

LENGTH = 16
"""Characters. CBPR+ keeps `Assgnmt/Id` to what fits MT :20: (research/iso20022.md 4.6)."""


def _short(*parts: str) -> str:
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return base64.b32encode(digest).decode("ascii")  # 80 bits are 16 characters, A-Z and 2-7


def message_id(alert_id: str, version: int) -> str:
    """Id of version `version` of an alert's message: `BizMsgIdr`, `Assgnmt/Id` and MT :20: alike."""
    return _short("message", alert_id, str(version))


def status_request_id(alert_id: str, version: int, ordinal: int) -> str:
    """Id of the `ordinal`-th status request that chases version `version` of an alert."""
    return _short("status_request", alert_id, str(version), str(ordinal))


def answer_id(request_id: str, sender: str, ordinal: int) -> str:
    """Id of the `ordinal`-th answer that `sender` (a BIC) gives to the request `request_id`."""
    return _short("answer", request_id, sender, str(ordinal))


def case_reference(case_id: str) -> str:
    """`Case/Id` for a case: its UUID has 36 characters and `Case/Id` takes 35."""
    return _short("case", case_id)


def imad(day: str, source: str, alert_id: str, version: int) -> str:
    """Fedwire message id: date, the sender's 8-character input source, 6 digits (research/iso20022.md 4.6).

    `day` is YYYYMMDD. The digits come from the alert, so that a repeat keeps its id.
    """
    number = int.from_bytes(hashlib.blake2b(f"{alert_id}\x1f{version}".encode(), digest_size=8).digest())
    return f"{day}{source}{number % 1_000_000:06d}"
