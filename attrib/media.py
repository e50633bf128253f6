"""What carries the words of an attribution to the reader: a text, a post, a broadcast, an outlet, a
spokesman.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from attrib.drafts import Draft
from attrib.lexicon import read_cues
from attrib.nouns import pick_noun
from attrib.phrases import VERBS, find_tokens, pick_phrase
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.records import Name
from attrib.spans import Span, trim

_THROUGH = re.compile(r"\b(?:in|on|via|through|by|at|during|over|using|inside)\s+", re.IGNORECASE)
_COMPLEMENT = re.compile(
    r"\s+(?:(?:published|posted|carried|broadcast|aired|sent|addressed|shared|released|issued|provided|"
    r"given|emailed|"
    r"e-mailed|delivered|made|uploaded|printed|written|streamed)\s+(?:\w+day\s+)?)?"
    r"(?P<how>with|to|on|by|in|for|before|of)\s+"
)
# Verbs that name their channel.
_CHANNEL = re.compile(
    r"\b(?:re)?tweet(?:s|ed|ing)?\b|\be-?mail(?:s|ed|ing)\b|\btext(?:ed|ing)\b|\b(?:tele)?phon(?:ed|ing)\b|"
    r"\bblog(?:s|ged|ging)\b|\bfax(?:ed|ing)\b|\bcabled\b|\btelegraphed\b|\bmessaged\b|\bInstagrammed\b",
    re.IGNORECASE,
)
# Without an article, these are how one speaks; others are parts of set phrases ("in response", "in order").
_BARE = word_set(
    """television tv radio air phone telephone email e-mail text fax letter post video testimony evidence
    correspondence papers court filings statement telegram
    """
)
# Nouns for the act of speaking: as a part of the cue they carry nothing ("the announcement by").
_ACTS = word_set(
    """announcement comment remark decision opinion order proposal recommendation response reply call
    proclamation confession declaration directive disclosure communication conversation regulation
    record evidence address motion complaint petition testimony analysis summary will note account
    agreement story review forecast instruction draft resolution ruling verdict judgment judgement law
    decree constitution tribute invitation form message headline
    """
)
_SPEAKS = re.compile(
    r"(?:speak|talk|writ|appear|testify|post|broadcast|publish|releas|shar|ask|interview|quot|wr[oi]t|"
    r"spok|carri|air)\w*"
)
_RELAYS = re.compile(r"\b(?:quot|cit|report|publish|carri|air|broadcast)\w*", re.IGNORECASE)
_BY_MOUTH = word_set("interpreter translator")


class Gathered(NamedTuple):
    """The addressees and media found so far in one sentence; `pick` takes a noun phrase from its text."""

    reading: Reading
    names: tuple[Name, ...]  # those of the sentence
    addressee: list[Span]
    medium: list[Span]

    def pick(self, start: int, end: int, *, strict: bool = False) -> Span | None:
        stretch = trim(self.reading.text, Span(start, max(start, end)))
        return pick_phrase(self.reading.text, stretch, self.names, strict=strict)


def add_media(found: Gathered, draft: Draft, stretch: Span) -> None:
    """Add what carries the words in an adjunct: "in an interview with Norbank Radio", "on Facebook"."""
    text = found.reading.text
    at = stretch.start
    relayed = draft.cue is not None and _RELAYS.search(draft.cue.of(text)) is not None
    if any(span.holds(stretch) for span in draft.source):
        # "A reporter for Norbank Radio" works there; "Ana Ruiz, speaking on Norbank Radio," is heard there.
        speaks = _SPEAKS.search(text, stretch.start, stretch.end)
        at = speaks.end() if speaks else stretch.end
    while (match := _THROUGH.search(text, at, stretch.end)) is not None:
        if _acts(text[at : match.start()]):
            return  # something else is done there: "combed through the filings and found"
        medium = found.pick(match.end(), stretch.end)
        at = match.end()
        if medium is None or not _carries(text, medium, match.group().strip().casefold(), relayed=relayed):
            continue
        medium = _add_complements(found, medium, stretch.end)
        found.medium.append(medium)
        at = medium.end


def _acts(stretch: str) -> bool:
    """Whether a stretch holds a verb, other than one of speaking or publishing."""
    words = words_of(stretch)
    joined = "and" in words  # a verb behind it has the subject of the cue
    return any(
        (word in read_cues() or word in VERBS or re.fullmatch(r"\w{3,}(?:ed|ing)", word))
        and pick_noun([word]) is None
        and (joined or _SPEAKS.fullmatch(word) is None)
        for word in words
    )


def _add_complements(found: Gathered, medium: Span, limit: int) -> Span:
    """The medium with what belongs to it: "a letter | to the board", "a post | on Facebook"; its "to" and
    "with" tell who is spoken to.
    """
    text = found.reading.text
    for _ in range(3):
        match = _COMPLEMENT.match(text, medium.end, limit)
        phrase = found.pick(match.end(), limit) if match else None
        if match is None or phrase is None:
            break
        how = match.group("how")
        if how in ("with", "to", "before"):
            found.addressee.append(phrase)
        elif how != "of" and not _carries(text, phrase, "on", relayed=how == "by"):
            break
        medium = Span(medium.start, phrase.end)
    return medium


def _carries(text: str, span: Span, how: str, *, relayed: bool) -> bool:
    """Whether a noun phrase after a preposition is what carries the words."""
    if is_outlet(text, span):
        return how in ("in", "on", "via", "through", "over") or (how == "by" and relayed)
    words = [token.of(text) for token in find_tokens(text, span.start, span.end)]
    head = words[: words.index("of")] if "of" in words else words
    while len(head) > 1 and head[-1][:1].isupper() and pick_noun(head) is None:
        head = head[:-1]  # "the platform Vessel"
    noun = pick_noun(head)
    if noun is None:
        return False
    if how in ("through", "via") and (noun.use == "speaks-for" or noun.noun in _BY_MOUTH):
        return True
    if noun.use != "carries":
        return False
    if noun.plural and noun.noun.endswith(("poll", "survey")):
        return False  # "leads in the polls" tells of numbers
    bare = len(head) == len(noun.noun.split()) and head[0].islower() and not noun.plural
    if how == "by":
        return bare and noun.noun in _BARE
    return not bare or noun.noun in _BARE or noun.noun in ("social media",)


def is_outlet(text: str, span: Span) -> bool:
    """Whether a noun phrase names a news organisation or one of its programmes."""
    words = [token.of(text) for token in find_tokens(text, span.start, span.end)]
    if words and words[0].casefold() in ("the", "a", "an") and len(words) == 1:
        return False
    of = next((at for at, word in enumerate(words) if at and word in ("of", "from", "for")), 0)
    if of and words[of - 1].islower():
        words = words[:of]  # "the business side of TV", but "the Times of Vesk"
    last = pick_noun(words)
    if last is not None and last.kind in ("person", "group"):
        return False
    for end in range(len(words), 0, -1):
        noun = pick_noun(words[:end])
        if noun is not None and noun.use == "outlet":
            return True
        if (
            not words[end - 1][:1].isupper()
            and not words[end - 1].isdigit()
            and words[end - 1] not in ("programme", "program", "show")
        ):
            break
    return False


def add_channel(found: Gathered, draft: Draft) -> None:
    """The cue's own channel: "tweeted", or the artefact that it holds ("the ministry's | audit found")."""
    text, cue = found.reading.text, draft.cue
    if cue is None:
        return
    verb = _CHANNEL.search(text, cue.start, cue.end)
    if verb is not None:
        found.medium.append(Span(*verb.span()))
        return
    owner = draft.source[-1].of(text) if draft.source and draft.source[-1].end <= cue.start else ""
    owned = (
        re.search(r"(?:['’]s|s['’])$|^(?:his|her|its|their|my|our|your)$", owner, re.IGNORECASE) is not None
    )
    tokens = list(find_tokens(text, cue.start, cue.end))
    for end in range(len(tokens), 0, -1):
        words = [token.of(text) for token in tokens[:end]]
        noun = pick_noun(words)
        if noun is None or noun.use != "carries" or noun.noun in _ACTS:
            continue
        start = end - len(noun.noun.split())
        while start > 0 and words[start - 1] not in (
            "a",
            "an",
            "the",
            "his",
            "her",
            "its",
            "their",
            "another",
        ):
            start -= 1
        if start > 0:
            found.medium.append(Span(tokens[start - 1].start, tokens[end - 1].end))
        elif owned and end - len(noun.noun.split()) <= 2:
            found.medium.append(Span(tokens[0].start, tokens[end - 1].end))
        return
