"""The speakers of a text while they are found: who was settled so far, and what each source came to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from attrib.anaphora import Scene
from attrib.descriptions import pick_kind
from attrib.floor import Floor
from attrib.naming import HeadName, NameIndex, head_of, strip_lead, to_key
from attrib.nouns import pick_noun
from attrib.prose import word_set, words_of
from attrib.records import Speaker, SpeakerKind
from attrib.sources import describe
from attrib.spans import Span

# The probability that a speaker settled for this reason is right, where no evidence is weighed. Names,
# surnames and quoted first persons are near what was counted once on all entity chains of gum, those of
# training texts among them (142 of 154, 39 of 40, 49 of 72); the others, of which gum has too few, are
# guesses.
SCORES = {
    "name-in-source": 0.93,
    "surname-match": 0.95,
    "unnamed-source": 0.9,
    "document-source": 0.85,
    "new-in-text": 0.8,
    "described-source": 0.7,
    "fuller-description": 0.8,
    "joint-source": 0.85,
    "elided-source": 0.9,
    "quoted-first-person": 0.75,
    "relative-pronoun": 0.9,
    "kinship": 0.8,
    "called-so": 0.75,
    "principal": 0.8,
    "plural-before": 0.75,
    "orphan-holds-floor": 0.6,
    "interviewee": 0.95,
}
# Who is less likely than this is not settled: it would as well be somebody else, or nobody.
LEAST_SCORE = 0.5
_FORMS_OF_ADDRESS = word_set("mr mrs ms miss mx sir dame lord lady dr")
# Descriptions that leave out their noun: "a senior one", "a third, by the firm Norbank".
_LEFT_OUT = re.compile(r"\b(?:one|another|second|third|fourth|fifth)$")


class Settled(NamedTuple):
    """What one source came to: the key of a speaker, the reason and its probability; or, without a key, the
    reason why it is open."""

    key: str | None
    reason: str
    score: float = 0.0


@dataclass
class Cast:
    """The speakers found so far, by key, in the order in which they first speak."""

    scene: Scene
    names: NameIndex
    floor: Floor
    speakers: dict[str, Speaker] = field(default_factory=dict)
    called: dict[str, tuple[str, int]] = field(default_factory=dict)  # shared surname → whose, and where last

    @property
    def text(self) -> str:
        return self.scene.reading.text

    def add(
        self, key: str, speaker: Speaker, mention: Iterable[Span], reason: str, score: float | None = None
    ) -> Settled:
        known = self.speakers.get(key) or replace(speaker, id=f"s{len(self.speakers) + 1}")
        why = known.why if reason in known.why else (*known.why, reason)
        mentions = _insert(known.mentions, mention)
        self.speakers[key] = replace(known, role=known.role or speaker.role, mentions=mentions, why=why)
        return Settled(key, reason, SCORES[reason] if score is None else score)

    def add_referent(self, key: str, mention: Iterable[Span], reason: str, score: float) -> Settled:
        """A speaker that the text names elsewhere, or that has spoken without a name."""
        referent = self.scene.referents.by_key.get(key)
        if referent is None:
            return self.add(key, self.speakers[key], mention, reason, score)
        head = HeadName(referent.names[0], referent.type, None)
        kind = pick_kind(self.text, referent.names[:1], "named", head)
        speaker = Speaker("", referent.name, kind, role=self.role_of(key))
        return self.add(key, speaker, mention, reason, score)

    def role_of(self, key: str) -> str | None:
        """The role that the text gives a referent first; `None` for none."""
        referent = self.scene.referents.by_key.get(key)
        roles = (role.span.of(self.text) for role in referent.roles) if referent is not None else iter(())
        return to_role_text(next(roles, None))


def _insert(known: tuple[Span, ...], spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order with others in their places, none twice. To sort all anew for each would take
    quadratic time."""
    mentions = list(known)
    for span in spans:
        at = bisect_left(mentions, span)
        if mentions[at : at + 1] != [span]:
            mentions.insert(at, span)
    return tuple(mentions)


def describe_speaker(
    cast: Cast,
    source: tuple[Span, ...],
    reason: str,
    *,
    kind: SpeakerKind = "unnamed",
    named: bool = False,
    mention: tuple[Span, ...] | None = None,
    score: float | None = None,
) -> Settled:
    """Adds a speaker without a name, called as the text describes it; `mention` is where it speaks, if it is
    described elsewhere."""
    name = _pick_left_out(cast, source[0]) or describe(cast.text, source)
    # Without its article, so that "a ministry memo" and "the ministry memo" are one.
    bare = re.sub(r"^(?:the|a|an)\s+", "", name)
    speaker = Speaker("", name, kind, named=named)
    return cast.add(f"described {to_key(bare)}", speaker, mention or source, reason, score)


def _pick_left_out(cast: Cast, source: Span) -> str | None:
    """A description whose noun the speakers before have: "a senior one" after "Officials" is a senior
    official, "a third, by the firm," after "Two polls" a third poll."""
    head = head_of(cast.text, strip_lead(cast.text, source)).of(cast.text)
    match = _LEFT_OUT.search(head)
    if match is None:
        return None
    before = [speaker for speaker in cast.speakers.values() if not speaker.named and speaker.mentions]
    words = words_of(head_of(cast.text, before[-1].mentions[-1]).of(cast.text)) if before else []
    noun = pick_noun(words)
    if noun is None or not noun.plural:
        return None
    kept = head[: match.start()].rstrip() if match.group() == "one" else head
    return to_role_text(f"{kept} {noun.noun}")


def to_role_text(role: str | None) -> str | None:
    """A role as a record gives it, the article small; `None` for none, and for a bare form of address."""
    if role is None or role.rstrip(".").lower() in _FORMS_OF_ADDRESS:
        return None
    first, _, rest = " ".join(role.split()).partition(" ")
    small = first.lower() if first.lower() in {"the", "a", "an", "his", "her", "its", "their"} else first
    return f"{small} {rest}".strip()
