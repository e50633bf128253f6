"""Two runs' weights averaged: shares, older distance classes, and what does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file, save_file  # noqa: E402

from attrib.errors import BadInput  # noqa: E402
from attrib.training.blend import blend_runs  # noqa: E402


def make_run(folder: Path, value: float, classes: int, *, extra: str | None = None) -> Path:
    folder.mkdir()
    weights = {
        "heads.roles": torch.full((2, 2), value),
        "distance": torch.arange(2.0 * classes).reshape(1, -1),
        "encoder.positions": torch.tensor([0, 1]),
    }
    if extra is not None:
        weights[extra] = torch.zeros(1)
    save_file(weights, folder / "averaged.safetensors")
    state = {"recipe": {"seed": int(value)}, "history": [], "documents": {}}
    (folder / "state.json").write_text(json.dumps(state), encoding="utf-8")
    return folder


def test_each_weight_is_the_mean_by_shares_and_the_state_says_so(tmp_path: Path) -> None:
    own, other = make_run(tmp_path / "a", 1.0, 2), make_run(tmp_path / "b", 3.0, 2)
    path = blend_runs(own, other, 0.25, tmp_path / "out")
    weights = load_file(path)
    assert weights["heads.roles"].tolist() == [[1.5, 1.5], [1.5, 1.5]]
    assert weights["encoder.positions"].tolist() == [0, 1]
    state = json.loads((tmp_path / "out" / "state.json").read_text(encoding="utf-8"))
    assert state["recipe"] == {"seed": 1}
    assert state["blend"] == {"share": 0.25, "recipe": {"seed": 3}}


def test_an_earlier_run_may_know_fewer_distances(tmp_path: Path) -> None:
    own, other = make_run(tmp_path / "a", 1.0, 3), make_run(tmp_path / "b", 1.0, 2)
    weights = load_file(blend_runs(own, other, 0.5, tmp_path / "out"))
    # 0 1 2 | 3 4 5 and, widened on each side, 0 1 1 | 2 3 3.
    assert weights["distance"].tolist() == [[0.0, 1.0, 1.5, 2.5, 3.5, 4.0]]


def test_runs_of_other_networks_and_unfinished_ones_are_refused(tmp_path: Path) -> None:
    own, other = make_run(tmp_path / "a", 1.0, 2), make_run(tmp_path / "b", 1.0, 2, extra="heads.new")
    with pytest.raises(BadInput, match=r"its network is not that of .*/a \(heads\.new differs\)"):
        blend_runs(own, other, 0.5, tmp_path / "out")
    (other / "averaged.safetensors").unlink()
    with pytest.raises(BadInput, match="so the run is not finished"):
        blend_runs(own, other, 0.5, tmp_path / "out")
