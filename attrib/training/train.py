"""The training run: passes over all corpora, checkpoints, a moving average, scores on dev after every pass.

No pickle: checkpoints are safetensors beside a small JSON file. A run that was cut off goes on where its last
checkpoint was, with the same batches in the same order.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from attrib.errors import BadInput
from attrib.training.batches import Batch, find_antecedents, make_batch, make_pass
from attrib.training.corpora import TIERS, UNKNOWN, Maker, may_train_on, read_own, read_rows
from attrib.training.drills import read_drills
from attrib.training.evaluate import DevScore, evaluate
from attrib.training.labels import HEADS, WORDING_LAYERS
from attrib.training.network import NOT_A_PLACE, Network, encoder_folder
from attrib.training.restore import is_exported, restore_weights

# How much a labelled piece (or a link) counts, head by head. Roles and claims are what the records are made
# of.
WEIGHTS = {
    "tokens": 0.2, "sentences": 0.5, "names": 1.0, "claims": 1.5, "kinds": 1.0, "roles": 1.0, "inner": 0.7,
    "mentions": 0.5,
    **dict.fromkeys(WORDING_LAYERS, 2.0),
}  # fmt: skip
LINK_WEIGHTS = {"source": 0.3, "cue": 0.3, "antecedent": 0.5}
# A link is one decision where a role is marked piece by piece: it counts as this many pieces.
PIECES_PER_LINK = 12
CHECKPOINT_SECONDS = 240
HEADS_FASTER = 4


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what a run gives. Rates are of AdamW; all that is not the encoder learns at
    HEADS_FASTER times its rate."""

    passes: int = 5
    rate: float = 3e-4
    warmup: float = 0.04
    average: float = 0.998
    seed: int = 1
    bfloat16: bool = False  # autocast: faster where the processor has matrix units (AMX), slower elsewhere
    share: float = 1.0  # part of the training documents that is used at all
    dropout: float = 0.1  # inside the encoder; the heads always have 0.1
    layers: int | None = None  # None: the encoder as shipped
    pretrained: bool = True
    documents: int | None = None  # None: all; else this many of each corpus, for toy runs
    start: str | None = None  # sha256 of the weights of an earlier run that this one goes on from


class Step(NamedTuple):
    """What a run tells whoever watches it, after every step and every pass."""

    number: int
    steps: int
    loss: float
    pieces_per_second: float
    seconds_left: float
    scores: dict[str, DevScore] | None  # after a pass


def train(
    data: Path,
    work: Path,
    recipe: Recipe,
    *,
    resume: bool = False,
    start: Path | None = None,
    drills: Path | None = None,
    watch: Callable[[Step], None] = lambda step: None,
) -> Path:
    """Trains and gives the path of the averaged weights (`work/averaged.safetensors`).

    `data` holds the corpora, `work` takes checkpoints. With `resume` a run goes on from `work`; without it, a
    `work` that holds another run is refused. `start` is the work folder of an earlier, finished run, or the
    folder of an exported model: this one begins with its averaged weights, a fresh optimizer and the whole
    schedule of rates again ("warm restart"; Loshchilov and Hutter 2017). Raises `BadInput` for these
    mistakes.
    """
    state_path = work / "state.json"
    if state_path.exists() and not resume:
        raise BadInput(
            f"{work}: a training run lies here. Go on with it (--resume), or give another folder (--work)."
        )
    if resume and not state_path.exists():
        raise BadInput(f"{work}: no training run lies here to go on with. Leave out --resume to start one.")
    if start is not None:
        recipe = replace(recipe, start=hash_weights(start))
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
    maker = Maker(encoder_folder() / "vocab.txt")
    rows = read_training_rows(data, recipe, drills)
    network = Network.fresh(layers=recipe.layers, pretrained=recipe.pretrained, dropout=recipe.dropout)
    if start is not None:
        network.load_state_dict(read_weights(start))
    run = _Run(
        network, recipe, steps=sum(len(make_pass(rows, maker, recipe.seed, n)) for n in range(recipe.passes))
    )
    run.documents = {corpus: len(documents) for corpus, documents in rows.items()}
    run.earlier = None if start is None else read_history(start)
    if resume:
        run.load(work)
    done = 0
    for number in range(recipe.passes):
        batches = make_pass(rows, maker, recipe.seed, number)
        if done + len(batches) < run.step or (done + len(batches) == run.step and run.has_scored(number + 1)):
            done += len(batches)
            continue
        for windows in batches[run.step - done :]:
            batch = make_batch(windows, maker.cutter.cls, maker.cutter.sep)
            watch(run.learn(batch))
            if time.monotonic() - run.saved > CHECKPOINT_SECONDS:
                run.save(work)
        done += len(batches)
        run.save(work)
        scores = evaluate(run.averaged_network(), data, maker)
        run.history.append(
            {"pass": number + 1, "scores": {name: asdict(score) for name, score in scores.items()}}
        )
        run.save(work)
        watch(Step(run.step, run.steps, 0.0, 0.0, 0.0, scores))
    save_file(run.average, work / "averaged.safetensors")
    return work / "averaged.safetensors"


