"""The page of the state table is what the code says."""

from pathlib import Path

from interceptor.cases.page import render

_PAGE = Path(__file__).parents[2] / "docs" / "reference" / "states.md"


def test_the_page_is_up_to_date() -> None:
    assert _PAGE.read_text("utf-8") == render(), "run: python -m interceptor.cases.page > docs/reference/states.md"
