"""Label Studio tasks, both ways: a JSON list of tasks, with `label_config` for the project.

What a program made is a prediction, what a person made an annotation. Offsets are code points, as Label
Studio has stored them since 2021; older exports count UTF-16 units (HumanSignal/label-studio, issue 1347),
which is seen by the words that it stores with each region. It knows no marks in pieces: the further pieces
are regions of their own, in the relation `part`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from attrib.errors import BadInput
from attrib.exchange.folders import Read, Skip, read_each, read_json, read_text, read_utf8, write_whole
from attrib.exchange.graph import FIELDS, LABELS, LINKS, Graph, Link, Mark, join_marks, split_marks, to_graph
from attrib.exchange.record_of_graph import from_graph
from attrib.records import Annotated
from attrib.spans import Span


def to_task(record: Annotated) -> dict[str, Any]:
    """One task. `data.attrib` holds what Label Studio has no place for."""
    read_text(record)
    graph = split_marks(to_graph(record))
    result = [one for mark in graph.marks for one in _to_regions(mark, graph.text)]
    result += [
        {
            "type": "relation",
            "from_id": one.start,
            "to_id": one.end,
            "direction": "right",
            "labels": [one.label],
        }
        for one in graph.links
    ]
    made = record.made_with
    data = {"text": record.text, "article_id": record.article_id, "attrib": dict(graph.rest)}
    if made.by == "program":
        return {"data": data, "predictions": [{"model_version": made.model or made.attrib, "result": result}]}
    return {"data": data, "annotations": [{"result": result}]}


def write_label_studio(path: Path, records: Iterable[Annotated]) -> int:
    """Writes one JSON file with a task for each record, and gives their number."""
    tasks = [to_task(record) for record in records]
    write_whole(path, json.dumps(tasks, ensure_ascii=False, indent=1).encode())
    return len(tasks)


def read_label_studio(path: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """The record of each task of an export (JSON), with what could not be taken over.

    Of several annotations the newest that nobody cancelled counts, else the first prediction. Raises
    `BadInput` for what is no list of tasks with texts.
    """
    tasks = read_json(str(path), read_utf8(path))
    if not isinstance(tasks, list):
        raise BadInput(f"{path}: a list of tasks was expected. Export the project as JSON, not JSON-MIN.")
    numbered = ((f"task {n}", task) for n, task in enumerate(tasks, start=1))
    steps = ((where, partial(from_task, task, where=where, by=by)) for where, task in numbered)
    yield from read_each(steps, skip)


def from_task(task: Any, *, where: str, by: str | None = None) -> Read:
    """The record of one task, as `read_label_studio` gives it."""
    if not isinstance(task, dict) or not isinstance((task.get("data") or {}).get("text"), str):
        raise BadInput(f"{where} has no data.text. Was the task exported from another project?")
    data = task["data"]
    done = [one for one in task.get("annotations", []) if not one.get("was_cancelled")]
    lost = []
    if len(done) > 1:
        lost.append(f"{where}: of {len(done)} annotations only the newest was read")
    done.sort(key=lambda one: str(one.get("updated_at", "")))
    # An export has its predictions as numbers where nobody asked for them.
    tries = [*done[-1:], *(one for one in task.get("predictions", []) if isinstance(one, dict))]
    result = tries[0].get("result", []) if tries else []
    id = str(data.get("article_id", task.get("id", where)))
    graph, unread = _to_graph(id, data["text"], result, data.get("attrib", {}))
    record, more = from_graph(join_marks(graph), by=by)
    return record, [*lost, *(f"{where}: {line}" for line in [*unread, *more])]


def to_label_config() -> str:
    """The labeling interface of a project that can show and change all of it."""
    lines = [
        "<View>",
        "  <Relations>",
        *(f"    <Relation value={quoteattr(one)}/>" for one in [*LINKS, "part"]),
    ]
    lines += ["  </Relations>", '  <Labels name="label" toName="text">']
    lines += [f"    <Label value={quoteattr(label)}/>" for label in LABELS]
    lines += ["  </Labels>", '  <Text name="text" value="$text" granularity="word"/>']
    for label, fields in FIELDS.items():
        for name, values in fields.items():
            common = f'name="{name}" toName="text" perRegion="true"'
            when = f'visibleWhen="region-selected" whenTagName="label" whenLabelValue="{label}"'
            if not values:
                lines.append(f'  <TextArea {common} {when} maxSubmissions="1"/>')
                continue
            lines.append(f'  <Choices {common} {when} choice="single">')
            lines += [f"    <Choice value={quoteattr(value)}/>" for value in values]
            lines.append("  </Choices>")
    return "\n".join([*lines, "</View>"]) + "\n"


def _to_regions(mark: Mark, text: str) -> Iterator[dict[str, Any]]:
    (span,) = mark.spans
    place = {"start": span.start, "end": span.end}
    same = {"id": mark.id, "to_name": "text"}
    value = {**place, "text": span.of(text), "labels": [mark.label]}
    yield {**same, "from_name": "label", "type": "labels", "value": value}
    for name, field in mark.fields.items():
        if FIELDS[mark.label][name]:
            yield {**same, "from_name": name, "type": "choices", "value": {**place, "choices": [field]}}
        else:
            yield {**same, "from_name": name, "type": "textarea", "value": {**place, "text": [field]}}


def _to_graph(
    article_id: str, text: str, result: Sequence[Mapping[str, Any]], rest: Mapping[str, Any]
) -> tuple[Graph, list[str]]:
    marks: dict[str, tuple[str, Span]] = {}
    fields: dict[str, dict[str, str]] = {}
    links: list[Link] = []
    lost: list[str] = []
    for one in result:
        value = one.get("value", {})
        if one.get("type") == "labels" and value.get("labels"):
            span = find_place(text, value)
            if span is None:
                lost.append(f"{one.get('id')}: {value.get('text')!r} is not at {value.get('start')}")
            else:
                marks[str(one.get("id"))] = value["labels"][0], span
        elif one.get("type") in ("choices", "textarea"):
            words = value.get("choices") or value.get("text") or [""]
            words = [words] if isinstance(words, str) else words
            fields.setdefault(str(one.get("id")), {})[str(one.get("from_name"))] = str(words[0])
        elif one.get("type") == "relation":
            for label in one.get("labels") or ["(none)"]:
                links.append(Link(str(label), str(one.get("from_id")), str(one.get("to_id"))))
        else:
            lost.append(f"{one.get('id')}: a result of the type {one.get('type')}")
    made = tuple(
        Mark(id, label, (span,), _pick_fields(label, fields.get(id, {})))
        for id, (label, span) in marks.items()
    )
    return Graph(article_id, text, made, tuple(links), rest), lost


def find_place(text: str, value: Mapping[str, Any]) -> Span | None:
    """Where a region stands, in code points, by its offsets and its words; `None` where the words are not.

    >>> find_place("😀 Ana", {"start": 3, "end": 6, "text": "Ana"})  # UTF-16
    Span(start=2, end=5)
    """
    start, end = int(value.get("start", 0)), int(value.get("end", 0))
    units = text.encode("utf-16-le", "surrogatepass")
    before, through = units[: 2 * start], units[: 2 * end]
    older = Span(len(before.decode("utf-16-le", "ignore")), len(through.decode("utf-16-le", "ignore")))
    if not isinstance(words := value.get("text"), str):
        return Span(start, end)
    for span in (Span(start, end), older):
        if span.end <= len(text) and _fold(span.of(text)) == _fold(words):
            return span
    return None


def _fold(words: str) -> str:
    """Words as a browser shows them: its line breaks come back as two characters or as blanks."""
    return re.sub(r"(\s|\\n|\\r|\\t)+", " ", words).strip()


def _pick_fields(label: str, fields: Mapping[str, str]) -> dict[str, str]:
    known = FIELDS.get(label, {})
    return {n: v for n, v in fields.items() if n in known and (not known[n] or v in known[n])}
