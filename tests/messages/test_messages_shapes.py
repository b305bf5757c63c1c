"""A message read by its shape says what the parser says of it; what the parser refuses no shape takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inbound_messages import GROUP, HEADER, SETTLED, UETR, body, document, transaction

from interceptor.errors import MessageError
from interceptor.messages import pacs008
from interceptor.messages.envelope import bodies
from interceptor.messages.iso import decode_xml, identified, parse_plain, read_body
from interceptor.messages.shape import Shape, learn
from interceptor.messages.shapes import Shapes
from interceptor.transfers.transfer import Item

RICH = transaction(
    settled=SETTLED + '<InstdAmt Ccy="EUR">9.5</InstdAmt><XchgRate>1.05</XchgRate>'
    '<ChrgsInf><Amt Ccy="CAD">1</Amt></ChrgsInf><ChrgsInf><Amt Ccy="CAD">2</Amt></ChrgsInf>'
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
    "no group": document(body(group="")),
    "empty elements": document().replace("<Nm>Cedar Timber Trading Limited</Nm>", "<Nm></Nm><Nm/>"),
    "single quotes": document().replace('Ccy="CAD"', "Ccy='CAD'"),
}


def parsed(text: str) -> list[Item]:
    """What the parser says."""
    return [item for found in bodies(parse_plain(text.encode())) for item in read_body(found)]


def shape_of(text: str) -> Shape | None:
    root = parse_plain(text.encode())
    found = next(bodies(root))
    return learn(text, root, found, *identified(found), pacs008.MESSAGE)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_read_by_its_own_shape(name: str) -> None:
    text = EXAMPLES[name]
    shape = shape_of(text)
    assert shape is not None
    assert shape.read(text) == parsed(text)


SHAPE = shape_of(EXAMPLES["enveloped"])
VALUES = (
    st.text(max_size=12)
    | st.text(st.sampled_from(" \t\n\r\x0b\x1c\x85\xa0ab<>&;'\"]"), max_size=12)
    | st.sampled_from(
        ["0", "-1", "1.5", "NaN", "USD", "qqq", "x" * 2_100, "7", UETR.upper(), "2026-02-30", "]]>", "&amp;"]
    )
)
NAMES = ["Cedar Timber Trading Limited", "Harbour and Finch Law Corporation"]
CODES = f"2300000.00 CAD 9.5 EUR 1.05 GDDS one two M1 1 INDA I1 E1 NRTHUS33 CA 000118-4420118 2026-03-02 {UETR}".split()
PLACES = st.sampled_from([*NAMES, *CODES, "XMPLCATTXXX", "pacs.008.001.08"])


@given(st.lists(st.tuples(PLACES, VALUES), max_size=4))
def test_both_ways_agree_on_any_texts(changes: list[tuple[str, str]]) -> None:
    assert SHAPE is not None
    text = EXAMPLES["enveloped"]
    for old, new in changes:
        text = text.replace(f">{old}<", f">{new}<").replace(f'"{old}"', f'"{new}"')
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    by_shape = SHAPE.read(text)
    if by_shape is not None:
        assert by_shape == parsed(text)


@given(st.data())
def test_no_shape_takes_what_the_parser_refuses(data: st.DataObject) -> None:
    assert SHAPE is not None
    text = EXAMPLES["enveloped"]
    position = data.draw(st.integers(0, len(text)))
    text = text[:position] + data.draw(st.text(max_size=5)) + text[position + data.draw(st.integers(0, 5)) :]
    by_shape = SHAPE.read(text)
    if by_shape is not None:
        assert by_shape == parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        document().replace("Cedar", "<!-- x -->Cedar"),
        document().replace("Cedar", "<![CDATA[Cedar]]>"),
        document().replace("Cedar", "Cedar &amp; Co"),
        document().replace("<Cdtr>", "text<Cdtr>"),
        document().replace("Cedar", "Cedar<x/>"),
        document().replace("<Cdtr>", "<?pi x?><Cdtr>"),
        document(body(transaction(), transaction())),
        document(body(group=GROUP + GROUP)),
        '<?xml version="1.0" encoding="ISO-8859-1"?>' + document(),
    ],
)
def test_what_is_never_learned(text: str) -> None:
    assert shape_of(text) is None


def test_a_shape_is_learned_the_second_time() -> None:
    shapes, text = Shapes(), document()
    offers: list[str] = []

    def learned(offered: str) -> Shape | None:
        offers.append(offered)
        return shape_of(offered)

    assert shapes.read(text.encode(), True) is None
    shapes.offer(text.encode(), True, learned)
    assert not offers
    shapes.offer(text.replace("Cedar", "Birch").encode(), True, learned)
    assert len(offers) == 1
    assert shapes.read(text.encode(), True) == parsed(text)
    assert shapes.read(text.encode(), False) is None, "another way to read the encoding is another shape"


def test_learning_ends_when_nothing_repeats() -> None:
    shapes = Shapes()
    learned: list[str] = []
    for number in range(1_000):
        other = document().replace("<Cdtr>", f"<X{number}/><Cdtr>").encode()
        for _ in range(2):
            shapes.offer(other, True, learned.append)
    assert 50 < len(learned) < 150


def test_the_memory_is_bounded_and_tells_trees_apart() -> None:
    shapes = Shapes()
    texts = [document().replace("<Cdtr>", "<X/>" * a + f"<Y{b}/><Cdtr>") for a in range(3) for b in range(6)]
    texts += [document().replace("<Cdtr>", f"<X><Y{b}/></X><Cdtr>") for b in range(3)]
    for text in texts * 3:
        if shapes.read(text.encode(), True) is None:
            shapes.offer(text.encode(), True, shape_of)
    hits = [text for text in texts if shapes.read(text.encode(), True) == parsed(text)]
    assert 4 * 3 <= len(hits) <= len(texts)


@pytest.mark.parametrize("content", [b"\xff<", b"<" * 70_000])
def test_what_is_not_utf_8_or_long_has_no_shape(content: bytes) -> None:
    shapes = Shapes()
    for _ in range(3):
        shapes.offer(content, True, lambda _: pytest.fail("learned"))
    assert shapes.read(content, True) is None


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
