"""Pronouns and roles → whom they may mean, with the evidence for each."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from attrib.chains import UNNAMED, Chains
from attrib.drafts import NEAR, paragraph_at, sentence_at
from attrib.evidence import PRONOUN_WEIGHTS, ROLE_WEIGHTS, Candidate, Choice, pick_candidate, weigh_chance
from attrib.naming import head_of, strip_lead
from attrib.nouns import pick_noun
from attrib.phrases import find_words_of
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.referents import (
    COUNTERPARTS,
    FEMALE,
    MALE,
    Referent,
    Referents,
    Role,
    find_word_sex,
    is_body_noun,
    to_role,
)
from attrib.roles import find_phrase_back
from attrib.spans import Span

# Candidates a pronoun is weighed against: so many persons as no stretch of news keeps in play at once.
CANDIDATES = 12
# A pronoun means nobody whose last mention lies further back than this many sentences.
SENTENCES_BACK = 25
# And names in them are looked through no further than this, so that a long list of names costs no more.
NAMES_BACK = 200
# Whom the network's chains lead to with less than this is no candidate for that alone.
LEAST_CHANCE = 0.1
# The "gap" of somebody who is named only later, or not within reach.
NEVER_NAMED = 2.5

# What two people are to each other, whoever speaks.
_OTHERS = frozenset({"host", "guest", "rival", "opponent", "challenger", "counterpart"})
# Kinds of bodies of which none is another.
_INSTITUTIONS = word_set(
    "court tribunal ministry parliament senate congress police army navy council bank university college "
    "hospital church school newspaper union club embassy party airline museum"
)
# Nouns that take up what was just said: "The announcement by Ruiz …".
_TAKES_UP = re.compile(
    r"(?:The|These|Those|This|That)\s+(?:\w+\s+)?(?:announcements?|statements?|remarks?|comments?|claims?|warnings?|"
    r"words|speech|disclosure|revelation|accusations?|allegations?|criticism|call|appeal|declaration|admission|"
    r"observations?|assertions?|pledge|promise|threat|news)\s+(?:by|from|of)\s+"
)
_OWNED = re.compile(r"\w[’']s?\s")


class Spoken(NamedTuple):
    """An attribution whose speaker is settled: where it stands and who it is."""

    span: Span  # from its first part to its last
    place: int  # of its cue, or of its content when it has none
    key: str
    parent: str | None


@dataclass(slots=True)
class Scene:
    """Everything that whom a source means may depend on, and what was settled before it."""

    reading: Reading
    referents: Referents
    chains: Chains
    mentions: dict[int, int]  # where a mention's head starts → its number
    spoken: list[Spoken] = field(default_factory=list)
    plural: set[str] = field(default_factory=set)  # keys of speakers who are several
    things: set[str] = field(default_factory=set)  # keys of bodies and documents
    humans: set[str] = field(default_factory=set)  # keys of those whom a noun for people describes
    authors: set[str] = field(default_factory=set)  # keys of those who wrote the text
    _names: list[tuple[Span, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._names = sorted(self.referents.of_name.items())

    def opens_text(self, span: Span) -> bool:
        """Whether a stretch stands in the first of several paragraphs, where headlines do."""
        paragraphs = self.reading.paragraphs
        return len(paragraphs) > 1 and paragraphs[0].holds(span)

    def sentence_of(self, place: int) -> int:
        return max(bisect_right(self.reading.sentences, place, key=lambda span: span.start) - 1, 0)

    def mention_in(self, span: Span) -> int | None:
        """The last mention whose head stands in a stretch."""
        for word in reversed(list(re.finditer(r"\S+", span.of(self.reading.text)))):
            if (number := self.mentions.get(span.start + word.start())) is not None:
                return number
        return None

    def chances(self, span: Span) -> Mapping[str, float]:
        number = self.mention_in(span)
        return {} if number is None else self.chains.chances(number)

    def last_named(self, place: int) -> dict[str, int]:
        """The referents named before a place, the nearest first, with where each was named last."""
        found: dict[str, int] = {}
        at = bisect_left(self._names, place, key=lambda pair: pair[0].start)
        sentences = self.reading.sentences
        first = sentences[max(0, self.sentence_of(place) - SENTENCES_BACK)].start if sentences else 0
        for span, key in reversed(self._names[max(0, at - NAMES_BACK) : at]):
            if span.start < first:
                break
            found.setdefault(key, span.start)
        return found

    def names_near(self, start: int, end: int) -> list[tuple[Span, str]]:
        """The names that begin in a stretch, with whom they mean, in order."""
        low = bisect_left(self._names, start, key=lambda pair: pair[0].start)
        high = bisect_left(self._names, end, key=lambda pair: pair[0].start)
        return self._names[low:high]

    def floor_before(self, place: int, parent: str | None) -> Spoken | None:
        """The speaker of the attribution before a place at the same depth, at most two paragraphs back."""
        for one in reversed(self.spoken[-NEAR:]):
            if one.place < place and one.parent == parent:
                near = paragraph_at(self.reading, place) - paragraph_at(self.reading, one.place) <= 2
                return one if near else None
        return None


class _Asked(NamedTuple):
    """A source whose speaker is asked for, and what is known of the place where it stands."""

    source: Span
    own: Sequence[Span]  # the contents of its attribution
    chances: Mapping[str, float]
    named: Mapping[str, int]  # who is named before it, the nearest first → where last
    floor: Spoken | None


def _ask(scene: Scene, source: Span, own: Sequence[Span], head: Span, parent: str | None = None) -> _Asked:
    """`head` is where the source's mention stands, `parent` the id of the attribution around it."""
    place = source.start
    return _Asked(
        source, own, scene.chances(head), scene.last_named(place), scene.floor_before(place, parent)
    )


