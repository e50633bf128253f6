"""The network's names put together: persons whose parts it found apart, one type for one name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from attrib.decode import Found
from attrib.nouns import pick_noun
from attrib.pieces import BREAKS
from attrib.records import Name
from attrib.spans import Span

# "The geologist Sima Orr": how far before a name its noun is looked for.
NOUN_CHARS = 25
_NOUN_BEFORE = re.compile(r"\b([a-z]+)\s\Z")
_PERSONAL = re.compile(r"[^\W\d_][\w’'-]+(?:\s[^\W\d_][\w.’'-]*){1,3}")
_NO_PERSONS = frozenset({"Location", "Organization", "Misc", "NORP", "Product"})
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DAY = re.compile(r"(?:\d{1,2} [A-Z]\w+|[A-Z]\w+\.? \d{1,2}),?\s")
_NICKNAMED = re.compile(
    r"[A-Z][\w.-]+(?:\s[A-Z][\w.-]+)?\s[“\"‘'«][A-Z][\w’-]*(?:\s[\w’-]+){0,2}[”\"’'»]\s[A-Z][\w-]+(?:\s[A-Z][\w-]+)?"
)


def join_persons(found: Sequence[Found], breaks: NDArray[np.int64]) -> list[Found]:
    """The names, two persons with nothing but a blank between them made one: nobody writes "Ada Lind Bo Jell"
    of two.

    The score of a joined name is that of its surer part.
    """
    joined: list[Found] = []
    for name in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind == name.kind == "Person"
            and last.high == name.low
            and breaks[name.low] != BREAKS.index("paragraph")
        ):
            joined[-1] = Found(last.low, name.high, "Person", max(last.score, name.score))
        else:
            joined.append(name)
    return joined


def join_nicknames(text: str, names: Sequence[Name]) -> tuple[Name, ...]:
    """The names, those of one person around a nickname in quotation marks made one.

    >>> text = "William “Spud” Harker"
    >>> parts = (Name(Span(0, 7), "Person", 0.9), Name(Span(9, 21), "Person", 0.8))
    >>> [name.span.of(text) for name in join_nicknames(text, parts)]
    ['William “Spud” Harker']
    """
    joined = list(names)
    for match in _NICKNAMED.finditer(text):
        whole = Span(*match.span())
        low = bisect_left(joined, whole.start, key=lambda name: name.span.end)
        high = bisect_left(joined, whole.end, key=lambda name: name.span.start)
        parts = joined[low:high]
        if parts and all(part.type == "Person" and whole.holds(part.span) for part in parts):
            joined[low:high] = [Name(whole, "Person", max(part.score for part in parts))]
    return tuple(joined)


def join_dates(text: str, names: Sequence[Name]) -> list[Name]:
    """The names without commas at their ends, and a day and the year behind its comma made one date.

    >>> text = "12 May, 1976"
    >>> parts = (Name(Span(0, 7), "Date", 0.9), Name(Span(8, 12), "Date", 0.8))
    >>> [name.span.of(text) for name in join_dates(text, parts)]
    ['12 May, 1976']
    """
    joined: list[Name] = []
    for name in names:
        last = joined[-1] if joined else None
        dates = last is not None and last.type == name.type == "Date" and _YEAR.fullmatch(name.span.of(text))
        if last is not None and dates and _DAY.fullmatch(text, last.span.start, name.span.start):
            whole = Span(last.span.start, name.span.end)
            joined[-1] = replace(last, span=whole, score=max(last.score, name.score))
        else:
            joined.append(name)
    return [
        replace(name, span=Span(name.span.start, name.span.end - 1))
        if name.span.of(text).endswith(",") and len(name.span.of(text)) > 1
        else name
        for name in joined
    ]


def settle_by_text(text: str, names: Sequence[Name]) -> tuple[Name, ...]:
    """The names, with the type that the text says elsewhere: "the geologist Sima Orr" is a person wherever
    she stands, and a short form in capitals is what the full name is.

    >>> text = "The geologist Sima Orr left. Sima Orr and"
    >>> names = (Name(Span(14, 22), "Location", 0.9), Name(Span(29, 37), "Location", 0.9))
    >>> [name.type for name in settle_by_text(text, names)]
    ['Person', 'Person']
    """
    spelled = {name.span.of(text): name.type for name in names}
    said: dict[str, str] = {}
    for name in names:
        words = name.span.of(text)
        if name.type in _NO_PERSONS and _PERSONAL.fullmatch(words):
            before = _NOUN_BEFORE.search(text, max(name.span.start - NOUN_CHARS, 0), name.span.start)
            noun = pick_noun([before[1]]) if before else None
            if noun is not None and noun.kind == "person" and not noun.plural:
                said[words] = "Person"
    for words, kind in spelled.items():
        if kind != "Person" and " " in words:
            said |= {short: kind for short in find_initials(words) if len(short) > 2 and short in spelled}
    return tuple(replace(name, type=said.get(name.span.of(text), name.type)) for name in names)


def find_initials(name: str) -> set[str]:
    """The letters that may stand for a name of several words, with and without its small words.

    >>> sorted(find_initials("Ministry of Public Health"))
    ['MOPH', 'MPH']
    """
    words = [word for word in re.findall(r"[^\W\d_][\w’']*", name) if word]
    if len(words) < 2:
        return set()
    large = [word for word in words if word[0].isupper()]
    return {"".join(word[0] for word in kept).upper() for kept in (words, large) if len(kept) > 1}


def settle_types(found: Sequence[tuple[str, str, float]]) -> list[str]:
    """One type for every name, from (words, type, score) of all its places: that whose scores sum to most.

    Names keep their type throughout an article: on the dev texts of the newswire corpus, 1.1 points of F1.

    >>> settle_types([("Vellmar", "Person", 0.6), ("Vellmar", "Location", 0.9), ("Lind", "Person", 0.8)])
    ['Location', 'Location', 'Person']
    >>> settle_types([("Kremlin", "Person", 0.9)])
    ['Organization']
    """
    votes: dict[str, Counter[str]] = {}
    for words, kind, score in found:
        votes.setdefault(words, Counter())[kind] += score  # type: ignore[assignment]
    picked = [votes[words].most_common(1)[0][0] for words, _, _ in found]
    return [
        "Organization" if kind == "Person" and _is_seat(words) else kind
        for kind, (words, _, _) in zip(picked, found, strict=True)
    ]


def _is_seat(words: str) -> bool:
    """Whether a name is that of a seat of power, which stands for a body: "Kremlin"."""
    noun = pick_noun(words.split()) if words[:1].isupper() else None
    return noun is not None and noun.noun == words and noun.kind in ("government", "organisation")
