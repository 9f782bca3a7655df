"""The reader's mathematics, on a handful of phrases without encoder and without Rasa."""

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.calibration import DEFAULT_ANSWER, MOST_LEAD, Thresholds, calibrate
from bot.nlu.chooser import IntentChooser, fit_chooser
from bot.nlu.decision import Judge
from bot.nlu.examples import Example
from bot.nlu.judges import VECTORS, load_judges, save_judges
from bot.nlu.kernel import KernelSettings, Reading, fit_reader

PHRASES = {
    "faq/refund": ["money back please", "can i get a refund", "undo my purchase"],
    "faq/login": ["cannot sign in", "login fails", "the code never arrives"],
    "greet": ["hello there", "good morning", "hi"],
}
SETTINGS = KernelSettings(encoder_share=0.5, similarity_share=0.5, ngram_power=1.0)


def letters(texts: list[str]) -> np.ndarray:
    """A stand-in for the encoder: how often each letter occurs, as a unit vector."""
    counts = np.array([[text.count(chr(97 + n)) for n in range(26)] for text in texts], float)
    return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def examples() -> list[Example]:
    return [Example(text, label, "en") for label, texts in PHRASES.items() for text in texts]


def test_every_phrase_is_read_as_what_it_is() -> None:
    reader, ordered, _ = fit_reader(examples(), SETTINGS, letters)
    found = reader.read([example.text for example in ordered], letters).scores.argmax(axis=1)
    assert [reader.labels[column] for column in found] == [one.label for one in ordered]


def test_leaving_out_equals_fitting_without() -> None:
    # Which n-grams exist and how rare they are comes from all phrases in the one case only, so
    # the comparison is by sentence vector.
    by_vector = KernelSettings(encoder_share=1.0, similarity_share=1.0)
    reader, ordered, left_out = fit_reader(examples(), by_vector, letters)
    for row, example in enumerate(ordered):
        others = [one for one in ordered if one is not example]
        without, _, _ = fit_reader(others, by_vector, letters)
        expected = without.read([example.text], letters)
        assert without.labels == reader.labels
        np.testing.assert_allclose(left_out.scores[row], expected.scores[0], atol=2e-3)
        np.testing.assert_allclose(left_out.similarity[row], expected.similarity[0], atol=1e-5)


def test_stored_readers_read_alike_and_share_their_vectors(tmp_path: Path) -> None:
    some = [example for example in examples() if example.label != "greet"]
    blind = KernelSettings(encoder_share=0.0, similarity_share=0.0)
    kinds = {"en": (examples(), SETTINGS), "nl": (some, SETTINGS), "zh": (examples(), blind)}
    readers = {name: fit_reader(*kind, letters)[0] for name, kind in kinds.items()}
    judges = {name: Judge(reader, None, Thresholds()) for name, reader in readers.items()}
    save_judges(tmp_path, judges)
    stored = load_judges(tmp_path)
    texts = ["is a refund possible", "kunt u helpen", "abc"]
    for name, reader in readers.items():
        found, expected = stored[name].reader.read(texts, letters), reader.read(texts, letters)
        # Stored in half precision, which is finer than any threshold.
        np.testing.assert_allclose(found.scores, expected.scores, atol=0.02)
        np.testing.assert_allclose(found.similarity, expected.similarity, atol=0.002)
    with np.load(tmp_path / VECTORS) as arrays:
        assert len(arrays["vectors"]) == len(examples())


def test_without_encoder_no_vectors_are_stored(tmp_path: Path) -> None:
    blind = KernelSettings(encoder_share=0.0, similarity_share=0.0)
    reader, _, _ = fit_reader(examples(), blind, letters)
    save_judges(tmp_path, {"en": Judge(reader, None, Thresholds())})
    found = load_judges(tmp_path)["en"].reader.read(["refund"], letters)
    np.testing.assert_allclose(found.scores, reader.read(["refund"], letters).scores, atol=0.02)
    with np.load(tmp_path / VECTORS) as arrays:
        assert len(arrays["vectors"]) == 0


def test_the_encoder_is_not_asked_when_it_counts_for_nothing() -> None:
    def never(texts: list[str]) -> np.ndarray:
        raise AssertionError(texts)

    settings = KernelSettings(encoder_share=0.0, similarity_share=0.0, longest_ngram=3)
    reader, _, _ = fit_reader(examples(), settings, never)
    reading = reader.read(["refund", "zzz"], never)
    assert reading.confidence[0].max() > reading.confidence[1].max() == 0.0


def test_few_phrases_leave_the_thresholds_alone() -> None:
    reader, ordered, left_out = fit_reader(examples(), SETTINGS, letters)
    own = [example.label for example in ordered]
    assert calibrate(reader.labels, own, left_out, 0.5, 0.4, 0.7).answer == DEFAULT_ANSWER


def test_the_threshold_is_where_answers_are_right_as_often_as_wanted() -> None:
    generator = np.random.default_rng(7)
    confidence = generator.uniform(0.0, 1.0, 4000)
    right = generator.uniform(0.0, 1.0, 4000) < 1.0 / (1.0 + np.exp(-10 * (confidence - 0.4)))
    scores = np.stack([confidence, np.zeros(4000)], axis=1) ** 2
    own = np.where(right, "a", "b").tolist()
    reading = Reading(scores, np.ones_like(scores))
    thresholds = calibrate(["a", "b"], own, reading, 0.5, 0.5, 0.5)
    assert [thresholds.is_answer([score, 0.0]) for score in (0.36, 0.44)] == [False, True]


