"""What is found in other people's sample messages: `python -m benchmarks.samples FOLDER [--schemas FOLDER]`.

Reads every file of the folder, decodes each pacs.008 and MT103 in it, and counts in how many the creditor account, the
amount and the jurisdiction were found. Each miss is listed with its reason. Samples are read and never kept.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from lxml import etree

from interceptor.errors import MessageError
from interceptor.messages import decode
from interceptor.messages.envelope import bodies, message_name
from interceptor.messages.xml import local_name, namespace, parse
from interceptor.routing.receiving import receiving
from interceptor.transfers.transfer import Refusal, Skipped, Transfer

_MAY_HOLD = re.compile(rb"FIToFICstmrCdtTrf|\{2:[IO]103")
_JAVA_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"(\s*\+\s*)?')
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def messages(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every candidate message in a file; of source code, its joined string literals."""
    content = path.read_bytes()
    if path.suffix != ".java":
        if _MAY_HOLD.search(content.replace(b"\0", b"")):
            yield str(path), content
        return
    joined = ""
    for number, match in enumerate(_JAVA_TEXT.finditer(content.decode(errors="replace"))):
        joined += re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), match[1])
        if match[2] is None:
            if _MAY_HOLD.search(joined.encode()):
                yield f"{path}#{number}", joined.encode()
            joined = ""


@lru_cache
def _schema(folder: Path, name: str) -> etree.XMLSchema | None:
    path = folder / f"{name}.xsd"
    return etree.XMLSchema(etree.parse(path)) if path.exists() else None


def validity(body: bytes, schemas: Path | None) -> str:
    """`valid`, `invalid`, or why that cannot be told, for the first pacs.008 of a document."""
    if schemas is None:
        return "unchecked"
    try:
        found = next(bodies(parse(body)), None)
    except MessageError as error:
        return error.fault.code
    if found is None:
        return "no body"
    schema = _schema(schemas, message_name(namespace(found.element)) or "")
    document = found.element.getparent()
    if schema is None or document is None or local_name(document) != "Document":
        return "no schema"
    return "valid" if schema.validate(etree.fromstring(etree.tostring(document))) else "invalid"


def misses(item: Transfer) -> list[str]:
    """Which of the three things were not found."""
    account = item.creditor_account
    found = {
        "creditor_account": account is not None and (account.id or account.proxy),
        "amount": item.amount > 0,
        "jurisdiction": receiving(item),
    }
    return [name for name, value in found.items() if not value]


def main() -> None:
    """Print one line for each miss and one JSON line of counts."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--schemas", type=Path)
    given = arguments.parse_args()
    counts: Counter[str] = Counter()
    for path in sorted(p for p in given.folder.rglob("*") if p.is_file()):
        for name, body in messages(path):
            kind = "xml" if body.lstrip()[:1] == b"<" else "mt"
            state = validity(body, given.schemas) if kind == "xml" else "unchecked"
            counts[f"{kind} messages, {state}"] += 1
            for line in report(body, counts):
                print(f"{name}: {state}: {line}")
    print(json.dumps(dict(sorted(counts.items()))))


def report(body: bytes, counts: Counter[str]) -> Iterator[str]:
    """Count the items of a message; yield a line for each that misses something."""
    try:
        items = decode(body)
    except MessageError as error:
        counts["unreadable"] += 1
        yield f"unreadable: {error.fault.code} {error.detail}"
        return
    for index, item in enumerate(items):
        if isinstance(item, Skipped):
            counts[f"skipped {item.what}"] += 1
        elif isinstance(item, Refusal):
            counts["refused"] += 1
            yield f"{index}: refused: {item.fault} {item.detail}"
        elif item.format in {"pacs.008", "mt103"}:
            counts[f"{item.format} transfers"] += 1
            missing = misses(item)
            counts[f"{item.format} complete"] += not missing
            for miss in missing:
                counts[f"{item.format} without {miss}"] += 1
                yield f"{index}: no {miss}"


if __name__ == "__main__":
    main()
