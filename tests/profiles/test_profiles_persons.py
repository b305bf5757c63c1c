"""Natural persons and organisations by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.profiles.persons import is_person_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("John Smith", True),
        ("SMITH, JOHN", True),
        ("Maria da Silva", True),
        ("Mr A Okafor", True),
        ("Zhang Wei", True),
        ("王小明", True),
        ("Cedar Timber Ltd", False),
        ("John Smith & Sons Ltd", False),
        ("Martin Baker Engineering", False),
        ("Store 12", False),
        ("Cedar S.A.", False),
        ("Maria Sá", None),
        ("Stadt Musterheim", False),
        ("Herr", None),
        ("Qwertia", None),
        ("北京木材", None),
        ("", None),
    ],
)
def test_names_tell_persons_from_organisations(name: str, expected: bool | None) -> None:
    assert is_person_name(name) is expected


@given(st.text(max_size=80))
def test_any_text_is_answered(name: str) -> None:
    assert is_person_name(name) in (True, False, None)
