"""What the network did not link: nominal cues, what is reported inside of what is said, what was declined.

Rules that docs/model.md lists were counted in the training texts of PolNeAR before they went in; the others
come from reading what was found in articles and in invented passages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrib.contents import without_stop
from attrib.drafts import Draft, sentence_at
from attrib.hedges import find_hedges
from attrib.nouns import pick_noun
from attrib.reading import Reading
from attrib.spans import Span, SpanIndex, holds_word, trim

# The probability of what these rules find: set by eye, below what a cue with its source has.
INNER_SCORE = NOMINAL_SCORE = DECLINED_SCORE = 0.6
# How far before a content its nominal cue is looked for, and before a cue its pronoun.
NOMINAL_CHARS, PRONOUN_CHARS = 140, 12

# "the announcement by the union that …"
_NOMINAL = (
    r"(?P<cue>(?:(?:the|an?)\s+)?(?:announcement|allegation|claim|statement|warning|accusation|assertion|suggestion|"
    r"complaint|pledge|promise|threat|admission|denial|prediction|demand|report)s?\s+(?:by|from))"
    r"\s+(?P<source>[^,;:.?!“”\"]{2,80}?)"
)
_NOMINAL_BEFORE = re.compile(rf"{_NOMINAL}\s*\Z", re.IGNORECASE)
_REPORTING = r"(?:saying|telling|claiming|warning|arguing|insisting|suggesting|alleging)"
_INNER = (
    re.compile(rf"\b{_NOMINAL}\s+(?P<content>that\s.+)", re.IGNORECASE | re.DOTALL),
    re.compile(rf"\bfor\s+(?P<cue>{_REPORTING})\s+(?P<content>that\s.+)", re.IGNORECASE | re.DOTALL),
)
_SAYING_THAT = re.compile(rf"(?P<cue>{_REPORTING})\s+(?P<content>that\s.+)", re.IGNORECASE | re.DOTALL)
_QUOTES = re.compile(r"(?:.*\s)?(?:quot(?:es?|ed|ing)|cit(?:es?|ed|ing))", re.IGNORECASE)
_AS_SAYING = re.compile(
    rf"(?P<source>[^,;:“”\"]{{2,80}}?)\s+(?P<cue>as\s+{_REPORTING})\s+(?P<content>.+)",
    re.IGNORECASE | re.DOTALL,
)
# What somebody would not say.
_DECLINED = re.compile(
    r"\b(?P<cue>(?:would|did|could)(?:\s+not|n['’]t)(?:\s+(?:immediately|yet))?\s+"
    r"(?:be\s+drawn\s+on|say|name|identify|specify|confirm|give(?=\s+(?:an?|the|his|her|its|their|any|details|figures)\b)))"
    r"\s+(?P<content>\w[^.;“”\"\n]*)"
)
# "Pressed by Ruiz on who had signed, …", "Asked about the leak, …"
_ASKED = re.compile(
    r"(?:(?<=\A)|(?<=[.!?]\s)|(?<=\n)|(?<=[”\"]\s))(?P<cue>(?:When\s+)?(?:Asked|Pressed|Questioned|Challenged|Quizzed|Grilled)"
    r"(?:\s+(?P<by>by)\s+(?P<source>[^,;:.?!“”\"\n]{2,60}?)(?=\s+(?:on|about|over|whether|if|why|how|what|when|where|who)\b)"
    r"|\s+(?:about|on|over))?)\s+(?P<content>[^,;:.?!“”\"\n]{3,120}),\s"
)
_QUESTION = re.compile(r"(?:on|about|over|whether|if|why|how|what|when|where|who)\b")
# "In the view of the treasury, prices will fall."
_VIEW = re.compile(
    r"\b(?P<cue>in\s+the\s+(?:view|opinion|words|eyes|judge?ment|estimation)\s+of)\s+(?P<source>[^,;:.?!“”\"\n]{2,60}),\s+"
    r"(?P<content>[^;\n]+)",
    re.IGNORECASE,
)
# "The army burned the village, in the words of one monk."
_VIEW_BEHIND = re.compile(
    r",\s+(?P<cue>in\s+the\s+(?:view|opinion|words|eyes|judge?ment|estimation)\s+of)\s+(?P<source>[^,;:.?!“”\"\n]{2,60})"
    r"(?=[.;\n]|\Z)"
)
# Each holds source, cue and content: "hailed by Berlin as historic", "a charge it rejects".
_SET_PHRASES = (
    re.compile(
        r"\b(?P<cue>(?:hailed|derided|condemned|praised|described|dismissed|denounced|criticised|criticized|branded|labelled|"
        r"labeled|decried|touted|billed|lauded|mocked|seen|viewed|regarded)\s+by)\s+(?P<source>[^,;:.?!“”\"\n]{2,60}?)\s+"
        r"(?P<content>as\s+(?:[“\"‘'][^”\"’'\n]{2,80}[”\"’']"
        r"|(?!and\b|but\b)[\w’'-]+(?:[ \t]+(?!and\b|but\b)[\w’'-]+){0,7}))"
        r"(?=\s*(?:[,.;:)—]|and\b|but\b|\Z)|\n)"
    ),
    re.compile(
        r"(?:,|\s[—–-])\s(?P<content>an?\s(?:charge|claim|allegation|accusation|suggestion|assertion))\s(?:that\s|which\s)?"
        r"(?P<source>(?:he|she|it|they|(?:the|his|her|their|its)\s[\w’'-]+|[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?))\s"
        r"(?P<cue>(?:(?:has|have|had)\s)?(?:(?:always|repeatedly|strongly|firmly)\s)?(?:den(?:y|ies|ied)|rejects?|rejected|"
        r"disputes?|disputed|dismiss(?:es|ed)?))(?=[.,;\n]|\Z)"
    ),
    re.compile(
        r"\b(?P<source>(?:(?:[Ll]ocal|[Ss]tate|[Nn]ational|[Ff]oreign|[A-Z]\w+)\s)?(?:[Mm]edia|[Nn]ewspapers|[Oo]utlets))\s"
        r"(?P<cue>(?:(?:has|have)\s)?report(?:s|ed)?)\s(?P<content>that\s\w[^;“”\"\n]*?)(?=[.;\n](?:\s|\Z))"
    ),
)
_RECORDED = re.compile(
    r"\b(?P<source>(?:[Aa]|[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)\s(?:[\w’'-]+\s){0,2}?(?P<noun>[a-z]+)(?:\s(?:on|in|at|of|by|from|to)"
    r"\s[^,;:.?!“”\"\n]{2,60}?)?)\s(?P<cue>(?:also\s)?(?:records|recorded|states|stated|shows|showed|says|said|notes|noted|"
    r"warns|warned|reveals|revealed))\s(?P<content>that\s\w[^;“”\"\n]*?)(?=[.;\n](?:\s|\Z)|\Z)"
)
# "There were reports that the dam had burst."
_REPORTS = re.compile(
    r"\b(?P<cue>there\s+(?:is|are|was|were|has\s+been|have\s+been)\s+(?:[\w-]+\s+){0,2}(?:reports?|rumou?rs?|claims?|"
    r"allegations?|suggestions?|fears?|concerns?|speculation|suspicions?|warnings?|complaints?|accusations?)"
    r"|(?:legend|rumou?r|word|tradition)\s+ha[sd]\s+it"
    r"|it\s+(?:(?:has|had|later|since|soon|also|then)\s+)*(?:emerged|transpired)(?=\s+(?:[\w’]+\s+){0,4}that\b))\s+"
    r"(?:(?!that\b)[\w’]+\s+){0,4}?(?P<content>that\s\w[^.;“”\"\n]*)",
    re.IGNORECASE,
)
# "The driver fell asleep, a court has heard", "The inquest was told that …"
_HEARD = re.compile(
    r"(?P<comma>,\s)?\b(?:[Aa]|[Tt]he)\s(?:(?:high|crown|district|military|public|[A-Z][\w’'-]+)\s){0,3}(?:court|jury|"
    r"Court|inquest|inquiry|tribunal|hearing|trial)\s(?P<cue>(?:(?:has|had)\s)?heard|(?:was|has\sbeen)\stold)"
    r"(?:(?P<behind>\s(?=that\s))|(?(comma)(?=[.;\n]|\Z)|(?!)))"
)
_COORDINATED = re.compile(r"\b(?:and|but)\s+\Z")
_PRONOUN = re.compile(r"\b(?:he|she|they|it)\s+\Z", re.IGNORECASE)


def find_unlinked(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """The attributions that grammar gives beside those that the network linked (`drafts`)."""
    found = [
        draft
        for relation in reading.relations
        if relation.cue is None and (draft := complete_nominal(reading, relation.content[0])) is not None
    ]
    found += find_inner(reading, [*drafts, *found])
    found += find_declined(reading, [*drafts, *found], furniture)
    found += find_courts(reading, [*drafts, *found], furniture)
    found += find_questions(reading, [*drafts, *found], furniture)
    found += find_views(reading, [*drafts, *found], furniture)
    found += find_set_phrases(reading, [*drafts, *found], furniture)
    found += find_reports(reading, [*drafts, *found], furniture)
    found += find_hedges(reading, [*drafts, *found], furniture)
    return found


def complete_nominal(reading: Reading, content: Span) -> Draft | None:
    """The attribution of a content that the network gave no cue, where the words before it are a nominal one:
    "the announcement by the union that …"."""
    text = reading.text
    if not text.startswith("that ", content.start):
        return None
    found = _NOMINAL_BEFORE.search(text, max(content.start - NOMINAL_CHARS, 0), content.start)
    if found is None:
        return None
    cue, source = Span(*found.span("cue")), Span(*found.span("source"))
    return Draft((source,), cue, (content,), NOMINAL_SCORE, ("nominal-cue",))


def find_inner(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """What a content reports in turn and the network did not find: "denied allegations by two colleagues
    that …", "criticised the minister for saying that …", "quoted a memo as saying …"."""
    text = reading.text
    taken = SpanIndex(draft.cue for draft in drafts if draft.cue is not None)
    found = []
    for draft in drafts:
        quotes = draft.cue is not None and _QUOTES.fullmatch(draft.cue.of(text))
        for part in draft.content:
            matches = [pattern.search(text, part.start, part.end) for pattern in _INNER]
            blamed = _match_blamed(text, draft, part)
            if blamed is not None and blamed.cue is not None and not taken.touching(blamed.cue):
                found.append(blamed)
            if quotes:
                matches.append(_AS_SAYING.match(text, part.start, part.end))
            for match in matches:
                if match is None or taken.touching(Span(*match.span("cue"))):
                    continue
                named = "source" in match.re.groupindex
                source = (Span(*match.span("source")),) if named else ()
                content = (Span(*match.span("content")),)
                found.append(Draft(source, Span(*match.span("cue")), content, INNER_SCORE, ("inner-cue",)))
    return found


