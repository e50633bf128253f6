"""Pronouns → speakers: third persons by evidence, first persons by who has the floor, pairs by what stands
before them."""

from __future__ import annotations

import re
from itertools import pairwise
from operator import itemgetter

from attrib.anaphora import Scene, choose_for_pronoun, pick_phrase_before, pick_relative
from attrib.bearers import settle_joint
from attrib.cast import LEAST_SCORE, SCORES, Cast, Settled, describe_speaker
from attrib.chains import UNNAMED
from attrib.descriptions import pick_kind
from attrib.drafts import NEAR, paragraph_at, sentence_at
from attrib.floor import FIRST_PERSON
from attrib.naming import split_joint
from attrib.nouns import NounEntry, pick_noun
from attrib.prose import word_set, words_of
from attrib.records import Attribution
from attrib.referents import FEMALE, MALE, find_word_sex
from attrib.roles import find_phrase_up_to
from attrib.spans import Span

# A pronoun stands for somebody without a name when the network is at least so sure: set by eye, since gum dev
# does not tell 0.3 from 0.7.
LEAST_DESCRIBED = 0.5
_PLURAL_PRONOUNS = word_set("both neither none all each they them their theirs some")
_WE = word_set("we us our ours")
_DUAL = word_set("both neither none")
_TWO = re.compile(r"\b(?:[Tt]wo|[Tt]he two|[Bb]oth)\s+(?:[\w-]+\s+){0,2}?[\w-]+s\b")
_RELATIVES = word_set("who whom whose which that")
_THIRD = word_set(
    "he him his himself she her hers herself it its itself they them their theirs themselves this these"
)


def settle_pronoun(cast: Cast, attribution: Attribution, around: str | None) -> Settled:
    """Whom a pronoun means; `around` is the key of the speaker in whose words it stands, if any."""
    scene, source = cast.scene, attribution.source
    words = words_of(source[0].of(cast.text)) or [""]
    word = words[0]
    if word in FIRST_PERSON:
        return _settle_first_person(cast, attribution, around)
    if word in _RELATIVES:
        relative = pick_relative(scene, source[0])
        if relative is not None:
            return cast.add_referent(relative, source, "relative-pronoun", SCORES["relative-pronoun"])
        phrase = pick_phrase_before(scene, source[0])
        if phrase is not None:
            kind = pick_kind(cast.text, (phrase,), "nominal", None)
            return describe_speaker(cast, (phrase,), "relative-pronoun", kind=kind, mention=source)
    if word in _PLURAL_PRONOUNS or (word == "the" and words[1:2] and words[1] in ("two", "three", "pair")):
        plural = _pick_plural(cast, attribution)
        if plural is not None and (
            word not in ("they", "them", "their") or _is_nearest(scene, plural, source[0])
        ):
            return cast.add(plural, cast.speakers[plural], source, "plural-before")
        pair = _pick_pair(cast, source[0]) if word in _DUAL else None
        if pair is not None:
            return _settle_pair(cast, pair, attribution)
    if word not in _THIRD:
        return Settled(None, "pronoun")
    choice = choose_for_pronoun(scene, source[0], attribution.content, (attribution.parent, around))
    if choice is None or choice.score < LEAST_SCORE:
        described = _settle_described(cast, source, word)
        return described or Settled(None, "pronoun" if choice is None else "several-candidates")
    return cast.add_referent(choice.key, source, choice.reason, choice.score)


def _settle_described(cast: Cast, source: tuple[Span, ...], word: str) -> Settled | None:
    """Somebody without a name ("the coach") whom the network takes a pronoun for, where number and sex of the
    description's noun allow it."""
    scene, text = cast.scene, cast.text
    key, chance = max(scene.chances(source[0]).items(), key=itemgetter(1), default=("", 0.0))
    if chance < LEAST_DESCRIBED or not key.startswith(UNNAMED):
        return None
    head = scene.reading.mentions[int(key.removeprefix(UNNAMED))].head
    phrase = find_phrase_up_to(text, sentence_at(scene.reading, head.start).start, head.end)
    noun = pick_noun(words_of(phrase.of(text))) if phrase is not None else None
    if phrase is None or noun is None or phrase.start >= source[0].start or not _fits(word, noun, text, head):
        return None
    kind = pick_kind(text, (phrase,), "nominal", None)
    return describe_speaker(cast, (phrase,), "coreference", kind=kind, mention=source, score=chance)


def _fits(word: str, noun: NounEntry, text: str, head: Span) -> bool:
    """Whether a pronoun may stand for somebody whom a noun describes."""
    if word in _PLURAL_PRONOUNS:
        return noun.plural or noun.kind in ("group", "organisation", "government")
    if word in MALE or word in FEMALE:
        sex = find_word_sex(head.of(text).casefold())
        return noun.kind == "person" and not noun.plural and sex != (-1 if word in MALE else 1)
    return noun.kind != "person" and not noun.plural


def _settle_first_person(cast: Cast, attribution: Attribution, around: str | None) -> Settled:
    source = attribution.source
    speaker = cast.speakers.get(around or "")
    if words_of(source[0].of(cast.text))[0] in _WE and (speaker is None or speaker.kind == "person"):
        return Settled(None, "first-person")  # a person's "we" is more than that person
    if attribution.parent is not None:
        if around is None:
            return Settled(None, "first-person")
        return cast.add_referent(around, source, "quoted-first-person", SCORES["quoted-first-person"])
    holder = cast.floor.pick(source[0].start)
    if holder is None:
        return Settled(None, "first-person")
    return cast.add_referent(holder.key, source, holder.reason, holder.score)


def _pick_plural(cast: Cast, attribution: Attribution) -> str | None:
    """The last speaker before that is several, in the same paragraph or the one before."""
    place = attribution.source[0].start
    here = paragraph_at(cast.scene.reading, place)
    for one in reversed(cast.scene.spoken[-NEAR:]):
        if one.place < place and one.key in cast.scene.plural:
            return one.key if here - paragraph_at(cast.scene.reading, one.place) <= 1 else None
    return None


def _is_nearest(scene: Scene, key: str, source: Span) -> bool:
    """Whether nobody has spoken since the speaker of `key` did."""
    earlier = [one for one in scene.spoken if one.place < source.start]
    return bool(earlier) and earlier[-1].key == key


def _pick_pair(cast: Cast, source: Span) -> Span | None:
    """Two that the text has put together in this sentence or the one before: "Norland and Vesk", "two
    guards"."""
    scene, text = cast.scene, cast.text
    here = scene.sentence_of(source.start)
    low = scene.reading.sentences[max(0, here - 1)].start if scene.reading.sentences else 0
    names = [
        name.span for name in scene.reading.names if low <= name.span.start and name.span.end <= source.start
    ]
    joined = [
        Span(one.start, other.end)
        for one, other in pairwise(names)
        if re.fullmatch(r"(?:['’]s)?,? and (?:the )?", text[one.end : other.start])
    ]
    counted = [Span(*match.span()) for match in _TWO.finditer(text, low, source.start)]
    found = [*joined, *counted]
    return max(found) if found else None


def _settle_pair(cast: Cast, pair: Span, attribution: Attribution) -> Settled:
    joint = split_joint(cast.text, (pair,), cast.names.near((pair,)))
    if joint is not None:
        outcome = settle_joint(cast, *joint, attribution.source, attribution)
        return (
            outcome._replace(reason="plural-before", score=SCORES["plural-before"])
            if outcome.key
            else outcome
        )
    return describe_speaker(cast, (pair,), "plural-before", kind="group", mention=attribution.source)
