"""Scores: how far a guess agrees with gold, measure by measure, with counts.

Gold may be what people marked and guess what the program found, or both may be people's (then the same
figures are their agreement). What each measure asks stands in
`score_measures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrib.compare import Tally, compare
from attrib.counts import Counts
from attrib.errors import BadAnnotation, BadOption
from attrib.gold import Gold, find_layers, to_gold
from attrib.records import Annotated, text_sha256
from attrib.score_measures import MEANS, MEASURES, PARTS, Kind

BINS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One measure over all articles. `score` is its figure: F1, share or error.

    For a share `precision` and `f1` are `None`; for a mean, a share of faults and an error all three are. A
    share of faults has its faults as `right`. An error has the scored attributions as `guess` and those of
    them that are right as `gold` and `right`.
    """

    measure: str
    score: float
    gold: int
    guess: int
    right: int  # gold that was found
    guess_right: (
        int  # guesses that are right; another number than `right` only where several may answer to one
    )
    precision: float | None
    recall: float | None
    f1: float | None
    low: float | None = None  # None: no bootstrap was asked for
    high: float | None = None
    macro: float | None = None  # the mean of the articles' figures; None: of what is a mean, or an error


@dataclass(frozen=True, slots=True)
class Scores:
    """All measures that gold and guess allow, in the order of `MEASURES`."""

    articles: int
    rows: tuple[Row, ...]
    bootstrap: int = 0  # how often the articles were drawn anew for `low` and `high` (2.5 and 97.5 of 100)

    def __getitem__(self, measure: str) -> Row:
        """The row of one measure; `KeyError` when gold or guess had nothing for it."""
        for row in self.rows:
            if row.measure == measure:
                return row
        raise KeyError(measure)

    def pick(self, measures: Sequence[str]) -> Scores:
        """The same with the rows of these measures only, in their order; those that have none are left out.

        Raises `BadOption` for a measure that does not exist.
        """
        check_measures(measures)
        return replace(self, rows=tuple(row for name in measures for row in self.rows if row.measure == name))

    def to_json(self) -> dict[str, Any]:
        """The plain form, with shares between 0 and 1."""
        return {
            "articles": self.articles,
            "bootstrap": self.bootstrap,
            "rows": [asdict(row) for row in self.rows],
        }

    def to_text(self) -> str:
        """A table for reading, in per cent, one measure a line.

        `score` counts every finding alike, `macro` every article that has any.
        """
        head = ["measure", "gold", "guess", "right", "P", "R", "F1", "score", "macro"]
        lines = [[*head, "low", "high"] if self.bootstrap else head]
        for row in self.rows:
            figures = [row.precision, row.recall, row.f1, row.score, row.macro]
            figures += [row.low, row.high] if self.bootstrap else []
            counts = [str(number) for number in (row.gold, row.guess, row.right)]
            lines.append(
                [row.measure, *counts, *("–" if one is None else f"{100 * one:.1f}" for one in figures)]
            )
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        table = [
            "  ".join(
                [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
            )
            for line in lines
        ]
        return "\n".join([f"{self.articles} articles", *table]) + "\n"


def check_measures(measures: Iterable[str]) -> None:
    """Raises `BadOption` when one of these names is no measure's."""
    if unknown := [measure for measure in measures if measure not in MEASURES]:
        raise BadOption(
            f"No measure is called {unknown[0]!r}. `attrib score` prints those that the gold allows; "
            "docs/measures.md lists all."
        )


def score(
    gold: Iterable[Gold | Annotated], guess: Iterable[Gold | Annotated], *, bootstrap: int = 0, seed: int = 0
) -> Scores:
    """How far `guess` agrees with `gold`, article by article (by `article_id`), added up.

    Only the layers that the gold annotates are scored, and nothing of what it masks. A gold record that does
    not state its layers has those that any such record of the same gold has something of. `bootstrap` draws
    the articles anew so many times, with replacement, for the interval that holds 95 of 100 draws.

    Raises `BadAnnotation` when an article is on one side only, stands there twice, or has another text.
    """
    if bootstrap < 0:
        raise BadOption(f"bootstrap is {bootstrap}; it is a number of draws, 0 for none. 1000 is usual.")
    pairs = _pair(gold, guess)
    unstated = frozenset(layer for one, _ in pairs if one.layers is None for layer in find_layers(one))
    tallies = [compare(one, other, unstated if one.layers is None else one.layers) for one, other in pairs]
    return Scores(len(pairs), tuple(_find_rows(tallies, bootstrap, seed)), bootstrap)


def _pair(gold: Iterable[Gold | Annotated], guess: Iterable[Gold | Annotated]) -> list[tuple[Gold, Gold]]:
    """Gold and guess of each article, in the order of the gold, both with the text."""
    golds, guesses = _by_id(gold, "gold"), _by_id(guess, "guess")
    missing = [id for id in golds if id not in guesses]
    extra = [id for id in guesses if id not in golds]
    if missing or extra:
        parts = [
            f"{len(ids)} only in the {side} ({', '.join(ids[:3])}{' …' * (len(ids) > 3)})"
            for ids, side in ((missing, "gold"), (extra, "guess"))
            if ids
        ]
        raise BadAnnotation(
            f"Gold and guess are not about the same articles: {', '.join(parts)}. "
            "Were they made from the same files? Leave the odd ones out and score again."
        )
    return [_with_text(golds[id], guesses[id]) for id in golds]


def _by_id(side: Iterable[Gold | Annotated], name: str) -> dict[str, Gold]:
    found: dict[str, Gold] = {}
    for one in side:
        article = one if isinstance(one, Gold) else to_gold(one)
        id = article.annotated.article_id
        if id in found:
            raise BadAnnotation(
                f"{name}: the article {id} stands there twice. Which is meant? Leave the other out."
            )
        found[id] = article
    return found


def _with_text(gold: Gold, guess: Gold) -> tuple[Gold, Gold]:
    """Both with the text, which a stand-off record takes from the other side."""
    one, other = gold.annotated, guess.annotated
    text = one.text if one.text is not None else other.text
    if text is None:
        raise BadAnnotation(f"{one.article_id}: neither gold nor guess holds the text. One of them must.")
    # A record that holds its text is taken at its word; `attrib check` compares it with its sha256.
    hashes = [text_sha256(side.text) if side.text is not None else side.text_sha256 for side in (one, other)]
    if hashes[0] != hashes[1]:
        raise BadAnnotation(
            f"{one.article_id}: gold and guess are not of the same text (sha256 {hashes[0][:12]}… and "
            f"{hashes[1][:12]}…). Was the text edited after one of them was made?"
        )
    return replace(gold, annotated=replace(one, text=text)), replace(
        guess, annotated=replace(other, text=text)
    )


def _find_rows(tallies: Sequence[Tally], bootstrap: int, seed: int) -> Iterable[Row]:
    # How often each draw holds each article; every measure is a sum over articles, so a draw is a product.
    draws = np.random.default_rng(seed).multinomial(
        len(tallies), np.full(len(tallies), 1 / max(1, len(tallies))), size=bootstrap
    )  # (bootstrap, articles)
    for measure, (kind, _) in MEASURES.items():
        if kind == "error":
            counts = _bins_of(tallies, measure)
        elif kind == "macro f1":
            counts = _parts_of(tallies, PARTS[measure])
        else:
            counts = _counts_of(tallies, MEANS.get(measure, measure))
        if counts is None:
            continue
        with np.errstate(invalid="ignore"):  # 0 ÷ 0 in a draw without a single case: nan, left out below
            figure = _find_figure(kind, np.ones((1, len(tallies))), counts)[0]
            drawn = _find_figure(kind, draws, counts)
        if np.isnan(figure):
            continue
        low, high = np.nanpercentile(drawn, [2.5, 97.5]) if bootstrap else (None, None)
        if kind == "error":
            # counts: (articles, bins, 3) number, sum of scores, number right
            number, _, right = counts.sum(axis=(0, 1))
            total = Counts(int(right), int(number), int(right), int(right))
        else:
            total = Counts(*(int(number) for number in counts.reshape(len(tallies), -1, 4).sum(axis=(0, 1))))
        yield Row(
            measure,
            float(figure),
            *total,
            precision=total.precision if kind == "f1" else None,
            recall=total.recall if kind in ("f1", "share") else None,
            f1=total.f1 if kind == "f1" else None,
            low=None if low is None else float(low),
            high=None if high is None else float(high),
            macro=_find_macro(kind, counts),
        )


def _find_macro(kind: Kind, counts: NDArray[np.float64]) -> float | None:
    """The mean of the articles' figures, over those that have one."""
    if kind not in ("f1", "share", "share of faults"):
        return None
    if kind == "f1":
        each = _find_f1(counts)  # (articles,)
    else:
        each = counts[:, 2] / np.where(counts[:, 0] > 0, counts[:, 0], np.nan)
    return float(np.nanmean(each))


def _counts_of(tallies: Sequence[Tally], measure: str) -> NDArray[np.float64] | None:
    """(articles, 4) the counts of one measure, zeros where an article lacks it; `None` when all do."""
    if not any(measure in tally.counts for tally in tallies):
        return None
    return np.array([tally.counts.get(measure, Counts()) for tally in tallies], dtype=np.float64)


def _parts_of(tallies: Sequence[Tally], measures: Sequence[str]) -> NDArray[np.float64] | None:
    """(articles, measures, 4) the counts of several measures; `None` when no article has any of them."""
    parts = [_counts_of(tallies, measure) for measure in measures]
    known = [part for part in parts if part is not None]
    return np.stack(known, axis=1) if len(known) == len(parts) else None


def _bins_of(tallies: Sequence[Tally], measure: str) -> NDArray[np.float64] | None:
    """(articles, bins, 3) number, sum of scores and number right, per bin of score; `None` without scores."""
    bins = np.zeros((len(tallies), BINS, 3))
    for article, tally in enumerate(tallies):
        for one, right in tally.scored.get(measure, ()):
            bins[article, min(int(one * BINS), BINS - 1)] += (1, one, right)
    return bins if bins.any() else None


def _find_figure(kind: Kind, draws: NDArray[Any], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """(draws,) the figure of one measure in each draw of articles; nan where there is nothing to compare."""
    if kind == "error":
        number, scores, right = np.moveaxis(np.tensordot(draws, counts, axes=1), 2, 0)  # (draws, bins) each
        return np.asarray(np.abs(scores - right).sum(axis=1) / number.sum(axis=1))
    if kind == "mean f1":
        each = _find_f1(counts)  # (articles,)
        there = ~np.isnan(each)
        return np.asarray(draws @ np.where(there, each, 0) / (draws @ there))
    if kind == "macro f1":
        total = np.tensordot(draws, counts, axes=1)  # (draws, measures, 4)
        return np.asarray(np.mean([_find_f1(part) for part in np.moveaxis(total, 1, 0)], axis=0))
    total = draws @ counts  # (draws, 4)
    return np.asarray(total[:, 2] / total[:, 0]) if kind in ("share", "share of faults") else _find_f1(total)


def _find_f1(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1 of rows of counts, as `Counts.f1` has it, nan for its `None`."""
    gold, guess, right, guess_right = counts.T
    precision, recall = guess_right / np.maximum(guess, 1), right / np.maximum(gold, 1)
    f1 = 2 * precision * recall / np.where(precision + recall > 0, precision + recall, 1)
    return np.asarray(np.where(gold + guess > 0, f1, np.nan))
