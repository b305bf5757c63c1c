"""Dumps of stores of the present schema, for the tests of later versions: `python -m tests.store.versions`.

For PostgreSQL give the URL of an empty database, whose server's `pg_dump` is on the path.
"""

import argparse
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from interceptor.commands.score import run_through
from interceptor.engine import Options
from interceptor.pipeline.planning import Institution
from interceptor.store.migrating import newest
from interceptor.store.store import Store

HERE = Path(__file__).parent
OPTIONS = Options(Institution("Example Bank", "XMPLCAT0", "CA"))


def fill(place: Path | str) -> None:
    """What `interceptor score --store` makes of the wires."""
    with Store(place, engine=True) as store:
        run_through(store, "bank", str(HERE / "wires.ndjson"), OPTIONS, 500, None)


def dump_sqlite(folder: Path) -> str:
    """A new SQLite store as SQL."""
    fill(folder / "store.db")
    raw = sqlite3.connect(folder / "store.db")
    text = "\n".join(raw.iterdump())
    raw.close()
    return f"{text}\nPRAGMA user_version = {newest('sqlite')};\n"


def dump_postgresql(url: str) -> str:
    """The database at `url`, filled, as SQL without comments."""
    fill(url)
    command = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return "".join(line for line in text.splitlines(keepends=True) if line.strip() and line[0] not in "-\\")


def main() -> None:
    """Write the files."""
    arguments = argparse.ArgumentParser(prog="python -m tests.store.versions", description=__doc__)
    arguments.add_argument("url", nargs="?", help="an empty PostgreSQL database")
    url = arguments.parse_args().url
    with tempfile.TemporaryDirectory() as folder:
        (HERE / f"sqlite-{newest('sqlite')}.sql").write_text(dump_sqlite(Path(folder)))
    if url:
        (HERE / f"postgresql-{newest('postgresql')}.sql").write_text(dump_postgresql(url))


if __name__ == "__main__":
    main()
