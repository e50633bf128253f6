"""Attributions → speakers: whom each source stands for, or why that is left open.

Names go by the names of the article, pronouns and roles by weighed evidence (`anaphora`), the first person by
who has the floor (`floor`). What is not likely enough stays open: a claim without a speaker is better than
one given to the wrong person.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from attrib.anaphora import (
    Scene,
    Spoken,
    choose_for_pronoun,
    choose_for_role,
    choose_for_surname,
    find_taken_up,
    pick_phrase_before,
    pick_relative,
)
from attrib.chains import Chains
from attrib.descriptions import find_principal, pick_kind
from attrib.drafts import NEAR, paragraph_at
from attrib.evidence import Choice
from attrib.floor import FIRST_PERSON, Floor
from attrib.naming import (
    HeadName,
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
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.records import Attribution, Block, Speaker, SpeakerKind
from attrib.referents import Referents, find_surnames, to_role
from attrib.sources import describe, is_new
from attrib.spans import Span, SpanIndex

# The probability that a speaker settled for this reason is right, where no evidence is weighed. Counted on
# the entity chains of gum for names (142 of 154), surnames (39 of 40) and quoted first persons (49 of 72);
# the others, of which gum has too few, are set in between as they were right on invented cases.
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
    "principal": 0.8,
    "plural-before": 0.75,
    "orphan-holds-floor": 0.6,
}
# A speaker less likely than this is not settled. On gum dev, of those between 0.5 and 0.6 half were wrong.
LEAST_SCORE = 0.5
# A bare surname that several have wants clearer evidence than a pronoun: the text could have said more.
LEAST_SURNAME_SCORE = 0.7
# So does a role that nothing but the network's chains gives to somebody.
LEAST_CHAIN_SCORE = 0.65
_TITLE_SEX = {"mr": 1, "sir": 1, "lord": 1, "mrs": -1, "ms": -1, "miss": -1, "lady": -1, "dame": -1}
_PLURAL_PRONOUNS = word_set("both neither none all each they them their theirs some")
_FORMS_OF_ADDRESS = word_set("mr mrs ms miss mx sir dame lord lady dr")
_WE = word_set("we us our ours")
_DUAL = word_set("both neither none")
_TWO = re.compile(r"\b(?:[Tt]wo|[Tt]he two|[Bb]oth)\s+(?:[\w-]+\s+){0,2}?[\w-]+s\b")
_RELATIVES = word_set("who whom whose which that")
_THIRD = word_set(
    "he him his himself she her hers herself it its itself they them their theirs themselves this these"
)
# "The elder Yılmaz" tells two bearers of a surname apart by what names alone cannot.
_APART = re.compile(
    r"\b(?:elder|younger|older|senior|junior|father|son|daughter|brother|sister|mother|wife|husband)\b",
    re.IGNORECASE,
)


class _Settled(NamedTuple):
    """What one source came to: the key of a speaker, the reason and its probability; or, without a key, the
    reason why it is open."""

    key: str | None
    reason: str
    score: float = 0.0


@dataclass
class _Cast:
    """The speakers found so far, by key, in the order in which they first speak."""

    scene: Scene
    names: NameIndex
    floor: Floor
    speakers: dict[str, Speaker] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.scene.reading.text

    def add(
        self, key: str, speaker: Speaker, mention: Iterable[Span], reason: str, score: float | None = None
    ) -> _Settled:
        known = self.speakers.get(key) or replace(speaker, id=f"s{len(self.speakers) + 1}")
        why = known.why if reason in known.why else (*known.why, reason)
        mentions = tuple(sorted({*known.mentions, *mention}))
        self.speakers[key] = replace(known, role=known.role or speaker.role, mentions=mentions, why=why)
        return _Settled(key, reason, SCORES[reason] if score is None else score)

    def add_referent(self, key: str, mention: Iterable[Span], reason: str, score: float) -> _Settled:
        """A speaker that the text names elsewhere, or that has spoken without a name."""
        referent = self.scene.referents.by_key.get(key)
        if referent is None:
            return self.add(key, self.speakers[key], mention, reason, score)
        role = next((" ".join(role.span.of(self.text).split()) for role in referent.roles), None)
        head = HeadName(referent.names[0], referent.type, None)
        kind = pick_kind(self.text, referent.names[:1], "named", head)
        speaker = Speaker("", referent.name, kind, role=_lower_first(role))
        return self.add(key, speaker, mention, reason, score)


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
    settled: list[_Settled | None] = []
    for attribution in attributions:
        outcome = _settle(cast, attribution, filled, settled)
        settled.append(outcome)
        if outcome is None or outcome.key is None:
            filled.append(replace(attribution, open=outcome.reason if outcome else attribution.open))
            continue
        _note(cast, attribution, outcome.key)
        _settle_principal(cast, attribution.source, outcome.key)
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


def _make_cast(reading: Reading, blocks: Sequence[Block]) -> _Cast:
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
    return _Cast(scene, NameIndex(reading.text, reading.names), floor)


def _take_up(cast: _Cast, attributions: Sequence[Attribution]) -> None:
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


def _note(cast: _Cast, attribution: Attribution, key: str) -> None:
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
    if cast.speakers[key].kind in ("group", "joint"):
        scene.plural.add(key)


def _settle_principal(cast: _Cast, source: tuple[Span, ...], key: str) -> None:
    """Notes for whom a spokesperson speaks, who need not say anything in the article themselves."""
    speaker = cast.speakers[key]
    if speaker.speaks_for is not None or speaker.kind not in ("person", "unnamed", "group") or not source:
        return
    names = cast.names.near(source)
    span = find_principal(cast.text, source, names)
    if span is None:
        return
    head = pick_head_name(cast.text, span, names)
    outcome = (
        _settle_name(cast, head, (span,), ())
        if head is not None
        else _describe(cast, (span,), "principal", kind=pick_kind(cast.text, (span,), "nominal", None))
    )
    if outcome.key is not None and outcome.key != key:
        cast.speakers[key] = replace(cast.speakers[key], speaks_for=cast.speakers[outcome.key].id)


def _settle(
    cast: _Cast, attribution: Attribution, before: Sequence[Attribution], settled: Sequence[_Settled | None]
) -> _Settled | None:
    if attribution.cue is None and not attribution.source:
        return _settle_orphan(cast, attribution, before)
    if attribution.source_status == "none":
        return None
    if attribution.source_status == "elided":
        return _settle_elided(cast.scene.reading, attribution, before, settled)
    if attribution.source_status == "pronoun":
        return _settle_pronoun(cast, attribution, before, settled)
    return _settle_source(cast, attribution, _key_around(attribution, before, settled))


def _settle_source(cast: _Cast, attribution: Attribution, around: str | None) -> _Settled:
    text, source, status = cast.text, attribution.source, attribution.source_status
    names = cast.names.near(source)
    joint = split_joint(text, source, names)
    if joint is not None:
        return _settle_joint(cast, *joint, source, attribution)
    if status == "named":
        head = pick_head_name(text, source[0], names)
        return (
            _settle_name(cast, head, source, attribution.content)
            if head
            else _describe(cast, source, "name-in-source", named=True)
        )
    kind = pick_kind(text, source, status, None)
    if status in ("anonymous", "vague"):
        unnamed: SpeakerKind = "unnamed" if status == "anonymous" else kind
        return _describe(cast, source, "unnamed-source", kind=unnamed)
    if kind == "document":
        return _describe(cast, source, "document-source", kind=kind)
    if kind == "group" or is_new(text, source[0]):
        return _describe(cast, source, "new-in-text", kind=kind)
    return _settle_role(cast, attribution, kind, around)


def _settle_role(cast: _Cast, attribution: Attribution, kind: SpeakerKind, around: str | None) -> _Settled:
    source = attribution.source
    choice = choose_for_role(cast.scene, source[0], attribution.content, around)
    least = LEAST_CHAIN_SCORE if choice is not None and choice.reason == "coreference" else LEAST_SCORE
    if choice is not None and choice.score >= least:
        return cast.add_referent(choice.key, source, choice.reason, choice.score)
    if (
        choice is not None
        and choice.reason in ("role-match", "taken-up", "short-name")
        and choice.score > 0.25
    ):
        return _Settled(None, "several-roles")
    fuller = _pick_fuller(cast, source[0])
    if fuller is not None:
        return _describe(cast, (fuller,), "fuller-description", kind=kind, mention=source)
    return _describe(cast, source, "described-source", kind=kind)


def _pick_fuller(cast: _Cast, source: Span) -> Span | None:
    """An earlier description that says more with the same noun: "The board" after "the Lagos water board"."""
    text = cast.text
    role = to_role(text, strip_lead(text, source))
    words = words_of(head_of(text, source).of(text))
    if not words or words[0] != "the" or len(words) > 3:
        return None
    noun = re.escape(words[-1])
    pattern = re.compile(rf"\b(?:the|a|an|[\w’'-]+['’]s)\s+(?:[\w’'-]+\s+){{1,4}}?{noun}\b", re.IGNORECASE)
    for match in pattern.finditer(text, max(0, source.start - 3000), source.start):
        found = to_role(text, Span(*match.span()))
        if role.words < found.words and not set(words_of(match.group())) & _BREAKS:
            return Span(*match.span())
    return None


_BREAKS = word_set(
    "and or but of in on at by to for from with said says is was were are has had who which that"
)


def _settle_name(cast: _Cast, head: HeadName, source: tuple[Span, ...], own: Sequence[Span]) -> _Settled:
    text, referents = cast.text, cast.scene.referents
    name, key = head.span.of(text), to_key(head.span.of(text))
    # A transcript's "RUIZ:" may be taken for a firm; the article knows one person of that name.
    bare = to_key(strip_titles(text, head.span).of(text))
    known_person = bare in referents.persons or len(referents.bearers.get(bare, ())) == 1
    key = bare if known_person else key
    if head.type != "Person" and not known_person:
        known = referents.by_key.get(referents.of_name.get(head.span, f"org {key}"))
        if known is not None and known.kind != "person":
            return cast.add_referent(known.key, source, "name-in-source", SCORES["name-in-source"])
        kind = pick_kind(text, (head.span,), "named", head)
        return cast.add(f"org {key}", Speaker("", name, kind, role=head.role), source, "name-in-source")
    bearers = referents.bearers.get(key, [])
    if key in referents.persons or not bearers:
        whose = referents.person_key(key) or f"person {key}"
        full = referents.persons.get(whose.removeprefix("person "), name)
        return cast.add(
            whose, Speaker("", full, "person", role=_role(cast, head, whose)), source, "name-in-source"
        )
    if len(bearers) > 1 or _APART.search(source[0].of(text)):
        return _settle_bearer(cast, head, source, bearers, own)
    whose = f"person {bearers[0]}"
    speaker = Speaker("", referents.persons[bearers[0]], "person", role=_role(cast, head, whose))
    return cast.add(whose, speaker, source, "surname-match")


def _settle_bearer(
    cast: _Cast, head: HeadName, source: tuple[Span, ...], bearers: Sequence[str], own: Sequence[Span]
) -> _Settled:
    """A surname that several have: whose title or kinship it stands with, whom the text is about, else
    open."""
    referents = cast.scene.referents
    keys = [f"person {one}" for one in bearers]
    apart = _APART.search(source[0].of(cast.text))
    if apart is not None:
        kin = referents.pick_kin(apart.group().lower(), head.span.of(cast.text))
        if kin is None:
            return _Settled(None, "shared-surname")
        return cast.add_referent(kin, source, "kinship", SCORES["kinship"])
    title = re.search(r"([^\W\d_]+)\.?\s+$", cast.text[max(0, head.span.start - 14) : head.span.start])
    sex = _TITLE_SEX.get(title.group(1).lower(), 0) if title else 0
    fitting = [key for key in keys if sex * referents.by_key[key].sex > -1.5]
    if sex and len(fitting) == 1:
        return cast.add_referent(fitting[0], source, "surname-match", 0.75)
    choice = choose_for_surname(cast.scene, source[0], own, fitting)
    if choice is None or choice.score < LEAST_SURNAME_SCORE:
        return _Settled(None, "shared-surname")
    return cast.add_referent(choice.key, source, choice.reason, choice.score)


def _role(cast: _Cast, head: HeadName, key: str) -> str | None:
    if head.role is None:
        referent = cast.scene.referents.by_key.get(key)
        found = next((role.span.of(cast.text) for role in referent.roles), None) if referent else None
        return _lower_first(found)
    return _lower_first(head.role)


def _lower_first(role: str | None) -> str | None:
    if role is None or role.rstrip(".").lower() in _FORMS_OF_ADDRESS:
        return None
    first, _, rest = role.partition(" ")
    small = first.lower() if first.lower() in {"the", "a", "an", "his", "her", "its", "their"} else first
    return f"{small} {rest}".strip()


def _settle_pronoun(
    cast: _Cast,
    attribution: Attribution,
    before: Sequence[Attribution],
    settled: Sequence[_Settled | None],
) -> _Settled:
    scene, source = cast.scene, attribution.source
    words = words_of(source[0].of(cast.text)) or [""]
    word = words[0]
    parent_key = _key_around(attribution, before, settled)
    if word in FIRST_PERSON:
        return _settle_first_person(cast, attribution, parent_key)
    if word in _RELATIVES:
        relative = pick_relative(scene, source[0])
        if relative is not None:
            return cast.add_referent(relative, source, "relative-pronoun", SCORES["relative-pronoun"])
        phrase = pick_phrase_before(scene, source[0])
        if phrase is not None:
            kind = pick_kind(cast.text, (phrase,), "nominal", None)
            return _describe(cast, (phrase,), "relative-pronoun", kind=kind, mention=source)
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
        return _Settled(None, "pronoun")
    parent = (attribution.parent, parent_key)
    choice = choose_for_pronoun(scene, source[0], attribution.content, parent)
    if choice is None:
        return _Settled(None, "pronoun")
    if choice.score < LEAST_SCORE:
        return _Settled(None, "several-candidates")
    return _add_choice(cast, choice, source)


def _add_choice(cast: _Cast, choice: Choice, source: tuple[Span, ...]) -> _Settled:
    return cast.add_referent(choice.key, source, choice.reason, choice.score)


def _pick_pair(cast: _Cast, source: Span) -> Span | None:
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


def _settle_pair(cast: _Cast, pair: Span, attribution: Attribution) -> _Settled:
    joint = split_joint(cast.text, (pair,), cast.names.near((pair,)))
    if joint is not None:
        outcome = _settle_joint(cast, *joint, attribution.source, attribution)
        return (
            outcome._replace(reason="plural-before", score=SCORES["plural-before"])
            if outcome.key
            else outcome
        )
    return _describe(cast, (pair,), "plural-before", kind="group", mention=attribution.source)


def _is_nearest(scene: Scene, key: str, source: Span) -> bool:
    """Whether nobody has spoken since the speaker of `key` did."""
    earlier = [one for one in scene.spoken if one.place < source.start]
    return bool(earlier) and earlier[-1].key == key


def _pick_plural(cast: _Cast, attribution: Attribution) -> str | None:
    """The last speaker before that is several, in the same paragraph or the one before."""
    place = attribution.source[0].start
    here = paragraph_at(cast.scene.reading, place)
    for one in reversed(cast.scene.spoken[-NEAR:]):
        if one.place < place and one.key in cast.scene.plural:
            return one.key if here - paragraph_at(cast.scene.reading, one.place) <= 1 else None
    return None


def _settle_first_person(cast: _Cast, attribution: Attribution, parent_key: str | None) -> _Settled:
    source = attribution.source
    around = cast.speakers.get(parent_key or "")
    if words_of(source[0].of(cast.text))[0] in _WE and (around is None or around.kind == "person"):
        return _Settled(None, "first-person")  # a person's "we" is more than that person
    if attribution.parent is not None:
        if parent_key is None:
            return _Settled(None, "first-person")
        return cast.add_referent(parent_key, source, "quoted-first-person", SCORES["quoted-first-person"])
    holder = cast.floor.pick(source[0].start)
    if holder is None:
        return _Settled(None, "first-person")
    return cast.add_referent(holder.key, source, holder.reason, holder.score)


def _key_around(
    attribution: Attribution, before: Sequence[Attribution], settled: Sequence[_Settled | None]
) -> str | None:
    """The key of the speaker of the attribution around this one."""
    if attribution.parent is None:
        return None
    for other, outcome in zip(reversed(before), reversed(settled), strict=True):
        if other.id == attribution.parent:
            return outcome.key if outcome is not None else None
    return None


def _settle_orphan(cast: _Cast, attribution: Attribution, before: Sequence[Attribution]) -> _Settled | None:
    """A quotation without cue or source: who spoke in quotation marks right before it has the floor."""
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


def _settle_joint(
    cast: _Cast, members: Sequence[Span], and_or: str, source: tuple[Span, ...], attribution: Attribution
) -> _Settled:
    text = cast.text
    before = dict(cast.speakers)
    keys = []
    for member in members:
        head = pick_head_name(text, member, cast.names.near((member,)))
        outcome = (
            _settle_name(cast, head, (member,), attribution.content)
            if head
            else _describe(cast, (member,), "unnamed-source")
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
    cast: _Cast,
    source: tuple[Span, ...],
    reason: str,
    *,
    kind: SpeakerKind = "unnamed",
    named: bool = False,
    mention: tuple[Span, ...] | None = None,
) -> _Settled:
    name = describe(cast.text, source)
    if (noun := _pick_left_out(cast, source[0])) is not None:
        name = noun
    # Without its article, so that "a ministry memo" and "the ministry memo" are one.
    bare = re.sub(r"^(?:the|a|an)\s+", "", name)
    speaker = Speaker("", name, kind, named=named)
    return cast.add(f"described {to_key(bare)}", speaker, mention or source, reason)


def _pick_left_out(cast: _Cast, source: Span) -> str | None:
    """A description whose noun the speakers before have: "a senior one" after "Officials" is a senior
    official, "a third, by the firm," after "Two polls" a third poll."""
    head = head_of(cast.text, strip_lead(cast.text, source))
    match = _LEFT_OUT.search(head.of(cast.text))
    before = [speaker for speaker in cast.speakers.values() if not speaker.named]
    if match is None or not before:
        return None
    said = before[-1].mentions[-1] if before[-1].mentions else None
    words = words_of(head_of(cast.text, said).of(cast.text)) if said is not None else []
    noun = pick_noun(words)
    if noun is None or not noun.plural:
        return None
    kept = (
        head.of(cast.text) if match.group().strip() != "one" else head.of(cast.text)[: match.start()].rstrip()
    )
    return _lower_first(f"{kept} {noun.noun}")


_LEFT_OUT = re.compile(r"\b(?:one|another|second|third|fourth|fifth)$")


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
        if outcome.key is None:
            return outcome
        return _Settled(outcome.key, "elided-source", min(outcome.score, SCORES["elided-source"]))
    return _Settled(None, "no-antecedent")


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
        bearers = cast.scene.referents.bearers
        names += [one for one in find_surnames(name) if bearers.get(one) == [name]]
    sources = SpanIndex(speaker.mentions)
    mentions = set(speaker.mentions)
    for span in (span for one in names for span in written.get((kind, one), ())):
        if not any(speaker.mentions[place].holds(span) for place in sources.touching(span)):
            mentions.add(span)
    return replace(speaker, mentions=tuple(sorted(mentions)))
