"""Blocks, headers and tags of FIN messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.errors import Fault, MessageError
from interceptor.messages import mt

INPUT = (
    "{1:F01XMPLCATTAXXX0000000000}{2:I103NRTHHKHHXXXXN}"
    "{3:{108:REF}{121:7a562c67-ca16-48ba-b074-65581be6f001}}"
    "{4:\r\n:20:R1\r\n:23E:SDVA\r\n:23E:PHOB/1\r\n:70:INV 1\r\nLINE 2\r\n-}{5:{CHK:123456789ABC}}{S:{SPD:}{MAN:X}}"
)
OUTPUT = "{1:F01NRTHHKHHAXXX0000000000}{2:O1031412260302XMPLCATTBAAA12345678902603021413N}{4:\n:20:R2\n-}"
ACK = "{1:F21XMPLCATTAXXX0000000000}{4:{177:2603021413}{451:0}}"


def test_input_message() -> None:
    (message,) = mt.parse(INPUT)
    assert (message.type, message.direction) == ("103", "I")
    assert (message.sender, message.receiver) == ("XMPLCATTXXX", "NRTHHKHHXXX")
    assert message.block3 == {"108": "REF", "121": "7a562c67-ca16-48ba-b074-65581be6f001"}
    assert message.tags == [("20", "R1"), ("23E", "SDVA"), ("23E", "PHOB/1"), ("70", "INV 1\nLINE 2")]
    assert message.trailer == {"CHK": "123456789ABC"}
    assert message.first("23E") == "SDVA"
    assert message.first("99Z") is None


def test_output_message_names_the_sender_in_its_reference() -> None:
    (message,) = mt.parse(OUTPUT)
    assert (message.direction, message.sender, message.receiver) == ("O", "XMPLCATTAAA", "NRTHHKHHXXX")
    assert message.input_time == "2603021412"


@pytest.mark.parametrize("separator", ["$", "\x03\x01", "\r\n", "", "\x03   \x01", "\r\n$\r\n"])
def test_many_messages_a_file(separator: str) -> None:
    found = mt.parse("\x01" + separator.join([ACK, INPUT, OUTPUT, INPUT]) + "\x03")
    assert [m.type for m in found] == ["", "103", "103", "103"]
    assert found[0].service
    assert found[0].acknowledgement == "0"


def test_block_4_ends_at_a_line_not_at_a_brace() -> None:
    (message,) = mt.parse("{1:F01XMPLCATTAXXX0000000000}{2:I103NRTHHKHHXXXXN}{4:\n:20:A\n:77T:{x} -} y\n-}")
    assert message.tags == [("20", "A"), ("77T", "{x} -} y")]


def test_end_mark_behind_the_last_value() -> None:
    (message,) = mt.parse("{1:F01XMPLCATTAXXX0000000000}{4:\n:20:A\n:71A:OUR-}")
    assert message.tags == [("20", "A"), ("71A", "OUR")]


def test_a_line_that_only_looks_like_a_tag_is_text() -> None:
    (message,) = mt.parse("{1:F01XMPLCATTAXXX0000000000}{4:\n:20:A\n:70:one\n:two: three\n:20 four\n-}")
    assert message.tags == [("20", "A"), ("70", "one\n:two: three\n:20 four")]


def test_bare_block_4() -> None:
    (message,) = mt.parse(":20:A\n:32A:260302CAD1,\n-")
    assert message.tags == [("20", "A"), ("32A", "260302CAD1,")]


def test_a_broken_message_does_not_take_the_next_with_it() -> None:
    broken = "{1:F01XMPLCATTAXXX0000000000}{2:I103NRTHHKHHXXXXN}"
    found = list(mt.messages(broken + INPUT + ":32A:x" + INPUT))
    assert [isinstance(m, MessageError) for m in found] == [True, False, True, False]
    with pytest.raises(MessageError) as caught:
        mt.parse(broken + INPUT)
    assert caught.value.fault is Fault.NOT_MT


def test_a_text_without_its_end_does_not_swallow_the_next_message() -> None:
    found = list(mt.messages(OUTPUT.removesuffix("-}") + INPUT))
    assert [isinstance(m, MessageError) for m in found] == [True, False]


def test_many_broken_messages_end_early_and_say_so() -> None:
    found = list(mt.messages("{1:" * 200_000))
    assert len(found) < 200
    assert "is not read" in str(found[-1])


@pytest.mark.parametrize("rest", ["{", "{5:{CHK:", "junk", "\n-}", "{5:}{5:}"])
def test_what_follows_a_complete_text_damages_but_does_not_refuse(rest: str) -> None:
    found = mt.parse(OUTPUT + rest + INPUT)
    assert [m.damaged for m in found] == [True, False]
    assert [m.first("20") for m in found] == ["R2", "R1"]


@pytest.mark.parametrize(
    "text", ["{", "{1", "{1:", "{1:}", "x", "{4:\n:20:A", "{1:F01}{1:F01}", "{3:{121:a}", "{2:I103}{2:I103}{4:-}"]
)
def test_refuses_broken_blocks(text: str) -> None:
    with pytest.raises(MessageError) as caught:
        mt.parse(text)
    assert caught.value.fault is Fault.NOT_MT


def test_nothing_is_empty_rather_than_broken() -> None:
    with pytest.raises(MessageError) as caught:
        mt.parse("\r\n$\x03")
    assert caught.value.fault is Fault.EMPTY


@given(st.text(alphabet="{}:14-\nFI03A$\x01 S", max_size=80))
def test_any_text_yields_messages_or_errors(text: str) -> None:
    assert list(mt.messages(text))


@given(st.integers(0, len(INPUT)), st.text(max_size=3))
def test_a_damaged_message_never_escapes(position: int, noise: str) -> None:
    assert list(mt.messages(INPUT[:position] + noise + INPUT[position:]))
