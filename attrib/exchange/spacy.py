"""spaCy: records as `Doc`s in a DocBin, both ways, and as the dicts that displaCy draws (one way).

Marks are spans of the group `doc.spans["attrib"]`, which may overlap, each with its label and id; links,
fields and the rest stand in `doc.user_data["attrib"]`. Tokens are words, single marks of punctuation and
blanks that are more than one space, cut also where a mark begins or ends, so that the text comes back to the
character.
Needs spaCy (`attrib[spacy]`); displaCy dicts need nothing. https://spacy.io/api/docbin
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from attrib.errors import BadInput, BadOption
from attrib.exchange.conllu import find_tokens
from attrib.exchange.folders import Read, Skip, read_each, read_text, write_whole
from attrib.exchange.graph import Graph, Link, Mark, join_marks, split_marks, to_graph
from attrib.exchange.record_of_graph import from_graph
from attrib.limits import name_size
from attrib.records import Annotated
from attrib.spans import Span

GROUP = "attrib"
DOCBIN_BYTES = 1_000_000_000  # unpacked; some ten thousand articles
_STEP_BYTES = 1_000_000


def to_doc(record: Annotated, vocab: Any = None) -> Any:
    """A spaCy `Doc` of a record, in a blank English vocabulary if none is given."""
    spacy = _import_spacy()
    read_text(record)
    graph = split_marks(to_graph(record))
    words, spaces = _cut(graph)
    doc = spacy.tokens.Doc(vocab or spacy.blank("en").vocab, words=words, spaces=spaces)
    spans = []
    for mark in graph.marks:
        span = doc.char_span(mark.spans[0].start, mark.spans[0].end, label=mark.label, span_id=mark.id)
        if span is not None:
            spans.append(span)
    doc.spans[GROUP] = spans
    doc.user_data[GROUP] = json.dumps(
        {
            "article_id": graph.article_id,
            "links": [[link.label, link.start, link.end] for link in graph.links],
            "fields": {mark.id: dict(mark.fields) for mark in graph.marks if mark.fields},
            "rest": dict(graph.rest),
        }
    )
    return doc


def from_doc(doc: Any, *, by: str | None = None) -> Read:
    """The record of a `Doc` that `to_doc` made, perhaps with other spans, and what could not be taken over.

    Raises `BadInput` for a `Doc` without `user_data["attrib"]`.
    """
    if GROUP not in doc.user_data:
        raise BadInput(
            "The Doc has no user_data['attrib']. Was the DocBin written with store_user_data=True?"
        )
    kept = json.loads(doc.user_data[GROUP])
    marks = []
    for number, span in enumerate(doc.spans.get(GROUP, [])):
        id = span.id_ or f"new-{number}"
        place = Span(span.start_char, span.end_char)
        marks.append(Mark(id, span.label_, (place,), kept["fields"].get(id, {})))
    links = tuple(Link(*link) for link in kept["links"])
    graph = Graph(kept["article_id"], doc.text, tuple(marks), links, kept["rest"])
    return from_graph(join_marks(graph), by=by)


def write_spacy(path: Path, records: Iterable[Annotated]) -> int:
    """Writes one DocBin (`.spacy`) with a `Doc` for each record, and gives their number."""
    spacy = _import_spacy()
    vocab = spacy.blank("en").vocab
    docs = [to_doc(record, vocab) for record in records]
    write_whole(path, spacy.tokens.DocBin(docs=docs, store_user_data=True).to_bytes())
    return len(docs)


def read_spacy(path: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """The record of each `Doc` of a DocBin. Raises `BadInput` for a file that is none."""
    spacy = _import_spacy()
    vocab = spacy.blank("en").vocab
    _check_unpacked(path)
    try:
        docs = list(spacy.tokens.DocBin().from_bytes(path.read_bytes()).get_docs(vocab))
    except Exception as error:  # zlib, msgpack and spaCy raise many kinds
        raise BadInput(f"{path}: no DocBin ({error}).") from None
    yield from read_each(
        ((f"{path}, Doc {n}", partial(from_doc, doc, by=by)) for n, doc in enumerate(docs, start=1)), skip
    )


def _check_unpacked(path: Path) -> None:
    """Raises `BadInput` for a DocBin that unpacks to more than there may be; spaCy unpacks it at once."""
    unpacker = zlib.decompressobj()
    packed, size = path.read_bytes(), 0
    try:
        while packed and not unpacker.eof:
            size += len(unpacker.decompress(packed, _STEP_BYTES))
            packed = unpacker.unconsumed_tail
            if size > DOCBIN_BYTES:
                raise BadInput(
                    f"{path}: it unpacks to more than {name_size(DOCBIN_BYTES)}. Write its Docs into several "
                    "files."
                )
    except zlib.error as error:
        raise BadInput(f"{path}: no DocBin ({error}).") from None


def to_displacy(record: Annotated, labels: Iterable[str] = ("Source", "Cue", "Content")) -> dict[str, Any]:
    """The dict of a text with marks of these labels for `displacy.render(…, style="span", manual=True)`.

    Of the style "span", because marks overlap; `ent` cannot draw that. Links are left out.
    """
    wanted = set(labels)
    graph = to_graph(record)
    tokens = find_tokens(graph)
    spans = []
    for mark in graph.marks:
        for span in mark.spans if mark.label in wanted else ():
            inside = [at for at, token in enumerate(tokens) if span.holds(token)]
            if inside:
                spans.append(
                    {
                        "start_token": inside[0],
                        "end_token": inside[-1] + 1,
                        "label": mark.label,
                        "kb_id": mark.id,
                    }
                )
    return {"text": graph.text, "tokens": [token.of(graph.text) for token in tokens], "spans": spans}


def write_displacy(path: Path, records: Iterable[Annotated]) -> int:
    """Writes a JSON list of displaCy dicts, and gives their number."""
    rows = [to_displacy(record) for record in records]
    write_whole(path, json.dumps(rows, ensure_ascii=False).encode())
    return len(rows)


def _cut(graph: Graph) -> tuple[list[str], list[bool]]:
    """Words, and whether one space follows each; any other blanks are words of their own."""
    words: list[str] = []
    spaces: list[bool] = []
    end = 0
    for token in [*find_tokens(graph), Span(len(graph.text), len(graph.text))]:
        gap = graph.text[end : token.start]
        if gap.startswith(" ") and words:
            spaces[-1] = True
            gap = gap[1:]
        if gap:
            words.append(gap)
            spaces.append(False)
        if token.start < token.end:
            words.append(token.of(graph.text))
            spaces.append(False)
        end = token.end
    return words, spaces


def _import_spacy() -> Any:
    try:
        import spacy
        import spacy.tokens
    except ImportError:
        raise BadOption("DocBins need spaCy, which is not installed: pip install 'attrib[spacy]'.") from None
    return spacy
