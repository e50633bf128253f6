"""Attributions → speakers: whom each source stands for, or why that is left open.

Names go by the names of the article (`bearers`), pronouns and roles by weighed evidence (`anaphora`,
`pronouns`), the first person by who has the floor (`floor`). What is not likely enough stays open: a claim
without a speaker is better than one given to the wrong person.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from attrib.anaphora import Scene, Spoken, choose_for_role, find_taken_up
from attrib.bearers import settle_joint, settle_name, settle_principal
from attrib.cast import LEAST_SCORE, SCORES, Cast, Settled, describe_speaker
from attrib.chains import Chains
from attrib.cues import is_participle
from attrib.descriptions import pick_kind
from attrib.drafts import NEAR, join_names, paragraph_at, sentence_at
from attrib.floor import Floor
from attrib.naming import (
    POSSESSIVE,
    NameIndex,
    head_of,
    pick_head_name,
    split_joint,
    strip_article,
    strip_lead,
    strip_titles,
    to_key,
)
from attrib.nouns import pick_noun
from attrib.pronouns import settle_pronoun
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.records import Attribution, Block, Speaker, SpeakerKind
from attrib.referents import FEMALE, MALE, Referents, find_surnames, to_role
from attrib.roles import find_phrase_up_to
from attrib.sources import is_new
from attrib.spans import Span, SpanIndex

# A role that nothing but the network's chains gives to somebody wants clearer evidence than a pronoun.
LEAST_CHAIN_SCORE = 0.65
# Of the subject of a sentence as the speaker of a participle in it: set by eye.
SUBJECT_SCORE = 0.6
# Somebody who has the role but is less likely than that keeps the source from being a speaker of its own.
RIVAL_SCORE = 0.25
# How far back a fuller description is looked for, in characters: some five hundred words.
FULLER_CHARS = 3000
# A pronoun that is settled so surely says whether its speaker is he or she.
SURE_SCORE = 0.6
# Bodies that are "they" as well as "it".
_COLLECTIVES = word_set("police staff crew team management family government council")
# Words that no part of a noun phrase crosses on the way to its noun.
_BREAKS = word_set(
    "and or but of in on at by to for from with said says is was were are has had who which that"
)


# Between a sentence's start and its subject: nothing, an article, an adjunct that a comma ends.
_LEADS = re.compile(r"(?:[^,.;:\n\"“”]{1,60},\s+)?(?:[Tt]he\s+)?")
_OPENING = re.compile(r"[“\"]?(?:(?:By|In|While|After|Before|When)\s)?")
_COMMA = re.compile(r",\s+")
_VERB_FOLLOWS = re.compile(r"\s+(?!(?:and|or|of|in|for|at|to|from|with|on|by|who|which|that)\b)[a-z]+\b(?!,)")
_COORDINATED = re.compile(r"\b(?:and|but|then)\s+\Z")


def find_speakers(
    reading: Reading, attributions: Sequence[Attribution], blocks: Sequence[Block] = ()
) -> tuple[tuple[Speaker, ...], tuple[Attribution, ...]]:
    """The speakers of a text, ids s1, s2 … in the order in which they first speak, and the attributions with
    `speaker`, `speaker_score`, `open` and `why` filled in.

    Left open with the reason: sources that fit nobody well enough, or two alike. A source that the text does
    not name at all has neither speaker nor reason.
    """
    cast = _make_cast(reading, blocks)
    _take_up(cast, attributions)
    filled: list[Attribution] = []
    settled: list[Settled | None] = []
    for attribution in attributions:
        outcome = _settle(cast, attribution, filled, settled)
        settled.append(outcome)
        if outcome is None or outcome.key is None:
            filled.append(replace(attribution, open=outcome.reason if outcome else attribution.open))
            continue
        _note(cast, attribution, outcome.key, outcome.score)
        settle_principal(cast, attribution.source, outcome.key)
        filled.append(
            replace(
                attribution,
                speaker=cast.speakers[outcome.key].id,
                open=None,
                speaker_score=round(outcome.score, 4),
                why=(*attribution.why, outcome.reason),
            )
        )
    written = _find_written(reading)
    speakers = tuple(_add_mentions(cast, speaker, key, written) for key, speaker in cast.speakers.items())
    return speakers, tuple(filled)


def _make_cast(reading: Reading, blocks: Sequence[Block]) -> Cast:
    referents = Referents(reading)
    mentions = {mention.head.start: number for number, mention in enumerate(reading.mentions)}
    anchors: dict[int, str] = {}
    for span, key in referents.of_name.items():
        for start in (start for start in range(span.start, span.end) if start in mentions):
            anchors[mentions[start]] = key
    scene = Scene(reading, referents, Chains(reading, anchors), mentions)
    # Who writes "I" is not "he" in the same text.
    floor = Floor(reading, referents, blocks)
    scene.authors |= {holder.key for holder in floor.authors}
    return Cast(scene, NameIndex(reading.text, reading.names), floor)


def _take_up(cast: Cast, attributions: Sequence[Attribution]) -> None:
    """Gives the role of a source to who is said to have said it in the sentence after: "the minister said …
    The announcement by Ruiz came …"."""
    scene = cast.scene
    for start, key in find_taken_up(scene.reading, scene.referents):
        here = scene.sentence_of(start)
        for one in attributions:
            if one.source_status != "nominal" or not one.source or one.parent is not None:
                continue
            if scene.sentence_of(one.source[0].start) == here - 1:
                role = to_role(cast.text, strip_lead(cast.text, one.source[0]))
                scene.referents.by_key[key].roles.append(role)


