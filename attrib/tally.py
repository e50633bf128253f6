"""Counting what is said: by one speaker, or by a group of them, over any number of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from attrib.identity import Share
from attrib.lexicon import pick_cue
from attrib.naming import to_key
from attrib.records import Annotated, Attribution
from attrib.spans import Span, find_words, merge

Counted = tuple[tuple[str, int], ...]  # the most frequent first

# Different names in one counter. Cues and roles that no list holds are as many as the texts; this keeps a row
# that goes through ten thousand articles as small as one that goes through a hundred.
MOST_NAMES = 1000
OTHERS = "(others)"


@dataclass(frozen=True, slots=True)
class Counts:
    """How often somebody speaks, and how. `direct`, `mixed` and `indirect` add up to `attributions`."""

    articles: int = 0
    attributions: int = 0
    claims: int = 0
    words: int | None = 0  # of contents, each word once; None: an article holds no text
    direct: int = 0
    mixed: int = 0
    indirect: int = 0
    asserted: int = 0  # the others are negated, asked, hypothetical, to come or declined
    together: int = 0  # said by several together
    spoken_for: int = 0  # attributions of those who speak for them; not among `attributions`
    cues: Counted = ()  # the dictionary form of each verb, noun or phrase
    outlets: Counted = ()  # articles in each


@dataclass(slots=True)
class Tally:
    """The counts while articles come in. It keeps numbers, verbs and outlets, nothing of an article."""

    numbers: Counter[str] = field(default_factory=Counter)
    cues: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    without_text: bool = False

    def add(self, record: Annotated, shares: Sequence[Share]) -> None:
        """Counts what is said in one article by whom the tally is for."""
        attributions = {one.id: one for share in shares for one in share.attributions}
        self.numbers.update(one.manner for one in attributions.values())
        self.numbers.update(
            articles=1,
            attributions=len(attributions),
            asserted=sum(one.modality == "asserted" for one in attributions.values()),
            claims=len({one.id for share in shares for one in share.claims}),
            together=len({id for share in shares for id in share.together}),
            spoken_for=sum(share.spoken_for for share in shares),
        )
        if record.text is None:
            self.without_text = True
        else:
            self.numbers["words"] += _count_words(record.text, attributions.values())
            cues = (one.cue for one in attributions.values() if one.cue is not None)
            count_names(self.cues, (to_cue(record.text, cue) for cue in cues))
        if (outlet := to_outlet(record)) is not None:
            count_names(self.outlets, [outlet])

    def to_counts(self) -> Counts:
        """The counts so far, as a value."""
        counts = Counts(**self.numbers, cues=rank(self.cues), outlets=rank(self.outlets))
        return replace(counts, words=None) if self.without_text else counts


def count_names(counter: Counter[str], names: Iterable[str]) -> None:
    """Counts names, each new one as "(others)" when the counter holds as many as it may."""
    for name in names:
        counter[name if name in counter or len(counter) < MOST_NAMES else OTHERS] += 1


def rank(counted: Counter[str]) -> Counted:
    """The most frequent first, the same number in the order of the alphabet.

    >>> rank(Counter(["tell", "say", "say", "add"]))
    (('say', 2), ('add', 1), ('tell', 1))
    """
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], to_key(pair[0]), pair[0])))


def to_outlet(record: Annotated) -> str | None:
    """The outlet that an article's meta gives; `None` without one."""
    outlet = record.meta.get("outlet")
    return str(outlet) if outlet not in (None, "") else None


def _count_words(text: str, attributions: Iterable[Attribution]) -> int:
    """The words of contents. What stands in a content inside another counts once."""
    contents = merge(span for one in attributions for span in one.content)
    return sum(len(find_words(text, span)) for span in contents)


def to_cue(text: str, cue: Span) -> str:
    """The dictionary form of what a cue reports with ("had earlier told" → "tell"), or its words.

    >>> to_cue("She had earlier told them", Span(4, 20)), to_cue("Fares rise:", Span(10, 11))
    ('tell', ':')
    """
    found = pick_cue(text, cue)
    return found[0].lemma if found is not None else " ".join(cue.of(text).casefold().split())
