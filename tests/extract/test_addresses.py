"""Links, e-mail addresses, user names and telephone numbers."""

import pytest

from handoff.extract.flat import LONGEST
from handoff.extract.handles import find_handles
from handoff.extract.links import find_emails, find_links
from handoff.extract.phones import find_phones


@pytest.mark.parametrize(
    ("text", "written", "url", "host"),
    [
        ("look: https://example.com/a?b=1#c", "https://example.com/a?b=1#c", None, "example.com"),
        ("(see HTTP://Example.COM/x).", "HTTP://Example.COM/x", None, "example.com"),
        ("https://example.com/a_(b), ok?", "https://example.com/a_(b)", None, "example.com"),
        ("it is on example.com/x!", "example.com/x", "https://example.com/x", "example.com"),
        ("kijk op www.winkel.nl.", "www.winkel.nl", "https://www.winkel.nl", "www.winkel.nl"),
        (
            "sub.shop.example.co.uk?",
            "sub.shop.example.co.uk",
            "https://sub.shop.example.co.uk",
            None,
        ),
        ("请看https://example.cn/p谢谢", "https://example.cn/p", None, "example.cn"),
        ("网址是example.com，打不开", "example.com", "https://example.com", "example.com"),
        ("ｈｔｔｐｓ://a.com", "ｈｔｔｐｓ://a.com", "https://a.com", "a.com"),
        ("http://localhost:8080/x", "http://localhost:8080/x", None, "localhost"),
        ("join t.me/group_1", "t.me/group_1", "https://t.me/group_1", "t.me"),
    ],
)
def test_links(text: str, written: str, url: str | None, host: str | None) -> None:
    [link] = find_links(text)
    assert text[link.start : link.end] == written
    assert link.url == (url or written)
    assert link.host == (host or written)


@pytest.mark.parametrize(
    "text",
    [
        "it works.me too",
        "it is ok.It was fine",
        "e.g. this",
        "v1.2.3",
        "main.py",
        "3.com.ma",
        "http://",
        "https://x:99999/",
        "a@example.com",
        "wait...what",
        "3.50",
        "10.000.000",
    ],
)
def test_what_is_no_link(text: str) -> None:
    assert find_links(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("write to jan.de-vries+x@mail.example.co.uk.", "jan.de-vries+x@mail.example.co.uk"),
        ("我的邮箱是a1@example.com谢谢", "a1@example.com"),
        ("<b_c@example.org>", "b_c@example.org"),
    ],
)
def test_emails(text: str, address: str) -> None:
    [email] = find_emails(text)
    assert (text[email.start : email.end], email.address) == (address, address)


@pytest.mark.parametrize(
    "text", ["a@b", "@name", "a@example.c", "a@@example.com", "me @ example.com"]
)
def test_what_is_no_email(text: str) -> None:
    assert find_emails(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("it was @jan_99.", "jan_99"),
        ("(@A.b-c)", "A.b"),
        ("主播@streamer01骂我", "streamer01"),
        ("是 @小明 发的", "小明"),
        ("@阿强聊车冒充我", "阿强聊车"),
        ("@阿强在私信里骂我", "阿强"),
        ("@小美直播一直骚扰我", "小美直播"),
        ("举报@老王二手骗了我钱", "老王二手"),
        ("@爱说话的猫 发的", "爱说话的猫"),
        ("@阿强这个人天天骂人", "阿强"),
    ],
)
def test_handles(text: str, name: str) -> None:
    [handle] = find_handles(text)
    assert text[handle.start : handle.end] == f"@{name}"
    assert handle.name == name


@pytest.mark.parametrize(
    "text", ["a@example.com", "@", "@ me", "meet @@", "https://x.example/@name", "上@你们有人看吗"]
)
def test_what_is_no_handle(text: str) -> None:
    assert find_handles(text) == []


@pytest.mark.parametrize(
    ("language", "text", "written", "number"),
    [
        ("en", "call +31 20 624 1111 now", "+31 20 624 1111", "+31206241111"),
        ("en", "my number is 020 7946 0958.", "020 7946 0958", "+442079460958"),
        ("en", "(212) 555-2368", "(212) 555-2368", "+12125552368"),
        ("nl", "bel 06-12345678", "06-12345678", "+31612345678"),
        ("zh", "电话13812345678谢谢", "13812345678", "+8613812345678"),
        ("other", "+49 30 123456", "+49 30 123456", "+4930123456"),
    ],
)
def test_phones(language: str, text: str, written: str, number: str) -> None:
    [phone] = find_phones(text, language)
    assert (text[phone.start : phone.end], phone.number) == (written, number)


@pytest.mark.parametrize("text", ["123456", "0612345678", "order 99999999999", "2026-11-20 14:30"])
def test_what_is_no_phone_without_a_region(text: str) -> None:
    assert find_phones(text, "other") == []


@pytest.mark.parametrize("piece", ["a.", "a@", "http://", "www.", "@a", "((", "1-", "a-", "(1) "])
def test_long_messages_are_cut_and_take_no_time_to_speak_of(piece: str) -> None:
    text = piece * 50_000
    for find in (find_links, find_emails, find_handles):
        assert all(found.end <= LONGEST for found in find(text))


def test_a_link_that_would_be_cut_in_two_is_left_out() -> None:
    links = "\n".join(f"https://shop.example/listing/{n}?from=list" for n in range(200))
    found = [link.url for link in find_links(links)]
    assert 80 < len(found) < 200
    assert found == links.split()[: len(found)]
    assert find_links(f"{'x' * (LONGEST - 30)}\nhttps://shop.example/a 谢谢谢谢谢谢谢谢谢谢谢谢")
