"""The role that a text gives a person: in front of the name, beside it, or by "is"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrib.nouns import DETERMINERS, TITLES, NounEntry, pick_noun
from attrib.phrases import find_words_of
from attrib.prose import word_set
from attrib.spans import Span, trim

# A noun phrase is shorter than this.
PHRASE_CHARS = 80

_AGE = re.compile(r"(?:aged )?\d{1,3}(?:-year-old)?,?\s*|.{0,40}?\b\d{1,3}-year-old\s+", re.IGNORECASE)
_PREDICATE = re.compile(
    r",?(?:\s+\d{1,3},)?\s+(?:(?:who|and)\s+)?(?:is|was|became|serves as|served as|has been|works as|"
    r"worked as)\s+"
)
_VERB_FORM = re.compile(r"\w{2,}(?:ing|ed)")
_LOOSE = re.compile(
    r"\s+(?:who|whom|whose|which|that|and (?:who|whose)|said|says|told|added|when|since|until|while|has|have|"
    r"had|"
    r"is|was|will|would|can)\b"
)
_STOP = re.compile(
    r"[,;:“”\"—–()\n?!]|\s-\s|"
    r"\.(?!\w)(?<!\b\w\.)(?<!\b[MDS][rst]\.)(?<!\bMrs\.)(?<!\bSen\.)(?<!\bRep\.)(?<!\bGov\.)(?<!\bGen\.)"
)
_LINK = word_set("of for at to in on and & with the from")
_NO_PART = word_set(
    """although though because since unless whether than then so yet said says told tells by and or but with
    from as to in on at that when while after before if where is was are were has had met asked against like
    about between over under including thanked named called quoted via
    """
)


def find_roles(text: str, name: Span) -> Iterator[Span]:
    """Every role that the words around a person's name give there: at most one in front of it, one set beside
    it, one by "is".

    As the text has it, with its complement; no age, no relative clause, no title that is only a form of
    address.

    >>> text = "Norland's envoy Bo Moe is a nurse."
    >>> [role.of(text) for role in find_roles(text, Span(16, 22))]
    ["Norland's envoy", 'a nurse']
    """
    for found in (_role_before(text, name), _role_after(text, name), _role_by_predicate(text, name)):
        if found is not None:
            yield found


def _role_before(text: str, name: Span) -> Span | None:
    """ "harbour master Ana Ruiz", "the director, Ana Ruiz,"."""
    line = text.rfind("\n", 0, name.start) + 1
    before = text[max(line, name.start - 160) : name.start]
    base = name.start - len(before)
    gap = re.search(r"(,)?\s+(?:(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame)\.?\s+)?$", before)
    if gap is None:
        return None
    end = base + gap.start()
    stops = [match.end() for match in _STOP.finditer(text, base, end)]
    tokens = find_words_of(text, Span(max(stops, default=base), end))
    if not tokens:
        return None
    if gap.group(1) is None:
        # Right in front: the last word is the role's own.
        if _role_noun([token.of(text) for token in tokens]) is None:
            return None
        return find_phrase_back(text, tokens)
    if not re.match(r"(?:['’]s)?\s*(?:[,.;:)—–”\"\n]|$)", text[name.end : name.end + 8]):
        return None  # "became the winner, Ana Ruiz said": the comma ends a clause
    for at, token in enumerate(tokens):
        low = token.of(text).casefold()
        starts = (
            at == 0
            or low in DETERMINERS
            or (token.of(text)[:1].isupper() and tokens[at - 1].of(text).islower())
        )
        if (
            starts
            and low not in _NO_PART
            and (role := _role_at(text, Span(token.start, end))) == Span(token.start, end)
        ):
            return role
    return None


def find_phrase_up_to(text: str, floor: int, end: int) -> Span | None:
    """The noun phrase that ends at a place and does not begin before `floor`; `None` for none."""
    return find_phrase_back(text, find_words_of(text, Span(max(floor, end - PHRASE_CHARS), end)))


def find_phrase_back(text: str, tokens: Sequence[Span]) -> Span | None:
    """The noun phrase that ends with these words: as far back as words can belong to it."""
    first = len(tokens)
    for at in range(len(tokens) - 1, max(len(tokens) - 8, -1), -1):
        word = tokens[at].of(text)
        low = word.casefold()
        known = pick_noun([word]) is not None
        if low == "of" and _role_noun([token.of(text) for token in tokens[:at]]) is None:
            break  # "part of Prime Minister": only the words after "of" are the role
        if low in _NO_PART or (
            word.islower() and not known and re.fullmatch(r"\w{3,}ed", low) and low != "retired"
        ):
            break
        if at + 1 < len(tokens) and re.search(
            r"\S", text[tokens[at].end : tokens[at + 1].start].replace(".", "")
        ):
            break
        first = at
        if low in DETERMINERS:
            break
    return Span(tokens[first].start, tokens[-1].end) if first < len(tokens) else None


def _role_after(text: str, name: Span) -> Span | None:
    """ "Ana Ruiz, 41, director of the Norbank," or "Ana Ruiz (harbour master)"."""
    comma = re.compile(r"(?:['’]s)?(?:,\s+|\s+\()").match(text, name.end)
    if comma is None:
        return None
    age = _AGE.match(text, comma.end())
    return _role_at(text, Span(age.end() if age else comma.end(), min(len(text), name.end + 200)))


def _role_by_predicate(text: str, name: Span) -> Span | None:
    verb = _PREDICATE.match(text, name.end)
    return _role_at(text, Span(verb.end(), min(len(text), verb.end() + 200))) if verb else None


def _role_at(text: str, stretch: Span) -> Span | None:
    """The role that a stretch begins with: words up to a noun for a person, then what it is of."""
    ends = [
        match.start()
        for pattern in (_STOP, _LOOSE)
        if (match := pattern.search(text, stretch.start, stretch.end))
    ]
    stretch = trim(text, Span(stretch.start, min([stretch.end, *ends])))
    tokens = find_words_of(text, stretch)
    for at, token in enumerate(tokens[:9]):
        low = token.of(text).casefold()
        if at == 0 and _VERB_FORM.fullmatch(low) and pick_noun([low]) is None:
            return None  # "…, angering the mayor", "…, received by her counterpart"
        if at and low in _LINK - {"the", "and", "&"}:
            noun = _role_noun([one.of(text) for one in tokens[:at]])
            return _cut_time(text, stretch) if noun else None
        if low in _NO_PART - {"and"}:
            return None
    return stretch if tokens and len(tokens) < 9 and _role_noun([one.of(text) for one in tokens]) else None


def _cut_time(text: str, role: Span) -> Span:
    when = re.compile(
        r"\s+(?:on|in|from|at|for)\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\d|the time)|\s+by\s+"
    ).search(text, role.start, role.end)
    return Span(role.start, when.start()) if when else role


def _role_noun(words: Sequence[str]) -> NounEntry | None:
    noun = pick_noun(words)
    if noun is None or noun.kind != "person" or noun.plural:
        return None
    return (
        None
        if len(words) == 1 and words[0].casefold() in TITLES & {"father", "sister", "brother", "lord"}
        else noun
    )
