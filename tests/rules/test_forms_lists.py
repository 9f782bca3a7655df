"""Many things in one complaint: over several messages, doubles once, bad ones named, all kinds."""

import re
from typing import Any

import pytest

from handoff.rules.forms_lists import key_of, list_of
from handoff.rules.forms_summary import render_summary
from tests.rules.forms_cases import CONTENT, OBJECTS, TABLES, TEXTS, Customer

SHOP = "https://shop.example/listing"
KINDS: list[dict[str, Any]] = OBJECTS["reportable_objects"]
GOOD = {
    "link": ("https://video.example/watch/1?v=Ab", "https://video.example/watch/1?v=Ab"),
    "username": ("@user_4711", "user_4711"),
    "name": ("Summer of Dares", "Summer of Dares"),
    "author_and_time": ("@sam_77, yesterday at 21:00", "@sam_77, yesterday at 21:00"),
    "sender_and_time": ("sam_77 昨晚九点", "sam_77 昨晚九点"),
    "room_and_time": ("kamer 4711, gisteren 21.00 uur", "kamer 4711, gisteren 21.00 uur"),
    "listing_number": ("#99123456", "99123456"),
    "transaction_id": ("AB-12345", "AB-12345"),
    "order_id": ("DD-20261102", "DD-20261102"),
    "ticket_number": ("FB-7K3QX9", "FB-7K3QX9"),
    "description": ("a lamp that smokes\nin the live hall", "a lamp that smokes in the live hall"),
}
"""By way of naming: an answer, and what is kept of it."""


def links(first: int, last: int) -> str:
    return "\n".join(f"{SHOP}/{n}" for n in range(first, last))


def listings(**about: Any) -> Customer:
    customer = Customer("plagiarised_listing", platform="marketplace", **about)
    customer.open()
    return customer


def at_kind(kind: str, platform: str = "") -> Customer:
    """Asked to name an object of that kind."""
    customer = Customer("platform_rule", platform=platform)
    customer.open(rule_topic="other")
    customer.presses(f"form:value:{kind}")
    return customer


def test_forty_links_in_three_messages_with_doubles_and_bad_ones() -> None:
    customer = listings()
    turn = customer.says(links(0, 15))
    assert turn.says[0][0] == "form_listed"
    assert (turn.says[0][1]["new"], turn.says[0][1]["total"]) == ("15", "15")
    assert customer.asked == "owns_photo"

    turn = customer.says(f"these too:\n{links(13, 28)}\nhttps//shop.example/broken")
    doubles, bad = turn.says
    assert (doubles[0], doubles[1]["new"], doubles[1]["total"]) == (
        "form_listed_doubles",
        "13",
        "28",
    )
    assert doubles[1]["doubles"] == "2"
    assert bad == ("form_left_out", {"bad": "https//shop.example/broken"})
    assert customer.asked == "owns_photo", "the question that was open stays open"
    assert customer.draft["failures"] == 0

    again = f"{SHOP}/39/ http://www.shop.example/listing/39?utm_source=mail#top"
    turn = customer.says(f"{links(28, 40)} {again} http://")
    assert (turn.says[0][1]["new"], turn.says[0][1]["doubles"]) == ("12", "2")
    assert customer.value("listing_links") == [f"{SHOP}/{n}" for n in range(40)]
    words = customer.draft["values"]["listing_links"]["words"]
    assert words == "these too:", "what could not be read was named at once"


def test_the_summary_counts_a_list_and_shows_a_line_for_each() -> None:
    customer = listings()
    customer.says(links(0, 40))
    shown = render_summary(customer.draft, TABLES, CONTENT)
    assert "40 in all\n• https://shop.example/listing/0\n" in shown
    assert f"\n• {SHOP}/39" in shown
    customer.says("\n".join(f"{SHOP}/{n}/{'x' * 40}" for n in range(100, 140)))
    shown = render_summary(customer.draft, TABLES, CONTENT)
    assert "80 in all" in shown
    assert re.search(r"• and \d+ more$", shown, re.MULTILINE)


