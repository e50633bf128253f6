"""What articles add to the balance of sources and wording: whole numbers and fractions that add up.

A ledger keeps counts, names and nothing of a text; `balance` and `outlets` make figures of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from attrib.errors import BadAnnotation
from attrib.identity import find_members, find_shares, identify
from attrib.people import People, fold_body
from attrib.prose import find_furniture
from attrib.records import Annotated, Attribution, Evaluative
from attrib.schema import VOICES
from attrib.spans import Span, SpanIndex, find_words
from attrib.wording import pick_holder, pick_voice

OUTLET, UNSETTLED, UNSOURCED = VOICES
SPEAKERS = "speakers"  # the voice of all of them together
UNCLEAR = "unclear"
# In these nothing was said: who "did not say", "declined to say" or is asked about has not spoken.
UNSAID = frozenset(("negated", "declined", "hypothetical", "question"))
# What names or paints a thing; the other categories colour what is said of it.
LABELS = frozenset(("loaded_label", "euphemism", "dysphemism"))

Number = int | Fraction


class Cell(NamedTuple):
    """One line of one measure. Speakers stand by their keys, which are the same in all articles."""

    measure: str
    item: str | None  # None: the measure has one line
    voice: str | None = None  # None: the measure does not divide by voice
    about: str | None = None  # of a label its target, of a neutral alternative its label


class Party(NamedTuple):
    """Somebody who speaks or is spoken of, across articles."""

    key: str
    name: str
    kind: str
    named: bool
    where: tuple[str, str] | None  # article and id of somebody joined to nobody; None: joined by name


@dataclass(slots=True)
class Ledger:
    """Counts of any number of articles. The order in which they come does not matter."""

    people: People | None = None  # joins speakers across articles besides their names
    articles: int = 0
    counts: dict[Cell, Number] = field(default_factory=lambda: defaultdict(int))
    bases: dict[tuple[str, str], Number] = field(default_factory=lambda: defaultdict(int))  # what, and whose
    parties: dict[str, Counter[Party]] = field(default_factory=lambda: defaultdict(Counter))
    alternatives: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # of each label

    def add(self, record: Annotated, asked: Mapping[str, Collection[str]] | None = None) -> None:
        """Counts one article. `asked` are labels with their neutral alternatives to look for besides those of
        the record's own stretches.

        Raises `BadAnnotation` for a record without text, whose words cannot be counted.
        """
        article = _Article(record, self.people)
        self.articles += 1
        self.bases["articles", ""] += 1
        self._add_claims(article)
        self._add_speech(article)
        self._add_words(article)
        for found in record.evaluative:
            self._add_evaluative(article, found)
        self._add_alternatives(article, asked or {})

    def _put(self, cell: Cell, amount: Number = 1) -> None:
        self.counts[cell] += amount

    def _split(self, parties: Sequence[Party], amount: Number) -> Iterator[tuple[Party, Number]]:
        """What each of several gets of what they say together: equal parts, so that parts add up."""
        for party in parties:
            if party.key not in VOICES:
                self.parties[party.key][party] += 1
            yield party, amount if len(parties) == 1 else Fraction(amount, len(parties))

    def _add_claims(self, article: _Article) -> None:
        for claim in article.record.claims:
            words = sum(len(find_words(article.text, span)) for span in claim.spans)
            voice = OUTLET if claim.status == "unattributed" else claim.status
            self._put(Cell("words by voice", voice), words)
            self.bases["claim words", ""] += words
            self._put(Cell("unsourced claims", None), int(claim.status == UNSOURCED))
            self.bases["claims", ""] += 1
            if voice == OUTLET:
                continue
            said = article.attributions.get(claim.attribution or "")
            self._put(Cell("words by manner", said.manner if said else UNCLEAR), words)
            self.bases["reported words", ""] += words
            if claim.status == "attributed":
                self.bases["attributed words", ""] += words
                for party, part in self._split(article.find_parties(claim.speaker or UNSETTLED), words):
                    self._put(Cell("words by speaker", party.key), part)
                    self._put(Cell("words by kind", party.kind), part)
                    self._put(Cell("words by naming", _to_naming(party)), part)

    def _add_speech(self, article: _Article) -> None:
        said = [one for one in article.record.attributions if one.modality not in UNSAID and one.content]
        for one in said:
            self.bases["attributions", ""] += 1
            for party, part in self._split(article.find_parties(pick_voice(one)), 1):
                self._put(Cell("attributions by source", _to_naming(party)), part)
                if one.cue is not None:
                    self._put(Cell("stance of cues", one.stance, party.key), part)
                    self.bases["cues", party.key] += part
        speaking = {p.key for one in said for p in article.find_parties(pick_voice(one))} - set(VOICES)
        self._put(Cell("speakers", None), len(speaking))
        # Whoever stands outermost vouches to the outlet for all that is said inside.
        outermost = [article.find_outermost(one) for one in said]
        vouching = {one.speaker for one in outermost if one.modality not in UNSAID}
        self._put(Cell("independent sources", None), len(article.find_principals(vouching)))
        if said:
            self.bases["articles with speech", ""] += 1
            # Where an attribution begins or ends with the one inside it, the inner one has the words.
            first = min(said, key=lambda one: (one.content[0].start, _size(one), one.id))
            last = min(said, key=lambda one: (-one.content[-1].end, _size(one), one.id))
            for measure, one in (("first to speak", first), ("last to speak", last)):
                for party, part in self._split(article.find_parties(pick_voice(one)), 1):
                    self._put(Cell(measure, party.key), part)

    def _add_words(self, article: _Article) -> None:
        for voice, words in Counter(article.voices).items():
            parties = article.find_parties(voice)
            for party, part in self._split(parties, words):
                self.bases["words", party.key] += part
            if parties[0].key not in VOICES:
                self.bases["words", SPEAKERS] += words

    def _add_evaluative(self, article: _Article, found: Evaluative) -> None:
        side = to_side(article.find_parties(found.voice)[0].key)
        label = to_label(article, found) if found.category in LABELS else None
        if label is not None:
            self.bases["uses", label] += 1
            self.alternatives[label].update(found.neutral)
        self._put(Cell("evaluative by category", found.category, side))
        self._put(Cell("evaluative by quotation", "quoted" if found.quoted else "not quoted", side))
        targets = article.find_targets(found)
        for target, part in self._split(targets, 1):
            self._put(Cell("evaluative by target", target.key, side), part)
        for party, part in self._split(article.find_parties(found.voice), 1):
            self._put(Cell("evaluative by voice", party.key), part)
            if label is not None:
                self._put(Cell("labels", label, party.key), part)
                for target, of_part in self._split(targets, part):
                    self._put(Cell("labels by target", label, party.key, target.key), of_part)

    def _add_alternatives(self, article: _Article, asked: Mapping[str, Collection[str]]) -> None:
        wanted: dict[str, set[str]] = {label: set(phrases) for label, phrases in asked.items()}
        for found in article.record.evaluative:
            if found.category in LABELS:
                wanted.setdefault(to_label(article, found), set()).update(found.neutral)
        for label, phrase, voice in article.find_phrases(wanted):
            self.bases["uses", label] += 1
            for party, part in self._split(article.find_parties(voice), 1):
                self._put(Cell("neutral alternatives", phrase, party.key, label), part)


class _Article:
    """One record, with its speakers as they are joined across articles and the voice of every word."""

    def __init__(self, record: Annotated, people: People | None = None) -> None:
        if record.text is None:
            raise BadAnnotation(
                f"{record.article_id}: the record holds no text (it is stand-off), so its words cannot be "
                "counted. Give records that hold their texts."
            )
        self.record = record
        self.people = people
        self.text = record.text
        self.attributions = {one.id: one for one in record.attributions}
        self.speakers = {one.id: one for one in record.speakers}
        self.identities = {share.speaker.id: share.identity for share in find_shares(record, people)}
        self.mentions: dict[Span, set[str]] = defaultdict(set)
        for speaker in record.speakers:
            for span in speaker.mentions:
                self.mentions[span].add(speaker.id)
        furniture = SpanIndex(find_furniture(record.blocks))
        self.words = [word for word in find_words(self.text) if not furniture.touching(word)]
        owners = [one for one in record.attributions for _ in one.content]
        contents = SpanIndex(span for one in record.attributions for span in one.content)
        self.voices = [
            pick_voice(pick_holder(word, [owners[place] for place in contents.touching(word)]))
            for word in self.words
        ]

    def find_parties(self, voice: str) -> tuple[Party, ...]:
        """Whose voice it is: a speaker, the members of a joint one, or one of the voices that are none."""
        if voice in VOICES or voice not in self.speakers:
            key = voice if voice in VOICES else UNSETTLED
            return (Party(key, key, key, False, None),)
        return tuple(self._to_party(id) for id in find_members(voice, self.speakers))

    def _to_party(self, id: str) -> Party:
        speaker = self.speakers[id]
        identity = self.identities.get(id) or identify(speaker, self.people)
        if identity.key is not None:
            name = identity.row.name if identity.row is not None else speaker.name
            return Party(identity.key, name, speaker.kind, speaker.named, None)
        where = (self.record.article_id, id)
        # The hash too: files of two corpora may count their articles alike.
        key = f"in {self.record.article_id} {self.record.text_sha256[:12]}: {id}"
        return Party(key, speaker.name, speaker.kind, speaker.named, where)

    def find_outermost(self, attribution: Attribution) -> Attribution:
        """The attribution in which all others around one stand."""
        try:
            return self.record.chain(attribution.id)[-1]
        except KeyError as error:
            raise BadAnnotation(
                f"{self.record.article_id}: there is no attribution {error}, which is named as the parent of "
                "another. `attrib check` lists all such slips."
            ) from None

    def find_principals(self, ids: Iterable[str | None]) -> set[str]:
        """The keys of those for whom some speakers speak in the end; of a joint one each member's."""
        found: set[str] = set()
        for id in ids:
            asked, seen, ends = [id], set(), set()
            while asked:
                one = asked.pop()
                if one not in self.speakers or one in seen:
                    continue
                seen.add(one)
                speaker = self.speakers[one]
                further = (speaker.speaks_for,) if speaker.speaks_for in self.speakers else speaker.members
                asked += further
                if not any(next in self.speakers for next in further):
                    ends.add(one)
            # Two who speak for each other are one source.
            found.update(self._to_party(one).key for one in ends or sorted(seen)[:1])
        return found

    def find_targets(self, found: Evaluative) -> tuple[Party, ...]:
        """Whom or what a stretch is about: a speaker where it is one's mention, else the target's words."""
        target = found.target
        if isinstance(target, Span):
            bearers = self.mentions.get(target, set())
            if len(bearers) != 1:
                words = " ".join(target.of(self.text).split())
                return (Party(f"words: {fold_body(words) or words}", words, "words", True, None),)
            target = next(iter(bearers))
        if target is None or target not in self.speakers:
            return (Party(UNCLEAR, UNCLEAR, UNCLEAR, False, None),)
        return self.find_parties(target)

    def find_phrases(self, wanted: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str, str]]:
        """Where neutral alternatives stand outside of evaluative stretches: label, phrase and voice of each.

        Whole words in any case, the last with or without a plural s; of two for one label the longer.
        """
        starts: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
        for label, phrases in wanted.items():
            for phrase in phrases:
                words = tuple(span.of(phrase).casefold() for span in find_words(phrase))
                if words:
                    starts[words[0]].append((words, label, phrase))
        judging = SpanIndex(found.span for found in self.record.evaluative)
        folded = ["" if judging.touching(word) else word.of(self.text).casefold() for word in self.words]
        taken: dict[str, int] = {}  # label → the first word behind its last phrase
        for at, word in enumerate(folded):
            here = {one for start in {word, word.removesuffix("s")} for one in starts.get(start, ())}
            for words, label, phrase in sorted(here, key=lambda one: (-len(one[0]), one)):
                stretch = tuple(folded[at : at + len(words)])
                plural = (*stretch[:-1], stretch[-1].removesuffix("s"))
                if at >= taken.get(label, 0) and words in (stretch, plural):
                    taken[label] = at + len(words)
                    yield label, phrase, self.voices[at]


def to_side(key: str) -> str:
    """The voice of a key: one of the three that are no speaker's, or "speakers"."""
    return key if key in VOICES else SPEAKERS


def to_label(article: _Article, found: Evaluative) -> str:
    """What a label goes by: its entry in the lexicon, else its words."""
    return found.note or " ".join(found.span.of(article.text).casefold().split())


def _to_naming(party: Party) -> str:
    return party.key if party.key in VOICES else "named" if party.named else "unnamed"


def _size(attribution: Attribution) -> int:
    return sum(span.end - span.start for span in attribution.content)
