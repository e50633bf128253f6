"""A whole training run in small: `attrib train` on invented documents, from the corpora to the model card."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from toy_corpora import POLNEAR, write_corpora

import attrib
from attrib.cli import main
from attrib.errors import BadInput
from attrib.reader import OnnxNetwork, open_reader, read_model
from attrib.score import Row, Scores

torch = pytest.importorskip("torch", reason="training is an extra: pip install attrib[train]")

from safetensors.torch import load_file  # noqa: E402

import attrib.training.batches as batches_module  # noqa: E402
import attrib.training.evaluate as evaluate_module  # noqa: E402
import attrib.training.export as export_module  # noqa: E402
import attrib.training.train as train_module  # noqa: E402
from attrib.training.blend import blend_runs  # noqa: E402
from attrib.training.card import PRINTED, write_model_card  # noqa: E402
from attrib.training.corpora import Maker  # noqa: E402
from attrib.training.evaluate import DevScore, evaluate  # noqa: E402
from attrib.training.finish import (  # noqa: E402
    CHOSEN_BY,
    WORDING,
    WORDING_BIASES,
    find_points,
    load_network,
    read_dev,
)
from attrib.training.labels import HEADS, POINTERS  # noqa: E402
from attrib.training.restore import restore_weights  # noqa: E402
from attrib.training.train import Recipe, Step, train  # noqa: E402

# Known, and said by torch and transformers while the network is exported.
pytestmark = [
    pytest.mark.filterwarnings("ignore:You are using the legacy TorchScript-based ONNX export"),
    pytest.mark.filterwarnings("ignore:Converting a tensor to a Python boolean"),
]
TOY = Recipe(passes=1, documents=2, layers=1, pretrained=False)
SENTENCE = "The bridge will close in May, Mayor Petra Holm said on Monday."


@dataclass(frozen=True)
class Run:
    """What one `attrib train --toy` left behind."""

    data: Path
    model: Path
    work: Path
    whole: Path  # the network as ONNX before quantisation
    result: Result


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("run")
    data = write_corpora(folder / "data")
    quantise = export_module.quantise

    def keep_and_quantise(path: Path, to: Path) -> None:
        shutil.copyfile(path, folder / "whole.onnx")
        quantise(path, to)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches_module, "BATCH_PIECES", 96)  # a few batches, not one
        patch.setattr(export_module, "quantise", keep_and_quantise)
        result = CliRunner().invoke(
            main, ["train", str(data), "-o", str(folder / "model"), "--work", str(folder / "work"), "--toy"]
        )
        if result.exception is not None:
            raise result.exception
        yield Run(data, folder / "model", folder / "work", folder / "whole.onnx", result)


def test_a_toy_run_leaves_a_model_and_prints_its_card(run: Run) -> None:
    assert run.result.exit_code == 0
    assert sorted(path.name for path in run.model.iterdir()) == [
        "MODEL_CARD.md",
        "model.json",
        "reader.onnx",
        "vocab.txt",
    ]
    assert (run.model / "MODEL_CARD.md").read_text(encoding="utf-8") in run.result.output
    state = json.loads((run.work / "state.json").read_text(encoding="utf-8"))
    assert state["step"] > 2  # else an interruption could not be tried out
    assert [one["pass"] for one in state["history"]] == [1]
    assert {"polnear/roles/cue", "headlines/roles/source", "wrapped/inner/content", "gum/claims/span"} <= set(
        state["history"][0]["scores"]
    )


def test_the_model_states_its_files_classes_biases_and_curves(run: Run) -> None:
    card = json.loads((run.model / "model.json").read_text(encoding="utf-8"))
    assert card["files"] == {
        name: hashlib.sha256((run.model / name).read_bytes()).hexdigest()
        for name in ("reader.onnx", "vocab.txt")
    }
    assert {head: tuple(classes) for head, classes in card["heads"].items()} == HEADS
    assert tuple(card["pointers"]) == POINTERS
    assert set(card["biases"]) == {*CHOSEN_BY, *WORDING}
    assert all(card["biases"][what] in values for what, (values, _, _) in CHOSEN_BY.items())
    assert all(card["biases"][layer] in WORDING_BIASES for layer in WORDING)
    assert min(WORDING_BIASES) == -4.0
    for curve in card["calibration"].values():
        assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(curve))


def test_the_model_is_opened_and_annotates(run: Run) -> None:
    with open_reader(run.model) as reader:
        reading = reader.read(SENTENCE)
    assert reading.text == SENTENCE
    open_reader.cache_clear()
    record = attrib.load(model=run.model).annotate(SENTENCE)
    assert record.text == SENTENCE
    assert record.made_with.model == "attrib-news"
    assert (
        record.made_with.model_sha256 == hashlib.sha256((run.model / "reader.onnx").read_bytes()).hexdigest()
    )
    open_reader.cache_clear()


def test_the_exported_network_says_what_the_trained_one_says_before_quantisation(run: Run) -> None:
    trained = export_module.TorchNetwork(load_network(run.work / "averaged.safetensors", run.work))
    whole = OnnxNetwork(run.whole)
    chance = np.random.default_rng(0)
    for pieces in (1, 3, 64, 300, 512):
        window = [
            chance.integers(0, classes, pieces)
            for classes in (30_000, 7, 3, 3)  # ids, shapes, breaks, quoted
        ]
        table, projections = trained.read_window(*window)
        onnx_table, onnx_projections = whole.read_window(*window)
        assert table.shape == (pieces, sum(len(classes) for classes in HEADS.values()))
        assert projections.shape == (pieces, len(POINTERS), 2, 128)
        np.testing.assert_allclose(onnx_table, table, atol=1e-3)
        np.testing.assert_allclose(onnx_projections, projections, atol=1e-3)


def test_quantisation_keeps_the_network_near_to_what_it_was(run: Run) -> None:
    window = [np.random.default_rng(0).integers(0, classes, 64) for classes in (30_000, 7, 3, 3)]
    (whole, _), (small, _) = (
        OnnxNetwork(path).read_window(*window) for path in (run.whole, run.model / "reader.onnx")
    )
    assert float(np.abs(np.exp(whole) - np.exp(small)).max()) < 0.1
    assert (run.model / "reader.onnx").stat().st_size < 0.3 * run.whole.stat().st_size


def test_every_link_of_dev_is_scored_wherever_windows_are_cut(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = load_network(run.work / "averaged.safetensors", run.work)
    maker = Maker(run.model / "vocab.txt")
    for window in (384, 14):
        monkeypatch.setattr(evaluate_module, "DEV_WINDOW", window)
        scores = evaluate(network, run.data, maker)
        # One document of dev each is read while training, with all its mentions and links.
        counts = {name: score.gold for name, score in scores.items() if "/link/" in name}
        counts = {name: count for name, count in counts.items() if name.startswith(("gum", "polnear"))}
        assert counts == {
            "gum/link/antecedent": 3,
            "gum/link/cue": 1,
            "gum/link/source": 1,
            "polnear/link/cue": 5,
            "polnear/link/source": 4,
        }


class Oracle:
    """A network that finds what it is told to: spans of pieces, by head and class, in every window."""

    def __init__(self, found: dict[str, list[tuple[int, int]]]) -> None:
        self.found = found

    def read_window(self, ids: Any, shapes: Any, breaks: Any, quoted: Any) -> tuple[Any, Any]:
        columns = []
        for head, classes in HEADS.items():
            scores = np.full((len(ids), len(classes)), -10.0, dtype=np.float32)
            tags = np.zeros(len(ids), dtype=int)
            for low, high in self.found.get(head, ()):
                tags[low + 1] = 1  # the special piece stands in front
                tags[low + 2 : high + 1] = 2
            scores[np.arange(len(ids)), tags] = np.log(0.8)
            columns.append(scores)
        return np.concatenate(columns, axis=1), np.zeros((len(ids), len(POINTERS), 2, 128), np.float32)


def test_each_layer_of_wording_is_judged_by_its_own_technique(run: Run) -> None:
    # Vain(0) Holm … The(5) reckless(6) mayor , a(9) known(10) crook(11) , gave the awful bridge away
    oracle = Oracle(
        {"loaded_language": [(6, 7), (9, 12)], "name_calling": [(10, 11)], "lexical_bias": [(0, 1)]}
    )
    settings = read_model(run.model).settings
    plain = replace(settings, biases={}, calibration={})
    dev = {corpus: read_dev(run.data, corpus, run.model, oracle) for corpus in ("basil", "ptc")}
    points = find_points(plain, dev)
    # Three documents each. "reckless" is loaded and "a known crook" is a name, not loaded; basil says nothing
    # of the layers of ptc, nor the other way round.
    assert {what: [right for _, right in pairs] for what, pairs in points.items()} == {
        "loaded_language": [True, False] * 3,
        "name_calling": [True] * 3,
        "lexical_bias": [True] * 3,
    }
    assert all(raw == pytest.approx(0.8, abs=1e-4) for pairs in points.values() for raw, _ in pairs)


def test_claims_are_right_where_their_words_are_whatever_their_status(run: Run) -> None:
    # Don't panic. is pieces 0 to 4; Ana Ruiz said is 5 to 7, and no claim.
    oracle = Oracle({"claims": [(0, 5), (5, 8)]})
    settings = replace(read_model(run.model).settings, biases={}, calibration={})
    dev = {"gum": read_dev(run.data, "gum", run.model, oracle)}
    assert [right for _, right in find_points(settings, dev)["claims"]] == [True, False] * 3
    unknown = {
        "gum": dev["gum"]._replace(
            gold=[
                replace(
                    gold,
                    annotated=replace(gold.annotated, claims=()),
                    unsettled_claims=tuple(claim.spans for claim in gold.annotated.claims),
                )
                for gold in dev["gum"].gold
            ]
        )
    }
    assert find_points(settings, unknown) == find_points(settings, dev)


class Interrupted(Exception):
    """What stands for a machine that went down."""


def test_a_run_that_was_cut_off_twice_ends_where_an_undisturbed_one_ends(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_module, "CHECKPOINT_SECONDS", -1)
    work = tmp_path / "work"

    def stop_after_two(step: Step) -> None:
        if step.number == 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        train(run.data, work, TOY, watch=stop_after_two)
    # The second step was not saved: it is taken once more.
    assert json.loads((work / "state.json").read_text(encoding="utf-8"))["step"] == 1

    def fail(*_: object) -> dict[str, DevScore]:
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(train_module, "evaluate", fail)
        with pytest.raises(Interrupted):
            train(run.data, work, TOY, resume=True)
    seen: list[Step] = []
    averaged = train(run.data, work, TOY, resume=True, watch=seen.append)
    # All steps had been taken; the pass that was never scored is scored now.
    assert [step.scores is not None for step in seen] == [True]
    undisturbed = load_file(run.work / "averaged.safetensors")
    resumed = load_file(averaged)
    assert resumed.keys() == undisturbed.keys()
    assert [name for name in resumed if not torch.equal(resumed[name], undisturbed[name])] == []
    histories = [
        json.loads((one / "state.json").read_text(encoding="utf-8"))["history"] for one in (work, run.work)
    ]
    assert histories[0] == histories[1]


def test_a_finished_run_goes_on_to_nothing_more(run: Run) -> None:
    before = load_file(run.work / "averaged.safetensors")
    seen: list[Step] = []
    after = load_file(train(run.data, run.work, TOY, resume=True, watch=seen.append))
    assert seen == []
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_folder_with_a_run_in_it_is_not_started_over(run: Run) -> None:
    result = CliRunner().invoke(
        main, ["train", str(run.data), "-o", str(run.model), "--work", str(run.work), "--toy"]
    )
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        f"attrib: {run.work}: a training run lies here. Go on with it (--resume), or give another folder "
        "(--work)."
    )


def test_there_must_be_a_run_to_go_on_with(run: Run, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        train(run.data, tmp_path, TOY, resume=True)
    assert str(error.value) == (
        f"{tmp_path}: no training run lies here to go on with. Leave out --resume to start one."
    )


def test_a_run_does_not_go_on_by_another_recipe(run: Run) -> None:
    with pytest.raises(BadInput) as error:
        train(run.data, run.work, replace(TOY, rate=1e-4), resume=True)
    assert str(error.value).startswith(f"{run.work}: the run that lies here had the recipe {{'passes': 1, ")
    assert str(error.value).endswith("Give the same, or another folder.")


def test_a_run_begins_with_the_weights_of_an_earlier_one(run: Run, tmp_path: Path) -> None:
    began = load_file(run.work / "averaged.safetensors")
    still = replace(TOY, rate=1e-9)
    weights = load_file(train(run.data, tmp_path / "next", still, start=run.work))
    assert all(torch.allclose(weights[name], value, atol=1e-4) for name, value in began.items())
    state = json.loads((tmp_path / "next" / "state.json").read_text(encoding="utf-8"))
    assert state["earlier"]["recipe"] == asdict(TOY)
    sha256 = hashlib.sha256((run.work / "averaged.safetensors").read_bytes()).hexdigest()
    assert state["recipe"] == {**asdict(still), "start": sha256}


def test_a_model_is_restored_but_for_what_int8_took(run: Run) -> None:
    trained, restored = load_file(run.work / "averaged.safetensors"), restore_weights(run.model)
    assert trained.keys() == restored.keys()
    for name, value in trained.items():
        # A byte covers the range of a column (of a whole table) in 255 steps, and rounds to the nearest.
        step = (max(float(value.max()), 0) - min(float(value.min()), 0)) / 254
        assert torch.allclose(restored[name], value.float(), atol=step + 1e-6), name


def test_a_run_begins_with_an_exported_model_and_the_card_says_which(run: Run, tmp_path: Path) -> None:
    still = replace(TOY, rate=1e-9)
    weights = load_file(train(run.data, tmp_path / "next", still, start=run.model))
    begun = restore_weights(run.model)
    assert all(torch.allclose(weights[name], value, atol=1e-4) for name, value in begun.items())
    blended = load_file(blend_runs(tmp_path / "next", run.model, 0.5, tmp_path / "blended"))
    assert all(torch.allclose(blended[name], value, atol=1e-4) for name, value in begun.items())
    sha256 = hashlib.sha256((run.model / "reader.onnx").read_bytes()).hexdigest()
    state = json.loads((tmp_path / "blended" / "state.json").read_text(encoding="utf-8"))
    earlier = {"model": "attrib-news", "sha256": sha256}
    assert state["earlier"] == earlier and state["blend"] == {"share": 0.5, **earlier}
    (tmp_path / "reader.onnx").write_bytes(b"0")
    card = write_model_card(tmp_path, history=state, before={}, after={}, errors={}).read_text()
    known = f"those that int8 left of the model attrib-news (sha256 of its file `{sha256}`)"
    assert f"The run began with the weights of START: {known}, whose own card says" in card
    assert f"EARLIER: {known}, whose own card says how it was made." in card


def test_a_model_of_another_network_is_refused(run: Run, tmp_path: Path) -> None:
    shutil.copytree(run.model, tmp_path / "model")
    path = tmp_path / "model" / "model.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    del card["pointers"]["cue"]
    path.write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(BadInput, match=r"model\.json: no pointer “cue”: a model of another network"):
        restore_weights(tmp_path / "model")


def test_a_run_does_not_begin_with_one_that_is_not_finished(run: Run, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="so the run is not finished"):
        train(run.data, tmp_path / "next", TOY, start=tmp_path)
    assert not (tmp_path / "next").exists()


def make_row(measure: str, score: float) -> Row:
    """A row of scores whose figures can be told apart."""
    return Row(measure, score, 120, 110, 90, 80, None, None, None, low=score - 0.02, high=score + 0.03)


def test_a_card_names_the_runs_before_it_apart(tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"0")
    first = {"recipe": {"seed": 1}, "blend": {"share": 0.4, "recipe": {"seed": 2}}}
    recipe = {**asdict(TOY), "documents": None, "start": "5a", "rate": 2e-4}
    history = {"recipe": recipe, "history": [], "earlier": first, "blend": {"share": 0.5, **first}}
    card = write_model_card(tmp_path, history=history, before={}, after={}, errors={}).read_text()
    assert "--start START --rate 0.0002 --dropout 0.1 --blend EARLIER --blend-share 0.5`" in card
    assert [line for line in card.splitlines() if "seed 1." in line or "seed 2." in line] == [
        "The run began with the weights of START: seed 1.",
        "START's EARLIER: seed 2.",
        "EARLIER: seed 1.",
        "EARLIER's EARLIER: seed 2.",
    ]
    assert "40 % of the weights of EARLIER are those of EARLIER's EARLIER," in card


def test_the_figures_of_a_card_are_those_of_its_run(tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"0" * 24_340_000)
    before = {"polnear": Scores(84, (make_row("cue exact", 0.7512), make_row("record exact", 0.5678)))}
    after = {
        "polnear": Scores(84, (make_row("cue exact", 0.7481), make_row("record exact", 0.5566))),
        "gum news": Scores(6, (make_row("claim start", 0.8804),)),
    }
    first, second = ({"gold": 40, "guess": 20, "right": right} for right in (15, 18))
    history: dict[str, Any] = {
        "recipe": {"passes": 2, "seed": 7, "share": 0.5, "bfloat16": True, "documents": None},
        "history": [
            {"pass": 1, "scores": {"ewt/tokens/span": first}},
            {
                "pass": 2,
                "scores": {"ewt/tokens/span": second, "worldwide/names/Misc": dict.fromkeys(first, 0)},
            },
        ],
    }
    path = write_model_card(
        tmp_path, history=history, before=before, after=after, errors={"relations": (0.0213, 1893)}
    )
    assert path == tmp_path / "MODEL_CARD.md"
    lines = path.read_text(encoding="utf-8").splitlines()
    tables = [line for line in lines if line.startswith("| ")]
    assert [line for line in tables if line.startswith(("| polnear |", "| gum", "| worldwide |"))] == [
        "| polnear | cue exact | 120 | 110 | 75.1 | 74.8 | 72.8 to 77.8 | 71.2 |",
        "| polnear | record exact | 120 | 110 | 56.8 | 55.7 | 53.7 to 58.7 | 60.1 |",
        "| gum news | claim start | 120 | 110 |  | 88.0 | 86.0 to 91.0 |  |",
    ]
    assert "| relations | 1893 | 0.021 |" in tables
    # 2 · 15 / (40 + 20), 2 · 18 / (40 + 20); a head that a pass did not score has no figure there.
    assert "| head | gold | pass 1 | pass 2 |" in tables
    assert "| ewt/tokens/span | 40 | 50.0 | 60.0 |" in tables
    assert "| worldwide/names/Misc | 0 |  |  |" in tables
    assert "The file is 24.3 MB: int8 weights, activations quantised as it runs." in lines
    assert (
        "`attrib train DATA -o MODEL --work WORK --passes 2 --seed 7 --share 0.5 --dropout 0.0 --bfloat16`"
        in lines
    )


def test_the_card_of_a_toy_run_says_so(run: Run) -> None:
    card = (run.model / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "`attrib train DATA -o MODEL --work WORK --seed 1 --toy`" in card
    # Three documents of dev with four attributions each; and none of their text.
    assert "| polnear | cue exact | 12 |" in card
    assert POLNEAR.split("\n")[0] not in card


def test_the_card_prints_measures_that_exist() -> None:
    from attrib.score_measures import MEASURES

    assert [one for measures in PRINTED.values() for one in measures if one not in MEASURES] == []
    chosen_by = [one for _, _, measures in CHOSEN_BY.values() for one in measures]
    assert [one for one in chosen_by if one not in MEASURES] == []