def test_a_list_takes_a_hundred_and_tells_how_many_had_no_room() -> None:
    customer = listings()
    customer.says(links(0, 60))
    turn = customer.says(links(60, 107))
    assert turn.says[0][0] == "form_listed_full"
    assert (turn.says[0][1]["total"], turn.says[0][1]["left"]) == ("100", "7")
    assert len(customer.value("listing_links")) == 100
    assert customer.says(links(0, 3)).says[0][0] == "form_listed_known"


def test_a_list_is_replaced_when_it_is_changed_and_grows_again_after_that() -> None:
    customer = listings()
    customer.says(links(0, 20))
    customer.presses("form:change:listing_links")
    customer.says(links(50, 52))
    assert customer.value("listing_links") == [f"{SHOP}/50", f"{SHOP}/51"]
    customer.says(links(52, 53))
    assert len(customer.value("listing_links")) == 3


def test_one_plain_link_is_not_counted_aloud() -> None:
    assert listings().says(links(1, 2)).says == ()


def test_what_is_said_beside_links_counts_as_an_answer() -> None:
    customer = listings()
    customer.says(links(0, 2))
    customer.says(f"yes, mine, and {SHOP}/7", owns_photo=(True, "yes, mine"))
    assert customer.value("owns_photo") is True
    assert len(customer.value("listing_links")) == 3
    assert customer.asked != "owns_photo"


def test_numbers_of_listings_are_taken_only_where_they_were_asked_for() -> None:
    customer = listings()
    customer.says("99123456, 99123457\n#99123458")
    assert customer.value("listing_links") == ["99123456", "99123457", "99123458"]
    customer.says(f"I saw 20000 of them, see {SHOP}/7")
    assert customer.value("listing_links")[3:] == [f"{SHOP}/7"]


def test_the_only_link_answers_the_question_that_asks_for_one() -> None:
    customer = Customer("copyright")
    customer.open(infringing_links=["https://a.example/1"], claim_side="owner")
    assert customer.asked == "original_work"
    customer.says("https://own.example/work", infringing_links=["https://own.example/work"])
    assert customer.value("original_work") == "https://own.example/work"
    assert customer.value("infringing_links") == ["https://a.example/1"]


@pytest.mark.parametrize("row", KINDS, ids=[row["id"] for row in KINDS])
def test_every_kind_of_object_can_be_reported_in_every_way_it_is_named(row: dict[str, Any]) -> None:
    """On each platform where it exists, several at once where a line or an address names one."""
    kind = row["id"]
    assert all(TEXTS[f"form_name_{kind}"][language] for language in ("en", "nl", "zh"))
    for platform in row["platforms"]:
        turn = Customer("platform_rule", platform=platform).open(rule_topic="other")
        offered = turn.reply.buttons
        assert f"form:value:{kind}" in [button.id for button in offered]
    for way in row["identify_by"]:
        customer = at_kind(kind, row["platforms"][0])
        assert customer.turn.reply.text == f"form_name_{kind}"
        if way == "screenshot":
            customer.sends_files()
            assert customer.turn.says == (("form_evidence_received", {}),)
            assert customer.value("object") == {"kind": kind, "ref": "screenshot"}
            assert "the picture you sent" in render_summary(customer.draft, TABLES, CONTENT)
        else:
            words, kept = GOOD[way]
            customer.says(words)
            assert customer.value("object") == {"kind": kind, "ref": kept}
        assert customer.asked not in ("", "object")


