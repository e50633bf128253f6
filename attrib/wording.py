"""Reading and attributions → evaluative language, and whose words it is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from attrib.evaluative import EvaluativeEntry, Lexicon, read_lexicon
from attrib.lexicon import pick_cue
from attrib.nouns import OWNERS
from attrib.prose import find_furniture, word_set, words_of
from attrib.reading import Reading, Wording
from attrib.records import Attribution, Block, Category, Evaluative, Speaker
from attrib.sayings import SAYING, SPEAKING
from attrib.spans import Span, SpanIndex, find_words
from attrib.targets import find_targets

# Of a hundred hits of the lexicon in the dev sentences of BABE, fifty touch a word that its annotators call
# biased (tests/measure_lexicon.py). The other two are set by eye: no corpus marks what they find.
LEXICON_SCORE = 0.5
SCARE_SCORE = 0.6
CUE_SCORE = 0.75
# More words than this from the network are a passage rather than the loaded word: an entry of the lexicon in
# it is marked instead.
HEAD_WORDS = 4
SCARE_WORDS = 3
# How far before a quotation mark the words that introduce a name or a term are looked for.
BEFORE_CHARS = 100

# Two mentions mean the same from this probability on. Set by eye.
SAME = 0.4
# Words that judge nothing, at the edges of what the network marks.
_EMPTY = word_set(
    "a an the this that these those his her its their our my your some any one and or but of in on at to for"
    " from with by as than is are was were be been has have had who which it he she they we you i not so"
)
_DETERMINERS = word_set("a an the this that these those his her its their our my your such no")
_AFTER_NOUN = word_set(
    "of in on at to for from with by and or but is are was were has have had who that which will would"
    " as than when while"
)
# Of names ("the Black Sea"), parties and skins: no word that judges.
_COLOURS = word_set("black white red green blue yellow golden brown grey gray")
# What goes before a name or a term in quotation marks; those are not scare quotes.
_NAMING = re.compile(
    r"\b(?:known as|called|named|nicknamed|dubbed|titled|entitled|labell?ed|termed|"
    r"the (?:word|term|phrase|title|name|slogan)|"
    r"(?:song|film|movie|book|novel|play|album|show|series|game|exhibition|documentary|podcast|painting|opera|comedy)|"
    r"reads?|means|meaning|sign|spelled|marked)\s*$",
    re.IGNORECASE,
)
# One to three words in single marks, inside a quotation in double ones.
_DOUBLE = '"“„'
_OPENING = (*_DOUBLE, "'", "‘")
_CLOSING = "\"'”’»›"
# How much of a word before a hyphen is looked at.
HYPHEN_CHARS = 24
_WORD_BACK, _WORD_ON = re.compile(r"[\w’'-]*\Z"), re.compile(r"[\w’'-]*")
_INNER_MARKS = re.compile(r"(?<!\w)(?:‘[^‘’\n]{1,40}’|'[^'\n]{1,40}')(?!\w)")
# Speech acts that did not take place judge nobody's words.
_UNSAID = ("negated", "declined", "hypothetical", "question")


@dataclass(frozen=True, slots=True)
class _Hit:
    span: Span
    category: Category
    score: float
    why: tuple[str, ...]
    entry: EvaluativeEntry | None = None
    target: str | None = None  # the speaker whose words a cue judges


def find_wording(
    reading: Reading,
    blocks: Sequence[Block],
    attributions: Sequence[Attribution],
    speakers: Sequence[Speaker] = (),
    lexicon: Lexicon | None = None,
) -> tuple[Evaluative, ...]:
    """The evaluative stretches of a text in order, ids e1, e2 …; no two overlap.

    They come from the network (three layers, merged), from the lexicon (`None`: the bundled one), from
    quotation marks that keep a word at a distance, and from cues that judge what they report. `voice` is the
    speaker of the innermost attribution whose content holds the stretch, "unsettled" when that attribution
    has a source but no speaker, "unsourced" when it has no source, else the outlet; the outlet too when it is
    reported speech and the words judge whoever is said to say them. Site furniture and repeated headlines are
    left out.
    """
    furniture = find_furniture(blocks)
    found_words = (lexicon or read_lexicon()).find(reading.text)
    exempt, terms = found_words.exempt, SpanIndex(found_words.exempt)
    entries = [
        _Hit(span, one.category, LEXICON_SCORE, ("lexicon",), one)
        for span, one in found_words.hits
        if not _is_named(reading, span)
    ]
    heads = [
        hit
        for hit in merge_layers(reading)
        if not (
            any(exempt[p].holds(hit.span) for p in terms.touching(hit.span))
            or _is_named(reading, hit.span)
            or hit.span.of(reading.text).casefold() in _COLOURS
        )
    ]
    hits = _merge_with_lexicon(reading.text, heads, entries)
    hits += _find_cues(reading, attributions)
    hits += _find_scare_quotes(reading, attributions)
    labels = SpanIndex(furniture)
    kept = [hit for hit in _without_overlaps(hits) if not labels.touching(hit.span)]
    kept.sort(key=lambda hit: hit.span)
    targets = find_targets(reading, [(hit.span, hit.category) for hit in kept], speakers)
    found = []
    owners = [attribution for attribution in attributions for _ in attribution.content]
    contents = SpanIndex(span for attribution in attributions for span in attribution.content)
    quotations = SpanIndex(reading.quotations)
    for number, (hit, target) in enumerate(zip(kept, targets, strict=True), start=1):
        holder = pick_holder(hit.span, [owners[place] for place in contents.touching(hit.span)])
        quoted = any(
            _is_inside(hit.span, reading.quotations[place]) for place in quotations.touching(hit.span)
        )
        itself = holder is not None and not quoted and _judges_itself(reading, holder, target)
        found.append(
            Evaluative(
                id=f"e{number}",
                span=hit.span,
                category=hit.category,
                voice="outlet" if itself else pick_voice(holder),
                attribution=holder.id if holder else None,
                quoted=quoted,
                target=hit.target or target,
                neutral=hit.entry.neutral if hit.entry else (),
                note=hit.entry.id if hit.entry else None,
                score=hit.score,
                why=hit.why,
            )
        )
    return tuple(found)


def _judges_itself(reading: Reading, holder: Attribution, target: Span | str | None) -> bool:
    """Whether somebody would judge themselves or what they belong to: no office calls itself bloated in "the
    bloated office employs 900, according to its report"."""
    if isinstance(target, str):
        return target == holder.speaker
    if target is None or not holder.source or holder.manner == "direct":
        return False
    owner = next(iter(find_words(reading.text, holder.source[0])), None)
    if owner is None or owner.of(reading.text).casefold() not in OWNERS:
        return False
    mentions = reading.mentions
    at = bisect_left(mentions, owner, key=lambda mention: mention.head)
    if at == len(mentions) or mentions[at].head != owner:
        return False
    reach = min(at, reading.antecedents.shape[1] - 1)
    return any(
        reading.antecedents[at, back] > SAME and target.holds(mentions[at - 1 - back].head)
        for back in range(reach)
    )


