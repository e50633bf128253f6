"""Differences: which findings of several records of one text are the same, and in what the others differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from attrib.counts import Fit, Words, WordSet, match
from attrib.records import Annotated, Attribution, Claim, Evaluative
from attrib.spans import Span

Kind = Literal["attribution", "claim", "evaluative"]
Item = Attribution | Claim | Evaluative
KINDS: tuple[Kind, ...] = get_args(Kind)
LAYERS: dict[Kind, str] = {"attribution": "attributions", "claim": "claims", "evaluative": "evaluative"}
GAP = " … "  # between the stretches of an interrupted finding

# Two attributions or claims are taken for one and the same from this Jaccard on, as in `record soft`.
SOFT = 0.5
# The fields that say where a finding is; the others say what it is.
PLACES: dict[Kind, tuple[str, ...]] = {
    "attribution": ("source", "cue", "content", "addressee", "medium", "grounds"),
    "claim": ("spans",),
    "evaluative": ("span",),
}
LABELS: dict[Kind, tuple[str, ...]] = {
    "attribution": ("source_status", "manner", "modality", "stance", "speaker", "nested"),
    "claim": ("status", "kind", "speaker"),
    "evaluative": ("category", "voice", "quoted", "target"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What several records say of one and the same thing.

    `items` has one per record, `None` where a record lacks it, and `readings` the same in words: field → what
    stands there. `differs` names the fields in which those who have it differ; "found" comes first when
    somebody lacks it. Nothing differs: all agree.
    """

    article_id: str
    kind: Kind
    span: Span  # from the first to the last of their words
    items: tuple[Item | None, ...]
    readings: tuple[Mapping[str, str | None] | None, ...]
    differs: tuple[str, ...]

    @property
    def moved(self) -> bool:
        """Whether those who have it put some part of it elsewhere."""
        return any(field in PLACES[self.kind] for field in self.differs)


def find_cases(
    records: Sequence[Annotated], *, words: Words | None = None, kinds: Sequence[Kind] = KINDS
) -> tuple[Case, ...]:
    """Everything that any of the records has, each thing once, in the order of the text.

    Attributions are the same when their contents share at least half of their words (Jaccard) or their cues
    are the same words; claims when they share half of their words; evaluative stretches when they share one.
    Everything is compared as the words it covers, so punctuation at an edge never differs; speakers by name,
    without case. Each finding is in one case only, and the best fitting are put together first. A finding
    without a word (a masked one) is left out.

    The records must be of one text, which they hold.
    """
    text = records[0].text or ""
    known = words if words is not None else Words.of(text)
    views = [_View(record, known) for record in records]
    cases = [case for kind in kinds for case in _find_kind(kind, views)]
    return tuple(sorted(cases, key=lambda case: (case.span, KINDS.index(case.kind))))


class _View:
    """One record, with its findings as words."""

    def __init__(self, record: Annotated, words: Words) -> None:
        self.record = record
        self.text = record.text or ""
        self.words = words
        self.names = {one.id: " ".join(one.name.split()) for one in record.speakers}

    def cover(self, spans: Iterable[Span]) -> WordSet:
        return self.words.in_spans(spans)

    def show(self, spans: Iterable[Span]) -> str | None:
        return GAP.join(span.of(self.text) for span in spans) or None

    def place(self, spans: Iterable[Span]) -> tuple[Hashable, str | None]:
        listed = tuple(spans)
        return self.cover(listed), self.show(listed)

    def name(self, id: str | None) -> tuple[Hashable, str | None]:
        """A speaker's name; a voice ("outlet") stands for itself, and is no speaker of that name."""
        if id is None or id not in self.names:
            return id, id
        return (self.names[id].casefold(),), self.names[id]

    def read(self, item: Item) -> dict[str, tuple[Hashable, str | None]]:
        """Field → what it is compared by, and what a person sees of it."""
        if isinstance(item, Attribution):
            spans = {field: getattr(item, field) for field in PLACES["attribution"] if field != "cue"}
            spans["cue"] = (item.cue,) if item.cue is not None else ()
            plain = {
                field: getattr(item, field) for field in ("source_status", "manner", "modality", "stance")
            }
            return {
                **{field: self.place(spans[field]) for field in PLACES["attribution"]},
                **{field: (value, value) for field, value in plain.items()},
                "speaker": self.name(item.speaker),
                "nested": (item.parent is not None, "yes" if item.parent is not None else "no"),
            }
        if isinstance(item, Claim):
            return {
                "spans": self.place(item.spans),
                "status": (item.status, item.status),
                "kind": (item.kind, item.kind),
                "speaker": self.name(item.speaker),
            }
        about = self.place([item.target]) if isinstance(item.target, Span) else self.name(item.target)
        return {
            "span": self.place([item.span]),
            "category": (item.category, item.category),
            "voice": self.name(item.voice),
            "quoted": (item.quoted, "yes" if item.quoted else "no"),
            "target": about,
        }


