"""The last words of the demonstration, as a newcomer reads them."""

import io

from rich.console import Console

from interceptor.commands import demo_view


def test_the_demonstration_does_not_end_with_the_letters_of_a_line_break() -> None:
    told = io.StringIO()
    Console(file=told, width=100).print(demo_view.farewell())
    blank, words, *_ = told.getvalue().splitlines()
    assert not blank.strip()
    assert words.startswith("With your own file:")
