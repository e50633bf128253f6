"""Which parts of a page speak, and what a stretch of English must hold to assert something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrib.records import Block
from attrib.spans import Span, cut


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written as running text.

    >>> sorted(word_set("of in on"))
    ['in', 'of', 'on']
    """
    return frozenset(words.split())


# Nothing in these parts is said by the outlet or by a source: they label, sign and sell.
_FURNITURE = ("byline", "dateline", "section", "boilerplate")

COORDINATORS = word_set("and but or nor yet so while whereas whilst although though because since")
_PREPOSITIONS = word_set(
    """about above according across after against ahead along alongside amid amidst among around as aside at
    before behind below beneath beside between beyond by citing concerning despite down during following for
    from given in inside into like near of off on onto out outside over owing per prior regarding since
    speaking than through throughout till to together toward towards under until unlike up upon via when
    whenever where with within without asked pressed if
    """
)
_TIME = word_set(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight later earlier
    last this next early late recently afterwards again then also too both all each
    """
)
# What opens an adjunct that says how a clause hangs together with others: "However,", "thanks to the rain,".
_LINKING = word_set(
    "including however hence meanwhile moreover furthermore nevertheless therefore perhaps thanks"
)
AUXILIARIES = word_set(
    """is are was were am be been has have had do does did will would can could may might must shall should
    isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't 's
    're 've 'll
    """
)
# Past and present forms that have neither -ed nor an auxiliary, of verbs that are common in news.
_IRREGULAR = word_set(
    """became began beat bought brought broke built came caught chose cost cut drew drove fell felt fled flew
    fought found gave go goes gone got grew held hit hurt kept knew laid led left lent let lost made meant met
    paid put quit ran rang read rose sat saw sent set shot shut slept sold spent spoke stood stole struck swam
    swept threw told took tore was went were won wore wrote make makes take takes run runs come comes give
    gives hold holds keep keeps show shows leave leaves stand stands remain remains fall falls rise rises cost
    costs need needs seem seems want wants live lives work works sit sits use uses flow flows meet meets begin
    begins end ends open opens close closes include includes play plays pay pays
    """
)


def find_furniture(blocks: Iterable[Block]) -> tuple[Span, ...]:
    """The parts of the page that say nothing of their own: bylines, labels, site furniture, and second
    copies.
    """
    return tuple(sorted(block.span for block in blocks if block.repeats or block.kind in _FURNITURE))


def find_prose(text: str, blocks: Sequence[Block], paragraphs: Iterable[Span]) -> tuple[Span, ...]:
    """Headline, deck, body and captions: where claims are looked for. All paragraphs when there are no
    blocks.

    >>> by = Block("byline", Span(0, 9))
    >>> find_prose("By A. Moe\\n\\nThe dam broke.", (by,), (Span(0, 9), Span(11, 25)))
    (Span(start=11, end=25),)
    """
    return cut(paragraphs, find_furniture(blocks))


def lies_in(spans: Iterable[Span], holders: Iterable[Span]) -> bool:
    """Whether each of `spans` lies wholly inside one of `holders`."""
    known = tuple(holders)
    return all(any(holder.holds(span) for holder in known) for span in spans)


def words_of(stretch: str) -> list[str]:
    """The words of a stretch in lower case, with their apostrophes.

    >>> words_of("“She didn’t,” he said")
    ['she', "didn't", 'he', 'said']
    """
    return [word.replace("’", "'") for word in re.findall(r"\w+(?:['’]\w+)*", stretch.casefold())]


def asserts(stretch: str) -> bool:
    """Whether the rest of a sentence, beside an attribution, seems to say something of its own.

    A rule of thumb by words alone: it needs a verb, and does not begin as an adjunct or an addressee does.

    >>> asserts("and left the hall by a side door"), asserts("in a letter to the board"), asserts("villagers")
    (True, False, False)
    """
    words = words_of(stretch)
    coordinated = bool(words) and words[0] in COORDINATORS
    if coordinated:
        words = words[1:]
    if len(words) < 2 or not any(_is_verb(word) for word in words):
        return False
    if coordinated:
        return True
    if words[0] in _PREPOSITIONS or words[0] in _TIME:
        # "After the vote fell through, prices rose, but": an adjunct may open a whole clause that ends in a
        # coordinator.
        return words[-1] in COORDINATORS
    return True


def may_hold_verb(stretch: str) -> bool:
    """Whether any word of a stretch can be a finite verb, by words alone: a plural may be one too ("leaks").

    >>> [may_hold_verb(words) for words in ("The quay leaks", "Harbour of Vesk", "Ana's house")]
    [True, False, False]
    """
    plurals = re.findall(r"\b[a-z]{3,}s\b(?!['’])", stretch)
    return any(_is_verb(word) for word in words_of(stretch)) or any(
        not word.endswith(("ss", "us", "is")) for word in plurals
    )


def is_adjunct(stretch: str) -> bool:
    """Whether a stretch only says when, where or how: it opens as an adjunct does and has no verb.

    >>> [is_adjunct(words) for words in ("on Monday", "and thanks to rain,", "on Monday it ended", "Rain")]
    [True, True, False, False]
    """
    words = words_of(stretch)
    if words[1:] and words[0] in COORDINATORS and words[1] in _LINKING:
        words = words[1:]
    opens = bool(words) and words[0] in _PREPOSITIONS | _TIME | _LINKING
    return opens and not any(_is_verb(word) for word in words)


def _is_verb(word: str) -> bool:
    if word in AUXILIARIES or word in _IRREGULAR or word.endswith("n't"):
        return True
    return len(word) > 4 and word.endswith("ed") and not word.endswith("eed")


def has_word(stretch: str) -> bool:
    """Whether a stretch holds more than coordinators, prepositions and articles.

    >>> has_word(", and with the"), has_word("and so it was")
    (False, True)
    """
    return any(
        word not in COORDINATORS | _PREPOSITIONS | {"the", "a", "an", "that", "to"}
        for word in words_of(stretch)
    )
