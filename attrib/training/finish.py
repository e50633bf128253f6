"""After training: export, choose how to decode, calibrate, measure, and write the card.

All choices are made on dev with the exported int8 network, since that is what reads; nothing here sees
held-back texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from attrib.adaptors import read_gold
from attrib.assemble import Settings, assemble
from attrib.counts import Words
from attrib.gold import Gold
from attrib.joining import join_attribution, join_evaluation
from attrib.reader import Network as Reads
from attrib.reader import OnnxNetwork, Reader, Scored, read_model
from attrib.reading import Reading
from attrib.records import Article
from attrib.score import Scores, score
from attrib.spans import Span
from attrib.training.calibrate import Points, expected_error, fit
from attrib.training.card import write_model_card
from attrib.training.export import TorchNetwork, write_card, write_model
from attrib.training.network import Network

DEV = ("polnear", "gum", "ewt", "worldwide", "basil", "ptc")
# Steps of the search for each bias, in log-probability added to O or to "nothing".
BIASES = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)
# Head or link → corpus and measures whose mean is made as large as can be.
CHOSEN_BY: dict[str, tuple[str, tuple[str, ...]]] = {
    "roles": ("polnear", ("cue exact", "source exact", "content exact", "record exact", "record soft")),
    "link source": ("polnear", ("record exact", "record soft")),
    "link cue": ("polnear", ("record exact", "record soft", "content exact")),
    "names": ("worldwide", ("name exact",)),
    "claims": ("gum", ("claim exact", "claim start")),
}
WORDING = {"lexical_bias": "basil", "loaded_language": "ptc", "name_calling": "ptc"}


class Dev(NamedTuple):
    """The dev articles of one corpus, each with what the network said of it."""

    gold: list[Gold]
    scored: list[Scored]


def finish(
    weights: Path,
    work: Path,
    data: Path,
    output: Path,
    *,
    name: str,
    say: Callable[[str], None] = lambda line: None,
) -> Path:
    """Exports averaged weights into a model folder and gives the path of its MODEL_CARD.md.

    `work` is the run's folder, whose history goes into the card; `say` hears what is being done.
    """
    network = load_network(weights, work)
    say("exporting")
    write_model(network, output, name=name)
    gold = {corpus: list(read_gold(data / f"{corpus}_dev.jsonl.gz")) for corpus in DEV}
    say("reading dev with the int8 network")
    dev = {corpus: Dev(articles, read_dev(output, OnnxNetwork(output / "reader.onnx"), articles))
           for corpus, articles in gold.items()}  # fmt: skip
    settings = choose_biases(read_model(output).settings, dev, output, say)
    settings, errors = calibrate(settings, dev, say)
    card = json.loads((output / "model.json").read_text(encoding="utf-8"))
    card["biases"] = dict(settings.biases)
    card["calibration"] = {
        what: [list(point) for point in points] for what, points in settings.calibration.items()
    }
    write_card(card, output)
    say("reading dev with the network as it was trained")
    whole = {
        corpus: Dev(d.gold, read_dev(output, TorchNetwork(network), d.gold)) for corpus, d in dev.items()
    }
    before = measure(settings, whole, output)
    after = measure(settings, dev, output)
    history = json.loads((work / "state.json").read_text(encoding="utf-8"))
    return write_model_card(output, history=history, before=before, after=after, errors=errors)


def read_dev(folder: Path, network: Reads, gold: Iterable[Gold]) -> list[Scored]:
    """What a network says of articles, in their order."""
    with Reader(read_model(folder), network) as reader:
        return list(reader.score_many(article.annotated.text or "" for article in gold))


def annotate_dev(settings: Settings, dev: Dev, folder: Path) -> list[Gold]:
    """The articles as attrib annotates them with these settings, as guesses to score."""
    model = read_model(folder)
    guesses = []
    for gold, scored in zip(dev.gold, dev.scored, strict=True):
        reading = assemble(*scored, settings)
        article = Article(gold.annotated.article_id, reading.text)
        annotated = join_evaluation(join_attribution(article, reading, model, tokenizer="attrib"), reading)
        guesses.append(Gold(annotated, tokens=reading.tokens))
    return guesses


def measure(settings: Settings, dev: Mapping[str, Dev], folder: Path) -> dict[str, Scores]:
    """Corpus (and "gum news") → all measures that its layers allow."""
    scores = {}
    for corpus, part in dev.items():
        guesses = annotate_dev(settings, part, folder)
        scores[corpus] = score(part.gold, guesses, bootstrap=200)
        if corpus == "gum":
            news = [at for at, one in enumerate(part.gold) if one.annotated.meta.get("genre") == "news"]
            scores["gum news"] = score(
                [part.gold[at] for at in news], [guesses[at] for at in news], bootstrap=200
            )
    return scores


def choose_biases(
    settings: Settings, dev: Mapping[str, Dev], folder: Path, say: Callable[[str], None]
) -> Settings:
    """The biases that are best on dev, one after the other; ties go to the one nearest 0."""
    for what, (corpus, measures) in CHOSEN_BY.items():
        part = dev[corpus]
        if corpus == "gum":
            news = [at for at, one in enumerate(part.gold) if one.annotated.meta.get("genre") == "news"]
            part = Dev([part.gold[at] for at in news], [part.scored[at] for at in news])

        def value(
            bias: float, what: str = what, part: Dev = part, measures: Sequence[str] = measures
        ) -> float:
            tried = replace(settings, biases={**settings.biases, what: bias})
            scores = score(part.gold, annotate_dev(tried, part, folder))
            return sum(scores[one].score or 0.0 for one in measures) / len(measures)

        best = max(BIASES, key=lambda bias: (round(value(bias), 5), -abs(bias)))
        say(f"{what}: bias {best}")
        settings = replace(settings, biases={**settings.biases, what: best})
    for layer, corpus in WORDING.items():
        best = max(BIASES, key=lambda bias, layer=layer, part=dev[corpus]: (  # type: ignore[misc]
            round(_wording_f1(settings, part, layer, bias), 5), -abs(bias)))  # fmt: skip
        say(f"{layer}: bias {best}")
        settings = replace(settings, biases={**settings.biases, layer: best})
    return settings


def _wording_f1(settings: Settings, dev: Dev, layer: str, bias: float) -> float:
    """F1 by overlap of one output layer alone against its own corpus, before lexicon and voice."""
    tried = replace(settings, biases={**settings.biases, layer: bias})
    gold_spans = guess_spans = gold_touched = guess_touched = 0
    for article, scored in zip(dev.gold, dev.scored, strict=True):
        gold = [e.span for e in article.annotated.evaluative if _belongs(e.category, layer)]
        guess = [w.span for w in assemble(*scored, tried).wording if w.layer == layer]
        gold_spans, guess_spans = gold_spans + len(gold), guess_spans + len(guess)
        gold_touched += sum(any(one.touches(other) for other in guess) for one in gold)
        guess_touched += sum(any(one.touches(other) for other in gold) for one in guess)
    if not gold_touched:
        return 0.0
    precision, recall = guess_touched / guess_spans, gold_touched / gold_spans
    return 2 * precision * recall / (precision + recall)


def _belongs(category: str, layer: str) -> bool:
    return layer == "lexical_bias" or (category == "loaded_label") == (layer == "name_calling")


def calibrate(
    settings: Settings, dev: Mapping[str, Dev], say: Callable[[str], None]
) -> tuple[Settings, dict[str, tuple[float, int]]]:
    """Curves from raw scores to probabilities for every kind of finding, and the expected calibration error
    of each with its count, measured by folds so that no finding is judged by a curve that it shaped."""
    points = find_points(replace(settings, calibration={}), dev)
    errors = {}
    for what, pairs in points.items():
        errors[what] = (expected_error(pairs), len(pairs))
        say(f"calibration of {what}: expected error {errors[what][0]:.3f} over {len(pairs)}")
    return replace(settings, calibration={what: fit(pairs) for what, pairs in points.items()}), errors


def find_points(settings: Settings, dev: Mapping[str, Dev]) -> dict[str, Points]:
    """Kind of finding → (raw score, right or not) of every one found on dev.

    A relation is right when it agrees softly with gold (half of the content's words, overlapping sources);
    the others when their words and kind are those of gold.
    """
    points: dict[str, Points] = {}
    for corpus, part in dev.items():
        for gold, scored in zip(part.gold, part.scored, strict=True):
            reading = assemble(*scored, settings)
            words = Words.of(reading.text, gold.masked)
            for what, raw, right in _judge(corpus, gold, reading, words):
                points.setdefault(what, []).append((raw, right))
    return points


def _judge(corpus: str, gold: Gold, reading: Reading, words: Words) -> Iterable[tuple[str, float, bool]]:
    annotated = gold.annotated
    if corpus == "polnear":
        known = [(words.in_spans(a.content), words.in_spans(a.source)) for a in annotated.attributions]
        for relation in reading.relations:
            if not relation.inner:
                content, source = words.in_spans(relation.content), words.in_spans(relation.source)
                right = any(_agree(content, c) and (bool(source & s) or not (source or s)) for c, s in known)
                yield "relations", relation.score, right
    elif corpus == "gum":
        contents = [words.in_spans(a.content) for a in annotated.attributions]
        for relation in reading.relations:
            if relation.inner:
                yield (
                    "inner",
                    relation.score,
                    any(_agree(words.in_spans(relation.content), c) for c in contents),
                )
        claims = {words.in_spans(claim.spans) for claim in annotated.claims}
        for stretch in reading.claims:
            yield "claims", stretch.score, words.in_spans(stretch.spans) in claims
    elif corpus == "worldwide":
        names = {(words.in_spans([name.span]), name.type) for name in annotated.names}
        for name in reading.names:
            yield "names", name.score, (words.in_spans([name.span]), name.type) in names
    else:
        for wording in reading.wording:
            if WORDING[wording.layer] == corpus:
                marked: list[Span] = [
                    e.span for e in annotated.evaluative if _belongs(e.category, wording.layer)
                ]
                yield wording.layer, wording.score, any(wording.span.touches(span) for span in marked)


def _agree(one: frozenset[int], other: frozenset[int]) -> bool:
    return bool(one | other) and len(one & other) >= 0.5 * len(one | other)


def load_network(weights: Path, work: Path) -> Network:
    """The network of averaged weights, with as many layers as its run's recipe says."""
    from safetensors.torch import load_file

    recipe: dict[str, Any] = json.loads((work / "state.json").read_text(encoding="utf-8"))["recipe"]
    network = Network.fresh(layers=recipe["layers"], pretrained=False)
    network.load_state_dict(load_file(weights))
    return network.eval()
