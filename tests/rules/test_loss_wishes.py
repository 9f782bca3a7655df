"""Money that went to a thief: the security team at once, by the patterns in use."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import load
from handoff.rules.conversation import State
from handoff.rules.step import step
from handoff.rules.wishes import Wishes
from tests.rules.cases import BOT, NOW, TABLES, wrote
from tests.rules.form_cases import ASKING

ROOT = Path(__file__).resolve().parents[2]

LOST = [
    "I sent 80 euro to someone who said he was from your help desk",
    "somebody called and said he was from customer service, I gave him my code",
    "i paid 200 dollars to fake support",
    "we transferred money to a man claiming to work for you, he pretended to be your staff",
    "my account is hacked and 300 is gone",
    "account got hacked, all my coins were stolen",
    "300 euros gone since my account was hacked",
    "a hacker took my balance",
    "ik heb 80 euro overgemaakt aan iemand die zei dat hij van jullie helpdesk was",
    "iemand belde en zei dat hij van de klantenservice was, ik heb 50 euro betaald",
    "80 euro gestuurd aan een nep helpdesk",
    "mijn account is gehackt en er is 300 euro weg",
    "er is 300 euro weg, mijn account is overgenomen",
    "我给一个自称是你们客服的人转了80欧元",
    "我转了500元给冒充官方客服的人",
    "有人冒充客服，骗走了我500元",
    "我的账号被盗了，少了300",
    "余额没了，账号被盗了",
]
NOT_LOST = [
    "is this mail from you phishing?",
    "someone said he was from your help desk, is that real?",
    "what if I send 80 euro to someone who says he is from your help desk",
    "I almost sent 80 euro to someone who said he was from support",
    "I did not send 80 euro to someone who said he was from support",
    "my account is hacked",
    "my account was hacked two months ago and 300 was taken",
    "I paid 80 euro and support says nothing",
    "your support sent me a generic answer",
    "my payout of 300 is missing",
    "I gave 200 coins to a streamer who said thanks",
    "mijn account is gehackt",
    "ik heb 80 euro betaald en de klantenservice antwoordt niet",
    "wat als ik geld overmaak aan iemand die zegt dat hij van de helpdesk is",
    "bijna 80 euro overgemaakt aan een nep helpdesk",
    "mijn uitbetaling van 300 euro is weg",
    "我的账号被盗了",
    "如果有人自称客服让我转钱怎么办",
    "怎么知道自称客服的人是不是骗子",
    "我充了300元没到账，客服说没问题",
    "余额少了300",
]


@pytest.fixture(scope="module")
def wishes() -> Wishes:
    return load(ROOT / "data").tables.wishes


@pytest.mark.parametrize("words", LOST)
def test_what_went_to_a_thief_is_heard(wishes: Wishes, words: str) -> None:
    assert wishes.tells_of_loss(words)


@pytest.mark.parametrize("words", NOT_LOST)
def test_other_matters_of_money_and_support_are_for_the_assistant(
    wishes: Wishes, words: str
) -> None:
    assert not wishes.tells_of_loss(words)


def test_a_person_of_the_security_team_is_called_at_once(wishes: Wishes) -> None:
    tables = replace(TABLES, wishes=wishes)
    state, _ = step(BOT, wrote(LOST[0]), NOW, tables)
    assert state.state is State.QUEUED
    assert state.handoff is not None
    assert (state.handoff.reason, state.handoff.priority) == ("security_emergency", "P1")
    assert state.first_question == LOST[0]


def test_an_open_form_knows_its_own_way(wishes: Wishes) -> None:
    state, _ = step(ASKING, wrote(LOST[0]), NOW, replace(TABLES, wishes=wishes))
    assert state.state is State.FORM
    assert state.handoff is None