@pytest.mark.parametrize(
    ("kind", "words", "named"),
    [
        ("hashtag", "#dare\n#summerdare\n#dare", ["dare", "summerdare"]),
        ("account", "@a_1 and @b_2, also @a_1", ["a_1", "b_2"]),
        ("seller", "retro_finds, kim.collects", ["retro_finds", "kim.collects"]),
        ("comment", "@sam, yesterday 21:00\n@kim, today 9:00",
         ["@sam, yesterday 21:00", "@kim, today 9:00"]),
        ("transaction", "AB-12345\nAB-12346", ["AB-12345", "AB-12346"]),
        ("post", "看https://v.example/1，还有https://v.example/2吧",
         ["https://v.example/1", "https://v.example/2"]),
        ("listing", "https://a.example/1,https://a.example/2 99123456",
         ["https://a.example/1", "https://a.example/2", "99123456"]),
    ],
)  # fmt: skip
def test_several_of_a_kind_come_in_one_message(kind: str, words: str, named: list[str]) -> None:
    customer = at_kind(kind)
    customer.says(words)
    assert customer.value("object") == {"kind": kind, "ref": named}


@pytest.mark.parametrize(
    ("kind", "words", "why"),
    [
        ("post", "the video with the cat", "form_refused_url"),
        ("account", "the man from yesterday", "form_refused_object"),
        ("listing", "those two bikes", "form_refused_object"),
        ("account", "**** **** **** 1111", "form_refused_card"),
        ("listing", "**** **** **** 1111", "form_refused_card"),
        ("hashtag", "!!!", "form_refused_object"),
    ],
)
def test_what_names_no_object_of_the_kind_is_refused_with_a_reason(
    kind: str, words: str, why: str
) -> None:
    assert at_kind(kind).says(words).reply.text == why


@pytest.mark.parametrize("words", ["I don't know", "skip", "weet ik niet", "不知道"])
def test_to_have_no_answer_is_no_name(words: str) -> None:
    customer = at_kind("hashtag")
    assert customer.says(words).reply.text == "form_refused_needed"
    assert not customer.value("object")["ref"]


def test_links_in_the_opening_words_are_kept_and_only_their_kind_is_asked() -> None:
    story = f"please look at these, they are dangerous {links(0, 12)}"
    customer = Customer("platform_rule", story=story, platform="marketplace")
    turn = customer.open()
    assert turn.says[-1][1]["total"] == "12"
    assert customer.asked == "rule_topic"
    customer.says(links(12, 14))
    assert (customer.asked, len(customer.value("object")["ref"])) == ("rule_topic", 14)
    customer.presses("form:value:other")
    assert (customer.asked, customer.turn.reply.text) == ("object", "form_ask_object")
    customer.presses("form:value:listing")
    assert customer.value("object")["kind"] == "listing"
    assert len(customer.value("object")["ref"]) == 14


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.shop.example/a/", "http://shop.example/a", True),
        ("https://shop.example/a?utm_source=x&id=2", "https://shop.example/a?id=2#top", True),
        ("https://shop.example/a?x=1&y=2", "https://shop.example/a?y=2&x=1", True),
        ("https://shop.example/a?id=1", "https://shop.example/a?id=2", False),
        ("https://shop.example/Ab", "https://shop.example/aB", False),
        ("https://shop.example:8443/a", "https://shop.example/a", False),
        ("@Noor_Yoga", "noor_yoga", True),
        ("https://[bad/", "https://[bad/", True),
    ],
)
def test_two_ways_of_writing_one_address_are_one(one: str, other: str, same: bool) -> None:
    assert (key_of(one) == key_of(other)) is same


@pytest.mark.parametrize(
    ("words", "bad"),
    [
        ("http://\nhttps:/shop.example/1", ("http://", "https:/shop.example/1")),
        ("it costs 12.50 and/or more, e.g. today", ()),
        ("https://v.example/" + "x" * 2000, ("https://v.example/" + "x" * 22 + "…",)),
    ],
)
def test_what_looks_like_an_address_and_is_none_is_named(words: str, bad: tuple[str, ...]) -> None:
    listed = list_of(words, with_numbers=True)
    assert (listed.found, listed.bad) == ((), bad)
