"""The words of one sentence around an evaluative stretch, and the noun phrases among them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from attrib.naming import NameIndex
from attrib.nouns import DETERMINERS, OWNERS
from attrib.phrases import OBJECTS, VERBS, pick_phrase
from attrib.prose import COORDINATORS, word_set
from attrib.records import Name
from attrib.spans import Span, SpanIndex

# Words of a phrase before its noun, or of a verb group, that are looked at.
REACH = 14
# No noun phrase has more words.
PHRASE_WORDS = 24

_MARKS = " \N{NO-BREAK SPACE}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\"'"
# Within a sentence a full stop after one of these ends no phrase: "U.S. pledges", "Mr. Lind".
_SHORT = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]|[A-Z][a-z]{1,3}")
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")

COPULAS = word_set(
    """is are was were be been being am 's 're seems seemed seem looks looked look remains remained
    remain becomes became become sounds sounded proved proves appears appeared isn't aren't wasn't
    weren't
    """
)
LINKS = word_set(
    """about above across after against along amid among around as at before behind below between beyond
    by despite during for from in inside into like near of off on onto out over per since than through
    throughout to toward towards under until up upon via with within without that which who whom whose
    what when where while why how if whether not then there here i he she we they it you
    """
)
PRONOUNS = word_set(
    """he she they it we i you this that these those who which there him her them us me himself herself
    itself themselves ourselves myself yourself
    """
)
# A subject of which nothing can be said to be judged.
_EXPLETIVES = word_set("it there that this these those")
BETWEEN = word_set("not never also still already now clearly simply just so too very both all even only")
_BEFORE_VERBS = word_set("to will would can could may might must shall should did does do")
SUBJECTS = word_set("he she they we i who which")
ATTACHING = word_set("of in for from at against on to with")
_HANGING_ON = ATTACHING | word_set("among between about over by after around into")
_QUANTIFIERS = word_set("over more than nearly almost about at least of some")
_NUMBERS = word_set(
    "two three four five six seven eight nine ten eleven twelve half dozens hundreds thousands millions"
)
# Words of a verb group before the copula or participle that is looked from.
_VERBAL = VERBS | COPULAS | word_set("having to")
_RAISING = (("to", "be"), ("going", "to", "be"), ("out", "to", "be"), ("turned", "out", "to", "be"))
_ENDS_PHRASE = LINKS | _VERBAL | COORDINATORS
# No phrase ends with one of these: "violence and", "life easier for", "a".
_OPEN = (LINKS | COORDINATORS | DETERMINERS) - OBJECTS - {"it", "you"}
# Verbs of the clause that have no -ed or -ing, beside the auxiliaries.
_VERB_FORMS = word_set(
    """began broke brought bought came caught chose drew drove fell fled flew fought found gave got grew
    held hit kept knew led left lost made met paid put ran rose sank said says sent shook shot sought
    spent spoke stood struck swept taught thought threw told took went woke won wore wrote makes takes
    gives comes goes runs shows leaves stands remains falls rises needs seems wants makes want say go
    come called deem deems consider considers describe describes denounce denounces condemn condemns
    regard regards portray portrays depict depicts decry decries dismiss dismisses
    """
)
# Verbs of the clause before a noun; behind one they are nouns themselves: "a lofty view".
_NOUNS_TOO = word_set(
    """call calls brand brands label labels find finds view views judge judges slam slams praise blast blasts
    treat treats mock mocks
    """
)
# Plural nouns that go before another noun; of other words on -s before a noun some are its verb.
_PLURAL_MODIFIERS = word_set("arms sports news sales drugs rights relations affairs series politics")
_NO_ADVERBS = word_set(
    """deadly bloody ugly holy ghastly unholy friendly deathly lonely silly cowardly costly orderly family
    ally sly bully rally anomaly monopoly folly melancholy elderly unruly oily wily surly smelly
    """
)


class TextNames:
    """The names of a text by where they stand."""

    def __init__(self, text: str, names: Sequence[Name]) -> None:
        self._text, self._index = text, NameIndex(text, names)
        self._spans = [name.span for name in names if name.type not in ("Date", "Money")]
        self._places = SpanIndex(self._spans)

    def last_in(self, span: Span) -> Span | None:
        """The last name that stands wholly inside a stretch."""
        return next((name for name in reversed(self._touching(span)) if span.holds(name)), None)

    def at(self, span: Span) -> Span | None:
        """The name that a stretch has a part in, the first of several."""
        return next(iter(self._touching(span)), None)

    def ending_at(self, at: int) -> Span | None:
        return next((name for name in self._touching(Span(max(at - 1, 0), at)) if name.end == at), None)

    def starting_at(self, at: int) -> Span | None:
        return next((name for name in self._touching(Span(at, at + 1)) if name.start == at), None)

    def phrase_at(self, stretch: Span) -> Span | None:
        """The noun phrase that a stretch begins with."""
        return pick_phrase(self._text, stretch, self._index.near((stretch,)))

    def _touching(self, span: Span) -> list[Span]:
        return [self._spans[place] for place in self._places.touching(span)]


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one sentence, and a stretch as a range of them, `low` to `high`."""

    names: TextNames
    text: str
    tokens: Sequence[Span]
    span: Span
    low: int
    high: int

    @classmethod
    def around(cls, names: TextNames, text: str, tokens: Sequence[Span], span: Span) -> Line | None:
        """The line with a stretch in it; `None` when the stretch has no part in any word."""
        low = bisect_right(tokens, span.start, key=lambda token: token.end)
        high = bisect_left(tokens, span.end, key=lambda token: token.start)
        return cls(names, text, tokens, span, low, high) if low < high else None

    def next_word(self) -> Line:
        """The same line with the stretch moved on to the one word behind it."""
        return replace(self, low=self.high, high=self.high + 1, span=self.tokens[self.high])

    def word(self, index: int) -> str:
        """A word of the line in lower case; empty outside of it."""
        inside = 0 <= index < len(self.tokens)
        return self.tokens[index].of(self.text).casefold().replace("’", "'") if inside else ""

    def touch(self, index: int) -> bool:
        """Whether nothing but a blank, or a mark of quotation, stands between a word and the next one."""
        if not 0 <= index < len(self.tokens) - 1:
            return False
        gap = self.text[self.tokens[index].end : self.tokens[index + 1].start].strip(_MARKS)
        return not gap or (gap == "." and _SHORT.fullmatch(self.tokens[index].of(self.text)) is not None)

    def stretch(self, first: int, last: int) -> Span:
        """The words `first` to before `last`, without an apostrophe-s at the end."""
        end = self.tokens[last - 1].end
        found = Span(self.tokens[first].start, min(end, self.span.end) if last == self.high else end)
        possessive = _POSSESSIVE.search(found.of(self.text))
        return Span(found.start, found.start + possessive.start()) if possessive else found

    # What kind of word it is

    def is_lower(self, index: int) -> bool:
        return self.tokens[index].of(self.text)[:1].islower()

    def is_adverb(self, index: int) -> bool:
        return self.word(index).endswith("ly") and self.word(index) not in _NO_ADVERBS

    def is_finite(self, index: int) -> bool:
        """Whether a word looks like a verb of the clause."""
        word = self.word(index)
        return (
            bool(word)
            and self.tokens[index].of(self.text).islower()
            and (re.fullmatch(r"\w{2,}(?:ed|ing)", word) is not None or word in _VERB_FORMS)
        )

    def is_third_person(self, index: int) -> bool:
        """Whether a word may be a verb on -s; it may be a plural noun as well."""
        word = self.word(index)
        return bool(word) and self.is_lower(index) and re.fullmatch(r"\w{2,}[^su'\W]s", word) is not None

    def is_open(self, index: int) -> bool:
        """Whether no phrase can end with this word."""
        return self.word(index) in _OPEN

    def opens_object(self, index: int) -> bool:
        """Whether what a verb is done to begins with this word."""
        word = self.word(index)
        if not word or word in DETERMINERS | OBJECTS | _NUMBERS or self._opens_number(index):
            return bool(word)
        return word not in LINKS and self.tokens[index].of(self.text)[:1].isupper()

    def _opens_number(self, index: int) -> bool:
        """Whether a number begins here: "over 70", "at least two", but not "over the plan"."""
        at = self.after_quantifiers(index)
        return self.word(at)[:1].isdigit() or self.word(at) in _NUMBERS

    def after_quantifiers(self, index: int) -> int:
        """The word behind "more than", "at least" and the like."""
        stop = index + REACH
        while index < stop and self.word(index) in _QUANTIFIERS:
            index += 1
        return index

    def before_adverbs(self, at: int) -> int:
        """The last word, from `at` back, that is no adverb."""
        stop = at - REACH
        while at > max(stop, -1) and (self.is_adverb(at) or self.word(at) in BETWEEN):
            at -= 1
        return at

    # Noun phrases

    def reach(self, first: int) -> Span:
        """From a word on, as far as its phrase may go."""
        last = min(first + PHRASE_WORDS, len(self.tokens)) - 1
        return Span(self.tokens[first].start, self.tokens[last].end)

    def phrase_start(self, at: int) -> int:
        """The first word of the noun phrase that a word belongs to."""
        stop = max(at - REACH, 0)
        while at > stop and self.touch(at - 1):
            word = self.word(at - 1)
            if word in _ENDS_PHRASE or (word in OBJECTS and word not in OWNERS) or self._is_verb(at - 1):
                break
            at -= 1
            if word in DETERMINERS and not self._follows_all(at):
                break
        return at

    def _follows_all(self, at: int) -> bool:
        return at > 0 and self.touch(at - 1) and self.word(at - 1) in ("all", "both", "any", "some", "many")

    def _is_verb(self, at: int) -> bool:
        """Whether a word before a noun is the verb of the clause: "rewards" in "The budget rewards fat cats",
        but not "disgraced" in "the disgraced firm".
        """
        word, before = self.word(at), self.word(at - 1) if self.touch(at - 1) else ""
        if word in DETERMINERS:
            return False
        if self.is_finite(at):
            return not (before in DETERMINERS and word.endswith(("ed", "ing")))
        if (
            before in _BEFORE_VERBS
            or before in SUBJECTS
            or (word in _NOUNS_TOO and before not in DETERMINERS)
        ):
            return True
        if (
            not self.is_third_person(at)
            or word in _PLURAL_MODIFIERS
            or not before
            or before.endswith(("'s", "s'"))
        ):
            return False
        # The subject of a verb on -s is one: "the budget", "Norland"; a plural noun has longer phrases.
        return self.word(at - 2) in ("the", "a", "an", "this", "that") and self.touch(at - 2)

    def phrase_end(self, at: int) -> int:
        """One past the last word of the noun phrase whose modifiers end before `at`."""
        last = at
        stop = min(at + REACH, len(self.tokens))
        while last < stop and self.touch(last - 1):
            word = self.word(last)
            if word in _ENDS_PHRASE or word in DETERMINERS or word in BETWEEN or self.is_adverb(last):
                break
            lower = self.is_lower(last)
            if lower and self.is_finite(last) and not (last == at and self._is_determined_noun(at)):
                break
            if lower and last > at and self.names.ending_at(self.tokens[last - 1].end) is not None:
                break  # what follows a name is its verb
            last += 1
            if word.endswith("'s"):
                break
        return last

    def _is_determined_noun(self, index: int) -> bool:
        """Whether a word on -ing right behind a modifier is its noun: "a lavish wedding"."""
        determined = self.word(self.before_adverbs(self.low - 1)) in DETERMINERS
        return determined and self.word(index).endswith("ing") and not self.opens_object(index + 1)

    # Subjects

    def follows_copula(self, at: int) -> bool:
        return self.word(self.before_adverbs(at - 1)) in COPULAS

    def subject(self, at: int) -> Span | None:
        """The phrase before a verb group of which `at` is one word; `None` when no phrase stands there."""
        stop = max(at - REACH, 0)
        while self._is_of_verb_group(at):
            if at <= stop or not self.touch(at - 1):
                return None
            at -= 1
        word = self.word(at)
        if self.word(at + 1) == "to":
            return None  # "the chance to be reckless": whose, it does not say
        if word in ("who", "which"):
            return self.subject(at - 1) if at and not self._is_of_verb_group(at - 1) else None
        if word in PRONOUNS:
            return None if word in _EXPLETIVES else self.tokens[at]
        whole = at >= 0 and not self.is_open(at) and not word.endswith(("'s", "s'"))
        first = self._subject_start(at) if whole else None
        if first is None or (first == at and (word in VERBS or self.is_finite(at))):
            return None
        return self.stretch(first, at + 1)

    def _is_of_verb_group(self, at: int) -> bool:
        if self.word(at) in _VERBAL or self.word(at) in BETWEEN:
            return True
        if self.is_adverb(at) and (self.word(at - 1) in _VERBAL or self.is_adverb(at - 1)):
            return True  # "is certainly going", not "the family"
        return any(tuple(self.word(at + ahead) for ahead in range(len(words))) == words for words in _RAISING)

    def _subject_start(self, at: int) -> int | None:
        """The first word of a subject with what hangs on it: "the plan to close the quay", "the response from
        donors". `None` when the words before it are no noun: "to stay silent", "running the firm".
        """
        first = self.phrase_start(at)
        infinitive = first > 1 and self.word(first - 2) == "to" and self.word(first - 1) not in LINKS
        if infinitive and self.touch(first - 1) and self.touch(first - 2):
            if first == 2 or not self.touch(first - 3) or self.word(first - 3) in _ENDS_PHRASE:
                return None
            first = self.phrase_start(first - 3)
        stop = at - PHRASE_WORDS
        while first > max(stop, 1) and self.touch(first - 1) and self.word(first - 1) in _HANGING_ON:
            if not self.touch(first - 2) or self.is_open(first - 2) or self.is_finite(first - 2):
                return None
            first = self.phrase_start(first - 2)
        held = first > 0 and self.touch(first - 1) and self.is_finite(first - 1)
        return None if held and self.word(first - 1).endswith("ing") else first
