"""Evaluative stretches → whom or what they judge: "the regime" of the regime's aggression, "the plan" of
"the plan was reckless".

There is no parser: the words around a stretch in its sentence decide, and where they do not, the target is
left open. A wrong target is worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from attrib.naming import strip_article
from attrib.nouns import OWNERS
from attrib.phrases import find_words_of
from attrib.prose import word_set
from attrib.reading import Reading
from attrib.records import Category, Speaker
from attrib.spans import Span, SpanIndex, find_words
from attrib.target_phrases import PRONOUNS, Line, TextNames
from attrib.target_rules import find_judged

# A pronoun means what a mention before it does from this probability on.
SAME = 0.5
_OBJECT_PRONOUNS = word_set("him her them")
# Only a speaker's own mentions settle these. Whom the first and second person mean depends on who speaks; and
# of three "it" that coreference settled in 236 articles, none was right.
_UNSETTLED = word_set("i me my we us our you your myself ourselves yourself it itself")


def find_targets(
    reading: Reading, stretches: Sequence[tuple[Span, Category]], speakers: Sequence[Speaker]
) -> list[Span | str | None]:
    """For each stretch who or what it judges: a span, the id of a speaker whom that span mentions, or `None`
    where the text does not make it plain.

    A label judges its own phrase ("the Assad regime") or whom it is set beside ("Hamas, a terrorist group");
    a noun of doing whoever does it; a modifier its noun; a predicate its subject; a verb its object. A
    pronoun is followed to the phrase that it means. Time grows with the words of the sentences that
    stretches stand in, and with the mentions of the text.
    """
    if not stretches:
        return []
    finder = _Finder(reading, speakers)
    return [finder.find(span, category) for span, category in stretches]


class _Finder:
    """One text, its names, its mentions and who speaks in it."""

    def __init__(self, reading: Reading, speakers: Sequence[Speaker]) -> None:
        self._reading, self._text, self._sentences = reading, reading.text, reading.sentences
        self._names = TextNames(reading.text, reading.names)
        single = [speaker for speaker in speakers if speaker.kind != "joint"]
        self._speaker_of = {mention: speaker.id for speaker in single for mention in speaker.mentions}
        self._mentions = list(self._speaker_of)
        self._mention_places = SpanIndex(self._mentions)
        times = Counter(speaker.name for speaker in single)
        self._speaker_named = {
            speaker.name: speaker.id
            for speaker in single
            if times[speaker.name] == 1 and speaker.name[:1].isupper()
        }
        self._heads = [mention.head for mention in reading.mentions]
        self._meant: dict[int, int | None] = {}  # mention → the last one before it that is no pronoun
        self._words: dict[Span, list[Span]] = {}  # of each sentence that was asked about

    def find(self, span: Span, category: Category) -> Span | str | None:
        if category in ("doubt", "certainty"):
            return None
        line = self._line_of(span)
        found = None if line is None else find_judged(line, category)
        if found is None or not find_words(self._text, found):
            return None
        if not self._is_pronoun(found):
            return self._speaker_at(found) or found
        return self._speaker_at(found) or self._settle_pronoun(found, span)

    def _line_of(self, span: Span) -> Line | None:
        """The sentence of a stretch; `None` when none holds it."""
        at = bisect_right(self._sentences, span.start, key=lambda one: one.start) - 1
        sentence = self._sentences[at] if at >= 0 else Span(0, len(self._text))
        if not sentence.holds(span):
            return None
        if sentence not in self._words:
            self._words[sentence] = find_words_of(self._text, sentence)
        return Line.around(self._names, self._text, self._words[sentence], span)

    def _is_pronoun(self, span: Span) -> bool:
        return span.of(self._text).casefold() in PRONOUNS | OWNERS

    def _speaker_at(self, target: Span) -> str | None:
        """The speaker whom a target mentions, or whose name it is."""
        for place in self._mention_places.touching(target):
            mention = self._mentions[place]
            if target.holds(mention) and mention.end == target.end:
                return self._speaker_of[mention]
        return self._speaker_named.get(strip_article(self._text, target).of(self._text))

    def _settle_pronoun(self, pronoun: Span, stretch: Span) -> Span | str | None:
        """What a pronoun means: a speaker, or the phrase or name that coreference leads to."""
        word = pronoun.of(self._text).casefold()
        number = bisect_left(self._heads, pronoun)
        if word in _UNSETTLED or self._heads[number : number + 1] != [pronoun]:
            return None
        meant = self._pick_antecedent(number)
        if meant is None:
            return None
        head = self._heads[meant]
        if word in _OBJECT_PRONOUNS and head.end + 1 == stretch.start:
            return None  # "Ruiz slammed her": somebody else
        phrase = self._names.at(head) or self._phrase_of(head)
        return None if phrase is None else self._speaker_at(phrase) or phrase

    def _phrase_of(self, head: Span) -> Span | None:
        """The noun phrase that ends with a noun."""
        line = self._line_of(head)
        return None if line is None else line.stretch(line.phrase_start(line.low), line.high)

    def _pick_antecedent(self, number: int) -> int | None:
        """The mention that a pronoun means, over other pronouns back to one that is none; `None` when a step
        is less likely than `SAME`.
        """
        way = []
        at: int | None = number
        while at is not None and self._is_pronoun(self._heads[at]) and at not in self._meant:
            way.append(at)
            at = self._step_back(at)
        found = None if at is None else self._meant.get(at, at)
        self._meant.update(dict.fromkeys(way, found))
        return found

    def _step_back(self, number: int) -> int | None:
        chances = self._reading.antecedents
        back = min(chances.shape[1] - 1, number)
        if back <= 0:
            return None
        nearest = int(chances[number, :back].argmax())
        return number - 1 - nearest if chances[number, nearest] >= SAME else None
