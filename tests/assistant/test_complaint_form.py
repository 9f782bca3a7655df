"""The complaint form in Rasa: the real rules, domain and actions, with a reader of a few keywords.

What the model of the product makes of words is tested elsewhere; here it is the form itself.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.assistant.conftest import QUIET, ROOT
from tests.redis_server import free_port

pytestmark = pytest.mark.rasa

CONFIG = """
recipe: default.v1
assistant_id: small
language: en
pipeline:
- name: WhitespaceTokenizer
- name: KeywordIntentClassifier
policies:
- name: RulePolicy
  core_fallback_threshold: 0.3
  core_fallback_action_name: action_default_fallback
  enable_fallback_prediction: true
"""
WORDS = {
    "faq": ["how long does a refund take?", "where do i see which phone it is?"],
    "thanks": ["thank you", "ok thanks"],
    "request_human": ["a human please", "helpdesk"],
    "report_danger": ["i want to die"],
    "maybe_danger": ["everything is pointless"],
    "not_my_question": ["not what i asked"],
    "complaint": ["i complain"],
}
NOW = 1_795_183_200_000
"""Friday 2026-11-20, 14:00 UTC."""
STORY = "You took € 12.50 from my account twice, on Monday"

Signals = list[dict[str, Any]]
Talk = Callable[..., Signals]


@pytest.fixture(scope="module")
def actions_url() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    environment = {**os.environ, **QUIET, "SANIC_HOST": "127.0.0.1"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_until_up(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        server.terminate()
        server.wait(60)


def _wait_until_up(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        assert server.poll() is None, "the action server ended while it was starting"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} did not come up")


@pytest.fixture(scope="module")
def talk(actions_url: str, tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """Say something as a sender: `talk(sender, text, **metadata)` gives the signals."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "config.yml").write_text(CONFIG)
    examples = [
        f"- intent: {name}\n  examples: |\n" + "".join(f"    - {each}\n" for each in said)
        for name, said in WORDS.items()
    ]
    (folder / "nlu.yml").write_text('version: "3.1"\nnlu:\n' + "".join(examples))
    os.environ.update(QUIET)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasa.core.agent import Agent
        from rasa.core.channels import CollectingOutputChannel, UserMessage
        from rasa.model_training import train
        from rasa.utils.endpoints import EndpointConfig

        files = [str(folder / "nlu.yml"), str(ROOT / "data/rules")]
        made = train(str(ROOT / "domain.yml"), str(folder / "config.yml"), files, str(folder))
        agent = Agent.load(str(made.model), action_endpoint=EndpointConfig(actions_url))
    loop = asyncio.new_event_loop()

    def say(sender: str, text: str, **metadata: Any) -> Signals:
        channel = CollectingOutputChannel()
        about = {"language": "en", "platform": "short_video", "at_ms": NOW, "timezone": "UTC"}
        message = UserMessage(text, channel, sender, metadata={**about, **metadata})
        loop.run_until_complete(agent.handle_message(message))
        return [each["custom"] for each in channel.messages]

    return say


def command(name: str, **entities: Any) -> str:
    return f"/{name}{json.dumps(entities, ensure_ascii=False)}"


def opened(talk: Talk, sender: str, **metadata: Any) -> Signals:
    draft = {"type": "billing_dispute", "description": [STORY], "id": "d1"}
    return talk(sender, command("form_open", type="billing_dispute", draft=draft), **metadata)


def kinds(signals: Signals) -> list[tuple[str, str]]:
    return [(s["signal"], s.get("kind") or s.get("text") or s.get("reason") or "") for s in signals]


