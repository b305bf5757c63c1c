"""Writes elements of one namespace in order, leaving out whatever has no value."""

from lxml import etree

ISO = "urn:iso:std:iso:20022:tech:xsd:"


class Writer:
    """One element that is being filled; children are written in the order of the calls."""

    __slots__ = ("_namespace", "element")

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self._namespace = element.tag[: element.tag.index("}") + 1]

    @classmethod
    def root(cls, tag: str, name: str) -> "Writer":
        """A root element in the namespace of the message `name`, such as `camt.056.001.08`."""
        namespace = ISO + name
        return cls(etree.Element(f"{{{namespace}}}{tag}", nsmap={None: namespace}))  # type: ignore[dict-item]

    def child(self, tag: str) -> "Writer":
        """A new last child to be filled."""
        return Writer(etree.SubElement(self.element, self._namespace + tag))

    def path(self, *tags: str) -> "Writer":
        """A chain of new children; the innermost is given back."""
        writer = self
        for tag in tags:
            writer = writer.child(tag)
        return writer

    def text(self, tag: str, value: str | None) -> None:
        """A new last child that holds `value`; nothing when that is None."""
        if value is not None:
            etree.SubElement(self.element, self._namespace + tag).text = value

    def amount(self, tag: str, value: tuple[str, str] | None) -> None:
        """A new last child with an amount and its currency; nothing when that is None."""
        if value is not None:
            etree.SubElement(self.element, self._namespace + tag, Ccy=value[1]).text = value[0]

    def drop_if_empty(self) -> None:
        """Take the element out of its parent when nothing was written into it."""
        parent = self.element.getparent()
        if not len(self.element) and not self.element.text and parent is not None:
            parent.remove(self.element)