def pick_holder(span: Span, attributions: Sequence[Attribution]) -> Attribution | None:
    """The innermost attribution whose content holds a stretch.

    A stretch in a source or a cue is not held by that attribution's own content, so it falls to the outer one
    or to nobody. Of two with contents of the same size the first has it, as with claims.
    """
    holders = [a for a in attributions if any(part.holds(span) for part in a.content)]
    return min(holders, key=lambda a: sum(s.end - s.start for s in a.content), default=None)


def pick_voice(holder: Attribution | None) -> str:
    """Whose words a stretch is, by the attribution that holds it: outlet, a speaker's id, unsettled or
    unsourced.
    """
    if holder is None:
        return "outlet"
    if holder.speaker is not None:
        return holder.speaker
    return "unsourced" if holder.source_status == "none" else "unsettled"


def merge_layers(reading: Reading) -> list[_Hit]:
    """The network's stretches, those that overlap made one: the most probable of them stands, with its score.

    The three layers learned from the same kind of text and err together, so agreement does not raise the
    score. A stretch that the layer for names of abuse has a part in is a loaded label.
    """
    stretches = SpanIndex(stretch.span for stretch in reading.wording)
    hits: list[_Hit] = []
    used: set[int] = set()
    for best in sorted(range(len(reading.wording)), key=lambda place: (-reading.wording[place].score, place)):
        if best in used:
            continue
        stretch = reading.wording[best]
        group = stretches.touching(stretch.span)
        used.update(group)
        span = _without_empty_edges(reading.text, stretch.span)
        if span is not None:
            span = _whole(reading.text, span)
            found = stretch._replace(span=span)
            category = _pick_category(reading.text, found, [reading.wording[place] for place in group])
            hits.append(_Hit(span, category, stretch.score, ("head",)))
    return hits


