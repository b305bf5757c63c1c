"""Every message that leaves is checked against its ISO 20022 schema first.

The schemas are data beside this module (`schemas/README.md` says where they are from). libxml2 compiles one in
about 7 ms and checks a message in 10-25 us (research/iso20022.md 1.3), so each is compiled once, when first needed.
"""

import re
from functools import cache
from importlib.resources import files

from lxml import etree

from interceptor.errors import Fault, MessageError
from interceptor.messages import xml

_FAULT = re.compile(r":(\d+):\d+:ERROR:.{0,80}?Element '(?:\{[^}]*\})?([\w.]+)'")


@cache
def _schema(name: str) -> etree.XMLSchema:
    source = files("interceptor.messages.schemas") / f"{name}.xsd"
    if not source.is_file():
        raise MessageError(Fault.NOT_VALID_OUT, f"no schema for {name}")
    return etree.XMLSchema(xml.parse(source.read_bytes()))


def validate(document: bytes | etree._Element, name: str) -> None:
    """Check `document` (a `Document` or an `AppHdr`) against the schema called `name`, such as `camt.056.001.08`.

    Raises `MessageError` (`not_valid_out`) with line and element of the first fault. The value is left out: it may be
    a name or an account, and details are logged.
    """
    schema = _schema(name)
    root = xml.parse(document) if isinstance(document, bytes) else document
    if schema.validate(root):
        return
    first = _FAULT.search(str(schema.error_log))
    raise MessageError(Fault.NOT_VALID_OUT, f"{name} line {first[1]} element {first[2]}" if first else name)
