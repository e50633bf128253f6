"""Documents with stretches of their text replaced, and every marked span moved along."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attrib.training.labels import ROLES

Row = dict[str, Any]
Attr = dict[str, Any]

# First words that lose their capital when a clause is put before them; any other capital may belong to a
# name.
PLAIN_STARTS = frozenset(
    (
        "the a an in on at for but and this that these those he she it they we some many most several his "
        "her its their as when if after before while with by from there all both one two three no not last "
        "other another each under over since during"
    ).split()
)
PRONOUNS = frozenset("he she it they we i who which his her their you that both my".split())


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces `text[start:end]` by `new`."""

    start: int
    end: int
    new: str


def edit_row(row: Mapping[str, Any], edits: Sequence[Edit]) -> Row:
    """The document after all edits, which must not overlap; spans move along, and those an edit cuts into are
    lost.

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
        **(
            {"inner": [move_attribution(a) for a in row["inner"]], "wrapped": move_all(row["wrapped"])}
            if "inner" in row
            else {}
        ),
    }


def capital(words: str) -> str:
    """The words with their first letter a capital."""
    return re.sub(r"\w", lambda match: match.group().upper(), words, count=1)


def small(words: str) -> str:
    """The words with a small first letter, unless it may belong to a name."""
    first = words.split(" ", 1)[0].lower()
    return words[:1].lower() + words[1:] if first in PLAIN_STARTS else words
