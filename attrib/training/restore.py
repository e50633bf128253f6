"""The weights of an exported model, to train on from: what int8 left of them.

An export keeps one byte a weight with one scale a column, so the weights read back differ from those that
were trained by at most half a step of their column's scale. That is enough to start from where the run's own
float weights are gone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from attrib.errors import BadInput
from attrib.training.labels import HEADS, POINTERS

_OUTER = "network."
# A product of matrices is named after the layer it belongs to: `/network/hidden/MatMul_output_0…`.
_PRODUCT = "/MatMul_output_0_output_quantized"


def is_exported(folder: Path) -> bool:
    """Whether a folder holds an exported model; a run's folder holds none."""
    return (folder / "reader.onnx").exists() and (folder / "model.json").exists()


def restore_weights(folder: Path) -> dict[str, Tensor]:
    """Parameter → float32 values, of the model in `folder` (`reader.onnx`, `model.json`), named as
    `attrib.training.network.Network` names them.

    Raises `BadInput` when the model is of another network than this version of the program builds.
    """
    graph = onnx.load(folder / "reader.onnx").graph
    kept = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights = {name.removeprefix(_OUTER): kept[name] for name in kept if _is_plain(name)}
    for name in kept:
        if name.startswith(_OUTER) and name.endswith(".weight_quantized"):
            stem = name.removesuffix("_quantized")
            weights[stem.removeprefix(_OUTER)] = _widen(kept, stem)
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.output[0].endswith(_PRODUCT):
            path = node.output[0].removesuffix(_PRODUCT).removeprefix("/network/").replace("/", ".")
            path = f"heads.{path}" if path in HEADS else path
            weights[f"{path}.weight"] = _widen(kept, node.input[1].removesuffix("_quantized")).T
    card: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    for part in ("nothing", "distance"):
        if missing := [pointer for pointer in POINTERS if pointer not in card["pointers"]]:
            raise BadInput(f"{folder / 'model.json'}: no pointer “{missing[0]}”: a model of another network.")
        rows = [card["pointers"][pointer][part] for pointer in POINTERS]
        weights[part] = np.array(rows, dtype=np.float32)
    return {
        name: torch.from_numpy(np.array(value, dtype=np.float32, order="C"))
        for name, value in weights.items()
    }


def _is_plain(name: str) -> bool:
    """Whether an initializer is a parameter kept as float32: all biases, and the norms' weights."""
    return name.startswith(_OUTER) and name.endswith((".bias", ".weight"))


def _widen(kept: dict[str, NDArray[Any]], stem: str) -> NDArray[np.float32]:
    """Bytes → values, by their scale and zero point (one of each, or one a column)."""
    values, zero = (kept[f"{stem}_{part}"].astype(np.float32) for part in ("quantized", "zero_point"))
    return (values - zero) * kept[f"{stem}_scale"]
