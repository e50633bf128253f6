"""A trained network → the model folder that attrib ships: one int8 ONNX file, the vocabulary, and
`model.json`."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from attrib.decode import Floats
from attrib.reader import MODEL_FORMAT
from attrib.training.labels import HEADS, POINTERS
from attrib.training.network import Network, encoder_folder

OPSET = 17
# The reader's window and what it shares with the next, in pieces. Chosen on polnear dev against speed
# (docs/model.md).
WINDOW = 256
OVERLAP = 16


class _Exported(nn.Module):
    """The network with its outputs side by side: `table` and `projections`."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor, breaks: Tensor, quoted: Tensor) -> tuple[Tensor, Tensor]:
        found = self.network(ids, shapes, breaks, quoted)
        return torch.cat([found[head] for head in HEADS], dim=-1), found["projections"]


class TorchNetwork:
    """A network in memory behind the seam that `attrib.reader.Reader` reads through, to score it before it is
    exported."""

    def __init__(self, network: Network) -> None:
        self._exported = _Exported(network.eval())

    def read_window(
        self,
        ids: NDArray[np.int64],
        shapes: NDArray[np.int64],
        breaks: NDArray[np.int64],
        quoted: NDArray[np.int64],
    ) -> tuple[Floats, Floats]:
        with torch.inference_mode():
            table, projections = self._exported(
                *(torch.from_numpy(x)[None] for x in (ids, shapes, breaks, quoted))
            )
        return table[0].numpy(), projections[0].numpy()


def write_onnx(network: Network, path: Path) -> None:
    """The network as ONNX with float32 weights, for windows of one to 512 pieces, one a call."""
    example = torch.ones(1, 64, dtype=torch.long)
    inputs, outputs = ["ids", "shapes", "breaks", "quoted"], ["table", "projections"]
    torch.onnx.export(
        _Exported(network.eval()), (example, example, example, example), str(path),
        input_names=inputs, output_names=outputs,
        dynamic_axes={name: {1: "pieces"} for name in (*inputs, *outputs)},
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def quantise(path: Path, to: Path) -> None:
    """Weights to int8, one scale per column; activations are scaled when the model runs."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(to), per_channel=True, weight_type=QuantType.QInt8,
                         op_types_to_quantize=["MatMul", "Gather"])  # fmt: skip


def make_card(network: Network, *, name: str) -> dict[str, Any]:
    """What `model.json` says before calibration: classes, pointers, the reader's window."""
    nothing, distance = network.nothing.detach().tolist(), network.distance.detach().tolist()
    return {
        "format": MODEL_FORMAT,
        "name": name,
        "window": WINDOW,
        "overlap": OVERLAP,
        "heads": {head: list(classes) for head, classes in HEADS.items()},
        "pointers": {
            pointer: {"nothing": _short(nothing[i]), "distance": _short(distance[i])}
            for i, pointer in enumerate(POINTERS)
        },
        "biases": {},
        "calibration": {},
        "files": {},
    }


def _short(numbers: list[float]) -> list[float]:
    return [round(number, 6) for number in numbers]


def write_model(network: Network, folder: Path, *, name: str) -> Path:
    """Writes `reader.onnx`, `vocab.txt` and an uncalibrated `model.json` into a folder; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        write_onnx(network, whole)
        quantise(whole, folder / "reader.onnx")
    shutil.copyfile(encoder_folder() / "vocab.txt", folder / "vocab.txt")
    write_card(make_card(network, name=name), folder)
    return folder


def write_card(card: dict[str, Any], folder: Path) -> None:
    """`model.json` with the sha256 of the files beside it."""
    files = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("reader.onnx", "vocab.txt")
    }
    text = json.dumps({**card, "files": files}, indent=1, ensure_ascii=False) + "\n"
    (folder / "model.json").write_text(text, encoding="utf-8")
