"""One article, gold against guess: the counts of every measure that the gold's layers allow.

`score` adds the counts of many articles up and says what each measure means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from attrib.accepted import count_speakers
from attrib.counts import (
    Counts,
    Fit,
    Words,
    WordSet,
    count_equal,
    count_share,
    count_shared,
    count_touching,
    match,
    span_counts,
    touch_counts,
)
from attrib.gold import Gold
from attrib.layout import find_paragraphs
from attrib.quotes import find_quotations
from attrib.records import Annotated, Attribution, Evaluative
from attrib.score_measures import GROUPED
from attrib.spans import Span

SOFT = 0.5  # two contents are softly the same from this Jaccard on: half of the words of both are shared


@dataclass(slots=True)
class Tally:
    """What one article adds to the measures: counts, and each score with whether the guess was right."""

    counts: dict[str, Counts] = field(default_factory=dict)
    scored: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)


def compare(gold: Gold, guess: Gold, layers: frozenset[str]) -> Tally:
    """The counts of one article, by the names in `score_measures`. Both sides must hold the same text.

    What is masked in the gold is left out of both sides; a finding that lies wholly inside is gone.
    """
    text = gold.annotated.text or ""
    words = Words.of(text, gold.masked)
    tally = Tally()
    if layers & {"source", "cue", "content"}:
        _compare_attributions(gold, guess, (words, layers, tally))
    if layers & {"claims", "claim_status", "outlet_claims"}:
        _compare_claims(gold, guess, (words, layers, tally))
    record, guessed = gold.annotated, guess.annotated
    if "names" in layers:
        names, guesses = (
            [(found, name.type) for name in one.names if (found := words.in_span(name.span))]
            for one in (record, guessed)
        )
        tally.counts["name exact"] = count_equal(names, guesses)
        tally.counts["name span"] = count_equal([span for span, _ in names], [span for span, _ in guesses])
    if "sentences" in layers:
        tally.counts["sentence exact"] = span_counts(record.sentences, guessed.sentences, words)
    if "tokens" in layers and gold.tokens is not None and guess.tokens is not None:
        # Punctuation marks are tokens too and hold no word, so tokens are compared by their characters.
        tokens = [
            [token for token in found if not any(token.touches(hole) for hole in gold.masked)]
            for found in (gold.tokens, guess.tokens)
        ]
        tally.counts["token exact"] = count_equal(*tokens)
    if "evaluative" in layers:
        asked = [
            one for one in guessed.evaluative if gold.categories is None or one.category in gold.categories
        ]
        _compare_evaluative(record, replace(guessed, evaluative=tuple(asked)), (words, layers, tally))
    if "judging" in layers:
        _compare_judging(gold, guess, (words, layers, tally))
    return tally


_Setting = tuple[Words, frozenset[str], Tally]


class _Record(NamedTuple):
    """One attribution as sets of words."""

    source: WordSet
    cue: WordSet
    content: WordSet
    attribution: Attribution


def _compare_attributions(gold: Gold, guess: Gold, setting: _Setting) -> None:
    words, layers, tally = setting
    golds, guesses = (_find_records(one.annotated, words, nested="nested" in layers) for one in (gold, guess))
    for role in ("source", "cue", "content"):
        if role not in layers:
            continue
        found, guessed = (
            [spans for one in side if (spans := getattr(one, role))] for side in (golds, guesses)
        )
        tally.counts[f"{role} words"] = count_shared(_union(found), _union(guessed))
        if role == "source":  # shared by several attributions, it is one source
            found, guessed = list(set(found)), list(set(guessed))
        tally.counts[f"{role} exact"] = count_equal(found, guessed)
        tally.counts[f"{role} overlap"] = count_touching(found, guessed)
    if "content" not in layers:
        return
    fragments = [
        [part for one in side for span in one.attribution.content if (part := words.in_span(span))]
        for side in (golds, guesses)
    ]
    tally.counts["content fragment exact"] = count_equal(*fragments)
    found_contents = match(_similar(golds, guesses, lambda one, other: True))
    text = gold.annotated.text or ""
    quoted = words.in_spans(find_quotations(text, find_paragraphs(text)))
    kinds: dict[str, Callable[[_Record], bool]] = {
        "quoted": lambda one: one.content <= quoted,
        "indirect": lambda one: not one.content & quoted,
        "no source": lambda one: not one.source,
        "nested": lambda one: one.attribution.parent is not None,
    }
    for kind, fits in kinds.items():
        if (kind != "nested" or "nested" in layers) and (kind != "no source" or "source" in layers):
            of_kind = [index in found_contents for index, one in enumerate(golds) if fits(one)]
            tally.counts[f"content found, {kind}"] = count_share(of_kind)
    if "source" not in layers:
        return
    tally.counts["source right, content found"] = count_share(
        _same_source(golds[i], guesses[j]) for i, j in found_contents.items()
    )
    pairs = match(_similar(golds, guesses, _same_source))
    tally.counts["record soft"] = Counts(len(golds), len(guesses), len(pairs), len(pairs))
    for layer in GROUPED:
        if layer in layers:
            tally.counts.update(_count_groups(layer, (golds, guesses), pairs))
    scores = [one.attribution.score for one in guesses]
    softly = set(pairs.values())
    tally.scored["calibration error, record soft"] = [(score, j in softly) for j, score in enumerate(scores)]
    if "cue" in layers:
        tally.counts["record exact"] = count_equal([one[:3] for one in golds], [one[:3] for one in guesses])
        left = Counter(one[:3] for one in golds)
        exactly = []
        for one, score in zip(guesses, scores, strict=True):
            left[one[:3]] -= 1
            exactly.append((score, left[one[:3]] >= 0))
        tally.scored["calibration error, record exact"] = exactly
    matched = [(golds[i].attribution, guesses[j].attribution) for i, j in pairs.items()]
    for layer in ("source_status", "manner", "modality"):
        if layer in layers:
            same = [getattr(one, layer) == getattr(other, layer) for one, other in matched]
            tally.counts[f"{layer.replace('_', ' ')} right"] = count_share(same)
    if "speaker_names" in layers:
        tally.counts.update(count_speakers(text, matched, gold.speaker_names, guess.annotated))
    if "speaker" in layers:  # which asks for the very name, and so has the last word
        names, guessed_names = _speaker_names(gold.annotated), _speaker_names(guess.annotated)
        right = [
            (one.source_status, names.get(one.speaker or "") == guessed_names.get(other.speaker or ""))
            for one, other in matched
        ]
        tally.counts["speaker right"] = count_share(same for _, same in right)
        for status in ("named", "nominal", "pronoun") if "source_status" in layers else ():
            tally.counts[f"speaker right, {status}"] = count_share(same for of, same in right if of == status)


def _count_groups(
    layer: str, sides: tuple[list[_Record], list[_Record]], pairs: Mapping[int, int]
) -> dict[str, Counts]:
    """`record soft` for what each side puts into a group, whatever the other calls it."""
    asked = [Counter(getattr(one.attribution, layer) for one in side) for side in sides]
    right = [
        Counter(getattr(side[place].attribution, layer) for place in found)
        for side, found in zip(sides, (pairs, pairs.values()), strict=True)
    ]
    return {
        f"record soft, {group}": Counts(*(one[group] for one in (*asked, *right)))
        for group in GROUPED[layer]
        if asked[0][group] or asked[1][group]
    }


def _find_records(annotated: Annotated, words: Words, *, nested: bool) -> list[_Record]:
    """The attributions as words; without a content word (masked, or a slip) there is nothing to compare."""
    records = []
    for one in annotated.attributions:
        if one.parent is not None and not nested:
            continue
        content = words.in_spans(one.content)
        if content:
            cue = words.in_spans([one.cue]) if one.cue else frozenset()
            records.append(_Record(words.in_spans(one.source), cue, content, one))
    return records


def _same_source(one: _Record, other: _Record) -> bool:
    """The sources share a word, or neither has one."""
    return bool(one.source & other.source) or (not one.source and not other.source)


def _similar(
    golds: Sequence[_Record], guesses: Sequence[_Record], fits: Callable[[_Record, _Record], bool]
) -> dict[tuple[int, int], Fit]:
    """The pairs that may be matched, each with how well they fit."""
    holders: dict[int, list[int]] = {}
    for j, guess in enumerate(guesses):
        for word in guess.content:
            holders.setdefault(word, []).append(j)
    pairs = {}
    for i, gold in enumerate(golds):
        shared = Counter(j for word in gold.content for j in holders.get(word, ()))
        for j, both in shared.items():
            jaccard = both / (len(gold.content) + len(guesses[j].content) - both)
            if jaccard >= SOFT and fits(gold, guesses[j]):
                pairs[i, j] = (_same_source(gold, guesses[j]), jaccard, gold.cue == guesses[j].cue)
    return pairs


def pair_softly(
    one: Annotated, other: Annotated, words: Words
) -> tuple[tuple[Attribution, Attribution], ...]:
    """The attributions of two records of one text that agree softly, as `record soft` counts them, each used
    once."""
    records, others = (_find_records(side, words, nested=True) for side in (one, other))
    pairs = match(_similar(records, others, _same_source))
    return tuple((records[i].attribution, others[j].attribution) for i, j in pairs.items())


def _compare_claims(gold: Gold, guess: Gold, setting: _Setting) -> None:
    words, layers, tally = setting
    claims, guesses = (
        [(found, claim.status) for claim in one.annotated.claims if (found := words.in_spans(claim.spans))]
        for one in (gold, guess)
    )
    unsettled, guessed_unsettled = (
        [found for spans in one.unsettled_claims if (found := words.in_spans(spans))] for one in (gold, guess)
    )
    if "claims" in layers:
        stretches = [found for found, _ in claims] + unsettled
        guessed_stretches = [found for found, _ in guesses] + guessed_unsettled
        tally.counts["claim exact"] = count_equal(stretches, guessed_stretches)
        tally.counts["claim start"] = count_equal(map(min, stretches), map(min, guessed_stretches))
    if "claim_status" in layers:
        guessed_status = {word: status for found, status in reversed(guesses) for word in found}
        known = {word: status for found, status in reversed(claims) for word in found}
        tally.counts["claim status right"] = count_share(
            guessed_status.get(word) == known[word] for word in known
        )
        tally.counts["claim status right, claim found"] = count_share(
            guessed_status[word] == known[word] for word in known if word in guessed_status
        )
    if "outlet_claims" in layers:
        # A question of the outlet asserts nothing, and the cases mark none.
        own, guessed_own = (
            _union(
                words.in_spans(claim.spans)
                for claim in one.annotated.claims
                if claim.status == "unattributed" and claim.kind != "question"
            )
            for one in (gold, guess)
        )
        tally.counts["outlet claim words"] = count_shared(own, guessed_own)


def _compare_evaluative(gold: Annotated, guess: Annotated, setting: _Setting) -> None:
    words, layers, tally = setting
    spans, guesses = ([one.span for one in side.evaluative] for side in (gold, guess))
    tally.counts["evaluative exact"] = span_counts(spans, guesses, words)
    tally.counts["evaluative touched"] = touch_counts(spans, guesses, words)
    found, guessed = (words.in_spans(one) for one in (spans, guesses))
    tally.counts["evaluative words"] = count_shared(found, guessed)
    if "quoted" in layers:
        aside = words.in_spans(one.span for one in gold.evaluative if one.quoted)
        found, guessed = (words.in_spans(_unquoted(side)) - aside for side in (gold, guess))
        tally.counts["evaluative words, unquoted"] = count_shared(found, guessed)
    touched = [
        (one, other)
        for one in gold.evaluative
        if (other := _pick_touching(one, guess.evaluative, words)) is not None
    ]
    if "voice_outlet" in layers:
        same = [(one.voice == "outlet") == (other.voice == "outlet") for one, other in touched]
        tally.counts["voice right, outlet or not"] = count_share(same)
    if "target" in layers:
        tally.counts["target right"] = _compare_targets(touched, gold, guess, words)
    if "voice" in layers:
        names, guessed_names = _speaker_names(gold), _speaker_names(guess)
        same = [
            names.get(one.voice, one.voice) == guessed_names.get(other.voice, other.voice)
            for one, other in touched
        ]
        tally.counts["voice right"] = count_share(same)


def _compare_targets(
    pairs: Iterable[tuple[Evaluative, Evaluative]], gold: Annotated, guess: Annotated, words: Words
) -> Counts:
    """Targets of stretches that touch: one speaker by name, or spans that share half of their words. A
    speaker of one side is the same as a mention of that speaker on the other."""
    places = [_find_places(side, words) for side in (gold, guess)]
    same = []
    for one, other in pairs:
        if one.target is not None:
            here, there = (
                _find_target(e.target, words, known) for e, known in zip((one, other), places, strict=True)
            )
            same.append(any(len(a & b) >= SOFT * len(a | b) for a in here for b in there if a and b))
    return count_share(same)


def _find_places(side: Annotated, words: Words) -> dict[str, list[WordSet]]:
    """Where each speaker is mentioned, by id."""
    return {one.id: [words.in_spans([mention]) for mention in one.mentions] for one in side.speakers}


def _find_target(
    target: Span | str | None, words: Words, places: Mapping[str, list[WordSet]]
) -> list[WordSet]:
    if target is None:
        return []
    return places.get(target, []) if isinstance(target, str) else [words.in_spans([target])]


def _unquoted(side: Annotated) -> list[Span]:
    return [one.span for one in side.evaluative if not one.quoted]


def _compare_judging(gold: Gold, guess: Gold, setting: _Setting) -> None:
    """Sentences that the gold calls judging, and those in which the guess finds a word that judges."""
    words, layers, tally = setting
    guessed = guess.annotated
    spans = _unquoted(guessed) if "quoted" in layers else [one.span for one in guessed.evaluative]
    marked = words.in_spans(spans)
    asked = [
        (judges, not marked.isdisjoint(here))
        for span, judges in gold.judging
        if (here := words.in_span(span))
    ]
    for measure, answer in (("evaluative sentence", True), ("plain sentence", False)):
        golds, guesses = (
            frozenset(n for n, pair in enumerate(asked) if pair[side] == answer) for side in (0, 1)
        )
        tally.counts[measure] = count_shared(golds, guesses)


def _pick_touching(gold: Evaluative, guesses: Iterable[Evaluative], words: Words) -> Evaluative | None:
    """The guess that shares most words with a gold stretch; `None` when none shares a word."""
    covered = words.in_spans([gold.span])
    shares = [(len(covered & words.in_spans([guess.span])), guess) for guess in guesses]
    most, pick = max(shares, key=lambda share: share[0], default=(0, None))
    return pick if most else None


def _speaker_names(annotated: Annotated) -> dict[str, str]:
    """The name of every speaker by id (records number them differently), in one case, with single blanks."""
    return {one.id: " ".join(one.name.casefold().split()) for one in annotated.speakers}


def _union(sets: Iterable[WordSet]) -> WordSet:
    return frozenset(word for one in sets for word in one)
