"""The page of the indicators: complete, and the same as the one in the docs."""

from pathlib import Path

import pytest
from test_indicators_lookalikes import TRIPPED

from interceptor.indicators.page import SIXTY, blanks, find_tests, notes, render, scan, situations

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def _tests() -> dict[str, str]:
    found = scan(HERE)
    prefix = f"{ROOT.as_posix()}/"
    return {name: node.removeprefix(prefix) for name, node in found.items()}


def test_no_indicator_lacks_a_test_a_meaning_or_a_look_alike() -> None:
    assert blanks(_tests()) == []


def test_the_page_in_the_docs_is_the_one_written_from_the_code() -> None:
    page = ROOT / "docs" / "reference" / "indicators.md"
    assert page.read_text(encoding="utf-8") == render(_tests()), (
        "run python -m interceptor.indicators.page > " + page.name
    )


def test_each_indicator_trips_in_the_look_alike_that_the_page_names() -> None:
    missing = [
        number
        for number, note in notes().items()
        if number <= SIXTY and note.lookalike is not None and number not in TRIPPED[note.lookalike]
    ]
    assert missing == []
    assert TRIPPED.keys() == situations().keys()


def test_a_missing_test_is_a_blank() -> None:
    tests = _tests()
    del tests["test_payee_check_no_match_fires"]
    assert blanks(tests) == ["test_payee_check_no_match_fires"]
    assert "look-alike 1" in blanks({name: node for name, node in tests.items() if "lookalike_01" not in name})


@pytest.mark.parametrize("source", ["def test_a(): ...", "class T:\n    def test_a(self): ..."])
def test_tests_are_found_by_name_in_functions_and_classes(source: str) -> None:
    assert find_tests([("tests/x.py", source)]) == {"test_a": "tests/x.py::test_a"}
