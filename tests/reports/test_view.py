"""Figures in words: the same tiles, charts and tables at the desk and on the page that is kept."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.content import load
from handoff.reports.figures import Figures, Load, Row, mean, within
from handoff.reports.page import render_page
from handoff.reports.sheets import agent_rows, handoff_rows
from handoff.reports.view import View, Viewer

CONTENT = load(Path(__file__).parents[2] / "data").content
BILLING = Row("billing", requested=4, accepted=3, abandoned=1, wait_p50_s=45, wait_p90_s=600,
              with_target=4, in_time=3, by_person=3, by_nobody=1, agent_ratings=2,
              agent_score=4.5, agent_good=2)  # fmt: skip
NEW = Row("night_shift", requested=1, wait_p50_s=9000, wait_p90_s=9000)
DAY = Row("2026-03-03", requested=5, accepted=3, abandoned=1, wait_p50_s=45, wait_p90_s=9000)
FIGURES = Figures(
    "2026-03-02",
    "2026-03-04",
    Row("", requested=5, accepted=3, abandoned=1, wait_p50_s=45, wait_p90_s=9000),
    {
        "department": (BILLING, NEW),
        "type": (Row("", by_bot=7), Row("payout", requested=5)),
        "day": (DAY,),
        **dict.fromkeys(("language", "channel", "platform", "priority", "reason"), ()),
    },
    (
        Load(
            "a1", accepted=3, replied=3, in_time=2, held_s=7200, offered=4, refused=1, offer_p50_s=9
        ),
        Load("", accepted=1),
    ),
)


def shown(language: str = "en", figures: Figures = FIGURES) -> View:
    def words(text_id: str, values: dict[str, str]) -> str:
        return CONTENT.render_text(text_id, language, values)

    return Viewer(words, language, {"payout": "Payout <late>"}, {"a1": "Ada"}).view(figures)


@pytest.mark.parametrize(
    ("share", "seconds", "most"),
    [(0.5, [], None), (0.5, [7], 7), (0.5, [1, 2], 1), (0.5, [3, 1, 2], 2),
     (0.9, list(range(1, 11)), 9), (0.9, list(range(1, 12)), 10), (0.9, [5, 1], 5)],
)  # fmt: skip
def test_so_many_waited_no_longer(share: float, seconds: list[int], most: int | None):
    assert within(share, seconds) == most


def test_a_mean_of_nothing_is_nothing():
    assert (mean([]), mean([1, 2, 2])) == (None, 1.67)


def test_a_row_is_told_in_words():
    departments, agents = shown().tables[:2]
    assert departments.caption == "By department"
    billing = CONTENT.render_text("desk_department_billing", "en", {})
    assert departments.rows[0] == (
        billing, "4", "3", "1 (25%)", "0", "45 s · 10 min", "–", "75% (3/4)", "0", "4.5 (2)",
        "0", "0", "3", "1",
    )  # fmt: skip
    assert departments.rows[1][:6] == ("Night shift", "1", "0", "0 (0%)", "0", "2 h · 2 h")
    assert departments.bars == (1.0, 0.25)
    assert agents.rows[0] == (
        "Ada", "3", "67% (2/3)", "–", "2 h", "0", "0", "0", "0",
        "4", "9 s", "1 (25%) · 0 (0%)", "–",
    )  # fmt: skip
    assert agents.rows[1][0] == "Unknown"


def test_nothing_is_named_by_an_empty_word():
    types = shown().tables[2]
    assert [row[0] for row in types.rows] == ["General request", "Payout <late>"]


def test_charts_have_every_day_of_the_period():
    requests, waits, settled = shown().charts
    assert requests.columns == ("2026-03-02", "2026-03-03", "2026-03-04")
    assert [one.values for one in requests.series] == [(0, 3, 0), (0, 1, 0), (0, 1, 0)]
    assert [one.values for one in waits.series] == [(None, 45, None), (None, 9000, None)]
    assert (requests.most, waits.most, settled.most) == ("5", "2 h", "0")


@pytest.mark.parametrize(
    ("language", "rating", "asked"),
    [
        ("en", "4.5 (2)", "Asked for a person"),
        ("nl", "4,5 (2)", "Vroeg om een mens"),
        ("zh", "4.5 (2)", "请求人工"),
    ],
)
def test_it_is_told_in_each_language(language: str, rating: str, asked: str):
    view = shown(language)
    assert view.tables[0].rows[0][9] == rating
    assert view.tiles[0].label == asked


def test_of_a_period_without_events_nothing_is_shown():
    empty = Figures("2026-03-02", "2026-03-02", by=dict.fromkeys(FIGURES.by, ()))
    assert shown(figures=empty) == View("2026-03-02", "2026-03-02")
    page = render_page(shown(figures=empty), "Figures", "", "Nothing in this period.", "en")
    assert "<p>Nothing in this period.</p>" in page


class Reader(HTMLParser):
    """Finds whether tags are closed in order, and what a page loads."""

    VOID = ("meta", "link", "img", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.rects: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [str(value) for name, value in attrs if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "rect":
            self.rects.append(dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_is_well_formed():
    page = render_page(shown(), "Figures & more", "Note", "Nothing", "en")
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert reader.loads == []
    assert "script" not in reader.tags
    assert reader.tags.count("figure") == 3
    assert reader.tags.count("table") == 4
    assert "Payout &lt;late&gt;" in page
    assert "Figures &amp; more" in page


def test_columns_are_as_high_as_what_they_stand_for():
    reader = Reader()
    reader.feed(render_page(shown(), "Figures", "", "", "en"))
    heights = [float(str(rect["height"])) for rect in reader.rects]
    tops = [float(str(rect["y"])) for rect in reader.rects]
    # Three, one and one of five on top of each other; then 45 and 9000 seconds side by side.
    assert heights == [108.0, 36.0, 36.0, 0.9, 180.0]
    assert tops == [72.0, 36.0, 0.0, 179.1, 0.0]


def test_sheets_hold_every_figure_and_no_formula():
    rows = [dict(zip(*pair, strict=True)) for pair in _with_header(list(handoff_rows(FIGURES)))]
    assert [(row["dimension"], row["value"], row["requested"]) for row in rows] == [
        ("total", "", "5"),
        ("department", "billing", "4"),
        ("department", "night_shift", "1"),
        ("type", "", "0"),
        ("type", "payout", "5"),
        ("day", "2026-03-03", "5"),
    ]
    assert (rows[1]["wait_p90_s"], rows[1]["agent_score"], rows[4]["wait_p50_s"]) == (
        "600", "4.5", "",
    )  # fmt: skip
    head, ada, unknown = agent_rows(FIGURES, {"a1": "=Ada"})
    assert ada[: head.index("accepted") + 1] == ["a1", "'=Ada", "3"]
    assert unknown[:2] == ["", ""]


def _with_header(rows: list[list[str]]) -> list[tuple[list[str], list[str]]]:
    return [(rows[0], row) for row in rows[1:]]
