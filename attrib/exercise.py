"""Classroom exercises as values: sets of exercises, their items, the key, and what students answered.

An item stands alone: what to read, what is asked, what may be answered. Its key is a value of its own, so
that a sheet or a page can be made without it. Offsets in a passage are code points of the passage.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, NamedTuple

from attrib.errors import BadInput
from attrib.spans import Span

ITEM_SCHEMA = "attrib-item/1"
ANSWERS_SCHEMA = "attrib-answers/1"

Kind = Literal[
    "who-says-so",
    "fact-or-quotation",
    "find-the-words",
    "whose-words",
    "say-it-neutrally",
    "count-the-sources",
    "two-outlets",
]
Level = Literal[1, 2, 3]
# How an item is answered: one of its options; words of the passage; a whole number; free text.
Shape = Literal["choice", "mark", "number", "write"]


class Lesson(NamedTuple):
    """What all exercises of one kind have in common."""

    title: str
    goal: str
    instructions: str
    minutes: float  # for one item; from trying them, not from a study


LESSONS: dict[Kind, Lesson] = {
    "who-says-so": Lesson(
        "Who says so?",
        "You can tell for a statement in the news who is said to have made it.",
        "Read the passage. Choose who says the marked words, as far as the text tells. It may be the outlet "
        "itself, or somebody whom the text does not mention.",
        1,
    ),
    "fact-or-quotation": Lesson(
        "Fact or quotation?",
        "You can tell what an outlet vouches for itself from what it only passes on.",
        "Read the passage. Does the outlet state the marked words itself, or does it pass on what somebody "
        "says? Whether the statement is true is another question.",
        0.75,
    ),
    "find-the-words": Lesson(
        "Find the words",
        "You can find the words that judge, where a plainer word was at hand.",
        "Mark every word that judges who or what it speaks of. Mark the judging word only, not the phrase "
        "around it. Words that merely report something bad do not judge.",
        2,
    ),
    "whose-words": Lesson(
        "Whose words?",
        "You can tell whether a judging word was chosen by the outlet or by somebody it quotes or reports.",
        "The marked word judges. Choose whose word it is, as far as the text shows.",
        1,
    ),
    "say-it-neutrally": Lesson(
        "Say it neutrally",
        "You can replace a judging word by one that those concerned on every side could accept.",
        "Write plainer words for the marked ones. Keep what is said; take out only the judgement. There is "
        "more than one good answer.",
        2,
    ),
    "count-the-sources": Lesson(
        "Count the sources",
        "You can count how many sources an article really has.",
        "Read the whole article and count. Only those count who are said to have said something; whoever "
        "declines to speak does not.",
        4,
    ),
    "two-outlets": Lesson(
        "Two outlets, one event",
        "You can compare whom two outlets let speak, and which words they choose for the same thing.",
        "Read both articles. Answer from the texts alone.",
        1.5,
    ),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. Its id means the same in all items of an exercise, wherever it stands."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Key:
    """What is right, and what is shown after an answer."""

    right: tuple[str, ...]  # an option's id, places of words, a number; empty: the teacher marks it
    free: tuple[str, ...] = ()  # places of words that count neither way
    alternatives: tuple[str, ...] = ()  # plainer words, for comparison
    why: str = ""
    unsure: str | None = None  # for the teacher: why the program may be wrong here; None: it was sure


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `focus` are the stretches of the passage that it is about."""

    id: str
    shape: Shape
    prompt: str
    passage: str  # empty: the whole article is to be read
    focus: tuple[Span, ...]
    rule: str  # of the guidelines: "S4"
    hints: tuple[str, ...]
    key: Key
    options: tuple[Option, ...] = ()
    words: tuple[Span, ...] = ()  # of the passage; those that can be marked
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class Exercise:
    """Items of one kind and one level."""

    id: str
    kind: Kind
    level: Level
    items: tuple[Item, ...]

    @property
    def lesson(self) -> Lesson:
        """Title, goal and instructions."""
        return LESSONS[self.kind]

    @property
    def minutes(self) -> int:
        """How long a class of about 15 years takes, roughly: in whole minutes, at least 2."""
        return max(2, round(self.lesson.minutes * len(self.items)))


