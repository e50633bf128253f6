"""W3C Web Annotations, both ways: JSON-LD, one AnnotationPage for each article, one a line.

A mark is an annotation with the label and the fields as its bodies, and one target for each of its
stretches, which a TextQuoteSelector and a TextPositionSelector (code points) name. A link is an annotation of
the motivation `linking`. The page carries the text and what the model has no place for under the prefix
`attrib:`. Sanderson, Ciccarese and Young 2017, *Web Annotation Data Model*, W3C Recommendation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrib.errors import BadInput
from attrib.exchange.folders import Read, Skip, read_each, read_json, read_lines, read_text, write_whole
from attrib.exchange.graph import Graph, Link, Mark, to_graph
from attrib.exchange.record_of_graph import from_graph
from attrib.records import Annotated
from attrib.spans import Span

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"attrib": "urn:attrib:terms:"}]
AROUND = 32  # characters before and after a quote


def to_page(record: Annotated) -> dict[str, Any]:
    """The page of one article. Its source is the article's address if `meta.url` gives one, else its id."""
    read_text(record)
    graph = to_graph(record)
    base = f"urn:attrib:article:{quote(record.article_id, safe='')}"
    source = record.meta.get("url") if isinstance(record.meta.get("url"), str) else base
    items = [
        {
            "id": f"{base}#{mark.id}",
            "type": "Annotation",
            "motivation": "tagging",
            "body": [
                _body("tagging", mark.label),
                *(_body("describing", v, n) for n, v in mark.fields.items()),
            ],
            "target": [{"source": source, "selector": to_selectors(graph.text, span)} for span in mark.spans],
        }
        for mark in graph.marks
    ]
    items += [
        {
            "type": "Annotation",
            "motivation": "linking",
            "body": [f"{base}#{link.end}", _body("tagging", link.label)],
            "target": f"{base}#{link.start}",
        }
        for link in graph.links
    ]
    return {
        "@context": CONTEXT,
        "id": base,
        "type": "AnnotationPage",
        "attrib:article": graph.article_id,
        "attrib:text": graph.text,
        "attrib:rest": dict(graph.rest),
        "items": items,
    }


def to_selectors(text: str, span: Span) -> list[dict[str, Any]]:
    """The selectors of a stretch.

    >>> [one["type"] for one in to_selectors("Ana said no.", Span(0, 3))]
    ['TextQuoteSelector', 'TextPositionSelector']
    """
    return [
        {
            "type": "TextQuoteSelector",
            "exact": span.of(text),
            "prefix": text[max(0, span.start - AROUND) : span.start],
            "suffix": text[span.end : span.end + AROUND],
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]


def from_page(page: Mapping[str, Any], *, where: str, by: str | None = None) -> Read:
    """The record of one page, with what could not be taken over.

    A quote that is not at its position is looked for by its words and what is around them. Raises `BadInput`
    for a page without text.
    """
    text = page.get("attrib:text")
    if not isinstance(text, str):
        raise BadInput(f"{where}: there is no attrib:text in it, and the selectors need the text.")
    marks: list[Mark] = []
    links: list[Link] = []
    lost: list[str] = []
    for item in page.get("items", []):
        bodies = [one for one in _list(item.get("body")) if isinstance(one, dict)]
        labels = [str(one.get("value")) for one in bodies if one.get("purpose") == "tagging"]
        id = _name(item.get("id"))
        if not labels:
            lost.append(f"{where}: {id or 'an annotation'} has no body with the purpose tagging")
        elif item.get("motivation") == "linking":
            ends = [one for one in _list(item.get("body")) if isinstance(one, str)]
            links += [Link(labels[0], _name(item.get("target")), _name(end)) for end in ends]
        else:
            spans = [_find(text, target) for target in _list(item.get("target"))]
            if not spans or None in spans:
                lost.append(f"{where}: {id} ({labels[0]}) is not in the text")
                continue
            fields = {
                str(one["attrib:field"]): str(one.get("value")) for one in bodies if one.get("attrib:field")
            }
            found = tuple(sorted(span for span in spans if span is not None))
            marks.append(Mark(id or f"new-{len(marks)}", labels[0], found, fields))
    article_id = str(page.get("attrib:article") or page.get("id") or where)
    graph = Graph(article_id, text, tuple(marks), tuple(links), page.get("attrib:rest", {}))
    record, more = from_graph(graph, by=by)
    return record, [*lost, *(f"{where}: {line}" for line in more)]


def write_web_annotations(path: Path, records: Iterable[Annotated]) -> int:
    """Writes a page for each record, one a line, and gives their number."""
    lines = [json.dumps(to_page(record), ensure_ascii=False) for record in records]
    write_whole(path, "".join(f"{line}\n" for line in lines).encode())
    return len(lines)


def read_web_annotations(path: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """The record of each page. Raises `BadInput` with the line for one that is not JSON or no page."""
    yield from read_each(
        ((where, partial(_read_line, line, where, by)) for where, line in read_lines(path)), skip
    )


def _read_line(line: str, where: str, by: str | None) -> Read:
    page = read_json(where, line)
    if not isinstance(page, dict) or page.get("type") != "AnnotationPage":
        raise BadInput(f"{where}: no AnnotationPage.")
    return from_page(page, where=where, by=by)


def _body(purpose: str, value: str, field: str | None = None) -> dict[str, Any]:
    body = {"type": "TextualBody", "purpose": purpose, "value": value}
    return body | ({"attrib:field": field} if field else {})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(iri: Any) -> str:
    return str(iri or "").rpartition("#")[2]


def _find(text: str, target: Any) -> Span | None:
    """The stretch that a target's selectors name: at its position, or else where its words alone can be."""
    selectors = _list(target.get("selector")) if isinstance(target, dict) else []
    by_type = {one.get("type"): one for one in selectors if isinstance(one, dict)}
    words = by_type.get("TextQuoteSelector")
    place = by_type.get("TextPositionSelector")
    span = None
    if place is not None:
        span = Span(int(place.get("start", 0)), int(place.get("end", 0)))
        if words is None or span.of(text) == words.get("exact"):
            return span
    if words is None or not words.get("exact"):
        return None
    prefix, exact, suffix = (str(words.get(key, "")) for key in ("prefix", "exact", "suffix"))
    whole = prefix + exact + suffix
    if text.count(whole) != 1:
        return None
    start = text.index(whole) + len(prefix)
    return Span(start, start + len(exact))
