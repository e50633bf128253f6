"""After training: export, choose how to decode, calibrate, measure, and write the card.

All choices are made on dev with the exported int8 network, since that is what reads; nothing here sees
held-back texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from attrib.adaptors import read_gold
from attrib.assemble import Settings, assemble
from attrib.attributions import find_attributions
from attrib.claims import find_claims
from attrib.counts import Words
from attrib.gold import Gold
from attrib.joining import join_attribution, join_evaluation
from attrib.layout import find_blocks
from attrib.reader import Network as Reads
from attrib.reader import OnnxNetwork, Reader, Scored, read_model
from attrib.reading import Reading
from attrib.records import Article
from attrib.score import Scores, score
from attrib.spans import Span
from attrib.training.calibrate import Points, expected_error, fit
from attrib.training.card import write_model_card
from attrib.training.corpora import find_marked_wording, read_rows
from attrib.training.export import TorchNetwork, write_card, write_model
from attrib.training.network import Network

DEV = ("polnear", "gum", "ewt", "worldwide", "basil", "ptc")
# Steps of the search for each bias, in log-probability added to O or to "nothing".
BIASES = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)
# Evaluative words are so rare that the likeliest tag is O nearly everywhere: the search goes further down.
WORDING_BIASES = (-4.0, -3.0, -2.5, -2.0, -1.5, -1.0, 0.0)
# What a link loses for each candidate or paragraph that it passes over.
COSTS = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
ROLE_MEASURES = ("cue exact", "source exact", "content exact", "record exact", "record soft")
# Bias (a head, how readily it cuts, or a part of `decode.Prior`) → values to try, corpus, and measures whose
# mean is made as large as can be. In this order, each with those before it as chosen.
CHOSEN_BY: dict[str, tuple[tuple[float, ...], str, tuple[str, ...]]] = {
    "link paragraph": (COSTS, "polnear", ("record exact", "record soft", "content exact")),
    "link between": (COSTS, "polnear", ("record exact", "record soft", "content exact")),
    "link source": (BIASES, "polnear", ("record exact", "record soft")),
    "link cue": (BIASES, "polnear", ("record exact", "record soft", "content exact")),
    "roles cuts": (BIASES, "polnear", ROLE_MEASURES),
    "roles": (BIASES, "polnear", ROLE_MEASURES),
    "names": (BIASES, "worldwide", ("name exact",)),
    "claims cuts": (BIASES, "gum", ("claim exact", "claim start")),
    "claims": (BIASES, "gum", ("claim exact", "claim start")),
    "sentences": (BIASES, "gum", ("sentence exact",)),
}
WORDING = {"lexical_bias": "basil", "loaded_language": "ptc", "name_calling": "ptc"}
# Draws of articles for the intervals in the card.
BOOTSTRAP = 200


class Dev(NamedTuple):
    """The dev articles of one corpus, each with what the network said of it, and what is marked of wording,
    layer by layer: gold records do not keep the techniques of ptc apart."""

    gold: list[Gold]
    scored: list[Scored]
    marked: list[dict[str, list[Span]]]


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
    say("reading dev with the int8 network")
    dev = {corpus: read_dev(data, corpus, output, OnnxNetwork(output / "reader.onnx")) for corpus in DEV}
    # One bias after the other finds the best near where it starts: near those of the model before.
    start = replace(read_model(output).settings, biases=read_model().settings.biases)
    settings = choose_biases(start, dev, output, say)
    settings, errors = calibrate(settings, dev, say)
    card = json.loads((output / "model.json").read_text(encoding="utf-8"))
    card["biases"] = dict(settings.biases)
    card["calibration"] = {
        what: [list(point) for point in points] for what, points in settings.calibration.items()
    }
    write_card(card, output)
    say("reading dev with the network as it was trained")
    whole = {corpus: read_dev(data, corpus, output, TorchNetwork(network)) for corpus in DEV}
    before = measure(settings, whole, output)
    after = measure(settings, dev, output)
    history = json.loads((work / "state.json").read_text(encoding="utf-8"))
    return write_model_card(output, history=history, before=before, after=after, errors=errors)


def _news_of(dev: Dev) -> Dev:
    """The articles of gum that are news; none when a corpus has no genres."""
    news = [at for at, one in enumerate(dev.gold) if one.annotated.meta.get("genre") == "news"]
    return Dev(
        [dev.gold[at] for at in news], [dev.scored[at] for at in news], [dev.marked[at] for at in news]
    )


def read_dev(data: Path, corpus: str, folder: Path, network: Reads) -> Dev:
    """The dev articles of a corpus as a network reads them, with the vocabulary of the model in `folder`."""
    gold = list(read_gold(data / f"{corpus}_dev.jsonl.gz"))
    marked = {row["id"]: find_marked_wording(row) for row in read_rows(data, f"{corpus}_dev")}
    with Reader(read_model(folder), network) as reader:
        scored = list(reader.score_many(article.annotated.text or "" for article in gold))
    return Dev(gold, scored, [marked[article.annotated.article_id] for article in gold])


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
        if not part.gold:
            continue
        guesses = annotate_dev(settings, part, folder)
        scores[corpus] = score(part.gold, guesses, bootstrap=BOOTSTRAP)
        news = {gold.annotated.article_id for gold in _news_of(part).gold}
        if corpus == "gum" and news:
            among = [one for one in guesses if one.annotated.article_id in news]
            scores["gum news"] = score(_news_of(part).gold, among, bootstrap=BOOTSTRAP)
    return scores


def choose_biases(
    settings: Settings, dev: Mapping[str, Dev], folder: Path, say: Callable[[str], None]
) -> Settings:
    """The biases that are best on dev, one after the other from those in `settings`; ties go to the one
    nearest 0."""
    for what, (steps, corpus, measures) in CHOSEN_BY.items():
        # Claims are judged on news, for which the model is made; a dev file without news has to do as it is.
        part = _news_of(dev[corpus]) if corpus == "gum" else dev[corpus]
        part = part if part.gold else dev[corpus]
        tries = {bias: _with_bias(settings, what, bias) for bias in {*steps, settings.biases.get(what, 0.0)}}
        values = {
            bias: _mean_score(score(part.gold, _guess(tried, part, claims=corpus == "gum")), measures)
            for bias, tried in tries.items()
        }
        settings = tries[_pick_bias(what, values, say)]
    # Twice: what one layer is worth depends on how much the others mark.
    for layer, corpus in [*WORDING.items(), *WORDING.items()]:
        tries = {bias: _with_bias(settings, layer, bias) for bias in WORDING_BIASES}
        values = {bias: _wording_f1(tried, dev[corpus], folder) for bias, tried in tries.items()}
        settings = tries[_pick_bias(layer, values, say)]
    return settings


def _guess(settings: Settings, dev: Dev, *, claims: bool) -> list[Gold]:
    """Sentences, names, attributions and perhaps claims of every article: what biases are chosen by."""
    guesses = []
    for gold, scored in zip(dev.gold, dev.scored, strict=True):
        reading = assemble(*scored, settings)
        blocks = find_blocks(reading.text, reading.paragraphs)
        attributions = find_attributions(reading, blocks)
        found = find_claims(reading, blocks, attributions) if claims else ()
        guess = replace(
            gold.annotated,
            sentences=reading.sentences,
            names=reading.names,
            attributions=attributions,
            claims=found,
            speakers=(),
        )
        guesses.append(Gold(guess))
    return guesses


def _with_bias(settings: Settings, what: str, bias: float) -> Settings:
    return replace(settings, biases={**settings.biases, what: bias})


def _pick_bias(what: str, values: Mapping[float, float], say: Callable[[str], None]) -> float:
    best = max(values, key=lambda bias: (round(values[bias], 5), -abs(bias)))
    say(f"{what}: bias {best}, {values[best]:.4f} (without: {values[0.0]:.4f})")
    return best


def _mean_score(scores: Scores, measures: Sequence[str]) -> float:
    """The mean of some measures; one that is absent, since there is neither gold nor guess, counts as 0."""
    found = {row.measure: row.score for row in scores.rows}
    return sum(found.get(measure, 0.0) for measure in measures) / len(measures)


def _wording_f1(settings: Settings, dev: Dev, folder: Path) -> float:
    """F1 by overlap of all that attrib marks as evaluative, its word list and its other layers included: a
    layer that finds much of its own corpus by marking everywhere is worth nothing."""
    scores = score(dev.gold, annotate_dev(settings, dev, folder))
    return next((row.score for row in scores.rows if row.measure == "evaluative touched"), 0.0)


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
        for gold, scored, marked in zip(*part, strict=True):
            reading = assemble(*scored, settings)
            for what, raw, right in (*_judge(corpus, gold, reading), *_judge_wording(marked, reading)):
                points.setdefault(what, []).append((raw, right))
    return points


def _judge(corpus: str, gold: Gold, reading: Reading) -> Iterator[tuple[str, float, bool]]:
    annotated, words = gold.annotated, Words.of(reading.text, gold.masked)
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
        outlines = [*(claim.spans for claim in annotated.claims), *gold.unsettled_claims]
        claims = {words.in_spans(spans) for spans in outlines}
        for stretch in reading.claims:
            yield "claims", stretch.score, words.in_spans(stretch.spans) in claims
    elif corpus == "worldwide":
        names = {(words.in_spans([name.span]), name.type) for name in annotated.names}
        for name in reading.names:
            yield "names", name.score, (words.in_spans([name.span]), name.type) in names


def _judge_wording(
    marked: Mapping[str, Sequence[Span]], reading: Reading
) -> Iterator[tuple[str, float, bool]]:
    for wording in reading.wording:
        if wording.layer in marked:
            right = any(wording.span.touches(span) for span in marked[wording.layer])
            yield wording.layer, wording.score, right


def _agree(one: frozenset[int], other: frozenset[int]) -> bool:
    return bool(one | other) and len(one & other) >= 0.5 * len(one | other)


def load_network(weights: Path, work: Path) -> Network:
    """The network of averaged weights, with as many layers as its run's recipe says."""
    from safetensors.torch import load_file

    recipe: dict[str, Any] = json.loads((work / "state.json").read_text(encoding="utf-8"))["recipe"]
    network = Network.fresh(layers=recipe["layers"], pretrained=False)
    network.load_state_dict(load_file(weights))
    return network.eval()