def choose_for_pronoun(
    scene: Scene, source: Span, own: Sequence[Span], parent: tuple[str | None, str | None]
) -> Choice | None:
    """Whom a pronoun of the third person means. `own` are the contents of its attribution, `parent` the id of
    the attribution around it and the key of that one's speaker."""
    word = (words_of(source.of(scene.reading.text)) or [""])[0]
    sex = (word in MALE) - (word in FEMALE)
    many = word in {"they", "them", "their", "theirs", "themselves"}
    asked = _ask(scene, source, own, source, parent[0])
    likely = [key for key, chance in asked.chances.items() if chance > LEAST_CHANCE]
    heard = [key for key in (asked.floor.key if asked.floor else None, parent[1]) if key is not None]
    candidates: list[Candidate] = []
    for key in dict.fromkeys((*list(asked.named)[:CANDIDATES], *likely, *heard)):
        referent = scene.referents.by_key.get(key)
        if not _agrees(scene, key, referent, sex, many):
            continue
        evidence = dict(_weigh_place(scene, asked, key))
        if key == parent[1]:
            evidence["around"] = 1.0
        if referent is not None:
            if sex and referent.sex:
                evidence["sex"] = max(-3.0, min(3.0, sex * referent.sex))
            if many and referent.kind == "person":
                evidence["one-for-they"] = 2.0 if abs(referent.sex) >= 1 else 1.0  # "he" is not "they"
        candidates.append(Candidate(key, evidence))
    return pick_candidate(candidates, PRONOUN_WEIGHTS)


def choose_for_surname(
    scene: Scene, source: Span, own: Sequence[Span], bearers: Sequence[str]
) -> Choice | None:
    """Which of the persons who share a surname it means, where the source gives no more than that name."""
    asked = _ask(scene, source, own, source)
    candidates = [Candidate(key, dict(_weigh_place(scene, asked, key))) for key in bearers]
    return pick_candidate(candidates, PRONOUN_WEIGHTS)


def _weigh_place(scene: Scene, asked: _Asked, key: str) -> Iterator[tuple[str, float]]:
    """The evidence that lies in where a candidate was last spoken of."""
    place, last = asked.source.start, asked.named.get(key)
    if last is not None and any(span.start <= last < span.end for span in asked.own):
        yield "own-words", 1.0
    if last is not None and _opens_sentence(scene, last):
        yield "subject", 1.0
    if asked.floor is not None and asked.floor.key == key:
        yield "holds-floor", 1.0
        last = max(last or 0, asked.floor.place)
    yield "coreference", weigh_chance(asked.chances.get(key, 0.0))
    gap = NEVER_NAMED if last is None else math.log1p(scene.sentence_of(place) - scene.sentence_of(last))
    yield "gap", gap
    referent = scene.referents.by_key.get(key)
    if referent is not None:
        yield "mentioned", math.log(sum(span.start < place for span in referent.names) or 1)