def _without_empty_edges(text: str, span: Span) -> Span | None:
    """The stretch without articles, pronouns and the like at its edges; `None` when nothing else is in it.

    >>> _without_empty_edges("the reckless mayor of", Span(0, 21))
    Span(start=4, end=18)
    """
    words = find_words(text, span)
    full = [word for word in words if word.of(text).casefold() not in _EMPTY]
    if not full:
        return None
    first, last = full[0] != words[0], full[-1] != words[-1]
    return Span(full[0].start if first else span.start, full[-1].end if last else span.end)


def _whole(text: str, span: Span) -> Span:
    """The stretch with the whole of a word that a hyphen parts, and without a mark that has no partner in it.

    >>> text = "a so-called “court”"
    >>> _whole(text, Span(5, 18)).of(text)
    'so-called “court'
    """
    start, end = span
    if start > 1 and text[start - 1] == "-" and text[start].isalnum():
        start -= len(_WORD_BACK.search(text[max(0, start - HYPHEN_CHARS) : start])[0])  # type: ignore[index]
    if end < len(text) and text[end] == "-" and text[end - 1].isalnum():
        end = _WORD_ON.match(text, end).end()  # type: ignore[union-attr]
    inside = text[start:end]
    if inside[-1] in _CLOSING and not any(mark in _OPENING for mark in inside[:-1]):
        end -= 1
    elif inside[0] in _OPENING and not any(mark in _CLOSING for mark in inside[1:]):
        start += 1
    return Span(start, end) if start < end else span


def _without_overlaps(hits: Sequence[_Hit]) -> list[_Hit]:
    """Of hits that touch each other the most probable one."""
    index = SpanIndex(hit.span for hit in hits)
    out: set[int] = set()
    kept = []
    for best in sorted(range(len(hits)), key=lambda place: (-hits[place].score, hits[place].span)):
        if best not in out:
            kept.append(hits[best])
            out.update(index.touching(hits[best].span))
    return kept


def _is_inside(span: Span, quotation: Span) -> bool:
    return quotation.holds(span) and quotation != span


def _pick_category(text: str, best: Wording, group: Sequence[Wording]) -> Category:
    """A label when a layer says so or when one word stands as a noun does (an article before it, no word it
    could modify after it); else a modifier. Finer categories come from the lexicon.
    """
    if any(stretch.layer == "name_calling" for stretch in group):
        return "loaded_label"
    if len(find_words(text, best.span)) == 1:
        before = (words_of(text[max(best.span.start - 20, 0) : best.span.start]) or [""])[-1]
        following = re.match(r"\s*(\w*)", text[best.span.end : best.span.end + 30])
        after = following.group(1).casefold() if following else ""
        if before in _DETERMINERS and (not after or after in _AFTER_NOUN):
            return "loaded_label"
    return "evaluative_modifier"


