"""SWIFT FIN: blocks, headers and tags of MT messages (research/iso20022.md 4.3). Knows no field's meaning."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from interceptor.errors import Fault, MessageError

_BETWEEN: Final = " \t\r\n$\0\x01\x02\x03\x1a\ufeff"
"""What stands between messages of one file: RJE `$`, DOS-PCC 0x01 to 0x03 with padding, line ends, end of file."""

_BLOCKS: Final = frozenset("12345S")
_MAX_HEADER: Final = 10_000
"""Characters of a block other than 4; FIN has under 1,000."""
_MAX_DEPTH: Final = 8
"""Braces within braces; FIN has two, as in `{5:{CHK:…}}`."""
_MAX_BROKEN: Final = 100
"""Broken messages in one file until the rest is refused as a whole, so that no hostile file takes long."""

_BRACE = re.compile(r"[{}]")
_INNER = re.compile(r"\{([^:{}]{1,8}):([^{}]*)\}")
_NEXT = re.compile(r"\n:|\{1:")
_SHALLOW = re.compile(r"([^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+)\}")
"""A block up to its end when braces in it hold no others, as in every block that FIN knows."""
_TAG = re.compile(r"\n:(\d\d[A-Z]?):")
_HEADER = re.compile(r"[A-Z]\d\d([A-Z0-9]{12})(\d{4})?(\d{6})?\Z")
_INPUT = re.compile(r"I(\d{3})([A-Z0-9]{12})?")
_OUTPUT = re.compile(r"O(\d{3})(\d{4})(\d{6})([A-Z0-9]{12})(\d{10})?(\d{6})?(\d{4})?")


class MtMessage(msgspec.Struct):
    """One FIN message: headers as text and taken apart, and the tags of block 4 in order."""

    block1: str = ""
    block2: str = ""
    block3: dict[str, str] = {}
    tags: list[tuple[str, str]] = []
    """Tag such as `32A` and its value with lines separated by LF. Tags repeat, so this is a list."""
    trailer: dict[str, str] = {}
    type: str = ""
    """Three digits, such as `103`; empty when block 2 is missing."""
    direction: str = ""
    """`I` sent by us, `O` received; empty without block 2."""
    sender: str | None = None
    """BIC of 11 characters without the terminal code, such as `XMPLCATTXXX`."""
    receiver: str | None = None
    input_time: str | None = None
    """`YYMMDDHHMM` at which the sender gave an output message to the network."""
    service: bool = False
    """True for system messages: acknowledgements and the like, application identifiers other than F01."""
    damaged: bool = False
    """True when something that is no block stands behind the complete block 4, such as half a trailer."""
    acknowledgement: str | None = None
    """For a service message F21: `0` accepted, `1` rejected by the network."""

    def first(self, tag: str) -> str | None:
        """Value of the first `tag`, or None."""
        for name, value in self.tags:
            if name == tag:
                return value
        return None


def parse(text: str) -> list[MtMessage]:
    """All messages of `text`, in order, service messages too. Raises `MessageError` (`empty`, `not_mt`)."""
    found: list[MtMessage] = []
    for item in messages(text):
        if isinstance(item, MessageError):
            raise item
        found.append(item)
    return found


def messages(text: str) -> Iterator[MtMessage | MessageError]:
    """Each message of `text`, or the error in its place: the next one begins at the next `{1:`.

    Yields at least one item. Text that begins with a tag is taken as a block 4 without its braces.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip(_BETWEEN)
    if not text:
        yield MessageError(Fault.EMPTY)
        return
    if text[0] == ":":
        yield MtMessage(tags=_tags(text.removesuffix("-")))
        return
    position, end, broken = 0, len(text), 0
    while position < end:
        try:
            message, position = _message(text, position)
            while position < end and text[position] in _BETWEEN:
                position += 1
            if position < end and text[position] != "{":
                position = _past_rest(message, text, position)
            yield message
        except _BlockError as error:
            yield MessageError(Fault.NOT_MT, f"{error.what} at {error.position}")
            position = text.find("{1:", max(error.position, position + 1))
            broken += 1
            if position < 0:
                return
            if broken == _MAX_BROKEN:
                yield MessageError(Fault.NOT_MT, f"too many broken messages, the rest from {position} is not read")
                return


