"""A record as marks and links, the form in which annotation tools hold it, and back.

A mark is a label on one or several stretches, with fields that a person can see and change; a link goes from
one mark to another. An attribution is a mark on its content (`Content`) with links to the marks of its other
parts; a speaker is one mark for each mention, the later ones linked to the first. What is neither (meta,
blocks, sentences, scores, reasons …) is the `rest`, which each format keeps where it can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from attrib.errors import BadInput
from attrib.records import (
    Annotated,
    Category,
    ClaimKind,
    Manner,
    Modality,
    SourceStatus,
    SpeakerKind,
    Stance,
)
from attrib.schema import VOICES
from attrib.spans import Span

# The parts of an attribution besides its content: label → key of the record.
PARTS = {"Source": "source", "Cue": "cue", "Addressee": "addressee", "Medium": "medium", "Grounds": "grounds"}
MAIN = {"Content": "attributions", "Claim": "claims", "Evaluative": "evaluative", "Name": "names"}
LABELS = (*MAIN, *PARTS, "Mention", "Target")
# Label → its fields, each with the values it may have; none: any words.
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "Content": {
        "source_status": get_args(SourceStatus),
        "manner": get_args(Manner),
        "modality": get_args(Modality),
        "stance": get_args(Stance),
    },
    "Claim": {"claim_kind": get_args(ClaimKind)},
    "Evaluative": {"category": get_args(Category), "voice": (*VOICES, "speaker"), "quoted": ("yes", "no")},
    "Mention": {"speaker_kind": get_args(SpeakerKind), "named": ("yes", "no"), "name": (), "role": ()},
    "Name": {
        "name_type": tuple("Person Organization Location NORP Facility Date Money Product Misc".split())
    },
}
# Link → the labels it goes from and to.
LINKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **{label.lower(): (("Content",), (label,)) for label in PARTS},
    "parent": (("Content",), ("Content",)),
    "speaker": (("Content",), ("Mention",)),
    "in": (("Claim", "Evaluative"), ("Content",)),
    "voice": (("Evaluative",), ("Mention",)),
    "target": (("Evaluative",), ("Target", "Mention")),
    "same": (("Mention",), ("Mention",)),
}
# Field of a mark → key of the record, where they differ.
KEYS = {"claim_kind": "kind", "name_type": "type", "speaker_kind": "kind"}
SPAN_KEY = {"Content": "content", "Claim": "spans", "Evaluative": "span", "Name": "span"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A label on one or several stretches of a text."""

    id: str
    label: str
    spans: tuple[Span, ...]
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one mark to another, both by id."""

    label: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Graph:
    """One article with its marks and links. `rest` is plain, as JSON can hold it."""

    article_id: str
    text: str
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    rest: Mapping[str, Any] = field(default_factory=dict)


def to_graph(record: Annotated) -> Graph:
    """The marks and links of a record. Raises `BadInput` for a record without its text."""
    if record.text is None:
        raise BadInput(
            f"{record.article_id}: the record has no text, which other tools need. `attrib rejoin` puts it "
            "back."
        )
    row = record.to_json()
    marks: list[Mark] = []
    links: list[Link] = []
    items: dict[str, dict[str, Any]] = {}
    firsts = {one["id"]: f"{one['id']}.1" for one in row["speakers"] if one["mentions"]}
    for speaker in row["speakers"]:
        marks += _mark_mentions(speaker)
        links += [
            Link("same", f"{speaker['id']}.{n}", f"{speaker['id']}.1")
            for n in range(2, len(speaker["mentions"]) + 1)
        ]
    for number, name in enumerate(row["names"], start=1):
        marks.append(_mark("Name", f"n{number}", name, items))
    for one in row["attributions"]:
        marks.append(_mark("Content", one["id"], one, items))
        for label, key in PARTS.items():
            if spans := _to_spans(one[key]):
                marks.append(Mark(f"{one['id']}.{key}", label, spans))
                links.append(Link(key, one["id"], f"{one['id']}.{key}"))
        if one["parent"]:
            links.append(Link("parent", one["id"], one["parent"]))
        links += _link_speaker("speaker", one["id"], one["speaker"], firsts, items)
    for one in row["claims"]:
        marks.append(_mark("Claim", one["id"], one, items))
        if one["attribution"]:
            links.append(Link("in", one["id"], one["attribution"]))
    for one in row["evaluative"]:
        marks.append(_mark("Evaluative", one["id"], one, items))
        if one["attribution"]:
            links.append(Link("in", one["id"], one["attribution"]))
        if one["voice"] not in VOICES:
            links += _link_speaker("voice", one["id"], one["voice"], firsts, items)
        if isinstance(one["target"], str):
            links += _link_speaker("target", one["id"], one["target"], firsts, items)
        elif one["target"]:
            marks.append(Mark(f"{one['id']}.target", "Target", _to_spans(one["target"])))
            links.append(Link("target", one["id"], f"{one['id']}.target"))
    kept = ("schema", "text_sha256", "meta", "blocks", "sentences", "made_with")
    rest = {
        **{key: row[key] for key in kept},
        "extra": dict(record.extra),
        "speakers": [{k: v for k, v in one.items() if k != "mentions"} for one in row["speakers"]],
        "mentioned": sorted(firsts),
        "items": items,
    }
    return Graph(record.article_id, record.text, tuple(marks), tuple(links), rest)


def split_marks(graph: Graph, joint: str = "part") -> Graph:
    """The graph with each mark on one stretch: the further ones are marks of their own, linked by `joint`."""
    marks: list[Mark] = []
    links = list(graph.links)
    for mark in graph.marks:
        for number, span in enumerate(mark.spans, start=1):
            id = mark.id if number == 1 else f"{mark.id}~{number}"
            marks.append(Mark(id, mark.label, (span,), mark.fields if number == 1 else {}))
            if number > 1:
                links.append(Link(joint, mark.id, id))
    return Graph(graph.article_id, graph.text, tuple(marks), tuple(links), graph.rest)


def join_marks(graph: Graph, joint: str = "part") -> Graph:
    """The inverse of `split_marks`. A part that is linked to two marks belongs to the first."""
    marks = {mark.id: mark for mark in graph.marks}
    owner: dict[str, str] = {}
    for link in graph.links:
        if link.label == joint and link.start in marks and link.end in marks and link.start != link.end:
            owner.setdefault(link.end, link.start)
    wholes = {id: _find_whole(id, owner) for id in marks}
    spans: dict[str, list[Span]] = {}
    for id, mark in marks.items():
        spans.setdefault(wholes[id], []).extend(mark.spans)
    joined = tuple(
        Mark(id, mark.label, tuple(sorted(spans[id])), mark.fields)
        for id, mark in marks.items()
        if wholes[id] == id
    )
    links = tuple(link for link in graph.links if link.label != joint)
    return Graph(graph.article_id, graph.text, joined, links, graph.rest)


def _find_whole(id: str, owner: Mapping[str, str]) -> str:
    """The mark that a part belongs to in the end; parts in a circle belong to nobody but themselves."""
    seen = [id]
    while seen[-1] in owner:
        seen.append(owner[seen[-1]])
        if seen[-1] in seen[:-1]:
            return id
    return seen[-1]


def hide_fields(graph: Graph) -> Graph:
    """The graph with the fields of its marks in the rest, for tools that know labels alone."""
    fields = {mark.id: dict(mark.fields) for mark in graph.marks if mark.fields}
    marks = tuple(Mark(mark.id, mark.label, mark.spans) for mark in graph.marks)
    return Graph(graph.article_id, graph.text, marks, graph.links, {**graph.rest, "fields": fields})


def show_fields(graph: Graph) -> Graph:
    """The inverse of `hide_fields`."""
    fields = graph.rest.get("fields", {})
    marks = tuple(Mark(one.id, one.label, one.spans, fields.get(one.id, one.fields)) for one in graph.marks)
    rest = {key: value for key, value in graph.rest.items() if key != "fields"}
    return Graph(graph.article_id, graph.text, marks, graph.links, rest)


def _to_spans(value: Any) -> tuple[Span, ...]:
    pairs = [] if not value else value if isinstance(value[0], list) else [value]
    return tuple(Span(start, end) for start, end in pairs)


def _mark(label: str, id: str, row: Mapping[str, Any], items: dict[str, dict[str, Any]]) -> Mark:
    """The mark of a finding; what is neither spans, fields nor links goes to `items`."""
    fields = {}
    for name in FIELDS[label]:
        value = row[KEYS.get(name, name)]
        fields[name] = ("yes" if value else "no") if isinstance(value, bool) else value
    if label == "Evaluative" and fields["voice"] not in VOICES:
        fields["voice"] = "speaker"
    linked = {"id", "attribution", "parent", "speaker", "voice", "target", "status", SPAN_KEY[label]}
    shown = linked | set(PARTS.values()) | {KEYS.get(name, name) for name in FIELDS[label]}
    items[id] = {key: value for key, value in row.items() if key not in shown}
    return Mark(id, label, _to_spans(row[SPAN_KEY[label]]), fields)


def _mark_mentions(speaker: Mapping[str, Any]) -> Iterator[Mark]:
    fields = {"speaker_kind": speaker["kind"], "named": "yes" if speaker["named"] else "no"}
    fields |= {"name": speaker["name"]} | ({"role": speaker["role"]} if speaker["role"] else {})
    for number, span in enumerate(speaker["mentions"], start=1):
        yield Mark(f"{speaker['id']}.{number}", "Mention", _to_spans([span]), fields if number == 1 else {})


def _link_speaker(
    label: str, id: str, speaker: str | None, firsts: Mapping[str, str], items: dict[str, dict[str, Any]]
) -> list[Link]:
    """A link to a speaker's first mention; one without mentions is named in `items`."""
    if speaker is None:
        return []
    if speaker in firsts:
        return [Link(label, id, firsts[speaker])]
    items[id][label] = speaker
    return []
