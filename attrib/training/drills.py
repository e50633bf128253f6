"""Drills: short invented passages with their attributions marked inline, for constructions of which the
corpora hold few.

The marks are made to be written and corrected by hand: `{s1 Ana Ruiz} {c1 said} {t1 it would rain}` is a
source, a cue and a content (text) that belong together, pieces with one number to one attribution, marks
inside marks; `{e ghastly}` is a loaded word and `{l regime}` a loaded label. A file holds passages, parted by
lines with `---`; the first line of a passage may say what it is for: `# nested`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrib.errors import BadAnnotation, BadInput
from attrib.spans import Span
from attrib.training.edits import Row
from attrib.training.labels import ROLES

# A pass reads passages one by one or a few of them joined, so that neither the first nor the last of a text
# is anything special.
MOST_JOINED = 5

_PASSAGE = re.compile(r"\n---[ \t]*(?:\n|\Z)")
_OPEN = re.compile(r"\{(?P<label>[sct](?P<number>\d+)|[el]) ?")
_ROLE = {"s": "source", "c": "cue", "t": "content"}
_LAYERS = {"e": "loaded_language", "l": "name_calling"}


def read_drills(folder: Path) -> list[Row]:
    """The passages of all `*.txt` of a folder, in the order of the files' names.

    Raises `BadInput` when there is none, `BadAnnotation` with file, line and what is wrong for a passage
    whose marks do not fit together.
    """
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise BadInput(
            f"{folder}: no drills lie here. --drills wants a folder with *.txt in it (docs/model.md)."
        )
    return [row for path in paths for row in _read_file(path)]


def _read_file(path: Path) -> Iterator[Row]:
    line = 1
    for number, passage in enumerate(_PASSAGE.split(path.read_text(encoding="utf-8")), 1):
        first = line + len(passage) - len(passage.lstrip("\n"))
        line += passage.count("\n") + 2
        if passage.strip():
            try:
                yield parse_drill(passage, f"{path.stem}-{number}")
            except BadAnnotation as error:
                raise BadAnnotation(f"{path}, passage in line {first}: {error}") from None


def parse_drill(passage: str, id: str) -> Row:
    """One passage as a row of the corpora: `text`, `attributions`, those `inner` to another's content, the
    stretches (`wrapped`) where such are known, and `spans` of loaded words by `layer`.

    >>> row = parse_drill("# nested\\n{s1 Ruiz} {c1 said} {t1 {s2 he} {c2 knew} {t2 it}}.", "a")
    >>> row["text"], row["attributions"], row["inner"][0]["cue"]
    ('Ruiz said he knew it.', [{'source': [(0, 4)], 'cue': [(5, 9)], 'content': [(10, 20)]}], [(13, 17)])
    """
    marked = re.sub(r"\A\s*#[^\n]*\n", "", passage).strip("\n")
    text, marks = _read_marks(marked)
    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for label, span in sorted(marks, key=lambda mark: mark[1]):
        if label[0] in _ROLE:
            roles = found.setdefault(label[1:], {role: [] for role in ROLES})
            roles[_ROLE[label[0]]].append((span.start, span.end))
    for number, roles in found.items():
        if not roles["content"] or len(roles["cue"]) > 1 or (roles["source"] and not roles["cue"]):
            raise BadAnnotation(
                f"attribution {number} wants at least one {{t{number} …}}, at most one {{c{number} …}}, "
                "and a cue when it has a source."
            )
    parts = list(found.values())
    inner = [part for part in parts if any(_holds(other, part) for other in parts if other is not part)]
    outer = [part for part in parts if part not in inner]
    deep = [part for part in inner if any(_holds(other, part) for other in inner if other is not part)]
    return {
        "corpus": "drills",
        "id": id,
        "text": text,
        "attributions": outer,
        # At two levels or more the same words would need two labels, as in gum.
        "inner": [part for part in inner if part not in deep],
        "wrapped": [span for part in outer for span in part["content"]],
        "spans": [
            {"span": (span.start, span.end), "layer": _LAYERS[label]}
            for label, span in marks
            if label in _LAYERS
        ],
    }


def _read_marks(marked: str) -> tuple[str, list[tuple[str, Span]]]:
    """The text without its marks, and each mark's label with what it holds."""
    parts: list[str] = []
    opened: list[tuple[str, int]] = []
    marks: list[tuple[str, Span]] = []
    at = length = 0
    while at < len(marked):
        match = _OPEN.match(marked, at)
        if match is not None:
            opened.append((match["label"], length))
            at = match.end()
            continue
        if marked[at] == "{" or (marked[at] == "}" and not opened):
            raise BadAnnotation(f"a brace that opens or closes no mark at “{marked[at : at + 30]}”.")
        if marked[at] == "}":
            label, start = opened.pop()
            held = "".join(parts)[start:]
            if not held or held != held.strip() or "\n" in held:
                raise BadAnnotation(
                    f"{{{label} …}} is empty, begins or ends with a blank, or runs over a line: “{held}”."
                )
            marks.append((label, Span(start, length)))
        else:
            parts.append(marked[at])
            length += 1
        at += 1
    if opened:
        raise BadAnnotation(f"{{{opened[-1][0]} …}} is not closed.")
    return "".join(parts), marks


def _holds(outer: dict[str, list[tuple[int, int]]], part: dict[str, list[tuple[int, int]]]) -> bool:
    """Whether an attribution stands inside of another's content."""
    start, end = (part["cue"] or part["content"])[0]
    return any(low <= start and end <= high and (low, high) != (start, end) for low, high in outer["content"])


def join_drills(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """The passages in another order, as texts of one to `MOST_JOINED` of them.

    One of several paragraphs, which may begin with a headline, begins a text.
    """
    joined: list[list[Row]] = []
    room = 0
    for row in rng.sample(list(rows), len(rows)):
        if not room or "\n\n" in row["text"]:
            joined.append([])
            room = rng.randint(1, MOST_JOINED)
        joined[-1].append(row)
        room -= 1
    return [_join(group) for group in joined]


def _join(rows: Sequence[Row]) -> Row:
    text = ""
    made: Row = {key: [] for key in ("attributions", "inner", "wrapped", "spans")}
    for row in rows:
        shift = len(text) + 2 if text else 0
        text += ("\n\n" if text else "") + row["text"]

        def move(span: tuple[int, int], shift: int = shift) -> tuple[int, int]:
            return span[0] + shift, span[1] + shift

        for key in ("attributions", "inner"):
            made[key] += [{role: [*map(move, one[role])] for role in ROLES} for one in row[key]]
        made["wrapped"] += map(move, row["wrapped"])
        made["spans"] += [{**one, "span": move(one["span"])} for one in row["spans"]]
    return {"corpus": "drills", "id": "+".join(row["id"] for row in rows), "text": text, **made}
