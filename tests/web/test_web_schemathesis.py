"""Every operation under generated requests against a real server: nothing undocumented, and no 5xx."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from office_of_banks import Banks

_PROGRAM = str(Path(sys.executable).with_name("schemathesis"))

_HOOKS = """
import schemathesis


@schemathesis.serializer("application/xml")
def as_it_is(context, value):
    # Some values come out of its own serializer as no body at all, which the document rules out by `required`.
    return b"<message>" + str(value).encode("utf-8", "replace") + b"</message>"
"""


def run(banks: Banks, *arguments: str) -> str:
    """What schemathesis reports. Waits end at once, so that the time goes into requests."""
    banks.service.stopping = True
    where = [f"{banks.server.url}/openapi.json", "--header", f"Authorization: {banks.bearer()['Authorization']}"]
    command = [_PROGRAM, "run", *where, "--no-color", "--continue-on-failure", "--generation-database", "none"]
    (banks.folder / "hooks.py").write_text(_HOOKS)
    known = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(banks.folder)}
    whole = [*command, *arguments]
    done = subprocess.run(whole, check=False, capture_output=True, text=True, cwd=banks.folder, env=known)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert len(re.findall(r"Tested: 5\b", done.stdout)) == 1, done.stdout
    return done.stdout


def test_generated_requests_find_nothing(banks: Banks) -> None:
    run(banks, "--phases", "examples,fuzzing", "--max-examples", "5", "--seed", "1")


@pytest.mark.slow
def test_many_generated_requests_in_every_phase_find_nothing(banks: Banks) -> None:
    run(banks, "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "60")
