"""Where sources and cues begin and end: what the network cut off, or took in too much."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from attrib.cues import is_participle, is_passive, pick_cue
from attrib.drafts import Draft, quotations_at, sentence_at
from attrib.nouns import pick_noun
from attrib.prose import word_set, words_of
from attrib.quotes import CLOSERS
from attrib.reading import Reading
from attrib.spans import Span, cut, holds_word, trim

_ARTICLES = word_set("the a an")
_CLOSING = frozenset("".join(mark for marks in CLOSERS.values() for mark in marks))
# How far behind the last piece of a content something may stand that belongs to it.
NEAR_CHARS = 3

_OPENERS = [[word] for word in ("this", "last", "the", "a", "an", "my", "his", "her", "its", "our", "their")]
# A source that stops here goes on with the name that follows.
_OPEN_END = re.compile(r"\s(?:of|for|from|at|in|by|with|and|or|other|elder|younger)(?:\s+the)?\Z")
_PREPOSITION = re.compile(r"\s(?:of|for|from|at|in|with|to)\Z")
# "keepers | at the zoo in Graz said": what follows a noun, and is no time.
_AFTER_NOUN = re.compile(r"\s(?P<phrase>(?:at|of|for|from)\s[^,;:.?!“”\"\n]{2,60}?)\s*")
# "emails published | on Tuesday suggest"
_PUBLISHED = re.compile(
    r"\s(?:published|released|obtained|seen|sent|posted|leaked|carried\s+out|conducted|issued|written|filed|submitted|"
    r"recorded|collected|compiled|drawn\s+up|made|taken|signed|circulated)\Z"
)
_WHEN = re.compile(
    r"\s(?:on|in|by|from|at|to|last|this|earlier|late|yesterday|today|between|during)\s[^,;:.?!“”\"\n]{2,60}"
)
# Surnames that are words of another kind, too, before a verb.
_SURNAME = re.compile(r"\s(?P<name>Said|Page|Wade|Reads|Tell|Grant|Marks|Hope|Cole|Power|Bush|Rice)\s")
# "Today scientists say": when it is said is no part of who says it.
_TIME = re.compile(r"(?:Today|Yesterday|Now|Tonight|Meanwhile|Later|Earlier)\s(?=[a-z]|(?:Mr|Mrs|Ms|Dr)\b)")
_BROKEN = re.compile(r",\s(?:who|as|which)(?:\s\w+){0,2}\Z")
_CLAUSE_REST = re.compile(r"(?P<clause>\s[^,;:.?!“”\"\n]{2,80},)\s")
_BEFORE_NAME = re.compile(r"\s+(?:the\s+)?")
_LEADING_NOUN = re.compile(r"(?P<noun>[a-z][\w’'-]+)\s")
_NOUN = re.compile(r"\s(?:[\w’'-]+\s){1,2}")
_BESIDE = re.compile(r",\s[^,;:.?!“”\"\n]{2,60},\s*")
# "It is feared that …", of which the network takes the first word.
_IMPERSONAL = re.compile(
    r"it\s+(?:is|was|has\s+been)\s+(?:\w+ly\s+)?(?:\w+ed|thought|said|understood|known)(?=\s)", re.IGNORECASE
)
# "Rumour had it that …", of which the network gives "it" to the content.
_HAVE_IT = re.compile(r"(?:rumou?r|legend|word|tradition)\s+ha(?:s|d)\s+it(?=\s+that\b)", re.IGNORECASE)
_QUOTED_AS = re.compile(r"\bas\s+\w+ing\Z")
_BY = re.compile(r"\s+(?P<by>by|from)\s+")
# "Calls by farmers for cheaper diesel"
_BY_WHOM = re.compile(r"\s+(?P<by>by|from)\s+(?P<source>[^,;:.?!“”\"\n]{2,60}?)\s+(?=(?:for|that|to)\b)")
# "The rumours are denied by his office."
_AGENT = re.compile(
    r"\s+(?P<by>by)\s+(?P<source>(?:(?:the|an?|his|her|its|their|our|my|two|some|several|many)\s+)?"
    r"(?:[\w’'-]+\s+){0,3}?[\w’'-]+)"
    r"(?=[,.;:\n]|\s+(?:of|for|on|in|at|to|that|who|and|but|with|after|before|as|when|while|over|about|from|during|if|because)"
    r"\b|\Z)"
)
# "The pact, hailed by Berlin as historic, …"
_REDUCED = re.compile(r",\s\w+ed")
_CHARGE = re.compile(r"\s+(?P<charge>of\s+[^,;:.?!“”\"\n]+)")


def complete_edges(reading: Reading, draft: Draft, cue: Span) -> Draft:
    """The draft with whole sources, cues and inner quotations."""
    draft = _part_noun(reading.text, draft, cue)
    cue = draft.cue or cue
    draft = replace(draft, source=_complete_source(reading, draft.source, cue))
    return _without_outer_mark(reading, _close_quotation(reading, _complete_cue(reading, draft, cue)))


def is_article(text: str, span: Span) -> bool:
    """Whether nothing stands in a stretch but articles and marks."""
    return _ARTICLES.issuperset(words_of(span.of(text)))


def _complete_source(reading: Reading, source: tuple[Span, ...], cue: Span) -> tuple[Span, ...]:
    """A source that stops behind its first word, with the noun before a verb for a cue ("My | father said");
    one that stops behind a preposition or "and", with the name that follows ("a poll by | Norbank"); without
    what is only an article."""
    text = reading.text
    if len(source) == 1 and _OPEN_END.search(text, source[0].start, source[0].end) is not None:
        at = bisect_left(reading.names, source[0].end, key=lambda name: name.span.start)
        name = reading.names[at].span if at < len(reading.names) else None
        if (
            name is not None
            and _BEFORE_NAME.fullmatch(text, source[0].end, name.start)
            and not name.touches(cue)
        ):
            # "The other Ruiz, a baker, said": what stands beside the name, too.
            beside = _BESIDE.fullmatch(text, name.end, cue.start)
            return (Span(source[0].start, len(text[: cue.start].rstrip()) if beside else name.end),)
        if (loose := _PREPOSITION.search(text, source[0].start, source[0].end)) is not None:
            return (Span(source[0].start, loose.start()),)
    if source and (time := _TIME.match(text, source[0].start, source[0].end)) is not None:
        source = (Span(time.end(), source[0].end), *source[1:])
    if len(source) == 1 and (whole := _with_rest(reading, source[0], cue)) != source[0]:
        return (whole,)
    if len(source) == 1 and _PUBLISHED.search(text, source[0].start, source[0].end):
        when = _WHEN.fullmatch(text, source[0].end, len(text[: cue.start].rstrip()))
        return source if when is None else (Span(source[0].start, when.end()),)
    after = _AFTER_NOUN.fullmatch(text, source[0].end, cue.start) if len(source) == 1 else None
    if after is not None and pick_noun(words_of(source[0].of(text))[-1:]) is not None:
        return (Span(source[0].start, after.end("phrase")),)
    if len(source) == 1 and words_of(source[0].of(text))[-1:] in _OPENERS:
        noun = Span(source[0].end, cue.start)
        entry = pick_cue(text, cue)
        if _NOUN.fullmatch(text, noun.start, noun.end) and entry is not None and entry[0].part == "verb":
            return (Span(source[0].start, noun.end - 1),)
    return tuple(span for span in source if not is_article(text, span))


def _part_noun(text: str, draft: Draft, cue: Span) -> Draft:
    """ "Her | defence says": a noun that the network gave to the cue goes to the article or the possessive
    before it."""
    source = draft.source
    if (
        len(source) != 1
        or source[0].end + 1 != cue.start
        or words_of(source[0].of(text))[-1:] not in _OPENERS
    ):
        return draft
    entry = pick_cue(text, cue)
    noun = _LEADING_NOUN.fullmatch(text, cue.start, entry[1].start) if entry else None
    if entry is None or noun is None or entry[0].part != "verb":
        return draft
    whole = Span(source[0].start, noun.end("noun"))
    return replace(draft, source=(whole,), cue=Span(entry[1].start, cue.end))


def _with_rest(reading: Reading, source: Span, cue: Span) -> Span:
    """A source with the rest of a name that looks like a verb ("Ahmed | Said recalled"), or of a clause that
    it breaks off ("the owner, who did | not give his name, denied")."""
    text = reading.text
    surname = _SURNAME.fullmatch(text, source.end, cue.start)
    last = text[source.start : source.end].split()[-1:]
    if surname is not None and last[0][:1].isupper() and not last[0].isupper():
        return Span(source.start, surname.end("name"))
    clause = _CLAUSE_REST.fullmatch(text, source.end, cue.start)
    if clause is not None and _BROKEN.search(text, source.start, source.end):
        return Span(source.start, clause.end("clause"))
    return source


def _complete_cue(reading: Reading, draft: Draft, cue: Span) -> Draft:
    """A cue with what goes with it: "it [is feared]", "was accused [by]", "calls [by farmers] for"."""
    text = reading.text
    if _QUOTED_AS.search(text, cue.start, cue.end):
        return draft  # who quotes is not who says it
    have_it = _HAVE_IT.match(text, cue.start)
    if have_it is not None and not draft.source:
        rest = cut(draft.content, [Span(*have_it.span())])
        content = tuple(part for span in rest if holds_word(text, part := trim(text, span)))
        return replace(draft, cue=Span(*have_it.span()), content=content) if content else draft
    impersonal = _IMPERSONAL.match(text, cue.start)
    if impersonal is not None and impersonal.end() > cue.end and not draft.source:
        return replace(draft, cue=Span(cue.start, impersonal.end()))
    if draft.source:
        by = _BY.search(text, max(cue.end - NEAR_CHARS, cue.start), draft.source[0].start)
        if by is None or by.end() != draft.source[0].start:
            return draft
        whole = replace(draft, cue=Span(cue.start, by.end("by")))
        return _with_charge(reading, whole) if is_passive(text, cue) else whole
    whom = _BY_WHOM.match(text, cue.end)
    after = draft.content[0]
    entry = pick_cue(text, cue)
    reduced = _REDUCED.fullmatch(text, max(cue.start - len(", "), 0), cue.end) is not None
    passive = reduced or (entry is not None and is_passive(text, cue))
    agent = _AGENT.match(text, cue.end) if passive else None
    if agent is not None and not any(span.touches(Span(*agent.span())) for span in draft.content):
        return replace(draft, source=(Span(*agent.span("source")),), cue=Span(cue.start, agent.end("by")))
    if whom is None or entry is None or is_participle(text, cue) or is_passive(text, cue):
        return draft
    if not whom.end() - NEAR_CHARS <= after.start <= whom.end() + NEAR_CHARS:
        return draft
    return replace(draft, source=(Span(*whom.span("source")),), cue=Span(cue.start, whom.end("by")))


def _with_charge(reading: Reading, draft: Draft) -> Draft:
    """ "The minister was accused by Ruiz of lying": what stands behind the agent, where the network left it
    out."""
    text, end = reading.text, draft.source[-1].end
    if any(span.start >= end for span in draft.content):
        return draft
    charge = _CHARGE.match(text, end, sentence_at(reading, end).end)
    return draft if charge is None else replace(draft, content=(*draft.content, Span(*charge.span("charge"))))


def _without_outer_mark(reading: Reading, draft: Draft) -> Draft:
    """A content inside of a quotation without that one's closing mark: "“They said they would shoot,” …"."""
    text, last = reading.text, draft.content[-1]
    outer = [one for one in quotations_at(reading, last.start, last.end) if one.start < last.start]
    if not outer or outer[0].end != last.end or text[last.end - 1] not in _CLOSING:
        return draft
    end = len(text[last.start : last.end - 1].rstrip(",. ")) + last.start
    if end <= last.start or (draft.cue is not None and not outer[0].holds(draft.cue)):
        return draft
    return replace(draft, content=(*draft.content[:-1], Span(last.start, end)))


def _close_quotation(reading: Reading, draft: Draft) -> Draft:
    """A last piece of content that opens an inner quotation, up to where that closes."""
    text, last = reading.text, draft.content[-1]
    closers = CLOSERS.get(text[last.start])
    if closers is None:
        return draft
    outer = quotations_at(reading, last.start, last.start + 1)
    if not any(quotation.start < last.start and quotation.holds(last) for quotation in outer):
        return draft
    closing = "|".join(map(re.escape, closers))
    ends = [found.end() for found in re.finditer(rf"(?<=[,.!?…])(?:{closing})", last.of(text))]
    rest = Span(last.start + ends[0], last.end) if ends else last
    if not ends or not (holds_word(text, rest) or (rest.of(text) and _CLOSING.issuperset(rest.of(text)))):
        return draft
    return replace(draft, content=(*draft.content[:-1], trim(text, Span(last.start, last.start + ends[0]))))
