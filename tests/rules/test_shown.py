"""Danger in words: the customer's own and that of others goes first, a shown stunt is a report."""

import pytest

from handoff.rules.shown import Told, what_is_told
from tests.rules.danger_sentences import DANGER
from tests.rules.forms_cases import TABLES
from tests.rules.wish_sentences import sentences

WORDS = TABLES.words


@pytest.mark.parametrize(
    "text",
    [
        "people are climbing on moving trains in a video",
        "I saw a video where people climb on moving trains, it is dangerous and kids copy it",
        "Please look at this post: a man drives 200 km/h and films it",
        "in this clip somebody rides on top of a moving tram",
        "Er staat een video waarin mensen op rijdende treinen klimmen, levensgevaarlijk",
        "in dat filmpje klimt een man in het donker op een hoge kraan",
        "视频里有人爬行驶中的火车，非常危险",
        "我要举报一个视频，里面的人飙车",
    ],
)
def test_a_dangerous_act_that_is_shown_is_a_report(text: str) -> None:
    assert what_is_told(text, WORDS) is Told.REPORT


@pytest.mark.parametrize(
    "text",
    [
        "a video shows people eating something strange",
        "in een filmpje eten mensen iets vreemds",
        "有个视频教大家做危险的东西",
        "in this clip somebody is balancing on a roof",
        "in dat filmpje loopt een man over een dak",
        "视频里有人在楼顶上走",
    ],
)
def test_what_is_shown_and_may_be_worse_is_asked_about(text: str) -> None:
    assert what_is_told(text, WORDS) is Told.UNSURE


@pytest.mark.parametrize(
    "text",
    [
        "I am climbing on the roof for a video, it will be my last post",
        "my son climbs on moving trains for a video",
        "a girl in a live video stands on the edge of a bridge",
        "right now someone is standing on a roof, look at the post",
        "in a video a man beats a child on a train",
        "a boy of ten balances on a roof in this clip",
        "he posted a video that he wants to jump from the roof",
        "somebody stands on a bridge and wants to jump",
        "a video of a man hanging off a bridge, he looks so sad",
        "someone posted a video of a person being attacked in the street",
        "in this clip somebody is balancing on the edge of a roof",
        "in dat filmpje loopt een man over de rand van een dak",
        "她的最后一条动态像在告别，发了一个视频",
        "ik sta op het dak voor een laatste filmpje",
        "mijn dochter klimt op treinen voor een video",
        "in een filmpje zegt een jongen dat hij vanavond van de brug springt",
        "iemand staat nu op het dak, zie de video",
        "我站在楼顶，这是我最后一个视频",
        "视频里一个小孩站在楼顶边缘",
        "他发帖说要跳桥",
        "直播里有人站在楼顶",
    ],
)
def test_where_somebody_may_be_in_danger_it_is_danger(text: str) -> None:
    assert what_is_told(text, WORDS) is Told.DANGER


def test_plain_danger_is_never_taken_for_a_report_or_a_measure() -> None:
    for block in DANGER.values():
        told = {text: what_is_told(text, WORDS) for text in sentences(block)}
        calm = (Told.REPORT, Told.MONEY)
        assert [text for text, what in told.items() if what in calm] == []
        assert [text for text in told if WORDS.is_said("measure", text)] == []


@pytest.mark.parametrize(
    "words",
    ["too much", "it is too long", "way too expensive", "every day", "for weeks now", "te veel",
     "veel te duur", "elke dag", "al weken", "太多了", "太久了", "每天都这样"],
)  # fmt: skip
def test_how_much_and_how_often_are_answers(words: str) -> None:
    assert WORDS.is_said("measure", words)


@pytest.mark.parametrize(
    "words",
    ["it is all too much for me", "it's all too much", "life is too much", "so low", "so dark",
     "every day hurts", "I can't, too much", "het is me allemaal te veel", "het wordt me te veel",
     "elke dag is zwart", "我受不了了，太多了", "每天都想死", "hopeless", "so scared", "te bang"],
)  # fmt: skip
def test_more_than_a_measure_is_none(words: str) -> None:
    assert not WORDS.is_said("measure", words)


@pytest.mark.parametrize(
    "text",
    [
        "I am afraid more money will be taken",
        "im scared they charge my card again",
        "worried that the subscription keeps billing me for coins",
        "ik ben bang dat er zo geld af gaat",
        "ik ben bang dat er zo nog meer geld wordt afgeschreven",
        "bezorgd dat mijn rekening leeg raakt",
        "我怕一会儿又要扣钱",
        "担心信用卡又被盗刷",
    ],
)
def test_fear_for_money_is_no_danger_to_a_person(text: str) -> None:
    assert what_is_told(text, WORDS) is Told.MONEY


@pytest.mark.parametrize(
    "text",
    [
        "I am afraid of him, he wants money",
        "I am scared, he will hurt me if I do not send money",
        "I am afraid he comes to my house for the money",
        "scared to death about money, I do not want to go on living",
        "ik ben bang voor hem, hij wil geld zien",
        "ik ben bang dat hij me slaat om het geld",
        "bang dat ze me bedreigen om geld",
        "我怕他为了钱来打我",
        "我怕，他威胁我要钱",
        "I am afraid he comes back",
        "ik ben bang",
        "我害怕",
    ],
)
def test_fear_of_a_person_stays_danger(text: str) -> None:
    assert what_is_told(text, WORDS) is Told.DANGER
