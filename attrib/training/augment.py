"""Examples that the corpora lack, made from polnear's own attributions: headlines, and attributions inside others.

Polnear's titles end in a full stop and hardly ever name a source ("Fuel tax to go: minister"), and it annotates the
outermost attribution alone. Both are made here by editing a document: its text changes, its spans move along.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attrib.layout import find_paragraphs
from attrib.quotes import pair_quotes
from attrib.spans import Span
from attrib.training.labels import ROLES

Row = dict[str, Any]
Attr = dict[str, Any]

# Shares of documents that get each edit, chosen so that headlines and nested attributions are common enough to learn
# and the corpus as it is remains most of what is read.
HEADLINE_SHARE = 0.55
NESTED_SHARE = 0.45
STOPPED_TITLE_SHARE = 0.3
REPEATED_SHARE = 0.2

LABELS = (
    "Explainer", "Live", "Review", "Opinion", "Analysis", "Watch", "Video", "Exclusive", "Breaking", "Factbox", "Timeline",
    "Interview", "Podcast", "Update", "Editorial", "Profile", "In pictures", "Fact check", "Q&A", "Recap", "Brexit", "Election 2016",
)  # fmt: skip
SECTIONS = ("POLITICS", "World", "EUROPE", "Middle East", "Business", "US NEWS", "Americas", "Local", "National", "Africa")
DASHES = (" - ", " \N{EN DASH} ", " \N{EM DASH} ", " -- ")
OUTER_CUES = ("said", "said", "said", "told reporters", "claimed", "added", "says", "reported", "argued", "insisted", "noted", "wrote")
OUTER_SOURCES = (
    "a spokesman", "the spokeswoman", "officials", "the senator", "the report", "one aide", "the ministry", "a witness", "the newspaper",
    "his lawyer", "the agency", "campaign officials", "the mayor", "police", "the company", "analysts", "the minister", "a former adviser",
)  # fmt: skip
PRONOUNS = frozenset("he she it they we i who which his her their you that both my".split())
SAYING = frozenset("said says say saying told tells according announced claimed claims argued argues insisted insists added".split())
# First words that lose their capital when a clause is put before them; any other capital may belong to a name.
PLAIN_STARTS = frozenset(
    "the a an in on at for but and this that these those he she it they we some many most several his her its their as when if "
    "after before while with by from there all both one two three no not last other another each under over since during".split()
)
_STOP = re.compile(r"[.!?]+[\"\N{RIGHT DOUBLE QUOTATION MARK}')]*$")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces `text[start:end]` by `new`."""

    start: int
    end: int
    new: str


