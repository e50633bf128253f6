"""What a shard is, as values: which articles stand in it, what is counted, what its lines say.

Shards hold consecutive articles, so `cat out/*.jsonl` is the input's order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from attrib.files import dump_line
from attrib.formats import Problem
from attrib.records import Article, text_sha256


@dataclass(frozen=True)
class Layout:
    """How many articles go into each shard: `shards` equal ones of `items` articles, or `shard_articles` into
    each, as many as come."""

    shard_articles: int | None = None
    shards: int | None = None
    items: int | None = None  # counted beforehand; what cannot be read counts too

    def sizes(self) -> Iterator[int]:
        """The size of each shard, in order; without end when nothing was counted.

        >>> list(Layout(shards=3, items=10).sizes())
        [3, 3, 4]
        >>> list(Layout(shards=3, items=2).sizes())
        [1, 1]
        """
        if self.shard_articles is not None:
            return repeat(self.shard_articles)
        items, shards = self.items or 0, min(self.shards or 1, self.items or 0)
        return ((number + 1) * items // shards - number * items // shards for number in range(shards))


@dataclass
class Tally:
    """What a run counts, of one shard or of many."""

    articles: int = 0  # that have a record
    words: int = 0
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, words: int, problem: Problem | None) -> None:
        """Counts one article, or what stands in its place."""
        if problem is None:
            self.articles += 1
            self.words += words
        else:
            self.problem_count += 1
            self.problems.append(problem)


@dataclass(frozen=True)
class Finished:
    """A shard that is done."""

    name: str
    articles: int
    words: int
    problem_count: int
    bytes: int
    sha256: str
    items_sha256: str  # of the articles that went into it


def find_differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What a run was asked for that another was not, in words.

    A run that stopped at a bad row may go on in another way: until then nothing was left out.

    >>> find_differences({"min_score": 0.5, "on_error": "stop"}, {"min_score": 0.0, "on_error": "skip"})
    ['min_score was 0.5 and is 0.0']
    """
    free = {"inputs"} | ({"on_error"} if before.get("on_error") == "stop" else set())
    return [
        f"{key} was {before.get(key)!r} and is {now.get(key)!r}"
        for key in sorted({*before, *now} - free)
        if before.get(key) != now.get(key)
    ]


def digest_item(item: Article | Problem) -> bytes:
    """What tells whether an article is the same as in an earlier run."""
    parts = [item.where, item.message] if isinstance(item, Problem) else [item.id, item.text, item.meta]
    return json.dumps(parts, default=str).encode("ascii") + b"\n"


def compare_line(row: Mapping[str, Any], item: Article | Problem) -> tuple[int, Problem | None] | None:
    """The words or the problem of an item whose line this is; `None`: it is another's."""
    if is_problem_row(row):
        problem = Problem(row["where"], row["error"])
        same = problem == item if isinstance(item, Problem) else problem.where == item.id
        return (0, problem) if same else None
    if isinstance(item, Problem) or row.get("article_id") != item.id:
        return None
    return (len(item.text.split()), None) if row.get("text_sha256") == text_sha256(item.text) else None


def is_problem_row(row: Mapping[str, Any]) -> bool:
    """Whether a line stands for an article without a record."""
    return "error" in row and "where" in row and "schema" not in row


def read_row(line: bytes) -> dict[str, Any] | None:
    """The object of a line, or `None` for one that is torn or was never written through."""
    if not line.endswith(b"\n"):
        return None
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def to_line(row: Mapping[str, Any]) -> bytes:
    """One row as it is written."""
    return (dump_line(row) + "\n").encode("utf-8")
