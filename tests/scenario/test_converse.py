"""Scripts played against the whole service: actors, time, what is seen and what is not made up."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.converse.many import places, play_many
from bot.converse.play import Result, play
from bot.converse.predicates import FAILED, PASSED, UNCHECKED, UNSUPPORTED
from bot.converse.report import figures
from bot.converse.script import PLAYABLE, read_script
from bot.converse.widget import Widget
from bot.up.parts import ASSISTANT_PYTHON
from bot.up.training import is_fresh
from handoff.settings import Settings, load_settings
from tests.cli.converse.scripts import KNOWN, dialogue
from tests.fakes.rasa import Fault, RasaFake, answer, offer, say
from tests.scenario.stand import settings_for

OWN = sorted(Path(__file__).parent.glob("dialogues/*.yml"))
HEAD = "lang: en\nplatform: marketplace\nchannel: web\n"


@pytest.fixture
async def rasa() -> AsyncIterator[RasaFake]:
    async with RasaFake() as rasa:
        rasa.teach("hello", say("greeting"))
        rasa.teach("my money", offer("refund_status", "payout_delay"))
        rasa.teach("refund?", answer("refund_request"))
        yield rasa


@pytest.fixture
def settings(tmp_path: Path, redis_url: str, rasa: RasaFake) -> Settings:
    return settings_for(tmp_path, redis_url, rasa.url)


async def played(
    settings: Settings, turns: str, head: str = HEAD, number: int = 1, channel: str = ""
) -> Result:
    script = dialogue(settings.var_dir, turns, head)
    return await play(settings, number, script, KNOWN, channel)


def failures(result: Result) -> list[tuple[str, str]]:
    """All checks that did not pass, but for prose, which no code can judge."""
    wrong = [check for check in result.checks if check.result not in (PASSED, UNCHECKED)]
    return [(check.predicate, check.why) for check in wrong]


async def test_actors_do_what_the_script_says(settings: Settings) -> None:
    result = await played(
        settings,
        """
- user: my money
  expect: {clarify_between: [refund_status, payout_delay]}
- user: where is my refund
  expect: {faq_answered: refund_status, answer_lang: en}
- user: {button: "person:now"}
  expect: {handoff: user_request, queue_told: true, user_gets: [number, 0 ahead]}
- system: agent accepts
  expect: {state: agent, agent_gets: [whole transcript, answers already given]}
- agent: {note: for us alone}
  expect: {bot_silent: true, agent_gets: [whole transcript]}
- agent: Hello from me.
  expect: {user_gets: [text of the agent], must_not: [bot text], ticket_state: in_progress}
- system: "agent resolves: answered"
  expect: {state: wrap_up, ticket_state: resolved}
- user: No, not yet
  expect: {state: queued, ticket_state: queued}
- system: agent accepts
- system: agent hands back
  expect: {state: bot}
""",
    )
    assert failures(result) == []
    notes = [turn.seen.messages for turn in result.turns if turn.turn.n == 5 and turn.seen]
    assert notes == [()]


@pytest.mark.parametrize("channel", PLAYABLE)
async def test_both_channels_are_real(settings: Settings, channel: str) -> None:
    result = await played(
        settings,
        """
- user: hello
  expect: {says: greeting, offers: "menu:top"}
- user: {attach: [cat.gif]}
  expect: {user_gets: "“kind of file”", no_ticket: true}
- user: {text: look, attach: [proof.pdf]}
  expect: {state: bot}
- user: {button: "person:now"}
  expect: {handoff: user_request, user_gets: [ticket number], agent_gets: ["“proof.pdf”"]}
- system: agent accepts
- agent: Hello from me.
  expect: {user_gets: [text of the agent], bot_silent: true}
""",
        channel=channel,
    )
    assert result.channel == channel
    assert failures(result) == []


async def test_steps_of_a_ticket_are_told_and_its_clock_runs(settings: Settings) -> None:
    head = f"{HEAD}setup: {{agents: [Noor, Tom], existing_ticket: {{type: payout, state: new}}}}\n"
    result = await played(
        settings,
        """
- user: a human please
- system: agent Noor accepts
- agent: {ticket: ask_party, by: Noor, party_kind: bank, what: it, usual: a day, until: 1 day}
  expect: {ticket_state: waiting_department, says: ticket_waiting_department}
- agent: {ticket: party_heard, by: Noor, party: bank, result: Sent back.}
  expect: {says: ticket_party_heard}
