"""Names inside a source: which one heads it, which several are joined in it, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from attrib.nouns import ANONYMOUS, DETERMINERS, ROLES, TITLES, VAGUE, VAGUE_ALONE, pick_noun
from attrib.prose import word_set, words_of
from attrib.records import Name
from attrib.spans import Span, SpanIndex, trim

_NAMING = frozenset({"Person", "Organization", "Facility", "Location", "Product", "Miscellaneous", "Misc"})
_JOINT = re.compile(r"\s*,?\s+(and|or|nor)\s+|\s*,\s+")
# What a body's name has before the country that it ends with.
_PROPER = re.compile(r"(?<!\S)(?:[A-Z][\w’'-]+\s){1,3}\Z")
_POSTMODIFIER = re.compile(
    r"\s+(?:of|for|at|in|from|with|without|who|whom|which|that|near|to|on|by|close|known|speaking|involved|familiar|inside|"
    r"within|behind|across|throughout|around|outside|among|under|over|against|working|living|seen|obtained|published|released|named|called|as|between|"
    r"who’s|who's|whose|including|like|such|led|headed)\b"
)
_GOVERNING = re.compile(_POSTMODIFIER.pattern.replace(r"\s+", "", 1) + r"|and|or|nor")
# A word that opens a sentence and may be a name that the network did not see; plurals are mostly none.
_UNKNOWN = re.compile(r"[A-Z][a-z-]+[a-rt-z]")
# Words that open a sentence and speak, and are no name.
_PLAIN = word_set(
    "which that this another neither either both none nobody everyone somebody someone anyone each "
    "half most many some few all one two three four five rumour speculation research evidence data "
    "word legend tradition history law he she it they we you who what people management staff police "
    "science"
)
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
# Leading adverbs and correlatives are no part of the speaker: "Even the minister", "Either X or Y", "both A
# and B".
_LEAD = re.compile(r"(?:even|either|neither|both|meanwhile|only)\s+", re.IGNORECASE)


_FIRST_WORD = re.compile(r"([^\W\d_]+)\.?\s+")


@dataclass(frozen=True, slots=True)
class HeadName:
    """The name that a source is headed by, and the words that say what its bearer is."""

    span: Span
    type: str | None  # None: told by its capitals alone
    role: str | None  # None: the source gives none


class NameIndex:
    """The names of a text, asked for those that matter to one source, without looking at them all.

    >>> text = "Ana Ruiz left. Ruiz spoke, Depok heard."
    >>> names = (Name(Span(0, 8), "Person", 0.9), Name(Span(27, 32), "Location", 0.9))
    >>> [name.span.of(text) for name in NameIndex(text, names).near((Span(15, 19),))]
    ['Ana Ruiz']
    >>> names = (Name(Span(0, 8), "Organization", 0.9),)
    >>> [name.span for name in NameIndex("Microdam left. Microdam spoke.", names).near((Span(15, 23),))]
    [Span(start=15, end=23)]
    """

    def __init__(self, text: str, names: Sequence[Name]) -> None:
        self._text, self._names = text, names
        self._places = SpanIndex(name.span for name in names)
        self._surnames: dict[str, Name] = {}
        self._spelled = {name.span.of(text): name for name in names if name.type in _NAMING}
        for name in names:
            if name.type == "Person" and (key := to_key(strip_titles(text, name.span).of(text))):
                self._surnames.setdefault(key.rpartition(" ")[2], name)

    def near(self, source: Iterable[Span]) -> tuple[Name, ...]:
        """The names that touch a source, then a person for every surname in it."""
        spans = tuple(source)
        places = sorted({place for span in spans for place in self._places.touching(span)})
        keys = (key for span in spans for key in to_key(span.of(self._text)).split())
        persons = (self._surnames[key] for key in dict.fromkeys(keys) if key in self._surnames)
        touching = [self._names[place] for place in places]
        same = [] if touching else [self._same_elsewhere(span) for span in spans]
        return (*touching, *(person for person in persons if person not in touching), *filter(None, same))

    def _same_elsewhere(self, span: Span) -> Name | None:
        """The name that a stretch is, when the very same words are one at another place of the text."""
        bare = strip_article(self._text, span)
        found = self._spelled.get(bare.of(self._text))
        return found and replace(found, span=bare)


def pick_head_name(text: str, source: Span, names: Sequence[Name]) -> HeadName | None:
    """The name that heads a source: its noun itself, or set beside it; `None` for "Turkey's foreign
    minister".

    >>> text = "Harbour master Ana Ruiz, 41, spoke."
    >>> pick_head_name(text, Span(0, 24), (Name(Span(15, 23), "Person", 0.9),))
    HeadName(span=Span(start=15, end=23), type='Person', role='Harbour master')
    """
    source = strip_lead(text, source)
    names = [name for name in names if name.type in _NAMING]
    parts = _segments(text, source, names)
    for index, part in enumerate(parts):
        head = head_of(text, part)
        found = _name_at_end(text, head, names)
        # Beside a description only a person's name is the speaker: "a partner, Norbank," says where someone
        # works.
        if found is None or (index and (found[1] != "Person" or _POSTMODIFIER.match(" " + part.of(text)))):
            continue
        span, kind = found
        before = trim(text, Span(head.start, span.start)).of(text)
        after = parts[index + 1].of(text) if index + 1 < len(parts) else ""
        set_before = parts[0].of(text) if index else ""
        role = next((words for words in (before, set_before, after) if _is_role(words)), None)
        return HeadName(span, kind, role if kind in ("Person", None) else None)
    last = next((name for name in names if name.type == "Person" and name.span.end == source.end), None)
    if (
        last is not None
        and parts
        and _is_role(head_of(text, parts[0]).of(text))
        and _is_set_beside(text, source, last)
    ):
        # "CEO of the Refugee Council Enver Solomon"
        return HeadName(last.span, "Person", trim(text, Span(source.start, last.span.start)).of(text))
    return _capitalised_head(text, head_of(text, parts[0]), names) if parts else None


def _is_set_beside(text: str, source: Span, name: Name) -> bool:
    """Whether a name at the end of a source is set beside the noun before it ("CEO of the council Ada Lind"),
    and is not what a preposition or "and" goes with ("a lawyer for Ms. Ruiz and Mr. Jell")."""
    words = words_of(Span(source.start, name.span.start).of(text).replace(".", " "))
    while words and (words[-1] in TITLES or words[-1] in DETERMINERS):
        words.pop()
    return bool(words) and not _GOVERNING.fullmatch(words[-1])


def split_joint(
    text: str, source: Sequence[Span], names: Sequence[Name]
) -> tuple[tuple[Span, ...], str] | None:
    """The members of a source that names several speakers and the word that joins them; `None` when it is one
    speaker.

    Every member has to be headed by a name, or be a noun phrase of its own beside one that is ("her deputy").
    "A spokesman for Norland and Vesk" is one speaker: what comes after a preposition is not split.

    >>> text = "Norland, Vesk and Orsa agree."
    >>> names = tuple(Name(span, "Location", 0.9) for span in (Span(0, 7), Span(9, 13), Span(18, 22)))
    >>> split_joint(text, (Span(0, 22),), names)
    ((Span(start=0, end=7), Span(start=9, end=13), Span(start=18, end=22)), 'and')
    >>> text = "Ada Lind, a nurse and former mayor, agrees."
    >>> split_joint(text, (Span(0, 35),), (Name(Span(0, 8), "Person", 0.9),)) is None
    True
    """
    if len(source) > 1:
        parts = tuple(strip_lead(text, span) for span in source)
        return (parts, "and") if all(pick_head_name(text, part, names) for part in parts) else None
    span = strip_lead(text, source[0])
    joints = [
        match
        for match in _JOINT.finditer(text, span.start, span.end)
        if not any(name.span.start < match.end() and match.start() < name.span.end for name in names)
    ]
    words = [match.group(1) for match in joints if match.group(1)]
    if len(words) != 1 or joints[-1].group(1) is None:
        return None
    edges = [span.start, *(edge for match in joints for edge in match.span()), span.end]
    members = tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)
    heads = [_is_named(text, member, names) for member in members]
    if _is_apposition(text, members, names):
        return None
    if len(members) < 2 or not heads[0] or _POSTMODIFIER.search(text, span.start, joints[-1].start()):
        return None
    phrases = [
        head or (words_of(m.of(text))[:1] and words_of(m.of(text))[0] in DETERMINERS)
        for head, m in zip(heads, members, strict=True)
    ]
    return (members, "or" if words[0] in ("or", "nor") else "and") if all(phrases) else None


def _is_apposition(text: str, members: Sequence[Span], names: Sequence[Name]) -> bool:
    """Whether what follows a person says who that is: "Ada Lind, a nurse and former mayor"; not when a person
    stands at the end too."""
    if len(members) < 3:
        return False
    first, second, last = (
        {name.type for name in names if m.holds(name.span)} for m in (*members[:2], members[-1])
    )
    opens = (words_of(members[1].of(text)) or [""])[0] in DETERMINERS
    return "Person" in first and "Person" not in second | last and opens


def _is_named(text: str, member: Span, names: Sequence[Name]) -> bool:
    head = pick_head_name(text, member, names)
    return head is not None and head.span.end == head_of(text, member).end


def head_of(text: str, span: Span) -> Span:
    """The stretch of a noun phrase up to its noun, without what follows it ("officials" of "officials in
    Basra").
    """
    cut = _POSTMODIFIER.search(text, span.start, span.end)
    comma = text.find(",", span.start, span.end)
    ends = [span.end, *([cut.start()] if cut else []), *([comma] if comma > span.start else [])]
    head = trim(text, Span(span.start, min(ends)))
    tail = POSSESSIVE.search(head.of(text))
    return Span(head.start, head.start + tail.start()) if tail else head


def strip_lead(text: str, span: Span) -> Span:
    """The span without correlatives and adverbs in front ("either the mayor" → "the mayor"), and without
    outer commas.
    """
    span = trim(text, span)
    while span.end > span.start and text[span.end - 1] in ",;:":
        span = trim(text, Span(span.start, span.end - 1))
    lead = _LEAD.match(text, span.start, span.end)
    return Span(lead.end(), span.end) if lead and lead.end() < span.end else span


def strip_article(text: str, span: Span) -> Span:
    """The span without its article: "the Treasury" → "Treasury"."""
    article = _ARTICLE.match(text, span.start, span.end)
    return Span(article.end(), span.end) if article and article.end() < span.end else span


def strip_titles(text: str, span: Span) -> Span:
    """A person's name without the titles in front ("Dr Omar Sayegh" → "Omar Sayegh"), nor a role that was
    taken for a part of it ("Baker Joost de Wit").

    A role goes only where two words or more are left: "Baker Wit" may be somebody's name.
    """
    while True:
        word = _FIRST_WORD.match(text, span.start, span.end)
        if word is None or word.end() >= span.end:
            return span
        first = word.group(1).casefold()
        if first not in TITLES:
            noun = pick_noun([first]) if " " in text[word.end() : span.end].strip() else None
            if noun is None or noun.kind != "person" or noun.plural:
                return span
        span = Span(word.end(), span.end)


def pick_title(text: str, start: int) -> str | None:
    """The word right in front of a name that starts there, in lower case: its title, if it is one.

    >>> pick_title("and Mrs. Ruiz", 9), pick_title("Ruiz", 0)
    ('mrs', None)
    """
    word = re.search(r"([^\W\d_]+)\.?\s+$", text[max(0, start - 14) : start])
    return word.group(1).lower() if word else None


# A name stands in an article many times, and is compared more often still.
@lru_cache(maxsize=16384)
def to_key(name: str) -> str:
    """A name as it is compared: no case, no diacritics, no points or apostrophes; the text itself keeps them
    all.

    >>> to_key("Çavuşoğlu") == to_key("CAVUSOGLU"), to_key("O’Dowd") == to_key("O'Dowd")
    (True, True)
    """
    flat = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("İ", "I")).casefold()
    kept = (char for char in flat if not unicodedata.combining(char) and char not in ".'’\N{SOFT HYPHEN}")
    return " ".join(re.sub(r"[\W_]+", " ", "".join(kept)).split())


def _segments(text: str, source: Span, names: Sequence[Name]) -> list[Span]:
    """The parts of a source between its commas and dashes, names kept whole."""
    inside = [name.span for name in names if source.holds(name.span)]
    cuts = [
        match.start()
        for match in re.finditer(r",\s|\s[–—-]\s|\s?\(", source.of(text))
        if not any(span.start < source.start + match.start() < span.end for span in inside)
    ]
    edges = [0, *cuts, source.end - source.start]
    parts = [strip_marks(text, Span(source.start + a, source.start + b)) for a, b in pairwise(edges)]
    return [part for part in parts if part.start < part.end]


def strip_marks(text: str, span: Span) -> Span:
    while span.start < span.end and (text[span.start] in ",;–—-()" or text[span.start].isspace()):
        span = Span(span.start + 1, span.end)
    while span.start < span.end and (text[span.end - 1] in ",;–—-()" or text[span.end - 1].isspace()):
        span = Span(span.start, span.end - 1)
    return span


def _name_at_end(text: str, head: Span, names: Iterable[Name]) -> tuple[Span, str] | None:
    """The name that a noun phrase ends with; a role noun inside it ("Defense Minister") makes it none."""
    at_end = [n for n in names if n.span.start < head.end <= n.span.end and n.span.start >= head.start]
    at_end += [n for n in names if n.span.end == head.end and n.span.start < head.start]
    if not at_end:
        return None
    name = min(at_end, key=lambda n: n.span.start)
    # A name goes on where a noun phrase would end ("the High Court in Kisumu").
    span = Span(
        max(name.span.start, head.start),
        max(name.span.end, head.end) if name.type != "Person" else min(name.span.end, head.end),
    )
    tail = POSSESSIVE.search(span.of(text))
    span = Span(span.start, span.start + tail.start()) if tail else span
    span = strip_titles(text, span) if name.type == "Person" else strip_article(text, span)
    words = words_of(span.of(text))
    if name.type != "Person" and words and words[-1] in ROLES | ANONYMOUS:
        return None
    before = _PROPER.search(text, head.start, span.start) if name.type == "Location" else None
    proper = words_of(before.group()) if before is not None else []
    if before is not None and (len(proper) > 1 or not _starts_sentence(text, before.start())):
        person = any((noun := pick_noun([word])) is not None and noun.kind == "person" for word in proper)
        if not person and ROLES.isdisjoint(proper):
            return Span(before.start(), span.end), "Organization"  # "Public Health England"
    return span, name.type


def _capitalised_head(text: str, head: Span, names: Sequence[Name]) -> HeadName | None:
    """A noun phrase whose noun is written as a name ("the Treasury", "Number 10") though the network saw
    none.
    """
    whole, head = head, strip_article(text, head)
    tokens = list(re.finditer(r"[\w’'.&-]+", head.of(text)))
    if len(tokens) == 1 and _UNKNOWN.fullmatch(head.of(text)) and _starts_sentence(text, head.start):
        word = head.of(text).casefold()
        known = (
            pick_noun([word]) is not None
            or word in ROLES | ANONYMOUS | DETERMINERS | VAGUE | VAGUE_ALONE | _PLAIN
        )
        return None if known else HeadName(head, None, None)
    if not tokens or head.of(text).isupper():
        noun = pick_noun(words_of(head.of(text)))
        if whole != head and noun is not None and noun.kind == "person":
            return None  # British papers open a story in capitals: "A MAN who …"
        # Capitals throughout are a transcript's way to set any label.
        return _upper_label(text, head)
    first = len(tokens)
    for index in range(len(tokens) - 1, -1, -1):
        word = tokens[index].group()
        if not (word[:1].isupper() or (word[:1].isdigit() and index)):
            break
        first = index
    if first == len(tokens):
        return None
    span = Span(head.start + tokens[first].start(), head.end)
    words = words_of(span.of(text))
    if words[-1].rstrip("s") in ROLES or words[-1] in ROLES | ANONYMOUS | VAGUE | VAGUE_ALONE:
        return None
    if len(words) == 1 and any(
        name.type == "Person" and to_key(name.span.of(text)).endswith(" " + to_key(span.of(text)))
        for name in names
    ):
        return HeadName(span, "Person", None)
    if _starts_sentence(text, span.start):
        if len(words) == 1 or words[0] in DETERMINERS:
            return None
        if len(tokens) - first == 1:
            return None
    stripped = strip_titles(text, span)
    kind = "Person" if stripped != span else None
    before = trim(text, Span(head.start, stripped.start)).of(text)
    return HeadName(stripped, kind, before or None if kind else None)


def _upper_label(text: str, head: Span) -> HeadName | None:
    words = words_of(head.of(text))
    if not words or any(
        word in ROLES | ANONYMOUS | DETERMINERS | VAGUE
        for word in words
        if word not in TITLES or len(words) == 1
    ):
        return None
    stripped = strip_titles(text, head)
    if len(words_of(stripped.of(text))) > 3:
        return None
    return HeadName(stripped, "Person" if len(words) < 4 else None, None)


def _starts_sentence(text: str, at: int) -> bool:
    before = text[max(at - 20, 0) : at].rstrip(" \t\N{NO-BREAK SPACE}“\"'‘(")
    return not before or before[-1] in ".!?:\n–—”…"


def _is_role(words: str) -> bool:
    """Whether words beside a name can say what its bearer is: some letters, no verb of their own, not an
    age.
    """
    bare = words_of(words)
    if not bare or bare[0].isdigit() or bare[0] in {"who", "which", "whose"}:
        return False
    return bare[-1] in ROLES or not set(bare) <= TITLES
