"""The generated pages are what the code says, and the written ones leave nothing out."""

from pathlib import Path

import msgspec
import pytest

from interceptor.cases.postings import Account
from interceptor.decisions.policy import Policy
from interceptor.pipeline import topics
from interceptor.pipeline.decision_record import DecisionRecord
from interceptor.reference import PAGES
from interceptor.transfers.context import Context

_DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name: str) -> None:
    page = (_DOCS / "reference" / name).read_text("utf-8")
    assert page == PAGES[name](), "run: python -m interceptor.reference docs/reference"


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("guides/policy.md", list(Policy.model_fields)),
        ("guides/wire-records.md", list(Context.model_fields)),
        ("guides/desk.md", [account.value for account in Account]),
        ("reference/decision-record.md", [field.name for field in msgspec.structs.fields(DecisionRecord)]),
        (
            "reference/topics.md",
            [
                *(name("default") for name in (topics.wires, topics.reports, topics.replies)),
                *(name("default") for name in (topics.decisions, topics.rejected)),
                topics.alerts("<cc>"),
                *(name("default") for name in (topics.recalls, topics.suspects, topics.checkpoints)),
            ],
        ),
    ],
)
def test_a_written_page_names_everything(page: str, names: list[str]) -> None:
    text = (_DOCS / page).read_text("utf-8")
    assert [name for name in names if f"`{name}`" not in text] == []
