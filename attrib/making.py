"""Annotated articles → a set of classroom exercises: which items are asked, in which order, by which ids."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import get_args

from attrib.errors import BadOption
from attrib.exercise import LESSONS, Exercise, ExerciseSet, Item, Kind, Level, Text
from attrib.items import Candidate, Choice, Reading
from attrib.outlet_items import two_outlets_items
from attrib.records import Annotated
from attrib.sheets import clean_cell
from attrib.voice_items import count_items, fact_items, who_items
from attrib.word_items import neutral_items, whose_items, words_items

_MAKERS: dict[Kind, Callable[[Reading], Iterator[Candidate]]] = {
    "who-says-so": who_items,
    "fact-or-quotation": fact_items,
    "find-the-words": words_items,
    "whose-words": whose_items,
    "say-it-neutrally": neutral_items,
    "count-the-sources": count_items,
}
_SHOWN_META = ("title", "outlet", "date", "url", "licence")


def exercises(
    record: Annotated,
    other: Annotated | None = None,
    *,
    kinds: Collection[Kind] = tuple(LESSONS),
    levels: Collection[Level] = get_args(Level),
    items: int = 8,
    choice: Choice | None = None,
) -> ExerciseSet:
    """Exercises of one annotated article, or of two on one event, at three levels.

    1 is the most obvious, 3 holds what is nested, unsourced, or said by a pronoun. An exercise has up to
    `items` items, as different as the article allows; a kind and level of which the article gives nothing is
    left out. *Fact or quotation?* takes in easier items where all answers would be the same, and is left
    out where that does not help. `choice` is the seed by
    which items and distractors are drawn, and what becomes of findings that the program is unsure of: a score
    below its threshold, a speaker left open. They are left out ("leave"), or made with a note for the
    teacher ("flag"). The same records and options give the same set.

    Raises `BadOption` for a kind or level that does not exist, `BadAnnotation` for a record without text.
    """
    _check(kinds, levels, items)
    choice = choice or Choice()
    readings = [Reading(one, choice) for one in (record, other) if one is not None]
    found: dict[tuple[Kind, Level], list[tuple[int, Candidate]]] = defaultdict(list)
    for kind, make in _MAKERS.items():
        for number, reading in enumerate(readings):
            for candidate in make(reading) if kind in kinds else ():
                found[kind, candidate.level].append((number, candidate))
    if len(readings) == 2 and "two-outlets" in kinds:
        for candidate in two_outlets_items(*readings):
            found["two-outlets", candidate.level].append((0, candidate))
    made = []
    for kind in LESSONS:
        for level in get_args(Level):
            id = f"{kind}-{level}"
            pool = found[kind, level]
            if kind == "fact-or-quotation" and len({one.item.key.right for _, one in pool}) == 1:
                # One sort of answer only is no question: easier items bring the other sort.
                easier = [one for one in get_args(Level) if one <= level]
                pool = [pair for one in easier for pair in found[kind, one]]
            chosen = _choose(pool, items, random.Random(f"{choice.seed}:{id}"))
            answers = {one.key.right for one in chosen}
            if level in levels and chosen and (kind != "fact-or-quotation" or len(answers) > 1):
                numbered = tuple(
                    replace(one, id=f"{id}.{number}") for number, one in enumerate(chosen, start=1)
                )
                made.append(Exercise(id, kind, level, numbered))
    return ExerciseSet(tuple(_to_text(reading) for reading in readings), tuple(made))


def _check(kinds: Collection[Kind], levels: Collection[Level], items: int) -> None:
    for kind in kinds:
        if kind not in LESSONS:
            raise BadOption(f"There is no kind {kind!r} of exercise. There are: {', '.join(LESSONS)}.")
    for level in levels:
        if level not in get_args(Level):
            raise BadOption(f"There is no level {level!r}. There are 1, 2 and 3.")
    if items < 1:
        raise BadOption(f"items is {items}; an exercise has at least one.")


def _choose(found: Sequence[tuple[int, Candidate]], items: int, draw: random.Random) -> list[Item]:
    """Up to `items` items, a group's second only when all groups have one, in the order of the text."""
    groups: dict[str, list[tuple[int, Candidate]]] = defaultdict(list)
    for number, candidate in draw.sample(found, len(found)):
        groups[f"{number} {candidate.group}"].append((number, candidate))
    turns = [
        (turn, order, pair) for order, pairs in enumerate(groups.values()) for turn, pair in enumerate(pairs)
    ]
    chosen = [pair for _, _, pair in sorted(turns, key=lambda one: one[:2])[:items]]
    return [candidate.item for _, candidate in sorted(chosen, key=lambda pair: (pair[0], pair[1].place))]


def _to_text(reading: Reading) -> Text:
    meta = {
        name: " ".join(clean_cell(str(value)).split())
        for name in _SHOWN_META
        if (value := reading.record.meta.get(name)) not in (None, "")
    }
    paragraphs = tuple(one.of(reading.text) for one in reading.paragraphs)
    return Text(clean_cell(reading.record.article_id), paragraphs, meta)
