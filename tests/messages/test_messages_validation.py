"""The shipped schemas: each one compiles, and is what its name says."""

from importlib.resources import files

import pytest
from lxml import etree

from interceptor.messages import camt029, camt056, pacs004, pacs028

SCHEMAS = sorted(entry.name for entry in files("interceptor.messages.schemas").iterdir() if entry.name.endswith(".xsd"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_compiles_and_is_what_it_says(name: str) -> None:
    root = etree.fromstring((files("interceptor.messages.schemas") / name).read_bytes())
    etree.XMLSchema(root)
    assert root.get("targetNamespace") == "urn:iso:std:iso:20022:tech:xsd:" + name.removesuffix(".xsd")


def test_every_version_written_has_its_schema() -> None:
    written = {
        f"{message}.001.{version}.xsd"
        for message, module in (
            ("camt.029", camt029),
            ("camt.056", camt056),
            ("pacs.004", pacs004),
            ("pacs.028", pacs028),
        )
        for version in module.VERSIONS
    }
    assert written <= set(SCHEMAS)
    assert {f"head.001.001.0{number}.xsd" for number in range(1, 5)} <= set(SCHEMAS)