def _match_blamed(text: str, draft: Draft, part: Span) -> Draft | None:
    """ "The mayor was criticised for saying that …": whom the saying is, in the passive."""
    if draft.cue is None or part.start <= draft.cue.end or len(draft.content) < 2:
        return None
    match = _SAYING_THAT.match(text, part.start, part.end)
    if match is None:
        return None
    said = Span(*match.span("content"))
    return Draft((draft.content[0],), Span(*match.span("cue")), (said,), INNER_SCORE, ("inner-cue",))


def find_declined(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """What somebody whom a name or a pronoun stands for "would not say" or "did not name", where the network
    found nothing."""
    text = reading.text
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    ends = {name.span.end: name.span for name in reading.names}
    found = []
    for match in _DECLINED.finditer(text):
        cue, content = Span(*match.span("cue")), trim(text, Span(*match.span("content")))
        before = text[: cue.start].rstrip()
        pronoun = _PRONOUN.search(text, max(cue.start - PRONOUN_CHARS, 0), cue.start)
        source = ends.get(len(before)) or (trim(text, Span(*pronoun.span())) if pronoun else None)
        if source is None and _COORDINATED.search(text, max(cue.start - PRONOUN_CHARS, 0), cue.start):
            if not taken.touching(Span(cue.start, content.end)):
                shared = _find_subject(reading, drafts, cue)
                found.append(Draft(shared, cue, (content,), DECLINED_SCORE, ("declined-cue",)))
        elif source is not None and not taken.touching(Span(source.start, content.end)):
            found.append(Draft((source,), cue, (content,), DECLINED_SCORE, ("declined-cue",)))
    return found


def _find_subject(reading: Reading, drafts: Sequence[Draft], cue: Span) -> tuple[Span, ...]:
    """The source of the last verb of saying before a cue in its sentence, which "but" joins them to."""
    sentence = sentence_at(reading, cue.start)
    before = [
        draft
        for draft in drafts
        if draft.cue is not None and draft.source and sentence.start <= draft.source[0].start
        if draft.source[-1].end <= draft.cue.start and draft.cue.end <= cue.start
    ]
    return max(before, key=lambda draft: draft.start).source if before else ()


def find_courts(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """What a court "has heard", from nobody who is named, where the network found nothing. Who hears says
    nothing, and is no source."""
    text = reading.text
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    found = []
    for match in _HEARD.finditer(text):
        cue = Span(*match.span("cue"))
        sentence = sentence_at(reading, cue.start)
        behind = match["behind"] is not None
        stretch = Span(match.end(), sentence.end) if behind else Span(sentence.start, match.start("comma"))
        content = without_stop(text, trim(text, stretch))
        if holds_word(text, content) and not taken.touching(Span(min(content.start, cue.start), content.end)):
            found.append(Draft((), cue, (content,), NOMINAL_SCORE, ("court-heard",)))
    return found


def find_questions(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """What somebody was asked at the head of a sentence ("Asked about the leak, …"), and by whom, where the
    network found nothing."""
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    found = []
    for match in _ASKED.finditer(reading.text):
        whole, content = Span(*match.span()), Span(*match.span("content"))
        bare = match["by"] is None and not match["cue"].endswith((" about", " on", " over"))
        if taken.touching(whole) or (bare and not _QUESTION.match(match["content"])):
            continue
        source = (Span(*match.span("source")),) if match["by"] else ()
        cue = Span(match.start("cue"), match.end("by") if match["by"] else match.end("cue"))
        found.append(Draft(source, cue, (content,), NOMINAL_SCORE, ("asked-cue",)))
    return found


def find_views(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """What is so "in the view of" somebody, where the network found nothing: the rest of the sentence, or of
    what stands before a semicolon."""
    text = reading.text
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    found = []
    for match in _VIEW.finditer(text):
        cue, source = Span(*match.span("cue")), Span(*match.span("source"))
        end = min(match.end(), sentence_at(reading, cue.start).end)
        content = without_stop(text, trim(text, Span(match.start("content"), end)))
        if content.start < content.end and not taken.touching(Span(cue.start, content.end)):
            found.append(Draft((source,), cue, (content,), NOMINAL_SCORE, ("nominal-cue",)))
    for match in _VIEW_BEHIND.finditer(text):
        cue, source = Span(*match.span("cue")), Span(*match.span("source"))
        content = trim(text, Span(sentence_at(reading, cue.start).start, match.start()))
        if holds_word(text, content) and not taken.touching(Span(content.start, source.end)):
            found.append(Draft((source,), cue, (content,), NOMINAL_SCORE, ("nominal-cue",)))
    return found


def find_set_phrases(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """What somebody calls a thing in a clause beside it, denies of it, or the press reports, where the
    network found nothing: "hailed by Berlin as historic", "a charge it rejects", "media report that"."""
    text = reading.text
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    found = []
    for match in (match for pattern in (*_SET_PHRASES, _RECORDED) for match in pattern.finditer(text)):
        if match.re is _RECORDED and not _is_document(match["noun"]):
            continue
        source, cue, content = (Span(*match.span(part)) for part in ("source", "cue", "content"))
        if not any(taken.touching(span) for span in (source, cue, content)):
            content = without_stop(text, trim(text, content))
            found.append(Draft((source,), cue, (content,), NOMINAL_SCORE, ("nominal-cue",)))
    return found


def _is_document(word: str) -> bool:
    noun = pick_noun([word])
    return noun is not None and noun.kind == "document"


def find_reports(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """What there are reports of, or rumours or fears, from nobody who is named, where the network found
    nothing."""
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    found = []
    for match in _REPORTS.finditer(reading.text):
        cue, content = Span(*match.span("cue")), trim(reading.text, Span(*match.span("content")))
        if not taken.touching(Span(cue.start, content.end)):
            found.append(Draft((), cue, (content,), NOMINAL_SCORE, ("nominal-cue",)))
    return found
