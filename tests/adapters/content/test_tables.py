"""An edit of the tables that would leave somebody without a way to a person is not taken."""

import shutil
from pathlib import Path

import pytest

from bot.catalogue import ContentError
from bot.content import load

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for part in ("content", "catalogue"):
        shutil.copytree(DATA / part, tmp_path / part)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("catalogue/routing.yml", "  bot_error:", "  bot_eror:", "no row for: bot_error"),
        ("catalogue/routing.yml", "priority: P3}", "priority: P9}", "P9, which has no target"),
        ("catalogue/routing.yml", "P3: 60", "P3: an hour", "P3, which has no target in minutes"),
        ("catalogue/routing.yml", "urgent_safety", "urgent_safty", "which is no department"),
        ("catalogue/complaint_types.yml", "department: billing", "department: bills", "bills"),
        ("catalogue/wishes.yml", "    nl:\n", "    nl:\n      - '(mens)?'\n", "matches any text"),
        ("catalogue/wishes.yml", "  not:\n", "  not:\n    - '.'\n", "matches any text"),
        ("content/topics/refund_request.yml", "complaint: ", "complaint: no_", "is no complaint"),
    ],
)
def test_table_with_a_gap_is_refused(
    data: Path, file: str, old: str, new: str, reason: str
) -> None:
    text = (data / file).read_text("utf-8")
    assert old in text
    (data / file).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ContentError, match=reason):
        load(data)


def test_table_as_it_is_has_no_gap(data: Path) -> None:
    assert load(data).tables.reasons["bot_error"]


def test_a_topic_keeps_its_platforms_in_the_order_of_its_file(data: Path) -> None:
    file = data / "content/topics/account_create.yml"
    head, _, rest = file.read_text("utf-8").partition("platforms: ")
    after = rest.partition("\n")[2]
    order = ("short_video", "marketplace", "live_streaming")
    file.write_text(f"{head}platforms: [{', '.join(order)}]\n{after}", "utf-8")
    assert load(data).tables.topics["account_create"].platforms == order