def test_a_complaint_from_the_first_words_to_the_yes(talk: Talk) -> None:
    first = opened(talk, "whole", customer_handle="@noor_yoga")
    assert kinds(first) == [("say", "form_open_billing_dispute"), ("form", "ask")]
    asked = first[-1]
    assert (asked["field"], asked["text"]) == ("transaction_id", "form_ask_transaction_id")
    assert asked["draft"]["id"] == "d1"
    assert asked["draft"]["values"]["amount"]["value"] == {"amount": "12.50", "currency": "EUR"}
    assert asked["draft"]["values"]["charge_date"]["value"] == "2026-11-16"
    assert asked["draft"]["values"]["account_name"]["value"] == "noor_yoga"
    assert asked["buttons"] == [{"id": "form:skip", "label": "form_button_unknown", "words": ""}]
    assert talk("whole", "AB-12345")[-1]["field"] == "contact"
    assert talk("whole", "just here")[-1]["field"] == "evidence"
    [received] = talk("whole", command("evidence_added", count=2, kinds=["screenshot", "link"]))
    assert received["draft"]["evidence"] == {"count": 2, "kinds": ["link", "screenshot"]}
    assert received["text"] == "form_ask_evidence_more"
    summary = talk("whole", command("form_button", button="form:skip"))
    assert kinds(summary) == [("form", "summary")]
    assert kinds(talk("whole", "hm")) == [("form", "summary")]
    [changed] = talk("whole", "sorry, the amount should be 11.99")
    assert changed["kind"] == "summary"
    assert changed["draft"]["values"]["amount"]["value"] == {"amount": "11.99", "currency": "EUR"}
    confirmed = talk("whole", "yes")
    assert kinds(confirmed) == [("form", "confirmed")]
    assert confirmed[0]["draft"]["step"] == "confirmed"
    assert kinds(talk("whole", "thank you")) == [("say", "thanks")]


def test_a_question_in_between_is_answered_and_the_open_one_asked_again(talk: Talk) -> None:
    opened(talk, "between")
    signals = talk("between", "how long does a refund take?")
    assert [s["signal"] for s in signals] == ["topic", "form"]
    assert (signals[-1]["kind"], signals[-1]["field"]) == ("ask", "transaction_id")
    assert signals[-1]["draft"]["failures"] == 0
    assert kinds(talk("between", "thank you")) == [("say", "thanks"), ("form", "ask")]
    objected = talk("between", "not what i asked")
    assert [s["signal"] for s in objected] == ["not_my_question", "form"]


def test_a_question_and_thanks_are_no_device(talk: Talk) -> None:
    draft = {"type": "technical_fault", "description": ["the upload stops at half every time"]}
    asked = talk("device", command("form_open", type="technical_fault", draft=draft))
    assert asked[-1]["field"] == "device"
    for words, beside in (("where do i see which phone it is?", "topic"), ("ok thanks", "say")):
        signals = talk("device", words)
        assert [signal["signal"] for signal in signals] == [beside, "form"]
        assert signals[-1]["field"] == "device"


def test_a_refusal_says_why_and_the_third_brings_a_person(talk: Talk) -> None:
    opened(talk, "stuck")
    refused = talk("stuck", "no number with me at all here")
    assert kinds(refused) == [("form", "refused")]
    assert refused[0]["question"] == "form_ask_transaction_id"
    talk("stuck", "well, what can i say")
    [person] = talk("stuck", "still nothing that i could tell")
    assert (person["kind"], person["reason"]) == ("person", "form_stuck")
    assert kinds(talk("stuck", "thank you")) == [("say", "thanks")], "the form is closed"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("a human please", ("handoff", "user_request")),
        ("i want to die", ("handoff", "safety_emergency")),
        ("everything is pointless", ("check", "")),
    ],
)
def test_a_wish_for_a_person_and_danger_leave_the_form(
    talk: Talk, words: str, told: tuple[str, str]
) -> None:
    opened(talk, words)
    assert kinds(talk(words, words)) == [told]
    assert kinds(talk(words, "thank you")) == [("say", "thanks")]


