"""doccano JSONL, both ways: one article a line, with `entities` and `relations` (a project for sequence
labelling with overlapping entities and relations allowed).

doccano counts code points and gives entities ids of its own, so a mark is known again by its label and
place. It has labels alone: fields stand in the further key `attrib`, which doccano keeps as metadata, and
cannot be changed there. Marks in pieces are entities of their own, in the relation `part`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from attrib.errors import BadInput
from attrib.exchange.folders import Read, Skip, read_each, read_json, read_lines, read_text, write_whole
from attrib.exchange.graph import (
    Graph,
    Link,
    Mark,
    hide_fields,
    join_marks,
    show_fields,
    split_marks,
    to_graph,
)
from attrib.exchange.record_of_graph import from_graph
from attrib.records import Annotated
from attrib.spans import Span

Place = tuple[str, int, int]  # label, start, end


def to_row(record: Annotated, *, first_id: int = 1) -> dict[str, Any]:
    """The row of one article; entities and relations are counted from `first_id`, over the whole file."""
    read_text(record)
    graph = hide_fields(split_marks(to_graph(record)))
    number = {mark.id: first_id + n for n, mark in enumerate(graph.marks)}
    entities = [
        {
            "id": number[mark.id],
            "label": mark.label,
            "start_offset": mark.spans[0].start,
            "end_offset": mark.spans[0].end,
        }
        for mark in graph.marks
    ]
    relations = [
        {"id": n, "from_id": number[link.start], "to_id": number[link.end], "type": link.label}
        for n, link in enumerate(graph.links, start=first_id)
    ]
    marks = [[mark.id, mark.label, mark.spans[0].start, mark.spans[0].end] for mark in graph.marks]
    return {
        "text": graph.text,
        "article_id": graph.article_id,
        "entities": entities,
        "relations": relations,
        "attrib": {**graph.rest, "marks": marks},
    }


def from_row(row: Mapping[str, Any], *, where: str, by: str | None = None) -> Read:
    """The record of one row, with what could not be taken over. Raises `BadInput` for a row of another form,
    such as doccano's older one without relations (`label`)."""
    rest = dict(
        row.get("attrib") or row.get("meta", {}).get("attrib") or row.get("Metadata", {}).get("attrib", {})
    )
    if "entities" not in row:
        raise BadInput(
            f"{where}: there is no key `entities`. Export the project as “JSONL(relation)”, which keeps them."
        )
    known: dict[Place, list[str]] = {}
    for id, label, start, end in rest.pop("marks", []):
        known.setdefault((label, start, end), []).append(id)
    names: dict[Any, str] = {}
    marks = []
    try:
        for one in row["entities"]:
            span = Span(int(one["start_offset"]), int(one["end_offset"]))
            ids = known.get((one["label"], span.start, span.end), [])
            names[one["id"]] = ids.pop(0) if ids else f"new-{one['id']}"
            marks.append(Mark(names[one["id"]], one["label"], (span,)))
        links = tuple(
            Link(one["type"], names.get(one["from_id"], "?"), names.get(one["to_id"], "?"))
            for one in row.get("relations", [])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{where}: an entity or a relation is not as doccano writes it ({error!r}).") from None
    id = str(row.get("article_id") or row.get("id") or where)
    graph = Graph(id, str(row["text"]), tuple(marks), links, rest)
    record, lost = from_graph(show_fields(join_marks(graph)), by=by)
    return record, [f"{where}: {line}" for line in lost]


def write_doccano(path: Path, records: Iterable[Annotated]) -> int:
    """Writes a row for each record, and gives their number."""
    lines = []
    first = 1
    for record in records:
        row = to_row(record, first_id=first)
        first += max(len(row["entities"]), len(row["relations"]))
        lines.append(json.dumps(row, ensure_ascii=False))
    write_whole(path, "".join(f"{line}\n" for line in lines).encode())
    return len(lines)


def read_doccano(path: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """The record of each row of an export. Raises `BadInput` with the line for one that is not JSON or has no
    text."""
    yield from read_each(
        ((where, partial(_read_line, line, where, by)) for where, line in read_lines(path)), skip
    )


def _read_line(line: str, where: str, by: str | None) -> Read:
    row = read_json(where, line)
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadInput(f"{where}: there is no text in it. Export the project as “JSONL(relation)”.")
    return from_row(row, where=where, by=by)
