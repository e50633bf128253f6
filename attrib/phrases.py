"""Where a noun phrase of a text begins and ends, told by its words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from attrib.lexicon import read_cues
from attrib.nouns import DETERMINERS, pick_noun
from attrib.prose import word_set
from attrib.records import Name
from attrib.spans import Span

_TOKEN = re.compile(r"[@#]?\w+(?:[-’'.&/]\w+)*(?:(?<=s)['’](?!\w))?|&")
_ABBREVIATION = re.compile(
    r"(?:\w\.)*\w|Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Col|Lt|Capt|Sgt|Prof|Jr|Sr|Inc|Corp|Co|Ltd|No"
)
_GAP = re.compile(r"\.?[ \t\N{NO-BREAK SPACE}]+")
# A programme or a title in marks of its own that goes on after a name: "Vesk TV's “The Week Ahead”".
_TITLE = re.compile(r"[ \t][“\"‘']((?:[A-Z][\w’'-]*|of|the|and|with|to|in|&)[ ,]{0,2}){1,6}[”\"’']")

OBJECTS = word_set("me him her us them you everyone everybody anyone nobody")
_SUBJECTS = word_set("i he she we they it there")
_PREPOSITIONS = word_set(
    """about above after against ahead along alongside amid among around as aside at before behind below
    beside between beyond by despite during following for from in inside into like near off on onto out
    outside over per regarding since than through throughout till to toward towards under until unlike up upon
    via when where while with within without because although though if whether that which who whom whose what
    why how so but yet than then not only also just
    """
)
VERBS = word_set(
    """is are was were be been being am has have had do does did will would can could may might must shall
    should isn't aren't wasn't weren't hasn't haven't hadn't doesn't didn't won't wouldn't can't
    couldn't says said
    """
)
_TIMES = word_set(
    """monday tuesday wednesday thursday friday saturday sunday monday's yesterday today tonight tomorrow last
    earlier later recently here there again afterwards afterward separately exclusively once twice
    """
)
_PERIODS = word_set(
    "week weekend month year morning afternoon evening spring summer autumn fall winter time day"
)
_NO_ADVERBS = word_set(
    """family daily weekly monthly assembly ally italy july rally early elderly friendly supply monopoly fly
    likely only reply anomaly bully lily jelly belly holy ugly
    """
)
_PARTICIPLES = re.compile(r"\w{3,}(?:ed|ing)")
# Words that go before a noun without an article and make it one: "told local reporters".
_MODIFIERS = word_set(
    """local state foreign fellow national senior other several public private military federal regional
    domestic international many some few two three four five six seven eight nine ten dozens hundreds
    thousands police
    """
)


def find_tokens(text: str, start: int, end: int) -> Iterator[Span]:
    """The words of a stretch with their hyphens, apostrophes and inner points, up to what is no white space
    between them.

    >>> [token.of("the U.S. envoy, he") for token in find_tokens("the U.S. envoy, he", 0, 18)]
    ['the', 'U.S', 'envoy']
    """
    last: Span | None = None
    while (match := _TOKEN.match(text, start, end)) is not None:
        last = Span(*match.span())
        yield last
        gap = _GAP.match(text, last.end, end)
        if gap is None or (gap.group()[0] == "." and not _ABBREVIATION.fullmatch(last.of(text))):
            return
        start = gap.end()


def find_words_of(text: str, span: Span) -> list[Span]:
    """All words of a stretch as `find_tokens` gives them, across its commas and marks.

    >>> [word.of("the mayor, (Ruiz)") for word in find_words_of("the mayor, (Ruiz)", Span(0, 17))]
    ['the', 'mayor', 'Ruiz']
    """
    found: list[Span] = []
    at = span.start
    while at < span.end:
        tokens = list(find_tokens(text, at, span.end))
        found += tokens
        at = tokens[-1].end if tokens else at + 1
    return found


def pick_phrase(text: str, stretch: Span, names: Iterable[Name] = (), *, strict: bool = False) -> Span | None:
    """The noun phrase that a stretch begins with, without the place, time or clause after it; `None` when it
    begins with none.

    Names are kept whole. A bare noun counts when it is one for somebody who speaks or something that carries
    words; `strict` wants it at once, so that "to help people" is none.

    >>> text = "told members of the harbour board on Monday that"
    >>> pick_phrase(text, Span(5, 48)).of(text)
    'members of the harbour board'
    """
    near: list[Span] = []
    dates: list[Span] = []
    for name in names:
        if name.type != "Money" and name.span.touches(stretch):
            (dates if name.type == "Date" else near).append(name.span)
    # Hardly any noun phrase is longer; this keeps what a long sentence costs small.
    tokens = list(islice(find_tokens(text, stretch.start, stretch.end), 24))
    tokens = list(_until_stop(text, tokens, near, dates))
    while tokens and tokens[-1].of(text).casefold() in DETERMINERS | {"and", "or", "of", "from", "&"}:
        if tokens[-1].of(text).casefold() in OBJECTS and len(tokens) == 1:
            break
        tokens.pop()
    if not tokens:
        return None
    first = tokens[0].of(text)
    words = [token.of(text) for token in tokens]
    low = first.casefold()
    opens = low in DETERMINERS | OBJECTS or first[:1].isupper() or first[:1] in "@#" or first[:1].isdigit()
    opens = opens or _is_possessive(first)
    if not opens:
        wanted = words[:1] if low not in _MODIFIERS else words[:3]
        found = any(pick_noun(wanted[: at + 1]) for at in range(len(wanted))) if strict else pick_noun(words)
        plain = found is None and any(pick_noun(words[: at + 1]) for at in range(len(words)))
        if not found and (strict or not plain):
            return None
    if low in DETERMINERS and len(tokens) == 1 and low not in OBJECTS:
        return None
    end = tokens[-1].end
    title = _TITLE.match(text, end, stretch.end)
    if title and (_is_possessive(words[-1]) or words[-1][:1].isupper()):
        end = title.end()
    return Span(tokens[0].start, end)


def _until_stop(
    text: str, tokens: Sequence[Span], near: Sequence[Span], dates: Sequence[Span]
) -> Iterator[Span]:
    content = False  # whether a word that is no determiner has been taken
    for at, token in enumerate(tokens):
        word = token.of(text)
        low = word.casefold().replace("’", "'")
        if any(name.start < token.start < name.end for name in near):
            yield token
            continue
        starts_name = any(name.start <= token.start < name.end for name in near)
        if any(date.holds(token) for date in dates) and not starts_name:
            return
        if low in OBJECTS and not (low == "her" and at == 0 and _goes_on(text, tokens, at)):
            if not content:
                yield token
            return
        if low in _SUBJECTS or low in VERBS or (low in _TIMES and not (low == "today" and word[0] == "T")):
            return
        if not starts_name and low in _PREPOSITIONS and not _belongs(text, tokens, at):
            return
        following = tokens[at + 1].of(text).casefold() if at + 1 < len(tokens) else ""
        if low in ("this", "that", "each", "every") and following in _PERIODS:
            return
        if word.islower():
            if content and _PARTICIPLES.fullmatch(low) and pick_noun([low]) is None:
                return
            if low.endswith("ly") and low not in _NO_ADVERBS:
                return
            if low in ("and", "or") and not _coordinates(text, tokens, at):
                return
        yield token
        content = content or low not in DETERMINERS


def _goes_on(text: str, tokens: Sequence[Span], at: int) -> bool:
    """Whether "her" at this place is a possessive: a word follows that no clause begins with."""
    after = tokens[at + 1].of(text).casefold() if at + 1 < len(tokens) else ""
    return bool(after) and after not in _PREPOSITIONS | _SUBJECTS | VERBS | _TIMES | DETERMINERS


def _belongs(text: str, tokens: Sequence[Span], at: int) -> bool:
    """Whether "from" or "for" at this place goes on with the people before it: "reporters from Norbank
    Radio", "the candidate for mayor".
    """
    word = tokens[at].of(text).casefold()
    noun = (
        pick_noun([token.of(text) for token in tokens[max(at - 3, 0) : at]])
        if word in ("from", "for")
        else None
    )
    if noun is None or noun.kind not in ("person", "group"):
        return False
    return word == "from" or (noun.kind == "person" and not noun.plural)


def _coordinates(text: str, tokens: Sequence[Span], at: int) -> bool:
    """Whether "and" at this place joins one more noun phrase, and no clause or verb."""
    after = [token.of(text) for token in tokens[at + 1 : at + 6]]
    if not after or after[0].casefold() in _SUBJECTS | _PREPOSITIONS | VERBS | {"a", "an"}:
        return False
    opens = after[0][:1].isupper() or after[0].casefold() in DETERMINERS or _is_possessive(after[0])
    bare = pick_noun(after[:1]) or pick_noun(after[:2])
    if not opens and (bare is None or not bare.plural):
        return False
    rest = after[1:] if not after[0][:1].isupper() else [word for word in after[1:] if word.islower()][:1]
    cues = read_cues()
    return not any(
        word in VERBS or (word.islower() and word in cues and not pick_noun([word])) for word in rest
    )


def _is_possessive(word: str) -> bool:
    return re.search(r"['’]s$|s['’]$", word) is not None