def _agrees(scene: Scene, key: str, referent: Referent | None, sex: int, many: bool) -> bool:
    """Whether number and sex allow it: "he" is one person, "it" none, "they" anybody who may be several."""
    if key in scene.authors:
        return False
    if referent is None:
        if key.startswith(UNNAMED):
            return False  # an unnamed mention: described elsewhere, if it speaks
        several = key in scene.plural
        if many or several:
            # "The council" goes on as "they" or "it".
            return several == many or (not sex and key in scene.things)
        return key not in (scene.things if sex else scene.humans) and sex * _find_described_sex(key) >= 0
    if sex:
        return referent.kind == "person" and sex * referent.sex > -1.5
    if referent.kind == "place":  # a government, when it has spoken
        return any(one.key == key for one in scene.spoken[-NEAR:])
    return many or referent.kind == "body"


def _find_described_sex(key: str) -> int:
    """What the first noun of somebody's description that tells says: "a woman selling oranges" is no "he".
    The second owner's in "the woman's brother"."""
    told = [sex for word in key.split() if (sex := find_word_sex(word))]
    return 0 if not told else told[-1] if "'s" in key or "’s" in key else told[0]


def _opens_sentence(scene: Scene, place: int) -> bool:
    return len(words_of(scene.reading.text[sentence_at(scene.reading, place).start : place])) <= 3


def choose_for_role(
    scene: Scene, source: Span, own: Sequence[Span], around: str | None = None
) -> Choice | None:
    """Whom a definite description ("the foreign minister", "FM", "the agency") means, anywhere in the text.

    Not the speaker in whose words it stands, `around`: nobody calls themselves "the minister".
    """
    text = scene.reading.text
    role = to_role(text, strip_lead(text, source))
    if not role.head:
        return None
    asked = _ask(scene, source, own, head_of(text, source))
    owners = _find_owners(scene, source) | ({around} if around is not None else set())
    owned = _OWNED.search(source.of(text)) is not None
    # "The Norland campaign" has a name of its own: it is no other body.
    named = any(source.holds(span) for span, _ in scene.names_near(source.start, source.end))
    referents = scene.referents
    chances = asked.chances.items()
    likely = [key for key, chance in chances if chance >= LEAST_CHANCE and key in referents.by_key]
    other = _pick_other(scene, source, role, owners)
    candidates = []
    bodies = {key for key, at in asked.named.items() if _is_near_body(scene, key, at, source)}
    alone = bodies.pop() if len(bodies) == 1 else None
    for key in dict.fromkeys((*referents.find_fitting(role), *likely, *([other] if other else []))):
        if key in owners:
            continue
        referent = referents.by_key[key]
        evidence = {"role-match": 1.0} if key == other else dict(_weigh_role(role, referent))
        if _rules_out(role, referent, named=named, short="short-name" in evidence):
            continue
        if owned and "role-match" not in evidence and _is_other(role, referent):
            continue
        if key == alone and "role-part" in evidence:
            evidence["only-body"] = 1.0
        if evidence or key in likely:
            candidates.append(Candidate(key, evidence | dict(_weigh_place(scene, asked, key))))
    if scene.opens_text(source):
        candidates = _match_headline(candidates)
    return pick_candidate(candidates, ROLE_WEIGHTS)


