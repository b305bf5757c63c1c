"""Elements as nested pairs, written as indented or compact XML."""

from xml.sax.saxutils import escape

Node = tuple[str, "str | list[Node | None] | None"]
"""A name, which may carry attributes, and its text or children. Without text or children it is left out."""


def write(node: Node | None, indent: int | None) -> str:
    """`node` as XML, or nothing for an empty one; `indent` is its depth, None for no white space at all."""
    if node is None:
        return ""
    name, content = node
    if not content:
        return ""
    tag = name.split(" ", 1)[0]
    start, end = ("", "") if indent is None else ("  " * indent, "\n")
    if isinstance(content, str):
        return f"{start}<{name}>{escape(content)}</{tag}>{end}"
    deeper = None if indent is None else indent + 1
    inner = "".join([write(child, deeper) for child in content])
    return f"{start}<{name}>{end}{inner}{start}</{tag}>{end}" if inner else ""
