"""Agreement: how far two or more annotators of the same articles agree, and where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrib.agreement_measures import ALL, ALPHAS, MEASURES, Key, count_pair, list_units
from attrib.alphas import Alpha, measure_alpha
from attrib.counts import Counts, Words
from attrib.differences import Case, find_cases, to_row
from attrib.errors import BadOption
from attrib.lineup import Lineup, Missing, find_masked, find_shared_layers, line_up
from attrib.records import Annotated

# Below this many articles there is no interval, as in comparisons of outlets: too few to draw from.
FEWEST = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one group, over all articles.

    `first` and `second` are the findings of the two sides, `first_agreed` and `second_agreed` those of them
    that the other side has too. `micro` is F1 of these sums, `macro` the mean of the F1 of those `articles`
    that have anything to compare. Of several annotators the counts of all pairs are added up, and an
    article's F1 is that of its pairs together.
    """

    measure: str
    group: str  # "" for all; else "manner: direct", "source status: named" …
    first: int
    second: int
    first_agreed: int
    second_agreed: int
    micro: float
    macro: float
    articles: int
    low: float | None = None  # of micro; None: no bootstrap was asked for, or too few articles
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What `agree` finds: rows over all articles and pairs, the same for each pair, for each article, alphas,
    and every case in which not all say the same.

    Rows with nothing to compare are left out; alphas without a value stay, with their counts.
    """

    annotators: tuple[str, ...]
    articles: tuple[str, ...]
    left_out: Mapping[str, tuple[str, ...]]  # articles that not everybody annotated, and who did
    rows: tuple[Row, ...]
    pairs: Mapping[tuple[str, str], tuple[Row, ...]]  # without intervals
    by_article: Mapping[str, tuple[Row, ...]]  # without intervals
    alphas: tuple[Alpha, ...]
    disagreements: tuple[Case, ...]
    texts: Mapping[str, str]
    bootstrap: int

    def __getitem__(self, measure: str | Key) -> Row:
        """The row of a measure, or of a measure and group; `KeyError` when there was nothing to compare."""
        wanted = (measure, ALL) if isinstance(measure, str) else measure
        for row in self.rows:
            if (row.measure, row.group) == wanted:
                return row
        raise KeyError(wanted)

    def alpha(self, question: str) -> Alpha:
        """The alpha of one of `ALPHAS`; `KeyError` when the annotators did not look for what it asks."""
        for one in self.alphas:
            if one.question == question:
                return one
        raise KeyError(question)

    def to_json(self) -> dict[str, Any]:
        """The plain form, with shares between 0 and 1."""
        return {
            "annotators": list(self.annotators),
            "articles": list(self.articles),
            "left_out": {id: list(who) for id, who in self.left_out.items()},
            "bootstrap": self.bootstrap,
            "rows": [asdict(row) for row in self.rows],
            "pairs": [
                {"annotators": list(pair), "rows": [asdict(row) for row in rows]}
                for pair, rows in self.pairs.items()
            ],
            "by_article": {id: [asdict(row) for row in rows] for id, rows in self.by_article.items()},
            "alphas": [{**asdict(one), "labels": dict(one.labels)} for one in self.alphas],
            "disagreements": [self.to_row(case) for case in self.disagreements],
        }

    def to_row(self, case: Case) -> dict[str, Any]:
        """One disagreement in plain form: where it is, what differs, and what each annotator says."""
        return to_row(case, self.annotators, self.texts[case.article_id])


def agree(
    *sides: Iterable[Annotated],
    annotators: Sequence[str] | None = None,
    missing: Missing = "stop",
    bootstrap: int = 0,
    seed: int = 0,
) -> Agreement:
    """How far two or more annotators agree, article by article (by `article_id`).

    Nobody is taken for right: exchanging sides changes no figure, but for labels of findings that have
    several partners which fit equally well. What any of them masks is left out, and
    where they state layers, what not all looked for. `bootstrap` draws the articles anew so many times, with
    replacement, for intervals that hold 95 of 100 draws. docs/agreement.md says what each figure hides.

    Raises as `lineup.line_up` does, and `BadOption` for a negative number of draws.
    """
    if bootstrap < 0:
        raise BadOption(f"bootstrap is {bootstrap}; it is a number of draws, 0 for none. 1000 is usual.")
    lineup = line_up(sides, annotators=annotators, missing=missing)
    places = list(combinations(range(len(lineup.annotators)), 2))
    tallies: list[list[dict[Key, Counts]]] = []  # article → pair → counts
    units = []
    cases: list[Case] = []
    for records in lineup.articles:
        words = Words.of(records[0].text or "", find_masked(records))
        layers = find_shared_layers(records)
        tallies.append([count_pair(records[i], records[j], words, layers) for i, j in places])
        units.append(list_units(records, words, layers))
        cases += [case for case in find_cases(records, words=words) if case.differs]
    draws = _draw(len(lineup.articles), bootstrap, seed)
    names = [(lineup.annotators[i], lineup.annotators[j]) for i, j in places]
    return Agreement(
        lineup.annotators,
        _ids(lineup),
        lineup.left_out,
        rows=_make_rows(tallies, draws),
        pairs={name: _make_rows([[one[n]] for one in tallies]) for n, name in enumerate(names)},
        by_article={id: _make_rows([one]) for id, one in zip(_ids(lineup), tallies, strict=True)},
        alphas=tuple(
            measure_alpha(question, [one.get(question, []) for one in units], draws)
            for question in ALPHAS
            if any(question in one for one in units)
        ),
        disagreements=tuple(cases),
        texts={records[0].article_id: records[0].text or "" for records in lineup.articles},
        bootstrap=bootstrap if draws is not None else 0,
    )


def _ids(lineup: Lineup) -> tuple[str, ...]:
    return tuple(records[0].article_id for records in lineup.articles)


def _draw(articles: int, bootstrap: int, seed: int) -> NDArray[np.int64] | None:
    """(draws, articles) how often each draw holds each article; `None` when there are to be no intervals."""
    if not bootstrap or articles < FEWEST:
        return None
    return np.random.default_rng(seed).multinomial(articles, np.full(articles, 1 / articles), size=bootstrap)


def _make_rows(
    tallies: Sequence[Sequence[Mapping[Key, Counts]]], draws: NDArray[np.int64] | None = None
) -> tuple[Row, ...]:
    keys = {key for article in tallies for pair in article for key in pair}
    order = list(MEASURES)
    rows = []
    for measure, group in sorted(keys, key=lambda key: (order.index(key[0]), key[1])):
        counts = np.array(
            [
                np.sum([pair.get((measure, group), Counts()) for pair in article], axis=0)
                for article in tallies
            ],
            dtype=np.float64,
        )  # (articles, 4)
        total = counts.sum(axis=0)
        micro = _find_f1(total[None])[0]
        if np.isnan(micro):
            continue
        each = _find_f1(counts)  # (articles,)
        low = high = None
        if draws is not None:
            low, high = (float(one) for one in np.nanpercentile(_find_f1(draws @ counts), [2.5, 97.5]))
        first, second, *agreed = (int(number) for number in total)
        there = int((~np.isnan(each)).sum())
        rows.append(
            Row(
                measure,
                group,
                first,
                second,
                agreed[0],
                agreed[1],
                float(micro),
                float(np.nanmean(each)),
                there,
                low,
                high,
            )
        )
    return tuple(rows)


def _find_f1(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1 of rows of counts, as `Counts.f1` has it; nan where neither side has anything."""
    first, second, first_agreed, second_agreed = counts.T
    one, other = second_agreed / np.maximum(second, 1), first_agreed / np.maximum(first, 1)
    f1 = 2 * one * other / np.where(one + other > 0, one + other, 1)
    return np.asarray(np.where(first + second > 0, f1, np.nan))
