"""The benchmark of reading: what Rasa is given, how shares are counted, what goes wrong clearly."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.bench import nlu
from bot.bench.reading import phrases, rasa
from bot.bench.reading.product import resident_mb
from bot.bench.reading.score import Read, accuracy, recall_of_unknown
from bot.bench.reading.sets import SETS, BadData, Phrase, Source, read
from bot.bench.reading.targets import TARGETS
from bot.bench.stack import own_settings

TRAIN = """text,label
where is my card,card/arrival
my new card has not arrived,card/arrival
when does the card come,card/arrival
/card [still](not) here,card/arrival
I forgot my PIN,pin+lost
"- the PIN is gone, what now",pin+lost
what was my PIN again,pin+lost
I cannot remember my PIN,pin+lost
close my account,close_account
I want to leave and delete my account,close_account
delete everything about me,close_account
end my account today,close_account
"""
TEST = "text,label\n/where is my card,card/arrival\nI forgot my PIN,pin+lost\n"
UNKNOWN = "text,label\nhow tall is the tower,oos\nwill it rain tomorrow,oos\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "clinc150"
    folder.mkdir(parents=True)
    for name, text in (("train_10", TRAIN), ("test", TEST), ("oos_test", UNKNOWN)):
        (folder / f"{name}.csv").write_text(text)
    return folder.parent


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from bot.cli import main; main()", "bench", "nlu", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=500)


@pytest.mark.long
@pytest.mark.rasa
def test_a_set_is_taught_asked_and_counted(data: Path, tmp_path: Path) -> None:
    told, kept = tmp_path / "told.json", tmp_path / "kept"
    wanted = ("--only", "clinc150_10", "--json", str(told), "--keep", str(kept))
    answer = bench("--data", str(data), *wanted)
    assert answer.returncode == 0, answer.stderr
    assert "stored figure of 2026-11-20" in " ".join(answer.stdout.split())
    figures = json.loads(told.read_text())
    assert figures["clinc150_10"].keys() == {"accuracy", "oos_recall_95", "messages", "train_s"}
    assert figures["clinc150_10"]["accuracy"] == 1.0
    assert figures["clinc150_10"]["oos_recall_95"] == 1.0
    rows = (kept / "clinc150_10" / "clinc150_10.csv").read_text().splitlines()
    assert rows[1].startswith("/where is my card,card/arrival,card.arrival,0.")


def without_file(data: Path) -> None:
    (data / "clinc150" / "oos_test.csv").unlink()


def without_column(data: Path) -> None:
    (data / "clinc150" / "test.csv").write_text("text,intent\nhello,greet\n")


def without_label(data: Path) -> None:
    (data / "clinc150" / "train_10.csv").write_text("text,label\nhello,greet\nbye,\n")


def without_rows(data: Path) -> None:
    (data / "clinc150" / "train_10.csv").write_text("text,label\n")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without_file, "oos_test.csv is missing"),
        (without_column, "test.csv has no column label"),
        (without_label, "train_10.csv, line 3: a text or a label is empty"),
        (without_rows, "train_10.csv has no rows"),
    ],
)
async def test_spoilt_data_is_told_before_anything_is_trained(
    data: Path, spoil: Any, said: str
) -> None:
    spoil(data)
    steps: list[str] = []
    with pytest.raises(BadData, match=said):
        await nlu.measure(nlu.NluPlan(data, ["clinc150_10"]), steps.append)
    assert steps == []


def test_a_missing_folder_and_an_unknown_name_end_with_a_sentence(data: Path) -> None:
    answer = bench("--data", str(data / "none"), "--only", "xsid")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("There is no folder")
    answer = bench("--data", str(data), "--only", "xsid_en")
    assert answer.returncode == 1
    assert answer.stderr.startswith("xsid_en is not known. Known: banking77_10,")


def test_the_product_is_timed_with_texts_that_differ(tmp_path: Path) -> None:
    folder = tmp_path / "banking77"
    folder.mkdir()
    rows = [f"text {number},a\n" for number in range(260)]
    (folder / "test.csv").write_text("text,label\n" + "".join(rows + rows))
    assert len(nlu.texts_for_product(tmp_path)) == 260
    (folder / "test.csv").write_text("text,label\n" + "".join(rows[:259] + rows))
    assert len(nlu.texts_for_product(tmp_path)) == 260
    (folder / "test.csv").write_text("text,label\n" + "".join(rows[:259] * 2))
    with pytest.raises(BadData, match="259 different texts, 260 are needed"):
        nlu.texts_for_product(tmp_path)


async def test_training_on_nothing_that_rasa_takes_is_a_failure(tmp_path: Path) -> None:
    config = tmp_path / "given.yml"
    config.write_text("pipeline: [{name: no.such.Component}]\n")
    phrase = Phrase("hello", "greet", "en")
    failure = pytest.raises(rasa.RasaFailed, match="`rasa train nlu` failed")
    with own_settings() as settings, failure:
        await rasa.train(settings, config, [phrase], tmp_path / "own")


def test_nothing_in_a_text_is_an_order_to_rasa() -> None:
    assert (
        phrases.plain("see [this](that), [a]{b} and [c][d]")
        == "see [this] (that), [a] {b} and [c] [d]"
    )
    assert phrases.plain("paid [twice] (or more)") == "paid [twice] (or more)"
    assert phrases.message("/where is it") == "where is it"
    assert phrases.message("/") == "/"
    assert phrases.intent_of("alarm/set+now") == "alarm.set.now"


def test_the_training_data_is_yaml_with_every_phrase_once(tmp_path: Path) -> None:
    rows = [("é ${HOME}", "a/b", "en"), ("é ${HOME}", "a/b", "en"), ("- ja: nee", "a/b", "nl")]
    phrases.write([Phrase(*row) for row in rows], tmp_path)
    version, nlu_data = (tmp_path / "nlu.yml").read_text("utf-8").splitlines()
    assert version == 'version: "3.1"'
    assert json.loads(nlu_data.removeprefix("nlu: ")) == [
        {"intent": "a.b", "examples": [{"text": "é ${HOME}", "metadata": {"lang": "en"}}]},
        {"intent": "a.b", "examples": [{"text": "- ja: nee", "metadata": {"lang": "nl"}}]},
    ]
    assert 'intents: ["a.b"]' in (tmp_path / "domain.yml").read_text()


def test_labels_that_would_become_one_intent_are_refused(tmp_path: Path) -> None:
    rows = [Phrase("one", "a/b", "en"), Phrase("two", "a+b", "en")]
    with pytest.raises(BadData, match=r"a\+b and a/b cannot be told apart"):
        phrases.write(rows, tmp_path)


def test_texts_are_read_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text('text,label\n" two\n\tlines ", greet \n')
    assert read(tmp_path, Source("one.csv", "nl")) == [Phrase("two lines", "greet", "nl")]


def test_the_best_intent_is_the_first_that_is_one() -> None:
    ranking = [{"name": name, "confidence": 0.4} for name in ("nlu_fallback", "greet", "bye")]
    assert rasa.best_of({"intent_ranking": ranking}) == Read("greet", 0.4)
    assert rasa.best_of({"intent_ranking": []}) == Read("", 0.0)


def test_shares_are_counted_where_nineteen_of_twenty_are_taken() -> None:
    known = [Read("a", n / 20) for n in range(1, 21)]
    assert accuracy(known, ["a"] * 15 + ["b"] * 5) == 0.75
    unknown = [Read("a", 0.02), Read("a", 0.09), Read("b", 0.1), Read("b", 0.9)]
    assert recall_of_unknown(known, unknown) == 0.5


def test_each_test_of_a_set_has_a_target_and_bounds_are_part_of_it() -> None:
    measured = {target.keys[0] for target in TARGETS}
    assert {name for each in SETS for name in each.tests} <= measured
    ratio = next(target for target in TARGETS if target.keys == ("parse_p50_ratio",))
    assert ratio.find({}) is None
    assert ratio.is_met(2.0)
    assert not ratio.is_met(2.01)
    assert (ratio.shown(1.234), ratio.bound_shown()) == ("1.23 times", "at most 2.00 times")


def test_memory_is_that_of_a_process_and_of_its_children() -> None:
    child = "import sys; print('ready', flush=True); sys.stdin.read()"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        both, child_mb = resident_mb(process.pid), resident_mb(int(children[0]))
        process.stdin.close()
    assert both > child_mb + 1 > 1
