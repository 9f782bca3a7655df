"""N-grams are stored and compared in other ways than as one matrix: the products are the same."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix, hstack, random

from bot.nlu.ngrams import Likeness
from bot.nlu.postings import Postings


def unit_rows(count: int, ngrams: int, seed: int) -> csr_matrix:
    rows = random(count, ngrams, density=0.1, format="csr", random_state=seed, dtype=np.float32)
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    return csr_matrix(rows.multiply(1.0 / np.maximum(lengths, 1e-9)[:, None]), dtype=np.float32)


@pytest.mark.parametrize("examples", [3, 255, 256, 70_000])
def test_products_are_those_of_the_matrix(examples: int) -> None:
    rows, texts = unit_rows(examples, 50, 1), unit_rows(4, 50, 2)
    found = Postings.of(rows).likeness(texts)
    assert found.shape == (4, examples)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, (texts @ rows.T).toarray(), atol=0.005)


def test_a_text_of_unknown_ngrams_is_like_nothing() -> None:
    found = Postings.of(unit_rows(5, 50, 1)).likeness(csr_matrix((2, 50), dtype=np.float32))
    np.testing.assert_array_equal(found, np.zeros((2, 5), dtype=np.float32))


def test_stored_and_read_again_nothing_changes(tmp_path: Path) -> None:
    postings, texts = Postings.of(unit_rows(300, 50, 1)), unit_rows(4, 50, 2)
    postings.save(tmp_path / "postings.npz")
    again = Postings.load(tmp_path / "postings.npz")
    np.testing.assert_array_equal(again.likeness(texts), postings.likeness(texts))


def test_blocks_of_likeness_are_those_of_the_whole_matrix() -> None:
    common = random(300, 20, density=0.9, format="csr", random_state=3, dtype=np.float32)
    rows = csr_matrix(hstack([unit_rows(300, 400, 1), common]))
    alike, some = Likeness(rows), np.array([7, 3, 299])
    whole = (rows @ rows.T).toarray()
    np.testing.assert_allclose(
        alike.between(slice(0, 128), slice(100, 300)), whole[:128, 100:], atol=1e-4
    )
    np.testing.assert_allclose(alike.between(some, slice(0, 300)), whole[some], atol=1e-4)