def _note(cast: Cast, attribution: Attribution, key: str, score: float) -> None:
    """Remembers who spoke where, for the sources that follow."""
    scene = cast.scene
    spans = (*attribution.content, *attribution.source, *([attribution.cue] if attribution.cue else []))
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    place = attribution.cue.start if attribution.cue else attribution.content[0].start
    scene.spoken.append(Spoken(whole, place, key, attribution.parent))
    if (
        attribution.source
        and (mention := scene.mention_in(head_of(cast.text, attribution.source[0]))) is not None
    ):
        scene.chains.settle(mention, key)
    _learn(cast, attribution, key, score)


def _learn(cast: Cast, attribution: Attribution, key: str, score: float) -> None:
    """What a source says of its speaker, for the pronouns that follow: he or she, somebody or something, one
    or several."""
    if not attribution.source:
        return
    scene, kind, source = cast.scene, cast.speakers[key].kind, attribution.source[0].of(cast.text)
    words = words_of(source)
    referent = scene.referents.by_key.get(key)
    if referent is not None and attribution.source_status == "pronoun" and words and score >= SURE_SCORE:
        # Who was "she" once is not "he" in the next sentence.
        referent.sex += 2.0 * ((words[0] in MALE) - (words[0] in FEMALE))
    if kind in ("organisation", "government", "document"):
        scene.things.add(key)
    elif attribution.source_status == "nominal":
        noun = pick_noun(head_of(cast.text, attribution.source[0]).of(cast.text).split())
        if noun is not None and noun.kind == "person":
            scene.humans.add(key)
    if kind in ("group", "joint") or not _COLLECTIVES.isdisjoint(words[-1:]):
        scene.plural.add(key)


def _settle(
    cast: Cast, attribution: Attribution, before: Sequence[Attribution], settled: Sequence[Settled | None]
) -> Settled | None:
    if attribution.cue is None and not attribution.source:
        return _settle_orphan(cast, attribution)
    if attribution.source_status == "none":
        return None
    if attribution.source_status == "elided":
        return _settle_elided(cast, attribution, before, settled)
    around = _key_around(attribution, before, settled)
    if attribution.source_status == "pronoun":
        return settle_pronoun(cast, attribution, around)
    return _settle_source(cast, attribution, around)


def _settle_source(cast: Cast, attribution: Attribution, around: str | None) -> Settled:
    text, source, status = cast.text, attribution.source, attribution.source_status
    names = cast.names.near(source)
    joint = split_joint(text, source, names)
    if joint is not None:
        return settle_joint(cast, *joint, source, attribution)
    if status == "named":
        head = pick_head_name(text, source[0], names)
        if head is not None and _is_label(cast.text, attribution):
            head = replace(head, type="Person")
        return (
            settle_name(cast, head, source, attribution.content)
            if head
            else describe_speaker(cast, source, "name-in-source", named=True)
        )
    if (party := cast.floor.pick_party(source[0].of(text))) is not None:
        return cast.add_referent(party, source, "interviewee", SCORES["interviewee"])
    kind = pick_kind(text, source, status, None)
    if status in ("anonymous", "vague"):
        known = (
            choose_for_role(cast.scene, source[0], attribution.content, around)
            if _may_be_known(cast, source)
            else None
        )
        if known is not None and known.reason == "role-match" and known.score >= LEAST_SCORE:
            return cast.add_referent(known.key, source, known.reason, known.score)
        unnamed: SpeakerKind = "unnamed" if status == "anonymous" else kind
        return describe_speaker(cast, source, "unnamed-source", kind=unnamed)
    if kind == "document":
        return describe_speaker(cast, source, "document-source", kind=kind)
    if kind == "group" or is_new(text, source[0]):
        return describe_speaker(cast, source, "new-in-text", kind=kind)
    return _settle_role(cast, attribution, kind, around)


