"""Headlines with a source, made from polnear's own attributions: "Fuel tax to go: minister" and its like.

Polnear's titles end in a full stop that the corpus added, and hardly ever name a source.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from attrib.layout import find_paragraphs
from attrib.training.edits import PRONOUNS, Attr, Edit, Row, capital, edit_row, small
from attrib.training.labels import ROLES

# Part of the headlines that stand twice, with a section label between them, as news sites print them.
REPEATED_SHARE = 0.2
LABELS = tuple(
    (
        "Explainer|Live|Review|Opinion|Analysis|Watch|Video|Exclusive|Breaking|Factbox|Timeline|"
        "Interview|Podcast|Update|Editorial|Profile|In pictures|Fact check|Q&A|Recap|Brexit|Election 2016"
    ).split("|")
)
SECTIONS = tuple(
    "POLITICS|World|EUROPE|Middle East|Business|US NEWS|Americas|Local|National|Africa".split("|")
)
DASHES = (" - ", " \N{EN DASH} ", " \N{EM DASH} ", " -- ")
SAYING = frozenset(
    (
        "said says say saying told tells according announced claimed claims argued argues insisted insists "
        "added"
    ).split()
)
_STOP = re.compile(r"[.!?]+[\"\N{RIGHT DOUBLE QUOTATION MARK}')]*$")


def unstop_title(row: Row) -> Row:
    """The document without the full stop that the corpus added to its title."""
    title = find_paragraphs(row["text"])[:1]
    if not title or not row["text"][: title[0].end].endswith("."):
        return row
    return edit_row(row, [Edit(title[0].end - 1, title[0].end, "")])


def add_headline(row: Row, rng: random.Random) -> Row:
    """The document under a headline made from one of its attributions, or under one that only looks like
    that."""
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
        attributions += [
            {role: [(s + again, e + again) for s, e in a[role]] for role in ROLES} for a in attributions
        ]
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
    """A headline of one attribution and its roles in it: "Fuel tax to go: minister", "Minister: fuel tax to
    go" …

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
    says = rng.choice(
        ("says", "says", "warns", "said", "claims", "insists", "vows", "tells reporters", "denies")
    )
    form = rng.choices(
        (
            [("content", content), (None, ""), ("cue", ":"), (None, " "), ("source", source)],
            [("source", capital(source)), ("cue", ":"), (None, " "), ("content", content)],
            [
                ("content", content),
                (None, dash[0]),
                ("cue", dash.strip()),
                (None, dash[-1]),
                ("source", source),
            ],
            [("source", capital(source)), (None, " "), ("cue", says), (None, " "), ("content", content)],
            [("content", content), (None, ", "), ("cue", says), (None, " "), ("source", source)],
            [("content", content), (None, ", "), ("source", source), (None, " "), ("cue", says)],
            [("content", content), (None, ", "), ("cue", "according to"), (None, " "), ("source", source)],
        ),
        weights=(5, 4, 2.5, 3, 1.5, 2, 0.7),
    )[0]
    if form[0][0] == "content":
        form[0] = ("content", capital(content))
    elif rng.random() < 0.5:
        form[-1] = ("content", small(form[-1][1]))
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
    words = (
        _STOP.sub("", content)
        .strip(' ,;:"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}')
        .split()
    )
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
        return rng.choice(
            ("FM", "PM", "UN", "EU", "MP", "police", "report", "study", "minister", "official", "NGO")
        )
    return " ".join(words[:5])


def _title_case(part: str) -> str:
    return " ".join(
        word if len(word) < 3 or not word[0].islower() else capital(word) for word in part.split(" ")
    )
