"""What the browser loads: one small script, a page under a strict policy."""

import gzip
import json
import re
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientSession

from bot.channels.web.pages import LABELS, without_comments
from tests.adapters.web.served import Served

TEXTS = yaml.safe_load(Path("data/content/texts/web.yml").read_text("utf-8"))["texts"]


async def test_widget_is_one_small_script(http: ClientSession, served: Served) -> None:
    async with http.get(f"{served.url}/widget.js") as response:
        body = await response.read()
        assert response.content_type == "text/javascript"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(gzip.compress(body)) < 20_000
    assert b"\n//" not in body


def test_comments_are_left_out_and_nothing_between_them() -> None:
    code = "/* One */\n.a { }\n/* two */ .b { }\n  /* three\n  lines */\n.c { } /* four */\n"
    assert without_comments(code) == ".a { }\n/* two */ .b { }\n.c { } /* four */\n"
    assert without_comments("// why\nlet a; // b\n\n  // c\nlet d;\n") == "let a; // b\nlet d;\n"


async def test_widget_is_not_sent_again_while_it_is_the_same(
    http: ClientSession, served: Served
) -> None:
    async with http.get(f"{served.url}/widget.js") as first:
        etag = first.headers["ETag"]
    headers = {"If-None-Match": etag}
    async with http.get(f"{served.url}/widget.js", headers=headers) as again:
        assert (again.status, await again.read()) == (304, b"")
    async with http.get(f"{served.url}/widget.js", headers={"If-None-Match": '"old"'}) as other:
        assert other.status == 200


async def test_widget_comes_plain_to_those_who_cannot_unpack(served: Served) -> None:
    async with (
        ClientSession(headers={"Accept-Encoding": "identity"}) as http,
        http.get(f"{served.url}/widget.js") as response,
    ):
        assert "Content-Encoding" not in response.headers
        assert "FootbridgeChat" in await response.text()


async def test_widget_carries_all_labels_in_three_languages(
    http: ClientSession, served: Served
) -> None:
    async with http.get(f"{served.url}/widget.js") as response:
        script = await response.text()
    found = re.search(r"const LABELS = (.*);", script)
    assert found is not None
    labels = json.loads(found.group(1))
    assert set(labels) == {"en", "nl", "zh"}
    for words in labels.values():
        assert set(words) == set(LABELS)
        assert all(words.values())
    assert labels["nl"]["queue_place"] == "Nummer {place} in de rij"


def test_labels_in_the_scripts_are_the_labels_that_are_sent() -> None:
    scripts = Path("bot/channels/web/static/widget").glob("*.js")
    code = "\n".join(script.read_text("utf-8") for script in scripts)
    named = set(LABELS) - refusals()
    assert {name for name in named if re.search(rf'"{name}"|\.{name}\b', code)} == named


def test_every_refusal_of_the_channel_can_change_its_language_in_the_widget() -> None:
    assert {"too_fast", "too_many_chats", "not_stored"} <= refusals() <= set(LABELS)


def refusals() -> set[str]:
    """Labels that the service names as the reason of a refusal."""
    code = "\n".join(part.read_text("utf-8") for part in Path("bot/channels/web").glob("*.py"))
    return {name for name in re.findall(r'"web_(\w+)"', code) if f"web_{name}" in TEXTS}


def test_every_text_exists_in_every_language_with_the_same_values() -> None:
    for name, words in TEXTS.items():
        assert list(words) == ["en", "nl", "zh"], name
        slots = [set(re.findall(r"{(\w+)}", text)) for text in words.values()]
        assert slots[0] == slots[1] == slots[2], name


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Short videos"), ("nl", "Korte video"), ("zh", "短视频")]
)
async def test_demo_page_speaks_three_languages_under_a_strict_policy(
    http: ClientSession, served: Served, language: str, words: str
) -> None:
    async with http.get(f"{served.url}/?language={language}") as response:
        page = await response.text()
        policy = response.headers["Content-Security-Policy"]
        assert response.headers["Referrer-Policy"] == "same-origin"
    assert words in page
    assert f'<html lang="{language}">' in page
    assert f'data-language="{language}"' in page
    assert 'data-platform="short_video"' in page
    assert policy.startswith("default-src 'none'; script-src 'self'; connect-src 'self'")
    assert "unsafe" not in policy
    assert "style=" not in page
    assert page.count("<script") == 1


async def test_demo_page_does_not_repeat_what_the_address_says(
    http: ClientSession, served: Served
) -> None:
    async with http.get(f'{served.url}/?language="><script>alert(1)</script>') as response:
        assert "alert" not in await response.text()


def test_widget_never_writes_html() -> None:
    for script in Path("bot/channels/web/static/widget").glob("*.js"):
        code = script.read_text("utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in code, script.name
