"""The parser recipe: what it reads around, and what it refuses."""

import pytest

from interceptor.errors import Fault, MessageError
from interceptor.messages.xml import local_name, namespace, parse

DECLARATION = '<?xml version="1.0" encoding="{}"?>'


def test_reads_a_plain_document() -> None:
    root = parse(b'<d:Document xmlns:d="urn:x"/>')
    assert (local_name(root), namespace(root)) == ("Document", "urn:x")
    assert namespace(parse(b"<Document/>")) == ""


@pytest.mark.parametrize(
    "body",
    [
        b' \r\n <?xml version="1.0"?><Nm>x</Nm>',
        b'\xef\xbb\xbf<?xml version="1.0"?><Nm>x</Nm>',
        b'\xef\xbb\xbf\r\n<?xml version="1.0"?><Nm>x</Nm>',
        b'<!-- licence -->\n<?xml version="1.0" encoding="UTF-8"?>\n<Nm>x</Nm>',
        b'<!-- <?xml version="1.0"?> --><Nm>x</Nm>',
        b"<Nm>x</Nm>\0\0",
        b"<AppHdr/><Nm>x</Nm>",
        b'<?xml version="1.0"?><AppHdr/><?xml version="1.0"?><Nm>x</Nm>',
    ],
)
def test_reads_around_the_habits_of_gateways(body: bytes) -> None:
    assert [element.text for element in parse(body).iter("Nm")] == ["x"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "utf-8-sig"])
@pytest.mark.parametrize("declared", [True, False])
def test_encodings(codec: str, declared: bool) -> None:
    name = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-8-sig": "UTF-8"}.get(codec, codec)
    text = (DECLARATION.format(name) if declared or codec == "iso-8859-1" else "") + "<Nm>Müller</Nm>"
    assert parse(text.encode(codec)).text == "Müller"


def test_white_space_before_a_declaration_in_utf_16() -> None:
    assert parse(("\ufeff \n" + DECLARATION.format("UTF-16") + "<Nm>Müller</Nm>").encode("utf-16-be")).text == "Müller"


@pytest.mark.parametrize("name", ["UTF-16", "ISO-8859-1", "UTF-8", "nonsense"])
def test_text_ignores_its_own_declaration(name: str) -> None:
    body = (DECLARATION.format(name) + "<Nm>Müller</Nm>").encode()
    assert parse(body, declared_encoding=False).text == "Müller"


DOCTYPES = [
    "<!DOCTYPE d><d/>",
    '<!DOCTYPE d SYSTEM "http://example.invalid/d.dtd"><d/>',
    '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>',
    '<!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>',
    '\n<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>',
]


@pytest.mark.parametrize("text", DOCTYPES)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-be"])
def test_refuses_every_doctype(text: str, codec: str) -> None:
    with pytest.raises(MessageError) as caught:
        parse(text.encode(codec))
    assert caught.value.fault in {Fault.DOCTYPE, Fault.NOT_XML}
    if text.startswith("<!"):
        assert caught.value.fault is Fault.DOCTYPE


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", Fault.EMPTY),
        (b" \r\n\0", Fault.EMPTY),
        (b"\xef\xbb\xbf", Fault.EMPTY),
        (b"<a", Fault.NOT_XML),
        (b"<a>\0</a>", Fault.NOT_XML),
        (b"<a>&undefined;</a>", Fault.NOT_XML),
        (b"<a>\xff</a>", Fault.NOT_TEXT),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', Fault.NOT_TEXT),
        (b"<\0a", Fault.NOT_TEXT),
        (("<\0" * 9).encode("utf-16-le")[:-1], Fault.NOT_TEXT),
        (b"<d>" * 100_000, Fault.NOT_XML),
        (b"<d>" * 10_000 + b"</d>" * 10_000, Fault.NOT_XML),
        (b"<x:a/>", Fault.NOT_XML),
    ],
)
def test_refuses_with_the_reason(body: bytes, fault: Fault) -> None:
    with pytest.raises(MessageError) as caught:
        parse(body)
    assert caught.value.fault is fault


def test_the_cap_comes_before_parsing() -> None:
    with pytest.raises(MessageError) as caught:
        parse(b"<a>" + b"x" * 100 + b"</a>", max_bytes=99)
    assert caught.value.fault is Fault.TOO_LARGE


def test_the_reason_never_quotes_the_document() -> None:
    with pytest.raises(MessageError) as caught:
        parse(b"<a>&CedarTimber;</a>")
    assert "Cedar" not in str(caught.value)
    assert "line 1" in caught.value.detail
