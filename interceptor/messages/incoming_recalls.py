"""Recalls that somebody sent to us, in whatever message they come: camt.056, MT192, MT292."""

from interceptor.errors import Fault, MessageError
from interceptor.messages import camt056, mt192
from interceptor.messages.incoming_recall import IncomingRecall
from interceptor.messages.mt import parse


def read(body: bytes) -> list[IncomingRecall]:
    """All recalls in `body`, in order; at least one.

    Raises `MessageError`: as `camt056.read` does, `not_mt`, and `unknown_format` when there is none.
    """
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n\0\x01$").startswith(b"{1:"):
        return camt056.read(body)
    messages = parse(body.decode("utf-8", "replace"))
    found = [recall for message in messages if message.type in mt192.TYPES for recall in mt192.read(message)]
    if not found:
        raise MessageError(Fault.UNKNOWN_FORMAT, "no recall in it")
    return found