def _merge_with_lexicon(text: str, heads: Sequence[_Hit], entries: Sequence[_Hit]) -> list[_Hit]:
    """One hit where network and lexicon agree: the network's stretch with the entry's category, or, when the
    stretch is a whole passage, the entry's words. The higher score stands.
    """
    hits: list[_Hit] = []
    used: set[int] = set()
    places = SpanIndex(entry.span for entry in entries)
    for head in heads:
        inside = places.touching(head.span)
        used.update(inside)
        if not inside:
            hits.append(head)
            continue
        both = ("head", "lexicon")
        if len(inside) == 1 and len(find_words(text, head.span)) <= HEAD_WORDS:
            entry = entries[inside[0]]
            hits.append(replace(entry, span=head.span, score=max(head.score, entry.score), why=both))
        else:
            hits += [replace(entries[i], score=max(head.score, entries[i].score), why=both) for i in inside]
    return hits + [entry for index, entry in enumerate(entries) if index not in used]


def _find_cues(reading: Reading, attributions: Sequence[Attribution]) -> list[_Hit]:
    """The cues that judge: "claimed" doubts, "admitted" makes sure; not where nothing was said."""
    hits = []
    for attribution in attributions:
        if attribution.cue is None or attribution.modality in _UNSAID:
            continue
        picked = pick_cue(reading.text, attribution.cue)
        if picked is not None and picked[0].wording is not None:
            hits.append(
                _Hit(picked[1], picked[0].wording, CUE_SCORE, ("loaded-cue",), None, attribution.speaker)
            )
    return hits


def _find_scare_quotes(reading: Reading, attributions: Sequence[Attribution]) -> list[_Hit]:
    """One to three words in quotation marks that no content holds and no source or cue is made of, or that a
    speaker sets apart inside a longer quotation; not names, titles, terms.
    """
    text = reading.text
    set_apart = [
        Span(*marks.span())
        for outer in reading.quotations
        if text[outer.start] in _DOUBLE
        for marks in _INNER_MARKS.finditer(text, outer.start + 1, outer.end)
    ]
    said = SpanIndex(
        span for a in attributions for span in (*a.content, *a.source, *([a.cue] if a.cue else []))
    )
    hits = []
    candidates = [(one, False) for one in reading.quotations] + [(one, True) for one in set_apart]
    for quotation, inside in candidates:
        inner = quotation.of(text).strip("“”‘’\"'„«»‚")
        words = re.findall(r"[^\W\d_][\w’'-]*", inner)
        if not 0 < len(words) <= SCARE_WORDS or re.search(r"\d", inner) or inner.rstrip()[-1:] in ".!?,…":
            continue
        if any(word[:1].isupper() for word in words) or (not inside and said.touching(quotation)):
            continue
        before = _words_before(reading, quotation.start)
        if _NAMING.search(before) or (inside and _hands_over(before)):
            continue
        if quotation.of(text)[-1:].isalnum():  # no closing mark
            continue
        hits.append(_Hit(quotation, "scare_quote", SCARE_SCORE, ("scare-marks",)))
    return hits


def _hands_over(before: str) -> bool:
    """Whether words in marks are what somebody said: "told me ‘no’", "he was like, ‘fine’"."""
    near = words_of(before)[-3:]
    return before.rstrip()[-1:] in ",:" or any(word in SAYING or word in SPEAKING for word in near)


def _words_before(reading: Reading, at: int) -> str:
    """So much of the paragraph before a place as tells a name or a term in quotation marks."""
    index = bisect_right(reading.paragraphs, at, key=lambda span: span.start) - 1
    opens = reading.paragraphs[index].start if index >= 0 else 0
    return reading.text[max(opens, at - BEFORE_CHARS) : at]


def _is_named(reading: Reading, span: Span) -> bool:
    """Whether a stretch in quotation marks is a name or a term: "a busker known as “Tin”"."""
    start = span.start - (reading.text[span.start - 1 : span.start] in _OPENING)
    return reading.text[start] in _OPENING and _NAMING.search(_words_before(reading, start)) is not None
