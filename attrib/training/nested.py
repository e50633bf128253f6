"""Attributions inside others, made by putting paragraphs of polnear into somebody's mouth.

Polnear annotates the outermost attribution alone. "The mayor said the dam broke." becomes "Police said that
the mayor said the dam broke.", whose inner attribution is known, since it was the outer one before.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from attrib.layout import find_paragraphs
from attrib.quotes import pair_quotes
from attrib.spans import Span
from attrib.training.edits import PLAIN_STARTS, PRONOUNS, Attr, Edit, Row, capital, edit_row
from attrib.training.labels import ROLES

OUTER_CUES = tuple(
    "said|said|said|told reporters|claimed|added|says|reported|argued|insisted|noted|wrote".split("|")
)
OUTER_SOURCES = tuple(
    (
        "a spokesman|the spokeswoman|officials|the senator|the report|one aide|the ministry|a witness|"
        "the newspaper|his lawyer|the agency|campaign officials|the mayor|police|the company|analysts|"
        "the minister|a former adviser"
    ).split("|")
)
# A stop, perhaps with its quotation mark, before a capital or another mark.
_SENTENCE_EDGE = re.compile(
    r"[.!?][\"\N{RIGHT DOUBLE QUOTATION MARK}]? [A-Z\"\N{LEFT DOUBLE QUOTATION MARK}]"
)


def wrap_paragraphs(row: Row, rng: random.Random) -> Row:
    """The document with up to three one-sentence paragraphs put into somebody's mouth.

    What stood in such a paragraph becomes `inner`, the attribution around it is a new outer one, and
    `wrapped` says where the inner layer is known.
    """
    text = row["text"]
    paragraphs = [p for p in find_paragraphs(text)[1:] if _is_one_sentence(p.of(text))]
    with_attribution = [p for p in paragraphs if _attributions_inside(row, p)]
    empty = [p for p in paragraphs if not _touched(row, p)]
    chosen = rng.sample(with_attribution, min(2, len(with_attribution))) + rng.sample(
        empty, min(1, len(empty))
    )
    sources = [text[slice(*a["source"][0])] for a in row["attributions"] if len(a["source"]) == 1]
    names = [
        s
        for s in sources
        if s[:1].isupper() and len(s.split()) < 7 and s.lower() not in PRONOUNS and s[-2:] not in ("’s", "'s")
    ]
    edits: list[Edit] = []
    plans: list[tuple[Span, str, str]] = []
    for paragraph in sorted(chosen):
        source = rng.choice(names) if names and rng.random() < 0.5 else rng.choice(OUTER_SOURCES)
        before, after, quoted = _wrap_form(source, rng)
        if quoted and pair_quotes(text, paragraph):
            before, after, quoted = f"{capital(source)} said that ", ".", False
        stop = paragraph.end - 1
        edits += [Edit(paragraph.start, paragraph.start, before), Edit(stop, paragraph.end, after)]
        if before and not before.endswith(("\N{LEFT DOUBLE QUOTATION MARK}", '"')):
            first = text[paragraph.start : paragraph.end].split(None, 1)[0]
            if first.lower() in PLAIN_STARTS:
                # The first letter changes its case, never its place: spans that start there stay whole.
                row = {
                    **row,
                    "text": row["text"][: paragraph.start]
                    + first[:1].lower()
                    + row["text"][paragraph.start + 1 :],
                }
        plans.append((Span(paragraph.start, stop), before, after))
    moved_inner = [a for p in chosen for a in _attributions_inside(row, p)]
    kept = [a for a in row["attributions"] if not any(a is b for b in moved_inner)]
    made = edit_row({**row, "attributions": kept, "inner": moved_inner, "wrapped": []}, edits)
    shift = 0
    for inside, before, after in plans:
        start = inside.start + shift
        end = start + len(before) + inside.end - inside.start + len(after)
        outer = _outer_roles(made["text"], Span(start, end), before, after)
        made["attributions"].append(outer)
        made["wrapped"].append((start + len(before), start + len(before) + inside.end - inside.start))
        shift += len(before) + len(after) - 1
    return made


def _wrap_form(source: str, rng: random.Random) -> tuple[str, str, bool]:
    """What goes before and after the wrapped clause, and whether it is put in quotation marks."""
    cue = rng.choice(OUTER_CUES)
    forms = (
        (f"{capital(source)} {cue} that ", ".", False),
        (f"{capital(source)} {cue} ", ".", False),
        ("", f", {source} {cue}.", False),
        ("", f", according to {source}.", False),
        (f"According to {source}, ", ".", False),
        ("\N{LEFT DOUBLE QUOTATION MARK}", f",\N{RIGHT DOUBLE QUOTATION MARK} {source} {cue}.", True),
        ('"', f'," {cue} {source}.', True),
    )
    return rng.choices(forms, weights=(4, 3, 2, 1.5, 1, 1.5, 1))[0]


def _outer_roles(text: str, wrapped: Span, before: str, after: str) -> Attr:
    """The roles of the attribution that `_wrap_form` put around a clause."""
    clause_start, clause_end = wrapped.start + len(before), wrapped.end - len(after)
    frame, offset = (after, clause_end) if len(after) > 2 else (before, wrapped.start)
    bare = frame.strip(' .,"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}')
    bare = bare.removesuffix(" that")
    at = offset + frame.index(bare)
    lowered = bare.lower()
    cue = next(c for c in sorted({*OUTER_CUES, "according to"}, key=len, reverse=True)
               if lowered.startswith(c + " ") or lowered.endswith(" " + c))  # fmt: skip
    if lowered.startswith(cue + " "):
        cue_span, source_span = (at, at + len(cue)), (at + len(cue) + 1, at + len(bare))
    else:
        cue_span, source_span = (
            (at + len(bare) - len(cue), at + len(bare)),
            (at, at + len(bare) - len(cue) - 1),
        )
    start = clause_start
    if before.endswith(" that "):
        start -= len("that ")
    elif before in ('"', "\N{LEFT DOUBLE QUOTATION MARK}"):
        start = wrapped.start
        clause_end += 2  # the comma and the closing mark
    return {"source": [source_span], "cue": [cue_span], "content": [(start, clause_end)]}


def _is_one_sentence(paragraph: str) -> bool:
    return (
        paragraph.endswith(".")
        and 30 <= len(paragraph) <= 400
        and _SENTENCE_EDGE.search(paragraph[:-1]) is None
    )


def _attributions_inside(row: Mapping[str, Any], paragraph: Span) -> list[Attr]:
    """The attributions of a paragraph when every one that touches it lies inside it, its final stop apart."""
    touching = [
        a
        for a in row["attributions"]
        if any(s < paragraph.end and paragraph.start < e for r in ROLES for s, e in a[r])
    ]
    inside = all(
        paragraph.start <= s and e <= paragraph.end - 1
        for a in touching
        for role in ROLES
        for s, e in a[role]
    )
    return touching if inside else []


def _touched(row: Mapping[str, Any], paragraph: Span) -> bool:
    return any(
        s < paragraph.end and paragraph.start < e
        for a in row["attributions"]
        for role in ROLES
        for s, e in a[role]
    )