def _may_be_known(cast: Cast, source: Sequence[Span]) -> bool:
    """Whether an unnamed source may be named elsewhere: "the aide", "aide" in a headline, not "an aide"."""
    opens = cast.scene.opens_text(source[0]) and not is_new(cast.text, source[0])
    return opens or words_of(source[0].of(cast.text))[:1] == ["the"]


def _is_label(text: str, attribution: Attribution) -> bool:
    """Whether a source is a person's label in a transcript: "OKORO:", which may be taken for a firm."""
    words = attribution.source[0].of(text).split()
    colon = attribution.cue is not None and attribution.cue.of(text) == ":" and attribution.manner == "direct"
    return colon and all(word.isupper() for word in words) and pick_noun(words) is None


def _settle_role(cast: Cast, attribution: Attribution, kind: SpeakerKind, around: str | None) -> Settled:
    source = attribution.source
    choice = choose_for_role(cast.scene, source[0], attribution.content, around)
    least = LEAST_CHAIN_SCORE if choice is not None and choice.reason == "coreference" else LEAST_SCORE
    if choice is not None and choice.score >= least:
        return cast.add_referent(choice.key, source, choice.reason, choice.score)
    if choice is not None and choice.reason in ("role-match", "short-name") and choice.score > RIVAL_SCORE:
        return Settled(None, "several-roles")
    fuller = _pick_fuller(cast, source[0])
    if fuller is not None:
        return describe_speaker(cast, (fuller,), "fuller-description", kind=kind, mention=source)
    return describe_speaker(cast, source, "described-source", kind=kind)


def _pick_fuller(cast: Cast, source: Span) -> Span | None:
    """An earlier description that says more with the same noun: "The board" after "the Lagos water board"."""
    text = cast.text
    role = to_role(text, strip_lead(text, source))
    words = words_of(head_of(text, source).of(text))
    if not words or words[0] != "the" or len(words) > 3:
        return None
    noun = re.escape(words[-1])
    pattern = re.compile(rf"\b(?:the|a|an|[\w’'-]+['’]s)\s+(?:[\w’'-]+\s+){{1,4}}?{noun}\b", re.IGNORECASE)
    for match in pattern.finditer(text, max(0, source.start - FULLER_CHARS), source.start):
        found = to_role(text, Span(*match.span()))
        if role.words < found.words and not set(words_of(match.group())) & _BREAKS:
            return Span(*match.span())
    return None


def _settle_elided(
    cast: Cast, attribution: Attribution, before: Sequence[Attribution], settled: Sequence[Settled | None]
) -> Settled:
    """The speaker of the nearest attribution before it in the sentence that stands at the same depth; where
    there is none, the sentence's subject."""
    start = attribution.cue.start if attribution.cue else attribution.content[0].start
    opens = sentence_at(cast.scene.reading, start).start
    for other, outcome in zip(reversed(before[-NEAR:]), reversed(settled[-NEAR:]), strict=True):
        place = other.cue.start if other.cue else other.content[0].start
        if outcome is None or other.parent != attribution.parent or not opens <= place < start:
            continue
        if outcome.key is None:
            return outcome
        return Settled(outcome.key, "elided-source", min(outcome.score, SCORES["elided-source"]))
    found = _settle_by_subject(cast, attribution) or _settle_by_description(cast, attribution)
    return found or Settled(None, "no-antecedent")


def _settle_by_subject(cast: Cast, attribution: Attribution) -> Settled | None:
    """A cue that goes on from another verb ("Norland and Vesk held talks and announced that …"): the name, or
    names, that the sentence has as its subject."""
    reading, text, cue = cast.scene.reading, cast.text, attribution.cue
    if cue is None or attribution.parent is not None:
        return None
    sentence = sentence_at(reading, cue.start)
    opens, ends = sentence.start, cue.start
    if _OPENING.fullmatch(text, opens, ends) and is_participle(text, cue):
        # "Talking about the quay, Lind said …"
        comma = _COMMA.search(text, max(span.end for span in (cue, *attribution.content)), sentence.end)
        if comma is None:
            return None
        opens, ends = comma.end(), sentence.end
    elif not _COORDINATED.search(text, opens, ends):
        return None
    at = bisect_left(reading.names, opens, key=lambda name: name.span.start)
    # A lead holds few names: the time, a place.
    first = next((name for name in reading.names[at : at + NEAR] if name.type not in ("Date", "Money")), None)
    if first is None or first.span.start >= ends or not _LEADS.fullmatch(text, opens, first.span.start):
        return None
    subject = join_names(reading, first.span)
    if not _VERB_FOLLOWS.match(text, subject.end):
        return None
    outcome = _settle_source(cast, replace(attribution, source=(subject,), source_status="named"), None)
    if outcome.key is None:
        return None
    return Settled(outcome.key, "elided-source", min(outcome.score, SCORES["elided-source"]))


