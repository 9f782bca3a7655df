"""What a script may say, and what is said of one that cannot be played."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.catalogue import ContentError
from bot.cli import build
from bot.converse.deeds import Done, OnTicket, Said, Wrote, seconds_of, system_deed
from bot.converse.files import CONTENT, content_of
from bot.converse.many import play_many
from bot.converse.script import read_script
from bot.converse.setup import AgentWanted
from bot.converse.source import BadScript
from bot.live_content import LiveContent
from handoff.errors import Refused
from handoff.rules.evidence import MEDIA_TYPES
from handoff.settings import load_settings
from tests.cli.converse.scripts import KNOWN, dialogue, written
from tests.redis_server import RedisServer, free_port
from tests.stored_files import files_in

OWN = sorted(Path(__file__).parents[2].glob("scenario/dialogues/*.yml"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_our_own_scripts_can_be_read(path: Path) -> None:
    assert [d.id for d in read_script(path, KNOWN)] != []


def test_words_stay_as_they_were_typed(tmp_path: Path) -> None:
    turns = "- user: no\n- user: 12:30\n- user: 2026-11-19\n- agent: yes\n- user: null"
    words = [turn.deed.text for turn in dialogue(tmp_path, turns).turns]  # type: ignore[union-attr]
    assert words == ["no", "12:30", "2026-11-19", "yes", "null"]


@pytest.mark.parametrize(
    ("turn", "deed"),
    [
        ("user: hi", Said("hi")),
        ("user: {text: look, attach: [a.jpg, b.PDF]}", Said("look", ("a.jpg", "b.PDF"))),
        ("user: {attachments: screenshot}", Said("", ("screenshot.png",))),
        ("user: look [receipt.pdf] here", Said("look here", ("receipt.pdf",))),
        ("{user: look, attach: clip.mp4}", Said("look", ("clip.mp4",))),
        ("user: {button: This helped}", Said(button="This helped")),
        ("agent: {note: hm}", Wrote("hm", note=True)),
        ("agent: {ticket: take}", OnTicket("take", {}, {})),
        (
            "agent: {ticket: note, text: hm, visible: true}",
            OnTicket("note", {"text": "hm", "visible": True}, {}),
        ),
        (
            "agent: {ticket: escalate, by: Sanne, why: hard, until: 2 days}",
            OnTicket("escalate", {"why": "hard"}, {"until": 172_800.0}, "Sanne"),
        ),
        ("system: Agent accepts.", Done("accepts")),
        ("system: agent resolves", Done("resolves")),
        ('system: "agent resolves: declined"', Done("resolves", outcome="declined")),
        (
            "system: agent Sanne resolves as solved, root cause app_defect",
            Done("resolves", agent="Sanne", root_cause="app_defect"),
        ),
        ("system: agent hands the chat back to the bot", Done("hands_back")),
        ('system: "agent hands back: paid"', Done("hands_back", words="paid")),
        ("system: nobody accepts", Done("nobody")),
        ("system: nobody accepts for 2 h", Done("nobody", 7200.0)),
        ("system: {advance: 10 min}", Done("advance", 600.0)),
        ("system: the office closes", Done("closes")),
    ],
)
def test_each_way_to_say_a_deed(tmp_path: Path, turn: str, deed: object) -> None:
    assert dialogue(tmp_path, f"- {turn}").turns[0].deed == deed


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("10 min", 600),
        ("90s", 90),
        ("2 h", 7200),
        ("1 h 30 min", 5400),
        ("2 hours and 5 minutes", 7500),
        ("an hour", 3600),
        ("1 day", 86_400),
        ("3 weeks", 1_814_400),
        ("PT10M", 600),
        ("P1DT2H", 93_600),
        ("1.5 h", 5400),
    ],
)
def test_lengths_of_time(words: str, seconds: float) -> None:
    assert seconds_of(words) == seconds


@pytest.mark.parametrize("words", ["", "soon", "10", "10 months", "P", "0 min", "1 h then", "-1 h"])
def test_what_is_no_length_of_time_is_told(words: str) -> None:
    with pytest.raises(BadScript, match="no length of time"):
        seconds_of(words)


@pytest.mark.parametrize("text", ["agent dances", "agent", "office explodes", "accepts", "5"])
def test_an_unknown_verb_is_told_with_all_that_are_known(text: str) -> None:
    with pytest.raises(BadScript, match="advance DURATION"):
        system_deed(text, [], [])


@pytest.mark.parametrize(
    ("turn", "problem"),
    [
        ("customer: hi", "customer is no actor"),
        ("{user: hi, agent: hello}", "exactly one actor, found user and agent"),
        ("{expect: {state: bot}}", "found none"),
        ("user: ''", "user says nothing"),
        ("user: [a, b]", "user wants words in one line"),
        ("user: {button: [a]}", "button wants words"),
        ("agent: [a, b]", "agent wants words"),
        ("agent: {note: {a: b}}", "note wants words"),
        ("system: advance 99999999999 weeks", "too long; at most 520 weeks"),
        (f"system: advance {'9' * 400} weeks", "too long"),
        (f"system: advance P{'9' * 5000}D", "too long"),
        ("user: {text: hi, shout: true}", "user knows no shout"),
        ("user: {text: hi, button: x}", "no text and no files beside it"),
        ("user: {attach: virus.exe}", "no file we can make up"),
        ("agent: {text: a, note: b}", "either a text or a note"),
        ("{agent: hi, attach: a.jpg}", "only user can attach"),
        ("system: agent Bob accepts", "the setup has no agent Bob"),
        ("system: agent resolves root cause sunspots", "sunspots is no root cause"),
        ("{user: hi, expect: {mood: good}}", "mood is no known predicate"),
        ("{user: hi, expect: {faq_answered: refunds}}", "refunds is no topic"),
        ("{user: hi, expect: {one_of_faq: []}}", "the list is empty"),
        ("{user: hi, expect: {state: happy}}", "happy is no state"),
        ("{user: hi, expect: {answer_lang: de}}", "de is no language"),
        ("{user: hi, expect: {handoff: {reason: bored}}}", "bored is no reason"),
        ("{user: hi, expect: {handoff: {mood: low}}}", "it has no mood"),
        ("{user: hi, expect: {field_set: {shoe_size: 4}}}", "shoe_size is no field"),
        ("{user: hi, expect: {ticket_created: {fields: {a: b}}}}", "a is no field"),
        ("{user: hi, expect: {queue_told: maybe}}", "wanted true or false"),
        ("{user: hi, expect: {must_not: true}}", "wanted words"),
        ("{user: hi, expect: {description: {a: b}}}", "description: wanted words"),
        ("{user: hi, expect: [state]}", "no list of predicates"),
    ],
)
def test_a_fault_of_a_turn_names_dialogue_and_turn(tmp_path: Path, turn: str, problem: str) -> None:
    path = written(tmp_path, f"- user: hello\n- {turn}")
    with pytest.raises(BadScript, match=f"script.yml, line 6: tried, turn 2: .*{problem}"):
        read_script(path, KNOWN)


def test_all_faults_of_a_script_are_told_together_each_with_its_place(tmp_path: Path) -> None:
    one = "- id: a\n  lang: fr\n  colour: red\n  platform: marketplace\n  turns:\n"
    one += "  - user: hi\n    expect:\n      mood: good\n      state: happy\n  - agent: [x]\n"
    other = "- {id: a, lang: en, platform: zoo, setup: {agents: many}, turns: [{system: dance}]}\n"
    path = tmp_path / "script.yml"
    path.write_text(f"dialogues:\n{one}{other}- {{lang: en}}\n")
    with pytest.raises(BadScript) as told:
        read_script(path, KNOWN)
    lines = [line.removeprefix(f"{path}, line ") for line in str(told.value).splitlines()]
    assert [line.partition(";")[0] for line in lines] == [
        "4: a: a dialogue knows no colour",
        "3: a: fr is no language",
        "9: a, turn 1: mood is no known predicate",
        "10: a, turn 1: state: happy is no state",
        "11: a, turn 2: agent wants words in one line, no list and no table",
        "12: a: zoo is no platform",
        "12: a: agents wants a number from 0 to 8",
        "13: dialogue 3 of the file has no id",
    ]


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("lang: fr\nplatform: marketplace\n", "fr is no language"),
        ("lang: en\nplatform: forum\n", "forum is no platform"),
        ("lang: en\nplatform: marketplace\ncolour: red\n", "knows no colour"),
        ("lang: en\nplatform: marketplace\nsetup: {weather: fine}\n", "setup knows no weather"),
        ("lang: en\nplatform: marketplace\nsetup: {department: zoo}\n", "zoo is no department"),
        ("lang: en\nplatform: marketplace\nsetup: {queue_ahead: many}\n", "queue_ahead wants"),
        ("lang: en\nplatform: marketplace\nsetup: {office: late}\n", "open or closed"),
        ("lang: en\nplatform: marketplace\nsetup: {agents: [A, A]}\n", "one name"),
        ("lang: en\nplatform: marketplace\nsetup: {existing_ticket: {age: 3}}\n", "knows"),
    ],
)
def test_a_fault_of_a_dialogue_names_it(tmp_path: Path, head: str, problem: str) -> None:
    with pytest.raises(BadScript, match=f"script.yml, line [2-4]: tried: .*{problem}"):
        read_script(written(tmp_path, "- user: hi", head), KNOWN)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "wanted a list"),
        ("dialogues: []", "wanted a list"),
        ("dialogues: [{lang: en}]", "dialogue 1 of the file has no id"),
        ("id: a\nlang: en\nplatform: marketplace\n", "a: wanted a list `turns`"),
        ("id: a\nid: b\n", "bad.yml, line 2: id stands twice"),
        ("id: a\n[b]: c\n", "bad.yml, line 2: a key is one word"),
        ("id: a\nlang: 2026-02-31\n", "bad.yml, line 2: '2026-02-31' is no value"),
        ("id: [a]\nlang: en\n", "bad.yml, line 1: id wants words"),
        ("a: [", "bad.yml: cannot be read"),
        ("[" * 5000, "bad.yml: cannot be read"),
    ],
)
def test_a_fault_of_a_file_is_told(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "bad.yml"
    path.write_text(text)
    with pytest.raises(BadScript, match=problem):
        read_script(path, KNOWN)


@pytest.mark.parametrize(
    ("setup", "line", "problem"),
    [
        ("agents:\n  - name: A\n  - name: B\n    capacity: lots", 7, "capacity wants a number"),
        ("agents:\n  - name: A\n    capacity: 0", 6, "capacity wants a number from 1 to 50"),
        ("agents:\n  - name: [A]", 6, "name wants words"),
        ("agents: 9", 5, "agents wants a number from 0 to 8"),
        ("agents: few", 5, "agents wants a number from 0 to 8"),
        ("agents:\n    busy: 1\n    free: 100", 7, "agents: free wants a number from 0 to 8"),
        ("agents: {free: -2}", 5, "agents: free wants a number from 0 to 8"),
        ("agents: {free: yes}", 5, "agents: free wants a number from 0 to 8"),
        ("agents: {free: 5, busy: 4}", 5, "agents wants 8 at most in all"),
        ("office: open\n  opens: banana", 6, "opens wants a time of day such as 07:00"),
        ("opens: 25:00", 5, "opens wants a time of day"),
    ],
)
def test_a_fault_of_a_setup_is_told_with_its_line(
    tmp_path: Path, setup: str, line: int, problem: str
) -> None:
    head = f"lang: en\nplatform: marketplace\nsetup:\n  {setup}\n"
    with pytest.raises(BadScript, match=f"script.yml, line {line}: tried: {problem}"):
        read_script(written(tmp_path, "- user: hi", head), KNOWN)


def test_a_time_of_day_stays_as_it_was_typed(tmp_path: Path) -> None:
    head = "lang: en\nplatform: marketplace\nsetup: {opens: 12:30}\n"
    assert dialogue(tmp_path, "- user: hi", head).setup.opens == "12:30"


def test_two_dialogues_must_not_have_one_id(tmp_path: Path) -> None:
    one = "{id: a, lang: en, platform: marketplace, turns: [{user: hi}]}"
    path = tmp_path / "twice.yml"
    path.write_text(f"predicates: {{anything: ignored}}\ndialogues:\n- {one}\n- {one}\n")
    with pytest.raises(BadScript, match="two dialogues have this id"):
        read_script(path, KNOWN)


@pytest.mark.parametrize(
    ("agents", "names"),
    [
        ("2", ["Sanne", "Wei"]),
        ("0", []),
        ("none", []),
        ("[Kim, {name: Bo, departments: [billing]}]", ["Kim", "Bo"]),
    ],
)
def test_who_is_at_the_desk(tmp_path: Path, agents: str, names: list[str]) -> None:
    head = f"lang: en\nplatform: marketplace\nsetup: {{agents: {agents}}}\n"
    setup = dialogue(tmp_path, "- user: hi", head).setup
    assert [agent.name for agent in setup.agents] == names


def test_agents_may_be_counted_by_presence_and_department(tmp_path: Path) -> None:
    head = "lang: en\nplatform: marketplace\nsetup: {agents: {free: 1, busy: 1, billing: 1}}\n"
    assert dialogue(tmp_path, "- user: hi", head).setup.agents == (
        AgentWanted("Sanne"),
        AgentWanted("Wei", "busy"),
        AgentWanted("Amy", departments=("billing",)),
    )


NOT_ACCEPTED = {"gif", "ogg"}


@pytest.mark.parametrize("ending", sorted(CONTENT))
async def test_a_made_up_file_is_taken_as_a_customers_own_would_be(
    tmp_path: Path, ending: str
) -> None:
    save = files_in(tmp_path / "files").save

    async def made_up() -> AsyncIterator[bytes]:
        yield content_of(f"proof.{ending}")

    if ending in NOT_ACCEPTED:
        with pytest.raises(Refused, match="file_kind"):
            await save(made_up(), name=f"proof.{ending}")
        return
    file = await save(made_up(), name=f"proof.{ending}")
    kind = "jpg" if ending in ("jpeg", "heic") else "txt" if ending == "csv" else ending
    assert file.media_type == MEDIA_TYPES[kind]


def test_the_command_refuses_bad_scripts_before_anything_starts(tmp_path: Path) -> None:
    path = written(tmp_path, "- user: hi\n- system: agent dances")
    other = tmp_path / "other.yml"
    other.write_text("dialogues: []")
    result = CliRunner().invoke(build(["converse"]), ["converse", str(path), str(other)])
    assert result.exit_code == 2
    assert "tried, turn 2: 'agent dances' is no known verb" in result.output
    assert f"{other}: wanted a list `dialogues`" in result.output


def test_a_script_that_is_missing_is_told_before_what_is_wrong_with_the_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.converse.DATA", tmp_path / "no-content")
    missing = [str(tmp_path / name) for name in ("one.yml", "two.yml")]
    result = CliRunner().invoke(build(["converse"]), ["converse", *missing])
    assert result.exit_code == 2
    assert f"there is no file {missing[0]} and no file {missing[1]}" in result.output


async def test_an_edit_that_breaks_while_it_starts_is_one_clear_reason(
    tmp_path: Path, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the places starts its service by itself: none of them may put it into a group."""
    monkeypatch.setattr("bot.app.LiveContent", lambda _: LiveContent(tmp_path / "no-content"))
    settings = load_settings(redis_url=redis_server.url, var_dir=tmp_path, http_port=free_port())
    part = dialogue(tmp_path, "- user: hi"), "web"
    with pytest.raises(ContentError, match="cannot be read"):
        _ = [each async for each in play_many([settings, settings], [part, part], KNOWN)]
