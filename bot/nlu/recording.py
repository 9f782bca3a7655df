"""The way of one text through an encoder, recorded at training and played for each message.

A recording is a graph of the arithmetic alone (ONNX), which a small engine plays in less time than
Python needs to walk through the modules of a transformer; the library the encoder learns with is
then not loaded at all (`docs/decisions/0013-recorded-for-serving.md`). The graph holds no weights
that the encoder's own files have: those are read from there, and what was learnt is added.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.nlu.packing import STEPS_SUFFIX, unpack
from bot.nlu.vectors import Vectors

if TYPE_CHECKING:
    from bot.nlu.encoder import Encoder

logger = logging.getLogger(__name__)

GRAPH = "encoder.onnx"
WEIGHTS = "encoder.weights.json"
WORDS = "encoder.tokenizer.json"
LAYERS = "encoder.safetensors"
RECORDED = "my payout is late"
TRIED = (
    "hi",
    "  Somebody SELLS my café pictures, what can I do about that? ",
    "我的钱什么时候到账 ",
)
"""Of other lengths than what is recorded: whatever held for its length only would show."""
ALIKE = 0.999
"""Least product of a vector of the recording and the encoder's own."""
GRAPH_VERSION = 17
PARTS = {"input_ids": "ids", "token_type_ids": "type_ids", "attention_mask": "attention_mask"}
"""What graphs are given, and what the tokenizer calls it."""
MOST_BYTES = 100_000_000
"""Of a graph: weights that cannot be left out would be kept with each version of a model."""
_MODEL = "model."
"""Of weights in the graph: what `_way` calls the encoder."""


class Recording(Vectors):
    """Turns texts into vectors, one at a time.

    A batch has gaps to be masked, which one text has not: the recording holds for one only.
    """

    def __init__(self, folder: Path, path: Path) -> None:
        """Take what `record` wrote into `folder`, and the weights of the encoder at `path`."""
        from onnxruntime import InferenceSession, OrtValue, SessionOptions
        from tokenizers import Tokenizer

        super().__init__()
        options = SessionOptions()
        # Beside Rasa more threads cost more than they bring, and a message is one sentence.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Each length of text would get a plan of its own, and room that is never given back.
        options.enable_mem_pattern = options.enable_cpu_mem_arena = False
        weights = _weights(folder, path)
        values = [OrtValue.ortvalue_from_numpy(weight) for weight in weights.values()]
        options.add_external_initializers(list(weights), values)
        graph = (folder / GRAPH).read_bytes()
        self._graph = InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._words = Tokenizer.from_file(str(folder / WORDS))
        self._inputs = [each.name for each in self._graph.get_inputs()]

    def _compute(self, texts: list[str]) -> np.ndarray:
        return np.concatenate([self._play(text) for text in texts])

    def _play(self, text: str) -> np.ndarray:
        pieces = self._words.encode(text)
        given = {name: np.array([getattr(pieces, PARTS[name])]) for name in self._inputs}
        found: np.ndarray = self._graph.run(None, given)[0]
        return found


def _weights(folder: Path, path: Path) -> dict[str, np.ndarray]:
    from safetensors.numpy import load_file

    sources: dict[str, tuple[str, str]] = json.loads((folder / WEIGHTS).read_text("utf-8"))
    learnt = load_file(folder / LAYERS) if (folder / LAYERS).exists() else {}
    weights: dict[str, np.ndarray] = {}
    for file in sorted({file for file, _ in sources.values()}):
        stored = load_file(path / file)
        weights |= {name: stored[key] for name, (of, key) in sources.items() if of == file}
    for name, weight in weights.items():
        own = name.removeprefix(_MODEL)
        if own in learnt:
            change = unpack(learnt[own], learnt[own + STEPS_SUFFIX])
            weights[name] = (weight + change).astype(weight.dtype)
    return weights


def record(encoder: Encoder, origin: Encoder, path: Path, folder: Path) -> bool:
    """Write the way of one text through `encoder` into `folder`; whether that went well.

    `origin` is the encoder as its files at `path` have it. What `encoder` has learnt since must be
    in `folder`. One that cannot be recorded leaves nothing: it is only slower.
    """
    try:
        _record(encoder, origin, path, folder)
    except Exception as error:  # Of three libraries, for any encoder: it is only slower.
        logger.warning("The encoder stays as slow as it is, it cannot be recorded: %s", error)
        for name in (GRAPH, WEIGHTS, WORDS):
            (folder / name).unlink(missing_ok=True)
        return False
    return True