def test_a_choice_is_clear_where_one_of_three_is_right_as_often_as_wanted() -> None:
    generator = np.random.default_rng(7)
    top = generator.uniform(0.1, 1.0, 4000)
    among = generator.uniform(0.0, 1.0, 4000) < 1.0 / (1.0 + np.exp(-10 * (top - 0.4)))
    labels = [f"faq/{name}" for name in "abcde"]
    scores = np.stack([top, top * 0.8, top * 0.6, top * 0.1, top * 0.1], axis=1) ** 2
    own = np.where(among, "faq/c", "faq/e").tolist()
    thresholds = calibrate(labels, own, Reading(scores, np.ones_like(scores)), 0.5, 0.5, 0.75)
    assert thresholds.offer == pytest.approx(0.4, abs=0.03)
    assert thresholds.clear == pytest.approx(0.4 + np.log(3) / 10, abs=0.03)


def test_a_rival_asks_for_more_confidence_where_rivals_have_been_right() -> None:
    generator = np.random.default_rng(7)
    top = generator.uniform(0.2, 0.9, 4000)
    second = top * generator.uniform(0.0, 1.0, 4000)
    chance = 1.0 / (1.0 + np.exp(-4 * (top - 0.5) - 8 * (top - second - 0.1)))
    right = generator.uniform(0.0, 1.0, 4000) < chance
    own = np.where(right, "faq/a", "faq/b").tolist()
    reading = Reading(np.stack([top, second], axis=1) ** 2, np.ones((4000, 2)))
    thresholds = calibrate(["faq/a", "faq/b"], own, reading, 0.5, 0.5, 0.5)
    assert thresholds.lead == pytest.approx(2.0, rel=0.3)
    assert thresholds.is_answer([0.5, 0.3])
    assert not thresholds.is_answer([0.5, 0.48])
    assert not thresholds.is_answer([])


def test_where_confidence_says_nothing_the_lead_decides() -> None:
    chance = np.random.default_rng(5)
    top, gap = chance.uniform(0.4, 0.6, 4000), chance.uniform(0.0, 0.2, 4000)
    right = chance.uniform(size=4000) < 1 / (1 + np.exp(-40 * (gap - 0.1) + 2 * (top - 0.5)))
    own = np.where(right, "faq/a", "faq/b").tolist()
    reading = Reading(np.stack([top, top - gap], axis=1) ** 2, np.ones((4000, 2)))
    thresholds = calibrate(["faq/a", "faq/b"], own, reading, 0.5, 0.2, 0.5)
    assert thresholds.lead == MOST_LEAD
    assert thresholds.is_answer([0.45, 0.3])
    assert not thresholds.is_answer([0.55, 0.5])


def test_a_lone_topic_is_held_against_the_other_intents() -> None:
    own = ["faq/a", "greet"] * 50
    scores = np.tile([[0.6, 0.1], [0.1, 0.6]], (50, 1))
    scores[::10] = [0.3, 0.4]
    thresholds = calibrate(
        ["faq/a", "greet"], own, Reading(scores, np.ones_like(scores)), 0.5, 0.5, 0.5
    )
    assert thresholds.is_answer([0.77, 0.3])


def test_an_intent_with_many_topics_does_not_swallow_a_small_one() -> None:
    generator = np.random.default_rng(7)
    labels = [*(f"faq/t{n}" for n in range(20)), "greet", "human"]
    own = ["faq/t0", *labels] * 20 + ["greet", "human"] * 20
    scores = generator.normal(0.03, 0.03, (len(own), len(labels)))
    scores[np.arange(len(own)), [labels.index(label) for label in own]] += 0.4
    reading = Reading(scores, np.clip(scores * 2, 0, 1))
    chooser = fit_chooser(labels, own, reading)
    assert chooser is not None
    again = IntentChooser.from_dict(labels, chooser.as_dict())
    chosen = [again.intents[column] for column in again.probabilities(reading).argmax(axis=1)]
    right = np.mean(
        [one == label.partition("/")[0] for one, label in zip(chosen, own, strict=True)]
    )
    assert right > 0.97


def test_an_intent_that_is_leant_to_is_chosen_where_two_are_alike() -> None:
    labels = ["faq/a", "faq/b", "complaint/a", "greet"]
    own = [*labels, "faq/a", "complaint/a"] * 30
    scores = np.array([[0.3, 0.0, 0.3, 0.1] if "/a" in each else [0.1] * 4 for each in own])
    scores[np.arange(len(own)), [labels.index(each) for each in own]] += 0.02
    reading = Reading(scores, np.clip(scores * 2, 0, 1))
    between = Reading(np.array([[0.31, 0.0, 0.31, 0.1]]), np.array([[0.62, 0.0, 0.62, 0.2]]))

    def chance(**lean: float) -> float:
        chooser = fit_chooser(labels, own, reading, lean)
        assert chooser is not None
        return float(chooser.probabilities(between)[0][chooser.intents.index("complaint")])

    assert chance() < chance(complaint=1.5) < chance(complaint=3.0)


def test_labels_without_topics_need_no_chooser() -> None:
    reading = Reading(np.eye(3), np.eye(3))
    assert fit_chooser(["a", "b", "c"], ["a", "b", "c"], reading) is None
