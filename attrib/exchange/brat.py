"""brat stand-off, both ways: a folder with a `.txt`, an `.ann` and a `.json` for each article, and the
`annotation.conf` that brat needs to show them.

brat counts code points, as attrib does, and knows discontinuous marks, relations and attributes with one of
several values. A mark's note holds attrib's id of it, and what has no fixed values (a speaker's name and
role); the `.json` holds what brat has no place for. Stenetorp and others 2012, *brat: a web-based tool for
NLP-assisted text annotation*; the format: https://brat.nlplab.org/standoff.html.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from attrib.errors import BadInput
from attrib.exchange.folders import Read, Skip, pick_file_name, read_each, read_json, read_text, write_folder
from attrib.exchange.graph import FIELDS, LABELS, LINKS, Graph, Link, Mark, to_graph
from attrib.exchange.record_of_graph import from_graph
from attrib.records import Annotated
from attrib.spans import Span

_MARK = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t.*)?")
_LINK = re.compile(r"R\d+\t(\S+) Arg1:(\S+) Arg2:(\S+)\s*")
_FIELD = re.compile(r"[AM]\d+\t(\S+) (\S+) (\S+)\s*")
_NOTE = re.compile(r"#\d+\t\S+ (\S+)\t(.*)")
_OUR_NOTE = re.compile(r"attrib (\S+)(?: (\{.*\}))?")


def to_ann(graph: Graph) -> str:
    """The `.ann` of one article."""
    number = {mark.id: f"T{n}" for n, mark in enumerate(graph.marks, start=1)}
    lines = []
    for mark in graph.marks:
        where = ";".join(f"{span.start} {span.end}" for span in mark.spans)
        words = re.sub(r"[\n\r\t]", " ", " ".join(span.of(graph.text) for span in mark.spans))
        lines.append(f"{number[mark.id]}\t{mark.label} {where}\t{words}")
    fixed = [
        (mark, name, value)
        for mark in graph.marks
        for name, value in mark.fields.items()
        if value in FIELDS[mark.label][name]
    ]
    lines += [
        f"A{n}\t{name} {number[mark.id]} {value}" for n, (mark, name, value) in enumerate(fixed, start=1)
    ]
    lines += [
        f"R{n}\t{link.label} Arg1:{number[link.start]} Arg2:{number[link.end]}"
        for n, link in enumerate(graph.links, start=1)
    ]
    for n, mark in enumerate(graph.marks, start=1):
        free = {name: value for name, value in mark.fields.items() if value not in FIELDS[mark.label][name]}
        more = f" {json.dumps(free)}" if free else ""
        lines.append(f"#{n}\tAnnotatorNotes {number[mark.id]}\tattrib {mark.id}{more}")
    return "".join(f"{line}\n" for line in lines)


def from_ann(
    ann: str, text: str, article_id: str, rest: dict[str, Any], where: str
) -> tuple[Graph, list[str]]:
    """The graph of an `.ann`, and a line for each line of it that says nothing to attrib.

    Raises `BadInput` for a mark outside the text, as `from_graph` does.
    """
    marks: dict[str, tuple[str, tuple[Span, ...]]] = {}
    links: list[tuple[str, str, str]] = []
    fields: dict[str, dict[str, str]] = {}
    ids: dict[str, str] = {}
    unread: list[str] = []
    for at, line in enumerate(ann.split("\n"), start=1):
        if found := _MARK.fullmatch(line):
            pairs = [tuple(map(int, pair.split())) for pair in found[3].split(";")]
            marks[found[1]] = found[2], tuple(Span(start, end) for start, end in pairs)
        elif found := _LINK.fullmatch(line):
            links.append((found[1], found[2], found[3]))
        elif found := _FIELD.fullmatch(line):
            fields.setdefault(found[2], {})[found[1]] = found[3]
        elif found := _NOTE.fullmatch(line):
            mark, free = _read_note(found[2])
            if mark is None:
                unread.append(f"{where}:{at}: a note of a person: {found[2]}")
            else:
                ids[found[1]] = mark
                fields.setdefault(found[1], {}).update(free)
        elif line.strip():
            unread.append(f"{where}:{at}: attrib does not read this line: {line.strip()[:80]}")
    names: dict[str, str] = {}
    for mark in marks:
        # A mark that was copied in the editor has its note twice; only the first is the old one.
        wanted = ids.get(mark, mark)
        names[mark] = wanted if wanted not in names.values() else mark
    graph = Graph(
        article_id,
        text,
        tuple(
            Mark(names[mark], label, spans, _pick_fields(label, fields.get(mark, {}), unread, where))
            for mark, (label, spans) in marks.items()
        ),
        tuple(Link(label, names.get(one, one), names.get(other, other)) for label, one, other in links),
        rest,
    )
    return graph, unread


def write_brat(folder: Path, records: Iterable[Annotated]) -> int:
    """Writes a folder that brat can open, and gives the number of articles.

    Raises `BadInput` for a folder that is not empty, a record without text, and a text that UTF-8 cannot
    hold; then nothing is written.
    """

    def make() -> Iterator[tuple[str, bytes]]:
        yield "annotation.conf", to_config().encode()
        taken: set[str] = set()
        for record in records:
            graph = to_graph(record)
            name = pick_file_name(record.article_id, taken)
            yield f"{name}.txt", read_text(record)
            yield f"{name}.ann", to_ann(graph).encode()
            rest = {"article_id": record.article_id, **graph.rest}
            yield f"{name}.json", json.dumps(rest, ensure_ascii=True).encode()

    return sum(name.endswith(".ann") for name in write_folder(folder, make()))


def read_brat(folder: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """Each article of a folder, in the order of names, with what could not be taken over.

    Without its `.json` an article's id is the file's name, and it has no meta, blocks and sentences.
    Raises `BadInput` for a text without `.ann`, a file that is not UTF-8 and a folder without texts.
    """
    texts = sorted(folder.glob("*.txt"))
    if not texts:
        raise BadInput(f"{folder}: there is no .txt in it. Name the folder that holds them.")
    yield from read_each(((str(path), partial(_read_article, path, by)) for path in texts), skip)


def _read_article(path: Path, by: str | None) -> Read:
    ann, side = path.with_suffix(".ann"), path.with_suffix(".json")
    if not ann.is_file():
        raise BadInput(f"{path}: there is no {ann.name} beside it. Did the export leave it out?")
    try:
        text, lines = path.read_bytes().decode(), ann.read_bytes().decode()
        kept = side.read_bytes().decode() if side.is_file() else "{}"
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path}: it or what lies beside it is not UTF-8 (byte {error.start}). Convert it."
        ) from None
    rest = read_json(str(side), kept)
    graph, unread = from_ann(lines, text, rest.pop("article_id", path.stem), rest, ann.name)
    record, lost = from_graph(graph, by=by)
    return record, [*unread, *lost]


def to_config() -> str:
    """The `annotation.conf` that lets brat show and change all of it."""
    lines = ["[entities]", *LABELS, "", "[relations]"]
    for label, (starts, ends) in LINKS.items():
        lines.append(f"{label} Arg1:{'|'.join(starts)}, Arg2:{'|'.join(ends)}")
    lines += ["<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
    for label, fields in FIELDS.items():
        lines += [
            f"{name} Arg:{label}, Value:{'|'.join(values)}" for name, values in fields.items() if values
        ]
    return "\n".join(lines) + "\n"


def _read_note(note: str) -> tuple[str | None, dict[str, str]]:
    """The id and the free fields of a note; no id for one that a person wrote."""
    found = _OUR_NOTE.fullmatch(note)
    if found is None:
        return None, {}
    try:
        free = json.loads(found[2] or "{}")
    except ValueError:
        return None, {}
    return found[1], {str(key): str(value) for key, value in free.items()}


def _pick_fields(label: str, fields: dict[str, str], unread: list[str], where: str) -> dict[str, str]:
    known = FIELDS.get(label, {})
    wrong = [
        name
        for name, value in fields.items()
        if name not in known or (known[name] and value not in known[name])
    ]
    unread += [f"{where}: {name} {fields[name]} is no attribute of {label}" for name in wrong]
    return {name: value for name, value in fields.items() if name not in wrong}