def _past_rest(message: MtMessage, text: str, position: int) -> int:
    """Where the next message begins, when what stands before it holds no tags; `message` is marked as damaged."""
    following = _NEXT.search(text, position)
    if text.startswith(":", position) or (following is not None and following[0] == "\n:"):
        return position  # it may be a payment: an error of its own
    message.damaged = True
    return len(text) if following is None else following.start()


class _BlockError(Exception):
    def __init__(self, what: str, position: int) -> None:
        super().__init__(what, position)
        self.what = what
        self.position = position


def _message(text: str, position: int) -> tuple[MtMessage, int]:
    """The message that begins at `position`, and where it ends."""
    message = MtMessage()
    seen = ""
    while text.startswith("{", position):
        block = text[position + 1 : position + 2]
        if block == "1" and seen:
            break
        try:
            if block not in _BLOCKS or text[position + 2 : position + 3] != ":":
                raise _BlockError("unknown block", position)
            if block in seen:
                raise _BlockError("repeated block", position)
            body, position = _block(text, position + 3, block)
        except _BlockError:
            if "4" not in seen:
                raise
            # The payment is complete; half a trailer does not make it unread.
            return message, _past_rest(message, text, position)
        _read(message, block, body)
        seen += block
        while text.startswith("\n", position):
            position += 1
    if not seen:
        raise _BlockError("no block", position)
    if "4" not in seen and not message.service:
        raise _BlockError("no block 4", position)
    return message, position


def _block(text: str, start: int, block: str) -> tuple[str, int]:
    """Content of the block whose content begins at `start`, and the position after its brace."""
    if block == "4" and not text.startswith("{", start):
        # Not beyond the next block 4: it belongs to another message, and a file of many would be searched many times.
        limit = text.find("{4:", start)
        limit = len(text) if limit < 0 else limit
        end = text.find("\n-}", start, limit)
        after = end + 3
        if end < 0:
            # Some systems put the end mark behind the last value.
            end = text.find("-}", start, limit)
            after = end + 2
        if end < 0:
            raise _BlockError("block 4 has no end", start)
        return text[start:end], after
    if shallow := _SHALLOW.match(text, start, start + _MAX_HEADER):
        return shallow[1], shallow.end()
    depth = 1
    for brace in _BRACE.finditer(text, start, start + _MAX_HEADER):
        depth += 1 if brace[0] == "{" else -1
        if depth > _MAX_DEPTH:
            break
        if not depth:
            return text[start : brace.start()], brace.end()
    raise _BlockError("braces do not match", start)


def _read(message: MtMessage, block: str, body: str) -> None:
    if block == "1":
        _read_basic_header(message, body)
    elif block == "2":
        _read_application_header(message, body)
    elif block == "3":
        message.block3 = dict(_INNER.findall(body))
    elif block == "4":
        if body.startswith("{"):
            inner = dict(_INNER.findall(body))
            message.acknowledgement = inner.get("451")
            message.tags = list(inner.items())
        else:
            message.tags = _tags(body)
    elif block == "5":
        message.trailer = dict(_INNER.findall(body))


def _read_basic_header(message: MtMessage, body: str) -> None:
    message.block1 = body
    match = _HEADER.match(body)
    if match is None:
        return
    message.service = body[1:3] != "01"
    bank = _bic(match[1])
    if message.direction == "O":
        message.receiver = bank
    else:
        message.sender = bank


def _read_application_header(message: MtMessage, body: str) -> None:
    message.block2 = body
    if match := _INPUT.match(body):
        message.direction, message.type = "I", match[1]
        message.receiver = _bic(match[2]) if match[2] else None
    elif match := _OUTPUT.match(body):
        message.direction, message.type = "O", match[1]
        # The message was received, so that block 1 names us and the reference inside names the sender.
        message.receiver, message.sender = message.sender, _bic(match[4])
        message.input_time = match[3] + match[2]


def _bic(terminal: str) -> str:
    """BIC11 of a logical terminal: its ninth character is the terminal code."""
    return terminal[:8] + terminal[9:]


def _tags(block: str) -> list[tuple[str, str]]:
    # A line that only looks like a tag belongs to the value before it.
    _, *pieces = _TAG.split("\n" + block)
    return [(tag, value.rstrip()) for tag, value in zip(pieces[::2], pieces[1::2], strict=True)]
