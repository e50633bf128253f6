"""Accepted names: whether a speaker goes by a name that the gold has for the entity behind a source.

Gold speakers of a corpus are entities with all the names that its text calls them by; a guess is right with
any of them, with or without titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from attrib.counts import Counts, count_share
from attrib.naming import POSSESSIVE, to_key
from attrib.nouns import ROLES, TITLES
from attrib.records import Annotated, Attribution, SourceStatus, Speaker

# How a source refers to its speaker, as the measures tell it apart.
SourceKind = Literal["name", "pronoun", "I or you", "role"]
# The last is all but names together.
SOURCE_KINDS = ("name", "pronoun", "I or you", "role", "no name")

_FIRST_AND_SECOND = frozenset(
    "i me my mine myself we us our ours ourselves you your yours yourself yourselves".split()
)
_ARTICLES = frozenset({"the", "a", "an"})


def fold_name(name: str) -> frozenset[str]:
    """The words of a name by which it is compared: no case, diacritics, possessives, articles or titles.

    The last word stays, title or not: "the Chancellor" is like no other name, "Abel King" has a surname.

    >>> sorted(fold_name("Foreign Minister Ana Ruíz's")), sorted(fold_name("the Chancellor"))
    (['ana', 'foreign', 'ruiz'], ['chancellor'])
    """
    *words, last = to_key(POSSESSIVE.sub("", name.strip().casefold())).split() or [""]
    return frozenset({*(set(words) - TITLES - ROLES), last} - _ARTICLES - {""})


def is_accepted(speaker: Speaker, names: Iterable[str]) -> bool:
    """Whether a speaker's name is one of these, a part of one (a surname), or one of the fullest and more.

    Only the fullest may be gone beyond: where the text has "Paul Smith" and "Smith", "John Smith" is another.
    Of a joint speaker the whole name has to be the same.

    >>> names = ("Ana Ruiz", "Ruiz")
    >>> [is_accepted(Speaker("s1", name, "person"), names) for name in ("RUIZ", "Ana B. Ruiz", "Eva Ruiz")]
    [True, True, False]
    """
    accepted = {folded for name in names if (folded := fold_name(name))}
    fullest = [one for one in accepted if not any(one < other for other in accepted)]
    guess = fold_name(speaker.name)
    if speaker.members:
        return guess in accepted
    return bool(guess) and (any(guess <= one for one in accepted) or any(guess >= one for one in fullest))


def pick_source_kind(text: str, attribution: Attribution) -> SourceKind | None:
    """How the source of a gold attribution refers to its speaker; `None` where there is no source."""
    if not attribution.source:
        return None
    if attribution.source_status == "named":
        return "name"
    if attribution.source_status != "pronoun":
        return "role"
    words = re.findall(r"\w+", " ".join(span.of(text) for span in attribution.source).casefold())
    return "I or you" if _FIRST_AND_SECOND & set(words) else "pronoun"


def count_speakers(
    text: str,
    matched: Sequence[tuple[Attribution, Attribution]],
    names: Mapping[str, tuple[str, ...]],
    guess: Annotated,
) -> dict[str, Counts]:
    """The measures of speakers of gold attributions, each matched with a guess, whose entities have `names`.

    An attribution that is not among the keys of `names` has no settled entity and is left out.
    """
    speakers = {one.id: one for one in guess.speakers}
    named: list[tuple[str | None, bool]] = []  # of entities that the text names: right?
    wrongly: list[tuple[str | None, bool]] = []  # of all entities: under another's name?
    by_status: list[tuple[SourceStatus, bool]] = []  # of all entities: right, or rightly under no name?
    left_open: list[tuple[str | None, bool]] = []  # of those that the text names: under no name?
    for gold, other in matched:
        if gold.id not in names:
            continue
        kind = pick_source_kind(text, gold)
        speaker = speakers.get(other.speaker or "")
        right = speaker is not None and is_accepted(speaker, names[gold.id])
        wrong = speaker is not None and speaker.named and not right
        wrongly.append((kind, wrong))
        by_status.append((gold.source_status, right if names[gold.id] else not wrong))
        if names[gold.id]:
            named.append((kind, right))
            left_open.append((kind, not right and not wrong))
    counts = {"speaker right": count_share(answer for _, answer in by_status)}
    for status in ("named", "nominal", "pronoun"):
        counts[f"speaker right, {status}"] = count_share(answer for of, answer in by_status if of == status)
    for measure, answers in (
        ("speaker named", named),
        ("speaker wrongly named", wrongly),
        ("speaker left open", left_open),
    ):
        counts[measure] = count_share(answer for _, answer in answers)
        for group in SOURCE_KINDS:
            counts[f"{measure}, {group}"] = count_share(
                answer for of, answer in answers if of == group or (group == "no name" and of != "name")
            )
    return counts
