"""What is told beside an answer: nothing of it is lost, and a question is no word of the story."""

import pytest

from handoff.rules.forms_asides import HOW_LONG, OTHER, WHY, part
from handoff.rules.forms_lists import list_of
from handoff.rules.forms_summary import render_summary
from tests.rules.forms_cases import (
    CONTENT,
    STORY,
    TABLES,
    TWELVE_FIFTY,
    YESTERDAY,
    Customer,
    at_summary,
)

SUBTITLES = "the dutch subtitles are complete nonsense since yesterday"
SHOP = "https://shop.example/listing"


def at_proof() -> Customer:
    customer = Customer()
    customer.open(
        transaction_id="AB-12345", amount=TWELVE_FIFTY, charge_date=YESTERDAY,
        dispute_kind="double_charge", contact="chat",
    )  # fmt: skip
    assert customer.asked == "evidence"
    return customer


def test_a_long_sentence_that_fills_a_field_at_the_summary_is_kept_as_well() -> None:
    customer = at_summary()
    customer.says(SUBTITLES, charge_date=("2026-11-18", "yesterday"))
    assert customer.value("charge_date") == "2026-11-18"
    assert customer.draft["description"] == [STORY, SUBTITLES]
    customer.says("it was on Monday", charge_date="2026-11-16")
    assert customer.draft["description"] == [STORY, SUBTITLES], "a short one says no more"


def test_a_long_sentence_in_which_no_device_was_found_is_the_story_and_no_device() -> None:
    customer = Customer("technical_fault", "the subtitles are wrong")
    customer.open(function="playback")
    assert customer.asked == "device"
    customer.says(SUBTITLES, occurred_at=(YESTERDAY, "yesterday"))
    assert (customer.asked, customer.value("occurred_at")) == ("device", YESTERDAY)
    assert customer.draft["description"][-1] == SUBTITLES
    words = "I saw it on my Pixel 8 and on my tv, but on the laptop it works"
    customer.says(words, device=("Pixel 8", "Pixel 8"))
    assert (customer.value("device"), customer.draft["description"][-1]) == ("Pixel 8", words)


def test_a_value_that_stands_as_it_was_written_is_not_kept_twice() -> None:
    customer = Customer("copyright", "Somebody stole my film.")
    customer.open(claim_side="owner")
    work = "my photo series of the old harbour, first shown in May"
    customer.says(work, original_work=work)
    assert (customer.value("original_work"), len(customer.draft["description"])) == (work, 1)


def test_a_long_sentence_beside_a_list_is_kept_without_the_list() -> None:
    customer = Customer("plagiarised_listing", "copied photos", platform="marketplace")
    customer.open()
    words = "he copied all of these from my own shop within one single week"
    customer.says(f"{words} {SHOP}/1 {SHOP}/2")
    assert customer.draft["description"][-1] == words
    customer.says(f"these too {SHOP}/3 {SHOP}/4 {SHOP}/5")
    assert customer.draft["description"][-1] == words


@pytest.mark.parametrize(
    "words", ["it should have said kaas", "het moest kaas zijn", "上面应该写的是奶酪"]
)
def test_a_late_detail_where_proof_is_asked_for_is_kept_and_told_so(words: str) -> None:
    customer = at_proof()
    turn = customer.says(words)
    assert (turn.reply.kind, turn.reply.text) == ("ask", "form_ask_evidence")
    assert turn.says == (("form_added", {}),)
    assert customer.draft["description"] == [STORY, words]
    assert customer.presses("form:skip").reply.kind == "summary"
    assert words in render_summary(customer.draft, TABLES, CONTENT)


def test_a_detail_with_a_fact_is_kept_where_proof_is_asked_for() -> None:
    customer = at_proof()
    words = "no, 15 euro, and it said cheese"
    customer.says(words, amount=({"amount": "15", "currency": "EUR"}, "15 euro"))
    assert customer.value("amount")["amount"] == "15"
    assert customer.draft["description"] == [STORY, words]