- user: "what about {number}?"
- agent: {ticket: resolve, by: Tom, outcome: solved, finding: a, measure: b, cause: outage}
""",
        head,
    )
    assert [turn.turn.n for turn in result.turns for c in turn.checks if c.result == FAILED] == [6]
    words = result.turns[4].seen.messages[0].text  # type: ignore[union-attr]
    assert words.startswith("what about FB-")


async def test_words_that_do_not_reach_the_window_fail(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def blind(self: Widget, last: int) -> list[str]:
        return []

    monkeypatch.setattr(Widget, "shown", blind)
    result = await played(settings, "- user: hello\n  expect: {says: greeting}")
    [lost, said] = result.checks
    assert (lost.predicate, lost.result, said.result) == ("delivered", FAILED, PASSED)


async def test_each_dialogue_begins_with_empty_lines_and_an_unknown_customer(
    settings: Settings,
) -> None:
    waiting = "- user: a human please\n  expect: {handoff: true, user_gets: [0 ahead]}"
    for number in (1, 2):
        assert failures(await played(settings, waiting, number=number)) == []
    alone = "- user: hello\n  expect: {handoff: false, no_ticket: true}"
    assert failures(await played(settings, alone, number=3)) == []


@pytest.mark.parametrize(
    ("department", "asked"),
    [("frontline", "a human please"), ("urgent_safety", "i want to kill myself")],
)
async def test_others_wait_before_the_customer_whatever_the_priority(
    settings: Settings, department: str, asked: str
) -> None:
    head = f"{HEAD}setup: {{queue_ahead: 3, department: {department}}}\n"
    expect = f"  expect: {{handoff: {{department: {department}}}, user_gets: [3 ahead]}}"
    result = await played(settings, f"- user: refund?\n- user: {asked}\n{expect}", head)
    assert failures(result) == []


async def test_time_passes_on_the_clock_alone_and_timers_fire_on_the_way(
    settings: Settings,
) -> None:
    result = await played(
        settings,
        """
- user: a human please
  expect: {queue_told: true}
- system: advance 59 min
  expect: {bot_silent: true, state: queued}
- system: advance 2 min
  expect: {queue_told: false, state: queued}
- user: Stop waiting
  expect: {state: bot, ticket_state: cancelled}
- user: a human please
- system: nobody accepts
  expect: {state: queued, queue_told: false}
""",
    )
    assert failures(result) == []
    late = [turn.seen.messages[-1].text_id for turn in result.turns if turn.turn.n in (3, 6)]  # type: ignore[union-attr]
    assert late == ["queue_late", "queue_late"]


@pytest.mark.parametrize("channel", PLAYABLE)
async def test_files_reach_the_agent_and_an_earlier_ticket_is_none_of_the_dialogue(
    settings: Settings, channel: str
) -> None:
    head = f"{HEAD}setup: {{existing_ticket: {{type: payout, state: waiting_user}}}}\n"
    turns = """
- user: {attach: [proof.pdf, screenshot]}
  expect: {no_ticket: true, must_not: [handoff]}
- user: a human please
"""
    result = await played(settings, turns, head, channel=channel)
    assert result.channel == channel
    assert failures(result) == []
    desk = result.turns[1].seen.desk  # type: ignore[union-attr]
    assert desk is not None
    shown = [line["files"] for line in desk["transcript"] if line["files"]]
    assert shown == [["proof.pdf"], ["screenshot.png"]]


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        ("system: agent accepts", "no longer waiting"),
        ("system: agent resolves", "nothing was sent"),
        ("agent: Hello?", "nothing was sent"),
        ("system: nobody accepts", "nobody is asked for"),
        ("user: {button: Pay now}", "no button 'Pay now' was shown"),
    ],
)
async def test_a_deed_without_occasion_fails_and_the_dialogue_goes_on(
    settings: Settings, turn: str, why: str
) -> None:
    result = await played(settings, f"- {turn}\n- user: hello\n  expect: {{state: bot}}")
    [check, after] = result.checks
    assert (check.predicate, check.result, after.result) == ("turn", FAILED, PASSED)
    assert why in check.why


async def test_words_press_only_a_button_of_the_newest_message(settings: Settings) -> None:
    result = await played(
        settings,
        """
- user: my money
  expect: {clarify_between: [refund_status, payout_delay]}
- user: hello
- user: where is my refund
- user: {button: "topic:refund_status"}
  expect: {faq_answered: refund_status}
