"""The way in: detection, hostile bytes, and that nothing but a `MessageError` ever comes out beside items."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inbound_messages import HEADER, MT103_TAGS, body, document, mt103

from interceptor.errors import Fault, MessageError
from interceptor.messages import decode
from interceptor.messages.detect import syntax
from interceptor.transfers.identity import identify
from interceptor.transfers.transfer import Refusal, Skipped, Transfer

XML = f"<m>{HEADER}{document()}</m>"
JSON = json.dumps({"amount": "1", "currency": "CAD", "debtor": "A", "creditor": "B", "remittance": ["x"]})
VALID = [XML, mt103(), JSON, document(body().replace("FIToFICstmrCdtTrf", "FICdtTrf"), "pacs.009.001.08")]


def read(content: bytes, **options: bool) -> None:
    """Decode; whatever comes out must be known items that can be identified and stored."""
    try:
        items = decode(content, **options)
    except MessageError:
        return
    assert items
    for item in items:
        assert isinstance(item, Transfer | Refusal | Skipped)
        msgspec.json.encode(item)
        if isinstance(item, Transfer):
            assert identify("tenant", item).transfer_id


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<a/>", "xml"),
        (b" \r\n<a/>", "xml"),
        (b"\xef\xbb\xbf<a/>", "xml"),
        ("<a/>".encode("utf-16"), "xml"),
        ("<a/>".encode("utf-16-le"), "xml"),
        (" " * 9_000 + "<a/>", "xml"),
        (b'{"a": 1}', "json"),
        (b"{}", "json"),
        (b'{ \n "a": 1}', "json"),
        ('{"a": 1}'.encode("utf-16"), "json"),
        (b"[{}]", "json"),
        (b"{1:F01", "mt"),
        (b"\x01{1:F01", "mt"),
        (b"$\r\n{1:F01", "mt"),
        (b":20:A", "mt"),
    ],
)
def test_the_first_bytes_tell_the_syntax(content: bytes | str, expected: str) -> None:
    assert syntax(content if isinstance(content, bytes) else content.encode()) == expected


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b" \r\n\0", Fault.EMPTY),
        (b"\xff\xfe", Fault.EMPTY),
        (b"hello", Fault.UNKNOWN_FORMAT),
        (b"\x80\x81", Fault.UNKNOWN_FORMAT),
        (b"\0" * 100_000, Fault.EMPTY),
        (b"{1:\0\xff\xfe", Fault.NOT_TEXT),
        (b'{"a": "\xff"}', Fault.UNKNOWN_FORMAT),
    ],
)
def test_what_is_no_message(content: bytes, fault: Fault) -> None:
    if content.startswith(b'{"'):
        assert isinstance(decode(content)[0], Refusal)  # Latin-1 is read, and then lacks an amount
        return
    with pytest.raises(MessageError) as caught:
        decode(content)
    assert caught.value.fault is fault


@pytest.mark.parametrize("content", [b"<" + b"x" * 100, b"{1:" + b"x" * 100, b'{"' + b"x" * 100])
def test_the_cap_holds_for_every_syntax(content: bytes) -> None:
    with pytest.raises(MessageError) as caught:
        decode(content, max_bytes=100)
    assert caught.value.fault is Fault.TOO_LARGE


def test_fifty_megabytes_are_refused_by_default() -> None:
    with pytest.raises(MessageError) as caught:
        decode(b"<a>" + b"x" * 50_000_000 + b"</a>")
    assert caught.value.fault is Fault.TOO_LARGE


@pytest.mark.parametrize("content", [XML, mt103(), JSON])
def test_the_content_decides_over_the_stated_format(content: str) -> None:
    (item,) = decode(content.encode(), "pain.001")
    assert isinstance(item, Transfer)
    assert "format_differs" in item.warnings
    (item,) = decode(content.encode(), item.format)
    assert isinstance(item, Transfer)
    assert "format_differs" not in item.warnings


def test_the_stated_format_helps_where_the_headers_are_missing() -> None:
    tags = MT103_TAGS.replace(":59:", ":58D:")
    (item,) = decode(tags.encode(), "mt202")
    assert getattr(item, "format", "mt202") == "mt202"


@pytest.mark.parametrize("content", [XML, mt103(), JSON])
def test_text_from_json_ignores_what_it_says_of_its_encoding(content: str) -> None:
    (item,) = decode(content.encode(), declared_encoding=False)
    assert isinstance(item, Transfer)
    declared = '<?xml version="1.0" encoding="UTF-16"?>' + XML.replace("Cedar", "Zéder")
    (item,) = decode(declared.encode(), declared_encoding=False)
    assert isinstance(item, Transfer)
    assert item.creditor.name == "Zéder Timber Trading Limited"


@pytest.mark.parametrize(
    "content",
    [
        document().replace("<FIToFI", "<a>" * 300 + "<FIToFI", 1).replace("</Document>", "</a>" * 300 + "</Document>"),
        document().replace("<Cdtr>", "<Cdtr>" * 200).replace("</Cdtr>", "</Cdtr>" * 200),
        document(body(*["<CdtTrfTxInf/>"] * 20_000)),
        "<a>" + "<b/>" * 100_000 + "</a>",
        document().replace("Cedar", "&#0;"),
        document().replace("Cedar", "&cedar;"),
        document().replace("Cedar", "\0"),
        mt103().replace("CEDAR", "\0\x01$\x03{{}}"),
        mt103() + "{1:" * 10_000,
        "{" * 100_000,
        "{4:" * 20_000,
        mt103(MT103_TAGS + ":72:" + "/INS/X\n" * 50_000),
        mt103(MT103_TAGS + ":71F:CAD1,\n" * 20_000),
        mt103(":20:" * 50_000),
    ],
)
def test_hostile_messages_end_in_items_or_a_reason(content: str) -> None:
    read(content.encode())


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE m [<!ENTITY n "x">]>' + XML.replace("Cedar", "&n;"),
        '<!DOCTYPE m SYSTEM "file:///etc/hostname">' + XML,
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-be"])
def test_a_doctype_is_refused_in_every_encoding(text: str, codec: str) -> None:
    with pytest.raises(MessageError) as caught:
        decode(text.encode(codec))
    assert caught.value.fault is Fault.DOCTYPE


@given(st.binary(max_size=200))
def test_random_bytes(content: bytes) -> None:
    read(content)


@given(st.sampled_from([b"<", b"{1:", b'{"', b":20:", b"\xff\xfe<\0", b"{1:F01}{4:\n:32A:"]), st.binary(max_size=100))
def test_random_bytes_behind_a_known_start(start: bytes, content: bytes) -> None:
    read(start + content)


@given(st.sampled_from(VALID), st.data())
def test_damaged_messages(text: str, data: st.DataObject) -> None:
    content = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 40)))
        content[start:end] = data.draw(st.binary(max_size=20))
    read(bytes(content), declared_encoding=data.draw(st.booleans()))


@given(st.lists(st.tuples(st.from_regex(r"[2357][0-9][A-K]?", fullmatch=True), st.text(max_size=60)), max_size=15))
def test_random_mt_fields(fields: list[tuple[str, str]]) -> None:
    read(mt103("\n".join(f":{tag}:{value}" for tag, value in fields)).encode("utf-8", "replace"))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from("debtor creditor creditor_account creditor_agent charges remittance uetr fx_rate tax".split())


@given(st.dictionaries(NAMES, JSON_VALUES, max_size=6))
def test_random_json_fields(changes: dict[str, object]) -> None:
    read(json.dumps({**json.loads(JSON), **changes}).encode())
