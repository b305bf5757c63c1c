"""A message read by its shape says what the parser says of it; what the parser refuses no shape takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inbound_messages import GROUP, HEADER, SETTLED, UETR, body, document, transaction

from interceptor.errors import MessageError
from interceptor.messages.envelope import bodies
from interceptor.messages.iso import decode_xml, parse_plain, read_body, shape_of
from interceptor.messages.pieces import Pieces, pieces
from interceptor.messages.shape import Shape
from interceptor.messages.shapes import _OFTEN, Shapes
from interceptor.transfers.transfer import Item

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
    "no group": document(body(group="")),
    "empty elements": document().replace("<Cdtr>", "<Cdtr><PstlAdr><Ctry></Ctry><TwnNm/></PstlAdr>"),
}


def parsed(text: str) -> list[Item]:
    """What the parser says."""
    return [item for found in bodies(parse_plain(text.encode())) for item in read_body(found)]


def shape(text: str) -> Shape | None:
    root = parse_plain(text.encode())
    parts = pieces(text.encode())
    return None if parts is None else shape_of(text.encode(), parts, root, next(bodies(root)))


def offer(shapes: Shapes, text: str, declared_encoding: bool = True) -> list[Pieces]:
    """Offer what the parser says of `text`; the pieces of what was learned."""
    learned: list[Pieces] = []
    if (parts := pieces(text.encode())) is not None:
        shapes.offer(parts, declared_encoding, parsed(text), lambda: learned.append(parts) or shape(text))
    return learned


def read(shapes: Shapes, text: str, declared_encoding: bool = True) -> list[Item] | None:
    parts = pieces(text.encode())
    return None if parts is None else shapes.read(parts, declared_encoding)


def knowing(text: str) -> Shapes:
    shapes = Shapes()
    for _ in range(2):
        offer(shapes, text)
    return shapes


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_read_by_its_own_shape(name: str) -> None:
    text = EXAMPLES[name]
    assert read(knowing(text), text) == parsed(text)


def knowing_well(text: str) -> Shapes:
    """Shapes that find messages like `text` by an outline."""
    shapes = knowing(text)
    for _ in range(2_000):
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
    """What is read by shape, in either way, is what the parser says."""
    by_shape, at_once = read(SHAPES, text), SHAPES.find(text.encode("utf-8", "replace"), True)
    assert by_shape == at_once
    if by_shape is not None:
        assert by_shape == parsed(text)


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
def test_no_shape_takes_what_the_parser_refuses(data: st.DataObject) -> None:
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
    ],
)
def test_what_is_never_learned(text: str) -> None:
    assert read(knowing(text), text) is None


def test_a_shape_is_learned_the_second_time() -> None:
    shapes, text = Shapes(), document()
    assert read(shapes, text) is None
    assert not offer(shapes, text)
    assert offer(shapes, text.replace("Cedar", "Birch"))
    assert read(shapes, text) == parsed(text)
    assert read(shapes, text, False) is None, "another way to read the encoding is another shape"


def test_a_shape_that_says_something_else_than_the_parser_is_not_kept() -> None:
    shapes, text = Shapes(), document()
    other = parsed(text.replace("Cedar", "Birch"))
    parts = pieces(text.encode())
    assert parts is not None
    for _ in range(3):
        shapes.offer(parts, True, other, lambda: shape(text))
    assert read(shapes, text) is None


def test_a_text_that_spells_the_currency_attribute_is_left_to_the_parser() -> None:
    text = EXAMPLES["enveloped"].replace(">one<", '>Ccy="USD<')
    agree(text)
    assert read(SHAPES, text) is None


def test_outlines_are_bounded_and_the_latest_are_kept() -> None:
    shapes = Shapes()
    texts = [document().replace("<Cdtr>", "<x/>" * (number // 10) + f"<Cdtr><x{number}/>") for number in range(100)]
    for text in texts:
        for _ in range(2):
            offer(shapes, text)
        for shape in shapes._shapes.values():
            shape.uses = _OFTEN - 1  # so that the next use brings its outline
        read(shapes, text)
    found = [shapes.find(text.encode(), True) for text in texts]
    assert found[-1] == parsed(texts[-1])
    assert 1 < len(texts) - found.count(None) <= 16


def test_learning_ends_when_nothing_repeats() -> None:
    shapes, parts = Shapes(), pieces(document().encode())
    assert parts is not None
    learned: list[None] = []
    for number in range(5_000):
        other = parts._replace(markup=(*parts.markup, str(number)))
        for _ in range(2):
            shapes.offer(other, True, [], lambda: learned.append(None))
    assert 1_500 < len(learned) < 2_500


def test_the_memory_is_bounded() -> None:
    shapes, text = knowing(document()), document()
    parts = pieces(text.encode())
    known = shape(text)
    assert parts is not None
    for number in range(2_500):
        other = parts._replace(markup=(*parts.markup, str(number)))
        for _ in range(2):
            shapes.offer(other, True, parsed(text), lambda: known)
        for _ in range(25):
            shapes.read(other, True)
    assert shapes.read(other, True) == parsed(text)
    assert read(shapes, text) is None, "the oldest is forgotten"


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
    whole = parts.markup[0] + "".join(f">{t}<{m}" for t, m in zip(texts, parts.markup[1:], strict=True))
    first, *others = whole.split('Ccy="')
    assert text == first + "".join('Ccy="' + c + o for c, o in zip(parts.currencies, others, strict=True))
    assert not any(set("<>") & set(text) for text in (*parts.texts, *parts.currencies))


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
