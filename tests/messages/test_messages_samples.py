"""Other people's samples, read from the folder INTERCEPTOR_SAMPLES and never kept here.

Every pacs.008 that its schema accepts, and every MT103 with the fields that every MT103 has, gives a transfer with an
amount; whatever cannot be read gives a reason. `benchmarks.samples` counts and lists what was found.
"""

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.samples import messages, report, validity
from interceptor.errors import MessageError
from interceptor.messages import decode
from interceptor.transfers.transfer import Refusal

FOLDER = os.environ.get("INTERCEPTOR_SAMPLES")
SCHEMAS = os.environ.get("INTERCEPTOR_SCHEMAS")

pytestmark = [pytest.mark.samples, pytest.mark.skipif(FOLDER is None, reason="INTERCEPTOR_SAMPLES is not set")]


def test_every_file_gives_items_or_a_reason() -> None:
    for path in sorted(p for p in Path(FOLDER or "").rglob("*") if p.is_file()):
        with suppress(MessageError):
            assert decode(path.read_bytes())


def test_every_valid_pacs008_is_read() -> None:
    schemas = Path(SCHEMAS) if SCHEMAS else None
    refused: Counter[str] = Counter()
    for path in sorted(p for p in Path(FOLDER or "").rglob("*") if p.is_file()):
        for name, body in messages(path):
            if validity(body, schemas) != "valid":
                continue
            counts: Counter[str] = Counter()
            lines = list(report(body, counts))
            refused.update({f"{name} {line}": 1 for line in lines if "refused" in line or "unreadable" in line})
            assert not any(isinstance(item, Refusal) for item in decode(body))
    assert not refused
