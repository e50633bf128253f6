"""Corpora and peers, in: PolNeAR's flavour of brat and Citron's JSON.

Both have sources, cues and contents alone; a record that is read from them says so (`layers`, as `score`
wants it), and nothing that it lacks counts as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from attrib.errors import BadInput
from attrib.exchange.folders import Read, Skip, read_each, read_json
from attrib.records import Annotated, Attribution, MadeWith, text_sha256
from attrib.spans import Span

_MARK = re.compile(r"(T\d+)\t(\w+) (\d+ \d+(?:;\d+ \d+)*)(?:\t.*)?")
_EVENT = re.compile(r"(E\d+)\t(\S+(?: \S+)*)\s*")
_LAYERS = ["source", "cue", "content"]


def read_polnear(folder: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """The record of each `.ann` of a folder, in the order of names, with what could not be taken over.

    An attribution is a brat event, whose trigger and arguments are marks of the labels Source, Cue and
    Content; several marks of one label are its pieces. A text is the `.txt` of the same name beside it, or in
    the folder `text` beside its folder. Newell, Margolin and Ruths 2018, LREC.

    Raises `BadInput` for a folder without `.ann`, a missing text, and a mark outside the text.
    """
    paths = sorted(folder.glob("*.ann"))
    if not paths:
        raise BadInput(f"{folder}: there is no .ann in it. Name the folder of one annotator's files.")
    yield from read_each(
        ((str(path), partial(_read_ann, path, folder, by or "PolNeAR")) for path in paths), skip
    )


def read_citron(path: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """The record of a document of Citron's JSON (one file, or a folder of them).

    Citron's own output counts tokens where its format says characters; a span whose `text` is not at its
    place is therefore looked up by its words when they stand once in the text, and left out when not.
    Raises `BadInput` for a file without `text` and `quotes`.
    """
    paths = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not paths:
        raise BadInput(f"{path}: there is no .json in it.")
    yield from read_each(((str(one), partial(_read_document, one, by or "Citron")) for one in paths), skip)


def _read_ann(path: Path, folder: Path, by: str) -> Read:
    name = path.with_suffix(".txt").name
    places = [path.with_name(name), *(one / "text" / name for one in (folder, *folder.parents[:2]))]
    text_path = next((place for place in places if place.is_file()), None)
    if text_path is None:
        raise BadInput(f"{path}: there is no {name} beside it or in a folder `text` near it.")
    return _read_events(_decode(path), _decode(text_path), path.stem, by)


def _read_document(path: Path, by: str) -> Read:
    row = read_json(str(path), _decode(path))
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "quotes" not in row:
        raise BadInput(f"{path}: `text` and `quotes` were expected, as in Citron's annotation format.")
    return _read_quotes(row, path.stem, by)


def _decode(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 (byte {error.start}).") from None


def _read_events(ann: str, text: str, article_id: str, by: str) -> Read:
    marks: dict[str, tuple[str, list[Span]]] = {}
    events: list[tuple[str, list[str]]] = []
    lost: list[str] = []
    for number, line in enumerate(ann.split("\n"), start=1):
        if found := _MARK.fullmatch(line):
            pairs = [tuple(map(int, pair.split())) for pair in found[3].split(";")]
            spans = [Span(start, end) for start, end in pairs]
            if any(not span.start < span.end <= len(text) for span in spans):
                raise BadInput(
                    f"{article_id}.ann:{number}: {found[1]} is at {found[3]}, and the text has {len(text)} "
                    "characters. Is it the text that was annotated?"
                )
            marks[found[1]] = found[2], spans
        elif found := _EVENT.fullmatch(line):
            events.append((found[1], [part.rpartition(":")[2] for part in found[2].split(" ")]))
        elif line.strip():
            lost.append(f"{article_id}.ann:{number}: not read: {line.strip()[:60]}")
    parts = []
    for event, ids in events:
        found_parts: dict[str, list[Span]] = {"Source": [], "Cue": [], "Content": []}
        for id in dict.fromkeys(ids):
            label, spans = marks.get(id, ("", []))
            if label in found_parts:
                found_parts[label] += spans
        if not found_parts["Content"]:
            lost.append(f"{article_id}.ann: {event} has no content")
            continue
        parts.append(tuple(sorted(found_parts[label]) for label in ("Source", "Cue", "Content")))
    record, more = _make_record(article_id, text, parts, by)
    return record, [*lost, *more]


def _read_quotes(row: Mapping[str, Any], article_id: str, by: str) -> Read:
    text = row["text"]
    lost: list[str] = []

    def find(places: Any, what: str) -> list[Span]:
        spans = []
        for place in [places] if isinstance(places, dict) else places or []:
            start, end, words = (place.get(key) for key in ("start", "end", "text"))
            if (
                isinstance(start, int)
                and isinstance(end, int)
                and (words is None or text[start:end] == words)
            ):
                spans.append(Span(start, end))
            elif words and text.count(words) == 1:
                spans.append(Span(text.index(words), text.index(words) + len(words)))
            else:
                lost.append(f"{article_id}: the {what} {words!r} is not at {start}:{end}")
        return sorted(span for span in spans if 0 <= span.start < span.end <= len(text))

    parts = []
    for number, quote in enumerate(row["quotes"], start=1):
        source, cue, content = (find(quote.get(key), key) for key in ("sources", "cue", "contents"))
        if content:
            parts.append((source, cue, content))
        else:
            lost.append(f"{article_id}: quote {number} has no content")
    record, more = _make_record(article_id, text, parts, by)
    return record, [*lost, *more]


def _make_record(article_id: str, text: str, parts: Sequence[tuple[list[Span], ...]], by: str) -> Read:
    from attrib import __version__

    attributions: list[Attribution] = []
    lost: list[str] = []
    for source, cue, content in sorted(parts, key=lambda one: one[2]):
        if len(cue) > 1:
            lost.append(f"{article_id}: a cue in {len(cue)} pieces; only the first is kept")
        attributions.append(
            Attribution(
                f"a{len(attributions) + 1}",
                tuple(source),
                # Neither says how a source names itself; whether there is one is what can be known.
                "nominal" if source else "none",
                cue[0] if cue else None,
                tuple(content),
                "indirect",
            )
        )
    record = Annotated(
        article_id=article_id,
        text=text,
        text_sha256=text_sha256(text),
        meta={},
        blocks=(),
        sentences=(),
        names=(),
        attributions=tuple(attributions),
        claims=(),
        speakers=(),
        evaluative=(),
        made_with=MadeWith(__version__, by=by),
        extra={"layers": _LAYERS},
    )
    return record, lost