def _settle_by_description(cast: Cast, attribution: Attribution) -> Settled | None:
    """A participle behind a comma ("Farmers marched to the quay, chanting …"): those whom the sentence begins
    with, when a noun for people or bodies describes them."""
    reading, text, cue = cast.scene.reading, cast.text, attribution.cue
    if cue is None or attribution.parent is not None or not is_participle(text, cue):
        return None
    sentence = sentence_at(reading, cue.start)
    if not text[max(cue.start - len(", "), sentence.start) : cue.start].rstrip().endswith(","):
        return None
    at = bisect_left(reading.mentions, sentence.start, key=lambda mention: mention.head.start)
    head = reading.mentions[at].head if at < len(reading.mentions) else None
    if head is None or head.end > cue.start or not _VERB_FOLLOWS.match(text, head.end):
        return None
    phrase = find_phrase_up_to(text, sentence.start, head.end)
    noun = pick_noun(words_of(phrase.of(text))) if phrase is not None else None
    if phrase is None or noun is None or noun.kind == "document" or phrase.start != sentence.start:
        return None
    kind = pick_kind(text, (phrase,), "nominal", None)
    return describe_speaker(cast, (phrase,), "elided-source", kind=kind, score=SUBJECT_SCORE)


def _settle_orphan(cast: Cast, attribution: Attribution) -> Settled | None:
    """A quotation without cue or source: who spoke in quotation marks right before it has the floor. For an
    answer of an interview it is the guest."""
    if "interview-answer" in attribution.why:
        if (guest := cast.floor.guest) is None:
            return None
        return cast.add_referent(guest, (), "interviewee", SCORES["interviewee"])
    reading, start = cast.scene.reading, attribution.content[0].start
    if attribution.source_status != "elided":
        return None
    here = paragraph_at(reading, start)
    quoting = [
        one for one in cast.scene.spoken[-NEAR:] if one.place < start and one.parent == attribution.parent
    ]
    if not quoting:
        return None
    last = quoting[-1]
    away = here - paragraph_at(reading, last.span.end - 1)
    text = cast.text
    alone = not re.search(r"\w", text[reading.paragraphs[here].start : start]) if reading.paragraphs else True
    # A paragraph of its own, right after one in which exactly one person spoke.
    speakers = {one.key for one in quoting if here - paragraph_at(reading, one.place) <= 1}
    if away == 1 and alone and len(speakers) == 1:
        return cast.add_referent(last.key, (), "orphan-holds-floor", SCORES["orphan-holds-floor"])
    return None


def _key_around(
    attribution: Attribution, before: Sequence[Attribution], settled: Sequence[Settled | None]
) -> str | None:
    """The key of the speaker of the attribution around this one."""
    if attribution.parent is None:
        return None
    for other, outcome in zip(reversed(before), reversed(settled), strict=True):
        if other.id == attribution.parent:
            return outcome.key if outcome is not None else None
    return None


def _find_written(reading: Reading) -> dict[tuple[str, str], list[Span]]:
    """The names of the text by kind, "person" or "org", and key, as those of speakers are."""
    written: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for name in reading.names:
        kind, strip = ("person", strip_titles) if name.type == "Person" else ("org", strip_article)
        words = POSSESSIVE.sub("", strip(reading.text, name.span).of(reading.text))
        written[kind, to_key(words)].append(name.span)
    return dict(written)


def _add_mentions(
    cast: Cast, speaker: Speaker, key: str, written: Mapping[tuple[str, str], Sequence[Span]]
) -> Speaker:
    """The speaker with every name in the text that is surely theirs among the mentions."""
    kind, _, name = key.partition(" ")
    names = [name]
    if kind == "person":
        bearers = cast.scene.referents.bearers
        names += [one for one in find_surnames(name) if bearers.get(one) == [name]]
    sources = SpanIndex(speaker.mentions)
    mentions = set(speaker.mentions)
    for span in (span for one in names for span in written.get((kind, one), ())):
        if not any(speaker.mentions[place].holds(span) for place in sources.touching(span)):
            mentions.add(span)
    return replace(speaker, mentions=tuple(sorted(mentions)))
