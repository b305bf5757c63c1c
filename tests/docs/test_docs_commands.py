"""The documentation runs: commands of blocks marked `<!-- run -->` end well, and print what the page says they print.

A block marked `<!-- output -->` holds lines of what the commands before it printed; `…` stands for what is left out.
The blocks of one page run in order, in one empty folder beside the samples.
"""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from interceptor.cli import app

_ROOT = Path(__file__).parents[2]
_PAGES = [_ROOT / "README.md", *sorted((_ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"<!-- (run|output) -->\n```\w*\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"\]\((?!\w+:)([^)#]+)")
_MAKE = re.compile(r"(?<![\w-])make ([a-z][a-z-]*)")
_DEMONSTRATION = re.compile(r"<!-- demonstration -->\n```\w*\n(.*?)```", re.DOTALL)
_RUNNABLE = [page for page in _PAGES if "<!-- run -->" in page.read_text("utf-8")]


def _name(page: Path) -> str:
    return str(page.relative_to(_ROOT))


@pytest.mark.parametrize("page", _RUNNABLE, ids=_name)
def test_the_commands_do_what_the_page_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").symlink_to(_ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    printed = ""
    for kind, block in _BLOCK.findall(page.read_text("utf-8")):
        if kind == "run":
            printed = "".join(_run(line) for line in block.splitlines() if line.strip())
        else:
            _assert_printed(block, printed)


def _run(line: str) -> str:
    words = shlex.split(line, comments=True)
    assert words[0] == "interceptor", f"cannot be run here: {line}"
    result = CliRunner().invoke(app, words[1:], catch_exceptions=False)
    assert result.exit_code == 0, f"{line}: {result.stderr}"
    return result.stdout


def _assert_printed(block: str, printed: str) -> None:
    """Every piece of `block` between ellipses is in `printed`, in order; spaces and line ends do not count."""
    there = "".join(printed.split())
    place = 0
    for piece in block.split("…"):
        wanted = "".join(piece.split())
        place = there.find(wanted, place)
        assert place >= 0, f"not printed: {piece}\n{printed}"
        place += len(wanted)


@pytest.mark.slow
def test_the_demonstration_prints_what_the_front_page_shows() -> None:
    printed = CliRunner().invoke(app, ["demo"], catch_exceptions=False).stdout
    (shown,) = _DEMONSTRATION.findall((_ROOT / "README.md").read_text("utf-8"))
    _assert_printed(shown, printed)


@pytest.mark.parametrize("page", _PAGES, ids=_name)
def test_links_and_make_targets_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [link for link in _LINK.findall(text) if not (page.parent / link).exists()] == []
    targets = set(re.findall(r"^([a-z-]+):", (_ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    code = " ".join(re.findall(r"`[^`]*`|```.*?```", text, re.DOTALL))
    assert set(_MAKE.findall(code)) <= targets


def test_the_front_page_is_short() -> None:
    assert len((_ROOT / "README.md").read_text("utf-8").splitlines()) < 150
