"""Read before every test: nothing is tested on compiled modules that are not the sources beside them."""

from pathlib import Path

from tests.freshness import complaint

if _found := complaint(Path(__file__).parent):
    raise SystemExit(_found)  # not an error of pytest's, which would come with a traceback