def _match_headline(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates for a headline's role; the only person with a part of it has it: a headline says "Police
    chief" where the story has "Chief Reyes"."""
    parts = [one for one in candidates if "role-part" in one.evidence and one.key.startswith("person ")]
    if len(parts) != 1 or any("role-match" in one.evidence for one in candidates):
        return candidates
    evidence = {kind: value for kind, value in parts[0].evidence.items() if kind != "role-part"}
    whole = Candidate(parts[0].key, evidence | {"role-match": 1.0})
    return [whole if one is parts[0] else one for one in candidates]


def _is_near_body(scene: Scene, key: str, at: int, source: Span) -> bool:
    """Whether a body was named last at a place in one of the three sentences up to a source."""
    near = scene.sentence_of(source.start) - scene.sentence_of(at) <= 2
    return near and scene.referents.by_key[key].kind == "body"


def _rules_out(role: Role, referent: Referent, *, named: bool, short: bool) -> bool:
    """Whether a role cannot be somebody's: "Parliament" is no member of it, "the ministry" not the Supreme
    Court, and a body with a name of its own (`named`) no other one, unless the role is `short` for it."""
    if referent.kind == "person":
        noun = pick_noun([role.head])
        return noun is not None and noun.kind in ("organisation", "government", "document")
    kinds = _INSTITUTIONS.intersection(words_of(referent.name))
    other = role.head in _INSTITUTIONS and bool(kinds) and role.head not in kinds
    return not short and (named or other)


def _is_other(role: Role, referent: Referent) -> bool:
    """Whether somebody's roles are all others: "the port's director" is not Lind, the ombudsman."""
    nouns = {known.head for known in referent.roles if pick_noun([known.head]) is not None}
    return bool(nouns) and role.head not in nouns and pick_noun([role.head]) is not None


def _pick_other(scene: Scene, source: Span, role: Role, owners: frozenset[str]) -> str | None:
    """The other of two: "his host" is the one person beside him whom the last sentences name."""
    if role.head not in _OTHERS or not owners:
        return None
    sentences = scene.reading.sentences
    first = sentences[max(0, scene.sentence_of(source.start) - 2)].start if sentences else 0
    named = {key for _, key in scene.names_near(first, source.start) if key.startswith("person ")} - owners
    return named.pop() if len(named) == 1 else None


def _find_owners(scene: Scene, source: Span) -> frozenset[str]:
    """Who cannot be meant because they own it: "his wife" is not he, "Norland's envoy" not Norland."""
    text = scene.reading.text
    first = re.match(r"(?:his|her|their|its)\b", source.of(text), re.IGNORECASE)
    names = {key for span, key in scene.names_near(source.start, source.end) if source.holds(span)}
    if first is None:
        return frozenset(names)
    chances = scene.chances(Span(source.start, source.start + first.end()))
    return frozenset(names | {key for key, chance in chances.items() if chance > LEAST_CHANCE})


def _weigh_role(role: Role, referent: Referent) -> Iterator[tuple[str, float]]:
    if referent.kind != "person":
        words = set(words_of(referent.name))
        if role.head in words and role.words <= words | {role.head}:
            yield "short-name", 1.0
        elif is_body_noun(role.head) and referent.kind == "body" and len(role.words) <= 2:
            yield "role-part", 1.0
        return
    name = set(words_of(referent.name))
    found = set()
    for known in referent.roles:
        if known.head != role.head and not known.words & COUNTERPARTS:
            continue
        extra = role.words - known.words - name - {role.head}
        if not extra:
            found.add("role-match")
        else:
            # "the interior minister" is not who is foreign minister, but may be who is just "minister".
            found.add("other-role" if known.words - role.words - {known.head} else "role-part")
    kind = next((one for one in ("role-match", "role-part", "other-role") if one in found), None)
    if kind is not None:
        yield kind, 1.0


def find_taken_up(reading: Reading, referents: Referents) -> Iterator[tuple[int, str]]:
    """Sentences that take up what was said before them and name who said it: "The announcement by Ruiz came
    …". Gives the sentence's start and the person's key."""
    text = reading.text
    for sentence in reading.sentences:
        match = _TAKES_UP.match(text, sentence.start, sentence.end)
        if match is None:
            continue
        for name in reading.names:
            if name.span.start >= match.end():
                if name.span.start - match.end() <= 40 and (key := referents.of_name.get(name.span)):
                    yield sentence.start, key
                break


def pick_phrase_before(scene: Scene, source: Span) -> Span | None:
    """The noun phrase that "who", "which" or "that" follows ("voters who fear"), when the network sees
    somebody or something in it."""
    text = scene.reading.text
    start = max(source.start - 80, text.rfind("\n", 0, source.start) + 1)
    end = len(text[start : source.start].rstrip(" ,–—-(")) + start
    stops = [match.end() for match in re.finditer(r"[,;:“”\"()]", text[start:end])]
    words = find_words_of(text, Span(start + max(stops, default=0), end))
    phrase = find_phrase_back(text, words) if words and words[-1].end == end else None
    return phrase if phrase is not None and scene.mentions.get(words[-1].start) is not None else None


def pick_relative(scene: Scene, source: Span) -> str | None:
    """Whom "who" or "which" means: the name that it follows, at most a comma between."""
    text = scene.reading.text
    for span, key in scene.names_near(source.start - 40, source.start):
        if re.fullmatch(r"[,\s–—(-]{0,3}", text[span.end : source.start]):
            return key
    return None
