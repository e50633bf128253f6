"""Scores apart by what articles are: by genre, outlet, phenomenon or any other key of the gold's `meta`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attrib.errors import BadOption
from attrib.gold import Gold, to_gold
from attrib.records import Annotated
from attrib.score import Scores, check_measures, score

# What is asked first, of whatever gold: how much is found, and whether its speakers are right.
USUAL = (
    "content found, quoted",
    "record soft",
    "source right, content found",
    "source status right",
    "speaker right",
    "speaker named",
    "speaker wrongly named",
    "speaker left open",
    "claim exact",
)
NONE = "–"  # the group of articles that lack the key
ARTICLE = "article"  # the key of every article by itself


@dataclass(frozen=True, slots=True)
class Groups:
    """The scores of each group of articles, in the order of their names, and of all articles together."""

    key: str
    groups: Mapping[str, Scores]
    all: Scores

    def to_json(self) -> dict[str, Any]:
        """The plain form, with every measure of every group."""
        return {
            "by": self.key,
            "groups": {name: scores.to_json() for name, scores in self.groups.items()},
            "all": self.all.to_json(),
        }

    def to_text(self, measures: Sequence[str] = USUAL) -> str:
        """A table for reading, one group a line: each measure in per cent with its count in gold.

        A measure that no group has is left out. Raises `BadOption` for one that does not exist.
        """
        check_measures(measures)
        lines = {**self.groups, "all": self.all}
        shown = [one for one in measures if any(row.measure == one for row in self.all.rows)]
        table = [[self.key, "articles", *shown]]
        table += [
            [name, str(scores.articles), *(_to_cell(scores, measure) for measure in shown)]
            for name, scores in lines.items()
        ]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        rows = (
            [row[0].ljust(widths[0]), *(c.rjust(width) for c, width in zip(row[1:], widths[1:], strict=True))]
            for row in table
        )
        return "\n".join("  ".join(row) for row in rows) + "\n"


def _find_group(gold: Annotated, key: str) -> str:
    return gold.article_id if key == ARTICLE else str(gold.meta.get(key, NONE))


def _to_cell(scores: Scores, measure: str) -> str:
    row = next((row for row in scores.rows if row.measure == measure), None)
    return NONE if row is None else f"{100 * row.score:.1f} ({row.gold})"


def score_by(
    key: str,
    gold: Iterable[Gold | Annotated],
    guess: Iterable[Gold | Annotated],
    *,
    bootstrap: int = 0,
    seed: int = 0,
) -> Groups:
    """How far `guess` agrees with `gold`, apart for the articles with each value of `key` in the gold's
    `meta`; the key "article" gives each article by its id.

    Articles without the key are a group of their own, "–". Raises `BadOption` when no article has it, and
    what `score` raises.
    """
    golds = [one if isinstance(one, Gold) else to_gold(one) for one in gold]
    guesses = [one if isinstance(one, Gold) else to_gold(one) for one in guess]
    together = score(golds, guesses, bootstrap=bootstrap, seed=seed)
    group_of = {one.annotated.article_id: _find_group(one.annotated, key) for one in golds}
    if key != ARTICLE and not any(key in one.annotated.meta for one in golds):
        known = sorted({name for one in golds for name in one.annotated.meta})
        have = f"The gold has: {', '.join(known[:12])}." if known else "The gold has no meta at all."
        raise BadOption(f"No article of the gold has the key {key!r} in its meta. {have}")
    groups = {
        name: score(
            [one for one in golds if group_of[one.annotated.article_id] == name],
            [one for one in guesses if group_of[one.annotated.article_id] == name],
            bootstrap=bootstrap,
            seed=seed,
        )
        for name in sorted(set(group_of.values()), key=lambda name: (name == NONE, name))
    }
    return Groups(key, groups, together)
