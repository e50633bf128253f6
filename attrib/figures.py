"""The counts of a ledger → figures: the lines of each measure, what they are divided by, and who stands in
them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from attrib.balance_measures import MEASURES
from attrib.ledger import OUTLET, SPEAKERS, UNCLEAR, UNSETTLED, UNSOURCED, Cell, Ledger, Number, Party
from attrib.records import Category, SpeakerKind
from attrib.schema import VOICES

# Lines that are there also where they count nothing.
_SIDES = (OUTLET, SPEAKERS, UNSETTLED, UNSOURCED)
_KINDS = tuple(kind for kind in get_args(SpeakerKind) if kind != "joint")
FIXED: dict[str, tuple[Cell, ...]] = {
    name: tuple(Cell(name, item) for item in items)
    for name, items in {
        "words by voice": (OUTLET, "attributed", UNSOURCED),
        "words by speaker": (UNSETTLED,),
        **dict.fromkeys(("first to speak", "last to speak"), (UNSETTLED, UNSOURCED)),
        "words by kind": (*_KINDS, UNSETTLED),
        "words by naming": ("named", "unnamed", UNSETTLED),
        "words by manner": ("direct", "indirect", "mixed"),
        "attributions by source": ("named", "unnamed", UNSETTLED, UNSOURCED),
        "speakers": (None,),
        "independent sources": (None,),
        "unsourced claims": (None,),
        "most quoted": (None,),
        "effective speakers": (None,),
        "evaluative by voice": VOICES,
    }.items()
} | {
    name: tuple(Cell(name, item, side) for item in items for side in _SIDES)
    for name, items in {
        "evaluative by category": get_args(Category),
        "evaluative by target": (UNCLEAR,),
        "evaluative by quotation": ("quoted", "not quoted"),
    }.items()
}
# What a measure divides by, where it is one number for all lines.
_BASES = {
    "words by voice": "claim words",
    **dict.fromkeys(("words by speaker", "words by kind", "words by naming"), "attributed words"),
    "words by manner": "reported words",
    "attributions by source": "attributions",
    **dict.fromkeys(("first to speak", "last to speak"), "articles with speech"),
    **dict.fromkeys(("speakers", "independent sources"), "articles"),
    "unsourced claims": "claims",
}
COUNTED = {
    **_BASES,
    **dict.fromkeys(("most quoted", "effective speakers"), "settled words"),
    **{name: "words" for name in MEASURES if name.startswith("evaluative")},
    **dict.fromkeys(("labels", "labels by target", "neutral alternatives"), "uses"),
    "stance of cues": "cues",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with what it was computed of."""

    count: Number
    base: Number
    value: float | None  # None: undefined, there is nothing to count
    item: tuple[str, ...] = ()  # the keys of the most quoted


def find_cells(ledger: Ledger, labels: Collection[str] | None = None) -> Iterator[Cell]:
    """The lines that a ledger has: the fixed ones, then what was counted. `labels` are those whose neutral
    alternatives are asked for; without them, all that are used."""
    if labels is None:
        labels = find_labels(ledger)
    for measure in MEASURES:
        yield from FIXED.get(measure, ())
    fixed = {cell for cells in FIXED.values() for cell in cells}
    there = set()
    for cell in ledger.counts:
        there.add((cell.item, cell.about))
        if cell not in fixed and (cell.measure != "neutral alternatives" or cell.about in labels):
            yield cell
    # Who speaks and judges nothing has 0 per 1 000 words.
    judging = (Cell("evaluative by voice", key) for what, key in ledger.bases if what == "words")
    yield from (c for c in judging if c not in fixed and c not in ledger.counts and c.item != SPEAKERS)
    for label in labels:
        for phrase in ledger.alternatives.get(label, ()):
            if (phrase, label) not in there:
                yield Cell("neutral alternatives", phrase, None, label)


def find_labels(ledger: Ledger) -> set[str]:
    """The labels that are used."""
    return {cell.item for cell in ledger.counts if cell.measure == "labels" and cell.item is not None}


def find_figure(ledger: Ledger, cell: Cell) -> Figure:
    """The value of one line of one measure, `None` where there is nothing to count."""
    if cell.measure in ("most quoted", "effective speakers"):
        return _find_concentration(ledger, cell.measure)
    unit = MEASURES[cell.measure].unit
    count, base = ledger.counts.get(cell, 0), ledger.bases.get(_to_base(cell), 0)
    scale = 1000 if unit == "per 1 000 words" else 1
    return Figure(count, base, float(Fraction(scale * count) / base) if base else None)


def _to_base(cell: Cell) -> tuple[str, str]:
    """What the count of a line is divided by."""
    whose = ""
    if cell.measure not in _BASES:
        whose = {
            "evaluative by voice": cell.item,
            "labels": cell.item,
            "labels by target": cell.item,
            "neutral alternatives": cell.about,
        }.get(cell.measure, cell.voice) or ""
    return COUNTED[cell.measure], whose


def _find_concentration(ledger: Ledger, measure: str) -> Figure:
    words = {
        cell.item: count
        for cell, count in ledger.counts.items()
        if cell.measure == "words by speaker" and cell.item not in (None, UNSETTLED) and count
    }
    base = sum(words.values())
    if not base:
        return Figure(0, 0, None)
    if measure == "most quoted":
        most = max(words.values())
        who = tuple(key for key, count in words.items() if count == most and key is not None)
        return Figure(most, base, float(Fraction(most) / base), who)
    # Summed exactly rounded, so that the order of the speakers changes no bit.
    entropy = -math.fsum(p * math.log(p) for p in (float(Fraction(one) / base) for one in words.values()))
    return Figure(len(words), base, math.exp(entropy))


def name_keys(parties: Mapping[str, Counter[Party]], *, alone: bool) -> dict[str, str]:
    """A name for every key, and no name twice: the one that is written most often, with what tells it from
    others. `alone`: there is one article, which need not be named."""
    steps: dict[str, tuple[str, ...]] = {}
    for key, counted in parties.items():
        party = min(counted, key=lambda one: (-counted[one], one.name, one.kind))
        marks = [] if party.named or key in VOICES or party.kind == "unclear" else ["unnamed"]
        marks += [f"only in {party.where[0]}"] if party.where and not alone else []
        kinds, ids = [*marks, party.kind], [*marks, party.where[1] if party.where else key]
        steps[key] = tuple(
            f"{party.name} ({', '.join(of)})" if of else party.name for of in (marks, kinds, ids)
        )
    names = {key: one[0] for key, one in steps.items()}
    for step in (1, 2):
        borne = Counter([*names.values(), *VOICES])
        names = {key: steps[key][step] if borne[name] > 1 else name for key, name in names.items()}
    # Two articles of one id may still hold two speakers of one id and name.
    given: Counter[str] = Counter(VOICES)
    for key in sorted(names):
        given[names[key]] += 1
        if given[names[key]] > 1:
            names[key] = f"{names[key]} ({given[names[key]]})"
    return names
