"""Hypothesis strategies that several test modules share: news-like texts with every awkward character, spans,
records."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from attrib.records import (
    Annotated,
    Attribution,
    Block,
    BlockKind,
    Category,
    Claim,
    ClaimKind,
    Evaluative,
    MadeWith,
    Manner,
    Modality,
    Name,
    SourceStatus,
    Speaker,
    SpeakerKind,
    Stance,
    Status,
    text_sha256,
)
from attrib.spans import Span, trim

WORDS = [
    "The",
    "harbour",
    "master",
    "said",
    "Ana",
    "Ruiz",
    "İzmir",
    "naïve",
    "co-op",
    "12.5",
    "don’t",
    "By",
    "cookies",
]
QUOTE_MARKS = ['"', "“", "”", "'", "‘", "’", "«", "»", "„", "‚", "``", "''", "＂", "″"]
# Emoji with joiners, a combining accent, soft hyphen, no-break and zero-width spaces, a letter beyond the
# basic plane, a byte order mark, NUL and a lone surrogate.
ODD = [
    "👩🏽‍🚒",
    "🇳🇴",
    "e\u0301",
    "\u00ad",
    "\u00a0",
    "\u200b",
    "𝒳",
    "\ufeff",
    "\x00",
    "\ud800",
    "\t",
    "ß",
    "ﬁ",
]
BREAKS = ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\n \n"]
MARKS = [".", ",", ":", ";", "?", "!", "—", "(", ")", "+", "…"]


def texts(*, max_parts: int = 60) -> st.SearchStrategy[str]:
    """Texts of words, marks, paragraphs and odd characters, from nothing to some hundred characters."""
    part = st.one_of(
        st.sampled_from(WORDS),
        st.just(" "),
        st.sampled_from(MARKS),
        st.sampled_from(QUOTE_MARKS),
        st.sampled_from(BREAKS),
        st.sampled_from(ODD),
        st.text(max_size=3),
    )
    return st.lists(part, max_size=max_parts).map("".join)


def spans_in(text: str) -> st.SearchStrategy[Span]:
    """Spans of a text that is not empty, at least one character long."""
    starts = st.integers(0, len(text) - 1)
    return starts.flatmap(lambda start: st.integers(start + 1, len(text)).map(lambda end: Span(start, end)))


@st.composite
def span_lists(draw: st.DrawFn, text: str, *, min_size: int = 0, max_size: int = 3) -> tuple[Span, ...]:
    """Spans in order that do not overlap; as many as the text has room for."""
    most = min(max_size, len(text) // 2)
    size = draw(st.integers(min(min_size, most), most))
    edges = draw(st.lists(st.integers(0, len(text)), min_size=2 * size, max_size=2 * size, unique=True))
    ordered = sorted(edges)
    return tuple(Span(start, end) for start, end in zip(ordered[::2], ordered[1::2], strict=True))


def choices(literal: Any) -> st.SearchStrategy[Any]:
    """One of the values of a `Literal`."""
    return st.sampled_from(get_args(literal))


SCORES = st.floats(0, 1, allow_nan=False)


@st.composite
def annotated(draw: st.DrawFn) -> Annotated:
    """A sound record for a text of at least two characters: spans fit, ids are unique, references resolve."""
    text = draw(texts().filter(lambda text: len(text) >= 2))
    some = span_lists(text)
    sentences = draw(span_lists(text, max_size=5))
    speakers = [
        Speaker(
            f"s{i}", draw(st.text(min_size=1, max_size=5)), draw(choices(SpeakerKind)), mentions=draw(some)
        )
        for i in range(draw(st.integers(0, 2)))
    ]
    speaker_ids = st.sampled_from([None, *(speaker.id for speaker in speakers)])
    attributions: list[Attribution] = []
    for i in range(draw(st.integers(0, 3))):
        parents = st.sampled_from([None, *(earlier.id for earlier in attributions)])
        attributions.append(
            Attribution(
                f"a{i}",
                source=draw(some),
                source_status=draw(choices(SourceStatus)),
                cue=draw(st.none() | spans_in(text)),
                content=draw(span_lists(text, min_size=1)),
                manner=draw(choices(Manner)),
                modality=draw(choices(Modality)),
                stance=draw(choices(Stance)),
                parent=draw(parents),
                speaker=draw(speaker_ids),
                addressee=draw(some),
                score=draw(SCORES),
                why=("link",),
            )
        )
    attribution_ids = st.sampled_from([None, *(attribution.id for attribution in attributions)])
    claims = [
        Claim(
            f"c{i}",
            draw(span_lists(text, min_size=1)),
            draw(choices(Status)),
            attribution=draw(attribution_ids),
            speaker=draw(speaker_ids),
            kind=draw(choices(ClaimKind)),
            score=draw(SCORES),
        )
        for i in range(draw(st.integers(0, 3)))
    ]
    evaluative = [
        Evaluative(
            f"e{i}",
            draw(spans_in(text)),
            draw(choices(Category)),
            voice=draw(speaker_ids) or "outlet",
            target=draw(st.none() | spans_in(text) | speaker_ids),
            neutral=("government",),
        )
        for i in range(draw(st.integers(0, 2)))
    ]
    return Annotated(
        article_id=draw(st.text(min_size=1, max_size=8)),
        text=text,
        text_sha256=text_sha256(text),
        meta=draw(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)),
        blocks=tuple(Block(draw(choices(BlockKind)), span) for span in draw(span_lists(text, max_size=4))),
        sentences=sentences,
        names=tuple(
            Name(draw(spans_in(text)), "Person", draw(SCORES)) for _ in range(draw(st.integers(0, 2)))
        ),
        attributions=tuple(attributions),
        claims=tuple(claims),
        speakers=tuple(speakers),
        evaluative=tuple(evaluative),
        made_with=MadeWith("0.1.0"),
    )


def trimmed(text: str, span: Span) -> bool:
    """Whether a span has no white space at its edges."""
    return trim(text, span) == span
