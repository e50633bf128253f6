"""Changes: what another model, lexicon or rule made of the same articles, against what was there before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from attrib.counts import Words
from attrib.differences import KINDS, LABELS, Case, Kind, find_cases, to_row
from attrib.lineup import Missing, line_up
from attrib.records import Annotated

Sort = Literal["gained", "lost", "moved", "changed"]
SORTS: tuple[Sort, ...] = ("gained", "lost", "moved", "changed")
SIDES = ("before", "after")


@dataclass(frozen=True, slots=True)
class Change:
    """One finding that is not as it was.

    `sort`: "gained" (only after), "lost" (only before), "moved" (some part covers other words; labels may
    differ too), "changed" (the same words, another label).
    """

    sort: Sort
    case: Case


@dataclass(frozen=True, slots=True)
class Count:
    """The findings of one kind: before = same + moved + changed + lost, after = same + moved + changed +
    gained."""

    kind: Kind
    before: int
    after: int
    same: int
    gained: int
    lost: int
    moved: int
    changed: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What `compare_runs` finds, in the order of the articles and of their texts."""

    articles: tuple[str, ...]
    left_out: Mapping[str, tuple[str, ...]]  # articles of one side only: id → ("before",) or ("after",)
    counts: tuple[Count, ...]
    # (kind, label, before, after) → how many have another label now; speakers and targets are "somebody" or
    # "none" there, since names are many.
    labels: Mapping[tuple[Kind, str, str, str], int]
    changes: tuple[Change, ...]
    made_with: Mapping[
        str, tuple[tuple[str, ...], tuple[str, ...]]
    ]  # what differs: key → values of each side
    texts: Mapping[str, str]

    def pick(self, sort: Sort, kind: Kind | None = None) -> tuple[Change, ...]:
        """The changes of one sort, and of one kind of finding when it is given."""
        return tuple(one for one in self.changes if one.sort == sort and kind in (None, one.case.kind))

    def to_row(self, change: Change) -> dict[str, Any]:
        """One change in plain form, with both readings."""
        return {"sort": change.sort, **to_row(change.case, SIDES, self.texts[change.case.article_id])}

    def to_json(self) -> dict[str, Any]:
        """The plain form, with every change."""
        return {
            "articles": list(self.articles),
            "left_out": {id: list(who) for id, who in self.left_out.items()},
            "made_with": {
                key: dict(zip(SIDES, map(list, values), strict=True))
                for key, values in self.made_with.items()
            },
            "counts": [asdict(count) for count in self.counts],
            "labels": [
                {"kind": kind, "label": label, "before": before, "after": after, "count": count}
                for (kind, label, before, after), count in self.labels.items()
            ],
            "changes": [self.to_row(change) for change in self.changes],
        }


def compare_runs(
    before: Iterable[Annotated], after: Iterable[Annotated], *, missing: Missing = "stop"
) -> Changes:
    """What was gained, lost, moved and changed between two runs on the same articles (by `article_id`).

    Findings are taken for the same as `differences.find_cases` says. Ids, scores and reasons may differ
    without a change. Neither side is taken for right: `attrib score` asks that of gold. Raises as
    `lineup.line_up` does.
    """
    lineup = line_up([before, after], annotators=SIDES, missing=missing)
    changes: list[Change] = []
    tallies: Counter[tuple[Kind, str]] = Counter()
    labels: Counter[tuple[Kind, str, str, str]] = Counter()
    for records in lineup.articles:
        for case in find_cases(records, words=Words.of(records[0].text or "")):
            sort = _sort(case)
            tallies[case.kind, sort or "same"] += 1
            if sort is None:
                continue
            changes.append(Change(sort, case))
            if "found" not in case.differs:
                labels.update(_find_labels(case))
    counts = tuple(
        _to_count(kind, {sort: tallies[kind, sort] for sort in ("same", *SORTS)}) for kind in KINDS
    )
    return Changes(
        tuple(records[0].article_id for records in lineup.articles),
        lineup.left_out,
        counts,
        dict(sorted(labels.items(), key=lambda pair: (-pair[1], pair[0]))),
        tuple(changes),
        _compare_makers(lineup.articles),
        {records[0].article_id: records[0].text or "" for records in lineup.articles},
    )


def _sort(case: Case) -> Sort | None:
    first, second = case.items
    if first is None:
        return "gained"
    if second is None:
        return "lost"
    if not case.differs:
        return None
    return "moved" if case.moved else "changed"


def _to_count(kind: Kind, found: Mapping[str, int]) -> Count:
    both = found["same"] + found["moved"] + found["changed"]
    return Count(
        kind,
        before=both + found["lost"],
        after=both + found["gained"],
        same=found["same"],
        gained=found["gained"],
        lost=found["lost"],
        moved=found["moved"],
        changed=found["changed"],
    )


def _find_labels(case: Case) -> Iterable[tuple[Kind, str, str, str]]:
    first, second = case.readings
    assert first is not None and second is not None  # both have it
    for label in LABELS[case.kind]:
        if label in case.differs:
            yield case.kind, label, _to_value(label, first[label]), _to_value(label, second[label])


def _to_value(label: str, value: str | None) -> str:
    if label in ("speaker", "target", "voice") and value not in ("outlet", "unsettled", "unsourced"):
        return "none" if value is None else "somebody"
    return value or "none"


def _compare_makers(
    articles: Sequence[Sequence[Annotated]],
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    differing = {}
    for one in fields(articles[0][0].made_with):
        before, after = (
            tuple(sorted({str(getattr(records[side].made_with, one.name)) for records in articles}))
            for side in (0, 1)
        )
        if before != after:
            differing[one.name] = (before, after)
    return differing
