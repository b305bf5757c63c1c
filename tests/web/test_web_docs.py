"""The guide of the HTTP interface runs: its curl commands go to a real server, and get what the page says they get."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from office_of_banks import Banks

_ROOT = Path(__file__).parents[2]
_GUIDE = _ROOT / "docs" / "guides" / "http.md"
_BLOCK = re.compile(r"<!-- (curl|answer) -->\n```\w*\n(.*?)```", re.DOTALL)


@pytest.mark.skipif(not shutil.which("curl") and not os.environ.get("CI"), reason="curl is not installed")
def test_the_commands_get_what_the_guide_says(banks: Banks, tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(_ROOT / "docs")
    environment = {**os.environ, "URL": banks.server.url, "KEY": banks.keys["maple"]}
    printed, checked = "", 0
    for kind, block in _BLOCK.findall(_GUIDE.read_text("utf-8")):
        if kind == "curl":
            done = subprocess.run(
                ["bash", "-euc", block],
                check=False,
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, done.stderr
            printed = "".join(done.stdout.split())
            continue
        place = 0
        for piece in block.split("…"):
            wanted = "".join(piece.split())
            place = printed.find(wanted, place)
            assert place >= 0, f"not answered: {wanted}\n{printed}"
            place += len(wanted)
        checked += 1
    assert checked == len(re.findall("<!-- curl -->", _GUIDE.read_text("utf-8")))
