"""A message read by what is known of its markup says what the parser says; what the parser refuses is never taken."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inbound_messages import GROUP, HEADER, SETTLED, UETR, body, document, transaction

from interceptor.errors import MessageError
from interceptor.messages.envelope import bodies
from interceptor.messages.iso import decode_xml, name_of, parse_plain, read_body
from interceptor.messages.pieces import pieces
from interceptor.messages.shapes import Shapes
from interceptor.transfers.transfer import Item, Transfer

RICH = transaction(
    settled=SETTLED + '<InstdAmt Ccy="EUR">9.5</InstdAmt><XchgRate>1.05</XchgRate>'
    '<ChrgsInf><Amt Ccy="CAD">1</Amt></ChrgsInf><ChrgsInf><Amt Ccy="CAD">2</Amt></ChrgsInf>'
    "<SttlmTmReq><CLSTm>16:00:00Z</CLSTm><TillTm>15:00:00Z</TillTm></SttlmTmReq>"
    "<IntrmyAgt1><FinInstnId><BICFI>NRTHUS33</BICFI></FinInstnId></IntrmyAgt1>"
).replace(
    "</CdtTrfTxInf>",
    "<Purp><Cd>GDDS</Cd></Purp><RmtInf><Ustrd>one</Ustrd><Ustrd>two</Ustrd><Strd><TaxRmt/></Strd></RmtInf></CdtTrfTxInf>",
)
EXAMPLES = {
    "bare": document(),
    "enveloped": f"<m>\n{HEADER}\n{document(body(RICH))}\n</m>",
    "prefixed": document().replace("<", "<p:").replace("<p:/", "</p:").replace("xmlns=", "xmlns:p="),
    "declared": f'<?xml version="1.0" encoding="UTF-8"?>\n{document()}',
    "crlf": document().replace("\n", "\r\n"),
    "ampersands": document().replace("Cedar Timber", "Cedar &amp; Timber &amp;amp; &amp;lt;"),
    "with a schema": document().replace("<Document", '<Document xmlns:x="urn:x" x:schemaLocation="a b"'),
    "no group": document(body(group="")),
    "empty elements": document().replace("<Cdtr>", "<Cdtr><PstlAdr><Ctry></Ctry><TwnNm/></PstlAdr>"),
}


def parsed(text: str) -> list[Item]:
    """What the parser says."""
    return [item for found in bodies(parse_plain(text.encode())) for item in read_body(found)]


def offer(shapes: Shapes, text: str, declared_encoding: bool = True) -> bool:
    """Offer what the parser says of `text`; whether it was learned."""
    parts = pieces(text.encode())
    found = list(bodies(parse_plain(text.encode())))
    return parts is not None and shapes.offer(parts, declared_encoding, parsed(text), name_of(found[0].element))


def read(shapes: Shapes, text: str, declared_encoding: bool = True) -> list[Item] | None:
    parts = pieces(text.encode())
    return None if parts is None else shapes.read(parts, declared_encoding)


def knowing(*texts: str) -> Shapes:
    shapes = Shapes()
    for text in texts:
        offer(shapes, text)
    return shapes


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_read_by_what_it_taught(name: str) -> None:
    text = EXAMPLES[name]
    assert read(knowing(text), text) == parsed(text)


def knowing_well(text: str) -> Shapes:
    """Shapes that find messages like `text` by an outline."""
    shapes = knowing(text)
    for _ in range(500):
        assert shapes.find(text.encode(), True) is None
        read(shapes, text)
    return shapes


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_comes_often_is_found_by_its_outline(name: str) -> None:
    text = EXAMPLES[name]
    shapes = knowing_well(text)
    other = text.replace("Timber", "Paper Mill").replace('Ccy="CAD"', 'Ccy="USD"')
    assert shapes.find(text.encode(), True) == parsed(text)
    assert shapes.find(other.encode(), True) == parsed(other)
    assert shapes.find(text.encode(), False) is None
    assert shapes.find(text.encode().replace(b"Timber", b"T\xff"), True) is None


SHAPES = knowing_well(EXAMPLES["enveloped"])


def agree(text: str) -> None:
    """What is read by markup, in either way, is what the parser says."""
    for found in (read(SHAPES, text), SHAPES.find(text.encode("utf-8", "replace"), True)):
        assert found is None or found == parsed(text)


VALUES = (
    st.text(max_size=12)
    | st.text(st.sampled_from(" \t\n\r\x0b\x1c\x85\xa0ab<>&;'\"]"), max_size=12)
    | st.sampled_from(
        [
            "0",
            "-1",
            "1.5",
            "NaN",
            "USD",
            "qqq",
            "x" * 2_100,
            "7",
            UETR.upper(),
            "2026-02-30",
            "]]>",
            "&amp;",
            "x&amp;lt;y&amp;",
            'Ccy="',
            'Ccy="USD',
        ]
    )
)
NAMES = ["Cedar Timber Trading Limited", "Harbour and Finch Law Corporation"]
CODES = f"2300000.00 CAD 9.5 EUR 1.05 GDDS one two M1 1 INDA I1 E1 NRTHUS33 CA 000118-4420118 2026-03-02 {UETR}".split()
PLACES = st.sampled_from([*NAMES, *CODES, "XMPLCATTXXX", "pacs.008.001.08"])


@given(st.lists(st.tuples(PLACES, VALUES), max_size=4))
def test_both_ways_agree_on_any_texts(changes: list[tuple[str, str]]) -> None:
    text = EXAMPLES["enveloped"]
    for old, new in changes:
        text = text.replace(f">{old}<", f">{new}<").replace(f'"{old}"', f'"{new}"')
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    agree(text)


@given(st.data())
def test_nothing_takes_what_the_parser_refuses(data: st.DataObject) -> None:
    text = EXAMPLES["enveloped"]
    position = data.draw(st.integers(0, len(text)))
    text = text[:position] + data.draw(st.text(max_size=5)) + text[position + data.draw(st.integers(0, 5)) :]
    agree(text)


@pytest.mark.parametrize(
    "text",
    [
        document().replace('Ccy="CAD"', "Ccy='CAD'"),
        document().replace("Cedar", "Cedar  Timber"),
        document().replace("XMPLCATTXXX", "XMPL"),
        document().replace("<Nm>Cedar Timber Trading Limited</Nm>", "<Nm></Nm><Nm/>"),
        document().replace(">1<", ">2<"),
        document().replace("Cedar", "<!-- x -->Cedar"),
        document().replace("Cedar", "<![CDATA[Cedar]]>"),
        document().replace("Cedar", "Cedar &lt; Co"),
        document().replace("Cedar", "Cedar &#38; Co"),
        document().replace("<Cdtr>", "text<Cdtr>"),
        document().replace("Cedar", "Cedar<x/>"),
        document().replace("<Cdtr>", "<?pi x?><Cdtr>"),
        document(body(transaction(), transaction())),
        document(body(group=GROUP + GROUP)),
        '<?xml version="1.0" encoding="ISO-8859-1"?>' + document(),
        document().replace("<Cdtr>", '<New a="xmlns:q="/><Cdtr>'),
        document().replace("<Cdtr>", '<New xmlns:q="urn:q" q:a="1"/><Cdtr>'),
        document().replace("<Cdtr>", '<New xml:id="a"/><Cdtr>'),
        document().replace("<Cdtr>", "<New/>" * 400 + "<Cdtr>"),
        f'<?xml version="1.0"?><New>1</New>{document()}',
        document().replace("<Cdtr>", "<New>" * 101 + "</New>" * 101 + "<Cdtr>"),
    ],
)
def test_what_is_never_learned(text: str) -> None:
    assert read(knowing(text), text) is None


def test_a_markup_is_learned_the_first_time() -> None:
    shapes, text = Shapes(), document()
    assert read(shapes, text) is None
    assert offer(shapes, text.replace("Cedar", "Birch"))
    assert read(shapes, text) == parsed(text)
    assert read(shapes, text, False) is None, "another way to read the encoding is another start"


def test_what_says_something_else_than_the_parser_is_not_kept() -> None:
    shapes, text = Shapes(), document()
    other = parsed(text.replace("Cedar", "Birch"))
    parts = pieces(text.encode())
    assert parts is not None
    for _ in range(3):
        assert not shapes.offer(parts, True, other, "pacs.008.001.08")
    assert read(shapes, text) is None


def test_odd_texts_do_not_hinder_the_learning_of_their_markup() -> None:
    shapes, text = Shapes(), document()
    for _ in range(10):
        assert not offer(shapes, text.replace("STHNHKHHXXX", "STHN"))
    assert offer(shapes, text)


def test_a_text_that_spells_the_currency_attribute_is_a_text() -> None:
    text = EXAMPLES["enveloped"].replace(">one<", '>Ccy="USD<')
    assert read(SHAPES, text) == SHAPES.find(text.encode(), True) == parsed(text)


def test_a_text_that_spells_a_namespace_is_left_to_the_parser() -> None:
    text = EXAMPLES["enveloped"].replace(">one<", '>a xmlns="urn:iso:std:iso:20022:x<')
    assert read(SHAPES, text) is SHAPES.find(text.encode(), True) is None


def test_outlines_are_bounded_and_the_latest_are_kept() -> None:
    shapes = Shapes()
    texts = [document().replace("<Cdtr>", "<x/>" * (number // 10) + f"<Cdtr><x{number}/>") for number in range(40)]
    for text in texts:
        offer(shapes, text)
        for _ in range(500):
            read(shapes, text)
    found = [shapes.find(text.encode(), True) for text in texts]
    assert found[-1] == parsed(texts[-1])
    assert 1 < len(texts) - found.count(None) <= 16


def test_a_markup_that_rules_hides_no_other() -> None:
    texts = [EXAMPLES["enveloped"], EXAMPLES["bare"]]
    shapes = knowing(*texts)
    for text in texts:
        for _ in range(500):
            read(shapes, text)
    for text in (texts[0],) * 20 + (texts[1], texts[0]) + (texts[1],) * 20 + (texts[0],):
        assert shapes.find(text.encode(), True) == parsed(text)
        assert shapes.find(text.encode(), False) is None
        assert shapes.find(text.encode().replace(b"Cedar", b"Cedar<"), True) is None


def test_learning_ends_when_nothing_repeats() -> None:
    shapes = Shapes()
    learned = sum(offer(shapes, document().replace("<Cdtr>", f"<x{number}/><Cdtr>")) for number in range(5_000))
    assert 2_500 < learned < 4_500


def test_the_memory_is_bounded() -> None:
    shapes, text = knowing(document()), document()
    most = 0
    for number in range(1_000):
        shapes._purse = 20_000
        offer(
            shapes,
            text.replace(
                "<Cdtr>", "".join(f"<x{number}a{place}>1</x{number}a{place}>" for place in range(50)) + "<Cdtr>"
            ),
        )
        most = max(most, shapes.automaton.size)
    assert 16_384 < most < 17_000
    assert shapes.automaton.size < most, "all is forgotten"
    offer(shapes, text)
    assert read(shapes, text) == parsed(text)


def test_currencies_do_not_fill_the_memory() -> None:
    text = EXAMPLES["enveloped"]
    shapes = knowing(text)
    for first in range(26 * 26 * 26):
        letters = "".join(chr(65 + first // 26**place % 26) for place in range(3))
        other = text.replace('"CAD"', f'"{letters}"').replace('"EUR"', f'"{letters}"')
        read(shapes, other)
    assert shapes.automaton.size < 17_000


@pytest.mark.parametrize("content", [b"\xff<", b"<" * 70_000])
def test_what_is_not_utf_8_or_long_has_no_pieces(content: bytes) -> None:
    assert pieces(content) is None


@given(
    st.lists(
        st.sampled_from(["<a>", "</a>", ' Ccy="USD">', 'Ccy="', "x", "x y", " ", ">", "<", "USD", '"', "&", "&amp;"])
    )
)
def test_pieces_are_the_whole_message(tokens: list[str]) -> None:
    text = "".join(tokens)
    parts = pieces(text.encode())
    if parts is None:
        return
    texts = [text.replace("&", "&amp;") for text in parts.texts]
    assert text == parts.markup[0] + "".join(f">{t}<{m}" for t, m in zip(texts, parts.markup[1:], strict=True))
    assert not any(set("<>") & set(text) for text in parts.texts)


def test_the_way_in_gives_the_same_each_time() -> None:
    for text in (*EXAMPLES.values(), document().replace(">2300000.00<", ">-1<")):
        expected = parsed(text)
        assert [decode_xml(text.encode(), max_bytes=10_000) for _ in range(4)] == [expected] * 4


def test_a_known_shape_does_not_let_a_doctype_through() -> None:
    text = document()
    for _ in range(4):
        decode_xml(text.encode(), max_bytes=10_000)
    with pytest.raises(MessageError):
        decode_xml(("<!DOCTYPE d>" + text).encode(), max_bytes=10_000)


def test_a_part_with_a_prefix_is_not_known_where_the_prefix_is_not_declared() -> None:
    part, fake = "<q:New>1</q:New><Cdtr>", document().replace("<Document", "<Document a=' xmlns:q=\"urn:q\"'")
    declared = document().replace("<Document", '<Document xmlns:q="urn:q"')
    shapes = knowing(declared.replace("<Cdtr>", part), document(), fake)
    assert read(shapes, declared.replace("<Cdtr>", part)) == parsed(declared.replace("<Cdtr>", part))
    assert read(shapes, document().replace("<Cdtr>", part)) is read(shapes, fake.replace("<Cdtr>", part)) is None


def test_a_part_is_known_whatever_stands_beside_it() -> None:
    address = "<PstlAdr><TwnNm>Hull</TwnNm></PstlAdr>"
    one = document().replace("</Nm></Cdtr>", f"</Nm>{address}</Cdtr>")
    other = document().replace("<Cdtr>", "<ChrgBr>SHAR</ChrgBr><Cdtr>")
    both = one.replace("<Cdtr>", "<ChrgBr>SHAR</ChrgBr><Cdtr>")
    (item,) = read(knowing(one, other), both) or []
    assert [item] == parsed(both)
    assert isinstance(item, Transfer)
    assert (item.creditor.town, item.charge_bearer) == ("Hull", "SHAR")


@pytest.mark.parametrize(
    "second", ["<Cdtr><Nm>Cedar Timber Trading Limited</Nm></Cdtr>", "<Cdtr><Nm>Other</Nm></Cdtr>"]
)
def test_a_known_part_that_comes_twice_is_left_to_the_parser(second: str) -> None:
    twice = document().replace("<Cdtr>", f"{second}<Cdtr>")
    assert read(knowing(document()), twice) is None


def test_ends_in_the_header_count_when_the_message_names_none() -> None:
    ends = "<InstgAgt><FinInstnId><BICFI>STHNHKHH</BICFI></FinInstnId></InstgAgt>"
    enveloped = f"<m>{HEADER}{document()}</m>"
    shapes = knowing(enveloped)
    for text in (enveloped, enveloped.replace("<Dbtr>", f"{ends}<Dbtr>")):
        offer(shapes, text)
        assert read(shapes, text) == parsed(text)
    bad = enveloped.replace(
        "<BICFI>XMPLCATTXXX</BICFI></FinInstnId></FIId></Fr>", "<BICFI>X</BICFI></FinInstnId></FIId></Fr>"
    )
    assert read(shapes, bad) is None
    assert read(shapes, bad.replace("<Dbtr>", f"{ends}<Dbtr>")) is None, "the receiver is asked for"


@pytest.mark.parametrize(
    "inner",
    [
        "<x/>" * 8_000,
        "<x>1</x>" * 5_000,
        "<x>" * 90 + "<y>1</y>" * 4_000 + "</x>" * 90,
        "<x>" * 90 + "<AppHdr/>" * 4_000 + "</x>" * 90,
        '<x Ccy="USD">1</x>' * 2_000,
    ],
)
def test_what_is_made_to_be_hard_to_learn_costs_no_more_than_a_few_parses(inner: str) -> None:
    shapes = knowing(document())
    texts = [f"<m>{inner.replace('x', f'x{number}')}{document()}</m>" for number in range(20)]
    started = process_time()
    found = [parsed(text) for text in texts]
    parsing = process_time() - started
    started = process_time()
    for text, items in zip(texts, found, strict=True):
        parts = pieces(text.encode())
        assert parts is not None
        assert shapes.read(parts, True) is None
        shapes.offer(parts, True, items, "pacs.008.001.08")
    assert process_time() - started < 20 * parsing + 0.5
