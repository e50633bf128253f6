"""Evaluative stretches → whom or what they judge: "the regime" of the regime's aggression, "the plan" of
"the plan was reckless".

There is no parser: the words around a stretch in its sentence decide, and where they do not, the target is
left open. A wrong target is worse than none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from attrib.naming import NameIndex
from attrib.nouns import DETERMINERS, OWNERS
from attrib.phrases import OBJECTS, VERBS, find_words_of, pick_phrase
from attrib.prose import COORDINATORS, word_set
from attrib.reading import Reading
from attrib.records import Category, Speaker
from attrib.spans import Span, SpanIndex, find_words

_MARKS = " \N{NO-BREAK SPACE}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\"'"
# Words of a phrase before its noun, or of a subject, that are looked at.
REACH = 14
# No noun phrase has more words.
PHRASE_WORDS = 24

_COPULAS = word_set(
    """is are was were be been being am 's 're seems seemed seem looks looked look remains remained
    remain becomes became become sounds sounded proved proves appears appeared isn't aren't wasn't
    weren't
    """
)
_BETWEEN = word_set("not never also still already now clearly simply just so too very both all even only")
_BEFORE_VERBS = word_set("to will would can could may might must shall should did does do")
_QUANTIFIERS = word_set("over more than nearly almost about at least dozens hundreds thousands of some")
# Categories of which a stretch is a noun that names somebody or something.
_NOUNS: frozenset[Category] = frozenset({"loaded_label", "dysphemism", "euphemism"})
_PASSIVE = word_set("is are was were be been being get gets got")
_CALLING = word_set(
    """call calls called calling brand brands branded branding label labels labelled labeled labelling
    dub dubs dubbed describe describes described describing denounce denounces denounced condemn
    condemns condemned dismiss dismisses dismissed slam slams slammed deem deems deemed consider
    considers considered regard regards regarded portray portrays portrayed depict depicts depicted
    decry decries decried find finds found
    """
)
# Verbs of the clause that have no -ed or -ing, beside the auxiliaries.
_VERB_FORMS = _CALLING | word_set(
    """began broke came fell fled fought gave got grew held hit kept knew led left lost made met paid
    put ran rose said says sent shot spent spoke stood struck took told went won wrote makes takes
    gives comes goes runs shows leaves stands remains falls rises needs seems wants makes want say go
    come
    """
)
_LINKS = word_set(
    """about above after against along amid among around as at before behind below between beyond by
    despite during for from in inside into like near of off on onto out over per since than through
    to toward towards under until up upon via with within without that which who whom whose what
    when where while why how if whether not then there here i he she we they it you
    """
)
_ATTACHING = word_set("of in for from at against on to with")
_NO_ADVERBS = word_set(
    "deadly bloody ugly holy ghastly unholy friendly deathly lonely silly cowardly costly orderly"
)
_PRONOUNS = word_set("he she they it we i you this that these those who which there him her them us me")
# A subject of which nothing can be said to be judged.
_EXPLETIVES = word_set("it there that this who which")
# Words of a verb group before the copula or participle that is looked from.
_VERBAL = VERBS | _COPULAS | word_set("having to")
_ENDS_PHRASE = _LINKS | _VERBAL | COORDINATORS
_NOUN_ENDING = re.compile(
    r"\w+(?:ions?|ments?|ings?|ances?|ences?|ery|eries|isms?|acy|cide|sals?|ness|ship|ties|ty)"
)
# Nouns for what somebody does, beyond those that the ending tells.
_ACTS = word_set(
    """massacre massacres crackdown crackdowns attack attacks assault assaults slaughter lie lies smear
    smears propaganda rant rants tirade tirades hoax hoaxes onslaught onslaughts plot plots scheme
    schemes bloodbath carnage grab grabs hunt hunts cover-up cover-ups purge purges raid raids ploy
    stunt stunts gambit abuse abuses crimes crime atrocity atrocities power-grab land-grab spin
    rhetoric nonsense blunder blunders failure failures
    """
)


def find_targets(
    reading: Reading, stretches: Sequence[tuple[Span, Category]], speakers: Sequence[Speaker]
) -> list[Span | str | None]:
    """For each stretch who or what it judges: a span, the id of a speaker whom that span mentions, or `None`
    where the sentence does not make it plain.

    A label judges its own phrase ("the Assad regime") or whom it is set beside ("Hamas, a terrorist group");
    a noun of doing whoever does it; a modifier its noun; a predicate its subject; a verb its object. Time
    grows with the words of the sentences that stretches stand in.
    """
    if not stretches:
        return []
    finder = _Finder(reading, speakers)
    return [finder.find(span, category) for span, category in stretches]


class _Finder:
    """One text, its names and who speaks in it."""

    def __init__(self, reading: Reading, speakers: Sequence[Speaker]) -> None:
        self._text = reading.text
        self._sentences = reading.sentences
        self._names = NameIndex(reading.text, reading.names)
        self._name_spans = [name.span for name in reading.names if name.type not in ("Date", "Money")]
        self._name_places = SpanIndex(self._name_spans)
        self._speaker_of: Mapping[Span, str] = {
            mention: speaker.id
            for speaker in speakers
            if speaker.kind != "joint"
            for mention in speaker.mentions
        }
        self._mentions = list(self._speaker_of)
        self._mention_places = SpanIndex(self._mentions)
        self._words: dict[Span, list[Span]] = {}  # of each sentence that was asked about

    def find(self, span: Span, category: Category) -> Span | str | None:
        if category in ("doubt", "certainty"):
            return None
        at = bisect_right(self._sentences, span.start, key=lambda one: one.start) - 1
        sentence = self._sentences[at] if at >= 0 else Span(0, len(self._text))
        if not sentence.holds(span):
            return None
        if sentence not in self._words:
            self._words[sentence] = find_words_of(self._text, sentence)
        line = _Line(self, self._text, self._words[sentence], span)
        found = line.find(category) if line.tokens[line.low : line.high] else None
        return None if found is None else self._settle(found)

    def _settle(self, target: Span) -> Span | str | None:
        """The speaker whom a target mentions, the target itself, or `None` for a pronoun without one."""
        for place in self._mention_places.touching(target):
            mention = self._mentions[place]
            if target.holds(mention) and mention.end == target.end:
                return self._speaker_of[mention]
        words = [word.of(self._text).casefold() for word in find_words(self._text, target)]
        return None if not words or (len(words) == 1 and words[0] in _PRONOUNS | OWNERS) else target

    def name_in(self, span: Span) -> Span | None:
        """The last name that stands wholly inside a stretch."""
        inside = [self._name_spans[place] for place in self._name_places.touching(span)]
        inside = [name for name in inside if span.holds(name)]
        return inside[-1] if inside else None

    def name_ending_at(self, at: int) -> Span | None:
        found = [self._name_spans[place] for place in self._name_places.touching(Span(max(at - 1, 0), at))]
        return next((name for name in found if name.end == at), None)

    def name_starting_at(self, at: int) -> Span | None:
        found = [self._name_spans[place] for place in self._name_places.touching(Span(at, at + 1))]
        return next((name for name in found if name.start == at), None)

    def phrase_at(self, stretch: Span) -> Span | None:
        """The noun phrase that a stretch begins with."""
        return pick_phrase(self._text, stretch, self._names.near((stretch,)))


class _Line:
    """The words of one sentence, and the stretch as a range of them, `low` to `high`."""

    def __init__(self, finder: _Finder, text: str, tokens: list[Span], span: Span) -> None:
        self.finder, self.text, self.tokens, self.span = finder, text, tokens, span
        self.low = bisect_right(tokens, span.start, key=lambda token: token.end)
        self.high = bisect_left(tokens, span.end, key=lambda token: token.start)

    def word(self, index: int) -> str:
        """A word of the line in lower case; empty outside of it."""
        inside = 0 <= index < len(self.tokens)
        return self.tokens[index].of(self.text).casefold().replace("’", "'") if inside else ""

    def touch(self, index: int) -> bool:
        """Whether nothing but a blank, or a mark of quotation, stands between a word and the next one."""
        if not 0 <= index < len(self.tokens) - 1:
            return False
        return not self.text[self.tokens[index].end : self.tokens[index + 1].start].strip(_MARKS)

    def find(self, category: Category) -> Span | None:
        if self._is_adverb(self.high - 1) and self.low == self.high - 1:
            # "utterly wrong": what the word that it raises is about.
            raised = self.word(self.high)
            if not self.touch(self.low) or not raised or raised in DETERMINERS | _LINKS | VERBS:
                return None
            if self._is_finite(self.high) and self._opens_object(self.high + 1):
                return None
            self.low, self.high = self.low + 1, self.high + 1
        if self._is_verb():
            return self._object()
        first = self._phrase_start(self.low)
        last = self._phrase_end(self.high)
        if category not in _NOUNS and not (category == "scare_quote" and last == self.high):
            return self._of_modifier(first, last) if last > self.high else self._of_predicate(self.low)
        if self._follows_copula(first):
            return self._of_predicate(first)
        return self._of_label(first)

    # A verb: whom it is done to

    def _is_verb(self) -> bool:
        word, before = self.word(self.high - 1), self._back_over_adverbs(self.low - 1)
        if self.low != self.high - 1 or not word.endswith(("ed", "ing", "es", "s")):
            return False
        if before >= 0 and self.touch(before) and self.word(before) in DETERMINERS | _ATTACHING:
            return False
        return self._takes_object() or (word.endswith("ed") and self.word(before) in _PASSIVE)

    def _takes_object(self) -> bool:
        return self.touch(self.high - 1) and self._opens_object(self.high)

    def _object(self) -> Span | None:
        """Whom a verb is done to: its object, or the subject of a passive."""
        if not self._takes_object():
            return self._subject(self._back_over_adverbs(self.low - 1))
        at = self.high
        while self.word(at) in _QUANTIFIERS:
            at += 1
        if at >= len(self.tokens):
            return None
        found = self.finder.phrase_at(self._reach(at))
        return None if found is None else Span(self.tokens[self.high].start, found.end)

    def _opens_object(self, index: int) -> bool:
        word = self.word(index)
        after = self.tokens[index].of(self.text) if index < len(self.tokens) else ""
        return (
            after[:1].isdigit()
            or word in _QUANTIFIERS
            or word in DETERMINERS | OBJECTS
            or (after[:1].isupper() and word not in _LINKS)
        )

    # A modifier: its noun

    def _of_modifier(self, first: int, last: int) -> Span | None:
        phrase = self._span(first, last)
        name = self.finder.name_in(Span(self.tokens[self.high].start, phrase.end))
        if name is not None and name.end == phrase.end:
            return name
        return self._beside(first, last) or phrase

    # A predicate: its subject, or the object of a verb of calling

    def _follows_copula(self, at: int) -> bool:
        return self.word(self._back_over_adverbs(at - 1)) in _COPULAS

    def _of_predicate(self, at: int) -> Span | None:
        before = self._back_over_adverbs(at - 1)
        if before >= 0 and self.word(before) in _COPULAS and self.touch(before):
            return self._subject(before)
        end = before if before >= 0 and self.word(before) == "as" else before + 1
        for back in range(end - 1, max(end - 7, -1), -1):
            if not self.touch(back):
                return None
            if self.word(back) in _CALLING and end - back > 1:
                between = self._span(back + 1, end)
                return between if self.finder.phrase_at(between) == between else None
        return None

    def _subject(self, at: int) -> Span | None:
        """The phrase before a verb group of which `at` is one word."""
        while at >= 0 and (self.word(at) in _VERBAL or self.word(at) in _BETWEEN):
            if at == 0 or not self.touch(at - 1):
                return None
            at -= 1
        if self.word(at) in _PRONOUNS:
            return None if self.word(at) in _EXPLETIVES else self.tokens[at]
        first = self._phrase_start(at)
        if first > 2 and self.word(first - 2) == "to" and self.touch(first - 1) and self.touch(first - 3):
            first = self._phrase_start(first - 3)  # "the plan to close the quay"
        while (
            first > 1
            and self.touch(first - 1)
            and self.word(first - 1) in _ATTACHING
            and self.touch(first - 2)
        ):
            first = self._phrase_start(first - 2)
        if first == at and self.word(at) in _LINKS | VERBS | COORDINATORS:
            return None
        return self._span(first, at + 1)

    # A label: whom it is given to

    def _of_label(self, first: int) -> Span | None:
        owner = self._owner(first)
        if self._is_act() and owner is not None:
            return owner
        if self._is_act() and self.touch(self.high - 1) and self.word(self.high) in ("by", "of"):
            return self.finder.phrase_at(self._reach(self.high + 1)) if self.word(self.high + 1) else None
        given = self._beside(first, self.high) or self._of_predicate(first)
        return given or (None if self._is_act() else self._span(first, self.high))

    def _is_act(self) -> bool:
        word = self.word(self.high - 1).removesuffix("'s")
        return word in _ACTS or _NOUN_ENDING.fullmatch(word) is not None

    def _owner(self, first: int) -> Span | None:
        """The possessor in the phrase of a noun: "the regime's" of "the regime's aggression"."""
        for at in range(self.low - 1, first - 1, -1):
            word = self.word(at)
            if word in OWNERS:
                return self.tokens[at]
            if word.endswith(("'s", "s'")):
                return self._span(self._phrase_start(at), at + 1)
        return None

    def _beside(self, first: int, last: int) -> Span | None:
        """The name that a phrase is set beside: "Hamas, a terrorist group", "the crook Tom Lind"."""
        if not self.tokens[first:last]:
            return None
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        closed = self.text[end : end + 1] in ",.;)"  # empty at the text's end
        if self.word(first) in ("a", "an", "the") and closed and self.text[start - 2 : start] == ", ":
            before = self.finder.name_ending_at(start - 2)
            if before is not None:
                return before
        return self.finder.name_starting_at(end + 1) if self.text[end : end + 1] == " " else None

    # Phrases

    def _reach(self, first: int) -> Span:
        """From a word on, as far as its phrase may go."""
        last = min(first + PHRASE_WORDS, len(self.tokens)) - 1
        return Span(self.tokens[first].start, self.tokens[last].end)

    def _is_adverb(self, index: int) -> bool:
        return self.word(index).endswith("ly") and self.word(index) not in _NO_ADVERBS

    def _back_over_adverbs(self, at: int) -> int:
        while at >= 0 and (self._is_adverb(at) or self.word(at) in _BETWEEN):
            at -= 1
        return at

    def _phrase_start(self, at: int) -> int:
        """The first word of the noun phrase that a word belongs to."""
        stop = max(at - REACH, 0)
        while at > stop and self.touch(at - 1):
            word = self.word(at - 1)
            if word in _ENDS_PHRASE or (word in OBJECTS and word not in OWNERS):
                break
            if self._is_finite(at - 1) or (self.word(at - 2) in _BEFORE_VERBS and word not in DETERMINERS):
                break
            at -= 1
            if word in DETERMINERS and not self._follows_all(at):
                break
        return at

    def _follows_all(self, at: int) -> bool:
        return at > 0 and self.touch(at - 1) and self.word(at - 1) in ("all", "both", "any", "some", "many")

    def _phrase_end(self, at: int) -> int:
        """One past the last word of the noun phrase whose modifiers end before `at`."""
        last = at
        stop = min(at + REACH, len(self.tokens))
        while last < stop and self.touch(last - 1):
            word = self.word(last)
            lower = self.tokens[last].of(self.text)[:1].islower()
            if word in _ENDS_PHRASE or word in DETERMINERS or word in _BETWEEN:
                break
            if self._is_adverb(last) or (lower and self._is_finite(last)):
                break
            if lower and last > at and self.finder.name_ending_at(self.tokens[last - 1].end) is not None:
                break  # what follows a name is its verb
            last += 1
            if self.text[self.tokens[last - 1].end - 2 : self.tokens[last - 1].end] in ("'s", "’s"):
                break
        return last

    def _is_finite(self, index: int) -> bool:
        """Whether a word looks like a verb of the clause."""
        word = self.word(index)
        return self.tokens[index].of(self.text).islower() and (
            bool(re.fullmatch(r"\w{2,}(?:ed|ing)", word)) or word in _VERB_FORMS
        )

    def _span(self, first: int, last: int) -> Span:
        """The words `first` to `last` without an apostrophe-s at the end."""
        end = (
            min(self.tokens[last - 1].end, self.span.end) if last == self.high else self.tokens[last - 1].end
        )
        found = Span(self.tokens[first].start, end)
        possessive = re.search(r"['’]s$", found.of(self.text))
        return Span(found.start, found.start + possessive.start()) if possessive else found
