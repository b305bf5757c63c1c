"""The command line over a small store that an engine made, at a fixed time."""

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner
from wires import NOW, NOW_MS, Rig, diverted, history, wire

from interceptor.cli import app
from interceptor.commands import common

HOSTILE = "Cedar [red]Timber[/red] Ltd\x1b[31m\x1b]0;owned\x07\u202e"
"""A creditor's name with markup, escape sequences and a direction override."""
AN_HOUR_LATER = NOW_MS + 3_600_000
SOON = (NOW + timedelta(days=10)).isoformat()


def build(path: Path) -> dict[str, str]:
    """Make the store; gives transfer ids and case ids by name."""
    lines = [
        *history(),
        diverted(900),
        diverted(901, account="808900055512", creditor=HOSTILE, remittance=["\x1b[2J[bold]new bank details, urgent"]),
        diverted(902, 0.01, {"stage": "initiated"}, account="808900066613"),
        wire(950, 0.02, amount="49000.00"),
    ]
    rig = Rig(path / "store.db", now_ms=NOW_MS + 1_800_000, live=True)
    records = rig.score(lines)
    mule, hostile, stopped, honest = records[-4:]
    assert mule["decision"] == hostile["decision"] == stopped["decision"] == "intercept"
    rig.raw([b"\x1b[31mgarbage [red]", b'{"format": "pacs.008", "message": "<Document/>"}'])
    rig.store.tenant("other")
    rig.close()
    return {
        "mule": mule["transfer_id"],
        "mule_case": mule["case_id"],
        "hostile": hostile["transfer_id"],
        "hostile_case": hostile["case_id"],
        "stopped": stopped["transfer_id"],
        "stopped_case": stopped["case_id"],
        "honest": honest["transfer_id"],
    }


class Office:
    """Runs commands as the tenant's desk. `ids` are those of `build`."""

    def __init__(self, built: Path, ids: dict[str, str], data: Path) -> None:
        shutil.copytree(built, data)
        self.data = data
        self.ids = ids

    def run(self, *arguments: str, tenant: str = "bank") -> Result:
        """The result as it is."""
        where = ["--data", str(self.data), "--tenant", tenant]
        if arguments[0] in {"routes", "schemas"}:
            where = []
        elif arguments[0] == "store":
            where = where[:2]
        return CliRunner().invoke(app, [*arguments, *where])

    def shown(self, *arguments: str, tenant: str = "bank") -> str:
        """What a successful command prints, its spaces run together."""
        result = self.run(*arguments, tenant=tenant)
        assert result.exit_code == 0, result.output
        harmless(result.stdout)
        return " ".join(result.stdout.split())

    def read(self, *arguments: str, tenant: str = "bank") -> Any:
        """The JSON that a successful command prints."""
        result = self.run(*arguments, "--json", tenant=tenant)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def refused(self, *arguments: str, tenant: str = "bank") -> str:
        """The one line with which a command is refused."""
        result = self.run(*arguments, tenant=tenant)
        assert result.exit_code == 1, result.output
        assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        harmless(result.stderr)
        (line,) = result.stderr.splitlines()
        return line.removeprefix("interceptor: ")

    def alert(self, case: str, lane: str) -> dict[str, Any]:
        """An alert of a case by its kind."""
        found = next(item for item in self.read("cases", "show", self.ids[case])["alerts"] if item["lane"] == lane)
        assert isinstance(found, dict)
        return found


def harmless(output: str) -> None:
    """No control character but the end of a line, and no direction override, has reached the terminal."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", output)


def freeze(monkeypatch: Any) -> None:
    """Hold the clock, and make the screen wide enough for a line to stay one."""
    monkeypatch.setattr(common, "now_ms", lambda: AN_HOUR_LATER)
    monkeypatch.setattr(common.console, "width", 240)
