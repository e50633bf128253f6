"""Pictures of one article's balance as SVG: who has the words, who speaks when, in whose voice things are
judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from attrib.records import Annotated
from attrib.segments import find_voice
from attrib.spans import find_words

WIDTH, BAR, GAP = 320, 22, 8  # pixels of the drawing; it scales with the page
MOST_BARS = 8  # the rest is drawn as one bar
STRIP = 34


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: whose, how much, of how much."""

    voice: str
    label: str
    number: int
    of: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.number / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    """One claim in the strip of who speaks when: from and to in shares of the article's words."""

    voice: str
    start: float
    end: float
    claim: str


def count_words(record: Annotated) -> dict[str, int]:
    """The words of claims in each voice, the most first."""
    text = record.text or ""
    found: Counter[str] = Counter()
    for claim in record.claims:
        found[find_voice(record, claim)] += sum(len(find_words(text, span)) for span in claim.spans)
    return dict(found.most_common())


def make_bars(counts: Mapping[str, int], names: Mapping[str, str], rest: str = "others") -> list[Bar]:
    """A bar for each voice, the largest first; those beyond `MOST_BARS` are one."""
    total = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    shown, others = ranked[:MOST_BARS], ranked[MOST_BARS:]
    bars = [Bar(voice, names.get(voice, voice), number, total) for voice, number in shown]
    if others:
        bars.append(Bar("", f"{len(others)} {rest}", sum(number for _, number in others), total))
    return bars


def make_strip(record: Annotated) -> list[Tick]:
    """Who speaks when, in the order of the text."""
    text = record.text or ""
    words = find_words(text)
    ticks = []
    for claim in record.claims:
        inside = [n for n, word in enumerate(words) if any(span.touches(word) for span in claim.spans)]
        if inside:
            voice = find_voice(record, claim)
            ticks.append(Tick(voice, inside[0] / len(words), (inside[-1] + 1) / len(words), claim.id))
    return ticks


def count_targets(record: Annotated) -> list[tuple[str, str, int]]:
    """How often each voice judges each target: (voice, target in words, count), the most first. What has no
    target counts as "–"."""
    text = record.text or ""
    names = {speaker.id: speaker.name for speaker in record.speakers}
    found: Counter[tuple[str, str]] = Counter()
    for one in record.evaluative:
        target = one.target
        words = "–"
        if isinstance(target, str):
            words = names.get(target, target)
        elif target is not None:
            words = " ".join(target.of(text).split())
        found[one.voice, words] += 1
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(voice, target, count) for (voice, target), count in ranked]


def to_voice_names(record: Annotated) -> dict[str, str]:
    """What each voice is called on a page."""
    own = {"outlet": "the outlet", "unsourced": "nobody named", "unsettled": "source not settled"}
    return {**{speaker.id: speaker.name for speaker in record.speakers}, **own}


def number_speakers(record: Annotated, used: Iterable[str]) -> dict[str, int]:
    """A number for each speaker who says something, in the order in which they first do."""
    order: dict[str, int] = {}
    known = {speaker.id for speaker in record.speakers}
    for voice in used:
        if voice in known:
            order.setdefault(voice, len(order) + 1)
    return order


def list_voices(record: Annotated) -> Sequence[str]:
    """Every voice of the claims and evaluative stretches, in the order of the text."""
    claims = [(claim.spans[0], find_voice(record, claim)) for claim in record.claims]
    claims += [(one.span, one.voice) for one in record.evaluative]
    claims += [(one.content[0], one.speaker) for one in record.attributions if one.speaker is not None]
    return list(dict.fromkeys(voice for _, voice in sorted(claims)))
