"""What the words of a source say of its speaker: which kind of speaker it is, and for whom they speak.

Why one stays unnamed is told in `grounds`, the role in `roles`, to whom and through what in `receivers`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrib.naming import HeadName, head_of, strip_lead
from attrib.nouns import DETERMINERS, OWNERS, NounEntry, pick_noun
from attrib.phrases import find_tokens, find_words_of, pick_phrase
from attrib.prose import word_set, words_of
from attrib.records import Name, SourceStatus, SpeakerKind
from attrib.spans import Span, trim

_OF_SOME = re.compile(
    r"(?:the |an? |wide |growing |large |small |whole |more than |at least |about |nearly |almost |over )*"
    r"(?P<number>one|member|majority|minority|number|handful|group|pair|couple|lot|dozens?|scores?|"
    r"hundreds?|thousands?|"
    r"millions?|half|third|quarter|rest|array|range|variety|slew|string|host|bunch|chorus|some|many|"
    r"most|none|few|several|both|all|two|three|four|five|six|seven|eight|"
    r"nine|ten|[\d.,]+(?: ?%| per ?cent)?|per ?cent|%)\s+of\s+",
    re.IGNORECASE,
)
_ONE = word_set("one member")
_SINGLE = word_set(
    """i me my mine you your yours he him his she her hers himself herself myself who whom whose someone
    somebody anyone anybody one another nobody neither either each
    """
)
_SEVERAL = word_set(
    """we us our ours they them their theirs these those both everyone everybody some many most few several
    all themselves
    """
)
_QUANTITY = re.compile(r"[\d.,]+(?:%| per ?cent)?|(?:\d[\d.,]*|\w+) ?(?:%|per ?cent)")
_PARTICIPLE = re.compile(r"[a-z]{3,}(?:ed|ing)")
# One of a party or a nation: "the Norland Democrat".
_ONE_OF_MANY = re.compile(r".*(?:ican|crat|ian|ese|ist)")
_MANY = re.compile(r".*(?:ican|crat|ian|ist|anic|ite)s|[A-Z]ories")
_NAME_WORD = re.compile(r"[A-Z]\.?|[A-Z][’'\-]?[A-Za-zÀ-ɏ]*[a-zÀ-ɏ](?:-[A-Z][a-zÀ-ɏ]+)*")
_KIND_OF_NAME: dict[str | None, SpeakerKind] = {
    "Organization": "organisation",
    "Facility": "organisation",
    "Location": "government",
    "Product": "document",
}


def pick_kind(text: str, source: Sequence[Span], status: SourceStatus, head: HeadName | None) -> SpeakerKind:
    """What kind of speaker a source stands for, by its words alone.

    A person is somebody named; one person without a name is unnamed, several are a group. Courts, police,
    councils and seats of power are government; a ruling, a poll or a camera is a document. `joint` is never
    given. A noun that the list does not know is a group in the plural, else unnamed.

    >>> text = "Ministers, a nurse, the appeals court, its ruling, half of the voters"
    >>> spans = (Span(0, 9), Span(11, 18), Span(20, 37), Span(39, 49), Span(51, 69))
    >>> [pick_kind(text, (span,), "nominal", None) for span in spans]
    ['group', 'unnamed', 'government', 'document', 'group']
    """
    if head is not None:
        return _kind_of_name(text, head)
    if not source:
        return "unnamed"
    if status == "named":
        return "person"
    span = strip_lead(text, trim(text, source[0]))
    share = _OF_SOME.match(text, span.start, span.end)
    one = share is not None and share["number"].casefold() in _ONE
    if share is not None:
        span = Span(share.end(), span.end)
    words = words_of(span.of(text))
    if not words:
        return "unnamed"
    if len(words) == 1 and words[0] in _SINGLE | _SEVERAL | {"it", "its", "which", "this", "that"}:
        if words[0] in _SEVERAL and not one:
            return "group"
        return "organisation" if words[0] in ("it", "its", "which") else "unnamed"
    head_words = [token.of(text) for token in find_words_of(text, head_of(text, span))]
    noun = _first_known(head_words) or _before_participle(head_words)
    plural = _is_plural(head_words[-1] if head_words else words[-1])
    if noun is None:
        quantity = bool(head_words) and _QUANTITY.fullmatch(" ".join(head_words)) is not None
        several = status == "vague" or plural or quantity or (share is not None and not one)
        return "group" if several and not one and not _is_single(words) else "unnamed"
    if noun.kind == "person":
        many = noun.plural or (share is not None and not one)
        return "group" if many and not one else "unnamed"
    return "unnamed" if one and noun.kind == "group" else noun.kind


def _kind_of_name(text: str, head: HeadName) -> SpeakerKind:
    if head.type == "Person":
        return "person"
    words = [token.of(text) for token in find_tokens(text, head.span.start, head.span.end)]
    noun = _first_known([word.title() if word.isupper() and len(word) > 5 else word for word in words])
    plain = len(words) == 1 and noun is not None and noun.noun.islower()
    if noun is None or (head.type == "Location" and noun.kind != "organisation"):
        if head.type in ("Misc", "NORP", None) and words and noun is None:
            several = _is_plural(words[-1]) if head.type else _MANY.fullmatch(words[-1]) is not None
            if several or re.search(r"\band I$", head.span.of(text)):
                return "group"
            if _ONE_OF_MANY.fullmatch(words[-1]):
                return "unnamed"
            if head.type is None and len(words) in (2, 3) and all(map(_NAME_WORD.fullmatch, words)):
                # Two or three such words without an article are a person whom the reader did not mark.
                return (
                    "organisation"
                    if text[max(head.span.start - 4, 0) : head.span.start].casefold() == "the "
                    else "person"
                )
        return _KIND_OF_NAME.get(head.type, "organisation")
    if noun.kind in ("government", "document", "organisation"):
        return noun.kind
    if noun.plural or (noun.kind == "group" and plain):
        return "group"
    return "organisation" if head.type else "unnamed" if noun.kind == "person" else "organisation"


def _first_known(words: Sequence[str]) -> NounEntry | None:
    """The noun of a phrase: its last word; where a name goes on after it ("Ministry for Rivers"), what stands
    before the preposition.
    """
    words = [re.sub(r"['’]s?$", "", word) for word in words]
    for at, word in enumerate(words):
        if at and word.casefold() in ("of", "for", "on", "in", "at", "to"):
            before = pick_noun(words[:at])
            if before is not None:
                return before
    return pick_noun(words)


def _before_participle(words: Sequence[str]) -> NounEntry | None:
    """The noun before a participle: "an institute based in Vesk"."""
    at = next((at for at, word in enumerate(words) if at and _PARTICIPLE.fullmatch(word)), 0)
    return pick_noun(words[:at]) if at else None


def _is_plural(word: str) -> bool:
    low = word.casefold()
    return len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is"))


def _is_single(words: Sequence[str]) -> bool:
    return words[0] in ("a", "an", "one", "another") or words[-1] in _SINGLE


# Prepositions between one who speaks for others and those. A lawyer "at" a firm does not speak for it.
_FOR = {
    "lawyer": re.compile(r"\s+(?:for|representing|on behalf of|acting for)\s+"),
    "adviser": re.compile(r"\s+(?:to|of|for|with|on behalf of)\s+"),
    "spokesman": re.compile(r"\s+(?:for|of|representing|to|with|from|at|in|on behalf of)\s+"),
}
_LAWYERS = word_set("lawyer attorney solicitor barrister counsel agent publicist representative rep")
_ON_BEHALF = re.compile(
    r"\b(?:on behalf of|speak(?:s|ing) for|spoke for|represent(?:s|ing|ed)|act(?:s|"
    r"ing) for)\s+",
    re.IGNORECASE,
)
_SPOKES = re.compile(r"(?:spokes|press|media|communications|mouthpiece)\w*", re.IGNORECASE)
_NO_PRINCIPAL = re.compile(r".*(?:-based|ican|cratic|ian|ese|ish|ist)")
_BREAKS = word_set("and or who whom whose which that with from by about against in on at than")
_OWNERS = OWNERS | {"whose"}
_RANKS = word_set(
    """senior former chief deputy lead top longtime long-time official principal main acting new longstanding
    personal veteran junior unnamed assistant head local regional national foreign special political
    legal military close key one two three several anonymous defence defense defending prosecuting trial
    civil human rights immigration corporate tax criminal u.s us state district city county federal
    attorney's government
    """
)


def find_principal(text: str, source: Sequence[Span], names: Sequence[Name] = ()) -> Span | None:
    """For whom somebody speaks who speaks for others: the stretch that names them; `None` for anyone else.

    Looked for where the source says who it is, in front or between commas, not in what is said of others
    there. A lawyer's or an aide's field or place in front ("a defence lawyer", "a Vesk attorney") is no
    principal; `names` tell which words are places.

    >>> text = "Norbank's spokeswoman Ada Lind, a lawyer for the family, police spokesman"
    >>> spans = (Span(0, 30), Span(32, 55), Span(57, 73))
    >>> [find_principal(text, (span,)).of(text) for span in spans]
    ['Norbank', 'the family', 'police']
    """
    for span in source:
        share = _OF_SOME.match(text, span.start, span.end)
        whole = Span(share.end(), span.end) if share else span
        for part in _parts(text, whole):
            if (found := _principal_in(text, part, names)) is not None:
                return found
        behalf = _ON_BEHALF.search(text, span.start, span.end)
        if behalf and not text[behalf.end()].isdigit():
            return pick_phrase(text, trim(text, Span(behalf.end(), span.end)), names)
    return None


def _parts(text: str, span: Span) -> list[Span]:
    """The parts of a source between its commas, dashes and marks."""
    edges = [match.span() for match in re.finditer(r"[,;:“”\"()]+|\s[-—–]\s", span.of(text))]
    cuts = [0, *(edge for pair in edges for edge in pair), span.end - span.start]
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    parts = (trim(text, Span(span.start + a, span.start + b)) for a, b in pairs)
    return [part for part in parts if part.start < part.end]


def _principal_in(text: str, part: Span, names: Sequence[Name]) -> Span | None:
    """The principal that one part of a source gives, behind its noun or in front of it."""
    tokens = list(find_tokens(text, part.start, part.end))
    words = [token.of(text) for token in tokens]
    for at, word in enumerate(words):
        if word in _BREAKS and not any(name.span.holds(tokens[at]) for name in names):
            return None
        noun = pick_noun(words[: at + 1])
        longer = pick_noun(words[: at + 2])
        if noun is None or noun.use != "speaks-for":
            continue
        if longer is not None and len(longer.noun) > len(noun.noun) and longer.noun.startswith(noun.noun):
            continue  # "attorney general"
        last = noun.noun.split()[-1]
        group = "lawyer" if last in _LAWYERS else "spokesman" if _SPOKES.match(noun.noun) else "adviser"
        link = _FOR[group].match(text, tokens[at].end, part.end)
        if link and (named := pick_phrase(text, trim(text, Span(link.end(), part.end)), names)):
            return named
        return _principal_before(text, tokens[: at + 1 - len(noun.noun.split())], noun, names)
    return None


def _principal_before(
    text: str, tokens: Sequence[Span], noun: NounEntry, names: Sequence[Name]
) -> Span | None:
    """The principal in front of the noun: an owner ("the family's lawyer"), a name or a body ("police
    spokesman").
    """
    near = list(tokens)
    while near and near[-1].of(text).casefold().rstrip(".") in _RANKS:
        near = near[:-1]
    while near and near[0].of(text).casefold() in _RANKS | {"a", "an"}:
        near = near[1:]
    words = [token.of(text) for token in near]
    if not near or words[-1].casefold() in DETERMINERS - _OWNERS:
        return None
    if words[-1].casefold() in _OWNERS:
        return near[-1]
    owner = re.search(r"['’]s$|(?<=s)['’]$", words[-1])
    if owner:
        return Span(near[0].start, near[-1].end - len(owner.group()))
    known = pick_noun(words)
    body = known is not None and known.kind in ("organisation", "government", "group")
    place = any(name.type in ("Location", "NORP") and name.span.touches(near[-1]) for name in names)
    named = words[-1][:1].isupper() and not place and noun.noun not in ("representative", "rep", "delegate")
    if noun.noun.split()[-1] in _LAWYERS and tokens[0].of(text).casefold() in ("a", "an"):
        named = False  # "a Vesk lawyer" lives there
    if not (_SPOKES.match(noun.noun) or body or named) or _NO_PRINCIPAL.fullmatch(words[-1]):
        return None
    while near and near[0].of(text).casefold() in _RANKS | {"the"}:
        near = near[1:]
    return Span(near[0].start, near[-1].end) if near else None
