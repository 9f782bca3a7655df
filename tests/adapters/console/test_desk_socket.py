"""What agents see and do at the web desk, over its real socket."""

import asyncio

import pytest

from handoff.desks.console.server import ConsoleDesk
from handoff.errors import StoreUnavailable
from handoff.rules.messages import Entry, Speaker
from tests.adapters.console.conftest import RunningDesk
from tests.adapters.console.page import signed_in_page
from tests.adapters.console.stand import TALK, add_agent, render, serving

CHAT = "web-3fA9"
CLIENT_ID = "0123456789abcdef"


async def test_lists_hold_what_waits_for_this_agent_only(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne", departments=("billing",), languages=("nl",))
    running.desk.wait(CHAT)
    running.desk.wait("web-other", department="privacy")
    running.desk.wait("web-zh", language="zh")

    async with signed_in_page(running, agent) as page:
        lists = await page.of_type("lists")
        assert [card["conversation"] for card in lists["waiting"]] == [CHAT]
        assert lists["mine"] == []
        running.desk.wait("web-new")
        lists = await page.of_type("lists")
        assert [card["conversation"] for card in lists["waiting"]] == [CHAT, "web-new"]


async def test_opened_chat_shows_the_bot_s_part_and_all_facts(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")
    running.desk.wait(CHAT)
    earlier = {"id": "h-0", "conversation": CHAT, "question": "Where is my coin pack?"}
    number = await running.records.store_ticket("e-0", earlier)

    async with signed_in_page(running, agent) as page:
        assert (await page.ask(type="open", conversation=CHAT))["type"] == "done"
        facts = await page.of_type("conversation")
        assert facts["card"]["question"] == "Waarom is er twee keer 9,99 afgeschreven?"
        assert (facts["ticket"], facts["tried"]) == ("FB-7K3QX9", ["Unexpected charge"])
        assert [ticket["number"] for ticket in facts["tickets"]] == [number]
        lines = (await page.of_type("entries"))["entries"]
        assert [(line["from"], line["text"]) for line in lines] == [
            (speaker.value, text) for speaker, text in TALK
        ]


async def test_chat_closed_and_opened_again_comes_whole(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")
    running.desk.wait(CHAT)

    async with signed_in_page(running, agent) as page:
        for _ in range(2):
            await page.ask(type="open", conversation=CHAT)
            assert (await page.of_type("conversation"))["card"]["conversation"] == CHAT
            assert len(await page.lines(len(TALK))) == len(TALK)
            assert (await page.ask(type="close"))["type"] == "done"
        running.log.add(CHAT, Entry("web:9", Speaker.CUSTOMER, "Hallo?", 1_772_600_200_000))
        await page.ask(type="ping")
        assert all(frame["type"] != "entries" for frame in page.frames)


async def test_claim_reply_and_note_show_live_and_notes_are_marked(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")
    running.desk.wait(CHAT)

    async with signed_in_page(running, agent) as page:
        assert (await page.ask(type="claim", conversation=CHAT))["type"] == "done"
        lists = await page.until(lambda frame: frame["type"] == "lists" and frame["mine"])
        assert lists["waiting"] == []
        await page.lines(len(TALK))
        await page.ask(type="reply", conversation=CHAT, client_id=CLIENT_ID, text="Hoi Noor!")
        await page.ask(type="note", conversation=CHAT, client_id="f" * 32, text="Zie bank.")
        shown = [(line["text"], line["internal"]) for line in await page.lines(2)]
        assert shown == [("Hoi Noor!", False), ("Zie bank.", True)]
        running.log.add(CHAT, Entry("web:9", Speaker.CUSTOMER, "Dank!", 1_772_600_200_000))
        (line,) = await page.lines(1)
        assert (line["from"], line["text"]) == ("customer", "Dank!")


async def test_reply_sent_again_after_a_lost_answer_is_one_message(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")
    running.desk.wait(CHAT)
    frame = {"type": "reply", "conversation": CHAT, "client_id": CLIENT_ID, "text": "Hoi!"}

    async with signed_in_page(running, agent) as page:
        await page.ask(type="claim", conversation=CHAT)
        answers = [await page.ask(**frame), await page.ask(**frame)]
    assert {answer["message_id"] for answer in answers} == {f"console:{agent.id}:{CLIENT_ID}"}
    assert [line.text for line in running.log.lines[CHAT]].count("Hoi!") == 1


async def test_half_a_character_is_replaced_and_not_passed_on(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")
    running.desk.wait(CHAT)

    async with signed_in_page(running, agent) as page:
        await page.ask(type="claim", conversation=CHAT)
        await page.ask(type="reply", conversation=CHAT, client_id=CLIENT_ID, text="Hoi \ud83d")
    assert [line.text for line in running.log.lines[CHAT]][-1] == "Hoi ?"


async def test_two_agents_claim_one_wins_and_the_other_hears_who(running: RunningDesk):
    sanne, noor = [await add_agent(running.records, name) for name in ("Sanne", "Yusuf")]
    running.desk.wait(CHAT)

    async with signed_in_page(running, sanne) as one, signed_in_page(running, noor, "nl") as two:
        pages = {"Sanne": one, "Yusuf": two}
        for page in pages.values():
            await page.ask(type="open", conversation=CHAT)
        answers = await asyncio.gather(
            *(page.ask(type="claim", conversation=CHAT) for page in pages.values())
        )
        results = dict(zip(pages, answers, strict=True))
        (winner,) = [name for name, answer in results.items() if answer["type"] == "done"]
        (loser,) = set(pages) - {winner}
        assert results[loser]["type"] == "refused"
        assert winner in results[loser]["text"]
        left = await pages[loser].of_type("left")
        assert (left["conversation"], left["holder"]) == (CHAT, winner)


async def test_words_of_others_never_reach_the_customer(running: RunningDesk):
    holder, other = [await add_agent(running.records, name) for name in ("Sanne", "Yusuf")]
    running.desk.wait(CHAT)

    async with signed_in_page(running, holder) as one, signed_in_page(running, other) as two:
        await one.ask(type="claim", conversation=CHAT)
        for kind in ("reply", "note"):
            answer = await two.ask(
                type=kind, conversation=CHAT, client_id=CLIENT_ID, text="not mine to say"
            )
            assert answer["type"] == "refused"
        assert (await two.ask(type="open", conversation=CHAT))["type"] == "refused"
    assert all(line.text != "not mine to say" for line in running.log.lines[CHAT])


async def test_chat_of_another_department_cannot_be_opened(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne", departments=("privacy",))
    running.desk.wait(CHAT)

    async with signed_in_page(running, agent) as page:
        answer = await page.ask(type="open", conversation=CHAT)
        assert answer["type"] == "refused"
        await page.ask(type="ping")
        assert all(frame["type"] not in ("entries", "conversation") for frame in page.frames)


async def test_hand_back_and_resolve_carry_reason_and_outcome(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")
    for chat in (CHAT, "web-two"):
        running.desk.wait(chat)

    async with signed_in_page(running, agent) as page:
        for chat in (CHAT, "web-two"):
            await page.ask(type="claim", conversation=chat)
        back = {"conversation": CHAT, "reason": "answered", "done": "refund made"}
        assert (await page.ask(type="hand_back", **back))["type"] == "done"
        resolved = await page.ask(type="resolve", conversation="web-two", outcome="answered")
        assert resolved["type"] == "done"
        await page.until(lambda frame: frame["type"] == "lists" and not frame["mine"])
    assert running.desk.ended == [
        (CHAT, "hand_back", "answered", "refund made"),
        ("web-two", "resolve", "answered"),
    ]


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "hand_back", "conversation": CHAT, "reason": " ", "done": ""},
        {"type": "resolve", "conversation": CHAT, "outcome": ""},
        {"type": "reply", "conversation": CHAT, "client_id": "../../x", "text": "hi"},
        {"type": "reply", "conversation": CHAT, "client_id": CLIENT_ID, "text": "x" * 4_001},
        {"type": "reply", "conversation": "a{b}", "client_id": CLIENT_ID, "text": "hi"},
        {"type": "presence", "value": "sleeping"},
        {"type": "drop_tables"},
        {"type": "open", "conversation": 7},
        ["open"],
        {"type": "ping", "ref": {"a": 1}},
    ],
)
async def test_frames_our_page_never_sends_end_the_connection(running: RunningDesk, frame):
    agent = await add_agent(running.records, "Sanne")
    running.desk.wait(CHAT)

    async with signed_in_page(running, agent) as page:
        await page.ask(type="claim", conversation=CHAT)
        await page.socket.send_json(frame)
        assert await page.closed() == 4400
    assert running.desk.ended == []


async def test_answer_without_a_name_is_shown_by_its_id(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")
    running.desk.wait(CHAT)

    def title(topic: str, language: str) -> str:
        return {}[topic]

    console = ConsoleDesk(running.desk, running.log, running.records, render, topic_title=title)
    async with serving(console) as address:
        running.address = address
        async with signed_in_page(running, agent) as page:
            await page.ask(type="open", conversation=CHAT)
            assert (await page.of_type("conversation"))["tried"] == ["Unexpected charge"]


async def test_presence_is_set_and_shown(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")

    async with signed_in_page(running, agent) as page:
        assert (await page.of_type("lists"))["presence"] == "away"
        await page.ask(type="presence", value="available")
        assert (await page.of_type("lists"))["presence"] == "available"


async def test_undelivered_messages_are_for_leads_and_repeats_are_audited(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")
    lead = await add_agent(running.records, "Yusuf", role="lead")

    async with signed_in_page(running, agent) as page:
        for frame in ({"type": "dead_letters"}, {"type": "replay", "dead_letter": "dl-1"}):
            assert (await page.ask(**frame))["type"] == "refused"
    assert running.desk.replayed == []
    async with signed_in_page(running, lead) as page:
        (letter,) = (await page.ask(type="dead_letters"))["dead_letters"]
        assert (letter["id"], letter["error"]) == ("dl-1", "chat is gone")
        assert (await page.ask(type="replay", dead_letter="dl-1"))["dead_letters"] == []
    assert running.desk.replayed == [(lead.id, "dl-1")]
    actions = [
        (action, subject) for _, action, subject, _ in await running.records.audit_of(lead.id)
    ]
    assert ("replayed", "dl-1") in actions


async def test_silent_store_is_told_and_the_desk_recovers(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")

    async with signed_in_page(running, agent) as page:
        await page.of_type("lists")
        running.desk.error = StoreUnavailable("gone")
        running.desk.hints.give()
        assert (await page.of_type("trouble"))["on"] is True
        answer = await page.ask(type="open", conversation=CHAT)
        assert (answer["type"], answer["again"]) == ("refused", True)
        running.desk.error = None
        running.desk.hints.give()
        assert (await page.of_type("trouble"))["on"] is False


async def test_refusals_come_in_the_agent_s_language(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")

    async with signed_in_page(running, agent, "zh") as page:
        answer = await page.ask(type="claim", conversation="web-none")
        assert answer["text"] == "这个对话已不在您的列表中，因此没有发送任何内容。"


async def test_restart_tells_pages_to_come_back(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")

    async with signed_in_page(running, agent) as page:
        await page.of_type("ready")
        await running.console.stop()
        assert await page.closed() == 1012


@pytest.mark.parametrize(("role", "hears"), [("lead", True), ("manager", True), ("agent", False)])
async def test_a_lead_hears_that_an_edit_is_not_in_use_and_when_it_is(
    running: RunningDesk, role: str, hears: bool
):
    agent = await add_agent(running.records, "Sanne", role=role)
    why = ["data/catalogue/policy.yml:12: `refund_days` is empty. Write a number."]
    parts = (running.desk, running.log, running.records, render)
    console = ConsoleDesk(*parts, unused=lambda: why[0])
    async with serving(console) as running.address, signed_in_page(running, agent) as page:
        await page.of_type("lists")
        if hears:
            assert (await page.of_type("content"))["problem"] == why[0]
            why[0] = ""
            running.desk.hints.give()
            assert (await page.of_type("content"))["problem"] == ""
        running.desk.wait(CHAT)
        await page.of_type("lists")
        assert all(frame["type"] != "content" for frame in page.frames)
