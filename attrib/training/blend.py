"""The weights of two runs averaged into one model, which costs a reader nothing.

Runs that start from the same encoder end up close enough that their mean is better than either ("model
soups"; Wortsman et al. 2022).
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from attrib.errors import BadInput
from attrib.training.train import read_history, read_weights


def blend_runs(work: Path, other: Path, share: float, output: Path) -> Path:
    """Writes `share` of the other run's (or exported model's) averaged weights plus the rest of the first
    run's, and gives the path of `output/averaged.safetensors`.

    `output/state.json` is the first run's, with what was blended in. Distance classes that the other run did
    not have yet are those of its furthest class. Raises `BadInput` when a run is not finished, or is of
    another network.
    """
    own, blended = (read_weights(folder) for folder in (work, other))
    blended["distance"] = _widen(blended["distance"], own["distance"].shape[1])
    strange = sorted(
        {name for name in own.keys() | blended.keys() if _shape(own, name) != _shape(blended, name)}
    )
    if strange:
        raise BadInput(
            f"{other}: its network is not that of {work} ({strange[0]} differs). Blend runs of one recipe's "
            "layers and heads."
        )
    mean = {
        name: torch.lerp(value, blended[name], share) if value.is_floating_point() else value
        for name, value in own.items()
    }
    output.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in mean.items()}, output / "averaged.safetensors")
    state = json.loads((work / "state.json").read_text(encoding="utf-8"))
    state["blend"] = {"share": share, **read_history(other)}
    (output / "state.json").write_text(json.dumps(state, indent=1), encoding="utf-8")
    return output / "averaged.safetensors"


def _shape(weights: dict[str, Tensor], name: str) -> torch.Size | None:
    return weights[name].shape if name in weights else None


def _widen(distance: Tensor, columns: int) -> Tensor:
    """Terms of distances (pointers, 2 × classes) with more classes on each side, like the last of theirs.

    >>> _widen(torch.tensor([[1.0, 2.0, 3.0, 4.0]]), 6).tolist()
    [[1.0, 2.0, 2.0, 3.0, 4.0, 4.0]]
    """
    more = (columns - distance.shape[1]) // 2
    if more <= 0:
        return distance
    sides = distance.chunk(2, dim=1)  # to the left, to the right
    return torch.cat([torch.cat([side, side[:, -1:].repeat(1, more)], dim=1) for side in sides], dim=1)