def _record(encoder: Encoder, origin: Encoder, path: Path, folder: Path) -> None:
    _write_words(encoder.model, folder / WORDS)
    graph = _graph(encoder.model)
    sources = _sources(dict(origin.model.named_parameters()), path)
    named = {each.name: each for each in graph.graph.initializer}
    outside = {n: sources[n] for n in named if n in sources}
    for name in outside:
        _empty(named[name])
    (folder / WEIGHTS).write_text(json.dumps(outside), "utf-8")
    if graph.ByteSize() > MOST_BYTES:
        raise ValueError("too many of its weights lie in no file that they can be read from.")
    (folder / GRAPH).write_bytes(graph.SerializeToString())
    recording = Recording(folder, path)
    for text in (*TRIED, TRIED[-1] * encoder.model.max_seq_length):
        alike = float(encoder.encode([text])[0] @ recording.encode([text])[0])
        if not alike >= ALIKE:  # It may be no number at all.
            raise ValueError(f"the recording takes {text[:40]!r} for something else.")


def _write_words(model: Any, file: Path) -> None:
    from tokenizers import Tokenizer

    words = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    words.no_padding()
    words.enable_truncation(model.max_seq_length)
    words.save(str(file))


def _graph(model: Any) -> Any:
    import onnx
    import torch

    features = model.preprocess([RECORDED])
    names = [name for name, value in features.items() if torch.is_tensor(value)]
    rest = {name: value for name, value in features.items() if name not in names}
    if not set(names) <= set(PARTS):
        raise ValueError(f"it is given more than words: {', '.join(names)}")
    with TemporaryDirectory() as scratch, torch.no_grad(), warnings.catch_warnings():
        # What is greater than a graph may be lies beside it: of that nothing is kept.
        file = os.path.join(scratch, GRAPH)
        # Lengths may be fixed in the recording, and the way to record is an old one: it is tried.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _way(model, names, rest),
            tuple(features[name] for name in names),
            file,
            input_names=names,
            output_names=["vector"],
            dynamic_axes={name: {1: "length"} for name in names},
            opset_version=GRAPH_VERSION,
            do_constant_folding=False,  # Weights keep their names.
            dynamo=False,
        )
        return onnx.load(file)


def _way(model: Any, names: list[str], rest: dict[str, Any]) -> Any:
    """Return `model` as a recording needs it: from tensors alone to vectors of length 1."""
    import torch

    class Way(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            features = {**rest, **dict(zip(names, inputs, strict=True))}
            vectors = self.model(features)["sentence_embedding"].float()
            return torch.nn.functional.normalize(vectors, dim=-1)

    return Way()


def _sources(weights: dict[str, Any], path: Path) -> dict[str, tuple[str, str]]:
    """Return by name in the graph the file below `path`, and the key in it, of equal content."""
    from safetensors.numpy import load_file

    found: dict[str, tuple[str, str]] = {}
    for file in sorted(path.rglob("*.safetensors")):
        try:
            stored = load_file(file)
        except Exception as error:  # Numbers that NumPy does not have: the graph keeps these.
            logger.warning("The weights in %s cannot be read from there: %s", file.name, error)
            continue
        for key, weight in stored.items():
            found.setdefault(_content(weight), (os.fspath(file.relative_to(path)), key))
    contents = {name: _content(weight.detach().numpy()) for name, weight in weights.items()}
    return {_MODEL + name: found[each] for name, each in contents.items() if each in found}


def _content(weight: np.ndarray) -> str:
    head = f"{weight.dtype}{weight.shape}".encode()
    return hashlib.sha256(head + np.ascontiguousarray(weight).tobytes()).hexdigest()


def _empty(initializer: Any) -> None:
    """Leave of a weight in the graph its name and shape alone."""
    from onnx import TensorProto

    initializer.ClearField("raw_data")
    initializer.data_location = TensorProto.EXTERNAL
    initializer.external_data.add(key="location", value="encoder")
