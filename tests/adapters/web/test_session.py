"""Who gets a session, and what a token is worth."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels.web.tokens import LIFETIME_S, Tokens
from tests.adapters.web.served import SECRET, Customer, Served, serving

OLD_SECRET = b"the secret before it was rotated"


async def test_session_opens_a_conversation_that_cannot_be_guessed(customer: Customer) -> None:
    first = await customer.open_session(language="nl", platform="marketplace")
    other = await customer.open_session()

    session = Tokens(SECRET).load(first["token"])
    assert session is not None
    assert (session.conversation, session.platform) == (first["conversation"], "marketplace")
    assert len(session.visitor) * 4 == 256
    assert len(first["conversation"]) == len("web-") + 22
    assert first["conversation"] != other["conversation"]


async def test_token_brings_the_customer_back_to_the_same_conversation(customer: Customer) -> None:
    first = await customer.open_session(platform="marketplace")
    again = await customer.open_session(token=first["token"], platform="short_video")

    assert again["conversation"] == first["conversation"]
    session = Tokens(SECRET).load(again["token"])
    assert session is not None
    assert session.platform == "marketplace"


async def test_page_may_say_which_account_is_signed_in(customer: Customer) -> None:
    first = await customer.open_session(account="noor_yoga")
    for told, account in (
        ("", "noor_yoga"),
        ("x y", "noor_yoga"),
        (7, "noor_yoga"),
        ("小满", "小满"),
    ):
        again = await customer.open_session(token=first["token"], account=told)
        session = Tokens(SECRET).load(again["token"])
        assert session is not None
        assert (session.conversation, session.account) == (first["conversation"], account)


async def test_page_may_say_what_its_visitor_is_there() -> None:
    async with serving(roles=lambda: ("seller", "host", "K!")) as served, ClientSession() as http:
        customer = Customer(http, served)
        first = await customer.open_session(account="noor", role="seller")
        given = {"seller": "seller", "": "seller", "king": "seller", 7: "seller", "K!": "seller"}
        for told, role in (*given.items(), ("host", "host")):
            again = await customer.open_session(token=first["token"], role=told)
            session = Tokens(SECRET).load(again["token"])
            assert session is not None
            assert (session.account, session.role) == ("noor", role)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
async def test_foreign_page_gets_no_session(customer: Customer, origin: str | None) -> None:
    assert await customer.ask_session(origin) == (403, {"error": "origin"})


async def test_origin_counts_with_scheme_host_and_port(customer: Customer) -> None:
    url = customer.served.url
    for near in (f"{url}0", url.replace("http:", "https:"), f"{url}.evil.example", f"{url}/"):
        status, _ = await customer.ask_session(near)
        assert status == 403, near


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("{}", "text/plain"),
        ("[]", "application/json"),
        ("{", "application/json"),
        (json.dumps({"language": "x" * 5000}), "application/json"),
    ],
)
async def test_body_that_no_widget_sends_is_refused(
    http: ClientSession, served: Served, body: str, content_type: str
) -> None:
    headers = {"Origin": served.url, "Content-Type": content_type}
    url = f"{served.url}/api/web/session"
    async with http.post(url, data=body, headers=headers) as response:
        assert (response.status, await response.json()) == (400, {"error": "body"})


async def test_too_many_new_chats_are_refused_with_reason_and_time(customer: Customer) -> None:
    customer.served.support.waits["new"] = 12.2
    status, body = await customer.ask_session(language="nl")

    assert status == 429
    assert body["retry_after_s"] == 13
    assert "13 s" in body["text"]
    assert "netwerk" in body["text"]
    assert customer.served.support.taken == ["web:new:127.0.0.1"]


async def test_customer_who_comes_back_does_not_count_as_a_new_chat(customer: Customer) -> None:
    first = await customer.open_session()
    customer.served.support.waits["new"] = 12.0
    assert (await customer.open_session(token=first["token"]))["token"]


async def test_session_says_when_the_store_is_away(customer: Customer) -> None:
    customer.served.support.is_down = True
    status, body = await customer.ask_session()
    assert (status, body["retry_after_s"]) == (503, 5)


async def test_unknown_platform_is_the_default_one(customer: Customer) -> None:
    for platform in ("Bad Platform!", "bank", 7, None, ["short_video"]):
        body = await customer.open_session(platform=platform)
        session = Tokens(SECRET).load(body["token"])
        assert session is not None
        assert session.platform == "short_video"


def forged(token: str) -> list[Any]:
    body, _, mac = token.rpartition(".")
    parts = body.split(".")
    later = ".".join([*parts[:-1], str(int(parts[-1]) + 1)])
    stolen = body.replace(parts[2], "web-" + "A" * 22)
    return [
        f"{later}.{mac}",
        f"{stolen}.{mac}",
        f"{body}.{'0' * 64}",
        f"{body}.",
        body,
        "",
        None,
        7,
        "v1.é.x",
        "v1.a.\ud800",
        Tokens(b"another secret of 32 bytes, or so").sign(Tokens(SECRET).new_session("a")),
    ]


def test_forged_token_is_worth_nothing() -> None:
    tokens = Tokens(SECRET)
    token = tokens.sign(tokens.new_session("short_video"))
    assert tokens.load(token) is not None
    assert [tokens.load(wrong) for wrong in forged(token)] == [None] * 11


def test_token_ends_after_thirty_days() -> None:
    clock = [1_000_000.0]
    tokens = Tokens(SECRET, now=lambda: clock[0])
    token = tokens.sign(tokens.new_session("short_video"))
    clock[0] += LIFETIME_S - 1
    assert tokens.load(token) is not None
    clock[0] += 1
    assert tokens.load(token) is None


def test_old_secret_is_still_read_but_no_longer_signs() -> None:
    old = Tokens(OLD_SECRET)
    token = old.sign(old.new_session("short_video"))
    rotated = Tokens(SECRET, old_secrets=[OLD_SECRET])

    session = rotated.load(token)
    assert session is not None
    assert old.load(rotated.sign(session)) is None


def test_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="less than 32 bytes"):
        Tokens(b"short")


async def test_address_behind_our_proxies_is_the_one_they_saw() -> None:
    from bot.channels.web.wiring import WebSettings

    async with serving(WebSettings(trusted_proxies=1)) as served, ClientSession() as http:
        headers = {"Origin": served.url, "X-Forwarded-For": "203.0.113.9, 198.51.100.4"}
        url = f"{served.url}/api/web/session"
        async with http.post(url, json={}, headers=headers) as response:
            assert response.status == 200
        assert served.support.taken == ["web:new:198.51.100.4"]


async def test_address_that_the_client_claims_is_not_believed(customer: Customer) -> None:
    headers = {**customer.headers(), "X-Forwarded-For": "203.0.113.9"}
    url = f"{customer.served.url}/api/web/session"
    async with customer.http.post(url, json={}, headers=headers) as response:
        assert response.status == 200
    assert customer.served.support.taken == ["web:new:127.0.0.1"]


async def test_page_on_another_allowed_origin_may_ask(customer: Customer) -> None:
    url = f"{customer.served.url}/api/web/session"
    async with customer.http.options(url, headers=customer.headers()) as response:
        assert response.headers["Access-Control-Allow-Origin"] == customer.served.url
        assert response.headers["Vary"] == "Origin"
    async with customer.http.options(url, headers=customer.headers("https://a.example")) as no:
        assert no.status == 403
        assert "Access-Control-Allow-Origin" not in no.headers