@pytest.mark.parametrize(
    "words", ["https://clips.example/u/skyhigh/12", "my account, @lena.dances", "Jonas Berg"]
)
def test_names_and_links_are_answers_and_no_cry_for_help(talk: Talk, words: str) -> None:
    talk(words, command("form_open", type="copyright", draft={"type": "copyright"}))
    talk(words, "my film has been uploaded by somebody else")
    assert {signal["signal"] for signal in talk(words, words)} <= {"say", "form"}


def test_an_amount_in_the_story_is_not_asked_again(talk: Talk) -> None:
    draft = {"type": "payout", "description": ["my payout of 240 euro never arrived"]}
    signals = talk("sum", command("form_open", type="payout", draft=draft))
    value = signals[-1]["draft"]["values"]["amount"]["value"]
    assert value == {"amount": "240", "currency": "EUR"}


def test_of_a_story_in_parts_what_was_said_last_is_meant(talk: Talk) -> None:
    story = ["my payout of 240 euro never arrived", "put it on record, it was 250 euro"]
    draft = {"type": "payout", "description": story}
    signals = talk("last", command("form_open", type="payout", draft=draft))
    assert signals[-1]["draft"]["values"]["amount"]["value"]["amount"] == "250"
    assert signals[-1]["draft"]["description"] == story


def test_pause_cancel_and_going_on(talk: Talk) -> None:
    opened(talk, "pause")
    draft = talk("pause", "AB-12345")[-1]["draft"]
    assert kinds(talk("pause", "later")) == [("form", "paused")]
    again = talk("pause", command("form_open", type="billing_dispute", draft=draft))
    assert kinds(again) == [("say", "form_resumed"), ("form", "resumed")]
    assert again[-1]["field"] == "account_name"
    assert again[-1]["draft"]["values"]["transaction_id"]["value"] == "AB-12345"
    assert kinds(talk("pause", command("form_button", button="form:cancel"))) == [
        ("form", "cancelled")
    ]
    old = talk("pause", command("form_button", button="form:skip"))
    assert kinds(old) == [("say", "button_too_old")]


def test_many_links_over_several_messages_are_reports_whatever_they_seem_to_speak_of(
    talk: Talk,
) -> None:
    story = "please look at these videos, children could copy what they show"
    draft = {"type": "platform_rule", "description": [story], "id": "d1"}
    talk("bulk", command("form_open", type="platform_rule", draft=draft))
    asked = talk("bulk", command("form_button", button="form:value:other"))
    assert asked[-1]["field"] == "object"
    links = [f"https://video.example/helpdesk/{n}" for n in range(40)]
    first = talk("bulk", "\n".join(links[:20]))
    assert kinds(first) == [("say", "form_listed"), ("form", "ask")]
    assert first[-1]["field"] == "object", "their kind is still to be told"
    talk("bulk", command("form_button", button="form:value:post"))
    more = talk("bulk", "\n".join(links[18:]))
    assert (more[0]["text"], more[0]["values"]["doubles"]) == ("form_listed_doubles", "2")
    assert more[-1]["draft"]["values"]["object"]["value"] == {"kind": "post", "ref": links}
    assert kinds(talk("bulk", "a human please")) == [("handoff", "user_request")]


def test_danger_has_no_form(talk: Talk) -> None:
    [signal] = talk("danger", command("form_open", type="underage_safety", draft={}))
    assert (signal["kind"], signal["reason"]) == ("person", "safety_emergency")
    assert kinds(talk("danger", "thank you")) == [("say", "thanks")]


def test_a_form_of_no_known_type_shows_the_menu(talk: Talk) -> None:
    assert kinds(talk("unknown", command("form_open", type="noise"))) == [("menu", "")]


def test_the_way_back_from_a_person_forgets_the_form(talk: Talk) -> None:
    opened(talk, "back")
    assert kinds(talk("back", "/EXTERNAL_handoff_ended")) == [("say", "handback_done")]
    assert kinds(talk("back", "thank you")) == [("say", "thanks")]
