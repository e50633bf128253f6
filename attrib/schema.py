"""Whether a row is a record of schema `attrib/1`, and whether what it says of its text is so."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import Any

from attrib.errors import BadAnnotation
from attrib.records import text_sha256

VOICES = ("outlet", "unsettled", "unsourced")
GUIDELINES = "attrib-guidelines-1"  # annotations/GUIDELINES.md; rules of other people have other names
# Records that carry spans, and their keys that hold one span or several.
_ONE_SPAN = {
    "blocks": ("span",),
    "names": ("span",),
    "attributions": ("cue",),
    "evaluative": ("span", "target"),
}
_MANY_SPANS = {
    "attributions": ("source", "content", "addressee", "medium", "grounds"),
    "claims": ("spans",),
    "speakers": ("mentions",),
}
_WITH_IDS = ("attributions", "claims", "speakers", "evaluative")


def check_record(row: Mapping[str, Any], where: str, *, shape: bool = True) -> None:
    """Gives nothing when the row is a sound record; `shape=False` as in `find_problems`.

    Raises `BadAnnotation` with the number of problems and the first three of them.
    """
    problems = find_problems(row, shape=shape)
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        first = "; ".join(problems[:3])
        more = "" if len(problems) <= 3 else f"; and {len(problems) - 3} more"
        raise BadAnnotation(f"{where}: {count}: {first}{more}. `attrib check` lists all of them.")


def find_problems(row: Mapping[str, Any], *, shape: bool = True) -> list[str]:
    """Everything that is wrong with a row, in the order of its keys; none for a sound record.

    First its shape, by the JSON Schema that ships with the package. If the shape is right: spans inside the
    text, not empty, in order and apart; blocks and sentences in order; the sha256 of the text; ids that are
    given twice; references to ids and sentences that are not there; parents in a circle; guidelines of
    attrib's own that this version does not know. In a stand-off
    record (text null) spans have no end to keep to. `shape=False` takes the shape as read, which saves most
    of the time (15 ms for an article of 400 words): for rows that `Annotated.to_json` gave.

    >>> find_problems({"schema": "attrib/2"})[0]
    "schema: 'attrib/1' was expected"
    """
    misshapen = [_describe(error) for error in _load_validator().iter_errors(row)] if shape else []
    if misshapen:
        return misshapen
    return [
        *_check_text(row),
        *_check_spans(row),
        *_check_ids(row),
        *_check_references(row),
        *_check_parents(row),
        *_check_guidelines(row),
    ]


@functools.cache
def load_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one record, as it ships with the package."""
    schema: dict[str, Any] = json.loads(
        files("attrib").joinpath("data/schema/attrib-1.json").read_text(encoding="utf-8")
    )
    return schema


@functools.cache
def _load_validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(load_schema())


def _describe(error: Any) -> str:
    where = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
    ).lstrip(".")
    message = error.message
    if error.validator == "const":
        message = f"{error.validator_value!r} was expected"
    if error.validator in ("type", "anyOf", "enum") and len(message) > 200:
        message = f"{message[:120]} … {message[-60:]}"
    return f"{where}: {message}" if where else str(message)


def _check_text(row: Mapping[str, Any]) -> Iterator[str]:
    text = row["text"]
    if text is not None and text_sha256(text) != row["text_sha256"]:
        yield "text_sha256: not that of the text, which was edited after it was annotated"


def _check_spans(row: Mapping[str, Any]) -> Iterator[str]:
    size = len(row["text"]) if row["text"] is not None else None
    for key in ("blocks", "sentences"):
        spans = row[key] if key == "sentences" else [block["span"] for block in row[key]]
        yield from _check_list(spans, key, size)
    for where, _, record in _walk(row, ("names", *_WITH_IDS)):
        kind = where.partition("[")[0]
        for key in _ONE_SPAN.get(kind, ()):
            if isinstance(record.get(key), list):
                yield from _check_list([record[key]], f"{where}.{key}", size)
        for key in _MANY_SPANS.get(kind, ()):
            # Mentions may stand inside one another ("the minister's brother"), so they have only an order.
            yield from _check_list(record.get(key, ()), f"{where}.{key}", size, apart=key != "mentions")


def _check_list(
    spans: Sequence[Sequence[int]], where: str, size: int | None, *, apart: bool = True
) -> Iterator[str]:
    for start, end in spans:
        if start >= end:
            yield f"{where}: the span {start}:{end} is empty"
        elif size is not None and end > size:
            yield f"{where}: the span {start}:{end} runs past the end of the text ({size} characters)"
    for before, after in pairwise(spans):
        if list(after) < list(before):
            yield f"{where}: the span {after[0]}:{after[1]} comes after {before[0]}:{before[1]}"
        elif apart and after[0] < before[1]:
            yield f"{where}: the spans {before[0]}:{before[1]} and {after[0]}:{after[1]} overlap"


def _walk(row: Mapping[str, Any], keys: Sequence[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Where each record stands, under which key, and the record."""
    for key in keys:
        for i, record in enumerate(row[key]):
            yield f"{key}[{i}]", key, record


def _check_ids(row: Mapping[str, Any]) -> Iterator[str]:
    seen: set[str] = set()
    for where, _, record in _walk(row, _WITH_IDS):
        if record["id"] in seen:
            yield f"{where}: the id {record['id']!r} is given twice"
        if record["id"] in VOICES:
            yield f"{where}: the id {record['id']!r} is the name of a voice"
        seen.add(record["id"])


def _check_references(row: Mapping[str, Any]) -> Iterator[str]:
    attributions = {record["id"] for record in row["attributions"]}
    speakers = {record["id"] for record in row["speakers"]}
    for where, key, record in _walk(row, _WITH_IDS):
        wanted = {
            "attributions": [("parent", attributions), ("speaker", speakers)],
            "claims": [("attribution", attributions), ("speaker", speakers)],
            "speakers": [("speaks_for", speakers)],
            "evaluative": [("attribution", attributions), ("target", speakers)],
        }[key]
        for name, there in wanted:
            value = record.get(name)
            if isinstance(value, str) and value not in there:
                yield f"{where}.{name}: there is no {name.replace('_', ' ')} {value!r}"
        for member in record.get("members", ()):
            if member not in speakers:
                yield f"{where}.members: there is no speaker {member!r}"
        if key == "evaluative" and record["voice"] not in speakers and record["voice"] not in VOICES:
            yield f"{where}.voice: {record['voice']!r} is no speaker, nor one of {', '.join(VOICES)}"
        if key == "claims" and row["sentences"] and record.get("sentence", 0) >= len(row["sentences"]):
            have = len(row["sentences"])
            yield f"{where}.sentence: there are {have} sentences, none is number {record['sentence']}"


def _check_guidelines(row: Mapping[str, Any]) -> Iterator[str]:
    rules = row["made_with"].get("guidelines")
    own = GUIDELINES.rpartition("-")[0]
    if isinstance(rules, str) and rules.startswith(f"{own}-") and rules != GUIDELINES:
        yield f"made_with.guidelines: {rules!r} is not known; this version of attrib has {GUIDELINES!r}"


def _check_parents(row: Mapping[str, Any]) -> Iterator[str]:
    parents = {record["id"]: record.get("parent") for record in row["attributions"]}
    sound: set[str] = set()
    for i, record in enumerate(row["attributions"]):
        path: dict[str, None] = {}
        at: str | None = record["id"]
        while at is not None and at in parents and at not in sound and at not in path:
            path[at] = None
            at = parents[at]
        if at in path:
            yield f"attributions[{i}].parent: the parents go round in a circle ({' → '.join([*path, at])})"
        sound.update(path)
