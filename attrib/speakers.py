"""Attributions → speakers: whom each source stands for, in a first form that goes by names alone.

Pronouns and roles ("he", "the minister") are left open with their reason; nothing is guessed by order in the
text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from attrib.drafts import NEAR
from attrib.prose import words_of
from attrib.reading import Reading
from attrib.records import Attribution, Speaker, SpeakerKind
from attrib.sources import (
    DOCUMENTS,
    HeadName,
    NameIndex,
    describe,
    head_of,
    is_new,
    pick_head_name,
    split_joint,
    strip_article,
    strip_lead,
    strip_titles,
    to_key,
)
from attrib.spans import Span, SpanIndex

# The probability that a speaker settled for this reason is right. Provisional round numbers, ordered as the
# reasons were on invented cases; to be calibrated on the entity chains of a corpus when roles and pronouns
# are settled too.
SCORES = {
    "name-in-source": 0.95,
    "surname-match": 0.92,
    "unnamed-source": 0.9,
    "document-source": 0.85,
    "new-in-text": 0.8,
    "joint-source": 0.85,
    "elided-source": 0.9,
}
_KINDS: dict[str | None, SpeakerKind] = {
    "Person": "person",
    "Organization": "organisation",
    "Facility": "organisation",
    "Location": "government",
    "Product": "document",
    None: "organisation",
}
# "The elder Yılmaz" tells two bearers of a surname apart by what a first form cannot see.
_APART = re.compile(
    r"\b(?:elder|younger|older|senior|junior|father|son|daughter|brother|sister|mother|wife|husband)\b",
    re.IGNORECASE,
)


class _Settled(NamedTuple):
    """What one source came to: the key of a speaker and the reason, or the reason why it is open."""

    key: str | None
    reason: str


@dataclass
class _Cast:
    """The speakers found so far, by key, in the order in which they first speak."""

    reading: Reading
    names: NameIndex
    persons: dict[str, str]  # key of a full name → the name as the text first gives it
    bearers: dict[str, list[str]]  # key of a surname → the persons who have it
    speakers: dict[str, Speaker] = field(default_factory=dict)

    def add(self, key: str, speaker: Speaker, mention: Iterable[Span], reason: str) -> _Settled:
        known = self.speakers.get(key) or replace(speaker, id=f"s{len(self.speakers) + 1}")
        why = known.why if reason in known.why else (*known.why, reason)
        mentions = tuple(sorted({*known.mentions, *mention}))
        self.speakers[key] = replace(known, role=known.role or speaker.role, mentions=mentions, why=why)
        return _Settled(key, reason)


def find_speakers(
    reading: Reading, attributions: Sequence[Attribution]
) -> tuple[tuple[Speaker, ...], tuple[Attribution, ...]]:
    """The speakers of a text, ids s1, s2 … in the order in which they first speak, and the attributions with
    `speaker`, `speaker_score`, `open` and `why` filled in.

    Settled: names, and surnames that one person of the article has; documents, unnamed and newly introduced
    sources as descriptions; joint sources; cues that go on with the speaker before them in the sentence. Left
    open with the reason: pronouns, roles, shared surnames. A source that the text does not name at all has
    neither speaker nor reason.
    """
    persons = _find_persons(reading)
    cast = _Cast(reading, NameIndex(reading.text, reading.names), persons, _find_bearers(persons))
    filled: list[Attribution] = []
    settled: list[_Settled | None] = []
    for attribution in attributions:
        outcome = _settle(cast, attribution, filled, settled)
        settled.append(outcome)
        if outcome is None or outcome.key is None:
            filled.append(replace(attribution, open=outcome.reason if outcome else attribution.open))
            continue
        speaker = cast.speakers[outcome.key]
        filled.append(
            replace(
                attribution,
                speaker=speaker.id,
                open=None,
                speaker_score=SCORES[outcome.reason],
                why=(*attribution.why, outcome.reason),
            )
        )
    written = _find_written(reading)
    speakers = tuple(_add_mentions(cast, speaker, key, written) for key, speaker in cast.speakers.items())
    return speakers, tuple(filled)


def _settle(
    cast: _Cast, attribution: Attribution, before: Sequence[Attribution], settled: Sequence[_Settled | None]
) -> _Settled | None:
    if attribution.cue is None and not attribution.source:
        return None  # an orphan quotation: its reason was given when it was found
    if attribution.source_status == "none":
        return None
    if attribution.source_status == "elided":
        return _settle_elided(cast.reading, attribution, before, settled)
    return _settle_source(cast, attribution.source, attribution.source_status)


def _settle_source(cast: _Cast, source: tuple[Span, ...], status: str) -> _Settled:
    text = cast.reading.text
    if status == "pronoun":
        return _Settled(None, "pronoun")
    names = cast.names.near(source)
    joint = split_joint(text, source, names)
    if joint is not None:
        return _settle_joint(cast, *joint, source)
    if status == "named":
        head = pick_head_name(text, source[0], names)
        return (
            _settle_name(cast, head, source)
            if head
            else _describe(cast, source, "name-in-source", named=True)
        )
    if status in ("anonymous", "vague"):
        return _describe(cast, source, "unnamed-source", kind="unnamed" if status == "anonymous" else "group")
    last = (words_of(head_of(text, strip_lead(text, source[0])).of(text)) or [""])[-1]
    if last in DOCUMENTS or last.removesuffix("s") in DOCUMENTS:
        return _describe(cast, source, "document-source", kind="document")
    if is_new(text, source[0]):
        plural = last.endswith("s") and not last.endswith("ss")
        return _describe(cast, source, "new-in-text", kind="group" if plural else "unnamed")
    return _Settled(None, "role")


def _settle_name(cast: _Cast, head: HeadName, source: tuple[Span, ...]) -> _Settled:
    text = cast.reading.text
    name, key = head.span.of(text), to_key(head.span.of(text))
    if head.type != "Person":
        kind = _KINDS.get(head.type, "organisation")
        return cast.add(f"org {key}", Speaker("", name, kind, role=head.role), source, "name-in-source")
    bearers = cast.bearers.get(key, [])
    if key in cast.persons or not bearers:
        name = cast.persons.get(key, name)
        return cast.add(
            f"person {key}", Speaker("", name, "person", role=_role(head)), source, "name-in-source"
        )
    if len(bearers) > 1 or _APART.search(source[0].of(text)):
        return _Settled(None, "shared-surname")
    speaker = Speaker("", cast.persons[bearers[0]], "person", role=_role(head))
    return cast.add(f"person {bearers[0]}", speaker, source, "surname-match")


def _role(head: HeadName) -> str | None:
    if head.role is None:
        return None
    first, _, rest = head.role.partition(" ")
    small = first.lower() if first.lower() in {"the", "a", "an", "his", "her", "its", "their"} else first
    return f"{small} {rest}".strip()


def _settle_joint(cast: _Cast, members: Sequence[Span], and_or: str, source: tuple[Span, ...]) -> _Settled:
    text = cast.reading.text
    before = dict(cast.speakers)
    keys = []
    for member in members:
        head = pick_head_name(text, member, cast.names.near((member,)))
        outcome = (
            _settle_name(cast, head, (member,)) if head else _describe(cast, (member,), "unnamed-source")
        )
        if outcome.key is None:
            cast.speakers = before  # the members before it speak only together with it
            return outcome
        keys.append(outcome.key)
    names = [cast.speakers[key].name for key in keys]
    name = f"{', '.join(names[:-1])} {and_or} {names[-1]}"
    ids = tuple(cast.speakers[key].id for key in keys)
    named = all(cast.speakers[key].named for key in keys)
    speaker = Speaker("", name, "joint", named=named, members=ids, and_or="or" if and_or == "or" else "and")
    return cast.add(f"joint {and_or} {' + '.join(sorted(keys))}", speaker, source, "joint-source")


def _describe(
    cast: _Cast, source: tuple[Span, ...], reason: str, *, kind: SpeakerKind = "unnamed", named: bool = False
) -> _Settled:
    name = describe(cast.reading.text, source)
    # Without its article, so that "a ministry memo" and "the ministry memo" are one.
    bare = re.sub(r"^(?:the|a|an)\s+", "", name)
    return cast.add(f"described {to_key(bare)}", Speaker("", name, kind, named=named), source, reason)


def _settle_elided(
    reading: Reading,
    attribution: Attribution,
    before: Sequence[Attribution],
    settled: Sequence[_Settled | None],
) -> _Settled:
    """The speaker of the nearest attribution before it in the sentence that stands at the same depth."""
    start = attribution.cue.start if attribution.cue else attribution.content[0].start
    sentence = bisect_right(reading.sentences, start, key=lambda span: span.start) - 1
    opens = reading.sentences[sentence].start if sentence >= 0 else 0
    for other, outcome in zip(reversed(before[-NEAR:]), reversed(settled[-NEAR:]), strict=True):
        place = other.cue.start if other.cue else other.content[0].start
        if outcome is None or other.parent != attribution.parent or not opens <= place < start:
            continue
        return _Settled(outcome.key, "elided-source") if outcome.key else outcome
    return _Settled(None, "no-antecedent")


def _find_persons(reading: Reading) -> dict[str, str]:
    """The persons of the article by the key of their full name (two words or more), as the text first writes
    it.
    """
    persons: dict[str, str] = {}
    for name in reading.names:
        if name.type != "Person":
            continue
        span = strip_titles(reading.text, name.span)
        words = re.sub(r"(?:['’]s|(?<=s)['’])$", "", span.of(reading.text))
        if len(words.split()) > 1:
            persons.setdefault(to_key(words), " ".join(words.split()))
    # A full name that another one ends with is a surname of two words ("de Wit"), not a person of its own.
    surnames = _find_bearers(persons)
    return {key: name for key, name in persons.items() if key not in surnames}


def _find_bearers(persons: Iterable[str]) -> dict[str, list[str]]:
    """The persons whose full name ends with a surname, for every surname; all of them as keys."""
    bearers: dict[str, list[str]] = defaultdict(list)
    for person in persons:
        for surname in _find_surnames(person):
            bearers[surname].append(person)
    return dict(bearers)


def _find_surnames(person: str) -> list[str]:
    """What a full name may be shortened to: its last word, its last two … but never all of it."""
    words = person.split()
    return [" ".join(words[at:]) for at in range(1, len(words))]


def _find_written(reading: Reading) -> dict[tuple[str, str], list[Span]]:
    """The names of the text by kind, "person" or "org", and key, as those of speakers are."""
    written: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for name in reading.names:
        kind, strip = ("person", strip_titles) if name.type == "Person" else ("org", strip_article)
        words = re.sub(r"['’]s$", "", strip(reading.text, name.span).of(reading.text))
        written[kind, to_key(words)].append(name.span)
    return dict(written)


def _add_mentions(
    cast: _Cast, speaker: Speaker, key: str, written: Mapping[tuple[str, str], Sequence[Span]]
) -> Speaker:
    """The speaker with every name in the text that is surely theirs among the mentions."""
    kind, _, name = key.partition(" ")
    names = [name]
    if kind == "person":
        names += [one for one in _find_surnames(name) if cast.bearers.get(one) == [name]]
    sources = SpanIndex(speaker.mentions)
    mentions = set(speaker.mentions)
    for span in (span for one in names for span in written.get((kind, one), ())):
        if not any(speaker.mentions[place].holds(span) for place in sources.touching(span)):
            mentions.add(span)
    return replace(speaker, mentions=tuple(sorted(mentions)))