def read_training_rows(
    data: Path, recipe: Recipe, drills: Path | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The documents of every corpus that a model may be trained on, and of the user's own gold if the folder
    holds any, as the recipe cuts them down."""
    rows = {
        corpus: [row for row in read_rows(data, f"{corpus}_train") if may_train_on(row)]
        for corpus in sorted(TIERS)
    }
    if own := read_own(data):
        rows["own"] = own
    if drills is not None:
        rows["drills"] = read_drills(drills)
    return {
        corpus: documents[: recipe.documents or max(1, round(len(documents) * recipe.share))]
        for corpus, documents in rows.items()
    }


def read_weights(folder: Path) -> dict[str, Tensor]:
    """The averaged weights of a finished run, or what int8 left of them in the folder of an exported model.

    Raises `BadInput` when a run is not finished.
    """
    return restore_weights(folder) if is_exported(folder) else load_file(_find_weights(folder))


def hash_weights(folder: Path) -> str:
    """sha256 of the file that `read_weights` reads."""
    return hashlib.sha256(_find_weights(folder).read_bytes()).hexdigest()


def _find_weights(folder: Path) -> Path:
    path = folder / ("reader.onnx" if is_exported(folder) else "averaged.safetensors")
    if not path.exists():
        raise BadInput(f"{path}: no such file, so the run is not finished. Go on with it first (--resume).")
    return path


def read_history(folder: Path) -> dict[str, Any]:
    """How the weights of a finished run were made: its recipe, and those of the runs before and beside it. Of
    an exported model: its name and which one it is."""
    if is_exported(folder):
        card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        return {"model": card["name"], "sha256": hash_weights(folder)}
    state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    return {key: state[key] for key in ("recipe", "blend", "earlier") if state.get(key)}


class _Run:
    """The moving parts of a run: weights, their average, optimizer and counters."""

    def __init__(self, network: Network, recipe: Recipe, *, steps: int) -> None:
        self.network, self.recipe, self.steps = network, recipe, steps
        encoder = [p for name, p in network.named_parameters() if name.startswith("encoder.")]
        others = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
        self.optimizer = torch.optim.AdamW(
            [{"params": encoder, "lr": recipe.rate}, {"params": others, "lr": HEADS_FASTER * recipe.rate}],
            weight_decay=0.01, betas=(0.9, 0.98), fused=True,
        )  # fmt: skip
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)
        self.average = {name: value.detach().clone() for name, value in network.state_dict().items()}
        self.step = 0
        self.history: list[dict[str, Any]] = []
        self.documents: dict[str, int] = {}  # of each corpus, for the card
        self.earlier: dict[str, Any] | None = None  # how the weights were made that it started from
        self.saved = self.started = time.monotonic()
        self.pieces = 0
        self.first_step = 0

    def _rate(self, step: int) -> float:
        warmup = max(1, round(self.recipe.warmup * self.steps))
        return min((step + 1) / warmup, max(0.0, (self.steps - step) / max(1, self.steps - warmup)))

    def learn(self, batch: Batch) -> Step:
        """One step of the optimizer."""
        self.network.train()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.recipe.bfloat16):
            found = self.network(*batch.inputs)
        loss = find_loss(self.network, batch, found)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        self.pieces += batch.pieces
        # The average of few steps would be mostly the untrained start: it forgets faster at first.
        keep = min(self.recipe.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            current = self.network.state_dict()
            floats = [name for name, value in self.average.items() if value.is_floating_point()]
            torch._foreach_lerp_([self.average[n] for n in floats], [current[n] for n in floats], 1 - keep)
        seconds = time.monotonic() - self.started
        left = seconds / (self.step - self.first_step) * (self.steps - self.step)
        return Step(self.step, self.steps, float(loss.detach()), self.pieces / seconds, left, None)

    def averaged_network(self) -> Network:
        """A network in evaluation mode that holds the moving average."""
        network = Network.fresh(layers=self.recipe.layers, pretrained=False)
        network.load_state_dict(self.average)
        return network.eval()

    def has_scored(self, number: int) -> bool:
        """Whether dev was scored after a pass; not so when the run was cut off while it was."""
        return any(one["pass"] == number for one in self.history)

    def save(self, work: Path) -> None:
        """Writes a checkpoint; a crash in between leaves the one before whole."""
        tensors = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        tensors |= {f"average.{name}": value for name, value in self.average.items()}
        for index, parameter in enumerate(
            p for group in self.optimizer.param_groups for p in group["params"]
        ):
            tensors |= {
                f"optimizer.{index}.{key}": value for key, value in self.optimizer.state[parameter].items()
            }
        tensors["random"] = torch.get_rng_state()
        name = f"checkpoint-{self.step}.safetensors"
        save_file({key: value.contiguous() for key, value in tensors.items()}, work / "next.tmp")
        os.replace(work / "next.tmp", work / name)
        state = {
            "step": self.step,
            "checkpoint": name,
            "history": self.history,
            "documents": self.documents,
            "recipe": asdict(self.recipe),
            "earlier": self.earlier,
        }
        (work / "state.tmp").write_text(json.dumps(state, indent=1), encoding="utf-8")
        os.replace(work / "state.tmp", work / "state.json")
        for old in work.glob("checkpoint-*.safetensors"):
            if old.name != name:
                old.unlink()
        self.saved = time.monotonic()

    def load(self, work: Path) -> None:
        """Goes back to the last checkpoint. Raises `BadInput` when it was made by another recipe."""
        state = json.loads((work / "state.json").read_text(encoding="utf-8"))
        if state["recipe"] != asdict(self.recipe):
            raise BadInput(
                f"{work}: the run that lies here had the recipe {state['recipe']}. "
                "Give the same, or another folder."
            )
        tensors = load_file(work / state["checkpoint"])
        self.network.load_state_dict(_under("network.", tensors))
        self.average = _under("average.", tensors)
        for index, parameter in enumerate(
            p for group in self.optimizer.param_groups for p in group["params"]
        ):
            self.optimizer.state[parameter] = _under(f"optimizer.{index}.", tensors)
        self.step = self.first_step = state["step"]
        self.history = state["history"]
        self.schedule.last_epoch = self.step
        for group, base, rate in zip(
            self.optimizer.param_groups, self.schedule.base_lrs, self.schedule.lr_lambdas, strict=True
        ):
            group["lr"] = base * rate(self.step)
        torch.set_rng_state(tensors["random"])


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}


def find_loss(network: Network, batch: Batch, found: dict[str, Tensor]) -> Tensor:
    """One number: every labelled piece of every head and every link counts alike, times the head's weight."""
    size = batch.pieces
    loss = torch.zeros(())
    for head in HEADS:
        target = batch.targets[head]
        if bool((target != UNKNOWN).any()):
            total = torch.nn.functional.nll_loss(
                found[head].flatten(0, 1), target.flatten(), ignore_index=UNKNOWN, reduction="sum"
            )
            loss = loss + WEIGHTS[head] * total / size
    for pointer, total in _link_losses(network, batch, found["projections"]):
        loss = loss + LINK_WEIGHTS[pointer] * PIECES_PER_LINK * total / size
    return loss


def _link_losses(network: Network, batch: Batch, projections: Tensor) -> Iterator[tuple[str, Tensor]]:
    everywhere = torch.arange(len(batch.places.document))
    for pointer, links in batch.links.items():
        if len(links):
            scores = network.point(pointer, projections, links[:, 0], everywhere, batch.places)
            yield pointer, torch.nn.functional.cross_entropy(scores, links[:, 1], reduction="sum")
    mentions = (batch.entities >= 0).nonzero()[:, 0]
    if len(mentions):
        yield "antecedent", _antecedent_loss(network, batch, projections, mentions)


def _antecedent_loss(network: Network, batch: Batch, projections: Tensor, mentions: Tensor) -> Tensor:
    """-log of the probability of any right antecedent among the earlier mentions of the document (Lee et al.
    2017)."""
    allowed, right = find_antecedents(batch, mentions)
    # A mention whose antecedents all stand outside the batch has no right answer in it, and teaches nothing.
    known = right.any(dim=1)
    scores = network.point("antecedent", projections, mentions, mentions, batch.places)
    scores = torch.log_softmax(scores.masked_fill(~allowed, NOT_A_PLACE), dim=1)
    return -torch.logsumexp(scores.masked_fill(~right, -math.inf), dim=1)[known].sum()