@dataclass(frozen=True, slots=True)
class _Found:
    """One finding of one record."""

    item: Item
    main: WordSet  # what it is recognised by
    cue: WordSet
    read: Mapping[str, tuple[Hashable, str | None]]


def _find_kind(kind: Kind, views: Sequence[_View]) -> list[Case]:
    groups: list[list[_Found | None]] = []
    for number, view in enumerate(views):
        found = [one for item in getattr(view.record, LAYERS[kind]) if (one := _find(item, view)).main]
        # A group is known by the first who found it.
        known = [next(one for one in group if one is not None) for group in groups]
        pairs = match(_find_fits(kind, known, found))
        for i, group in enumerate(groups):
            group.append(found[pairs[i]] if i in pairs else None)
        taken = set(pairs.values())
        groups += [[*[None] * number, one] for j, one in enumerate(found) if j not in taken]
    return [_to_case(kind, views, group) for group in groups]


def _find(item: Item, view: _View) -> _Found:
    cue: WordSet = frozenset()
    if isinstance(item, Attribution):
        main = view.cover(item.content)
        cue = view.cover([item.cue]) if item.cue is not None else cue
    else:
        main = view.cover(item.spans if isinstance(item, Claim) else [item.span])
    return _Found(item, main, cue, view.read(item))


def _find_fits(kind: Kind, known: Sequence[_Found], found: Sequence[_Found]) -> dict[tuple[int, int], Fit]:
    holders: dict[tuple[str, int], list[int]] = {}
    for j, one in enumerate(found):
        for place in (*(("main", word) for word in one.main), *(("cue", word) for word in one.cue)):
            holders.setdefault(place, []).append(j)
    fits: dict[tuple[int, int], Fit] = {}
    for i, one in enumerate(known):
        shared = Counter(j for word in one.main for j in holders.get(("main", word), ()))
        same_cue = {j for word in one.cue for j in holders.get(("cue", word), ()) if found[j].cue == one.cue}
        for j in sorted(shared.keys() | same_cue):
            jaccard = shared[j] / len(one.main | found[j].main)
            if jaccard >= SOFT or j in same_cue or kind == "evaluative":
                labels = [one.read[field][0] == found[j].read[field][0] for field in LABELS[kind]]
                fits[i, j] = (j in same_cue, jaccard, all(labels))
    return fits


def _to_case(kind: Kind, views: Sequence[_View], group: Sequence[_Found | None]) -> Case:
    there = [one for one in group if one is not None]
    fields = (*PLACES[kind], *LABELS[kind])
    differs = [field for field in fields if len({one.read[field][0] for one in there}) > 1]
    spans = [span for one in there for span in _main_spans(one.item)]
    return Case(
        views[0].record.article_id,
        kind,
        Span(min(span.start for span in spans), max(span.end for span in spans)),
        tuple(one.item if one is not None else None for one in group),
        tuple({f: one.read[f][1] for f in fields} if one is not None else None for one in group),
        (*(("found",) if len(there) < len(group) else ()), *differs),
    )


def _main_spans(item: Item) -> tuple[Span, ...]:
    if isinstance(item, Attribution):
        return item.content
    return item.spans if isinstance(item, Claim) else (item.span,)


def to_row(case: Case, annotators: Sequence[str], text: str) -> dict[str, Any]:
    """A case in plain form, for JSON: its place and words, the fields that differ, each one's reading."""
    return {
        "article_id": case.article_id,
        "kind": case.kind,
        "span": [case.span.start, case.span.end],
        "text": case.span.of(text),
        "differs": list(case.differs),
        "readings": {
            name: dict(reading) if reading is not None else None
            for name, reading in zip(annotators, case.readings, strict=True)
        },
    }
