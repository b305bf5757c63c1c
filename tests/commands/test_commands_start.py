"""What a command loads: a short run of `score` must not wait for a web server it never starts."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from interceptor.cli import app, make_app

_RUN = """
import sys
from interceptor.cli import main
try:
    main()
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


def test_score_loads_neither_web_nor_holidays(tmp_path) -> None:
    (tmp_path / "none.ndjson").touch()
    arguments = ["score", str(tmp_path / "none.ndjson")]
    ended = subprocess.run([sys.executable, "-c", _RUN, *arguments], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ended.stderr.split()}
    assert "lxml" in loaded
    assert not loaded & {"fastapi", "uvicorn", "holidays", "pandas", "numpy", "sklearn", "psycopg", "kafka"}


def test_a_lone_command_keeps_its_name() -> None:
    assert "score" in CliRunner().invoke(make_app(["score"]), ["score", "--help"]).output
    assert CliRunner().invoke(make_app(["score"]), ["routes", "--help"]).exit_code == 2


def test_without_a_known_command_all_are_listed() -> None:
    listed = CliRunner().invoke(app, ["--help"]).output
    assert all(f" {name} " in listed for name in ("demo", "score", "learn", "serve", "cases", "openapi"))
    with pytest.raises(ImportError):
        from interceptor.cli import nothing  # noqa: F401