@dataclass(frozen=True, slots=True)
class Text:
    """One article as students read it."""

    id: str
    paragraphs: tuple[str, ...]
    meta: Mapping[str, str] = field(default_factory=dict)  # title outlet url date licence

    @property
    def title(self) -> str:
        """Its title, else its id."""
        return self.meta.get("title") or self.id

    @property
    def published(self) -> str:
        """Outlet and date, as far as they are known."""
        return ", ".join(self.meta[name] for name in ("outlet", "date") if name in self.meta)

    @property
    def origin(self) -> str:
        """Address and licence, as far as they are known."""
        return ", ".join(self.meta[name] for name in ("url", "licence") if name in self.meta)


@dataclass(frozen=True, slots=True)
class ExerciseSet:
    """All exercises that were made of one article, or of two."""

    texts: tuple[Text, ...]
    exercises: tuple[Exercise, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Those of all exercises, in order."""
        return tuple(item for one in self.exercises for item in one.items)

    @property
    def id(self) -> str:
        """Twelve hex digits that change with any item or its key: answers are marked by the key that they
        were given for."""
        told = json.dumps([asdict(one) for one in self.exercises], sort_keys=True)
        return hashlib.sha256(told.encode("utf-8")).hexdigest()[:12]

    @property
    def minutes(self) -> int:
        """The sum of all exercises."""
        return sum(one.minutes for one in self.exercises)

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain row for each item, key and exercise included: what one line of JSONL holds."""
        return [
            {"schema": ITEM_SCHEMA, "set": self.id, **_to_row(one, item)}
            for one in self.exercises
            for item in one.items
        ]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a student answered to one item. Only the first try is marked."""

    item: str
    first: tuple[str, ...]
    second: tuple[str, ...] | None = None  # None: there was no second try
    hints: int = 0  # how many were opened before the first try


@dataclass(frozen=True, slots=True)
class Answers:
    """One student's result file. `code` is what they typed: a code, not a name."""

    set: str
    code: str
    answers: tuple[Answer, ...]


def _to_row(exercise: Exercise, item: Item) -> dict[str, Any]:
    lesson = exercise.lesson
    head = {
        "exercise": exercise.id,
        "kind": exercise.kind,
        "level": exercise.level,
        "title": lesson.title,
        "goal": lesson.goal,
        "minutes": exercise.minutes,
        "instructions": lesson.instructions,
    }
    row = asdict(item)
    for name in ("focus", "words"):
        row[name] = [[span.start, span.end] for span in getattr(item, name)]
    return {**head, **row}


def read_row(row: Mapping[str, Any], where: str) -> tuple[str, Exercise]:
    """The set's id and an exercise of the one item in a row that `ExerciseSet.to_rows` gave.

    Raises `BadInput` with the place for any other row.
    """
    if row.get("schema") != ITEM_SCHEMA:
        raise BadInput(
            f"{where}: the schema is {row.get('schema')!r}, not {ITEM_SCHEMA!r}. Is this the key.jsonl that "
            "`attrib exercise` wrote?"
        )
    try:
        told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row["key"].items()}
        key = Key(**told)
        item = Item(
            **{name: row[name] for name in ("id", "shape", "prompt", "passage", "rule", "article_id")},
            focus=tuple(Span(*pair) for pair in row["focus"]),
            words=tuple(Span(*pair) for pair in row["words"]),
            hints=tuple(row["hints"]),
            options=tuple(Option(**option) for option in row["options"]),
            key=key,
        )
        if row["kind"] not in LESSONS:
            raise ValueError(f"there is no kind {row['kind']!r}")
        named = (item.id, item.shape, item.prompt, item.passage, row["exercise"], key.why, *key.right)
        if not all(isinstance(one, str) for one in named):
            raise ValueError("a name or a text is no string")
        if any(not 0 <= span.start <= span.end <= len(item.passage) for span in (*item.focus, *item.words)):
            raise ValueError("a span runs past the end of its passage")
        return str(row["set"]), Exercise(row["exercise"], row["kind"], row["level"], (item,))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{where}: not an item of {ITEM_SCHEMA} ({error!r}). Was the file edited?") from None


def join_exercises(parts: list[Exercise]) -> tuple[Exercise, ...]:
    """Exercises of the same id as one, items in their order."""
    joined: dict[str, Exercise] = {}
    for part in parts:
        known = joined.get(part.id)
        joined[part.id] = replace(known, items=known.items + part.items) if known else part
    return tuple(joined.values())
