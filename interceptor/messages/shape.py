"""One shape of message: its markup as a regular expression, and where its texts go.

Markup stays well-formed, and its tree the same, when character data is replaced by other character data without markup.
So a message whose markup equals, character for character, that of one which the parser took can be read without the
parser, by one match. Texts with `<`, `>`, `&` or control characters do not match, and go to the parser.
"""

import re
from typing import Final

import msgspec
from lxml import etree

from interceptor.messages import plan as plans
from interceptor.messages.envelope import HEADER_ENDS, Body
from interceptor.messages.plan import Places, Plan
from interceptor.messages.transactions import GROUP, TRANSACTION, check_count, complete, read_one
from interceptor.messages.walk import Found, Steps
from interceptor.messages.xml import local_name
from interceptor.transfers.transfer import Item

# Character data of XML without markup. `>` is left out as well, so that no `]]>` can be made; of blanks only those that
# the parser leaves as they are.
_REST: Final = r"[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_TEXT: Final = rf"[ \t\n]*+[^<>&\s\x00-\x1f\ufffe\uffff]{_REST}"
FIND_TEXT: Final = re.compile(rf"(?<=>){_TEXT}(?=<)")
_WITH_CURRENCY: Final = re.compile(r'<[A-Za-z0-9:._-]+ Ccy="([A-Z]{3})">\Z')

_LITERAL: Final = frozenset({"MsgDefIdr"})
"""Leaves that say what the message is; their text belongs to the shape."""


class Shape(msgspec.Struct):
    """Markup of a message with one transaction, and the plans for its parts."""

    pattern: re.Pattern[str]
    common: Found
    warnings: list[str]
    group: Plan
    transaction: Plan
    header: Plan | None

    def read(self, text: str) -> list[Item] | None:
        """Items of `text`; None when it has another shape."""
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        texts = match.groups()
        common = self.common.copy()
        warnings = self.warnings.copy()
        plans.run(self.group, texts, common, warnings)
        check_count(common.pop("stated_count", None), 1, warnings)
        items = [read_one(lambda *into: plans.run(self.transaction, texts, *into), 0, common, warnings)]
        if (header := self.header) is not None:
            complete(items, lambda *into: plans.run(header, texts, *into))
        return items


def learn(
    text: str, root: etree._Element, body: Body, common: Found, warnings: list[str], message: Steps
) -> Shape | None:
    """The shape of a message, or None when it is not of the kind that can be read so.

    `text` is what `root` was parsed from, `common` and `warnings` are what is known of the message before its texts.
    Costs some 8 ms, nearly all of it to compile the pattern.
    """
    table, group_table = message.names[TRANSACTION], message.names[GROUP]
    transactions = [child for child in body.element if message[child.tag] is table]
    groups = [child for child in body.element if message[child.tag] is group_table]
    leaves = _leaves(text, root)
    if leaves is None or len(transactions) != 1 or len(groups) > 1:
        return None

    def planned(places: Places) -> tuple[Plan, Plan, Plan | None]:
        return (
            plans.of(groups[0], group_table, places) if groups else [],
            plans.of(transactions[0], table, places),
            plans.of(body.header, HEADER_ENDS, places) if body.header is not None else None,
        )

    everything = {element: (2 * i, 2 * i + 1) for i, (element, _) in enumerate(leaves)}
    read = {number for plan in planned(everything) if plan is not None for number in plans.numbers(plan)}
    pattern, places = _pattern(text, leaves, read)
    return Shape(re.compile(pattern), common, warnings, *planned(places))


_Leaves = list[tuple[etree._Element, re.Match[str]]]


def _leaves(text: str, root: etree._Element) -> _Leaves | None:
    """Every element with a text, and where in `text` that stands; None unless they agree one by one."""
    if "<!" in text or text.find("<?", 2) >= 0 or root.getroottree().docinfo.encoding not in {None, "UTF-8", "utf-8"}:
        return None
    elements = list(root.iter())
    if any(element.tail is not None and not element.tail.isspace() for element in elements):
        return None
    carriers = [element for element in elements if element.text and not element.text.isspace()]
    matches = list(FIND_TEXT.finditer(text))
    if len(carriers) != len(matches):
        return None
    pairs = list(zip(carriers, matches, strict=True))
    agree = all(not len(element) and element.text == match[0] for element, match in pairs)
    return pairs if agree else None


def _pattern(text: str, leaves: _Leaves, read: set[int]) -> tuple[str, dict[etree._Element, tuple[int, int | None]]]:
    """Expression for the markup of `text`, and the groups of the texts whose numbers are in `read`."""
    pieces: list[str] = []
    places: dict[etree._Element, tuple[int, int | None]] = {}
    position = groups = 0
    for index, (element, match) in enumerate(leaves):
        if local_name(element) in _LITERAL:
            continue
        start, attribute = match.start(), None
        currency = _WITH_CURRENCY.search(text, text.rfind("<", 0, start), start)
        if currency is not None and 2 * index + 1 in read:
            pieces += (re.escape(text[position : currency.start(1)]), "([A-Z]{3})")
            position, attribute = currency.end(1), groups
            groups += 1
        pieces.append(re.escape(text[position:start]))
        position = match.end()
        if 2 * index in read:
            pieces.append(f"({_TEXT})")
            places[element] = (groups, attribute)
            groups += 1
        else:
            pieces.append(_TEXT)
    pieces.append(re.escape(text[position:]))
    return "".join(pieces), places
