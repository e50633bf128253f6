"""The command that trains a model: `attrib train`, an extra."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from attrib.cli_corpus import PATHS


@click.command()
@click.argument("data", type=PATHS)
@click.option("-o", "--output", type=PATHS, required=True, help="Folder for the model.")
@click.option("--work", type=PATHS, required=True, help="Folder for checkpoints.")
@click.option("--resume", is_flag=True, help="Go on where the last checkpoint in --work was made.")
@click.option(
    "--name", default="attrib-news", show_default=True, help="The model's name, which records give."
)
@click.option("--passes", type=click.IntRange(1), default=5, show_default=True)
@click.option(
    "--start",
    type=PATHS,
    help="Work folder of an earlier finished run, or folder of an exported model, whose weights this one "
    "begins with.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0, min_open=True),
    default=3e-4,
    show_default=True,
    help="Highest learning rate of the encoder; the heads learn at four times that.",
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--dropout",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.1,
    show_default=True,
    help="Dropout of the encoder's states.",
)
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    help="Part of the documents to train on.",
)
@click.option(
    "--blend",
    type=PATHS,
    help="Work folder of an earlier finished run, or folder of an exported model, to average its weights in.",
)
@click.option(
    "--blend-share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.4,
    show_default=True,
    help="The earlier run's share of the weights.",
)
@click.option(
    "--drills", type=PATHS, help="Folder of passages with their attributions marked inline (docs/model.md)."
)
@click.option("--bfloat16", is_flag=True, help="Autocast: faster where the processor has matrix units.")
@click.option(
    "--toy", is_flag=True, help="A minute's run of a random one-layer network, to see that all works."
)
def train(
    data: Path,
    output: Path,
    work: Path,
    start: Path | None,
    drills: Path | None,
    blend: Path | None,
    blend_share: float,
    *,
    resume: bool,
    name: str,
    toy: bool,
    **recipe: Any,
) -> None:
    """Train a model on a folder of corpora (the format is in docs/model.md), export it and write its card."""
    from attrib.training.blend import blend_runs
    from attrib.training.finish import finish
    from attrib.training.train import Recipe
    from attrib.training.train import train as run

    if toy:
        recipe |= {"passes": 1, "documents": 2, "layers": 1, "pretrained": False}
    with _training_progress() as watch:
        weights = run(data, work, Recipe(**recipe), resume=resume, start=start, drills=drills, watch=watch)
    if blend is not None:
        weights = blend_runs(work, blend, blend_share, work / "blended")
        work = work / "blended"
    card = finish(weights, work, data, output, name=name, say=lambda line: click.echo(line, err=True))
    click.echo(card.read_text(encoding="utf-8"))


@contextlib.contextmanager
def _training_progress() -> Iterator[Callable[[Any], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    texts = TextColumn("{task.fields[loss]} {task.fields[speed]}")
    with Progress(TextColumn("training"), BarColumn(), texts, TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task("", total=None, loss="", speed="")

        def watch(step: Any) -> None:
            if step.scores is None:
                speed = f"{step.pieces_per_second:.0f} pieces/s"
                bar.update(
                    task, total=step.steps, completed=step.number, loss=f"loss {step.loss:.3f}", speed=speed
                )
                return
            for name, counts in step.scores.items():
                f1 = "" if counts.f1 is None else f"{100 * counts.f1:5.1f}"
                console.print(
                    f"{name:32} F1 {f1}  gold {counts.gold}  guess {counts.guess}  right {counts.right}"
                )

        yield watch