@pytest.mark.parametrize("words", ["hm", "what should I send you then?", "!!!???", "aaaaaaaaaaaaa"])
def test_what_tells_nothing_is_no_detail(words: str) -> None:
    customer = at_proof()
    assert customer.says(words).reply.text == "form_refused_evidence"
    assert customer.draft["description"] == [STORY]


def test_three_details_lead_on_and_none_is_lost() -> None:
    customer = at_proof()
    details = ["it should have said kaas", "the label was blue", "and the box was open"]
    for words in details:
        customer.says(words)
    assert (customer.turn.reply.kind, customer.turn.says) == ("summary", (("form_added", {}),))
    assert customer.draft["description"] == [STORY, *details]


def test_a_long_question_is_no_story() -> None:
    customer = Customer()
    customer.open()
    customer.says("could you please tell me what on earth you mean by that number?")
    assert (customer.turn.says, customer.draft["description"]) == ((), [STORY])


@pytest.mark.parametrize(
    ("words", "found", "bad"),
    [
        (f"{SHOP}/1 {SHOP}/li st/2", [f"{SHOP}/1", f"{SHOP}/li"], ("st/2",)),
        (f"{SHOP}/1 https: //shop.example/2", [f"{SHOP}/1"], ("//shop.example/2",)),
        (f"{SHOP}/1 item?id=7&page=2", [f"{SHOP}/1"], ("item?id=7&page=2",)),
        (f"{SHOP}/1 www htp:/shop.example/2", [f"{SHOP}/1"], ("htp:/shop.example/2",)),
    ],
)
def test_pieces_of_a_broken_link_are_named_and_stand_in_no_summary(
    words: str, found: list[str], bad: tuple[str, ...]
) -> None:
    listed = list_of(words, with_numbers=True)
    assert (list(listed.found), listed.bad) == (found, bad)
    customer = Customer("plagiarised_listing", "copied photos", platform="marketplace")
    customer.open()
    customer.says(words)
    assert customer.turn.says[-1] == ("form_left_out", {"bad": bad[0]})
    assert customer.draft["values"]["listing_links"]["words"] == ""


@pytest.mark.parametrize("words", ["he and/or she", "50% off", "1/2 of them", "en/of"])
def test_ordinary_words_beside_links_are_words(words: str) -> None:
    assert list_of(f"{SHOP}/1\n{words}", with_numbers=True).rest == words


@pytest.mark.parametrize(
    ("words", "answer", "kind"),
    [
        ("AB-12345, why do you need that?", "AB-12345", WHY),
        ("Why do you need that? AB-12345", "AB-12345", WHY),
        ("it was 12.50. how long will this take?", "it was 12.50", HOW_LONG),
        ("12,50 euro. hoe lang duurt dit?", "12,50 euro", HOW_LONG),
        ("12.5元，要多久？", "12.5元", HOW_LONG),
        ("AB-12345. can you pay it back?", "AB-12345", OTHER),
        ("is it the one from the mail?", "", OTHER),
        ("waarom?", "", WHY),
    ],
)
def test_a_question_is_told_from_the_answer_beside_it(words: str, answer: str, kind: str) -> None:
    found = part(words, TABLES.words)
    assert found
    assert (found.answer.strip(), found.kind) == (answer, kind)


@pytest.mark.parametrize(
    "words",
    [
        "help", "hè, dat weet ik niet", "What, again 12.50", "AB-12345, right",
        "it is https://shop.example/why?x=1", "the date, and when I was charged: monday",
        "不知道", "I know why you need it, it is AB-12345",
    ],
)  # fmt: skip
def test_what_asks_nothing_is_all_answer(words: str) -> None:
    found = part(words, TABLES.words)
    assert found is None or (found.kind, found.answer) == (WHY, "")


def test_the_name_of_the_room_is_no_streamer() -> None:
    customer = Customer("streamer_conduct", "主播骂人，太过分了", "zh", "live_streaming")
    customer.open()
    customer.says("房间名叫夜猫子", room_or_link=("夜猫子", "夜猫子"))
    assert (customer.asked, customer.value("room_or_link")) == ("streamer", "夜猫子")
    assert "streamer" not in customer.draft["values"]
