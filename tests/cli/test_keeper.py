"""One part: started, watched, restarted, stopped."""

import io
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from rich.console import Console

from bot.up.console import Lines
from bot.up.keeper import MISSED_PULSES, Keeper
from bot.up.parts import Part
from bot.up.ready import answers, fetch_json
from tests.cli.supervise import SMALL_SERVICE
from tests.cli.waiting import is_alive, until
from tests.redis_server import free_port

Make = Callable[..., Keeper]


class Screen:
    def __init__(self) -> None:
        self._text = io.StringIO()
        self.lines = Lines(Console(file=self._text, width=200, soft_wrap=True))

    @property
    def text(self) -> str:
        return self._text.getvalue()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
async def keep(tmp_path: Path, screen: Screen) -> AsyncIterator[Make]:
    keepers: list[Keeper] = []

    def make(
        *arguments: str,
        ready: Callable[[], Awaitable[bool]],
        before: Callable[[], Awaitable[None]] | None = None,
        pulse_every_s: float = 10,
        slow_after_s: float = 20,
        remind_every_s: float = 60,
    ) -> Keeper:
        command = [sys.executable, *arguments]
        environment = dict(os.environ)
        part = Part("service", command, environment, ready, slow_after_s, 5, "until it wakes up")
        keeper = Keeper(
            *(part, tmp_path / "service.log", screen.lines),
            before=before,
            pulse_every_s=pulse_every_s,
            remind_every_s=remind_every_s,
        )
        keepers.append(keeper)
        keeper.start()
        return keeper

    yield make
    for keeper in keepers:
        await keeper.stop()


def pid_of(keeper: Keeper) -> int:
    assert keeper.child is not None
    return keeper.child.pid


async def test_a_part_that_is_killed_comes_back(keep: Make, screen: Screen) -> None:
    port = free_port()
    keeper = keep(SMALL_SERVICE, str(port), ready=answers(f"http://127.0.0.1:{port}/"))
    await until(keeper.up.is_set)
    first = pid_of(keeper)
    os.kill(first, signal.SIGKILL)
    await until(lambda: not keeper.up.is_set())
    await until(keeper.up.is_set)
    assert pid_of(keeper) != first
    assert "service    was ended by signal 9; starts again in 0.5 s" in screen.text


async def test_a_part_that_hangs_is_ended_and_comes_back(
    keep: Make, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.up.ready.ANSWER_WITHIN_S", 1.0)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    keeper = keep(SMALL_SERVICE, str(port), ready=answers(url), pulse_every_s=0.05)
    await until(keeper.up.is_set)
    first = pid_of(keeper)
    await fetch_json(f"{url}/hang")
    told = "no longer answered and was ended"
    await until(lambda: told in screen.text, within_s=MISSED_PULSES * 2 + 20)
    await until(keeper.up.is_set)
    assert not is_alive(first)
    assert pid_of(keeper) != first


async def test_a_part_that_cannot_stay_up_is_tried_with_longer_pauses_and_shows_its_log(
    keep: Make, screen: Screen
) -> None:
    async def never() -> bool:
        return False

    keep("-c", "import sys; sys.exit('the reason')", ready=never)
    await until(lambda: "starts again in 1.0 s" in screen.text)
    assert "ended by itself with code 1; starts again in 0.5 s" in screen.text
    assert "| the reason" in screen.text


async def test_a_part_that_does_not_exist_is_reported(keep: Make, screen: Screen) -> None:
    async def never() -> bool:
        return False

    keeper = keep(ready=never)
    keeper.part.command[0] = "/no/such/program"
    await until(lambda: "cannot be started" in screen.text)
    assert "No such file" in screen.text


async def test_a_slow_part_is_mentioned_once_with_its_log(keep: Make, screen: Screen) -> None:
    looks = 0

    async def never() -> bool:
        nonlocal looks
        looks += 1
        return False

    keep("-c", "import signal; signal.pause()", ready=never, slow_after_s=0)
    await until(lambda: looks > 5)
    told = screen.text.count("still not ready after 0 s, waiting until it wakes up; see ")
    assert told == 1


async def test_who_waits_for_a_slow_part_hears_again_and_again_that_it_is_waited_for(
    keep: Make, screen: Screen
) -> None:
    async def never() -> bool:
        return False

    keep("-c", "import signal; signal.pause()", ready=never, slow_after_s=0, remind_every_s=0)
    await until(lambda: screen.text.count("waiting until it wakes up; see ") > 3)


async def test_stopping_a_part_ends_what_it_started(keep: Make, tmp_path: Path) -> None:
    port, note = free_port(), tmp_path / "grandchild"
    ready = answers(f"http://127.0.0.1:{port}/")
    keeper = keep(SMALL_SERVICE, str(port), "--with-grandchild", str(note), ready=ready)
    await until(keeper.up.is_set)
    child, grandchild = pid_of(keeper), int(note.read_text())
    await keeper.stop()
    await until(lambda: not is_alive(child) and not is_alive(grandchild))
    assert not keeper.up.is_set()


async def test_what_must_be_done_before_a_start_is_done_before_each(
    keep: Make, screen: Screen
) -> None:
    done: list[bool] = []

    async def before() -> None:
        done.append("ready" in screen.text)

    port = free_port()
    keeper = keep(
        SMALL_SERVICE, str(port), ready=answers(f"http://127.0.0.1:{port}"), before=before
    )
    await until(keeper.up.is_set)
    os.kill(pid_of(keeper), signal.SIGKILL)
    await until(lambda: not keeper.up.is_set())
    await until(keeper.up.is_set)
    assert done == [False, True]