""",
    )
    assert failures(result) == []
    typed = result.turns[2].seen.messages  # type: ignore[union-attr]
    assert [message.answers for message in typed if message.is_automatic] == [""]


@pytest.mark.parametrize(
    ("head", "turn"),
    [
        (f"{HEAD}setup: {{office: closed, opens: '03:10'}}\n", "user: hello"),
        (f"{HEAD}setup: {{office: closed, department: urgent_safety}}\n", "user: hello"),
        (f"{HEAD}setup: {{existing_ticket: FB-123456}}\n", "user: hello"),
        (HEAD.replace("web", "pigeon"), "user: hello"),
    ],
)
async def test_nothing_passes_after_what_the_product_cannot_do(
    settings: Settings, head: str, turn: str
) -> None:
    turns = f"- {turn}\n  expect: {{state: bot}}\n- user: hello\n  expect: {{state: [queued, bot]}}"
    result = await played(settings, turns, head)
    assert {check.result for check in result.checks} == {UNSUPPORTED}
    assert len(result.checks) >= 3


async def test_the_office_closes_and_opens_by_the_hours_of_the_department(
    settings: Settings,
) -> None:
    result = await played(
        settings,
        """
- user: hello
  expect: {user_gets: [greeting]}
- user: {button: "person:now"}
  expect: {queue_told: true, state: queued, says: [queue_closed_number]}
- system: office opens
  expect: {queue_told: true, says: [queue_place_number]}
- system: office closes
  expect: {queue_told: true, says: [queue_closed_number]}
- user: {button: "queue:message"}
  expect: {state: left_message, says: [message_write_closed]}
- user: Please call me back about parcel 12345
  expect: {state: left_message, says: [message_kept]}
""",
        f"{HEAD}setup: {{office: closed, opens: '07:00'}}\n",
    )
    assert failures(result) == []
    assert {check.result for check in result.checks} <= {"passed", "unchecked"}


async def test_a_turn_without_an_end_fails_and_so_does_what_would_follow(
    settings: Settings, rasa: RasaFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.converse.stand.SETTLES_WITHIN_S", 0.5)
    monkeypatch.setattr("bot.app.STOP_GRACE_S", 0.1)
    rasa.fail(Fault.slow(asyncio.Event()))
    turns = "- user: refund?\n  expect: {state: bot}\n- user: hello\n  expect: {state: bot}"
    result = await played(settings, turns)
    assert [check.predicate for check in result.checks] == ["turn", "state", "turn", "state"]
    assert {check.result for check in result.checks} == {FAILED}
    assert "not played to its end" in result.checks[0].why
    assert "/web-" in result.checks[0].why.partition("lanes in use: ")[2]


async def test_what_is_told_of_a_run_counts_every_check(settings: Settings) -> None:
    turns = "- user: hello\n  expect: {state: queued, user_gets: [greeting, warmth]}"
    told = figures([await played(settings, turns)])
    counts = {"passed": 1, "failed": 1, "unchecked": 1, "unsupported": 0}
    assert told["totals"] == {"dialogues": 1, "turns": 1, **counts}
    [one] = told["dialogues"]
    assert counts.items() <= one.items()
    assert (one["channel"], one["played_on"]) == ("web", "web")
    [turn] = one["turns"]
    assert (turn["state"], turn["form"], turn["draft"], turn["ticket"]) == ("bot", None, None, None)
    hello, greeting = turn["messages"]
    assert (hello["sender"], hello["text"]) == ("customer", "hello")
    assert (greeting["text_id"], greeting["languages"]) == ("greeting", ("en",))
    assert greeting["buttons"][0]["id"] == "menu:top"


@pytest.mark.rasa
@pytest.mark.skipif(not ASSISTANT_PYTHON.exists(), reason="no .venv-assistant")
async def test_our_own_dialogues_go_as_written_with_the_real_model_on_both_channels() -> None:
    if not is_fresh(load_settings()):
        pytest.skip("there is no model of the data as it is: `make train`")
    dialogues = [dialogue for path in OWN for dialogue in read_script(path, KNOWN)]
    parts = [(dialogue, channel) for dialogue in dialogues for channel in PLAYABLE]
    wrong = []
    async with places() as where:
        async for _, result in play_many(where, parts, KNOWN):
            wrong += [(result.dialogue.id, result.channel, *why) for why in failures(result)]
    assert wrong == []
