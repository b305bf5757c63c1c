"""How commands show things."""

import io
import unicodedata
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from interceptor.commands.printing import figures, harmless, money, named, text, until, when

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@given(st.text(st.characters()))
def test_text_from_outside_never_steers_the_terminal(given_text: str) -> None:
    shown = harmless(given_text)
    assert all(unicodedata.category(char)[0] != "C" or char in "\u200c\u200d" for char in shown)
    assert not {"Zl", "Zp"} & {unicodedata.category(char) for char in shown}


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=40))
def test_text_is_never_markup(given_text: str) -> None:
    output = io.StringIO()
    Console(file=output, width=1000, force_terminal=False).print(text(f"[bold]{given_text}[/]"), soft_wrap=True)
    assert output.getvalue() == f"[bold]{given_text}[/]\n"


def test_names_keep_their_spelling() -> None:
    assert harmless("Müller 中山 Ltd\u00a0& Co") == "Müller 中山 Ltd & Co"
    assert harmless("\x1b[31m\u202e\n\ud800") == "\\x1b[31m\\u202e\\n\\ud800"


def test_amounts_have_the_minor_units_of_their_currency() -> None:
    assert money("2300000", "CAD") == "2,300,000.00 CAD"
    assert money("1500", "JPY") == "1,500 JPY"
    assert money("1.5", "KWD") == "1.500 KWD"
    assert figures("0.12345", "EUR") == "0.12345"
    assert figures("1E+3", "EUR") == "1,000.00"


def test_times_are_utc_and_distances_are_short() -> None:
    assert when(NOW) == "2026-03-10 12:00Z"
    assert when(0) == "1970-01-01 00:00Z"
    assert when(None) == until(None, NOW) == "–"
    assert until(NOW + timedelta(hours=4), NOW) == "in 4 h"
    assert until(NOW - timedelta(days=3), NOW) == "3 days ago"
    assert until(NOW + timedelta(seconds=90), NOW) == "in 2 min"


def test_ids_are_cut_and_names_are_not() -> None:
    assert named("b27a575d-f1a2-527b-893f-cf7cc934e5d5") == "b27a575d"
    assert named("officer-7") == "officer-7"
