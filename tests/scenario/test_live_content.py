"""The content team edits files while people chat."""

import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.cli.waiting import until
from tests.fakes.rasa import answer
from tests.scenario.actors import Customer
from tests.scenario.stand import WITHIN_S, Stand, copy_of_data, standing


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return copy_of_data(tmp_path / "data")


@pytest.fixture
async def stand(data: Path, tmp_path: Path, redis_url: str) -> AsyncIterator[Stand]:
    async with standing(tmp_path, redis_url, data=data) as stand:
        stand.rasa.teach("refund?", answer("refund_request"))
        yield stand


async def test_an_edited_answer_is_live_without_a_restart(
    data: Path, stand: Stand, customer: Customer
) -> None:
    _edit(data / "content/topics/refund_request.yml", "accidental purchase", "slip of the finger")
    await _is_read_again(stand)

    await customer.writes("refund?")

    await customer.sees("slip of the finger")


async def test_edited_value_is_live_in_every_text_that_names_it(
    data: Path, stand: Stand, customer: Customer
) -> None:
    days = stand.service.content.now.content.policy["refund_window_days"]["en"]
    _edit(
        data / "catalogue/policy.yml",
        f"refund_window_days: {days}",
        "refund_window_days: {en: ninety-nine, nl: negenennegentig, zh: 九十九}",
    )
    await _is_read_again(stand)

    await customer.writes("refund?")

    await customer.sees("within ninety-nine days")


BROKEN: dict[str, Callable[[str], str]] = {
    "no YAML": lambda text: text + "\n: [",
    "half of the file": lambda text: text[: text.index("answer:")],
    "nothing": lambda _: "",
    "one language short": lambda text: text.replace("\n  nl: |-", "\n  xx: |-"),
    "no answers": lambda text: text[: text.index("answer:")] + "answer:\n",
    "a list": lambda text: "- " + text.replace("\n", "\n  "),
    "an unknown value": lambda text: text.replace("{refund_days}", "{refund_dayz}"),
    "a title without languages": lambda text: (
        text[: text.index("title:")] + "title: Refund\n" + text[text.index("answer:") :]
    ),
}


@pytest.fixture
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that many broken files take seconds and not a minute."""
    monkeypatch.setattr("bot.live_content.LOOK_EVERY_S", 0.1)


@pytest.mark.usefixtures("looks_often")
@pytest.mark.parametrize("breaks", BROKEN.values(), ids=BROKEN)
async def test_broken_edit_changes_nothing_and_the_next_good_one_counts(
    breaks: Callable[[str], str], data: Path, stand: Stand, customer: Customer,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    path = data / "content/topics/refund_request.yml"
    good = path.read_text("utf-8")
    path.write_text(breaks(good), "utf-8")
    await _is_refused(caplog)
    await customer.writes("refund?")
    await customer.sees("accidental purchase")
    # Asked twice in a row, the answer would only be pointed back to.
    await customer.presses("helped:yes")
    await customer.sees("glad_it_helped")

    path.write_text(good.replace("accidental purchase", "slip of the finger"), "utf-8")
    await _is_read_again(stand)
    await customer.writes("refund?")

    await customer.sees("slip of the finger")


async def test_text_that_others_need_cannot_be_dropped_by_an_edit(
    data: Path, stand: Stand, customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    _edit(data / "content/texts/bot.yml", "\n  unsure:\n", "\n  unsure_renamed:\n")
    await _is_refused(caplog)

    await customer.writes("something nobody taught")

    await customer.sees("unsure")


async def test_text_cannot_name_a_value_that_nobody_gives(
    data: Path, stand: Stand, customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    _edit(data / "content/texts/handoff.yml", "Your number is {number}.", "Number {numbre}.")
    await _is_refused(caplog)

    await customer.writes("I want to talk to a human")

    await customer.sees("Your number is")


async def test_bytes_that_are_no_text_change_nothing(
    data: Path, stand: Stand, customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    (data / "content/topics/refund_request.yml").write_bytes(b"\xff\xfe id: refund_request")
    await _is_refused(caplog)

    await customer.writes("refund?")

    await customer.sees("accidental purchase")


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


async def _is_read_again(stand: Stand) -> None:
    before = stand.service.content.now
    await until(lambda: stand.service.content.now is not before, within_s=WITHIN_S)


async def _is_refused(caplog: pytest.LogCaptureFixture) -> None:
    def is_reported() -> bool:
        return any("is not used" in r.message for r in caplog.records if r.levelno == logging.ERROR)

    await until(is_reported, within_s=WITHIN_S)
