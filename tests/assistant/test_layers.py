"""Vectors hold the upper layers side by side, and are compared along the axes that matter."""

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense

from bot.nlu import encoder as encoders
from bot.nlu.axes import MOST_AXES, main_axes
from bot.nlu.layers import SHARES, put_side_by_side

TEXTS = ["where is my payout", "the stream has no sound", "i cannot sign in"]


def test_a_vector_holds_three_layers_and_its_length_is_one() -> None:
    vectors = encoders.shared_encoder().encode(TEXTS)
    assert vectors.shape == (3, 3 * 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    parts = np.linalg.norm(vectors.reshape(3, 3, 384), axis=2) ** 2
    np.testing.assert_allclose(parts, [SHARES] * 3, atol=1e-4)


def test_the_encoder_learns_with_its_last_layer() -> None:
    encoder = encoders.shared_encoder()
    with torch.no_grad():
        last = encoder.vectors(TEXTS).numpy()
    wide = encoder.encode(TEXTS)[:, :384]
    wide = wide / np.linalg.norm(wide, axis=1, keepdims=True)
    np.testing.assert_allclose(last, wide, atol=1e-4)


def test_an_encoder_that_works_on_after_pooling_stays_as_it_is() -> None:
    plain = SentenceTransformer(str(encoders.encoder_path()), device="cpu")
    model = SentenceTransformer(modules=[plain[0], plain[1], Dense(384, 64), plain[2]])
    put_side_by_side(model)
    assert model.encode(TEXTS).shape == (3, 64)


def test_along_few_axes_products_stay_what_they_were() -> None:
    chance = np.random.default_rng(0)
    vectors = (chance.normal(size=(600, 20)) @ chance.normal(size=(20, 900))).astype(np.float32)
    axes = main_axes(vectors)
    assert axes.shape == (900, MOST_AXES)
    turned = vectors @ axes
    np.testing.assert_allclose(turned @ turned.T, vectors @ vectors.T, rtol=1e-2, atol=0.5)


def test_narrow_vectors_keep_all_their_axes() -> None:
    assert main_axes(np.eye(4, dtype=np.float32)).shape == (4, 4)
