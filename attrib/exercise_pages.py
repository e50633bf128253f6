"""Exercises as files that people read: the page that marks itself, the sheet to print, and its key."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrib.exercise import ANSWERS_SCHEMA, ExerciseSet, Item
from attrib.items import quote
from attrib.rules import name_rule
from attrib.spans import Span
from attrib.templates import hash_script, read_template, render, trust


def to_page(made: ExerciseSet, *, by: str = "attrib") -> str:
    """One HTML file that needs nothing else: it marks answers, gives hints, and makes the result file.

    The key is in it, encoded, so that whoever opens the source does not read it at once. That is no
    protection.
    """
    script = read_template("exercise_page.js")
    data = {"schema": ANSWERS_SCHEMA, "set": made.id, "key": encode_key(made)}
    return render(
        "exercise_page.html.j2",
        **_to_values(made),
        by=by,
        style=trust(read_template("exercise_page.css")),
        script=trust(script),
        script_hash=hash_script(script),
        data=trust(to_script_json(data)),
    )


def to_sheet(made: ExerciseSet) -> str:
    """The exercises as HTML with a style for paper, without the key."""
    style = trust(read_template("exercise_sheet.css"))
    return render("exercise_sheet.html.j2", **_to_values(made), style=style, with_key=False)


def to_key_sheet(made: ExerciseSet) -> str:
    """The key to the sheet, with reasons, rules, and what the program was unsure of."""
    style = trust(read_template("exercise_sheet.css"))
    return render("exercise_sheet.html.j2", **_to_values(made), style=style, with_key=True)


def _to_values(made: ExerciseSet) -> dict[str, Any]:
    return {
        "set": made,
        "title": " / ".join(text.title for text in made.texts),
        "names": {text.id: text.meta.get("outlet") or text.title for text in made.texts},
        "segments": cut_segments,
        "focus": _name_focus,
        "answer": name_answer,
        "rule": name_rule,
    }


def cut_segments(passage: str, spans: Sequence[Span]) -> list[tuple[str, int | None]]:
    """A passage in pieces: each span with its place among them, what stands between with `None`.

    >>> cut_segments("the dam broke", [Span(4, 7)])
    [('the ', None), ('dam', 0), (' broke', None)]
    """
    pieces: list[tuple[str, int | None]] = []
    at = 0
    for place, span in enumerate(spans):
        pieces += [(passage[at : span.start], None), (span.of(passage), place)]
        at = span.end
    pieces.append((passage[at:], None))
    return [piece for piece in pieces if piece[0]]


def _name_focus(item: Item) -> str:
    return quote(" … ".join(" ".join(span.of(item.passage).split()) for span in item.focus))


def name_answer(item: Item) -> str:
    """What is right, in words."""
    key = item.key
    if item.shape == "write":
        return f"For example: {', '.join(key.alternatives)}. Marked by you."
    if not key.right:
        return "Not settled: decide in class."
    if item.shape == "mark":
        found = [item.words[int(place)].of(item.passage) for place in key.right]
        free = [item.words[int(place)].of(item.passage) for place in key.free]
        return ", ".join(found) + (f" (counting neither way: {', '.join(free)})" if free else "")
    texts = {option.id: option.text for option in item.options}
    return texts.get(key.right[0], key.right[0])


def encode_key(made: ExerciseSet) -> str:
    """The key of a page: JSON, XORed with the set's id, in base64. `decode_key` and the page undo it."""
    keys = {
        item.id: {
            "right": item.key.right,
            "free": item.key.free,
            "alternatives": item.key.alternatives,
            "why": item.key.why,
            "unsure": item.key.unsure,
            "rule": name_rule(item.rule),
        }
        for item in made.items
    }
    return base64.b64encode(_cross(json.dumps(keys).encode("ascii"), made.id)).decode("ascii")


def decode_key(encoded: str, set_id: str) -> Mapping[str, Any]:
    """What `encode_key` encoded.

    Raises `ValueError` for anything else.
    """
    keys: Mapping[str, Any] = json.loads(_cross(base64.b64decode(encoded), set_id))
    return keys


def _cross(data: bytes, salt: str) -> bytes:
    return bytes(byte ^ ord(salt[at % len(salt)]) for at, byte in enumerate(data))


def to_script_json(value: Any) -> str:
    """JSON that can stand in a script element of HTML: no text in it can end the element.

    >>> to_script_json("</script>")
    '"\\\\u003c/script>"'
    """
    return json.dumps(value).replace("<", "\\u003c")