def edit_row(row: Mapping[str, Any], edits: Sequence[Edit]) -> Row:
    """The document after all edits, which must not overlap; spans move along, and those an edit cuts into are lost.

    A span that ends where text is inserted does not grow, nor does one that starts there.
    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    parts: list[str] = []
    at = 0
    for change in ordered:
        parts += [row["text"][at : change.start], change.new]
        at = change.end
    parts.append(row["text"][at:])

    def move(span: Sequence[int]) -> tuple[int, int] | None:
        start, end = span
        if any(change.start < end and start < change.end for change in ordered if change.end > change.start):
            return None
        shift = sum(len(c.new) - (c.end - c.start) for c in ordered if c.end <= start)
        inside = sum(len(c.new) for c in ordered if c.start == c.end and start < c.start < end)
        return start + shift, end + shift + inside

    def move_all(spans: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
        return [moved for moved in map(move, spans) if moved is not None]

    def move_attribution(attribution: Mapping[str, Any]) -> Attr:
        return {role: move_all(attribution[role]) for role in ROLES}

    return {
        **row,
        "text": "".join(parts),
        "attributions": [move_attribution(attribution) for attribution in row["attributions"]],
        "discard": move_all(row.get("discard", ())),
        "boilerplate": move_all(row.get("boilerplate", ())),
        **({"inner": [move_attribution(a) for a in row["inner"]], "wrapped": move_all(row["wrapped"])} if "inner" in row else {}),
    }


def augment(row: Mapping[str, Any], rng: random.Random) -> Row:
    """One document of polnear as one pass reads it: perhaps with other headlines, perhaps with wrapped sentences."""
    made: Row = dict(row)
    if rng.random() < NESTED_SHARE:
        made = wrap_paragraphs(made, rng)
    if rng.random() > STOPPED_TITLE_SHARE:
        made = unstop_title(made)
    if rng.random() < HEADLINE_SHARE:
        made = add_headline(made, rng)
    return made


def unstop_title(row: Row) -> Row:
    """The document without the full stop that the corpus added to its title."""
    title = find_paragraphs(row["text"])[:1]
    if not title or not row["text"][: title[0].end].endswith("."):
        return row
    return edit_row(row, [Edit(title[0].end - 1, title[0].end, "")])


def add_headline(row: Row, rng: random.Random) -> Row:
    """The document under a headline made from one of its attributions, or under one that only looks like that."""
    text = row["text"]
    candidates = [a for a in row["attributions"] if _fits_headline(text, a)]
    if candidates and rng.random() < 0.8:
        headline, attribution = make_headline(text, rng.choice(candidates), rng)
        attributions = [attribution]
    else:
        title = text.split("\n", 1)[0].rstrip(".")
        headline, attributions = f"{rng.choice(LABELS)}: {title}", []
    above = headline + "\n\n"
    if rng.random() < REPEATED_SHARE:
        above = headline + "\n\n" + rng.choice(SECTIONS) + "\n\n" + headline + "\n\n"
        again = len(above) - len(headline) - 2
        attributions += [{role: [(s + again, e + again) for s, e in a[role]] for role in ROLES} for a in attributions]
    moved = edit_row(row, [Edit(0, 0, above)])
    return {**moved, "attributions": attributions + moved["attributions"]}


def _fits_headline(text: str, attribution: Mapping[str, Any]) -> bool:
    if len(attribution["content"]) != 1 or len(attribution["source"]) != 1 or not attribution["cue"]:
        return False
    content, source = (text[slice(*attribution[role][0])] for role in ("content", "source"))
    cue = text[slice(*attribution["cue"][0])].lower().split()
    # Only after a verb of saying is a content sure to be a clause, as a headline is.
    clause = content.startswith("that ") or not SAYING.isdisjoint(cue)
    return (
        clause and source.lower() not in PRONOUNS and "\n" not in content and 4 <= len(content.split()) <= 18
        and content.split(" ", 1)[0].lower() not in ("to", "of", "for", "about", "whether", "over")
    )  # fmt: skip


def make_headline(text: str, attribution: Mapping[str, Any], rng: random.Random) -> tuple[str, Attr]:
    """A headline of one attribution and its roles in it: "Fuel tax to go: minister", "Minister: fuel tax to go" …

    The content is shortened as headlines are: no articles, "to" for "will", often no "is".
    """
    content = _telegraph(text[slice(*attribution["content"][0])], rng)
    source = _shorten(text[slice(*attribution["source"][0])], rng)
    quote = rng.random()
    if quote < 0.12:
        content = f"\N{LEFT SINGLE QUOTATION MARK}{content}\N{RIGHT SINGLE QUOTATION MARK}"
    elif quote < 0.2:
        content = f"'{content}'"
    dash = rng.choice(DASHES)
    says = rng.choice(("says", "says", "warns", "said", "claims", "insists", "vows", "tells reporters", "denies"))
    form = rng.choices(
        (
            [("content", content), (None, ""), ("cue", ":"), (None, " "), ("source", source)],
            [("source", _capital(source)), ("cue", ":"), (None, " "), ("content", content)],
            [("content", content), (None, dash[0]), ("cue", dash.strip()), (None, dash[-1]), ("source", source)],
            [("source", _capital(source)), (None, " "), ("cue", says), (None, " "), ("content", content)],
            [("content", content), (None, ", "), ("cue", says), (None, " "), ("source", source)],
            [("content", content), (None, ", "), ("source", source), (None, " "), ("cue", says)],
            [("content", content), (None, ", "), ("cue", "according to"), (None, " "), ("source", source)],
        ),
        weights=(5, 4, 2.5, 3, 1.5, 2, 0.7),
    )[0]
    if form[0][0] == "content":
        form[0] = ("content", _capital(content))
    elif rng.random() < 0.5:
        form[-1] = ("content", _small(form[-1][1]))
    title_case = rng.random() < 0.35
    headline = ""
    roles: Attr = {role: [] for role in ROLES}
    for role, part in form:
        part = _title_case(part) if title_case else part
        if role is not None:
            roles[role].append((len(headline), len(headline) + len(part)))
        headline += part
    return headline, roles


def _telegraph(content: str, rng: random.Random) -> str:
    words = _STOP.sub("", content).strip(" ,;:\"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}").split()
    if words and words[0].lower() in ("that", "how"):
        words = words[1:]
    if rng.random() < 0.7:
        words = [word for word in words if word.lower() not in ("the", "a", "an")]
    if rng.random() < 0.6:
        words = ["to" if word in ("will", "would") else word for word in words]
    if rng.random() < 0.4:
        words = [word for word in words if word not in ("is", "are", "was", "were", "been")]
    return " ".join(words)


def _shorten(source: str, rng: random.Random) -> str:
    head = re.split(r",| who | which | of | in ", source)[0].strip()
    words = head.split()
    if words and words[0].lower() in ("the", "a", "an", "his", "her", "their", "some"):
        words = words[1:] or words
    capitals = [word for word in words if word[:1].isupper()]
    if len(capitals) > 1 and capitals[-1] == words[-1] and rng.random() < 0.6:
        return words[-1]
    if rng.random() < 0.08:
        return rng.choice(("FM", "PM", "UN", "EU", "MP", "police", "report", "study", "minister", "official", "NGO"))
    return " ".join(words[:5])


def _capital(words: str) -> str:
    return re.sub(r"\w", lambda match: match.group().upper(), words, count=1)


def _small(words: str) -> str:
    first = words.split(" ", 1)[0].lower()
    return words[:1].lower() + words[1:] if first in PLAIN_STARTS else words


def _title_case(part: str) -> str:
    return " ".join(word if len(word) < 3 or not word[0].islower() else _capital(word) for word in part.split(" "))


def wrap_paragraphs(row: Row, rng: random.Random) -> Row:
    """The document with up to three one-sentence paragraphs put into somebody's mouth.

    What stood in such a paragraph becomes `inner`, the attribution around it is a new outer one, and `wrapped` says
    where the inner layer is known: "The mayor said the dam broke." → "Police said that the mayor said the dam broke."
    """
    text = row["text"]
    paragraphs = [p for p in find_paragraphs(text)[1:] if _is_one_sentence(p.of(text))]
    with_attribution = [p for p in paragraphs if _attributions_inside(row, p)]
    empty = [p for p in paragraphs if not _touched(row, p)]
    chosen = rng.sample(with_attribution, min(2, len(with_attribution))) + rng.sample(empty, min(1, len(empty)))
    sources = [text[slice(*a["source"][0])] for a in row["attributions"] if len(a["source"]) == 1]
    names = [s for s in sources if s[:1].isupper() and len(s.split()) < 7 and s.lower() not in PRONOUNS and s[-2:] not in ("’s", "'s")]
    edits: list[Edit] = []
    plans: list[tuple[Span, str, str, bool]] = []
    for paragraph in sorted(chosen):
        source = rng.choice(names) if names and rng.random() < 0.5 else rng.choice(OUTER_SOURCES)
        before, after, quoted = _wrap_form(source, rng)
        if quoted and pair_quotes(text, paragraph):
            before, after, quoted = f"{_capital(source)} said that ", ".", False
        stop = paragraph.end - 1
        edits += [Edit(paragraph.start, paragraph.start, before), Edit(stop, paragraph.end, after)]
        if before and not before.endswith(("\N{LEFT DOUBLE QUOTATION MARK}", '"')):
            first = text[paragraph.start : paragraph.end].split(None, 1)[0]
            if first.lower() in PLAIN_STARTS:
                # The first letter changes its case, never its place: spans that start there stay whole.
                row = {**row, "text": row["text"][: paragraph.start] + first[:1].lower() + row["text"][paragraph.start + 1 :]}
        plans.append((Span(paragraph.start, stop), before, after, quoted))
    moved_inner = [a for p in chosen for a in _attributions_inside(row, p)]
    kept = [a for a in row["attributions"] if not any(a is b for b in moved_inner)]
    made = edit_row({**row, "attributions": kept, "inner": moved_inner, "wrapped": []}, edits)
    shift = 0
    for inside, before, after, quoted in plans:
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
        (f"{_capital(source)} {cue} that ", ".", False),
        (f"{_capital(source)} {cue} ", ".", False),
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
    bare = frame.strip(" .,\"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}")
    bare = bare.removesuffix(" that")
    at = offset + frame.index(bare)
    lowered = bare.lower()
    cue = next(c for c in sorted({*OUTER_CUES, "according to"}, key=len, reverse=True)
               if lowered.startswith(c + " ") or lowered.endswith(" " + c))  # fmt: skip
    if lowered.startswith(cue + " "):
        cue_span, source_span = (at, at + len(cue)), (at + len(cue) + 1, at + len(bare))
    else:
        cue_span, source_span = (at + len(bare) - len(cue), at + len(bare)), (at, at + len(bare) - len(cue) - 1)
    start = clause_start
    if before.endswith(" that "):
        start -= len("that ")
    elif before in ('"', "\N{LEFT DOUBLE QUOTATION MARK}"):
        start = wrapped.start
        clause_end += 2  # the comma and the closing mark
    return {"source": [source_span], "cue": [cue_span], "content": [(start, clause_end)]}


def _is_one_sentence(paragraph: str) -> bool:
    return (
        paragraph.endswith(".") and 30 <= len(paragraph) <= 400
        and re.search(r"[.!?][\"\N{RIGHT DOUBLE QUOTATION MARK}]? [A-Z\"\N{LEFT DOUBLE QUOTATION MARK}]", paragraph[:-1]) is None
    )  # fmt: skip


def _attributions_inside(row: Mapping[str, Any], paragraph: Span) -> list[Attr]:
    """The attributions of a paragraph when every one that touches it lies inside it, its final stop apart."""
    touching = [a for a in row["attributions"] if any(s < paragraph.end and paragraph.start < e for r in ROLES for s, e in a[r])]
    inside = all(
        paragraph.start <= s and e <= paragraph.end - 1 for a in touching for role in ROLES for s, e in a[role]
    )
    return touching if inside else []


def _touched(row: Mapping[str, Any], paragraph: Span) -> bool:
    return any(
        s < paragraph.end and paragraph.start < e for a in row["attributions"] for role in ROLES for s, e in a[role]
    )
